r"""What a channel learns, how fast, and how noisily: closed forms for known rewards.

The mean update of a linear channel is

.. math:: g(V) = \alpha^+E[(r-V)_+] - \alpha^-E[(V-r)_+] ,
   \qquad g'(V) = -\left[\alpha^+P(r>V) + \alpha^-P(r<V)\right] < 0 ,

so it falls strictly and has one root, the :math:`\tau`-expectile. Near the root :math:`V^*` the
value is pulled back at the rate :math:`b=-g'(V^*)` and kicked with the variance :math:`s^2`,
which leaves it, to first order in the rates, with

.. math:: \mathrm{Var}\,V = \frac{s^2}{2b}, \qquad
   E\,V - V^* = \frac{g''(V^*)}{2b}\,\frac{s^2}{2b}, \qquad
   g''(V)=(\alpha^+-\alpha^-)\,p(V) .
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist.distributional.rules import Population, step
from dopadist.expectiles import expectiles, quantiles
from dopadist.tasks.distributions import RewardDistribution

__all__ = [
    "constant_rate_noise",
    "fixed_points",
    "mean_update",
    "restoring_rate",
    "step_variance",
]

Array = NDArray[np.float64]


def mean_update(population: Population, rewards: RewardDistribution, value: ArrayLike) -> Array:
    """Expected change of value in one trial, exactly.

    Parameters
    ----------
    population : Population
        Rates ``(..., n_channels)``, any response function.
    rewards : RewardDistribution
        What comes.
    value : array_like
        Predictions, broadcast against the rates.

    Returns
    -------
    array
        The broadcast shape, in units of reward a trial.

    Examples
    --------
    >>> from dopadist.tasks.rewards import bernoulli
    >>> mean_update(Population([0.1], [0.1]), bernoulli(0.5), [[0.0], [0.5]]).ravel()
    array([0.05, 0.  ])
    """
    at = np.asarray(value, dtype=float)
    shape = np.broadcast_shapes(at.shape, population.tau.shape)
    total = np.zeros(shape)
    for reward, probability in zip(rewards.values, rewards.probabilities, strict=True):
        total = total + probability * step(population, reward - at)
    return total


def fixed_points(population: Population, rewards: RewardDistribution) -> Array:
    """Where the mean update is zero: expectiles, quantiles, or Huber's compromise.

    Parameters
    ----------
    population : Population
        At least one rate of each channel above 0.
    rewards : RewardDistribution
        What comes.

    Returns
    -------
    array
        Shape of the rates, units of reward. For ``"sign"`` the lowest such value (a step of the
        distribution function may leave an interval of them).

    Examples
    --------
    >>> from dopadist.tasks.rewards import bernoulli
    >>> fixed_points(Population([0.9, 0.5], [0.1, 0.5]), bernoulli(0.5))
    array([0.9, 0.5])
    """
    tau, values, weights = population.tau, rewards.values, rewards.probabilities
    if population.response == "linear":
        return expectiles(values, tau, weights=weights)
    if population.response == "sign":
        return quantiles(values, tau, weights=weights)
    low, high = np.full(tau.shape, values[0]), np.full(tau.shape, values[-1])
    for _ in range(80):  # halves the bracket to below rounding
        middle = (low + high) / 2
        rising = mean_update(population, rewards, middle) > 0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    return (low + high) / 2


def restoring_rate(population: Population, rewards: RewardDistribution, value: ArrayLike) -> Array:
    """Rate at which a linear channel is pulled back to ``value``, per trial.

    Parameters
    ----------
    population : Population
        Rates ``(..., n_channels)``.
    rewards : RewardDistribution
        What comes.
    value : array_like
        Predictions, broadcast against the rates.

    Returns
    -------
    array
        ``alpha_plus * P(r > value) + alpha_minus * P(r <= value)``.

    Examples
    --------
    >>> from dopadist.tasks.rewards import bernoulli
    >>> restoring_rate(Population([0.3], [0.1]), bernoulli(0.25), 0.5)
    array([0.15])
    """
    below = rewards.cdf(value)
    return population.alpha_plus * (1 - below) + population.alpha_minus * below


def step_variance(population: Population, rewards: RewardDistribution, value: ArrayLike) -> Array:
    """Mean squared step of a channel that stands at ``value``, units of reward squared.

    At the fixed point the mean step is 0, so this is its variance.

    Parameters
    ----------
    population : Population
        Rates ``(..., n_channels)``, any response function.
    rewards : RewardDistribution
        What comes.
    value : array_like
        Predictions, broadcast against the rates.

    Returns
    -------
    array
        The broadcast shape.

    Examples
    --------
    >>> from dopadist.tasks.rewards import bernoulli
    >>> step_variance(Population([0.2], [0.2]), bernoulli(0.5), 0.5).round(4)
    array([0.01])
    """
    at = np.asarray(value, dtype=float)
    total = np.zeros(np.broadcast_shapes(at.shape, population.tau.shape))
    for reward, probability in zip(rewards.values, rewards.probabilities, strict=True):
        total = total + probability * step(population, reward - at) ** 2
    return total


def constant_rate_noise(
    population: Population, rewards: RewardDistribution, *, density: ArrayLike
) -> tuple[Array, Array]:
    """Spread and bias that constant rates leave in a linear channel, to first order.

    Parameters
    ----------
    population : Population
        Linear response; both formulas hold for rates well below 1.
    rewards : RewardDistribution
        What comes; for a continuous distribution a fine discretisation.
    density : array_like
        Probability density of the reward at each fixed point, per unit of reward. The bias comes
        from the bend of the mean update there; between the atoms of a discrete distribution
        there is none (density 0).

    Returns
    -------
    spread, bias : array
        Standard deviation around the mean, and mean minus fixed point, units of reward.

    Raises
    ------
    ValueError
        If the response is not linear.

    Examples
    --------
    >>> from dopadist.tasks.rewards import bernoulli
    >>> spread, bias = constant_rate_noise(Population([0.02], [0.02]), bernoulli(0.5), density=0)
    >>> spread.round(4), bias
    (array([0.05]), array([0.]))
    """
    if population.response != "linear":
        raise ValueError(f"response is {population.response!r}, expected 'linear'")
    value = fixed_points(population, rewards)
    pull = restoring_rate(population, rewards, value)
    variance = step_variance(population, rewards, value) / (2 * pull)
    bend = (population.alpha_plus - population.alpha_minus) * np.asarray(density, dtype=float)
    return np.sqrt(variance), bend * variance / (2 * pull)
