r"""Reversal point and both slopes fitted together: two lines through one point, slopes >= 0.

For a reversal point V between two neighbouring magnitudes the best slopes have a closed form,
and what they explain is

.. math:: G(V) = \frac{[L_-(V)]_+^2}{Q_-(V)} + \frac{[L_+(V)]_+^2}{Q_+(V)},\quad
   L = \sum_k t_k (u_k - V),\quad Q = \sum_k n_k (u_k - V)^2,

sums over the magnitudes on one side. Of each term the derivative is L M / Q^2 with M linear in
V, so that the stationary points are the roots of a sextic. Each is bracketed on a grid and
refined; the ends of the brackets, where G has kinks, are candidates too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dopadist._compiled import HAVE_NUMBA
from dopadist._parallel import in_chunks
from dopadist.asymmetry._search import GRID, ITERATIONS, fit_rows
from dopadist.reversal import MagnitudeStatistics, check_axis

_CHUNK = 8192
_WORTH_A_THREAD = 2000  # rows


def joint_fit(
    statistics: MagnitudeStatistics, axis: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    r"""Reversal point and slopes of least squared error.

    .. math:: \min_{V, \beta_- \ge 0, \beta_+ \ge 0}\ \sum_{kj}
       \bigl(y_{kj} - \beta_{\operatorname{sgn}(u_k - V)} (u_k - V)\bigr)^2,
       \qquad \min_k u_k \le V \le \max_k u_k

    Parameters
    ----------
    statistics : MagnitudeStatistics
        Shape ``(..., n_magnitudes)``; only ``n`` and ``total`` matter.
    axis : array_like, shape (n_magnitudes,) or (n_cells, n_magnitudes)
        Value of each magnitude, for all cells or for each; any order.

    Returns
    -------
    reversal_point, slope_minus, slope_plus : numpy.ndarray, shape (...)
        Axis units; spikes/s per axis unit. All NaN in a cell that no such pair of lines explains
        better than zero (no trials, or responses that fall as the reward grows). A reversal
        point on the end of the axis means that ever steeper lines towards it fit ever better;
        the slope on that side is NaN. Of equally good reversal points the lowest is given.

    Notes
    -----
    Not in the paper. Unlike the count of signs it uses the size of the responses, so its bias
    doesn't depend on where between two magnitudes a reversal point lies.

    Examples
    --------
    >>> from dopadist.reversal import magnitude_statistics
    >>> statistics = magnitude_statistics([[-3.0, -3.0], [-1.0, -1.0], [2.0, 2.0], [6.0, 6.0]])
    >>> fit = joint_fit(statistics, [-2.0, 0.0, 2.0, 4.0])
    >>> [float(np.round(value, 12)) for value in fit]
    [1.0, 1.0, 2.0]
    """
    u = check_axis(axis, statistics.n.shape[-1])
    shape, size = statistics.n.shape[:-1], u.shape[-1]
    n: NDArray[np.float64] = statistics.n.astype(float)
    total = statistics.total
    if (np.diff(u, axis=-1) < 0).any():
        order = np.argsort(u, axis=-1, kind="stable")
        u = np.take_along_axis(u, order, -1)
        every = np.broadcast_to(order, n.shape)
        n, total = (np.take_along_axis(one, every, -1) for one in (n, total))
    rows_n, rows_t, rows_u = (
        np.ascontiguousarray(one.reshape(-1, size), dtype=float) for one in (n, total, u)
    )
    if not HAVE_NUMBA:
        best = search_numpy(rows_n, rows_t, rows_u).reshape(shape)
        x = u - best[..., None]
        return best, _slope(n, total, x, x < 0), _slope(n, total, x, x > 0)
    found = np.empty((3, rows_n.shape[0]))
    in_chunks(
        lambda start, stop: fit_rows(rows_n, rows_t, rows_u, start, stop, *found),
        rows_n.shape[0],
        least=_WORTH_A_THREAD,
    )
    return found[0].reshape(shape), found[1].reshape(shape), found[2].reshape(shape)


def _slope(
    n: NDArray[np.float64],
    total: NDArray[np.float64],
    x: NDArray[np.float64],
    side: NDArray[np.bool_],
) -> NDArray[np.float64]:
    numerator = np.where(side, x * total, 0.0).sum(-1)
    denominator = np.where(side, n * x * x, 0.0).sum(-1)
    nothing = np.full(numerator.shape, np.nan)
    slope = np.divide(numerator, denominator, out=nothing, where=denominator > 0)
    return np.maximum(slope, 0.0)  # keeps NaN


def search_numpy(
    rows_n: NDArray[np.float64], rows_t: NDArray[np.float64], rows_u: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Best reversal point a row without Numba, shape ``(n_rows,)``: the same search in bulk."""
    u = np.resize(rows_u, rows_n.shape)
    parts = [
        _search_chunk(*(rows[start : start + _CHUNK] for rows in (rows_n, rows_t, u)))
        for start in range(0, rows_n.shape[0], _CHUNK)
    ]
    return np.concatenate(parts) if parts else np.empty(0)


def _search_chunk(
    rows_n: NDArray[np.float64], rows_t: NDArray[np.float64], u: NDArray[np.float64]
) -> NDArray[np.float64]:
    used = (rows_n > 0).astype(float)
    t = rows_t * used
    parts = np.stack([t * u, t, rows_n * u * u, rows_n * u, rows_n, used])
    low = np.cumsum(parts, -1)[..., :-1]
    high = np.cumsum(parts[..., ::-1], -1)[..., ::-1][..., 1:]  # (6, n_rows, n_brackets)
    share = np.arange(GRID + 1) / GRID
    grid = u[:, :-1, None] + np.diff(u)[..., None] * share  # (n_rows, n_brackets, n_points)
    grid[..., -1] = u[:, 1:]
    g, d = _explained_numpy(grid, low[..., None], high[..., None])
    # Candidates: the ends of the brackets, grid points at a zero, refined sign changes.
    ends = np.full_like(g, -np.inf)
    ends[..., [0, -1]] = g[..., [0, -1]]
    flat = (d[..., :-1] > 0) & (d[..., 1:] == 0)
    ends[..., 1:][flat] = g[..., 1:][flat]
    row, bracket, j = np.nonzero((d[..., :-1] > 0) & (d[..., 1:] < 0))
    left, right = grid[row, bracket, j], grid[row, bracket, j + 1]
    low_at, high_at = low[:, row, bracket], high[:, row, bracket]
    for _ in range(ITERATIONS):
        middle = 0.5 * (left + right)
        rising = _explained_numpy(middle, low_at, high_at)[1] > 0
        left, right = np.where(rising, middle, left), np.where(rising, right, middle)
    v = 0.5 * (left + right)
    n_rows = rows_n.shape[0]
    points = grid.reshape(n_rows, -1)
    values = ends.reshape(n_rows, -1)
    at = values.argmax(-1)[:, None]
    best_g = np.take_along_axis(values, at, -1)[:, 0]
    best_v = np.take_along_axis(points, at, -1)[:, 0]
    refined = _explained_numpy(v, low_at, high_at)[0]
    for index, value, point in zip(row, refined, v, strict=True):
        if value > best_g[index]:
            best_g[index], best_v[index] = value, point
    return np.where(best_g > 0, best_v, np.nan)


def _explained_numpy(
    v: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    total, derivative = np.zeros(()), np.zeros(())
    for (p, q, r, s, n, volumes), sign in ((low, -1.0), (high, 1.0)):
        line = np.maximum(p - q * v, 0.0)
        square = r - 2 * s * v + n * v * v
        slope = 2 * (p * s - q * r) + 2 * (q * s - p * n) * v
        several = volumes > 1
        square = np.where(several, square, 1.0)
        one = (volumes == 1) & (sign * q > 0)
        exact = np.where(one, q * q / np.where(n > 0, n, 1.0), 0.0)
        total = total + np.where(several, line * line / square, exact)
        derivative = derivative + np.where(several, line * slope / (square * square), 0.0)
    return total, derivative
