r"""Learning over many trials and runs: one function, compiled or plain, and its obvious form.

With two rates the step is, without a comparison,

.. math:: \alpha(\delta)\,\delta = m\,\delta + h\,|\delta| , \qquad
   m=\tfrac12(\alpha^++\alpha^-),\quad h=\tfrac12(\alpha^+-\alpha^-) ,

which a processor does for several channels at once. Rewards are drawn in bulk by the caller and
shared by the channels of a run, as one animal's cells share its rewards. Runs never touch each
other, so the number of threads cannot change a result.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist._compiled import HAVE_NUMBA, njit, prange
from dopadist.distributional.rules import Population, update

__all__ = ["learn", "learn_by_trial"]

Array = NDArray[np.float64]
_CODES = {"linear": 0, "sign": 1, "huber": 2}


def learn(
    population: Population,
    rewards: ArrayLike,
    *,
    initial: ArrayLike = 0.0,
    after: Sequence[int] | NDArray[np.int64] | None = None,
) -> Array:
    """Values of every channel after learning from a sequence of rewards.

    Parameters
    ----------
    population : Population
        Rates ``(n_channels,)``, or ``(..., n_channels)`` with runs of their own.
    rewards : (..., n_trials) array_like
        Rewards of each run, in order, finite; every channel of a run meets the same ones.
    initial : array_like
        Predictions before the first trial, broadcast to ``(..., n_channels)``.
    after : sequence of int, optional
        Numbers of trials after which to note the values, ascending; 0 is before the first.

    Returns
    -------
    array
        ``(..., n_channels)`` after the last trial, or ``(len(after), ..., n_channels)``. Leading
        axes are those of ``rewards`` and of the rates, broadcast.

    Raises
    ------
    ValueError
        If a reward is not finite, or ``after`` is not ascending within 0 and the number of trials.

    Notes
    -----
    Compiled with Numba where it is installed, plain numpy elsewhere; the two and
    :func:`learn_by_trial` agree to rounding.

    Examples
    --------
    >>> population = Population([0.5, 0.1], [0.1, 0.5])
    >>> learn(population, [1.0, 0.0])
    array([0.45, 0.05])
    >>> learn(population, [1.0, 0.0], after=[0, 1, 2])[:, 0]
    array([0.  , 0.5 , 0.45])
    """
    return _learn(population, rewards, initial, after, compiled=HAVE_NUMBA)


def learn_by_trial(
    population: Population, rewards: ArrayLike, *, initial: ArrayLike = 0.0
) -> Array:
    """Values after learning, one :func:`~dopadist.distributional.update` a trial.

    The obvious form of :func:`learn`, kept beside it and compared with it in the tests.

    Examples
    --------
    >>> learn_by_trial(Population([0.5, 0.1], [0.1, 0.5]), [1.0, 0.0])
    array([0.45, 0.05])
    """
    sequence = np.asarray(rewards, dtype=float)
    shape = (*sequence.shape[:-1], 1)
    value = np.broadcast_to(
        np.asarray(initial, dtype=float), np.broadcast_shapes(shape, population.tau.shape)
    )
    for trial in range(sequence.shape[-1]):
        value = update(population, value, sequence[..., trial, None])
    return value


def _learn(
    population: Population,
    rewards: ArrayLike,
    initial: ArrayLike,
    after: Sequence[int] | NDArray[np.int64] | None,
    *,
    compiled: bool,
) -> Array:
    sequence = np.asarray(rewards, dtype=float)
    if sequence.ndim == 0 or not np.all(np.isfinite(sequence)):
        raise ValueError(
            f"rewards have shape {sequence.shape}, expected (..., n_trials) of finite numbers"
        )
    n_trials = sequence.shape[-1]
    counts = np.asarray([n_trials] if after is None else after, dtype=np.int64)
    if counts.ndim != 1 or np.any(np.diff(np.r_[0, counts, n_trials]) < 0):
        raise ValueError(f"after is {after}, expected ascending trial counts from 0 to {n_trials}")

    rates = population.alpha_plus
    shape = np.broadcast_shapes((*sequence.shape[:-1], 1), rates.shape)
    runs, n_channels = shape[:-1], shape[-1]
    n_runs = int(np.prod(runs))

    def flat(array: ArrayLike, last: int) -> Array:
        whole = np.broadcast_to(np.asarray(array, dtype=float), (*runs, last))
        return np.ascontiguousarray(whole.reshape(n_runs, last))

    mean = flat((rates + population.alpha_minus) / 2, n_channels)
    half = flat((rates - population.alpha_minus) / 2, n_channels)
    value = flat(initial, n_channels).copy()
    noted = np.empty((n_runs, counts.size, n_channels))
    run = _compiled_runs if compiled else _plain_runs
    run(
        flat(sequence, n_trials),
        mean,
        half,
        value,
        counts,
        _CODES[population.response],
        population.kappa,
        noted,
    )
    result = np.moveaxis(noted, 1, 0).reshape((counts.size, *runs, n_channels))
    return result[0] if after is None else result


@njit(parallel=True, fastmath={"contract"})
def _compiled_runs(
    rewards: Array,
    mean: Array,
    half: Array,
    value: Array,
    counts: NDArray[np.int64],
    code: int,
    kappa: float,
    noted: Array,
) -> None:  # pragma: no cover - compiled
    n_runs, n_channels = value.shape
    for run in prange(n_runs):
        v, m, h = value[run], mean[run], half[run]
        trial = 0
        for note in range(counts.size):
            while trial < counts[note]:
                reward = rewards[run, trial]
                if code == 0:
                    for i in range(n_channels):
                        delta = reward - v[i]
                        v[i] += m[i] * delta + h[i] * abs(delta)
                elif code == 1:
                    for i in range(n_channels):
                        v[i] += h[i] + (m[i] if reward > v[i] else -m[i])
                else:
                    for i in range(n_channels):
                        delta = min(max(reward - v[i], -kappa), kappa)
                        v[i] += m[i] * delta + h[i] * abs(delta)
                trial += 1
            noted[run, note] = v


def _plain_runs(
    rewards: Array,
    mean: Array,
    half: Array,
    value: Array,
    counts: NDArray[np.int64],
    code: int,
    kappa: float,
    noted: Array,
) -> None:
    trial = 0
    for note, count in enumerate(counts):
        while trial < count:
            delta = rewards[:, trial, None] - value
            if code == 1:
                value += half + np.where(delta > 0, mean, -mean)
            else:
                if code == 2:
                    np.clip(delta, -kappa, kappa, out=delta)
                value += mean * delta + half * np.abs(delta)
            trial += 1
        noted[:, note] = value
