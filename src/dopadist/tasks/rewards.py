"""The paper's rewards: seven volumes, Bernoulli cues, and the utility of a volume.

A reward is a number: a volume in µL, a utility, or 0 and 1. Arbitrary distributions are made
with :func:`discrete` and :class:`GaussianMixture`.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist.tasks.distributions import GaussianMixture, RewardDistribution, discrete

__all__ = [
    "CUE_PROBABILITIES",
    "VOLUMES",
    "VOLUME_PROBABILITIES",
    "GaussianMixture",
    "RewardDistribution",
    "bernoulli",
    "discrete",
    "hill_utility",
    "variable_magnitude",
]


def _constant(*items: float) -> NDArray[np.float64]:
    array = np.array(items)
    array.flags.writeable = False
    return array


# Reward volumes of the variable-magnitude task, µL (the authors' analysis code).
VOLUMES = _constant(0.1, 0.3, 1.2, 2.5, 5.0, 10.0, 20.0)
# How often each volume came in the recordings, as the authors' simulations use it.
VOLUME_PROBABILITIES = _constant(
    0.06612594, 0.09090909, 0.14847358, 0.15489467, 0.31159175, 0.1509519, 0.07705306
)
# Reward probabilities of the three cues of the variable-probability task.
CUE_PROBABILITIES = _constant(0.1, 0.5, 0.9)


def variable_magnitude() -> RewardDistribution:
    """The paper's seven reward volumes (µL) with the probabilities of the recordings.

    Returns
    -------
    RewardDistribution
        Mean 5.2078 µL.

    Notes
    -----
    Volumes: Dabney et al. 2020 (doi 10.1038/s41586-019-1924-6), analysis code. The volumes were
    not equally likely; the probabilities are those of the authors' simulation code.

    Examples
    --------
    >>> round(variable_magnitude().mean, 4)
    5.2078
    """
    return discrete(VOLUMES, VOLUME_PROBABILITIES)


def bernoulli(probability: float, *, reward: float = 1.0) -> RewardDistribution:
    """``reward`` with the given probability, else 0.

    Parameters
    ----------
    probability : float
        Between 0 and 1; the cues of the variable-probability task are ``CUE_PROBABILITIES``.
    reward : float
        What comes if it comes; not 0.

    Returns
    -------
    RewardDistribution
        Two atoms, or one where the probability is 0 or 1.

    Raises
    ------
    ValueError
        If the probability is outside [0, 1] or the reward is 0.

    Examples
    --------
    >>> bernoulli(0.9).probabilities.round(3)
    array([0.1, 0.9])
    """
    if not 0 <= probability <= 1:
        raise ValueError(f"probability is {probability}, expected a number between 0 and 1")
    if reward == 0:
        raise ValueError("reward is 0, expected another number: 0 is what stands for no reward")
    return discrete([0.0, reward], [1 - probability, probability])


def hill_utility(
    volume: ArrayLike, *, f_max: float = 10.0, sigma: float = 200.0, exponent: float = 0.5
) -> NDArray[np.float64]:
    """Saturating utility of a reward volume, as the authors' simulations use it.

    ``f_max * |v|**exponent / (|v|**exponent + sigma**exponent)``, with the sign of ``v``.

    Parameters
    ----------
    volume : array_like
        Volume, µL; NaN stays NaN.
    f_max : float
        Utility of an endless volume.
    sigma : float
        Volume of half that utility, µL, above 0.
    exponent : float
        Steepness.

    Returns
    -------
    array
        Utility, arbitrary unit, the shape of ``volume``.

    Notes
    -----
    Default constants: the authors' public simulation code (osf.io/ux5rg).

    Examples
    --------
    >>> hill_utility([0.0, 200.0])
    array([0., 5.])
    """
    amount = np.asarray(volume, dtype=float)
    power = np.abs(amount) ** exponent
    return np.sign(amount) * f_max * power / (power + sigma**exponent)
