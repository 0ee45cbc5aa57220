"""The global optimum of the published objective, and how far its near-optima spread."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import nnls

from dopadist.imputation.conditions import (
    Imputed,
    check_grid,
    condition_matrix,
    published_loss,
)

Floats = NDArray[np.float64]


def least_squares(point: ArrayLike, tau: ArrayLike, *, grid: ArrayLike) -> Imputed:
    """Distribution on a grid with the lowest published loss.

    Minimises ``|A w|^2`` over the probabilities w. The published search minimises the same
    objective over free samples, and stops where it stops; this is the global optimum on the grid,
    and over all distributions in an interval if the grid is that of
    :func:`dopadist.imputation.optimal_support`.

    Parameters
    ----------
    point, tau : array_like
        Reversal points (axis units) and asymmetries in [0, 1], shape ``(n_cells,)``.
    grid : array_like
        Values that the distribution may take, strictly ascending, shape ``(n_grid,)``.

    Returns
    -------
    Imputed
        With diagnostics ``gap`` (the loss lies at most this far above the optimum: the
        Frank-Wolfe certificate, squared axis units) and ``n_atoms`` (probabilities above 1e-9).

    Raises
    ------
    ValueError
        For input that :func:`dopadist.imputation.condition_matrix` refuses.

    Notes
    -----
    Non-negative least squares with one more equation, ``c (sum w - 1) = 0``. For any c the
    solution is a multiple of the optimum on the simplex, because for w = s v with v on the
    simplex the best s leaves ``c^2 |A v|^2 / (c^2 + |A v|^2)``, which rises with ``|A v|``.

    Examples
    --------
    >>> least_squares([4.0], [0.5], grid=[2.0, 6.0]).probabilities.round(3)
    array([0.5, 0.5])
    """
    grid = check_grid(grid)
    matrix = condition_matrix(point, tau, grid)
    weights = _simplex_nnls(matrix)
    loss = published_loss(point, tau, grid, weights)
    gradient = matrix.T @ (matrix @ weights) / (2 * len(matrix))
    return Imputed(
        values=grid,
        probabilities=weights,
        loss=loss,
        method="least_squares",
        diagnostics={
            "gap": max(0.0, float(weights @ gradient - gradient.min())),
            "n_atoms": float(np.sum(weights > 1e-9)),
        },
    )


def cdf_range(
    point: ArrayLike,
    tau: ArrayLike,
    *,
    grid: ArrayLike,
    at: ArrayLike,
    loss: float,
    n_bisections: int = 12,
) -> tuple[Floats, Floats]:
    """How low and how high the distribution function can be without losing the fit.

    For each x, the smallest and the largest probability of a value of at most x among all
    distributions on the grid whose published loss is at most ``loss``. Where the two lie far
    apart, the cells do not say what the distribution does there.

    Parameters
    ----------
    point, tau : array_like
        Reversal points (axis units) and asymmetries in [0, 1], shape ``(n_cells,)``.
    grid : array_like
        Values that the distribution may take, strictly ascending, shape ``(n_grid,)``.
    at : array_like
        Where to ask, shape ``(n,)``, axis units.
    loss : float
        Largest published loss that counts as a fit, squared axis units.
    n_bisections : int
        Bisections of each bound: it is found to ``2**-n_bisections``.

    Returns
    -------
    lower, upper : numpy.ndarray
        Shape ``(n,)``. Each is reached by a distribution that was found, so the true range is at
        least this wide. They belong to different distributions: the band is no set of
        simultaneous curves.

    Raises
    ------
    ValueError
        If no distribution on the grid has so low a loss, or as :func:`least_squares`.

    Examples
    --------
    One cell with equal slopes at 5 fixes the mean; half of the mass, at most, may lie at 0.

    >>> lower, upper = cdf_range([5.0], [0.5], grid=np.arange(11.0), at=[0.0], loss=1e-12)
    >>> lower.round(2), upper.round(2)
    (array([0.]), array([0.5]))
    """
    best = least_squares(point, tau, grid=grid)
    if best.loss > loss:
        raise ValueError(
            f"loss is {loss:.4g}, expected at least the optimum on this grid, {best.loss:.4g}"
        )
    grid = best.values
    matrix = condition_matrix(point, tau, grid)
    at = np.asarray(at, dtype=float)
    lower, upper = np.empty(at.shape), np.empty(at.shape)
    for i, x in enumerate(at):
        below = grid <= x
        if not below.any() or below.all():
            lower[i] = upper[i] = float(below.all())
            continue
        start = float(best.probabilities[below].sum())
        lower[i] = _bound(matrix, below, loss, start, 0.0, n_bisections)
        upper[i] = _bound(matrix, below, loss, start, 1.0, n_bisections)
    return lower, upper


def _bound(
    matrix: Floats, below: np.ndarray, loss: float, inside: float, outside: float, n: int
) -> float:
    """Last mass below x, from a feasible one towards 0 or 1, that keeps the loss."""
    # The lowest loss is a convex function of the mass below x, so the feasible masses are an
    # interval around the optimum's.
    if _best_loss_with_mass(matrix, below, outside) <= loss:
        return outside
    for _ in range(n):
        middle = (inside + outside) / 2
        if _best_loss_with_mass(matrix, below, middle) <= loss:
            inside = middle
        else:
            outside = middle
    return inside


def _best_loss_with_mass(matrix: Floats, below: np.ndarray, mass: float) -> float:
    """Lowest published loss among distributions with this mass at and below x."""
    scale = 1e3 * np.abs(matrix).max()
    rows = scale * np.stack([below, ~below]).astype(float)
    target = scale * np.array([mass, 1 - mass])
    weights, _ = nnls(np.vstack([matrix, rows]), np.concatenate([np.zeros(len(matrix)), target]))
    # The two rows are met to about 1e-6; made exact here, so the loss is that of a distribution.
    for part, wanted in ((below, mass), (~below, 1 - mass)):
        total = weights[part].sum()
        weights[part] *= wanted / total if total > 0 else 0.0
    return float(np.mean((0.5 * (matrix @ weights)) ** 2))


def _simplex_nnls(matrix: Floats) -> Floats:
    """Point of the simplex with the smallest ``|matrix @ w|``."""
    scale = float(np.sqrt(np.mean(matrix**2))) or 1.0
    augmented = np.vstack([matrix, np.full(matrix.shape[1], scale)])
    target = np.zeros(len(augmented))
    target[-1] = scale
    weights, _ = nnls(augmented, target)
    return np.asarray(weights / weights.sum())
