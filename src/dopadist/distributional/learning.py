r"""Learning over many trials and runs: one function, compiled or plain, and its obvious form.

With two rates the step is, without a comparison,

.. math:: \alpha(\delta)\,\delta = m\,\delta + h\,|\delta| , \qquad
   m=\tfrac12(\alpha^++\alpha^-),\quad h=\tfrac12(\alpha^+-\alpha^-) ,

which a processor does for several channels at once. Rewards are drawn in bulk by the caller and
shared by the channels of a run, as one animal's cells share its rewards. Runs never touch each
other, so the number of threads cannot change a result. The page "How fast, and why" explains the
rest.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist._compiled import HAVE_NUMBA, njit
from dopadist._parallel import in_chunks
from dopadist.distributional.rules import Population, update

if HAVE_NUMBA:
    from dopadist.distributional._registers import STEP, run_linear
else:
    STEP = 1

__all__ = ["learn", "learn_by_trial"]

Array = NDArray[np.float64]
_CODES = {"linear": 0, "sign": 1, "huber": 2}
# Updates of one channel that are worth waking a thread for: some 0.1 ms.
_WORTH_A_THREAD = 1_000_000
_LINE = 64  # bytes of a cache line


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
    if sequence.ndim == 0 or not np.isfinite(sequence).all():
        raise ValueError(
            f"rewards have shape {sequence.shape}, expected (..., n_trials) of finite numbers"
        )
    n_trials = sequence.shape[-1]
    counts = np.asarray([n_trials] if after is None else after, dtype=np.int64)
    if counts.ndim != 1 or not _ascend([0, *counts.tolist(), n_trials]):
        raise ValueError(f"after is {after}, expected ascending trial counts from 0 to {n_trials}")

    rates = population.alpha_plus
    shape = np.broadcast_shapes((*sequence.shape[:-1], 1), rates.shape)
    runs, n_channels = shape[:-1], shape[-1]
    n_runs = prod(runs)

    def flat(array: ArrayLike, last: int) -> Array:
        whole = np.asarray(array, dtype=float)
        if whole.shape != (*runs, last):
            whole = np.broadcast_to(whole, (*runs, last))
        return np.ascontiguousarray(whole.reshape(n_runs, last))

    trials = flat(sequence, n_trials)
    mean = flat((rates + population.alpha_minus) / 2, n_channels)
    half = flat((rates - population.alpha_minus) / 2, n_channels)
    value = flat(initial, n_channels)
    noted = np.empty((n_runs, counts.size, n_channels))
    code, kappa = _CODES[population.response], population.kappa
    if compiled:
        mean, half, value = (filled_up(array) for array in (mean, half, value))

        def some(start: int, stop: int) -> None:
            rows = (array[start:stop] for array in (trials, mean, half, value, noted))
            run = run_linear if code == 0 else _run_bent
            run(*rows, counts, code, kappa)

        least = _WORTH_A_THREAD // max(1, n_trials * n_channels)
        in_chunks(some, n_runs, least=max(1, least))
    else:
        _plain_runs(trials, mean, half, value.copy(), noted, counts, code, kappa)
    result = np.moveaxis(noted, 1, 0).reshape((counts.size, *runs, n_channels))
    return result[0] if after is None else result


def _ascend(numbers: list[int]) -> bool:
    return all(one <= other for one, other in pairwise(numbers))


def filled_up(array: Array) -> Array:
    """A copy with idle channels up to whole steps, its rows at the beginning of cache lines."""
    n_runs, n_channels = array.shape
    row = -(-n_channels // STEP) * STEP
    buffer = np.zeros(n_runs * row + _LINE // array.itemsize)
    start = -buffer.ctypes.data % _LINE // array.itemsize
    full = buffer[start : start + n_runs * row].reshape(n_runs, row)
    full[:, :n_channels] = array
    return full


@njit(nogil=True, fastmath={"contract"})
def _run_bent(
    rewards: Array,
    mean: Array,
    half: Array,
    value: Array,
    noted: Array,
    counts: NDArray[np.int64],
    code: int,
    kappa: float,
) -> None:  # pragma: no cover - compiled
    for run in range(value.shape[0]):
        v, m, h = value[run], mean[run], half[run]
        trial = 0
        for note in range(counts.size):
            while trial < counts[note]:
                reward = rewards[run, trial]
                if code == 1:
                    for i in range(v.size):
                        v[i] += h[i] + (m[i] if reward > v[i] else -m[i])
                else:
                    for i in range(v.size):
                        delta = min(max(reward - v[i], -kappa), kappa)
                        v[i] += m[i] * delta + h[i] * abs(delta)
                trial += 1
            noted[run, note] = v[: noted.shape[2]]


def _plain_runs(
    rewards: Array,
    mean: Array,
    half: Array,
    value: Array,
    noted: Array,
    counts: NDArray[np.int64],
    code: int,
    kappa: float,
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
