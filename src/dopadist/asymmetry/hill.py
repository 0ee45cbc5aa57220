r"""Slopes of a saturating response: the same two numbers a cell, with a curve for a line.

.. math:: y = \beta^{\pm}\,h(u - V),\qquad h(x) = \frac{x}{1 + |x|/k},

with slope :math:`\beta^\pm` at the reversal point on either side, and half of the largest possible
response reached at the distance :math:`k`. One free number a side, as with lines; :math:`k` is the
same for all cells and given beforehand, and :math:`k=\infty` is the line.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dopadist._compiled import HAVE_NUMBA, njit
from dopadist.asymmetry.estimates import CellEstimates
from dopadist.reversal import MagnitudeStatistics, check_axis

_CHUNK = 2_000  # cells at a time, so that memory stays small


def saturated(distance: NDArray[np.float64], half_saturation: float) -> NDArray[np.float64]:
    """Response of slope 1 at zero that saturates on both sides.

    Parameters
    ----------
    distance : array_like
        Reward minus reversal point, axis units.
    half_saturation : float
        Distance at which half of the largest response is reached, above 0; ``inf`` for a line.

    Returns
    -------
    numpy.ndarray
        Of the shape of ``distance``.

    Raises
    ------
    ValueError
        If ``half_saturation`` isn't above 0.

    Examples
    --------
    >>> saturated(np.array([-10.0, 0.0, 10.0]), 10.0)
    array([-5.,  0.,  5.])
    """
    if not half_saturation > 0:
        raise ValueError(f"half_saturation is {half_saturation}, expected above 0, or inf")
    x = np.asarray(distance, dtype=float)
    return x / (1 + np.abs(x) / half_saturation)


def hill_fit(
    statistics: MagnitudeStatistics,
    axis: NDArray[np.float64],
    *,
    half_saturation: float,
    n_grid: int = 161,
) -> CellEstimates:
    r"""Reversal point and both slopes of a saturating response, together, by least squares.

    Parameters
    ----------
    statistics : MagnitudeStatistics
        Shape ``(..., n_cells, n_magnitudes)``.
    axis : array_like, shape (n_magnitudes,)
        Value of each magnitude.
    half_saturation : float
        :math:`k`, axis units; ``inf`` gives two lines.
    n_grid : int
        Reversal points tried, evenly over the axis.

    Returns
    -------
    CellEstimates
        Slopes at the reversal point, 0 or larger. Usable where the reversal point is strictly
        inside the axis and both slopes are positive.

    Notes
    -----
    For a given reversal point the best slopes have a closed form, so that the loss can be had at
    every point of a grid at once; the best one is taken. With ``inf`` this is
    :func:`dopadist.asymmetry.joint_fit` to within the grid's spacing.

    Our own reading. The authors' analysis has an option for a Hill function with one free and one
    fixed parameter; the function that it calls is not in the public code.

    Examples
    --------
    >>> from dopadist.reversal import magnitude_statistics
    >>> axis = np.array([-4.0, -2.0, 0.0, 2.0, 4.0])
    >>> y = np.where(axis < 1, 1.0, 3.0) * saturated(axis - 1.0, 5.0)
    >>> cell = hill_fit(magnitude_statistics(y[None, :, None]), axis, half_saturation=5.0)
    >>> cell.reversal_point.round(2), cell.asymmetry.round(2)
    (array([1.]), array([0.75]))
    """
    u = check_axis(axis, statistics.n.shape[-1])
    grid = np.linspace(u.min(), u.max(), n_grid)
    distance = u - grid[:, None]
    h = saturated(distance, half_saturation)
    below, above = np.where(distance < 0, h, 0.0), np.where(distance > 0, h, 0.0)
    shape = statistics.n.shape[:-1]
    n = np.ascontiguousarray(statistics.n.reshape(-1, u.size), dtype=float)
    total = np.ascontiguousarray(statistics.total.reshape(-1, u.size))
    if HAVE_NUMBA:
        found = np.empty((3, n.shape[0]))
        _search_compiled(n, total, below, above, found)
    else:
        found = search_numpy(n, total, below, above)
    index = found[0].astype(int)
    point, minus, plus = (x.reshape(shape) for x in (grid[index], found[1], found[2]))
    both = minus + plus
    return CellEstimates(
        reversal_point=point,
        slope_minus=minus,
        slope_plus=plus,
        asymmetry=np.divide(plus, both, out=np.full(shape, np.nan), where=both > 0),
        usable=(point > u.min()) & (point < u.max()) & (minus > 0) & (plus > 0),
        estimator="joint",
    )


def search_numpy(
    n: NDArray[np.float64],
    total: NDArray[np.float64],
    below: NDArray[np.float64],
    above: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Index of the best reversal point and both slopes there, shape (3, n_cells)."""
    chunks = [slice(start, start + _CHUNK) for start in range(0, n.shape[0], _CHUNK)]
    return np.concatenate(
        [_best(n[some], total[some], (below, above)) for some in chunks] or [np.empty((3, 0))],
        axis=1,
    )


def _best(
    n: NDArray[np.float64],
    total: NDArray[np.float64],
    sides: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> NDArray[np.float64]:
    explained = np.zeros((n.shape[0], sides[0].shape[0]))
    slopes = []
    for h in sides:
        product = np.einsum("ck,gk->cg", total, h)
        square = np.einsum("ck,gk->cg", n, h * h)
        slope = np.maximum(product, 0.0) / np.where(square > 0, square, np.inf)
        slopes.append(slope)
        explained += slope * product
    best = explained.argmax(1)
    row = np.arange(n.shape[0])
    return np.stack([best, *(slope[row, best] for slope in slopes)])


@njit(cache=True)
def _search_compiled(n, total, below, above, found):  # type: ignore[no-untyped-def]
    n_grid, size = below.shape
    for cell in range(n.shape[0]):
        most = -1.0
        for g in range(n_grid):
            product_minus = square_minus = product_plus = square_plus = 0.0
            for k in range(size):
                product_minus += total[cell, k] * below[g, k]
                square_minus += n[cell, k] * below[g, k] * below[g, k]
                product_plus += total[cell, k] * above[g, k]
                square_plus += n[cell, k] * above[g, k] * above[g, k]
            minus = product_minus / square_minus if square_minus > 0 else 0.0
            plus = product_plus / square_plus if square_plus > 0 else 0.0
            minus, plus = max(minus, 0.0), max(plus, 0.0)
            explained = minus * product_minus + plus * product_plus
            if explained > most:
                most = explained
                found[0, cell] = g
                found[1, cell] = minus
                found[2, cell] = plus
