"""Prediction errors within the trial: what they are, and how they move over trials."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.evidence import Evidence
from dopadist.experiments.classical_td.learning import probe, train
from dopadist.experiments.classical_td.settings import (
    ALPHA,
    CUE_STEP,
    DISCOUNT,
    FREE_REWARD,
    PAIRED,
    REWARD_STEP,
    TRACE_DECAY,
    time_from_cue,
)
from dopadist.tasks.conditioning import schedule


@dataclass(frozen=True)
class TrialLearning:
    """Value and error of one cue, one reward.

    Attributes
    ----------
    time : numpy.ndarray
        Steps from the cue, ``(n_steps,)``.
    value, error : numpy.ndarray
        ``(n_trials, n_steps)``, unit of the reward.
    weights : numpy.ndarray
        After the last trial, ``(n_features,)``.
    discount : float
        Discount a step.
    """

    time: NDArray[np.int64]
    value: NDArray[np.float64]
    error: NDArray[np.float64]
    weights: NDArray[np.float64]
    discount: float
    evidence: Evidence = "simulation"


def run_training(
    *,
    alpha: float = ALPHA,
    discount: float = DISCOUNT,
    trace_decay: float = 0.0,
    n_trials: int = 300,
) -> TrialLearning:
    """Pair cue and reward ``n_trials`` times."""
    td = train(
        schedule([PAIRED] * n_trials), alpha=alpha, discount=discount, trace_decay=trace_decay
    )
    return TrialLearning(time_from_cue(), td.value, td.error, td.weights[-1], discount)


def value_and_error_claims(result: TrialLearning) -> dict[str, float]:
    """In the last trial: value stays through the delay, the error is gone from it."""
    before = REWARD_STEP - 1
    within = slice(CUE_STEP + 1, REWARD_STEP + 1)
    return {
        "value_at_cue": float(result.value[-1, CUE_STEP]),
        "value_before_reward": float(result.value[-1, before]),
        "largest_error_after_cue": float(np.abs(result.error[-1, within]).max()),
        "value_plus_error_at_reward": float(
            np.abs(result.value[:, before] + result.error[:, REWARD_STEP] - 1).max()
        ),
    }


@dataclass(frozen=True)
class Probes:
    """Errors in test trials in which nothing is learnt.

    Attributes
    ----------
    time : numpy.ndarray
        Steps from the cue, ``(n_steps,)``.
    names : tuple of str
        The test trials.
    error, value : numpy.ndarray
        ``(n_probes, n_steps)``.
    """

    time: NDArray[np.int64]
    names: tuple[str, ...]
    value: NDArray[np.float64]
    error: NDArray[np.float64]
    evidence: Evidence = "simulation"


def run_reward_and_omission(*, alpha: float = ALPHA, discount: float = DISCOUNT) -> Probes:
    """Train cue and reward, then give the reward alone, both, and the cue alone."""
    trials = {"unpredicted": FREE_REWARD, "predicted": PAIRED, "omission": PAIRED.omitted()}
    trained = run_training(alpha=alpha, discount=discount)
    td = probe(trained.weights, list(trials.values()), cues=("A",), discount=discount)
    return Probes(trained.time, tuple(trials), td.value, td.error)


def reward_and_omission_claims(result: Probes) -> dict[str, float]:
    """The four numbers of the classic figure."""
    # 1e-14 of a reward is rounding, and a reader should see 0.
    unpredicted, predicted, omission = np.round(result.error, 9)
    return {
        "unpredicted_reward": float(unpredicted[REWARD_STEP]),
        "cue": float(predicted[CUE_STEP]),
        "predicted_reward": float(predicted[REWARD_STEP]),
        "omitted_reward": float(omission[REWARD_STEP]),
    }


@dataclass(frozen=True)
class ErrorOverTrials:
    """The same training under TD(0) and TD(lambda)."""

    td0: TrialLearning
    td_lambda: TrialLearning
    alpha: float
    trace_decay: float
    evidence: Evidence = "simulation"


def run_error_over_trials(
    *,
    alpha: float = ALPHA,
    discount: float = DISCOUNT,
    trace_decay: float = TRACE_DECAY,
    n_trials: int = 200,
) -> ErrorOverTrials:
    """Pair cue and reward, once with each rule."""
    td0, td_lambda = (
        run_training(alpha=alpha, discount=discount, trace_decay=decay, n_trials=n_trials)
        for decay in (0.0, trace_decay)
    )
    return ErrorOverTrials(td0, td_lambda, alpha, trace_decay)


def error_over_trials_claims(result: ErrorOverTrials) -> dict[str, float]:
    """How fast the error reaches the cue, and whether it walks through the delay."""
    middle = REWARD_STEP - 5
    return {
        "trials_to_half_td0": _trials_to_half(result.td0),
        "trials_to_half_td_lambda": _trials_to_half(result.td_lambda),
        "middle_error_td0": float(result.td0.error[:, middle].max()),
        "middle_error_td_lambda": float(result.td_lambda.error[:, middle].max()),
        "wave_speed_td0": _wave_speed(result.td0),
    }


def _trials_to_half(learning: TrialLearning) -> float:
    """Trials before the cue's error reaches half of gamma^delay."""
    half = learning.discount ** (REWARD_STEP - CUE_STEP) / 2
    return float(np.argmax(learning.error[:, CUE_STEP] >= half))


def _wave_speed(learning: TrialLearning) -> float:
    """Steps a trial by which the centre of the error moves away from the reward."""
    trials = np.arange(5, 31)
    back = np.arange(REWARD_STEP - CUE_STEP)
    error = learning.error[trials][:, REWARD_STEP - back]
    centre = error @ back / error.sum(axis=1)
    return float(np.polyfit(trials, centre, 1)[0])
