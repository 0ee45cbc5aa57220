"""What the decode is compared with: other distributions, other asymmetries."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from dopadist.crossfit import CrossFit, cross_fit
from dopadist.decoding import (
    cross_fitted_decode,
    distance_to_moved,
    reference_distributions,
    reward_on_axis,
    shifted_asymmetries,
)
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import Cells
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.imputation import wasserstein1
from dopadist.nulls import homogeneous
from dopadist.responses import TrialSet
from dopadist.streams import stream


@dataclass(frozen=True)
class Controls:
    """Distances, spikes/s, pooled trials, joint estimator, one split at a time.

    Attributes
    ----------
    by_control : dict of str to numpy.ndarray
        Distance of each split's decode to the rewards: asymmetries as they are, set to their
        mean, dealt anew; shape ``(n_splits,)``.
    by_reference : dict of str to float
        Distance to the rewards of distributions that know no cell.
    offsets, from_moved : numpy.ndarray
        Distance of the mean decode to the reward distribution moved by each offset, both in
        spikes/s, shape ``(n_offsets,)``.
    scales, from_scaled : numpy.ndarray
        The same, stretched by each factor around its mean, shape ``(n_scales,)``.
    shifts : numpy.ndarray
        Of the asymmetries, in standard deviations of the normal distribution, ``(n_shifts,)``.
    shifted, shifted_null : numpy.ndarray
        Mean distance of decodes with shifted asymmetries, the cells and one population with a
        single reversal point, shape ``(n_shifts,)``.
    """

    by_control: dict[str, Floats]
    by_reference: dict[str, float]
    offsets: Floats
    from_moved: Floats
    scales: Floats
    from_scaled: Floats
    shifts: Floats
    shifted: Floats
    shifted_null: Floats
    evidence: Evidence

    @property
    def best_scale(self) -> float:
        """Stretch of the rewards at which the mean decode is nearest."""
        return float(self.scales[self.from_scaled.argmin()])


def run_controls(cells: Cells, *, seed: int = 0, profile: str = "full") -> Controls:
    """Compare the decode with its controls, figure ``decoding-controls``.

    Parameters
    ----------
    cells : Cells
        Of this run.
    seed : int
        Of splits, shuffles and the null population.
    profile : {"full", "quick"}
        200 or 60 splits.
    """
    rng = stream(seed, "decoding/controls")
    n_splits = by_profile(profile, full=200, quick=60)
    reward = reward_on_axis(cells.pooled)

    def fit(trial_set: TrialSet) -> CrossFit:
        return cross_fit(trial_set, n_splits=n_splits, rng=rng, estimator="joint")

    fitted, null = fit(cells.pooled), homogeneous(cells.pooled, rng=rng)
    plain = cross_fitted_decode(fitted, reward=reward)
    mean = cross_fitted_decode(fitted, reward=reward, control="tau_mean")
    dealt = cross_fitted_decode(fitted, reward=reward, control="tau_shuffled", rng=rng)
    offsets = np.linspace(-3, 3, 61)
    scales = np.linspace(0, 2, 41)
    shifts = np.linspace(-1.5, 1.5, 13)
    decoded = plain.values, plain.mean_distribution
    null_fitted, null_reward = fit(null), reward_on_axis(null)
    return Controls(
        by_control={"cells": plain.w1, "tau at its mean": mean.w1, "tau dealt anew": dealt.w1},
        by_reference={
            name: wasserstein1(plain.values, p, reward.values, reward.probabilities)
            for name, p in reference_distributions(reward, plain.values).items()
        },
        offsets=offsets,
        from_moved=np.array([distance_to_moved(*decoded, reward, shift=s) for s in offsets]),
        scales=scales,
        from_scaled=np.array([distance_to_moved(*decoded, reward, scale=s) for s in scales]),
        shifts=shifts,
        shifted=np.array(
            [cross_fitted_decode(_shift(fitted, s), reward=reward).w1.mean() for s in shifts]
        ),
        shifted_null=np.array(
            [
                cross_fitted_decode(_shift(null_fitted, s), reward=null_reward).w1.mean()
                for s in shifts
            ]
        ),
        evidence=cells.evidence,
    )


def _shift(fitted: CrossFit, shift: float) -> CrossFit:
    """All asymmetries moved; cells that aren't usable are left out later in any case."""
    inside = np.clip(fitted.estimates.asymmetry, 0, 1)
    moved = dataclasses.replace(fitted.estimates, asymmetry=shifted_asymmetries(inside, shift))
    return dataclasses.replace(fitted, estimates=moved)


def controls_claims(result: Controls) -> dict[str, float]:
    """Better than mirrored, even or dealt anew; not better than one asymmetry for all."""
    distance = {name: float(w1.mean()) for name, w1 in result.by_control.items()}
    return {
        "below_mirrored": distance["cells"] / result.by_reference["mirrored"],
        "below_prior": distance["cells"] / result.by_reference["prior"],
        "below_shuffled": distance["cells"] / distance["tau dealt anew"],
        "mean_tau": distance["tau at its mean"] / distance["cells"],
        "best_offset": float(result.offsets[result.from_moved.argmin()]),
        "best_shift": float(result.shifts[result.shifted.argmin()]),
    }
