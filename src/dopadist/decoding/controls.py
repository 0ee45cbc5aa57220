"""What a decode is compared with: distributions that know less, or something else."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from dopadist.imputation import wasserstein1
from dopadist.tasks.rewards import RewardDistribution, discrete

Floats = NDArray[np.float64]


def moment_matched(reward: RewardDistribution, grid: ArrayLike) -> Floats:
    """Truncated Gaussian on a grid with the mean and the variance of the reward distribution.

    The distribution of largest entropy on the grid with these two moments: what somebody would
    draw who knew mean, variance and range, and nothing of the shape.

    Parameters
    ----------
    reward : RewardDistribution
        Axis units.
    grid : array_like
        Strictly ascending, shape ``(n_grid,)``, axis units.

    Returns
    -------
    numpy.ndarray
        Probabilities, shape ``(n_grid,)``. If the variance is larger than that of an even spread,
        the bell turns over.

    Raises
    ------
    ValueError
        If no distribution on the grid has these moments.

    Examples
    --------
    >>> from dopadist.tasks.rewards import discrete
    >>> grid = np.linspace(0, 10, 101)
    >>> p = moment_matched(discrete([4.0, 6.0], [0.5, 0.5]), grid)
    >>> round(float(p @ grid), 6), round(float(p @ (grid - 5) ** 2), 6)
    (5.0, 1.0)
    """
    values = np.asarray(grid, dtype=float)
    scale = np.ptp(values)
    x = (values - reward.mean) / scale
    features = np.stack([x, x**2 - reward.variance / scale**2])
    multipliers = np.zeros(2)
    # Newton on the convex dual, log sum exp, as in the decode; halved until it descends.
    for _ in range(200):
        p, objective = _exponential(features, multipliers)
        gradient = features @ p
        if np.abs(gradient).max() < 1e-12:
            return p
        centred = features - gradient[:, None]
        hessian = (centred * p) @ centred.T
        direction = -np.linalg.solve(hessian + 1e-14 * np.eye(2), gradient)
        length = 1.0
        while (
            length > 1e-9
            and _exponential(features, multipliers + length * direction)[1] > objective + 1e-15
        ):
            length /= 2
        multipliers = multipliers + length * direction
    raise ValueError(
        f"no distribution on [{values[0]:.3g}, {values[-1]:.3g}] was found with mean "
        f"{reward.mean:.3g} and variance {reward.variance:.3g}, expected moments inside the range"
    )


def _exponential(features: Floats, multipliers: Floats) -> tuple[Floats, float]:
    exponent = multipliers @ features
    largest = exponent.max()
    p = np.exp(exponent - largest)
    return p / p.sum(), float(largest + np.log(p.sum()))


def mirrored(reward: RewardDistribution) -> RewardDistribution:
    """The reward distribution turned around the middle of its range.

    Examples
    --------
    >>> from dopadist.tasks.rewards import discrete
    >>> mirrored(discrete([0.0, 1.0, 10.0], [0.5, 0.3, 0.2])).probabilities
    array([0.2, 0.3, 0.5])
    """
    ends = reward.values[0] + reward.values[-1]
    return discrete(ends - reward.values, reward.probabilities)


def reference_distributions(reward: RewardDistribution, grid: ArrayLike) -> dict[str, Floats]:
    """Distributions on the grid that know less than the cells should, by name.

    Parameters
    ----------
    reward : RewardDistribution
        Axis units; its values lie inside the grid.
    grid : array_like
        Strictly ascending, shape ``(n_grid,)``.

    Returns
    -------
    dict of str to numpy.ndarray
        Probabilities, shape ``(n_grid,)``: ``"prior"`` (uniform: what maximum entropy says
        without cells), ``"gaussian"`` (:func:`moment_matched`), ``"mean"`` (all at the mean) and
        ``"mirrored"`` (:func:`mirrored`, each value at its nearest grid point).

    Examples
    --------
    >>> from dopadist.tasks.rewards import discrete
    >>> sorted(reference_distributions(discrete([0.0, 3.0], [0.5, 0.5]), np.arange(4.0)))
    ['gaussian', 'mean', 'mirrored', 'prior']
    """
    values = np.asarray(grid, dtype=float)
    return {
        "prior": np.full(values.size, 1 / values.size),
        "gaussian": moment_matched(reward, values),
        "mean": _on_grid(np.array([reward.mean]), np.array([1.0]), values),
        "mirrored": _on_grid(mirrored(reward).values, mirrored(reward).probabilities, values),
    }


def _on_grid(values: Floats, probabilities: Floats, grid: Floats) -> Floats:
    nearest = np.abs(values[:, None] - grid).argmin(axis=1)
    return np.asarray(np.bincount(nearest, probabilities, minlength=grid.size), dtype=float)


def gaussian_atoms(
    reward: RewardDistribution, *, clip: bool = False, n_atoms: int = 2000
) -> RewardDistribution:
    """Gaussian with the mean and the variance of the rewards, as equally likely atoms.

    Parameters
    ----------
    reward : RewardDistribution
        Axis units.
    clip : bool
        Whether what lies beyond the smallest and the largest reward is put onto them. Unlike the
        truncated :func:`moment_matched`, a clipped Gaussian no longer has the two moments.
    n_atoms : int
        Atoms, at the middles of as many equal steps of probability.

    Returns
    -------
    RewardDistribution

    Examples
    --------
    >>> from dopadist.tasks.rewards import discrete
    >>> reward = discrete([0.0, 2.0], [0.5, 0.5])
    >>> gaussian_atoms(reward, n_atoms=2).values.round(2)
    array([0.33, 1.67])
    >>> float(gaussian_atoms(reward, clip=True).values.max())
    2.0
    """
    levels = (np.arange(n_atoms) + 0.5) / n_atoms
    values = reward.mean + np.sqrt(reward.variance) * ndtri(levels)
    if clip:
        values = np.clip(values, reward.values[0], reward.values[-1])
    return discrete(values, np.full(n_atoms, 1 / n_atoms))


def shifted_asymmetries(tau: ArrayLike, shift: float) -> Floats:
    """Asymmetries moved together towards optimism or pessimism.

    ``Phi(Phi^-1(tau) + shift)``, so that they stay inside [0, 1] and keep their order.

    Parameters
    ----------
    tau : array_like
        In [0, 1], any shape; NaN stays NaN.
    shift : float
        In standard deviations of a normal distribution.

    Returns
    -------
    numpy.ndarray
        Shape of ``tau``.

    Notes
    -----
    Extended Data Fig. 8 e-h of Dabney et al. 2020 (doi 10.1038/s41586-019-1924-6).

    Examples
    --------
    >>> shifted_asymmetries([0.0, 0.5, 1.0], 1.0).round(3)
    array([0.   , 0.841, 1.   ])
    """
    return np.asarray(ndtr(ndtri(np.asarray(tau, dtype=float)) + shift))


def distance_to_moved(
    values: ArrayLike,
    probabilities: ArrayLike,
    reward: RewardDistribution,
    *,
    shift: float = 0.0,
    scale: float = 1.0,
) -> float:
    """Distance of a decode to the reward distribution moved along the axis or stretched.

    Parameters
    ----------
    values, probabilities : array_like
        The decode, shape ``(n,)``.
    reward : RewardDistribution
        Axis units.
    shift : float
        Added to every value, axis units.
    scale : float
        Factor of the deviation from the mean.

    Returns
    -------
    float
        1-Wasserstein distance, axis units.

    Examples
    --------
    >>> from dopadist.tasks.rewards import discrete
    >>> distance_to_moved([0.0, 2.0], [0.5, 0.5], discrete([0.0, 2.0], [0.5, 0.5]), shift=0.5)
    0.5
    """
    moved = reward.mean + shift + scale * (reward.values - reward.mean)
    return wasserstein1(values, probabilities, moved, reward.probabilities)
