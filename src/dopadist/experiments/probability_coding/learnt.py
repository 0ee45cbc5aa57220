"""Learnt values beside the closed forms: no bias, a spread, and a long memory."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.distributional import from_tau, learn
from dopadist.evidence import Evidence
from dopadist.experiments.probability_coding.settings import N_TRIALS
from dopadist.experiments.probability_coding.theory import (
    CUES,
    bernoulli_expectile,
    forgetting,
    memory_factor,
    value_variance,
)
from dopadist.experiments.profiles import by_profile
from dopadist.statistic import Statistic
from dopadist.streams import stream

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LearntProbabilities:
    """Many runs of learners at constant rates, and what theory says of them.

    Attributes
    ----------
    trial : numpy.ndarray
        ``(n_notes,)``.
    curve_tau : numpy.ndarray
        ``(3,)``; the learning curves are those of the 50 % cue.
    one_run, curve, predicted_curve : numpy.ndarray
        Values ``(n_notes, 3)``: the first run, the mean over runs, the closed form.
    tau, learnt, learnt_error, expectile : numpy.ndarray
        ``(n_tau,)``, then ``(n_tau, 3)``: mean value at each cue over runs long after learning
        began, its standard error, and the closed form.
    total : numpy.ndarray
        Sums of the two rates, ``(n_total,)``.
    spread, predicted_spread : numpy.ndarray
        Standard deviation over runs of the value of the 50 % cue, ``(n_total, 3)``.
    spread_of_mean, predicted_spread_of_mean : numpy.ndarray
        The same for the mean value over ``n_trials`` trials in a row.
    n_runs, n_trials : int
    seed : int
    """

    trial: NDArray[np.int64]
    curve_tau: Array
    one_run: Array
    curve: Array
    predicted_curve: Array
    tau: Array
    learnt: Array
    learnt_error: Array
    expectile: Array
    total: Array
    spread: Array
    predicted_spread: Array
    spread_of_mean: Array
    predicted_spread_of_mean: Array
    n_runs: int
    n_trials: int
    seed: int
    evidence: Evidence = "simulation"


def run_learnt_probabilities(*, seed: int = 0, profile: str = "full") -> LearntProbabilities:
    """Curves from 0; then values in equilibrium, started at the fixed point."""
    n_runs = by_profile(profile, full=4_000, quick=1_000)
    rng = stream(seed, "probability_coding/learnt")
    levels = np.array([0.2, 0.5, 0.8])
    trial = np.arange(0, 401, 4)
    population = from_tau(levels, total=0.05)
    notes = learn(population, _coins(rng, (n_runs, trial[-1]), 0.5), after=trial)
    pull = forgetting(population.alpha_plus, population.alpha_minus, 0.5)
    tau = np.arange(1, 20) / 20
    many = from_tau(tau, total=0.05)
    expectile = bernoulli_expectile(tau[:, None], CUES)
    ends = np.stack(
        [
            learn(many, _coins(rng, (n_runs, 600), p), initial=expectile[:, k])
            for k, p in enumerate(CUES)
        ],
        axis=-1,
    )
    total = np.array([0.02, 0.04, 0.08, 0.16, 0.32])
    spread, spread_of_mean = np.empty((2, total.size, levels.size))
    for i, each in enumerate(total):
        learners = from_tau(levels, total=each)
        start = int(np.ceil(6 / each * 2))  # six relaxation times
        after = np.arange(start, start + N_TRIALS)
        course = learn(learners, _coins(rng, (n_runs, after[-1]), 0.5), initial=levels, after=after)
        spread[i] = course[0].std(axis=0)
        spread_of_mean[i] = course.mean(axis=0).std(axis=0)
    plus, minus = total[:, None] * levels, total[:, None] * (1 - levels)
    variance = value_variance(plus, minus, 0.5)
    memory = memory_factor(forgetting(plus, minus, 0.5), N_TRIALS)
    return LearntProbabilities(
        trial=trial,
        curve_tau=levels,
        one_run=notes[:, 0],
        curve=notes.mean(axis=1),
        predicted_curve=levels * (1 - (1 - pull) ** trial[:, None]),
        tau=tau,
        learnt=ends.mean(axis=0),
        learnt_error=ends.std(axis=0, ddof=1) / np.sqrt(n_runs),
        expectile=expectile,
        total=total,
        spread=spread,
        predicted_spread=np.sqrt(variance),
        spread_of_mean=spread_of_mean,
        predicted_spread_of_mean=np.sqrt(variance * memory / N_TRIALS),
        n_runs=n_runs,
        n_trials=N_TRIALS,
        seed=seed,
    )


def _coins(rng: np.random.Generator, shape: tuple[int, int], probability: float) -> Array:
    return (rng.random(shape) < probability).astype(float)


def learnt_probabilities_claims(result: LearntProbabilities) -> dict[str, float]:
    """Curves, bias, spread and memory, each against its closed form."""
    errors = (result.learnt - result.expectile) / result.learnt_error
    free = result.predicted_spread / np.sqrt(result.n_trials)
    return {
        "largest_distance_of_curves": float(np.abs(result.curve - result.predicted_curve).max()),
        "largest_bias_in_errors": float(np.abs(errors).max()),
        "spread_over_prediction": float((result.spread / result.predicted_spread).mean()),
        "spread_of_mean_over_prediction": float(
            (result.spread_of_mean / result.predicted_spread_of_mean).mean()
        ),
        "memory_at_small_rate": float((result.spread_of_mean / free)[1, 1]),
    }


def learnt_probabilities_statistics(result: LearntProbabilities) -> tuple[Statistic, ...]:
    """Bias at the 50 % cue; spread of one and of the mean of a hundred trials."""
    error = result.learnt - result.expectile
    middle, rate = result.learnt_error.shape[0] // 2, 1
    half = 1.96 * result.learnt_error[middle, 1]
    bias = float(error[middle, 1])
    one, mean = result.spread[rate, 1], result.spread_of_mean[rate, 1]
    # Relative standard error of a standard deviation of n normal values.
    share = 1.96 / np.sqrt(2 * (result.n_runs - 1))
    return (
        Statistic(
            name="bias",
            quantity="mean value minus expectile, cue of 50 %, tau = 1/2, units of reward",
            value=bias,
            low=bias - half,
            high=bias + half,
            interval="95 %, normal",
            test="none",
            p=None,
            effect="bias in spreads of a single value",
            effect_size=bias / float(result.learnt_error[middle, 1] * np.sqrt(result.n_runs)),
            n=result.n_runs,
            unit="runs",
            seed=result.seed,
        ),
        Statistic(
            name="spread_one_trial",
            quantity="SD over runs of a value, cue of 50 %, tau = 1/2, rates 0.02",
            value=float(one),
            low=float(one * (1 - share)),
            high=float(one * (1 + share)),
            interval="95 %, normal",
            test="none",
            p=None,
            effect="ratio to the closed form",
            effect_size=float(one / result.predicted_spread[rate, 1]),
            n=result.n_runs,
            unit="runs",
            seed=result.seed,
        ),
        Statistic(
            name="spread_mean",
            quantity=f"the same for the mean value over {result.n_trials} trials in a row",
            value=float(mean),
            low=float(mean * (1 - share)),
            high=float(mean * (1 + share)),
            interval="95 %, normal",
            test="none",
            p=None,
            effect="ratio to the closed form",
            effect_size=float(mean / result.predicted_spread_of_mean[rate, 1]),
            n=result.n_runs,
            unit="runs",
            seed=result.seed,
        ),
    )
