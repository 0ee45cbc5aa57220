"""The task, and what the two kinds of cells would do in it on average."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.evidence import Evidence
from dopadist.experiments.probability_coding.settings import KINDS
from dopadist.experiments.probability_coding.theory import CUES, bernoulli_expectile

Array = NDArray[np.float64]

OUTCOME_TIME = 2_000.0  # ms after the cue, as in the paper


@dataclass(frozen=True)
class ProbabilityTask:
    """Mean firing of one dopamine and one GABA cell over a trial, and errors at the outcome.

    Attributes
    ----------
    time : numpy.ndarray
        ms from the cue, ``(n_times,)``.
    cues : numpy.ndarray
        Chances of reward, ``(3,)``.
    dopamine, gaba : numpy.ndarray
        spikes/s, ``(3, 2, n_times)``: cue, then rewarded and omitted; a cell that learns with
        equal rates.
    cue_window : dict of str to float
        ms after the cue in which spikes are counted, by kind.
    tau : numpy.ndarray
        ``(n_tau,)``.
    outcome_ratio : numpy.ndarray
        Update at reward over minus the update at omission, ``(n_tau, 3)``.
    """

    time: Array
    cues: Array
    dopamine: Array
    gaba: Array
    cue_window: dict[str, float]
    tau: Array
    outcome_ratio: Array
    evidence: Evidence = "theory"


def burst(time: Array, *, window: float, rise: float = 50.0, fall: float = 120.0) -> Array:
    """Phasic response from time 0 with a mean of 1 over the window (ms).

    >>> t = np.arange(0.0, 500.0)
    >>> round(float(burst(t, window=500.0).mean()), 3)
    1.0
    """
    since = np.maximum(time, 0.0)
    shape = np.exp(-since / fall) - np.exp(-since / rise)
    area = fall * (1 - np.exp(-window / fall)) - rise * (1 - np.exp(-window / rise))
    return np.where(time > 0, shape * window / area, 0.0)


def sustained(time: Array, *, until: float, rise: float = 150.0) -> Array:
    """Activity that rises after time 0, holds until ``until`` (ms) and fades; mean 1 over that.

    >>> t = np.arange(0.0, 2000.0)
    >>> round(float(sustained(t, until=2000.0).mean()), 3)
    1.0
    """
    held = 1 - np.exp(-np.clip(time, 0.0, until) / rise)
    faded = np.exp(-np.maximum(time - until, 0.0) / rise)
    mean = 1 - rise / until * (1 - np.exp(-until / rise))
    return held * faded / mean


def run_probability_task() -> ProbabilityTask:
    """Cells of median gain; a burst for each error, sustained activity for the value."""
    time = np.arange(-500.0, 3_000.0, 10.0)
    value = bernoulli_expectile(0.5, CUES)[:, None, None]
    outcome = np.array([1.0, 0.0])[:, None]
    kind = KINDS["dopamine"]
    error = value * burst(time, window=kind.window)
    error = error + (outcome - value) * burst(time - OUTCOME_TIME, window=kind.window)
    # A rate can't fall below zero: the omission of a likely reward is cut there.
    dopamine = np.maximum(kind.baseline + kind.gain * error, 0.0)
    other = KINDS["gaba"]
    gaba = other.baseline + other.gain * value * sustained(time, until=OUTCOME_TIME)
    tau = np.arange(5, 96, 5) / 100
    level = tau[:, None]
    expectile = bernoulli_expectile(level, CUES)
    return ProbabilityTask(
        time=time,
        cues=CUES.copy(),
        dopamine=dopamine,
        gaba=np.broadcast_to(gaba, dopamine.shape).copy(),
        cue_window={name: each.window for name, each in KINDS.items()},
        tau=tau,
        outcome_ratio=level * (1 - expectile) / ((1 - level) * expectile),
    )


def probability_task_claims(result: ProbabilityTask) -> dict[str, float]:
    """Both kinds tell the cues apart; only one of them tells the outcomes apart."""
    ranges = {}
    for name, rate in (("dopamine", result.dopamine), ("gaba", result.gaba)):
        window = (result.time > 0) & (result.time <= result.cue_window[name])
        mean = rate[:, 0][:, window].mean(axis=-1)
        ranges[name] = float(mean[2] - mean[0])
    odds = (1 - result.cues) / result.cues
    return {
        "dopamine_range": ranges["dopamine"],
        "gaba_range": ranges["gaba"],
        "gaba_outcome_difference": float(np.abs(np.diff(result.gaba, axis=1)).max()),
        "outcome_ratio_of_likely_reward": float(result.outcome_ratio[:, 2].mean()),
        "largest_departure_of_outcome_ratio": float(np.abs(result.outcome_ratio / odds - 1).max()),
    }
