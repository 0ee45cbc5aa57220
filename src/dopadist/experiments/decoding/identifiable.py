"""How far distributions can differ that fit the cells equally well."""

from dataclasses import dataclass

import numpy as np

from dopadist.crossfit import cross_fit
from dopadist.decoding import cross_fitted_decode, decode_cells, decoding_grid, reward_on_axis
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.decoding.cells import Cells
from dopadist.experiments.decoding.settings import AXIS, N_CELLS, Floats
from dopadist.experiments.profiles import by_profile
from dopadist.imputation import cdf_range, optimal_support
from dopadist.streams import stream
from dopadist.tasks.rewards import VOLUME_PROBABILITIES, RewardDistribution, discrete


@dataclass(frozen=True)
class Band:
    """Range of the distribution function among distributions that fit.

    Attributes
    ----------
    reward : RewardDistribution
        The truth, spikes/s.
    points : numpy.ndarray
        Reversal points that were decoded, shape ``(n_cells,)``.
    at, lower, upper : numpy.ndarray
        Where, and the smallest and largest probability of at most that, shape ``(n,)``.
    values, decoded : numpy.ndarray
        Grid and maximum-entropy distribution.
    loss : float
        Largest published loss that counts as a fit, squared spikes/s.
    """

    reward: RewardDistribution
    points: Floats
    at: Floats
    lower: Floats
    upper: Floats
    values: Floats
    decoded: Floats
    loss: float

    @property
    def width(self) -> float:
        """Mean width of the band over the range."""
        return float(np.mean(self.upper - self.lower))


@dataclass(frozen=True)
class Identifiable:
    """Bands of 40 exact cells (simulated) and of one split of the cells of this run."""

    exact: Band
    cells: Band
    evidence: Evidence


def run_identifiable(cells: Cells, *, seed: int = 0, profile: str = "full") -> Identifiable:
    """Find the spread of near-optimal distributions, figure ``decoding-identifiable``.

    Parameters
    ----------
    cells : Cells
        Of this run.
    seed : int
        Of the split.
    profile : {"full", "quick"}
        61 or 31 places.
    """
    rng = stream(seed, "decoding/identifiable")
    n = by_profile(profile, full=61, quick=31)
    truth = discrete(AXIS, np.asarray(VOLUME_PROBABILITIES))
    tau = (np.arange(N_CELLS) + 0.5) / N_CELLS
    points = expectiles(truth.values, tau, weights=truth.probabilities)
    fitted = cross_fit(cells.pooled, n_splits=1, rng=rng, estimator="joint")
    split = cross_fitted_decode(fitted)
    usable = np.all(fitted.estimates.usable[0], axis=0)
    point, level = fitted.estimates.reversal_point[0, 0], fitted.estimates.asymmetry[0, 1]
    return Identifiable(
        exact=_band(points, tau, truth, AXIS, 1e-6, n),
        # Whatever fits the cells no worse than maximum entropy does.
        cells=_band(
            point[usable],
            level[usable],
            reward_on_axis(cells.pooled),
            cells.pooled.axis,
            float(split.loss[0]),
            n,
        ),
        evidence=cells.evidence,
    )


def _band(
    points: Floats, tau: Floats, reward: RewardDistribution, axis: Floats, loss: float, n: int
) -> Band:
    low, high = float(np.min(axis)), float(np.max(axis))
    at = np.linspace(low, high, n)
    # Grid, reversal points and true values: neither optimum nor truth is lost between points.
    grid = np.unique(
        np.concatenate(
            [decoding_grid(axis), optimal_support(points, low=low, high=high), reward.values]
        )
    )
    lower, upper = cdf_range(points, tau, grid=grid, at=at, loss=loss)
    decoded = decode_cells(points, tau, axis)
    return Band(reward, points, at, lower, upper, decoded.values, decoded.probabilities, loss)


def identifiable_claims(result: Identifiable) -> dict[str, float]:
    """The truth lies in the exact band; the cells' band is wide."""
    truth = result.exact.reward.cdf(result.exact.at)
    outside = np.maximum(result.exact.lower - truth, truth - result.exact.upper)
    return {
        "truth_outside": float(outside.max()),
        "width_exact": result.exact.width,
        "width_cells": result.cells.width,
    }
