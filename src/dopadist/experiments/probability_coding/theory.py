r"""What the chapter knows without chance: Bernoulli rewards and the rule with two rates.

With rewards 0 and 1 a prediction between them meets a positive error when reward comes and a
negative one when it doesn't, so the rule is *linear* in the value,

.. math:: V \leftarrow \begin{cases} V+\alpha^+(1-V) & \text{with probability } p\\
   V-\alpha^-V & \text{with probability } 1-p ,\end{cases}

and its mean, its variance and its memory are known exactly, at any rate.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist.expectiles import expectiles

Array = NDArray[np.float64]

CUES = np.array([0.1, 0.5, 0.9])
CUES.flags.writeable = False


def bernoulli_expectile(tau: ArrayLike, probability: ArrayLike) -> Array:
    r"""Expectile of a reward that is 1 with the given probability, else 0.

    :math:`e=\tau p/(\tau p+(1-\tau)(1-p))`, that is
    :math:`\mathrm{logit}\,e=\mathrm{logit}\,p+\mathrm{logit}\,\tau`.

    Parameters
    ----------
    tau, probability : array_like
        Asymmetries and chances of reward, between 0 and 1, broadcast against each other; not 0
        and 1 (or 1 and 0) together.

    Returns
    -------
    array
        The broadcast shape.

    Examples
    --------
    >>> bernoulli_expectile([0.1, 0.5, 0.9], 0.5)
    array([0.1, 0.5, 0.9])
    """
    level, chance = np.asarray(tau, dtype=float), np.asarray(probability, dtype=float)
    up, down = level * chance, (1 - level) * (1 - chance)
    return up / (up + down)


def position(tau: ArrayLike, *, cues: ArrayLike = CUES) -> Array:
    r"""Where the middle cue lies between the outer two, 0 at the low and 1 at the high one.

    With :math:`e(p)=\tau p/D(p)` and :math:`D(p)=\tau p+(1-\tau)(1-p)`,

    .. math:: \nu = \frac{e(b)-e(a)}{e(c)-e(a)} = \frac{b-a}{c-a}\,\frac{D(c)}{D(b)} ,

    which for the cues :math:`q, 1/2, 1-q` is the straight line :math:`q+(1-2q)\,\tau`.

    Parameters
    ----------
    tau : array_like
        Asymmetries inside (0, 1).
    cues : (3,) array_like
        Chances of reward, ascending.

    Returns
    -------
    array
        The shape of ``tau``.

    Examples
    --------
    >>> position([0.0, 0.5, 1.0])
    array([0.1, 0.5, 0.9])
    """
    level = np.asarray(tau, dtype=float)
    a, b, c = np.asarray(cues, dtype=float)
    weight = level * b + (1 - level) * (1 - b)
    return (b - a) / (c - a) * (level * c + (1 - level) * (1 - c)) / weight


def forgetting(alpha_plus: ArrayLike, alpha_minus: ArrayLike, probability: ArrayLike) -> Array:
    r"""Share of what the value has strayed that one trial takes back on average.

    :math:`b=p\,\alpha^++(1-p)\,\alpha^-`: after :math:`k` trials :math:`(1-b)^k` of it is left.

    Examples
    --------
    >>> forgetting(0.3, 0.1, 0.5)
    array(0.2)
    """
    chance = np.asarray(probability, dtype=float)
    return np.asarray(chance * np.asarray(alpha_plus) + (1 - chance) * np.asarray(alpha_minus))


def value_variance(alpha_plus: ArrayLike, alpha_minus: ArrayLike, probability: ArrayLike) -> Array:
    r"""Variance of a value that has long been learnt at constant rates, exactly.

    From :math:`E[V'^2]=E[V^2]` with the two branches of the rule; the mean is the expectile, so
    there is no bias.

    Examples
    --------
    >>> value_variance([0.1], [0.1], 0.5).round(6)  # alpha / (2 - alpha) * p * (1 - p)
    array([0.013158])
    """
    plus, minus = np.asarray(alpha_plus, dtype=float), np.asarray(alpha_minus, dtype=float)
    chance = np.asarray(probability, dtype=float)
    mean = bernoulli_expectile(plus / (plus + minus), chance)
    kept = chance * (1 - plus) ** 2 + (1 - chance) * (1 - minus) ** 2
    square = chance * (2 * plus * (1 - plus) * mean + plus**2) / (1 - kept)
    return np.asarray(square - mean**2)


def memory_factor(rate: ArrayLike, n: int) -> Array:
    r"""How many times the variance of a mean of ``n`` values in a row exceeds that of free ones.

    :math:`1+2\sum_{k<n}(1-k/n)(1-b)^k` for a forgetting of :math:`b` a trial.

    Examples
    --------
    >>> memory_factor([1.0, 0.1], 10).round(3)
    array([1.   , 7.276])
    """
    kept = 1 - np.asarray(rate, dtype=float)
    sums = kept / (1 - kept) - kept * (1 - kept**n) / (n * (1 - kept) ** 2)
    return 1 + 2 * sums


def value_before_cue(value: ArrayLike, tau: ArrayLike, *, pause: float) -> Array:
    r"""Prediction during the pause, just before one of several equally likely cues comes.

    A channel that learns the pause from its own next prediction settles where

    .. math:: \tau\,\overline{(V_k-v)_+} = (1-\tau)\,[\,\overline{(v-V_k)_+}+c\,v\,] ;

    each step of waiting pulls it down a little, by the discount, and :math:`c` is the sum of
    these pulls in a mean pause.

    Parameters
    ----------
    value : (..., n_cues) array_like
        Predictions at the cues, 0 or more.
    tau : (...) array_like
        Asymmetries inside (0, 1).
    pause : float
        Mean pause in units of the discount's time constant, 0 or more. At 0 the result is the
        expectile of the values, for long pauses it goes to 0.

    Returns
    -------
    array
        The shape of ``tau``.

    Examples
    --------
    >>> value_before_cue([[0.1, 0.5, 0.9]], [0.5], pause=4.0).round(3)
    array([0.1])
    """
    cues, level = np.asarray(value, dtype=float), np.asarray(tau, dtype=float)
    # A pull towards 0 of weight c on the negative side only: one more atom, at 0.
    n = cues.shape[-1]
    atoms = np.concatenate([np.zeros((*cues.shape[:-1], 1)), cues], axis=-1)
    weights = np.r_[pause * n, np.ones(n)] / (n * (1 + pause))
    flat = [
        expectiles(row, each, weights=weights)
        for row, each in zip(atoms.reshape(-1, n + 1), level.ravel(), strict=True)
    ]
    return np.array(flat, dtype=float).reshape(level.shape)


def position_at_the_error(tau: ArrayLike, *, pause: float) -> Array:
    """Position of the middle cue if the cue's *error* is scaled by its sign, as outcomes' are.

    Parameters
    ----------
    tau : array_like
        Asymmetries inside (0, 1).
    pause : float
        As in :func:`value_before_cue`.

    Returns
    -------
    array
        The shape of ``tau``.

    Examples
    --------
    >>> position_at_the_error([0.2, 0.8], pause=100.0).round(6)  # the straight line again
    array([0.26, 0.74])
    """
    level = np.asarray(tau, dtype=float)
    value = bernoulli_expectile(level[..., None], CUES)
    error = value - value_before_cue(value, level, pause=pause)[..., None]
    scaled = np.where(error > 0, level[..., None], 1 - level[..., None]) * error
    return (scaled[..., 1] - scaled[..., 0]) / (scaled[..., 2] - scaled[..., 0])
