"""How a cue is remembered: from what is on to the features that values are made of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.tasks.conditioning import Schedule


@dataclass(frozen=True)
class Representation:
    """Features of every step of every trial.

    Attributes
    ----------
    features : numpy.ndarray
        Shape ``(n_trials, n_steps, n_features)``; 0 at the first and last step.
    cue : numpy.ndarray of int
        Index in ``names`` of the cue that each feature belongs to, shape ``(n_features,)``.
    names : tuple of str
        The cues.
    """

    features: NDArray[np.float64]
    cue: NDArray[np.int64]
    names: tuple[str, ...]

    def of(self, name: str) -> NDArray[np.int64]:
        """Indices of the features of one cue, in order of time since its onset."""
        if name not in self.names:
            raise ValueError(f"cue is {name!r}, expected one of {', '.join(self.names)}")
        return np.flatnonzero(self.cue == self.names.index(name))


def complete_serial_compound(plan: Schedule, *, reset_by_reward: bool = False) -> Representation:
    """Tapped delay line: feature ``k`` of a cue is 1 exactly ``k`` steps after its onset.

    A cue's delay line runs on after the cue has gone (that is what makes trace conditioning
    possible) and is cut where the trial ends, so a cue's duration does not matter here.

    Parameters
    ----------
    plan : Schedule
        Reward of shape ``(n_trials, n_steps)`` if delay lines are reset by it.
    reset_by_reward : bool
        Cut every delay line at the step of the trial's first reward, as if the reward told the
        animal that the episode is over.

    Returns
    -------
    Representation
        ``n_steps`` taps a cue.

    References
    ----------
    Sutton R S, Barto A G (1990), in Gabriel and Moore (eds), *Learning and Computational
    Neuroscience*; Montague P R, Dayan P, Sejnowski T J (1996),
    doi 10.1523/JNEUROSCI.16-05-01936.1996. Resets are discussed by Daw N D, Courville A C,
    Touretzky D S (2006), doi 10.1162/neco.2006.18.7.1637.

    Examples
    --------
    >>> from dopadist.tasks.conditioning import Cue, Trial, schedule
    >>> line = complete_serial_compound(schedule([Trial((Cue("A", onset=2),), n_steps=6)]))
    >>> line.features[0, :, :3].astype(int).tolist()
    [[0, 0, 0], [0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]]
    """
    since = _since_onset(plan)
    taps = (since[..., None] == np.arange(plan.n_steps)).astype(float)
    if reset_by_reward:
        over = np.cumsum(plan.reward != 0, axis=-1) > 0
        taps *= ~over[:, None, :, None]
    return _represent(plan, taps)


def microstimuli(
    plan: Schedule, *, n: int = 12, decay: float = 0.9, width: float = 0.08
) -> Representation:
    r"""Coarse features of a fading memory trace.

    A cue leaves a trace :math:`y = d^{\,k}`, ``k`` steps after its onset. Its feature ``j`` is

    .. math:: x_j = y\,\frac{1}{\sqrt{2\pi}}\exp\!\left(-\frac{(y - j/n)^2}{2w^2}\right)

    so later features are weaker and broader in time: the animal's clock grows vague.

    Parameters
    ----------
    plan : Schedule
        A reward that should leave a trace of its own is listed as a cue at its step.
    n : int
        Features a cue.
    decay : float
        Factor ``d`` a step, in (0, 1).
    width : float
        Width ``w`` on the trace's scale from 0 to 1.

    Returns
    -------
    Representation
        ``n`` features a cue, feature for ``y = 1`` (the onset) first.

    Raises
    ------
    ValueError
        If ``n``, ``decay`` or ``width`` is out of range.

    References
    ----------
    Ludvig E A, Sutton R S, Kehoe E J (2008), Neural Computation 20:3034,
    doi 10.1162/neco.2008.11-07-654, equations for trace and microstimuli.

    Examples
    --------
    >>> from dopadist.tasks.conditioning import Cue, Trial, schedule
    >>> soft = microstimuli(schedule([Trial((Cue("A", onset=1),), n_steps=20)]), n=4)
    >>> soft.features[0].argmax(axis=0).tolist()
    [1, 4, 7, 13]
    """
    if n < 1 or not 0 < decay < 1 or width <= 0:
        raise ValueError(
            f"n is {n}, decay {decay} and width {width}, expected n of 1 or more, "
            "a decay between 0 and 1, and a positive width"
        )
    since = _since_onset(plan)
    trace = np.where(since >= 0, decay ** np.maximum(since, 0), 0.0)[..., None]
    centres = np.arange(n, 0, -1) / n
    bumps = np.exp(-((trace - centres) ** 2) / (2 * width**2)) / np.sqrt(2 * np.pi)
    return _represent(plan, trace * bumps)


def _since_onset(plan: Schedule) -> NDArray[np.int64]:
    """Steps since each cue's onset, ``(n_trials, n_cues, n_steps)``; negative without a trace."""
    since = np.arange(plan.n_steps) - plan.onset[..., None]
    since = np.where(plan.present[..., None], since, -1)
    since[..., -1] = -1  # the last step lies between trials, where nothing is remembered
    return since


def _represent(plan: Schedule, by_cue: NDArray[np.float64]) -> Representation:
    """Lay ``(n_trials, n_cues, n_steps, n)`` out as features side by side."""
    n_trials, n_cues, n_steps, n = by_cue.shape
    features = by_cue.transpose(0, 2, 1, 3).reshape(n_trials, n_steps, n_cues * n)
    return Representation(features, np.repeat(np.arange(n_cues), n), plan.names)
