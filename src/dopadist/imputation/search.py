"""The published decoder: a search over free samples. The slow reference."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize

from dopadist.imputation._search import exact, means, numerical
from dopadist.imputation.conditions import Imputed, check_pairs, published_loss

Floats = NDArray[np.float64]


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
    rows = samples.reshape(-1, samples.shape[-1])
    losses = np.mean((0.5 * means(rows, point[order], tau[order])) ** 2, axis=1)
    return np.asarray(losses.reshape(samples.shape[:-1]))


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
    free: bool = False,
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
    free : bool
        Whether samples may leave the box, in which they start in any case: support
        unconstrained.

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
    slope = exact if gradient == "exact" else numerical
    # Ten digits are more than was measured, and the same on every processor.
    digits = 9 - int(np.floor(np.log10(high - low)))
    low, high = round(float(low), digits), round(float(high), digits)
    point, tau = np.round(point, digits), np.round(tau, 9)
    found, first, last, evaluations = [], [], [], 0
    for _ in range(n_epochs):
        start, loss = _best_start(point, tau, low, high, rng, n_samples, n_starts)
        result = minimize(
            lambda z: slope(z, point, tau, np.inf if free else high),
            start,
            jac=True,
            method="TNC",
            bounds=None if free else [(low, high)] * n_samples,
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


def _merge(values: Floats) -> tuple[Floats, Floats]:
    """Ties of equally weighted samples merged, so that the atoms ascend strictly."""
    atoms, counts = np.unique(values, return_counts=True)
    if atoms.size == 1:  # a grid needs two atoms; the second carries nothing
        return np.array([atoms[0], atoms[0] + 1.0]), np.array([1.0, 0.0])
    return atoms, counts / values.size
