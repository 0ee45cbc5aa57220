"""Decoding one split at a time: reversal point from one half, asymmetry from the other."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from dopadist.crossfit import CrossFit
from dopadist.decoding.cells import N_GRID, SIGMA_HALF_TRIALS, decoding_grid
from dopadist.evidence import Evidence
from dopadist.imputation import maximum_entropy_batch
from dopadist.tasks.rewards import RewardDistribution

Floats = NDArray[np.float64]
Control = Literal["none", "tau_mean", "tau_shuffled"]
CONTROLS: tuple[Control, ...] = get_args(Control)


@dataclass(frozen=True)
class DecodedSplits:
    """Distributions decoded one split at a time.

    Attributes
    ----------
    values : numpy.ndarray
        Grid, shape ``(n_grid,)``, axis units.
    probabilities : numpy.ndarray
        One distribution a split, shape ``(n_splits, n_grid)``.
    loss : numpy.ndarray
        Published objective, shape ``(n_splits,)``, squared axis units.
    w1 : numpy.ndarray
        1-Wasserstein distance of each split's distribution to the reward distribution, shape
        ``(n_splits,)``, axis units; NaN if none was given.
    w1_prior : float
        The distance of the prior alone, axis units.
    n_cells : numpy.ndarray
        Cells that entered each split, shape ``(n_splits,)``.
    sigma : float
        Axis units.
    control : {"none", "tau_mean", "tau_shuffled"}
        What was done to the asymmetries.
    estimator : str
        Of the reversal points and asymmetries.
    evidence : str
        Of the recordings.
    """

    values: Floats
    probabilities: Floats
    loss: Floats
    w1: Floats
    w1_prior: float
    n_cells: NDArray[np.int64]
    sigma: float
    control: Control
    estimator: str
    evidence: Evidence

    @property
    def mean_distribution(self) -> Floats:
        """Mean of the decoded distributions, shape ``(n_grid,)``.

        Never the decode of estimates averaged over splits: averaging brings the shared noise
        back.
        """
        return np.asarray(self.probabilities.mean(axis=0))

    @property
    def gain_over_prior(self) -> float:
        """How much closer to the reward distribution the mean split is than the prior alone."""
        return self.w1_prior - float(self.w1.mean())


def cross_fitted_decode(
    cross_fit: CrossFit,
    *,
    reward: RewardDistribution | None = None,
    control: Control = "none",
    rng: np.random.Generator | None = None,
    cells: Literal["usable", "all"] = "usable",
    sigma: float | None = None,
    n_grid: int = N_GRID,
) -> DecodedSplits:
    """Decode each split: reversal points from one half, asymmetries from the other.

    Parameters
    ----------
    cross_fit : CrossFit
        Estimates of shape ``(n_splits, 2, n_cells)``: half 0 gives the reversal point, half 1
        the asymmetry around its own reversal point.
    reward : RewardDistribution, optional
        What was delivered, in axis units; for the distances only, never for the decode.
    control : {"none", "tau_mean", "tau_shuffled"}
        Decode with the asymmetries as they are, all set to their mean over the split's cells, or
        dealt out anew among them.
    rng : numpy.random.Generator, optional
        Deals the asymmetries; needed for ``"tau_shuffled"`` alone.
    cells : {"usable", "all"}
        ``"usable"``: a cell enters a split if in both halves its reversal point lies inside the
        caps and both slopes are positive. ``"all"``: the authors' rule, every finite ratio,
        clipped to [0, 1] here because a level of an expectile cannot lie outside.
    sigma : float, optional
        Axis units; ``SIGMA_HALF_TRIALS`` times the range of the axis by default.
    n_grid : int
        Values of the grid.

    Returns
    -------
    DecodedSplits
        A split without any cell is the prior.

    Raises
    ------
    ValueError
        If control or cells is unknown, or the shuffle lacks its generator.

    Examples
    --------
    >>> from dopadist.crossfit import cross_fit
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=5)))
    >>> fitted = cross_fit(trials, n_splits=20, rng=np.random.default_rng(0))
    >>> decoded = cross_fitted_decode(fitted)
    >>> decoded.probabilities.shape, round(float(decoded.mean_distribution.sum()), 9)
    ((20, 101), 1.0)
    """
    if control not in CONTROLS:
        raise ValueError(f"control is {control!r}, expected one of {', '.join(CONTROLS)}")
    if cells not in ("usable", "all"):
        raise ValueError(f"cells is {cells!r}, expected 'usable' or 'all'")
    estimates = cross_fit.estimates
    point, tau = estimates.reversal_point[:, 0], estimates.asymmetry[:, 1]
    if cells == "usable":
        kept = np.asarray(estimates.usable.all(axis=1))
    else:
        kept = np.isfinite(point) & np.isfinite(tau)
    point = np.where(kept, point, np.nan)
    tau = np.clip(np.where(kept, tau, np.nan), 0, 1)
    if control == "tau_mean":
        tau = np.where(kept, _mean_of_kept(tau, kept)[:, None], np.nan)
    elif control == "tau_shuffled":
        if rng is None:
            raise ValueError("control 'tau_shuffled' has no rng, expected a numpy Generator")
        tau = _shuffled(tau, kept, rng)
    grid = decoding_grid(cross_fit.axis, n_grid=n_grid)
    size = SIGMA_HALF_TRIALS * float(np.ptp(grid)) if sigma is None else sigma
    batch = maximum_entropy_batch(point, tau, grid=grid, sigma=size)
    if reward is None:
        w1, w1_prior = np.full(len(point), np.nan), float("nan")
    else:
        w1 = distances(grid, batch.probabilities, reward)
        w1_prior = float(distances(grid, np.full((1, grid.size), 1 / grid.size), reward)[0])
    return DecodedSplits(
        values=grid,
        probabilities=batch.probabilities,
        loss=batch.loss,
        w1=w1,
        w1_prior=w1_prior,
        n_cells=batch.n_cells,
        sigma=size,
        control=control,
        estimator=cross_fit.estimator,
        evidence=cross_fit.evidence,
    )


def distances(values: Floats, probabilities: Floats, reward: RewardDistribution) -> Floats:
    """1-Wasserstein distances of many distributions on one grid to the reward distribution.

    Parameters
    ----------
    values : numpy.ndarray
        Grid, ascending, shape ``(n_grid,)``.
    probabilities : numpy.ndarray
        Shape ``(n, n_grid)``, rows sum to 1.
    reward : RewardDistribution
        In the units of the grid.

    Returns
    -------
    numpy.ndarray
        Shape ``(n,)``, units of the grid. The same as
        :func:`dopadist.imputation.wasserstein1` row by row.

    Examples
    --------
    >>> from dopadist.tasks.rewards import discrete
    >>> grid = np.array([0.0, 1.0])
    >>> distances(grid, np.array([[0.5, 0.5], [0.0, 1.0]]), discrete([1.0], [1.0]))
    array([0.5, 0. ])
    """
    atoms = np.union1d(values, reward.values)
    places = np.searchsorted(values, atoms[:-1], side="right")
    steps = np.concatenate([np.zeros((len(probabilities), 1)), probabilities.cumsum(1)], axis=1)
    difference = np.abs(steps[:, places] - reward.cdf(atoms[:-1]))
    return np.asarray((difference * np.diff(atoms)).sum(axis=1))


def _mean_of_kept(tau: Floats, kept: NDArray[np.bool_]) -> Floats:
    n = np.maximum(kept.sum(axis=1), 1)
    return np.asarray(np.where(kept, tau, 0.0).sum(axis=1) / n)


def _shuffled(tau: Floats, kept: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    shuffled = tau.copy()
    for row, mask in zip(shuffled, kept, strict=True):
        row[mask] = rng.permutation(row[mask])
    return shuffled
