"""Estimates and correlations of random halves: loops over splits and over cells.

The halves are handed in as masks and cost nothing here; the package's time includes drawing
them.
"""

import numpy as np

GRID = 8


def halves(trials, masks):
    """For each cell the trials of both halves, a list of arrays, one a magnitude."""
    for responses, mask in zip(trials, masks, strict=True):
        used = np.isfinite(responses)
        yield (
            [y[chosen] for y, chosen in zip(responses, mask, strict=True)],
            [y[u & ~chosen] for y, u, chosen in zip(responses, used, mask, strict=True)],
        )


def reversal_point(half, axis):
    """The authors' reversal point: the border with most responses on the right side of it."""
    positive = [int((y > 0).sum()) for y in half]
    negative = [int((y < 0).sum()) for y in half]
    size = len(axis)
    scores = [sum(negative[:border]) + sum(positive[border:]) for border in range(size + 1)]
    estimates = []
    for border, score in enumerate(scores):
        if score < max(scores):
            continue
        if border == 0:
            estimates.append(axis[0] + 0.01)
        elif border == size:
            estimates.append(axis[-1] - 0.1)
        else:
            before, after = score - scores[border - 1], score - scores[border + 1]
            weight = after / (before + after) if before + after else 0.5
            estimates.append(weight * axis[border - 1] + (1 - weight) * axis[border])
    return sum(estimates) / len(estimates)


def asymmetry(half, axis, point):
    """Slopes through the reversal point on both sides, and their asymmetry."""
    x = np.concatenate([np.full(y.size, u - point) for y, u in zip(half, axis, strict=True)])
    y = np.concatenate(half)
    below, above = x <= 0, x >= 0
    minus = (x[below] @ y[below]) / (x[below] @ x[below])
    plus = (x[above] @ y[above]) / (x[above] @ x[above])
    return plus / (plus + minus)


def correlations(trials, axis, masks):
    """Both correlations of every split, the authors' estimator."""
    found = []
    for split in masks:
        points, again, tau = [], [], []
        for first, second in halves(trials, split):
            points.append(reversal_point(first, axis))
            again.append(reversal_point(second, axis))
            tau.append(asymmetry(second, axis, again[-1]))
        found.append((np.corrcoef(points, tau)[0, 1], np.corrcoef(points, again)[0, 1]))
    return np.array(found)


def explained(v, low, high):
    """Sum of squares that the best two lines through (v, 0) explain, and its derivative."""
    total, derivative = 0.0, 0.0
    for sign, (p, q, r, s, n, volumes) in ((-1, low), (1, high)):
        if volumes == 1:
            if sign * q > 0:
                total += q * q / n
        elif volumes > 1:
            line = p - q * v
            if line > 0:
                square = r - 2 * s * v + n * v * v
                slope = 2 * (p * s - q * r) + 2 * (q * s - p * n) * v
                total += line * line / square
                derivative += line * slope / (square * square)
    return total, derivative


def joint(half, axis):
    """Reversal point and slopes of least squares: bracket by bracket, bisection of the slope."""
    n = [y.size for y in half]
    t = [float(y.sum()) for y in half]
    size = len(axis)

    def sums(members):
        members = [k for k in members if n[k]]
        return (
            sum(t[k] * axis[k] for k in members),
            sum(t[k] for k in members),
            sum(n[k] * axis[k] ** 2 for k in members),
            sum(n[k] * axis[k] for k in members),
            sum(n[k] for k in members),
            len(members),
        )

    best, best_v = 0.0, float("nan")
    for i in range(size - 1):
        low, high = sums(range(i + 1)), sums(range(i + 1, size))
        points = [axis[i] + j * (axis[i + 1] - axis[i]) / GRID for j in range(GRID)]
        points.append(axis[i + 1])
        values = [explained(v, low, high) for v in points]
        candidates = [(points[0], values[0][0]), (points[-1], values[-1][0])]
        for j in range(GRID):
            if values[j][1] > 0 and values[j + 1][1] < 0:
                left, right = points[j], points[j + 1]
                while right - left > 1e-13 * (1 + abs(left)):
                    middle = 0.5 * (left + right)
                    if middle in (left, right):
                        break
                    if explained(middle, low, high)[1] > 0:
                        left = middle
                    else:
                        right = middle
                candidates.append((left, explained(left, low, high)[0]))
        for v, g in sorted(candidates):
            if g > best:
                best, best_v = g, v
    slopes = []
    for side in (-1, 1):
        over = sum(
            (u - best_v) * a for u, a in zip(axis, t, strict=True) if side * (u - best_v) > 0
        )
        under = sum(
            b * (u - best_v) ** 2 for u, b in zip(axis, n, strict=True) if side * (u - best_v) > 0
        )
        slopes.append(max(over / under, 0.0) if under else float("nan"))
    return best_v, *slopes


def joint_estimates(trials, axis, masks):
    """Reversal point and both slopes, shape (n_splits, 2, n_cells, 3)."""
    axis = [float(u) for u in axis]
    return np.array(
        [
            np.swapaxes(
                [[joint(half, axis) for half in both] for both in halves(trials, split)], 0, 1
            )
            for split in masks
        ]
    )
