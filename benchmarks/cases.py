"""What each row runs: ours, the reference, and how their results are held to each other."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import quality
from limits import multiply_add
from references import decoding, learning, responses, splits
from scipy.stats import expectile

from dopadist.crossfit import cross_fit, split_correlations
from dopadist.crossfit.halves import packed, selection, split_keys
from dopadist.decoding import (
    SIGMA_HALF_TRIALS,
    cross_fitted_decode,
    decode_cells,
    reward_on_axis,
)
from dopadist.distributional import Population, learn
from dopadist.distributional.learning import filled_up
from dopadist.expectiles import expectiles
from dopadist.nulls import null_distributions, permuted_trials
from dopadist.responses import compute_responses, pool
from dopadist.surrogate import surrogate
from dopadist.tasks.rewards import variable_magnitude

N_CHANNELS, N_TRIALS = 150, 25_000
TAUS = np.arange(1, 100) / 100


@dataclass(frozen=True)
class Case:
    """One row's work.

    ``rounds``: of ours and of the reference, in each of ``blocks`` that alternate, so that a
    machine that slows down slows down both. ``scale``: the reference ran 1 / scale of the work.
    """

    ours: Callable[[], Any]
    reference: Callable[[], Any] | None
    same: Callable[[Any, Any], None] | None = None
    rounds: tuple[int, int] = (20, 3)
    blocks: int = 3
    scale: float = 1.0
    note: str = ""
    words: dict[str, Any] = field(default_factory=dict)


def generator():
    """The same chance for both sides."""
    return np.random.default_rng(20200115)


def close(ours, reference):
    """Equal to 1e-12 of the range."""
    scale = np.ptp(reference)
    np.testing.assert_allclose(ours, reference, rtol=1e-12, atol=1e-12 * scale)


def expectile_case(n):
    values = generator().normal(size=n)
    return Case(
        ours=lambda: expectiles(values, TAUS),
        reference=lambda: np.array([expectile(values, tau) for tau in TAUS]),
        same=close,
        rounds=(50, 5) if n <= 1000 else (10, 1),
    )


@cache
def population():
    """Rates, rewards and the task."""
    rng = generator()
    plus, minus = rng.uniform(0.001, 0.03, (2, N_CHANNELS))
    task = variable_magnitude()
    return plus, minus, task, rng.choice(task.values, N_TRIALS, p=task.probabilities)


def population_case():
    plus, minus, _, rewards = population()
    learners = Population(plus, minus)
    return Case(
        ours=lambda: learn(learners, rewards),
        reference=lambda: learning.learn(plus, minus, rewards),
        same=close,
        rounds=(30, 2),
    )


def population_draws_case():
    plus, minus, task, _ = population()
    learners = Population(plus, minus)
    values, probabilities = task.values, task.probabilities

    def ours():
        return learn(learners, generator().choice(values, N_TRIALS, p=probabilities))

    return Case(
        ours=ours,
        reference=lambda: learning.learn_from_draws(
            plus, minus, values, probabilities, N_TRIALS, generator()
        ),
        same=close,
        rounds=(30, 2),
    )


def limit_case():
    from dopadist.distributional._registers import advance

    plus, minus, _, rewards = population()
    mean, half = (filled_up(rates[None])[0] for rates in ((plus + minus) / 2, (plus - minus) / 2))
    value = filled_up(np.zeros((1, N_CHANNELS)))[0]

    def run(kernel):
        value[:] = 0.0
        kernel(rewards, 0, N_TRIALS, mean, half, value)
        return value[:N_CHANNELS].copy()

    return Case(
        ours=lambda: run(advance),
        reference=lambda: run(multiply_add),
        rounds=(60, 60),
        blocks=5,
        note="one multiply-add an update; the kernel needs two, a subtraction and a sign",
    )


@cache
def cells():
    """A surrogate's spikes, responses and pooled trials."""
    recordings = surrogate("matched", seed=0)
    found = compute_responses(recordings)
    return recordings, found, pool(found)


def decoding_case(quick):
    _, _, trials = cells()
    estimates = cross_fit(trials, n_splits=1, rng=generator(), estimator="joint").estimates
    kept = estimates.usable[0].all(axis=0)
    points, tau = estimates.reversal_point[0, 0][kept], estimates.asymmetry[0, 1][kept]
    axis = trials.axis
    sigma = SIGMA_HALF_TRIALS * np.ptp(axis)
    epochs = 1 if quick else 10
    found = quality.compare("halves", n_epochs=2 if quick else 10)
    assert found.ok, f"the default decode is no longer better than the recipe: {found}"
    note = (
        f"{found.n_populations} simulated populations at the recordings' noise, ours against the "
        f"recipe: W1 {found.w1[0]:.2f} and {found.w1[1]:.2f} spikes/s, gain over the prior "
        f"{found.over_prior[0]:.2f} and {found.over_prior[1]:.2f}, over tau at its mean "
        f"{found.over_mean[0]:.2f} and {found.over_mean[1]:.2f}"
    )
    if quick:
        note = f"reference: 1 of 10 epochs, its time x 10; {note}"
    return Case(
        ours=lambda: decode_cells(points, tau, axis, sigma=sigma),
        reference=lambda: decoding.decode(
            points, tau, axis.min(), axis.max(), generator(), n_epochs=epochs
        ),
        rounds=(50, 1),
        blocks=1,
        scale=10 / epochs,
        note=note,
    )


def responses_case():
    recordings, _, _ = cells()

    def same(ours, reference):
        for cell, kinds in enumerate(reference):
            for kind, volumes in enumerate(kinds):
                for volume, values in enumerate(volumes):
                    fast = (ours.cued, ours.uncued)[kind][cell, volume, : values.size]
                    np.testing.assert_allclose(fast, values, rtol=0, atol=1e-9)

    return Case(
        ours=lambda: compute_responses(recordings),
        reference=lambda: responses.responses(recordings.cells),
        same=same,
        rounds=(10, 1),
        blocks=1,
    )


@cache
def masks(n_splits):
    """The package's halves, for the references, which do not draw their own."""
    values = packed(cells()[2].trials)
    return values, selection(np.isfinite(values), split_keys(generator(), n_splits))


def splits_case(quick):
    trials, n_splits = cells()[2], 100 if quick else 2000
    values, chosen = masks(n_splits)

    def ours():
        found = split_correlations(cross_fit(trials, n_splits=n_splits, rng=generator()))
        return np.stack([found.r_reversal_asymmetry, found.r_reversal_reversal], axis=1)

    return Case(
        ours=ours,
        reference=lambda: splits.correlations(values, trials.axis, chosen),
        same=close,
        rounds=(10, 1),
        blocks=1,
        words={"n_splits": f"{n_splits:,}"},
    )


def joint_case(quick):
    trials, n_splits = cells()[2], 100 if quick else 2000
    values, chosen = masks(n_splits)

    def ours():
        found = cross_fit(trials, n_splits=n_splits, rng=generator(), estimator="joint").estimates
        return np.stack([found.reversal_point, found.slope_minus, found.slope_plus], axis=-1)

    def same(fast, reference):
        # Where two optima lie in one step of the grid and explain the same to six digits, the
        # searches may settle on different ones: one fit of 160,000.
        other = np.abs(fast[..., 0] - reference[..., 0]) > 1e-9
        assert other.mean() < 1e-4, f"{other.sum()} of {other.size} reversal points differ"
        # A slope over a distance x loses 1 / x digits.
        apart = np.abs(fast - reference) / (1 + fast**2)
        assert np.nanmax(apart[~other]) < 1e-9
        assert np.array_equal(np.isnan(fast), np.isnan(reference))

    return Case(
        ours=ours,
        reference=lambda: splits.joint_estimates(values, trials.axis, chosen),
        same=same,
        rounds=(10, 1),
        blocks=1,
        words={"n_splits": f"{n_splits:,}"},
    )


def null_case(quick):
    found = cells()[1]
    n = 100 if quick else 400
    return Case(
        ours=lambda: null_distributions(
            lambda rng: pool(permuted_trials(found, rng=rng)),
            rng=generator(),
            n_populations=n,
            n_splits=200,
        ),
        reference=None,
        rounds=(1, 0),
        blocks=2 if quick else 1,
        words={"n_permutations": n, "limit": 10 * n / 400},
        note="both estimators",
    )


def cross_fitted_case():
    _, found, trials = cells()
    reward = reward_on_axis(trials)

    def ours():
        rng = generator()
        populations = (trials, pool(permuted_trials(found, rng=rng)))
        return [
            cross_fitted_decode(
                cross_fit(one, n_splits=400, rng=rng, estimator="joint"), reward=reward
            )
            for one in populations
        ]

    return Case(ours=ours, reference=None, rounds=(3, 0), blocks=1, words={"limit": 2.0})


@cache
def case_of(name, quick):
    """The case of a row."""
    return {
        "expectiles-1000": lambda: expectile_case(1000),
        "expectiles-100000": lambda: expectile_case(100_000),
        "population": population_case,
        "population-draws": population_draws_case,
        "population-limit": limit_case,
        "decoding": lambda: decoding_case(quick),
        "responses": responses_case,
        "splits": lambda: splits_case(quick),
        "joint": lambda: joint_case(quick),
        "null": lambda: null_case(quick),
        "cross-fitted": cross_fitted_case,
    }[name]()
