"""The authors' estimates of many cells at once: compiled.

Their plain form is :func:`dopadist.reversal.reversal_points` and then :func:`.slopes.slopes`. The
sign scores of all candidate borders come from one running sum: moving the border past a magnitude
takes its positive responses off the score and puts its negative ones on.
"""

import numpy as np

from dopadist._compiled import njit


@njit(nogil=True, error_model="numpy")
def estimate_rows(n, positive, negative, total, u, caps, start, stop, point, minus, plus):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Reversal points and slopes of rows ``start`` to ``stop - 1``; ties averaged.

    Rows of the axis go round, as in the joint fit.
    """
    size = n.shape[1]
    scores = np.empty(size + 1)
    for row in range(start, stop):
        axis = u[row % u.shape[0]]
        score, signed = 0, 0
        for k in range(size):
            score += positive[row, k]
            signed += positive[row, k] + negative[row, k]
        if signed == 0:
            point[row] = minus[row] = plus[row] = np.nan
            continue
        scores[0] = best = score
        for k in range(size):
            score += negative[row, k] - positive[row, k]
            scores[k + 1] = score
            best = max(best, score)
        found, ties = 0.0, 0
        for border in range(size + 1):
            if scores[border] != best:
                continue
            ties += 1
            if border == 0:
                found += axis[0] + caps[0]
            elif border == size:
                found += axis[size - 1] - caps[1]
            else:
                before = abs(scores[border] - scores[border - 1])
                after = abs(scores[border + 1] - scores[border])
                weight = after / (before + after) if before + after > 0 else 0.5
                found += weight * axis[border - 1] + (1 - weight) * axis[border]
        v = found / ties
        point[row] = v
        over_minus, under_minus, over_plus, under_plus = 0.0, 0.0, 0.0, 0.0
        for k in range(size):
            x = axis[k] - v
            if x <= 0:
                over_minus += x * total[row, k]
                under_minus += n[row, k] * x * x
            if x >= 0:
                over_plus += x * total[row, k]
                under_plus += n[row, k] * x * x
        minus[row] = over_minus / under_minus if under_minus > 0 else np.nan
        plus[row] = over_plus / under_plus if under_plus > 0 else np.nan
