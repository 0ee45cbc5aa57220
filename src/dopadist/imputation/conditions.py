"""The linear equation that each cell contributes, the published loss, and the result type."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Imputed:
    """A distribution inferred from reversal points and asymmetries.

    Attributes
    ----------
    values : numpy.ndarray
        Atoms, ascending, shape ``(n,)``, in the units of the reversal points.
    probabilities : numpy.ndarray
        Their probabilities, shape ``(n,)``, sum 1.
    loss : float
        The published objective (:func:`published_loss`), squared axis units.
    method : str
        ``"maximum_entropy"``, ``"least_squares"`` or ``"sample_search"``.
    diagnostics : dict of str to float
        What certifies the solution: see the method.
    """

    values: NDArray[np.float64]
    probabilities: NDArray[np.float64]
    loss: float
    method: str
    diagnostics: dict[str, float] = field(default_factory=dict)

    @property
    def mean(self) -> float:
        """Mean of the distribution, axis units."""
        return float(np.sum(self.values * self.probabilities))

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        """Probability of a value of at most ``x``, shape of ``x``."""
        # Round-off must not leave the last step above or below 1.
        steps = np.minimum(np.cumsum(self.probabilities), 1.0)
        steps[-1] = 1.0
        before = np.searchsorted(self.values, np.asarray(x, dtype=float), side="right")
        return np.concatenate([[0.0], steps])[before]


def condition_matrix(point: ArrayLike, tau: ArrayLike, grid: ArrayLike) -> NDArray[np.float64]:
    """Each cell's expectile condition as one row of a linear system.

    ``A[k, g] = |tau_k - 1{x_g <= e_k}| (x_g - e_k)``; the weights w on the grid have ``e_k`` as
    their expectile of level ``tau_k`` exactly when ``A[k] @ w = 0``.

    Parameters
    ----------
    point : array_like
        Reversal points, shape ``(n_cells,)``, axis units.
    tau : array_like
        Asymmetries in [0, 1], shape ``(n_cells,)``.
    grid : array_like
        Values that the distribution may take, strictly ascending, shape ``(n_grid,)``.

    Returns
    -------
    numpy.ndarray
        Shape ``(n_cells, n_grid)``, axis units.

    Raises
    ------
    ValueError
        For NaN, shapes that disagree, an asymmetry outside [0, 1] (clip it before, and say so)
        or a grid that does not ascend.

    Notes
    -----
    The first-order condition of the expectile loss: Newey and Powell 1987, doi 10.2307/1911031;
    as an equation in the weights: Rowland et al. 2019, arXiv 1902.08102.

    Examples
    --------
    The mean is the expectile of level one half: 4 is the mean of 2 and 6.

    >>> condition_matrix([4.0], [0.5], [2.0, 6.0]) @ [0.5, 0.5]
    array([0.])
    """
    point, tau = check_pairs(point, tau)
    grid = check_grid(grid)
    distance = grid - point[:, None]
    weight = np.where(distance <= 0, 1 - tau[:, None], tau[:, None])
    return np.asarray(weight * distance)


def published_loss(
    point: ArrayLike, tau: ArrayLike, values: ArrayLike, probabilities: ArrayLike
) -> float:
    """Mean squared gradient of the expectile loss, the objective of the published decoder.

    ``L = mean_k (1/2 sum_g w_g |tau_k - 1{x_g <= e_k}| (x_g - e_k))^2``, zero if and only if
    every reversal point is the expectile of its level.

    Parameters
    ----------
    point, tau : array_like
        Reversal points (axis units) and asymmetries, shape ``(n_cells,)``.
    values, probabilities : array_like
        The distribution, shape ``(n,)``, values ascending.

    Returns
    -------
    float
        Squared axis units.

    Notes
    -----
    Written from public ports of the authors' notebook (osf.io/ux5rg), which agree on it.

    Examples
    --------
    >>> published_loss([4.0], [0.5], [2.0, 6.0], [0.5, 0.5])
    0.0
    """
    conditions = condition_matrix(point, tau, values) @ np.asarray(probabilities, dtype=float)
    return float(np.mean((0.5 * conditions) ** 2))


def optimal_support(point: ArrayLike, *, low: float, high: float) -> NDArray[np.float64]:
    """Values that suffice to reach the lowest published loss of all distributions in an interval.

    Between two neighbouring reversal points every row of :func:`condition_matrix` is a straight
    line, so mass inside a gap can be moved to its two ends, keeping the mean within the gap,
    without any cell noticing. Some optimum therefore sits on the reversal points and the bounds
    alone; and the cells see only the mass and the mean of each gap.

    Parameters
    ----------
    point : array_like
        Reversal points, axis units.
    low, high : float
        Smallest and largest value allowed, axis units.

    Returns
    -------
    numpy.ndarray
        The bounds and the distinct reversal points strictly between them, ascending.

    Raises
    ------
    ValueError
        If ``low`` is not below ``high``.

    Examples
    --------
    >>> optimal_support([3.0, 1.0, 3.0, 30.0], low=0.0, high=20.0)
    array([ 0.,  1.,  3., 20.])
    """
    if not low < high:
        raise ValueError(f"low is {low} and high is {high}, expected low < high")
    points = np.asarray(point, dtype=float)
    return np.unique([low, *points[(points > low) & (points < high)], high])


def check_pairs(
    point: ArrayLike, tau: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Reversal points and asymmetries of one population as arrays, or a ``ValueError``."""
    point, tau = np.asarray(point, dtype=float), np.asarray(tau, dtype=float)
    if point.ndim != 1 or point.shape != tau.shape or not point.size:
        raise ValueError(
            f"reversal points have shape {point.shape} and asymmetries {tau.shape}, expected "
            "both (n_cells,) with at least one cell"
        )
    if not (np.isfinite(point).all() and np.isfinite(tau).all()):
        raise ValueError(
            "a reversal point or an asymmetry is NaN or infinite, expected finite pairs: leave "
            "those cells out"
        )
    check_tau(tau)
    return point, tau


def check_tau(tau: NDArray[np.float64]) -> None:
    """Refuse an asymmetry that is no level of an expectile (NaN passes)."""
    outside = tau[(tau < 0) | (tau > 1)]
    if outside.size:
        raise ValueError(
            f"asymmetry {outside[0]:.4g} lies outside [0, 1], expected a level of an expectile: "
            "leave the cell out, or clip and say so"
        )


def check_grid(grid: ArrayLike) -> NDArray[np.float64]:
    """Grid as an array, or a ``ValueError`` if it does not ascend."""
    grid = np.asarray(grid, dtype=float)
    if grid.ndim != 1 or grid.size < 2 or not (np.diff(grid) > 0).all():
        raise ValueError(
            f"grid has shape {grid.shape}, expected at least two strictly ascending finite values"
        )
    return grid
