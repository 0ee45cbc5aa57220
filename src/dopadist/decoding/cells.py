"""One population of cells, decoded once; the axis, and what the true distribution is on it."""

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist.asymmetry import CellEstimates
from dopadist.imputation import Imputed, least_squares, maximum_entropy, optimal_support
from dopadist.responses import TrialSet
from dopadist.tasks.rewards import RewardDistribution, discrete

Floats = NDArray[np.float64]
Method = Literal["maximum_entropy", "least_squares"]

# How far a cell may miss its condition, as a fraction of the range of rewards on the axis, for
# estimates from all of a cell's trials and from half of them. Fixed on simulated populations with
# the recordings' noise and other reward distributions than the task's, never on recorded cells:
# figure `decoding-sigma` of the decoding chapter.
SIGMA_ALL_TRIALS = 0.1
SIGMA_HALF_TRIALS = 0.2
# Grid of the decode: steps of 1 % of the range.
N_GRID = 101


def decoding_grid(axis: ArrayLike, *, n_grid: int = N_GRID) -> Floats:
    """Values that a decoded distribution may take: even steps over the range of the rewards.

    The smallest and the largest reward are taken as known: cells say nothing about values beyond
    the extreme reversal points but that the mean error there is what it is.

    Parameters
    ----------
    axis : array_like
        Value of each magnitude, shape ``(n_magnitudes,)``, axis units.
    n_grid : int
        Number of values, at least 2.

    Returns
    -------
    numpy.ndarray
        Shape ``(n_grid,)``, ascending, axis units.

    Raises
    ------
    ValueError
        If the axis has no range or NaN, or ``n_grid`` is below 2.

    Examples
    --------
    >>> decoding_grid([-2.0, 0.0, 8.0], n_grid=3)
    array([-2.,  3.,  8.])
    """
    values = np.asarray(axis, dtype=float)
    if values.size < 2 or not np.isfinite(values).all() or not np.ptp(values) > 0:
        raise ValueError(f"axis is {values}, expected at least two different finite values")
    if n_grid < 2:
        raise ValueError(f"n_grid is {n_grid}, expected 2 or more")
    return np.linspace(values.min(), values.max(), n_grid)


def decode_cells(
    reversal_point: ArrayLike,
    tau: ArrayLike,
    axis: ArrayLike,
    *,
    method: Method = "maximum_entropy",
    sigma: float | None = None,
    n_grid: int = N_GRID,
    prior: ArrayLike | None = None,
) -> Imputed:
    """Distribution over the reward axis that a population's pairs imply.

    Parameters
    ----------
    reversal_point : array_like
        Shape ``(n_cells,)``, axis units.
    tau : array_like
        Asymmetries in [0, 1], shape ``(n_cells,)``. Pairs with a NaN are left out.
    axis : array_like
        Value of each magnitude, shape ``(n_magnitudes,)``: its range bounds the decode.
    method : {"maximum_entropy", "least_squares"}
        Least squares takes as values the ends of the axis and the reversal points, where its
        optimum lies.
    sigma : float, optional
        Axis units; ``SIGMA_ALL_TRIALS`` times the range of the axis by default.
    n_grid : int
        Steps of the grid of maximum entropy.
    prior : array_like, optional
        Prior of maximum entropy on the grid, uniform by default.

    Returns
    -------
    Imputed
        Values in axis units.

    Raises
    ------
    ValueError
        If no pair is finite, an asymmetry is outside [0, 1], or the method is unknown.

    Notes
    -----
    Expectiles do not commute with a non-linear change of axis: decode on the axis on which
    the slopes were measured, then convert the distribution (:func:`to_volumes`).

    Examples
    --------
    >>> decoded = decode_cells([1.0, 2.0, 4.0], [0.2, 0.5, 0.8], [0.0, 10.0])
    >>> decoded.method, len(decoded.values)
    ('maximum_entropy', 101)
    """
    point, level = np.asarray(reversal_point, dtype=float), np.asarray(tau, dtype=float)
    grid = decoding_grid(axis, n_grid=n_grid)
    finite = np.isfinite(point) & np.isfinite(level)
    if not finite.any():
        raise ValueError(
            f"none of {point.size} cells has a finite pair of reversal point and asymmetry, "
            "expected at least one"
        )
    point, level = point[finite], level[finite]
    if method == "least_squares":
        support = optimal_support(point, low=grid[0], high=grid[-1])
        return least_squares(point, level, grid=support)
    if method != "maximum_entropy":
        raise ValueError(f"method is {method!r}, expected one of {', '.join(get_args(Method))}")
    if sigma is None:
        sigma = SIGMA_ALL_TRIALS * float(np.ptp(grid))
    return maximum_entropy(point, level, grid=grid, sigma=sigma, prior=prior)


def decode_estimates(
    estimates: CellEstimates,
    axis: ArrayLike,
    *,
    method: Method = "maximum_entropy",
    sigma: float | None = None,
    n_grid: int = N_GRID,
) -> Imputed:
    """The same-trials decode: reversal point and asymmetry of each usable cell from all trials.

    Shown for what it cannot tell: errors in a cell's reversal point tilt its slopes along an
    expectile-like curve, so that a population of identical cells decodes as well.

    Parameters
    ----------
    estimates : CellEstimates
        Shape ``(n_cells,)``, from all trials. Only usable cells enter.
    axis, method, sigma, n_grid
        As in :func:`decode_cells`.

    Returns
    -------
    Imputed

    Raises
    ------
    ValueError
        As :func:`decode_cells`.

    Examples
    --------
    >>> ones = np.ones(2)
    >>> cells = CellEstimates(2 * ones, ones, ones, ones / 2, np.array([True, False]), "joint")
    >>> decode_estimates(cells, [0.0, 10.0]).mean < 5
    True
    """
    point = np.where(estimates.usable, estimates.reversal_point, np.nan)
    tau = np.where(estimates.usable, estimates.asymmetry, np.nan)
    return decode_cells(point, tau, axis, method=method, sigma=sigma, n_grid=n_grid)


def reward_on_axis(trial_set: TrialSet) -> RewardDistribution:
    """The distribution that a decode should find: magnitudes as often as they were delivered.

    Parameters
    ----------
    trial_set : TrialSet
        Its trials are counted over cells.

    Returns
    -------
    RewardDistribution
        Values on the axis of the trial set (spikes/s), ascending.

    Notes
    -----
    On the pooled recordings the probabilities equal those of the authors' simulations.

    Examples
    --------
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=5)))
    >>> reward = reward_on_axis(trials)
    >>> len(reward.values), round(float(reward.probabilities.sum()), 12)
    (7, 1.0)
    """
    n = np.isfinite(trial_set.trials).sum(axis=(0, 2))
    return discrete(trial_set.axis, n / n.sum())


def to_volumes(values: ArrayLike, axis: ArrayLike, volumes: ArrayLike) -> Floats:
    """Values of a decoded distribution in µL, by straight lines between the magnitudes.

    Parameters
    ----------
    values : array_like
        Axis units, any shape.
    axis : array_like
        Value of each magnitude, shape ``(n_magnitudes,)``. Where it doesn't ascend with the
        volume, it is held at the largest value so far.
    volumes : array_like
        µL, ascending, shape ``(n_magnitudes,)``.

    Returns
    -------
    numpy.ndarray
        µL, shape of ``values``; the first and last volume beyond the ends of the axis.

    Notes
    -----
    Right for the values of a finished distribution. Wrong for reversal points that are still to
    be decoded: the straight lines bend, and the expectile of a bent axis is not the bent
    expectile.

    Examples
    --------
    >>> to_volumes([0.0, 1.5, 9.0], [0.0, 1.0, 2.0], [0.1, 1.0, 20.0])
    array([ 0.1, 10.5, 20. ])
    """
    ascending = np.maximum.accumulate(np.asarray(axis, dtype=float))
    places, first = np.unique(ascending, return_index=True)
    groups = np.split(np.asarray(volumes, dtype=float), first[1:])
    means = [float(group.mean()) for group in groups]
    return np.asarray(np.interp(np.asarray(values, dtype=float), places, means))
