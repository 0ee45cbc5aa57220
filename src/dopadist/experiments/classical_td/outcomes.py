"""Uncertain outcomes: reward by chance, reward too early and too late."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dopadist.classical import complete_serial_compound, microstimuli
from dopadist.evidence import Evidence
from dopadist.experiments.classical_td.learning import Memory, probe, train
from dopadist.experiments.classical_td.settings import (
    ALPHA,
    CUE_STEP,
    DISCOUNT,
    PAIRED,
    REWARD_STEP,
    TRACE_DECAY,
    time_from_cue,
)
from dopadist.experiments.profiles import by_profile
from dopadist.streams import streams
from dopadist.tasks.conditioning import Cue, Trial, probabilistic, schedule


@dataclass(frozen=True)
class RewardProbability:
    """Errors after training with reward on a fraction of trials.

    Attributes
    ----------
    probability : numpy.ndarray
        Chances of reward, ``(n_probabilities,)``.
    cue, rewarded, omitted : numpy.ndarray
        Mean error at the cue, at the reward, and at its absence, in the second half of
        training: ``(n_probabilities, n_runs)``; NaN where no such trial occurred.
    course : numpy.ndarray
        Error over the trial, mean over runs and trials of the second half:
        ``(n_probabilities, 2, n_steps)``, rewarded trials first, then omitted.
    time : numpy.ndarray
        Steps from the cue.
    """

    probability: NDArray[np.float64]
    cue: NDArray[np.float64]
    rewarded: NDArray[np.float64]
    omitted: NDArray[np.float64]
    course: NDArray[np.float64]
    time: NDArray[np.int64]
    discount: float
    evidence: Evidence = "simulation"


def run_reward_probability(
    *,
    seed: int = 0,
    profile: str = "full",
    probability: tuple[float, ...] = (0.0, 0.1, 0.5, 0.9, 1.0),
    alpha: float = ALPHA,
    discount: float = DISCOUNT,
    trace_decay: float = TRACE_DECAY,
    n_trials: int = 200,
) -> RewardProbability:
    """One cue for each chance of reward, many runs each."""
    n_runs = by_profile(profile, full=100, quick=30)
    plan = schedule([PAIRED] * n_trials)
    rngs = streams(seed, "classical_td/reward_probability", len(probability))
    reward = np.stack(
        [
            probabilistic(plan, p, rng=rng, n_runs=n_runs).reward
            for p, rng in zip(probability, rngs, strict=True)
        ]
    )
    td = train(
        replace(plan, reward=reward), alpha=alpha, discount=discount, trace_decay=trace_decay
    )
    error = td.error[..., n_trials // 2 :, :]
    given = reward[..., n_trials // 2 :, REWARD_STEP] > 0
    return RewardProbability(
        probability=np.array(probability),
        cue=error[..., CUE_STEP].mean(axis=-1),
        rewarded=_mean_where(error[..., REWARD_STEP], given, axis=-1),
        omitted=_mean_where(error[..., REWARD_STEP], ~given, axis=-1),
        course=np.stack(
            [_mean_where(error, kind[..., None], axis=(1, 2)) for kind in (given, ~given)], axis=1
        ),
        time=time_from_cue(),
        discount=discount,
    )


def _mean_where(
    values: NDArray[np.float64], where: NDArray[np.bool_], *, axis: int | tuple[int, ...]
) -> NDArray[np.float64]:
    """Mean over the chosen entries; NaN where none was chosen."""
    where = np.broadcast_to(where, values.shape)
    count = where.sum(axis=axis)
    total = np.where(where, values, 0.0).sum(axis=axis)
    return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)


def reward_probability_claims(result: RewardProbability) -> dict[str, float]:
    """Cue errors grow with the chance of reward, outcome errors shrink."""
    p = result.probability
    half = int(np.argmin(np.abs(p - 0.5)))
    # Over all runs together: a mean within a run leans a little on how many rewards it held.
    rewarded, omitted = result.course[:, 0, REWARD_STEP], result.course[:, 1, REWARD_STEP]
    some, notall = p > 0, p < 1
    return {
        "cue_slope": float(np.polyfit(p, result.cue.mean(axis=1), 1)[0]),
        "rewarded_slope": float(np.polyfit(p[some], rewarded[some], 1)[0]),
        "omitted_slope": float(np.polyfit(p[notall], omitted[notall], 1)[0]),
        "rewarded_at_half": float(rewarded[half]),
        "omitted_at_half": float(omitted[half]),
    }


@dataclass(frozen=True)
class RewardTiming:
    """Errors when the reward keeps its time, comes early, or comes late.

    Attributes
    ----------
    models, probes : tuple of str
        Names of the three memories of the cue, and of the three test trials.
    error : numpy.ndarray
        ``(n_models, n_probes, n_steps)``.
    shift : int
        Steps by which the reward comes early or late.
    time : numpy.ndarray
        Steps from the cue.
    """

    models: tuple[str, ...]
    probes: tuple[str, ...]
    error: NDArray[np.float64]
    shift: int
    time: NDArray[np.int64]
    evidence: Evidence = "simulation"


def run_reward_timing(
    *,
    alpha: float = ALPHA,
    discount: float = DISCOUNT,
    trace_decay: float = TRACE_DECAY,
    shift: int = 4,
    n_trials: int = 1500,
) -> RewardTiming:
    """Train with the reward at its time under three memories, then move it.

    Neighbouring microstimuli overlap and are corrected together, so they learn at a fifth of
    the rate.
    """
    trials = (PAIRED, PAIRED.moved(-shift), PAIRED.moved(shift))
    # For microstimuli the reward leaves a trace too, as Ludvig and others have it.
    traced = tuple(_traced(trial) for trial in trials)
    memories: dict[str, tuple[Memory, tuple[Trial, ...], float]] = {
        "complete serial compound": (complete_serial_compound, trials, alpha),
        "reset by reward": (partial(complete_serial_compound, reset_by_reward=True), trials, alpha),
        "microstimuli": (microstimuli, traced, alpha / 5),
    }
    error = []
    for memory, tests, rate in memories.values():
        plan = schedule(tests[:1] * n_trials)
        trained = train(plan, alpha=rate, discount=discount, trace_decay=trace_decay, memory=memory)
        tested = probe(
            trained.weights[-1], tests, cues=plan.names, discount=discount, memory=memory
        )
        error.append(tested.error)
    return RewardTiming(
        tuple(memories),
        ("on time", "early", "late"),
        np.stack(error),
        shift,
        time_from_cue(),
    )


def _traced(trial: Trial) -> Trial:
    """Return the trial with its reward as a stimulus, too."""
    return replace(trial, cues=(*trial.cues, *(Cue("reward", t) for t, _ in trial.rewards)))


def reward_timing_claims(result: RewardTiming) -> dict[str, float]:
    """What each memory says at the early, usual and late time."""
    serial, reset, soft = result.error
    early, late = REWARD_STEP - result.shift, REWARD_STEP + result.shift
    return {
        "early_reward": float(serial[1, early]),
        "dip_after_early_reward": float(serial[1, REWARD_STEP]),
        "dip_before_late_reward": float(serial[2, REWARD_STEP]),
        "late_reward": float(serial[2, late]),
        "early_reward_reset": float(reset[1, early]),
        "dip_after_early_reward_reset": float(reset[1, REWARD_STEP]),
        "early_reward_microstimuli": float(soft[1, early]),
        "reward_on_time_microstimuli": float(soft[0, REWARD_STEP]),
        "deepest_dip_after_early_reward_microstimuli": float(soft[1, early:].min()),
    }
