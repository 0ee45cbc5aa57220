"""Rescorla and Wagner's rule: one shared error a trial."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class RescorlaWagner:
    """What the rule did.

    Attributes
    ----------
    value : numpy.ndarray
        Associative value of each cue *before* each trial, and after the last:
        shape ``(..., n_trials + 1, n_cues)``, unit of the reward.
    prediction : numpy.ndarray
        Sum over the cues shown, shape ``(..., n_trials)``.
    error : numpy.ndarray
        Reward minus prediction, shape ``(..., n_trials)``.
    """

    value: NDArray[np.float64]
    prediction: NDArray[np.float64]
    error: NDArray[np.float64]


def rescorla_wagner(
    present: ArrayLike, reward: ArrayLike, *, alpha: ArrayLike, value: ArrayLike | None = None
) -> RescorlaWagner:
    r"""Learn cue values trial by trial.

    .. math::

        \delta_n = r_n - \sum_{s\ \mathrm{shown}} V_s, \qquad
        V_s \leftarrow V_s + \alpha_s\,\delta_n \quad (s\ \mathrm{shown})

    Parameters
    ----------
    present : array_like
        Whether each cue is shown, shape ``(n_trials, n_cues)``.
    reward : array_like
        Reward of each trial, shape ``(..., n_trials)``; leading axes are runs.
    alpha : array_like
        Learning rate in [0, 1]: one, one a cue ``(n_cues,)``, or one a run ``(..., 1)``.
    value : array_like, optional
        Values to start from, shape ``(n_cues,)`` or one a run; 0 by default.

    Returns
    -------
    RescorlaWagner
        Values, predictions and errors. NaN rewards make everything after them NaN.

    Raises
    ------
    ValueError
        If a learning rate is outside [0, 1] or the numbers of trials differ.

    References
    ----------
    Rescorla R A, Wagner A R (1972), in Black and Prokasy (eds), *Classical Conditioning II*.

    Examples
    --------
    >>> rescorla_wagner([[1], [1]], [1.0, 1.0], alpha=0.5).value[:, 0]
    array([0.  , 0.5 , 0.75])
    """
    shown = np.asarray(present, dtype=float)
    reward = np.asarray(reward, dtype=float)
    check_rate(alpha)
    if shown.ndim != 2 or reward.shape[-1:] != shown.shape[:1]:
        raise ValueError(
            f"present has shape {shown.shape} and reward {reward.shape}, expected "
            "(n_trials, n_cues) and (..., n_trials)"
        )
    n_trials, n_cues = shown.shape
    runs = reward.shape[:-1]
    values = np.zeros((*runs, n_trials + 1, n_cues))
    values[..., 0, :] = 0.0 if value is None else value
    prediction = np.empty((*runs, n_trials))
    for n in range(n_trials):
        before = values[..., n, :]
        prediction[..., n] = before @ shown[n]
        error = reward[..., n] - prediction[..., n]
        values[..., n + 1, :] = before + alpha * error[..., None] * shown[n]
    return RescorlaWagner(value=values, prediction=prediction, error=reward - prediction)


def check_rate(alpha: ArrayLike) -> None:
    """Refuse learning rates outside [0, 1]."""
    rates = np.asarray(alpha, dtype=float)
    if not np.all((rates >= 0) & (rates <= 1)):
        raise ValueError(f"alpha is {rates}, expected learning rates from 0 to 1")
