"""Reward distributions: anything discrete, and mixtures of normal densities.

All of the book's theory needs no more of a distribution than its atoms and their probabilities.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

__all__ = ["GaussianMixture", "RewardDistribution", "discrete"]


@dataclass(frozen=True, eq=False)
class RewardDistribution:
    """Discrete reward distribution. Build it with :func:`discrete`, which sorts and merges.

    Parameters
    ----------
    values : (n,) array
        Atoms, strictly ascending, finite.
    probabilities : (n,) array
        Their probabilities, positive, sum 1.

    Raises
    ------
    ValueError
        If the two do not fit that description.

    Examples
    --------
    >>> coin = RewardDistribution(np.array([0.0, 1.0]), np.array([0.5, 0.5]))
    >>> coin.mean, coin.variance
    (0.5, 0.25)
    """

    values: NDArray[np.float64]
    probabilities: NDArray[np.float64]

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=float)
        probabilities = np.array(self.probabilities, dtype=float)
        if values.ndim != 1 or values.shape != probabilities.shape or not values.size:
            raise ValueError(
                f"values have shape {values.shape} and probabilities {probabilities.shape}, "
                "expected the same (n,) with n of 1 or more"
            )
        if not (np.all(np.isfinite(values)) and np.all(np.diff(values) > 0)):
            raise ValueError(
                f"values are {values}, expected finite and strictly ascending; discrete() sorts "
                "them and merges ties"
            )
        if not np.all(probabilities > 0) or abs(probabilities.sum() - 1) > 1e-9:
            raise ValueError(
                f"probabilities are {probabilities} with sum {probabilities.sum()}, expected "
                "positive with sum 1; discrete() drops zeros"
            )
        values.flags.writeable = probabilities.flags.writeable = False
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "probabilities", probabilities)

    @property
    def mean(self) -> float:
        """Expected reward, the unit of the values."""
        return float(self.probabilities @ self.values)

    @property
    def variance(self) -> float:
        """Variance of the reward, the unit of the values squared."""
        return float(self.probabilities @ (self.values - self.mean) ** 2)

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> NDArray[np.float64]:
        """Independent draws, shape ``size``; one uniform number each, by the inverse of the cdf.

        Examples
        --------
        >>> discrete([1, 4], [0.5, 0.5]).sample(np.random.default_rng(0), (2, 2)).shape
        (2, 2)
        """
        steps = np.cumsum(self.probabilities)[:-1]
        return self.values[np.searchsorted(steps, rng.random(size), side="right")]

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        """P(reward <= x), the shape of ``x``.

        Examples
        --------
        >>> discrete([0, 1], [0.7, 0.3]).cdf([-1, 0, 1])
        array([0. , 0.7, 1. ])
        """
        steps = np.concatenate([[0.0], np.cumsum(self.probabilities)])
        steps[-1] = 1.0
        return steps[np.searchsorted(self.values, np.asarray(x, dtype=float), side="right")]

    def transform(
        self, function: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    ) -> "RewardDistribution":
        """Distribution of ``function(reward)``, for example of its utility.

        Examples
        --------
        >>> discrete([0, 1], [0.75, 0.25]).transform(lambda reward: 1 - reward).mean
        0.75
        """
        return discrete(function(self.values), self.probabilities)


def discrete(values: ArrayLike, probabilities: ArrayLike) -> RewardDistribution:
    """Discrete distribution from atoms in any order.

    Parameters
    ----------
    values : (n,) array_like
        Atoms, in any unit; equal ones are merged.
    probabilities : (n,) array_like
        Probabilities, 0 or more; atoms of probability 0 are dropped. Their sum may miss 1 by the
        rounding of printed numbers (1e-6), and is then made 1.

    Returns
    -------
    RewardDistribution
        With ascending values.

    Raises
    ------
    ValueError
        If shapes differ, a value is not finite, a probability is negative or NaN, or the sum
        is not 1.

    Examples
    --------
    >>> discrete([2, 0, 2], [0.25, 0.5, 0.25]).probabilities
    array([0.5, 0.5])
    """
    atoms = np.asarray(values, dtype=float)
    weights = np.asarray(probabilities, dtype=float)
    if atoms.ndim != 1 or atoms.shape != weights.shape:
        raise ValueError(
            f"values have shape {atoms.shape} and probabilities {weights.shape}, "
            "expected the same (n,)"
        )
    if not np.all(weights >= 0) or abs(weights.sum() - 1) > 1e-6:
        raise ValueError(
            f"probabilities are {weights} with sum {weights.sum()}, expected 0 or more with "
            "sum 1; divide by their sum first if they are weights"
        )
    merged, which = np.unique(atoms, return_inverse=True)
    total = np.bincount(which, weights=weights, minlength=merged.size)
    kept = total > 0
    return RewardDistribution(merged[kept], total[kept] / total.sum())


@dataclass(frozen=True, eq=False)
class GaussianMixture:
    """Weighted sum of normal densities, for reward distributions with several modes.

    Parameters
    ----------
    means, sds, weights : (k,) array_like
        Mean and standard deviation (> 0) of each component, and its weight (> 0, sum 1).

    Raises
    ------
    ValueError
        If shapes differ or a number is outside its range.

    Examples
    --------
    >>> mixture = GaussianMixture([-1.0, 1.0], [0.5, 0.5], [0.5, 0.5])
    >>> mixture.mean, mixture.variance
    (0.0, 1.25)
    """

    means: NDArray[np.float64]
    sds: NDArray[np.float64]
    weights: NDArray[np.float64]

    def __post_init__(self) -> None:
        for name in ("means", "sds", "weights"):
            array = np.array(getattr(self, name), dtype=float)
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        if self.means.ndim != 1 or not self.means.shape == self.sds.shape == self.weights.shape:
            raise ValueError(
                f"means, sds and weights have shapes {self.means.shape}, {self.sds.shape} and "
                f"{self.weights.shape}, expected the same (k,)"
            )
        if not (np.all(self.sds > 0) and np.all(self.weights > 0)):
            raise ValueError(f"sds {self.sds} and weights {self.weights}: expected all above 0")
        if abs(self.weights.sum() - 1) > 1e-9:
            raise ValueError(f"weights sum to {self.weights.sum()}, expected 1")

    @property
    def mean(self) -> float:
        """Expected reward."""
        return float(self.weights @ self.means)

    @property
    def variance(self) -> float:
        """Variance within the components plus variance between them."""
        return float(self.weights @ (self.sds**2 + (self.means - self.mean) ** 2))

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> NDArray[np.float64]:
        """Independent draws, shape ``size``."""
        which = rng.choice(self.means.size, size=size, p=self.weights)
        return rng.normal(self.means[which], self.sds[which])

    def pdf(self, x: ArrayLike) -> NDArray[np.float64]:
        """Density at ``x``, its shape."""
        z = (np.asarray(x, dtype=float)[..., None] - self.means) / self.sds
        return (np.exp(-0.5 * z**2) / (np.sqrt(2 * np.pi) * self.sds)) @ self.weights

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        """P(reward <= x), the shape of ``x``."""
        z = (np.asarray(x, dtype=float)[..., None] - self.means) / self.sds
        return ndtr(z) @ self.weights

    def discretise(self, n: int) -> RewardDistribution:
        """Discrete stand-in of at most ``n`` atoms with exactly the same mean.

        Parameters
        ----------
        n : int
            Bins of equal width from 6 standard deviations below the lowest mean to 6 above the
            highest; the outer two reach to infinity. Empty bins give no atom.

        Returns
        -------
        RewardDistribution
            Each bin's probability, at the bin's conditional mean.

        Raises
        ------
        ValueError
            If ``n`` is below 2.

        Examples
        --------
        >>> atoms = GaussianMixture([1.0], [0.5], [1.0]).discretise(200)
        >>> round(atoms.mean, 12), round(atoms.variance, 3)
        (1.0, 0.25)
        """
        if n < 2:
            raise ValueError(f"n is {n}, expected 2 bins or more")
        low, high = (self.means - 6 * self.sds).min(), (self.means + 6 * self.sds).max()
        inner = np.linspace(low, high, n + 1)
        edges = np.concatenate([[-np.inf], inner[1:-1], [np.inf]])
        z = (edges[:, None] - self.means) / self.sds
        density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
        mass = np.diff(ndtr(z), axis=0) @ self.weights
        # Integral of x over a bin of one component: mean * mass - sd * (change of density).
        moment = np.diff(ndtr(z) * self.means - density * self.sds, axis=0) @ self.weights
        kept = mass > 1e-14
        return discrete(moment[kept] / mass[kept], mass[kept])
