"""Conditioning experiments as arrays: trials of cues, delays, rewards and omissions.

The time index, stated here once and used everywhere in the book
----------------------------------------------------------------
A trial is ``n_steps`` steps of equal length, ``t = 0 … n_steps - 1``. What happens at step ``t``
(a cue comes on, a reward falls) is felt on *arriving* at step ``t``, so the prediction error
that it causes stands at index ``t``. Step 0 and the last step belong to the interval between
trials: no cue is remembered there and the value is 0. Cues therefore start at step 1 or later,
and a cue at step ``c`` with a reward at step ``c + k`` has a delay of ``k`` steps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

ABSENT = -1


@dataclass(frozen=True)
class Cue:
    """Stimulus that is on from step ``onset`` for ``duration`` steps."""

    name: str
    onset: int
    duration: int = 1


@dataclass(frozen=True)
class Trial:
    """One trial: cues, rewards and length.

    Parameters
    ----------
    cues : tuple of Cue
        Stimuli, each name once; empty for a reward out of the blue.
    rewards : tuple of (int, float)
        Step and size of each reward (any unit); empty if none is given.
    n_steps : int
        Length in steps, the interval between trials at both ends included.

    Raises
    ------
    ValueError
        If a cue or a reward lies outside the trial, or a name occurs twice.

    Examples
    --------
    >>> trial = Trial((Cue("A", onset=2),), rewards=((5, 1.0),), n_steps=8)
    >>> trial.reward()
    array([0., 0., 0., 0., 0., 1., 0., 0.])
    >>> trial.omitted().rewards
    ()
    """

    cues: tuple[Cue, ...] = ()
    rewards: tuple[tuple[int, float], ...] = ()
    n_steps: int = 25

    def __post_init__(self) -> None:
        names = [cue.name for cue in self.cues]
        if len(set(names)) < len(names):
            raise ValueError(
                f"cue names are {names}, expected each once; give the second cue its own name"
            )
        for cue in self.cues:
            if not 1 <= cue.onset < self.n_steps - 1 or cue.duration < 1:
                raise ValueError(
                    f"cue {cue.name!r} has onset {cue.onset} and duration {cue.duration}, "
                    f"expected an onset in 1 … {self.n_steps - 2} and a duration of 1 or more: "
                    "the first and last step lie between trials"
                )
        for step, _ in self.rewards:
            if not 1 <= step < self.n_steps:
                raise ValueError(
                    f"reward at step {step}, expected 1 … {self.n_steps - 1}; lengthen the trial"
                )

    def reward(self) -> NDArray[np.float64]:
        """Reward at each step, shape ``(n_steps,)``."""
        reward = np.zeros(self.n_steps)
        for step, size in self.rewards:
            reward[step] += size
        return reward

    def omitted(self) -> "Trial":
        """Return the same trial without its rewards."""
        return replace(self, rewards=())

    def moved(self, by: int) -> "Trial":
        """Return the same trial with every reward ``by`` steps later (earlier if negative)."""
        return replace(self, rewards=tuple((step + by, size) for step, size in self.rewards))

    def only(self, *names: str) -> "Trial":
        """Return the same trial with these cues alone."""
        return replace(self, cues=tuple(cue for cue in self.cues if cue.name in names))


@dataclass(frozen=True)
class Schedule:
    """Trials in order, as arrays.

    Attributes
    ----------
    names : tuple of str
        Cues, in order of first appearance.
    onset, duration : numpy.ndarray of int
        Shape ``(n_trials, n_cues)``; onset is ``ABSENT`` (-1) where a cue isn't shown.
    reward : numpy.ndarray
        Shape ``(n_trials, n_steps)``, or ``(n_runs, n_trials, n_steps)`` for several runs that
        share the cues and differ in their rewards.
    phase : tuple of str
        Name of the phase of each trial, length ``n_trials``.
    """

    names: tuple[str, ...]
    onset: NDArray[np.int64]
    duration: NDArray[np.int64]
    reward: NDArray[np.float64]
    phase: tuple[str, ...]

    @property
    def n_trials(self) -> int:
        return self.reward.shape[-2]

    @property
    def n_steps(self) -> int:
        return self.reward.shape[-1]

    @property
    def present(self) -> NDArray[np.bool_]:
        """Whether each cue is shown in each trial, shape ``(n_trials, n_cues)``."""
        return self.onset != ABSENT

    def on(self) -> NDArray[np.bool_]:
        """Whether each cue is on at each step, shape ``(n_trials, n_cues, n_steps)``."""
        since = np.arange(self.n_steps) - self.onset[..., None]
        return self.present[..., None] & (since >= 0) & (since < self.duration[..., None])

    def trials_of(self, phase: str) -> NDArray[np.int64]:
        """Indices of the trials of a phase."""
        return np.flatnonzero(np.array(self.phase) == phase)


def schedule(
    phases: Mapping[str, Sequence[Trial]] | Sequence[Trial], *, cues: Sequence[str] = ()
) -> Schedule:
    """Put trials in order.

    Parameters
    ----------
    phases : mapping of str to sequence of Trial, or sequence of Trial
        Phases by name (``{"acquisition": [trial] * 50, "extinction": [...]}``); a bare
        sequence is one phase, ``"trials"``.
    cues : sequence of str
        Names that come first, for a schedule that must share its features with another even
        if it lacks some of the cues (a probe).

    Returns
    -------
    Schedule
        ``n_trials`` trials of one common length.

    Raises
    ------
    ValueError
        If there is no trial, or trials differ in length.

    Examples
    --------
    >>> trial = Trial((Cue("A", onset=2),), rewards=((5, 1.0),), n_steps=8)
    >>> plan = schedule({"acquisition": [trial] * 3, "extinction": [trial.omitted()] * 2})
    >>> plan.n_trials, plan.names, plan.reward.sum(axis=-1)
    (5, ('A',), array([1., 1., 1., 0., 0.]))
    """
    if not isinstance(phases, Mapping):
        phases = {"trials": phases}
    trials = [trial for part in phases.values() for trial in part]
    lengths = sorted({trial.n_steps for trial in trials})
    if len(lengths) != 1:
        raise ValueError(
            f"lengths of the trials are {lengths}, expected one length; give all trials one n_steps"
        )
    seen = [*cues, *(cue.name for trial in trials for cue in trial.cues)]
    names = tuple(dict.fromkeys(seen))
    onset = np.full((len(trials), len(names)), ABSENT, dtype=np.int64)
    duration = np.zeros_like(onset)
    for i, trial in enumerate(trials):
        for cue in trial.cues:
            j = names.index(cue.name)
            onset[i, j], duration[i, j] = cue.onset, cue.duration
    return Schedule(
        names=names,
        onset=onset,
        duration=duration,
        reward=np.stack([trial.reward() for trial in trials]),
        phase=tuple(name for name, part in phases.items() for _ in part),
    )


def probabilistic(
    plan: Schedule, probability: float, *, rng: np.random.Generator, n_runs: int
) -> Schedule:
    """Omit the rewards of each trial with chance ``1 - probability``, independently in each run.

    Parameters
    ----------
    plan : Schedule
        With reward of shape ``(n_trials, n_steps)``.
    probability : float
        Chance that a trial keeps its rewards, in [0, 1].
    rng : numpy.random.Generator
        Draws ``n_runs * n_trials`` uniforms.
    n_runs : int
        Runs, 1 or more.

    Returns
    -------
    Schedule
        With reward of shape ``(n_runs, n_trials, n_steps)``.

    Raises
    ------
    ValueError
        If the probability is outside [0, 1].

    Examples
    --------
    >>> plan = schedule([Trial((Cue("A", onset=2),), ((5, 1.0),), n_steps=8)] * 4)
    >>> probabilistic(plan, 0.0, rng=np.random.default_rng(0), n_runs=3).reward.sum()
    np.float64(0.0)
    """
    if not 0 <= probability <= 1:
        raise ValueError(f"probability is {probability}, expected a number from 0 to 1")
    kept = rng.random((n_runs, plan.n_trials)) < probability
    return replace(plan, reward=plan.reward * kept[..., None])


def alternate(*trials: Trial, n: int) -> list[Trial]:
    """Return ``n`` rounds of the given trials, in turn (as in conditioned inhibition).

    >>> [trial.n_steps for trial in alternate(Trial(n_steps=4), Trial(n_steps=5), n=2)]
    [4, 5, 4, 5]
    """
    return list(trials) * n
