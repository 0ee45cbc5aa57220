r"""Expectiles of a large sample without sorting it: compiled.

Sorting is what the exact form spends its time on, and most of the order is never asked for.
Cut the range into equal buckets with edges :math:`E_b` and sum weights and offsets in each. The
mean errors at the edges follow by two running sums of non-negative terms,

.. math:: L_{b+1}=L_b+B_b\,d+\sum_{x\in b}w\,(E_{b+1}-x),\qquad
   U_b=U_{b+1}+A_{b+1}\,d+\sum_{x\in b}w\,(x-E_b),

with the width :math:`d` and the weights :math:`B_b` below and :math:`A_b` above an edge. The sign
of :math:`\tau U_b-(1-\tau)L_b` brackets each level in one bucket, and only the values of that
bucket are looked at again: in it the equation is piecewise linear, convex for
:math:`\tau\ge\tfrac12` and concave below, so that Newton's method from the proper end is
monotone and ends, after a few steps, at the exact root.
"""

import numpy as np
from numpy.typing import NDArray

from dopadist._compiled import njit

Array = NDArray[np.float64]
LEAST = 256  # values of a sample; fewer are sorted as fast
_MOST_BUCKETS = 1024
# Values to visit per value of the sample: beyond, as when one bucket holds nearly all, sort.
_WORTH = 8


@njit(nogil=True, error_model="numpy")
def fill_rows(
    x: Array, w: Array, low: Array, high: Array, levels: Array, out: Array, done: NDArray[np.bool_]
) -> None:  # pragma: no cover - compiled
    """Expectiles of each row of ``x``; ``w`` has the shape of ``x``, or no row if all are 1.

    ``done`` is false where sorting is the better way.
    """
    for row in range(x.shape[0]):
        weights = w[row] if w.shape[0] > 0 else w.ravel()
        done[row] = _fill(x[row], weights, low[row], high[row], levels, out[row])


@njit(nogil=True, error_model="numpy")
def _fill(
    x: Array, w: Array, low: float, high: float, levels: Array, out: Array
) -> bool:  # pragma: no cover - compiled
    n, weighted = x.size, w.size > 0
    n_buckets = max(16, min(_MOST_BUCKETS, n // 8))
    width = (high - low) / n_buckets
    scale = n_buckets / (high - low)
    # Not for a NaN, an infinity, a single value, or a range at the limits of floating point.
    if not (width > 0 and width < np.inf and scale > 0 and scale < np.inf):
        return False
    bucket = np.empty(n, np.int32)
    count = np.zeros(n_buckets, np.int64)
    weight = np.zeros(n_buckets)
    offset = np.zeros(n_buckets)
    for i in range(n):
        b = min(int((x[i] - low) * scale), n_buckets - 1)
        bucket[i] = b
        count[b] += 1
        one = w[i] if weighted else 1.0
        weight[b] += one
        offset[b] += one * (x[i] - (low + b * width))
    lower, upper = np.zeros(n_buckets + 1), np.zeros(n_buckets + 1)
    below, above = np.zeros(n_buckets + 1), np.zeros(n_buckets + 1)
    for b in range(n_buckets):
        below[b + 1] = below[b] + weight[b]
        lower[b + 1] = lower[b] + below[b] * width + max(0.0, weight[b] * width - offset[b])
    for b in range(n_buckets - 1, -1, -1):
        above[b] = above[b + 1] + weight[b]
        upper[b] = upper[b + 1] + above[b + 1] * width + offset[b]

    place = np.empty(levels.size, np.int64)
    start = np.full(n_buckets, -1)
    total, visits = 0, 0
    for k in range(levels.size):
        level = levels[k]
        if not 0 < level < 1:
            continue
        left, right = 0, n_buckets
        while right - left > 1:
            middle = (left + right) // 2
            if level * upper[middle] >= (1 - level) * lower[middle]:
                left = middle
            else:
                right = middle
        place[k] = left
        visits += count[left]
        if start[left] < 0:
            start[left] = total
            total += count[left]
    if visits > _WORTH * n:
        return False
    inside = np.empty(total)
    weight_inside = np.empty(total if weighted else 0)
    following = start.copy()
    for i in range(n):
        b = bucket[i]
        at = following[b]
        if at >= 0:
            inside[at] = x[i] - (low + b * width)
            if weighted:
                weight_inside[at] = w[i]
            following[b] = at + 1
    for k in range(levels.size):
        level = levels[k]
        if level == 0:
            out[k] = low
        elif level == 1:
            out[k] = high
        elif not 0 < level < 1:
            out[k] = np.nan
        else:
            b = place[k]
            first, last = start[b], start[b] + count[b]
            step = _root(
                inside[first:last],
                weight_inside[first:last] if weighted else weight_inside,
                level, width, lower[b], below[b], upper[b + 1], above[b + 1],
            )  # fmt: skip
            out[k] = min(max(low + b * width + step, low), high)
    return True


@njit(nogil=True, error_model="numpy")
def _root(
    inside: Array,
    weights: Array,
    level: float,
    width: float,
    lower: float,
    below: float,
    upper: float,
    above: float,
) -> float:  # pragma: no cover - compiled
    """Place of the expectile in its bucket, from its lower edge."""
    convex = level >= 0.5
    at = 0.0 if convex else width
    for _ in range(inside.size + 2):
        weight_down, sum_down, weight_up, sum_up = 0.0, 0.0, 0.0, 0.0
        for j in range(inside.size):
            one = weights[j] if weights.size > 0 else 1.0
            value = inside[j]
            down = value <= at if convex else value < at
            part = one if down else 0.0
            weight_down += part
            sum_down += part * value
            weight_up += one - part
            sum_up += (one - part) * value
        gain = level * (upper + above * width + sum_up)
        loss = (1 - level) * (lower - sum_down)
        slope = level * (above + weight_up) + (1 - level) * (below + weight_down)
        new = (gain - loss) / slope
        if (convex and new <= at) or (not convex and new >= at):
            break
        at = new
    return at
