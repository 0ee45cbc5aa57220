"""The published decoder: a search over free samples. The slow reference."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize

from dopadist._compiled import HAVE_NUMBA, njit
from dopadist.imputation.conditions import Imputed, check_pairs, published_loss

Floats = NDArray[np.float64]

DIFFERENCE = 1e-8  # step of scipy's TNC when it differentiates numerically


def sample_loss(samples: ArrayLike, point: ArrayLike, tau: ArrayLike) -> Floats:
    """Published loss of equally weighted samples.

    Parameters
    ----------
    samples : array_like
        Shape ``(..., n_samples)``, axis units.
    point, tau : array_like
        Reversal points (axis units) and asymmetries, shape ``(n_cells,)``.

    Returns
    -------
    numpy.ndarray
        Squared axis units, shape ``(...)``.

    Notes
    -----
    Sorted samples and their running sums give each cell's mean gradient without visiting every
    pair of cell and sample.

    Examples
    --------
    >>> float(sample_loss([2.0, 6.0], [4.0], [0.5]))
    0.0
    """
    point, tau = check_pairs(point, tau)
    samples = np.sort(np.asarray(samples, dtype=float), axis=-1)
    order = np.argsort(point, kind="stable")
    means = _means_compiled if HAVE_NUMBA else _means_numpy
    rows = samples.reshape(-1, samples.shape[-1])
    losses = np.mean((0.5 * means(rows, point[order], tau[order])) ** 2, axis=1)
    return np.asarray(losses.reshape(samples.shape[:-1]))


def _means_numpy(samples: Floats, point: Floats, tau: Floats) -> Floats:
    """Mean condition of each cell for each row of ascending samples, ``(n_rows, n_cells)``."""
    # |tau - 1{d <= 0}| d = d / 2 + (tau - 1/2) |d|
    means = np.empty((len(samples), point.size))
    for k, (e, t) in enumerate(zip(point, tau, strict=True)):
        means[:, k] = (t - 0.5) * np.abs(samples - e).mean(axis=1)
    return means + 0.5 * (samples.mean(axis=1)[:, None] - point)


@njit(cache=True)
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


def sample_search(
    point: ArrayLike,
    tau: ArrayLike,
    *,
    low: float,
    high: float,
    rng: np.random.Generator,
    n_samples: int = 100,
    n_starts: int = 1000,
    n_epochs: int = 10,
    gradient: Literal["numerical", "exact"] = "numerical",
) -> Imputed:
    """The published decoder: move samples until the cells' reversal points are their expectiles.

    Each epoch draws ``n_starts`` sets of ``n_samples`` uniform samples, starts from the set with
    the lowest loss, and moves its samples by a truncated Newton method in a box. The samples of
    all epochs are pooled. The result depends on the random start, and on where the search stops.

    Parameters
    ----------
    point, tau : array_like
        Reversal points (axis units) and asymmetries in [0, 1], shape ``(n_cells,)``.
    low, high : float
        Box of the samples, axis units (0.1 and 20 µL in the published call).
    rng : numpy.random.Generator
        Source of the starts.
    n_samples, n_starts, n_epochs : int
        100, 1,000 and 10 are the authors' defaults; the call behind Fig. 5 is likely 100, 20,000
        and 1, five times.
    gradient : {"numerical", "exact"}
        Forward differences of 1e-8, as the published call leaves it to SciPy, or the formula.
        The exact gradient reaches a lower loss, and a decode that follows the noise further.

    Returns
    -------
    Imputed
        Every sample an atom of equal probability, ascending. Diagnostics: ``n_evaluations`` (of
        loss and gradient), ``loss_first`` and ``loss_last`` (lowest start and final loss, mean
        over epochs).

    Raises
    ------
    ValueError
        If ``low`` is not below ``high``, a count is below 1, the gradient is unknown, or the
        pairs are refused by :func:`dopadist.imputation.condition_matrix`.

    Notes
    -----
    From public ports of the authors' notebook (osf.io/ux5rg). The numerical gradient changes
    one sample at a time, which changes that sample's term of each cell's mean alone: the same
    differences as SciPy's, a hundred times sooner. The loss has a kink at every reversal point, so
    that a search stops where rounding lets it: a last bit of the input moves the result visibly.
    Pairs and box are therefore rounded to ten digits first.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> found = sample_search([4.0], [0.5], low=0, high=10, rng=rng, n_starts=10, n_epochs=1)
    >>> round(found.mean, 2)
    4.0
    """
    point, tau = check_pairs(point, tau)
    if not low < high:
        raise ValueError(f"low is {low} and high is {high}, expected low < high")
    if min(n_samples, n_starts, n_epochs) < 1:
        raise ValueError(
            f"n_samples, n_starts, n_epochs are {n_samples}, {n_starts}, {n_epochs}, expected 1 "
            "or more each"
        )
    if gradient not in ("numerical", "exact"):
        raise ValueError(f"gradient is {gradient!r}, expected 'numerical' or 'exact'")
    slope = _exact if gradient == "exact" else _numerical
    # Ten digits are more than was measured, and the same on every processor.
    digits = 9 - int(np.floor(np.log10(high - low)))
    low, high = round(float(low), digits), round(float(high), digits)
    point, tau = np.round(point, digits), np.round(tau, 9)
    found, first, last, evaluations = [], [], [], 0
    for _ in range(n_epochs):
        start, loss = _best_start(point, tau, low, high, rng, n_samples, n_starts)
        result = minimize(
            lambda z: slope(z, point, tau, high),
            start,
            jac=True,
            method="TNC",
            bounds=[(low, high)] * n_samples,
        )
        found.append(result.x)
        first.append(loss)
        last.append(float(result.fun))
        evaluations += int(result.nfev)
    values = np.sort(np.concatenate(found))
    probabilities = np.full(values.size, 1 / values.size)
    return Imputed(
        values=values,
        probabilities=probabilities,
        loss=published_loss(point, tau, *_merge(values)),
        method="sample_search",
        diagnostics={
            "n_evaluations": float(evaluations),
            "loss_first": float(np.mean(first)),
            "loss_last": float(np.mean(last)),
        },
    )


def _best_start(
    point: Floats,
    tau: Floats,
    low: float,
    high: float,
    rng: np.random.Generator,
    n_samples: int,
    n_starts: int,
) -> tuple[Floats, float]:
    best, lowest = np.empty(0), np.inf
    for first in range(0, n_starts, 1000):
        starts = rng.uniform(low, high, (min(1000, n_starts - first), n_samples))
        losses = sample_loss(starts, point, tau)
        if losses.min() < lowest:
            lowest = float(losses.min())
            best = np.sort(starts[losses.argmin()])
    return best, lowest


def _terms(samples: Floats, point: Floats, tau: Floats) -> Floats:
    """Each sample's term of each cell's condition, shape ``(n_cells, n_samples)``."""
    distance = samples - point[:, None]
    # -1/2 |tau - 1{d <= 0}| d, without a comparison.
    return np.asarray(-0.25 * distance - (0.5 * tau - 0.25)[:, None] * np.abs(distance))


def _exact(samples: Floats, point: Floats, tau: Floats, high: float) -> tuple[float, Floats]:
    """Loss and its gradient."""
    means = _terms(samples, point, tau).mean(axis=1)
    below = samples <= point[:, None]
    slopes = -0.5 * np.where(below, 1 - tau[:, None], tau[:, None]) / samples.size
    return float(np.mean(means**2)), np.asarray(2 * means @ slopes / point.size)


def _numerical(samples: Floats, point: Floats, tau: Floats, high: float) -> tuple[float, Floats]:
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


@njit(cache=True)
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


def _merge(values: Floats) -> tuple[Floats, Floats]:
    """Ties of equally weighted samples merged, so that the atoms ascend strictly."""
    atoms, counts = np.unique(values, return_counts=True)
    if atoms.size == 1:  # a grid needs two atoms; the second carries nothing
        return np.array([atoms[0], atoms[0] + 1.0]), np.array([1.0, 0.0])
    return atoms, counts / values.size
