"""Distributions that fit the cells as well as another does: what other believers would decode."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist.imputation.conditions import check_grid
from dopadist.imputation.entropy import maximum_entropy
from dopadist.imputation.optimum import least_squares

Floats = NDArray[np.float64]

# How far random priors vary: standard deviation of their logarithm, and the length over which it
# wanders as a fraction of the range.
_HEIGHT = 3.0
_LENGTH = 0.05
_STEP = 0.7


def random_priors(grid: ArrayLike, n: int, rng: np.random.Generator) -> Floats:
    """Priors whose logarithms are smooth random curves.

    Parameters
    ----------
    grid : array_like
        Strictly ascending, shape ``(n_grid,)``.
    n : int
        How many.
    rng : numpy.random.Generator
        Draws them.

    Returns
    -------
    numpy.ndarray
        Shape ``(n, n_grid)``, rows sum to 1. Their logarithm is a Gaussian process of standard
        deviation 3 that forgets itself over a twentieth of the range: hills and holes anywhere.

    Examples
    --------
    >>> random_priors([0.0, 1.0, 2.0], 2, np.random.default_rng(0)).sum(axis=1).round(9)
    array([1., 1.])
    """
    values = check_grid(grid)
    distance = (values[:, None] - values) / (_LENGTH * np.ptp(values))
    level, basis = np.linalg.eigh(np.exp(-0.5 * distance**2))
    root = basis * np.sqrt(np.maximum(level, 0))
    height = _HEIGHT * rng.standard_normal((n, values.size)) @ root.T
    weights = np.exp(height - height.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def near_optimal(
    point: ArrayLike,
    tau: ArrayLike,
    *,
    grid: ArrayLike,
    loss: float,
    sigma: float,
    n: int,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Distributions with a published loss of at most ``loss``, each nearest to a random prior.

    Each is the maximum-entropy decode of somebody with another prior. If it misses the cells by
    more than allowed, its slack is made smaller until it doesn't.

    Parameters
    ----------
    point, tau : array_like
        Reversal points (axis units) and asymmetries in [0, 1], shape ``(n_cells,)``.
    grid : array_like
        Values that the distributions may take, strictly ascending, shape ``(n_grid,)``.
    loss : float
        Largest published loss that counts as a fit, squared axis units.
    sigma : float
        Slack to begin with, axis units.
    n : int
        How many.
    rng : numpy.random.Generator
        Draws the priors.

    Returns
    -------
    probabilities, losses : numpy.ndarray
        Shapes ``(n, n_grid)`` and ``(n,)``.

    Raises
    ------
    ValueError
        If no distribution on the grid has so low a loss.

    Notes
    -----
    No fair sample of all that fit (there is none without a prior over distributions), but all
    that it shows does fit: two of them far apart prove that the cells don't tell them apart.

    Examples
    --------
    One cell with equal slopes fixes the mean, and nothing else.

    >>> p, _ = near_optimal(
    ...     [5.0], [0.5], grid=np.arange(11.0), loss=1e-6, sigma=0.1, n=3,
    ...     rng=np.random.default_rng(0),
    ... )
    >>> (p @ np.arange(11.0)).round(1)
    array([5., 5., 5.])
    """
    lowest = least_squares(point, tau, grid=grid)
    if lowest.loss >= loss:
        raise ValueError(
            f"loss is {loss:.4g}, expected more than the optimum on this grid, {lowest.loss:.4g}"
        )
    found, losses = [], []
    for prior in random_priors(grid, n, rng):
        slack = sigma
        decoded = maximum_entropy(point, tau, grid=grid, sigma=slack, prior=prior)
        while decoded.loss > loss:
            slack *= _STEP
            decoded = maximum_entropy(point, tau, grid=grid, sigma=slack, prior=prior)
        found.append(decoded.probabilities)
        losses.append(decoded.loss)
    return np.array(found), np.array(losses)
