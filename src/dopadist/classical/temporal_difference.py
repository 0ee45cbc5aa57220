"""Temporal-difference learning within a trial."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist.classical.rescorla_wagner import check_rate


@dataclass(frozen=True)
class TemporalDifference:
    """What the rule did; the time index is that of :mod:`dopadist.tasks.conditioning`.

    Attributes
    ----------
    value : numpy.ndarray
        Value on arriving at each step, shape ``(..., n_trials, n_steps)``, unit of the reward.
    error : numpy.ndarray
        Prediction error on arriving at each step, same shape and unit.
    weights : numpy.ndarray
        Weight of each feature *before* each trial, and after the last:
        shape ``(..., n_trials + 1, n_features)``.
    """

    value: NDArray[np.float64]
    error: NDArray[np.float64]
    weights: NDArray[np.float64]


def temporal_difference(
    features: NDArray[np.float64],
    reward: ArrayLike,
    *,
    alpha: float,
    discount: float,
    trace_decay: float = 0.0,
    weights: ArrayLike | None = None,
) -> TemporalDifference:
    r"""TD(lambda) with accumulating traces; TD(0) at ``trace_decay=0``.

    On arriving at step ``t`` of a trial, with features :math:`x_t` and
    :math:`V_t = w \cdot x_t` (a sum over the features of all cues that are remembered),

    .. math::

        \delta_t &= r_t + \gamma V_t - V_{t-1} \\
        w &\leftarrow w + \alpha\,\delta_t\,e_{t-1} \\
        e_t &= \gamma\lambda\,e_{t-1} + x_t

    with :math:`V_{-1} = 0` and :math:`e_{-1} = 0` in every trial: the interval between trials
    has no value and clears the traces.

    Parameters
    ----------
    features : numpy.ndarray
        Shape ``(n_trials, n_steps, n_features)``, 0 at the first and last step.
    reward : array_like
        Shape ``(..., n_trials, n_steps)``; leading axes are runs that share the features.
    alpha : float
        Learning rate in [0, 1]; 0 makes every trial a probe, in which nothing is learnt.
    discount : float
        Discount a step, gamma, in [0, 1].
    trace_decay : float
        lambda, in [0, 1].
    weights : array_like, optional
        Weights to start from, shape ``(n_features,)`` or one set a run; 0 by default.

    Returns
    -------
    TemporalDifference
        Values, errors and weights. A NaN reward makes everything after it NaN.

    Raises
    ------
    ValueError
        If a parameter is outside [0, 1], shapes disagree, or the first or last step has
        features.

    References
    ----------
    Sutton R S (1988), Machine Learning 3:9, doi 10.1007/BF00115009; Sutton R S, Barto A G (2018),
    *Reinforcement Learning*, 2nd edition, chapter 12.

    Examples
    --------
    One cue at step 1, one reward at step 2, learnt over three trials:

    >>> features = np.array([[[0.0], [1.0], [0.0]]] * 3)
    >>> td = temporal_difference(features, [[0.0, 0.0, 1.0]] * 3, alpha=0.5, discount=0.9)
    >>> td.error
    array([[0.   , 0.   , 1.   ],
           [0.   , 0.45 , 0.5  ],
           [0.   , 0.675, 0.25 ]])
    """
    features = np.asarray(features, dtype=float)
    reward = np.asarray(reward, dtype=float)
    check_rate(alpha)
    for name, number in (("discount", discount), ("trace_decay", trace_decay)):
        if not 0 <= number <= 1:
            raise ValueError(f"{name} is {number}, expected a number from 0 to 1")
    if features.ndim != 3 or reward.shape[-2:] != features.shape[:2]:
        raise ValueError(
            f"features have shape {features.shape} and reward {reward.shape}, expected "
            "(n_trials, n_steps, n_features) and (..., n_trials, n_steps)"
        )
    if features[:, [0, -1]].any():
        raise ValueError(
            "features are not 0 at the first and last step of every trial, which lie between "
            "trials and have value 0; start cues at step 1 or later and lengthen the trial"
        )
    n_trials, n_steps, n_features = features.shape
    runs = reward.shape[:-2]
    history = np.zeros((*runs, n_trials + 1, n_features))
    w = np.zeros((*runs, n_features)) if weights is None else np.array(weights, dtype=float)
    w = np.broadcast_to(w, (*runs, n_features)).copy()
    history[..., 0, :] = w
    value, error = np.zeros(reward.shape), np.zeros(reward.shape)
    for n in range(n_trials):
        trace = np.zeros(n_features)
        before = np.zeros(n_features)
        for t in range(n_steps):
            x = features[n, t]
            value[..., n, t] = w @ x
            delta = reward[..., n, t] + discount * value[..., n, t] - w @ before
            error[..., n, t] = delta
            w = w + alpha * delta[..., None] * trace
            trace = discount * trace_decay * trace + x
            before = x
        history[..., n + 1, :] = w
    return TemporalDifference(value=value, error=error, weights=history)
