r"""The learning rule of one channel, and a population of channels.

Channel :math:`i` predicts :math:`V_i` and meets the reward :math:`r` with the prediction error
:math:`\delta_i=r-V_i`. It learns by

.. math::

    V_i \leftarrow V_i + \begin{cases} \alpha_i^+ f(\delta_i) & \delta_i>0\\
    \alpha_i^- f(\delta_i) & \delta_i\le 0\end{cases}, \qquad
    \tau_i = \frac{\alpha_i^+}{\alpha_i^++\alpha_i^-}

with the response function :math:`f` (Dabney et al. 2020, Methods, Eqs 1-3,
doi 10.1038/s41586-019-1924-6).
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Population", "Response", "from_tau", "step", "update"]

Array = NDArray[np.float64]
Response = Literal["linear", "sign", "huber"]


@dataclass(frozen=True, eq=False)
class Population:
    r"""Learning rates and response function of a population of channels.

    Parameters
    ----------
    alpha_plus, alpha_minus : (..., n_channels) array_like
        Rates for positive errors, and for negative ones and ties; 0 or more. Leading axes, if
        any, are runs with rates of their own.
    response : {"linear", "sign", "huber"}
        :math:`f(\delta)`: the error itself (the channel learns an expectile), its sign (a
        quantile), or the error clipped at ``kappa`` (between the two). The sign of 0 counts as
        -1: the tie belongs to the negative branch.
    kappa : float
        Where the Huber response is clipped, in units of reward, above 0.

    Raises
    ------
    ValueError
        If a rate is negative or not finite, ``kappa`` is not above 0, the response is unknown,
        or the shapes do not broadcast.

    Examples
    --------
    >>> Population([0.3, 0.1], [0.1, 0.3]).tau
    array([0.75, 0.25])
    """

    alpha_plus: Array
    alpha_minus: Array
    response: Response = "linear"
    kappa: float = 1.0

    def __post_init__(self) -> None:
        rates = [
            np.atleast_1d(np.array(a, dtype=float)) for a in (self.alpha_plus, self.alpha_minus)
        ]
        for name, rate in zip(("alpha_plus", "alpha_minus"), rates, strict=True):
            if not np.all((rate >= 0) & (rate < np.inf)):
                raise ValueError(
                    f"{name} reaches from {rate.min()} to {rate.max()}, expected finite rates of "
                    "0 or more"
                )
        if self.response not in get_args(Response):
            raise ValueError(
                f"response is {self.response!r}, expected one of {', '.join(get_args(Response))}"
            )
        if not self.kappa > 0:
            raise ValueError(f"kappa is {self.kappa}, expected a number above 0")
        plus, minus = (np.array(rate) for rate in np.broadcast_arrays(*rates))
        plus.flags.writeable = minus.flags.writeable = False
        object.__setattr__(self, "alpha_plus", plus)
        object.__setattr__(self, "alpha_minus", minus)

    @property
    def tau(self) -> Array:
        """Asymmetry of each channel, the shape of the rates; NaN where both rates are 0."""
        total = self.alpha_plus + self.alpha_minus
        return np.divide(self.alpha_plus, total, out=np.full(total.shape, np.nan), where=total > 0)


def from_tau(tau: ArrayLike, *, total: ArrayLike, response: Response = "linear") -> Population:
    """Population with given asymmetries and a given sum of the two rates.

    Parameters
    ----------
    tau : (..., n_channels) array_like
        Asymmetries in [0, 1].
    total : array_like
        ``alpha_plus + alpha_minus``, broadcast against ``tau``.
    response : {"linear", "sign", "huber"}
        Response function.

    Returns
    -------
    Population
        ``alpha_plus = total * tau``, ``alpha_minus = total * (1 - tau)``.

    Raises
    ------
    ValueError
        If an asymmetry is outside [0, 1].

    Examples
    --------
    >>> from_tau([0.25, 0.5], total=0.4).alpha_minus.round(3)
    array([0.3, 0.2])
    """
    levels = np.asarray(tau, dtype=float)
    if not np.all((levels >= 0) & (levels <= 1)):
        raise ValueError(f"tau reaches from {levels.min()} to {levels.max()}, expected [0, 1]")
    sums = np.asarray(total, dtype=float)
    return Population(sums * levels, sums * (1 - levels), response)


def step(population: Population, delta: ArrayLike) -> Array:
    """Change of value that a prediction error brings about, before any cleverness.

    Parameters
    ----------
    population : Population
        Rates of shape ``(..., n_channels)``.
    delta : array_like
        Prediction errors, broadcast against the rates.

    Returns
    -------
    array
        ``alpha_plus * f(delta)`` where ``delta > 0``, else ``alpha_minus * f(delta)``.

    Examples
    --------
    >>> step(Population([0.5], [0.25]), [[2.0], [-2.0]]).ravel()
    array([ 1. , -0.5])
    >>> step(Population([0.5], [0.25], "sign"), [0.0])
    array([-0.25])
    """
    error = np.asarray(delta, dtype=float)
    if population.response == "linear":
        response = error
    elif population.response == "sign":
        response = np.where(error > 0, 1.0, -1.0)
    else:
        response = np.clip(error, -population.kappa, population.kappa)
    return np.where(error > 0, population.alpha_plus, population.alpha_minus) * response


def update(population: Population, value: ArrayLike, reward: ArrayLike) -> Array:
    """Values after one trial: the rule as it stands at the top of this page.

    Parameters
    ----------
    population : Population
        Rates of shape ``(..., n_channels)``.
    value : (..., n_channels) array_like
        Predictions before the trial.
    reward : array_like
        Reward, broadcast against ``value`` (one number, or one a channel).

    Returns
    -------
    array
        Predictions after the trial.

    Examples
    --------
    >>> update(Population([0.5, 0.1], [0.1, 0.5]), [0.0, 0.0], 1.0)
    array([0.5, 0.1])
    """
    before = np.asarray(value, dtype=float)
    return before + step(population, np.asarray(reward, dtype=float) - before)
