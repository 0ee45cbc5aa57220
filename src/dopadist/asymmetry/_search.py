"""The search of the joint fit: compiled. The page of :mod:`.joint` says what is sought.

What the two sides explain is evaluated at all points of a bracket's grid in one loop without a
branch, so that a processor takes several points at once.
"""

import numpy as np

from dopadist._compiled import njit

# Sub-intervals a bracket in which a sign change of the derivative is looked for. The tests
# compare with all roots of the sextic.
GRID = 8
ITERATIONS = 60


@njit(cache=True, nogil=True, error_model="numpy")
def fit_rows(rows_n, rows_t, rows_u, start, stop, best, minus, plus):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Reversal points and slopes of rows ``start`` to ``stop - 1``.

    Rows of the axis go round: one for all cells, or one a cell, the last dimension.
    """
    size = rows_u.shape[1]
    lows, highs, bound = np.zeros((size, 6)), np.zeros((size, 6)), np.empty(size)
    v, g, d = np.empty(GRID + 1), np.empty(GRID + 1), np.empty(GRID + 1)
    for row in range(start, stop):
        u = rows_u[row % rows_u.shape[0]]
        reached = _prepare(rows_n[row], rows_t[row], u, lows, highs, bound)
        best_v, best_g = np.nan, 0.0
        for i in range(size - 1):
            if bound[i] < reached:
                continue
            low, high = lows[i], highs[i]
            step = (u[i + 1] - u[i]) / GRID
            for j in range(GRID):
                v[j] = u[i] + j * step
            v[GRID] = u[i + 1]
            g[:] = 0.0
            d[:] = 0.0
            _explained(v, low, -1.0, g, d)
            _explained(v, high, 1.0, g, d)
            if g[0] > best_g:
                best_g, best_v = g[0], v[0]
            for j in range(GRID):
                if j == GRID - 1 and g[GRID] > best_g:
                    best_g, best_v = g[GRID], v[GRID]
                if d[j] > 0 and d[j + 1] < 0:
                    root = _refine(v[j], v[j + 1], d[j], d[j + 1], low, high)
                    at_root, _ = _both(root, low, high)
                    if at_root > best_g:
                        best_g, best_v = at_root, root
                elif d[j] > 0 and d[j + 1] == 0 and g[j + 1] > best_g:
                    best_g, best_v = g[j + 1], v[j + 1]
        best[row] = best_v
        _slopes(rows_n[row], rows_t[row], u, best_v, row, minus, plus)


@njit(cache=True, nogil=True)
def _prepare(n, t, u, lows, highs, bound):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Sums of both sides of each bracket, a bound of what it can explain, and what is reached.

    By Cauchy and Schwarz, two lines explain no more than the means of the right sign do,
    ``sum t^2 / n``: brackets that can't reach what a bracket's end reaches need no search.
    """
    size, reached = u.size, 0.0
    for i in range(size - 1):
        lows[i] = 0.0
        if i > 0:
            lows[i] = lows[i - 1]
        _add(lows[i], u[i], n[i], t[i])
        # Summed afresh, not subtracted: no rounding is left behind.
        highs[i] = 0.0
        bound[i] = 0.0
        for k in range(size):
            if k > i:
                _add(highs[i], u[k], n[k], t[k])
            if n[k] > 0 and (t[k] < 0 if k <= i else t[k] > 0):
                bound[i] += t[k] * t[k] / n[k]
        bound[i] *= 1 + 1e-9
        reached = max(reached, _both(u[i], lows[i], highs[i])[0])
    return reached


@njit(cache=True, nogil=True)
def _add(sums, u, n, t):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    if n > 0:
        sums[0] += t * u
        sums[1] += t
        sums[2] += n * u * u
        sums[3] += n * u
        sums[4] += n
        sums[5] += 1.0


@njit(cache=True, nogil=True, error_model="numpy")
def _explained(v, sums, sign, g, d):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Add what one side explains at each ``v``, and its derivative."""
    p, q, r, s, n, volumes = sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]
    if volumes == 0:
        return
    if volumes == 1:  # one magnitude is met exactly by any V, if its mean has the right sign
        if sign * q > 0:
            for j in range(v.size):
                g[j] += q * q / n
        return
    for j in range(v.size):
        line = p - q * v[j]
        square = r - 2 * s * v[j] + n * v[j] * v[j]
        slope = 2 * (p * s - q * r) + 2 * (q * s - p * n) * v[j]
        rises = line > 0
        g[j] += line * line / square if rises else 0.0
        d[j] += line * slope / (square * square) if rises else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _term(v, sums, sign):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    p, q, r, s, n, volumes = sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]
    if volumes == 0:
        return 0.0, 0.0
    if volumes == 1:
        return (q * q / n, 0.0) if sign * q > 0 else (0.0, 0.0)
    line = p - q * v
    if line <= 0:
        return 0.0, 0.0
    square = r - 2 * s * v + n * v * v
    slope = 2 * (p * s - q * r) + 2 * (q * s - p * n) * v
    return line * line / square, line * slope / (square * square)


@njit(cache=True, nogil=True)
def _both(v, low, high):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    below, d_below = _term(v, low, -1.0)
    above, d_above = _term(v, high, 1.0)
    return below + above, d_below + d_above


@njit(cache=True, nogil=True)
def _refine(left, right, d_left, d_right, low, high):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Zero of the derivative between two signs: false position (Anderson and Bjorck)."""
    v, last = left, 0
    for step in range(ITERATIONS):
        new = (left * d_right - right * d_left) / (d_right - d_left)
        if step > 20 or not left < new < right:
            new = 0.5 * (left + right)
        if abs(new - v) <= 1e-14 * (1 + abs(new)) or not left < new < right:
            break
        v = new
        _, d = _both(v, low, high)
        if d > 0:
            if last > 0:  # the end that stays weighs less, by how much this step gained
                share = 1 - d / d_left
                d_right *= share if share > 0 else 0.5
            left, d_left, last = v, d, 1
        elif d < 0:
            if last < 0:
                share = 1 - d / d_right
                d_left *= share if share > 0 else 0.5
            right, d_right, last = v, d, -1
        else:
            break
    return v


@njit(cache=True, nogil=True, error_model="numpy")
def _slopes(n, t, u, v, row, minus, plus):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    over_minus, under_minus, over_plus, under_plus = 0.0, 0.0, 0.0, 0.0
    for k in range(u.size):
        x = u[k] - v
        if x < 0:
            over_minus += x * t[k]
            under_minus += n[k] * x * x
        elif x > 0:
            over_plus += x * t[k]
            under_plus += n[k] * x * x
    minus[row] = max(over_minus / under_minus, 0.0) if under_minus > 0 else np.nan
    plus[row] = max(over_plus / under_plus, 0.0) if under_plus > 0 else np.nan
