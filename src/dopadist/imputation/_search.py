"""Loss and gradient of the published search: compiled, and in plain numpy."""

import numpy as np
from numpy.typing import NDArray

from dopadist._compiled import HAVE_NUMBA, njit

Floats = NDArray[np.float64]

DIFFERENCE = 1e-8  # step of scipy's TNC when it differentiates numerically


def means(samples: Floats, point: Floats, tau: Floats) -> Floats:
    """Mean condition of each cell for each row of samples, ``(n_rows, n_cells)``.

    Samples ascend along a row and points over cells.
    """
    return _means_compiled(samples, point, tau) if HAVE_NUMBA else _means_numpy(samples, point, tau)


def _means_numpy(samples: Floats, point: Floats, tau: Floats) -> Floats:
    # |tau - 1{d <= 0}| d = d / 2 + (tau - 1/2) |d|
    means = np.empty((len(samples), point.size))
    for k, (e, t) in enumerate(zip(point, tau, strict=True)):
        means[:, k] = (t - 0.5) * np.abs(samples - e).mean(axis=1)
    return means + 0.5 * (samples.mean(axis=1)[:, None] - point)


@njit(cache=True)  # pragma: no cover - compiled
def _means_compiled(samples: Floats, point: Floats, tau: Floats) -> Floats:
    # One walk through samples and cells, both ascending, with running sums.
    n_rows, n = samples.shape
    means = np.empty((n_rows, point.size))
    for row in range(n_rows):
        total = 0.0
        for m in range(n):
            total += samples[row, m]
        below, sum_below = 0, 0.0
        for k in range(point.size):
            while below < n and samples[row, below] <= point[k]:
                sum_below += samples[row, below]
                below += 1
            left = sum_below - below * point[k]
            right = total - sum_below - (n - below) * point[k]
            means[row, k] = ((1 - tau[k]) * left + tau[k] * right) / n
    return means


def _terms(samples: Floats, point: Floats, tau: Floats) -> Floats:
    """Each sample's term of each cell's condition, shape ``(n_cells, n_samples)``."""
    distance = samples - point[:, None]
    # -1/2 |tau - 1{d <= 0}| d, without a comparison.
    return np.asarray(-0.25 * distance - (0.5 * tau - 0.25)[:, None] * np.abs(distance))


def exact(samples: Floats, point: Floats, tau: Floats, high: float) -> tuple[float, Floats]:
    """Loss and its gradient."""
    means = _terms(samples, point, tau).mean(axis=1)
    below = samples <= point[:, None]
    slopes = -0.5 * np.where(below, 1 - tau[:, None], tau[:, None]) / samples.size
    return float(np.mean(means**2)), np.asarray(2 * means @ slopes / point.size)


def numerical(samples: Floats, point: Floats, tau: Floats, high: float) -> tuple[float, Floats]:
    """Loss and its forward differences, backward at the upper edge of the box, as SciPy does."""
    step = np.where(samples + DIFFERENCE > high, -DIFFERENCE, DIFFERENCE)
    step = (samples + step) - samples  # the step that floating point takes
    if HAVE_NUMBA:
        return _differences_compiled(samples, step, point, tau)
    return _differences_numpy(samples, step, point, tau)


def _differences_numpy(
    samples: Floats, step: Floats, point: Floats, tau: Floats
) -> tuple[float, Floats]:
    terms = _terms(samples, point, tau)
    means = terms.mean(axis=1)
    loss = np.mean(means**2)
    moved = means[:, None] + (_terms(samples + step, point, tau) - terms) / samples.size
    return float(loss), np.asarray((np.mean(moved**2, axis=0) - loss) / step)


@njit(cache=True)  # pragma: no cover - compiled
def _differences_compiled(
    samples: Floats, step: Floats, point: Floats, tau: Floats
) -> tuple[float, Floats]:
    # Sums in a fixed order: the search amplifies a last bit, and must not see the processor.
    n, n_cells = samples.size, point.size
    terms = np.empty((n, n_cells))
    means = np.zeros(n_cells)
    for m in range(n):
        for k in range(n_cells):
            distance = samples[m] - point[k]
            terms[m, k] = -0.25 * distance - (0.5 * tau[k] - 0.25) * abs(distance)
            means[k] += terms[m, k]
    loss = 0.0
    for k in range(n_cells):
        means[k] /= n
        loss += means[k] ** 2
    loss /= n_cells
    slope = np.empty(n)
    for m in range(n):
        moved = 0.0
        for k in range(n_cells):
            distance = samples[m] + step[m] - point[k]
            term = -0.25 * distance - (0.5 * tau[k] - 0.25) * abs(distance)
            moved += (means[k] + (term - terms[m, k]) / n) ** 2
        slope[m] = (moved / n_cells - loss) / step[m]
    return loss, slope
