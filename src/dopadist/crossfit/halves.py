"""Independent halves of every cell's trials, per reward magnitude, as sufficient statistics.

A random half is drawn by going through the trials once: each is taken with the chance that
fills the half exactly. The random number of a trial is a hash of the split's key and the
trial's place (SplitMix64), so that the halves don't depend on threads, and the compiled and the
plain path choose the same trials.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from dopadist._compiled import HAVE_NUMBA
from dopadist._parallel import in_chunks
from dopadist.crossfit._halving import GOLDEN, MIX_1, MIX_2, R11, R27, R30, R31, UNIT, halve
from dopadist.reversal import MagnitudeStatistics

_CHUNK = 50
# Splits that are worth a thread.
_WORTH_A_THREAD = 200


def random_halves(
    trials: NDArray[np.float64], *, n_splits: int, rng: np.random.Generator
) -> MagnitudeStatistics:
    """Statistics of random halves.

    Parameters
    ----------
    trials : array_like, shape (n_cells, n_magnitudes, n_slots)
        Responses, NaN in unused slots.
    n_splits : int
        At least 1.
    rng : numpy.random.Generator
        Gives one key a split.

    Returns
    -------
    MagnitudeStatistics
        Shape ``(n_splits, 2, n_cells, n_magnitudes)``: per cell and magnitude, floor(n / 2)
        trials in half 0, the others in half 1.

    Raises
    ------
    ValueError
        If ``n_splits`` is below 1 or ``trials`` isn't three-dimensional.

    Examples
    --------
    >>> halves = random_halves(np.ones((1, 1, 5)), n_splits=3, rng=np.random.default_rng(0))
    >>> halves.n[:, :, 0, 0]
    array([[2, 3],
           [2, 3],
           [2, 3]])
    """
    values = np.ascontiguousarray(trials, dtype=float)
    if values.ndim != 3:
        raise ValueError(
            f"trials has shape {values.shape}, expected (n_cells, n_magnitudes, n_slots)"
        )
    if n_splits < 1:
        raise ValueError(f"n_splits is {n_splits}, expected 1 or more")
    values = packed(values)
    keys = split_keys(rng, n_splits)
    out = _empty((n_splits, 2, *values.shape[:2]))
    if HAVE_NUMBA:

        def fill(start: int, stop: int) -> None:
            part = slice(start, stop)
            halve(
                values, keys[part], out.n[part], out.positive[part], out.negative[part],
                out.total[part],
            )  # fmt: skip

        in_chunks(fill, n_splits, least=_WORTH_A_THREAD)
    else:
        for start in range(0, n_splits, _CHUNK):
            some = slice(start, start + _CHUNK)
            _fill_numpy(values, selection(np.isfinite(values), keys[some]), some, out)
    return out


def split_keys(rng: np.random.Generator, n_splits: int) -> NDArray[np.uint64]:
    """One key a split: all that :func:`random_halves` draws from its generator.

    Examples
    --------
    >>> split_keys(np.random.default_rng(0), 3).shape
    (3,)
    """
    return rng.integers(0, 2**64, size=n_splits, dtype=np.uint64)


def chronological_halves(
    trials: NDArray[np.float64], times: NDArray[np.float64], *, n_blocks: int | None = 2
) -> MagnitudeStatistics:
    """Statistics of alternate blocks of time of each cell and magnitude, early and late by default.

    Parameters
    ----------
    trials, times : array_like, shape (n_cells, n_magnitudes, n_slots)
        Responses and when they happened; NaN in unused slots.
    n_blocks : int or None
        Blocks of equally many successive trials, which go to the halves in turn. 2: early
        against late. None: every trial is a block, odd against even.

    Returns
    -------
    MagnitudeStatistics
        Shape ``(2, 2, n_cells, n_magnitudes)``. In split 0 half 0 holds the first block, the
        third and so on, in split 1 the others. The sizes are those of random halves,
        floor(n / 2) in half 0 (a trial too many goes to half 1, the latest first; a trial too
        few comes from there, the earliest first), so a difference between the two is due to time.

    Raises
    ------
    ValueError
        If ``n_blocks`` is below 2.

    Examples
    --------
    >>> halves = chronological_halves(np.array([[[1.0, 2, 3]]]), np.array([[[30.0, 10, 20]]]))
    >>> halves.total[:, :, 0, 0]
    array([[2., 4.],
           [1., 5.]])
    >>> trials, times = np.array([[[1.0, 2, 4, 8]]]), np.array([[[0.0, 1, 2, 3]]])
    >>> chronological_halves(trials, times, n_blocks=None).total[:, :, 0, 0]
    array([[ 5., 10.],
           [10.,  5.]])
    """
    if n_blocks is not None and n_blocks < 2:
        raise ValueError(f"n_blocks is {n_blocks}, expected 2 or more, or None for single trials")
    values = np.asarray(trials, dtype=float)
    used = np.isfinite(values)
    n = used.sum(-1)
    order = np.argsort(np.where(used, times, np.inf), axis=-1, kind="stable")
    in_time = np.take_along_axis(values, order[..., : n.max(initial=0)], -1)
    out = _empty((2, 2, *values.shape[:2]))
    first = _alternate(in_time.shape[-1], n_blocks)[:, n]
    _fill_numpy(in_time, first, slice(None), out)
    return out


@cache
def _alternate(n_slots: int, n_blocks: int | None) -> NDArray[np.bool_]:
    """Which ranks in time are in half 0: every second block, floor(n / 2) trials.

    Shape (2, n_slots + 1, n_slots): split, number of trials n, rank.
    """
    rank = np.arange(n_slots)
    n = np.arange(n_slots + 1)[:, None]
    block = np.broadcast_to(rank, (n_slots + 1, n_slots))
    if n_blocks is not None:
        block = rank * n_blocks // np.maximum(n, 1)
    found = []
    for parity in (0, 1):
        wanted = (block % 2 == parity) & (rank < n)
        others = ~wanted & (rank < n)
        after = wanted.sum(-1, keepdims=True) + others.cumsum(-1)
        found.append((rank < n) & (np.where(wanted, wanted.cumsum(-1), after) <= n // 2))
    table = np.stack(found)
    table.flags.writeable = False
    return table


def selection(used: NDArray[np.bool_], keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which trials are in half 0, shape ``(n_splits, *used.shape)``: the plain form.

    Examples
    --------
    >>> chosen = selection(np.ones((1, 1, 6), bool), np.arange(4, dtype=np.uint64))
    >>> chosen.sum(-1).ravel()
    array([3, 3, 3, 3])
    """
    place = np.arange(1, used.size + 1, dtype=np.uint64).reshape(used.shape)
    remaining = np.broadcast_to(used.sum(-1), (keys.size, *used.shape[:-1])).astype(float)
    need = np.floor(remaining / 2)
    chosen = np.zeros((keys.size, *used.shape), bool)
    for slot in range(used.shape[-1]):
        z = keys[:, None, None] + place[..., slot] * GOLDEN
        z = (z ^ (z >> R30)) * MIX_1
        z = (z ^ (z >> R27)) * MIX_2
        uniform = ((z ^ (z >> R31)) >> R11).astype(float) * UNIT
        take = used[..., slot] & (uniform * remaining < need)
        chosen[..., slot] = take
        need = need - take
        remaining = remaining - used[..., slot]
    return chosen


def packed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Used slots first, in their order, and no more slots than are used anywhere."""
    used = np.isfinite(values)
    order = np.argsort(~used, axis=-1, kind="stable")
    slots = int(used.sum(-1).max(initial=0))
    return np.ascontiguousarray(np.take_along_axis(values, order, axis=-1)[..., :slots])


def _empty(shape: tuple[int, ...]) -> MagnitudeStatistics:
    return MagnitudeStatistics(
        n=np.zeros(shape, np.int64),
        positive=np.zeros(shape, np.int64),
        negative=np.zeros(shape, np.int64),
        total=np.zeros(shape),
    )


def _fill_numpy(
    values: NDArray[np.float64],
    first: NDArray[np.bool_],
    some: slice,
    out: MagnitudeStatistics,
) -> None:
    used = np.isfinite(values)
    positive, negative = values > 0, values < 0
    counted = ((out.n, used), (out.positive, positive), (out.negative, negative))
    for count, which in counted:
        count[some, 0] = np.count_nonzero(first & which, axis=-1)
        count[some, 1] = np.count_nonzero(which, axis=-1) - count[some, 0]
    for half, taken in enumerate((first, used & ~first)):
        out.total[some, half] = np.where(taken, values, 0.0).sum(-1)
