"""What the chapter's experiments share: a three-peaked reward, and uniform rewards by hand."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist.tasks.distributions import GaussianMixture

Array = NDArray[np.float64]

# Three peaks, in arbitrary units of reward, as in the paper's drawing of learning with experience.
THREE_PEAKS = GaussianMixture(
    np.array([2.0, 5.0, 9.0]), np.array([0.5, 0.5, 0.8]), np.array([0.35, 0.4, 0.25])
)


def middles(n: int) -> Array:
    """``n`` evenly spaced levels, each in the middle of its share: ``(i + 1/2) / n``.

    >>> middles(2)
    array([0.25, 0.75])
    """
    return (np.arange(n) + 0.5) / n


def uniform_expectile(tau: ArrayLike) -> Array:
    """Expectiles of a reward that is uniform between 0 and 1, ``a / (a + c)``.

    Here and below ``a = sqrt(tau)`` and ``c = sqrt(1 - tau)``.

    >>> uniform_expectile([0.2, 0.5, 0.8]).round(3)
    array([0.333, 0.5  , 0.667])
    """
    a, c = _roots(tau)
    return a / (a + c)


def uniform_learning_curve(tau: ArrayLike, total: ArrayLike, trial: ArrayLike) -> Array:
    """Mean value after ``trial`` trials from 0, uniform rewards, small rates.

    The mean update obeys ``dV/dn = total/2 * (tau*(1-V)**2 - (1-tau)*V**2)``, which is solved by
    ``V = a*(1-u) / (a + c + (c-a)*u)`` with ``u = exp(-total*a*c*n)``.

    >>> uniform_learning_curve(0.5, 0.1, [0, 1e6])
    array([0. , 0.5])
    """
    a, c = _roots(tau)
    u = np.exp(-np.asarray(total) * a * c * np.asarray(trial, dtype=float))
    return a * (1 - u) / (a + c + (c - a) * u)


def uniform_distance(tau: ArrayLike, value: ArrayLike) -> Array:
    """What is left to learn, ``u`` of the learning curve: 1 at value 0, 0 at the expectile.

    >>> uniform_distance(0.5, [0.0, 0.25, 0.5])
    array([1. , 0.5, 0. ])
    """
    a, c = _roots(tau)
    v = np.asarray(value, dtype=float)
    return (a - (a + c) * v) / (a + (c - a) * v)


def uniform_noise(tau: ArrayLike, total: ArrayLike) -> tuple[Array, Array]:
    """Spread and bias that constant rates leave, uniform rewards, to first order in ``total``.

    ``spread = a*c/(a+c) * sqrt(total/6)`` and ``bias = total * a*c*(a-c) / (12*(a+c))``.

    >>> spread, bias = uniform_noise(0.5, 0.48)
    >>> round(float(spread), 12), float(bias)
    (0.1, 0.0)
    """
    a, c = _roots(tau)
    rate = np.asarray(total, dtype=float)
    return a * c / (a + c) * np.sqrt(rate / 6), rate * a * c * (a - c) / (12 * (a + c))


def _roots(tau: ArrayLike) -> tuple[Array, Array]:
    levels = np.asarray(tau, dtype=float)
    return np.sqrt(levels), np.sqrt(1 - levels)
