r"""Exact expectiles and quantiles of weighted samples.

The expectile :math:`e_\tau` of a distribution is the unique root of

.. math:: \tau\,E[(r-e)_+] = (1-\tau)\,E[(e-r)_+] ,

the point where errors above it, weighted with :math:`\tau`, balance errors below it, weighted
with :math:`1-\tau`. At :math:`\tau=1/2` it is the mean (Newey and Powell 1987,
doi 10.2307/1911031). For a sample both sides are piecewise linear in :math:`e`, so no root
finding is needed. The page "How fast, and why" derives both ways of doing without.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist._compiled import HAVE_NUMBA
from dopadist._parallel import in_chunks
from dopadist.expectiles._buckets import LEAST, fill_rows
from dopadist.expectiles._samples import prepare

__all__ = ["expectile_level", "expectiles", "quantiles"]

Array = NDArray[np.float64]
_WORTH_A_THREAD = 50_000  # values


def expectiles(values: ArrayLike, tau: ArrayLike, *, weights: ArrayLike | None = None) -> Array:
    r"""Exact expectiles at any number of levels.

    Parameters
    ----------
    values : (..., n) array_like
        Samples or atoms along the last axis, in any order, finite.
    tau : array_like
        Levels in [0, 1], any shape. 0 gives the minimum, 1 the maximum, 0.5 the mean.
    weights : array_like, optional
        Weights of 0 or more, broadcast against ``values``; they need not sum to 1. A value of
        weight 0 counts as absent, so NaN padding is passed with weight 0.

    Returns
    -------
    array
        Shape of ``values`` without its last axis, then the shape of ``tau``. NaN where a level is
        NaN, and in a row with a NaN value or weight that counts.

    Raises
    ------
    ValueError
        If a level is outside [0, 1], a value infinite, a weight negative or infinite, or a row
        empty.

    Notes
    -----
    With atoms :math:`x_1\le\dots\le x_n` the mean error below an atom,
    :math:`L_k=E[(x_k-r)_+]`, and above it, :math:`U_k=E[(r-x_k)_+]`, are cumulative sums of
    non-negative terms (no cancellation). Atom :math:`k` is the expectile at level
    :math:`L_k/(L_k+U_k)`, which rises with :math:`k`; between two atoms the equation is linear.
    :math:`O((n+m)\log n)` for :math:`m` levels. Where Numba is installed, samples of more than
    256 values aren't sorted but put into buckets, in :math:`O(n)`, to the same result.

    Examples
    --------
    >>> expectiles([0.0, 1.0], [0.0, 0.5, 0.9])
    array([0. , 0.5, 0.9])
    >>> expectiles([3.0, 1.0, 8.0], 0.5)
    array(4.)
    """
    result = _plain_sample(values, tau) if weights is None and HAVE_NUMBA else None
    if result is None:
        x, w, levels = prepare(values, tau, weights)
        large = HAVE_NUMBA and x.shape[-1] >= LEAST
        result = _by_buckets(x, w, levels) if large else by_sorting(x, w, levels)
        result = result.reshape((*x.shape[:-1], *np.shape(tau)))
    return result


def _plain_sample(values: ArrayLike, tau: ArrayLike) -> Array | None:
    """Expectiles of one large sample without weights and without a NaN, else nothing."""
    x, levels = np.asarray(values, dtype=float), np.asarray(tau, dtype=float)
    if x.ndim != 1 or x.size < LEAST or not ((levels >= 0) & (levels <= 1)).all():
        return None
    if not np.isfinite(x.max() - x.min()):
        return None
    return _by_buckets(x, None, levels.ravel()).reshape(levels.shape)


def _by_buckets(x: Array, w: Array | None, levels: Array) -> Array:
    rows = np.ascontiguousarray(x.reshape(-1, x.shape[-1]))
    weights = np.empty((0, 0)) if w is None else np.ascontiguousarray(w.reshape(rows.shape))
    low, high = rows.min(axis=-1), rows.max(axis=-1)
    result, done = np.empty((len(rows), levels.size)), np.zeros(len(rows), dtype=bool)

    def some(start: int, stop: int) -> None:
        part = slice(start, stop)
        own = weights[part] if len(weights) else weights
        fill_rows(rows[part], own, low[part], high[part], levels, result[part], done[part])

    in_chunks(some, len(rows), least=max(1, _WORTH_A_THREAD // rows.shape[-1]))
    if not done.all():
        left = weights[~done] if len(weights) else np.ones(rows[~done].shape)
        result[~done] = by_sorting(rows[~done], left, levels)
    return result.reshape((*x.shape[:-1], levels.size))


def by_sorting(x: Array, w: Array, levels: Array) -> Array:
    """The plain form of :func:`expectiles`: values and weights of one shape, flat levels."""
    order = np.argsort(x, axis=-1, kind="stable")
    x = np.take_along_axis(x, order, axis=-1)
    w = np.take_along_axis(w, order, axis=-1)
    gaps = np.diff(x, axis=-1)
    below = np.cumsum(w, axis=-1)
    # Summed from the right rather than subtracted from the total: exact at the top end.
    above = np.cumsum(w[..., ::-1], axis=-1)[..., ::-1]
    zero = np.zeros((*x.shape[:-1], 1))
    lower = np.concatenate([zero, np.cumsum(below[..., :-1] * gaps, axis=-1)], axis=-1)
    upper = np.concatenate(
        [np.cumsum((above[..., 1:] * gaps)[..., ::-1], axis=-1)[..., ::-1], zero], axis=-1
    )
    rest = np.concatenate([above[..., 1:], zero], axis=-1)
    spread = lower + upper
    # A row of one value has no spread: every level gives that value, and any bracket does.
    level_of_atom = lower / np.where(spread > 0, spread, 1.0)
    result = np.empty((*x.shape[:-1], levels.size))
    for row in np.ndindex(x.shape[:-1]):
        # One bracket a level: the last atom at or below it, but never the topmost atom.
        k = np.searchsorted(level_of_atom[row], levels, side="right") - 1
        k = np.clip(k, 0, max(x.shape[-1] - 2, 0))
        l_k, u_k, b_k, a_k = lower[row][k], upper[row][k], below[row][k], rest[row][k]
        slope = (1 - levels) * b_k + levels * a_k
        # The slope is 0 only at level 0 or 1 of a row of one value, where the step is 0 too.
        step = (levels * u_k - (1 - levels) * l_k) / np.where(slope == 0, 1.0, slope)
        top = x[row][np.minimum(k + 1, x.shape[-1] - 1)]
        result[row] = np.clip(x[row][k] + step, x[row][k], top)
    return result


def expectile_level(
    values: ArrayLike, point: ArrayLike, *, weights: ArrayLike | None = None
) -> Array:
    r"""Level at which ``point`` is the expectile, the inverse of :func:`expectiles`.

    Parameters
    ----------
    values : (..., n) array_like
        Samples or atoms, finite.
    point : array_like
        Points, any shape.
    weights : array_like, optional
        As for :func:`expectiles`.

    Returns
    -------
    array
        :math:`E[(p-r)_+] / E|p-r|`, shape of ``values`` without its last axis, then that of
        ``point``: 0 at and below the minimum, 1 at and above the maximum, NaN for a NaN, and NaN
        where the point equals all values.

    Raises
    ------
    ValueError
        As for :func:`expectiles`.

    Examples
    --------
    >>> expectile_level([0.0, 1.0], [-1.0, 0.5, 0.9]).round(12)
    array([0. , 0.5, 0.9])
    """
    points = np.asarray(point, dtype=float)
    x, w, _ = prepare(values, 0.5, weights)
    distance = points.reshape(-1, 1) - x[..., None, :]
    lower = np.sum(w[..., None, :] * np.maximum(distance, 0), axis=-1)
    total = np.sum(w[..., None, :] * np.abs(distance), axis=-1)
    level = np.full(total.shape, np.nan)
    np.divide(lower, total, out=level, where=total != 0)
    return level.reshape((*x.shape[:-1], *points.shape))


def quantiles(values: ArrayLike, tau: ArrayLike, *, weights: ArrayLike | None = None) -> Array:
    """Quantiles: the smallest value at which the distribution function reaches the level.

    Parameters
    ----------
    values, tau, weights
        As for :func:`expectiles`.

    Returns
    -------
    array
        Shape as for :func:`expectiles`; always one of the values. 0 gives the minimum, 1 the
        maximum. A level within 1e-12 above a step belongs to that step, so that ten weights of
        0.1 behave like ten weights of 1.

    Raises
    ------
    ValueError
        As for :func:`expectiles`.

    Examples
    --------
    >>> quantiles([0.0, 1.0, 5.0], [0.0, 0.5, 0.9], weights=[1, 1, 2])
    array([0., 1., 5.])
    """
    x, w, levels = prepare(values, tau, weights)
    order = np.argsort(x, axis=-1, kind="stable")
    x = np.take_along_axis(x, order, axis=-1)
    reached = np.cumsum(np.take_along_axis(w, order, axis=-1), axis=-1)
    reached = reached / reached[..., -1:]
    result = np.empty((*x.shape[:-1], levels.size))
    for row in np.ndindex(x.shape[:-1]):
        k = np.searchsorted(reached[row], levels * (1 - 1e-12), side="left")
        result[row] = x[row][np.minimum(k, x.shape[-1] - 1)]
        result[row][np.isnan(levels) | np.isnan(x[row][-1])] = np.nan
    return result.reshape((*x.shape[:-1], *np.shape(tau)))
