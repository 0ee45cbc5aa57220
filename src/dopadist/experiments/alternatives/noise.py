"""Classical TD and noise: no cell has a reversal point of its own, the whole analysis is run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from dopadist.asymmetry import ESTIMATORS, Estimator
from dopadist.crossfit import cross_fit, split_correlations
from dopadist.crossfit.correlations import Cells
from dopadist.distributional import Population, learn
from dopadist.evidence import Evidence
from dopadist.experiments.alternatives.simulated import (
    AXIS,
    N_CELLS,
    RESIDUAL_SD,
    Floats,
    as_trial_set,
    noisy_trials,
)
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.tasks.rewards import VOLUME_PROBABILITIES

# Trials before the recording, and the base rate, of the authors' simulations (public ports).
N_LEARNING, BASE_RATE = 25_000, 0.02
# Spread over cells of the logarithm of their gains, as in the recorded cells.
LOG_GAIN_SD = 0.34
PAIRS = ("halves", "relation")
PUBLISHED = {"halves": 0.32, "relation": 0.78}


@dataclass(frozen=True)
class ClassicalNoise:
    """Correlations in many populations of classical cells.

    ``point``, ``tau``: of one population and split, shape (2, n_cells): both halves; ``r``: by
    (estimator, pair), shape (n_populations, n_splits); ``p``: by pair, of the first split of
    every population, authors' estimator; ``value_sd``: over cells, of what they learnt.
    """

    point: Floats
    tau: Floats
    axis: Floats
    r: dict[tuple[Estimator, str], Floats]
    p: dict[str, Floats]
    value_sd: float
    n_populations: int
    n_splits: int
    seed: int
    evidence: Evidence = "simulation"

    def mean(self, pair: str, estimator: Estimator = "authors") -> Floats:
        """Mean over splits, one a population."""
        return np.asarray(np.nanmean(self.r[estimator, pair], axis=1))


def learnt_values(rng: np.random.Generator, n_populations: int) -> Floats:
    """Values of classical cells with learning rates of their own, axis units.

    The cells of a population meet the same rewards. Rates below a tenth of the base rate are
    left out: such a cell is still on its way, and so differs for no reason of the theory.
    """
    rewards = rng.choice(AXIS, (n_populations, N_LEARNING), p=_shares())
    rate = BASE_RATE * rng.uniform(0.1, 1.0, (n_populations, N_CELLS))
    return learn(Population(rate, rate), rewards)


def classical_population(value: Floats, rng: np.random.Generator) -> Floats:
    """Single trials of cells with given values and equal slopes."""
    gain = np.exp(rng.normal(0, LOG_GAIN_SD, value.shape))
    return noisy_trials(gain[:, None] * (AXIS - value[:, None]), rng, sd=RESIDUAL_SD)


def run_classical_noise(*, seed: int, profile: Profile) -> ClassicalNoise:
    """Learn, respond with noise, and analyse like the recorded cells."""
    rng = stream(seed, "alternatives/classical_noise")
    n_populations = by_profile(profile, full=200, quick=80)
    n_splits = by_profile(profile, full=10, quick=5)
    values = learnt_values(rng, n_populations)
    r: dict[tuple[Estimator, str], Floats] = {
        (estimator, pair): np.empty((n_populations, n_splits))
        for estimator in ESTIMATORS
        for pair in PAIRS
    }
    p = {pair: np.empty(n_populations) for pair in PAIRS}
    for index, value in enumerate(values):
        data = as_trial_set(classical_population(value, rng))
        for estimator in ESTIMATORS:
            fitted = cross_fit(data, rng=rng, n_splits=n_splits, estimator=estimator)
            cells: Cells = "all" if estimator == "authors" else "usable"
            found = split_correlations(fitted, cells=cells)
            r[estimator, "halves"][index] = found.r_reversal_reversal
            r[estimator, "relation"][index] = found.r_reversal_asymmetry
            if estimator == "authors":
                for pair in PAIRS:
                    p[pair][index] = _p(r[estimator, pair][index, 0], int(found.n_cells[0]))
            if estimator == "authors" and index == 0:
                point, tau = fitted.estimates.reversal_point[0], fitted.estimates.asymmetry[0]
                axis = data.axis
    return ClassicalNoise(
        point=point,
        tau=tau,
        axis=axis,
        r=r,
        p=p,
        value_sd=float(values.std(1, ddof=1).mean()),
        n_populations=n_populations,
        n_splits=n_splits,
        seed=seed,
    )


def classical_noise_claims(result: ClassicalNoise) -> dict[str, float]:
    """Both correlations without diversity, and how often one split looks like a finding."""
    return {
        "halves_mean": float(result.mean("halves").mean()),
        "relation_mean": float(result.mean("relation").mean()),
        "halves_joint": float(result.mean("halves", "joint").mean()),
        "relation_joint": float(result.mean("relation", "joint").mean()),
        "false_alarms_halves": float((result.p["halves"] < 0.05).mean()),
        "false_alarms_relation": float((result.p["relation"] < 0.05).mean()),
    }


def classical_noise_statistics(result: ClassicalNoise) -> tuple[Statistic, ...]:
    """Correlations over populations, and P of one split of one population."""
    words = {
        "halves": "reversal point of one half against the other",
        "relation": "asymmetry of one half against the reversal point of the other",
    }
    found = []
    for pair, text in words.items():
        for estimator in ESTIMATORS:
            mean = result.mean(pair, estimator)
            low, high = np.percentile(mean, [2.5, 97.5])
            found.append(
                Statistic(
                    name=f"r_{pair}_{estimator}",
                    quantity=f"Pearson r, {text}, {estimator}, mean over splits, then populations",
                    value=float(mean.mean()),
                    low=float(low),
                    high=float(high),
                    interval=f"2.5–97.5 % of {result.n_populations} simulated populations",
                    n=N_CELLS,
                    unit="simulated cells in each",
                    test="none",
                    p=None,
                    effect="r",
                    effect_size=float(mean.mean()),
                    seed=result.seed,
                )
            )
        p = result.p[pair]
        low, high = np.percentile(p, [2.5, 97.5])
        r = result.r["authors", pair][:, 0]
        found.append(
            Statistic(
                name=f"p_{pair}",
                quantity=f"P of one split of one population, {text}, median over populations",
                value=float(np.median(p)),
                low=float(low),
                high=float(high),
                interval=f"2.5–97.5 % of {result.n_populations} simulated populations",
                n=N_CELLS,
                unit="simulated cells in each",
                test="linear regression, two-sided; the P of each population is the value here",
                p=float(np.median(p)),
                effect="median |r|",
                effect_size=float(np.nanmedian(np.abs(r))),
                seed=result.seed,
            )
        )
    return tuple(found)


def _p(r: float, n: int) -> float:
    if not abs(r) < 1:
        return 0.0 if abs(r) == 1 else float("nan")
    t = abs(r) * np.sqrt((n - 2) / (1 - r * r))
    return float(2 * stats.t.sf(t, n - 2))


def _shares() -> Floats:
    return np.asarray(VOLUME_PROBABILITIES / np.sum(VOLUME_PROBABILITIES))
