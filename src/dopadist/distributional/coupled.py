r"""Channels that share their errors: a topography, and how far along it errors spread.

Cell :math:`i` of :math:`N` on a line subtracts a prediction :math:`m_i` from the reward, and its
error teaches the value predictors around it, in the manner of Extended Data Fig. 4i-m of Dabney
et al. 2020 (doi 10.1038/s41586-019-1924-6):

.. math:: m = W V,\qquad V \leftarrow V + \eta\,W\,\bigl[\alpha^\pm_i\,(r - m_i)\bigr]_i ,

with the same weights on the way in and out. The mean step vanishes where
:math:`W\,\mathbb E[\alpha^\pm_i (r - m_i)] = 0`. If :math:`W` has an inverse, that is where every
bracket vanishes by itself: :math:`m_i` is the :math:`\tau_i`-expectile, **whatever the spread**.
Only a :math:`W` that loses directions, in the extreme the one with equal weights everywhere,
loses the distribution. What the spread does change is the speed: a pattern over channels that
:math:`W` shrinks by :math:`\lambda` is learnt :math:`\lambda^2` times as fast.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist._compiled import HAVE_NUMBA, njit

__all__ = ["expected_values", "gaussian_coupling", "learn_coupled"]

Array = NDArray[np.float64]


def gaussian_coupling(n_channels: int, sd: float) -> Array:
    """Weights between channels on a line, falling off as a Gaussian; rows sum to 1.

    Parameters
    ----------
    n_channels : int
        Channels at 0, 1, 2, ….
    sd : float
        Standard deviation in channels, from 0 (each its own) to infinity (all alike).

    Returns
    -------
    array, shape (n_channels, n_channels)

    Raises
    ------
    ValueError
        If ``sd`` is negative or not a number.

    Examples
    --------
    >>> gaussian_coupling(2, 0.0)
    array([[1., 0.],
           [0., 1.]])
    >>> gaussian_coupling(2, np.inf)
    array([[0.5, 0.5],
           [0.5, 0.5]])
    """
    if not sd >= 0:
        raise ValueError(f"sd is {sd}, expected 0 or more channels, or infinity")
    if sd == 0:
        return np.eye(n_channels)
    place = np.arange(n_channels, dtype=float)
    weight = np.exp(-0.5 * ((place[:, None] - place) / sd) ** 2)
    return np.asarray(weight / weight.sum(1, keepdims=True))


def learn_coupled(
    coupling: ArrayLike,
    alpha_plus: ArrayLike,
    alpha_minus: ArrayLike,
    rewards: ArrayLike,
    *,
    rate: float,
) -> Array:
    """Values of coupled predictors after a sequence of rewards, from zero.

    Parameters
    ----------
    coupling : array_like, shape (n_channels, n_channels)
        Weights, see :func:`gaussian_coupling`.
    alpha_plus, alpha_minus : array_like, shape (n_channels,)
        Scaling of positive and negative errors.
    rewards : array_like, shape (n_trials,)
        In order.
    rate : float
        Learning rate that multiplies both scalings.

    Returns
    -------
    array, shape (n_channels,)
        ``V``; what the error cells subtract is ``coupling @ V``.

    Notes
    -----
    Compiled with Numba where it is installed, plain numpy elsewhere; they agree to rounding.

    Examples
    --------
    >>> learn_coupled(np.eye(2), [0.5, 0.1], [0.1, 0.5], [1.0, 0.0], rate=1.0)
    array([0.45, 0.05])
    """
    weights = np.ascontiguousarray(coupling, dtype=float)
    plus, minus = (np.asarray(one, dtype=float) * rate for one in (alpha_plus, alpha_minus))
    sequence = np.asarray(rewards, dtype=float)
    value = np.zeros(plus.shape)
    if HAVE_NUMBA:
        _learn_compiled(np.ascontiguousarray(weights.T), plus, minus, sequence, value)
        return value
    return learn_plain(weights, plus, minus, sequence)


def learn_plain(weights: Array, plus: Array, minus: Array, rewards: Array) -> Array:
    """The rule as it is written down, one trial at a time.

    Examples
    --------
    >>> learn_plain(np.eye(1), np.array([0.5]), np.array([0.5]), np.array([1.0]))
    array([0.5])
    """
    value = np.zeros(plus.shape)
    for reward in rewards:
        delta = reward - weights @ value
        value = value + weights @ (np.where(delta > 0, plus, minus) * delta)
    return value


@njit(cache=True)
def _learn_compiled(columns, plus, minus, rewards, value):  # type: ignore[no-untyped-def]
    n = value.size
    seen, error = np.empty(n), np.empty(n)
    for reward in rewards:
        # Column by column: the sums can then run over several channels at once.
        seen[:] = 0.0
        for j in range(n):
            for i in range(n):
                seen[i] += columns[j, i] * value[j]
        for i in range(n):
            delta = reward - seen[i]
            error[i] = delta * (plus[i] if delta > 0 else minus[i])
        for j in range(n):
            for i in range(n):
                value[i] += columns[j, i] * error[j]


def expected_values(
    coupling: ArrayLike,
    alpha_plus: ArrayLike,
    alpha_minus: ArrayLike,
    *,
    probability: float,
    rate: float,
    n_trials: int,
) -> Array:
    r"""Mean of the values after some trials with a reward of 1 or 0, without simulation.

    While every :math:`m_i` lies between the two rewards, the sign of an error is that of the
    outcome, and the mean over sequences follows a linear recursion,

    .. math:: \bar V \leftarrow \bar V + \eta W\,(p\,\alpha^+ - D\,W \bar V),\qquad
       D = \operatorname{diag}\bigl(p\,\alpha^+ + (1-p)\,\alpha^-\bigr),

    whose sum is taken here by repeated squaring.

    Parameters
    ----------
    coupling, alpha_plus, alpha_minus, rate
        As in :func:`learn_coupled`.
    probability : float
        Of the reward 1.
    n_trials : int
        From values of zero.

    Returns
    -------
    array, shape (n_channels,)

    Examples
    --------
    >>> expected_values(np.eye(1), [0.5], [0.5], probability=0.5, rate=1.0, n_trials=2)
    array([0.375])
    """
    weights = np.asarray(coupling, dtype=float)
    plus, minus = (np.asarray(one, dtype=float) for one in (alpha_plus, alpha_minus))
    drive = rate * weights @ (probability * plus)
    decay = probability * plus + (1 - probability) * minus
    step = np.eye(plus.size) - rate * weights @ (decay[:, None] * weights)
    # total = I + step + … + step^(n - 1); power = step^n of the trials counted so far.
    total, power = np.zeros_like(step), np.eye(plus.size)
    block, block_power = np.eye(plus.size), step.copy()
    left = n_trials
    while left:
        if left & 1:
            total, power = total + power @ block, power @ block_power
        block, block_power = block + block_power @ block, block_power @ block_power
        left >>= 1
    return np.asarray(total @ drive)
