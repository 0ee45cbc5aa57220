"""Populations in which the hypothesis is false, and what a decode is judged by in each."""

from collections.abc import Callable

import numpy as np

from dopadist.asymmetry import Estimator
from dopadist.crossfit import cross_fit
from dopadist.decoding import cross_fitted_decode, decode_estimates, reward_on_axis
from dopadist.experiments.shared.decodes import Cells, all_trials, distance_to
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.nulls import (
    equal_slopes,
    homogeneous,
    normalised_rl,
    permuted_trials,
    spiking,
    unrelated_asymmetries,
)
from dopadist.responses import TrialSet, pool

STATISTICS = ("same_trials", "one_split", "over_prior", "over_shuffled")
ONE_POINT = "one reversal point"
EQUAL_SLOPES = "equal slopes"
FLOOR = "equal slopes, rate floor"
RIVAL = "normalised RL"
SPIKING = ("spiking, one reversal point", "spiking, equal slopes")
NULLS = (
    ONE_POINT,
    "permuted trials",
    SPIKING[0],
    EQUAL_SLOPES,
    FLOOR,
    SPIKING[1],
    "unrelated asymmetries",
    RIVAL,
)
Draw = Callable[[np.random.Generator], TrialSet]


def population_statistics(
    trial_set: TrialSet, *, estimator: Estimator, rng: np.random.Generator, n_splits: int
) -> Floats:
    """``STATISTICS`` of one population, shape ``(4,)``, in the units of its axis."""
    reward = reward_on_axis(trial_set)
    same = decode_estimates(all_trials(trial_set, estimator=estimator), trial_set.axis)
    fitted = cross_fit(
        trial_set,
        n_splits=n_splits,
        rng=rng,
        estimator=estimator,
    )
    plain = cross_fitted_decode(fitted, reward=reward)
    shuffled = cross_fitted_decode(fitted, reward=reward, control="tau_shuffled", rng=rng)
    distance = float(plain.w1.mean())
    return np.array(
        [
            distance_to(same, reward),
            distance,
            plain.gain_over_prior,
            float(shuffled.w1.mean()) - distance,
        ]
    )


def null_draws(cells: Cells) -> dict[str, Draw]:
    """One function a null, from a generator to a population with the cells' counts and noise.

    Where a null has diverse reversal points, they are those that the joint estimator finds in
    the cells, so that they are at least as widely spread.
    """
    like = cells.pooled
    found = all_trials(like, estimator="joint")
    point = np.where(np.isfinite(found.reversal_point), found.reversal_point, 0.0)
    tau = found.asymmetry[found.usable]
    tau = tau[(tau > 0) & (tau < 1)]
    return {
        ONE_POINT: lambda rng: homogeneous(like, rng=rng),
        "permuted trials": lambda rng: pool(
            permuted_trials(cells.responses, rng=rng, scaling="gain")
        ),
        SPIKING[0]: lambda rng: spiking("classical", seed=seed_of(rng)),
        EQUAL_SLOPES: lambda rng: equal_slopes(like, reversal_point=point, rng=rng),
        FLOOR: lambda rng: equal_slopes(
            like, reversal_point=point, rng=rng, baseline_rate=cells.responses.baseline_rate
        ),
        SPIKING[1]: lambda rng: spiking("equal_slopes", seed=seed_of(rng)),
        "unrelated asymmetries": lambda rng: unrelated_asymmetries(
            like, reversal_point=point, tau=tau, rng=rng
        ),
        RIVAL: lambda rng: normalised_rl(like, reversal_point=point, rng=rng),
    }


def seed_of(rng: np.random.Generator) -> int:
    """A seed for what takes one instead of a generator."""
    return int(rng.integers(2**31))
