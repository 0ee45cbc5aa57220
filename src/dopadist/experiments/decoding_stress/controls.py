"""The decode beside distributions that know no cell, and beside the rewards moved and stretched."""

from dataclasses import dataclass

import numpy as np

from dopadist.crossfit import CrossFit, cross_fit
from dopadist.decoding import (
    cross_fitted_decode,
    distances,
    gaussian_atoms,
    reference_distributions,
    reward_on_axis,
)
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import Cells
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.imputation import wasserstein1
from dopadist.nulls import homogeneous
from dopadist.streams import stream
from dopadist.tasks.rewards import RewardDistribution, discrete

OFFSETS = np.linspace(-3, 3, 61)
SCALES = np.linspace(0, 2, 41)


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
    reward : RewardDistribution
        As delivered, spikes/s.
    values, decoded : numpy.ndarray
        Grid, and mean decoded distribution on it, shape ``(n_grid,)``.
    from_moved, from_scaled : numpy.ndarray
        Distance of each split's decode to the rewards moved by each of ``OFFSETS`` (spikes/s), and
        stretched around their mean by each of ``SCALES``, shape ``(n_splits, n)``.
    plane : numpy.ndarray
        Distance of the mean decode to the rewards moved and stretched, shape
        ``(n_scales, n_offsets)``.
    null_offset, null_scale : numpy.ndarray
        Best offset and best scale of populations with a single reversal point, mean decode,
        shape ``(n_populations,)``.
    n_usable : int
        Cells that enter a split, median.
    """

    by_control: dict[str, Floats]
    by_reference: dict[str, float]
    reward: RewardDistribution
    values: Floats
    decoded: Floats
    from_moved: Floats
    from_scaled: Floats
    plane: Floats
    null_offset: Floats
    null_scale: Floats
    n_usable: int
    evidence: Evidence

    @property
    def best_scale(self) -> float:
        """Stretch of the rewards at which the mean decode is nearest."""
        return float(SCALES[self.plane[:, nearest_place(OFFSETS, 0.0)].argmin()])

    @property
    def best_offset(self) -> float:
        """Move of the rewards at which the mean decode is nearest, spikes/s."""
        return float(OFFSETS[self.plane[nearest_place(SCALES, 1.0)].argmin()])

    @property
    def null_stretch(self) -> float:
        """Stretch at which populations with one reversal point are nearest, median."""
        return float(np.median(self.null_scale))

    @property
    def best_pair(self) -> tuple[float, float, float]:
        """Offset and scale at which the mean decode is nearest, and the distance left there."""
        scale, offset = np.unravel_index(self.plane.argmin(), self.plane.shape)
        return float(OFFSETS[offset]), float(SCALES[scale]), float(self.plane.min())

    @property
    def spread(self) -> float:
        """Mean absolute deviation of the rewards: what a unit of stretch costs the truth itself."""
        return float(self.reward.probabilities @ np.abs(self.reward.values - self.reward.mean))


def run_controls(cells: Cells, *, seed: int = 0, profile: str = "full") -> Controls:
    """Compare the decode with its references, figure ``decoding-controls``.

    Parameters
    ----------
    cells : Cells
        Of this run.
    seed : int
        Of splits, shuffles and null populations.
    profile : {"full", "quick"}
        200 or 60 splits; 40 or 19 null populations.
    """
    rng = stream(seed, "decoding/controls")
    fitted, first = control_splits(cells, rng, profile), homogeneous(cells.pooled, rng=rng)
    reward = reward_on_axis(cells.pooled)
    plain = cross_fitted_decode(fitted, reward=reward)
    mean = cross_fitted_decode(fitted, reward=reward, control="tau_mean")
    dealt = cross_fitted_decode(fitted, reward=reward, control="tau_shuffled", rng=rng)
    grid, decoded = plain.values, plain.mean_distribution
    references = {
        name: wasserstein1(grid, p, reward.values, reward.probabilities)
        for name, p in reference_distributions(reward, grid).items()
    }
    for name, clip in (("normal", False), ("clipped", True)):
        other = gaussian_atoms(reward, clip=clip)
        references[name] = wasserstein1(
            other.values, other.probabilities, reward.values, reward.probabilities
        )
    rng = stream(seed, "decoding_stress/controls/one reversal point")
    null = []
    n_null = by_profile(profile, full=40, quick=19)
    for drawn in [first, *(homogeneous(cells.pooled, rng=rng) for _ in range(n_null - 1))]:
        own = reward_on_axis(drawn)
        other_fit = cross_fit(drawn, n_splits=10, rng=rng, estimator="joint")
        found = cross_fitted_decode(other_fit, reward=own)
        moved, scaled = _curves(found.values, found.mean_distribution[None], own)
        null.append((OFFSETS[moved[0].argmin()], SCALES[scaled[0].argmin()]))
    from_moved, from_scaled = _curves(grid, plain.probabilities, reward)
    return Controls(
        by_control={"cells": plain.w1, "tau at its mean": mean.w1, "tau dealt anew": dealt.w1},
        by_reference=references,
        reward=reward,
        values=grid,
        decoded=decoded,
        from_moved=from_moved,
        from_scaled=from_scaled,
        plane=np.array(
            [
                [distances(grid, decoded[None], moved_reward(reward, o, s))[0] for o in OFFSETS]
                for s in SCALES
            ]
        ),
        null_offset=np.array([offset for offset, _ in null]),
        null_scale=np.array([scale for _, scale in null]),
        n_usable=int(np.median(plain.n_cells)),
        evidence=cells.evidence,
    )


def control_splits(cells: Cells, rng: np.random.Generator, profile: str) -> CrossFit:
    """The splits of the cells that two figures use, from the head of one stream."""
    n_splits = by_profile(profile, full=200, quick=60)
    return cross_fit(cells.pooled, n_splits=n_splits, rng=rng, estimator="joint")


def moved_reward(reward: RewardDistribution, offset: float, scale: float) -> RewardDistribution:
    """The rewards stretched around their mean, then moved.

    Examples
    --------
    >>> moved_reward(discrete([0.0, 2.0], [0.5, 0.5]), 1.0, 2.0).values
    array([0., 4.])
    """
    values = reward.mean + offset + scale * (reward.values - reward.mean)
    return discrete(values, reward.probabilities)


def _curves(
    grid: Floats, probabilities: Floats, reward: RewardDistribution
) -> tuple[Floats, Floats]:
    """Distances to the rewards moved by each offset, and stretched by each scale."""
    moved = [distances(grid, probabilities, moved_reward(reward, o, 1.0)) for o in OFFSETS]
    scaled = [distances(grid, probabilities, moved_reward(reward, 0.0, s)) for s in SCALES]
    return np.stack(moved, axis=1), np.stack(scaled, axis=1)


def nearest_place(places: Floats, value: float) -> int:
    """Index of the place nearest to a value."""
    return int(np.abs(places - value).argmin())
