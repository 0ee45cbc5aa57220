"""Experiments with two cues: blocking, conditioned inhibition, second-order conditioning."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.classical import complete_serial_compound, rescorla_wagner
from dopadist.evidence import Evidence
from dopadist.experiments.classical_td.learning import probe, train
from dopadist.experiments.classical_td.settings import (
    ALPHA,
    CUE_STEP,
    DELAY,
    DISCOUNT,
    N_STEPS,
    PAIRED,
    REWARD_STEP,
    TRACE_DECAY,
    time_from_cue,
)
from dopadist.tasks.conditioning import Cue, Schedule, Trial, alternate, schedule

PAIR = Trial((Cue("A", CUE_STEP), Cue("B", CUE_STEP)), PAIRED.rewards, N_STEPS)


@dataclass(frozen=True)
class CompoundResult:
    """One group of animals under both rules.

    Attributes
    ----------
    rescorla_wagner : numpy.ndarray
        Value of each cue before each trial and after the last, ``(n_trials + 1, n_cues)``.
    weights : numpy.ndarray
        TD weights after the last trial, ``(n_features,)``.
    plan : Schedule
        What the group met.
    """

    rescorla_wagner: NDArray[np.float64]
    weights: NDArray[np.float64]
    plan: Schedule
    evidence: Evidence = "simulation"

    def probe(self, trials: list[Trial], *, discount: float) -> NDArray[np.float64]:
        """TD errors of test trials without learning, ``(n_probes, n_steps)``."""
        return probe(self.weights, trials, cues=self.plan.names, discount=discount).error


def learn_both(
    plan: Schedule, *, alpha: float, discount: float, trace_decay: float
) -> CompoundResult:
    """Run Rescorla-Wagner on the trial totals and TD within the trials of one schedule."""
    rw = rescorla_wagner(plan.present, plan.reward.sum(axis=-1), alpha=alpha)
    td = train(plan, alpha=alpha, discount=discount, trace_decay=trace_decay)
    return CompoundResult(rw.value, td.weights[-1], plan)


@dataclass(frozen=True)
class Blocking:
    """A group that learnt A before A and B, and one that met the pair at once.

    Attributes
    ----------
    blocked, control : CompoundResult
        What the two groups learnt: A, then B.
    probe_blocked, probe_control : numpy.ndarray
        TD errors when B is shown alone after training, unit of the reward, ``(n_steps,)``.
    time : numpy.ndarray
        Steps from the cue, ``(n_steps,)``.
    n_alone, n_both : int
        Trials of A alone (blocked group only), and of the pair (either group).
    """

    blocked: CompoundResult
    control: CompoundResult
    probe_blocked: NDArray[np.float64]
    probe_control: NDArray[np.float64]
    time: NDArray[np.int64]
    n_alone: int
    n_both: int
    evidence: Evidence = "simulation"


def run_blocking(
    *,
    alpha: float = ALPHA,
    discount: float = DISCOUNT,
    trace_decay: float = TRACE_DECAY,
    n_alone: int = 80,
    n_both: int = 80,
) -> Blocking:
    """A with reward, then A and B with reward; the control starts with the pair."""
    plans = (
        schedule({"alone": [PAIRED] * n_alone, "both": [PAIR] * n_both}),
        schedule({"both": [PAIR] * n_both}),
    )
    blocked, control = (
        learn_both(plan, alpha=alpha, discount=discount, trace_decay=trace_decay) for plan in plans
    )
    alone = [PAIR.only("B").omitted()]
    return Blocking(
        blocked,
        control,
        blocked.probe(alone, discount=discount)[0],
        control.probe(alone, discount=discount)[0],
        time_from_cue(),
        n_alone,
        n_both,
    )


def blocking_claims(result: Blocking) -> dict[str, float]:
    """Value of B after training and the error at its onset, with and without a history of A."""
    return {
        "value_blocked": float(result.blocked.rescorla_wagner[-1, 1]),
        "value_control": float(result.control.rescorla_wagner[-1, 1]),
        "cue_error_blocked": float(result.probe_blocked[CUE_STEP]),
        "cue_error_control": float(result.probe_control[CUE_STEP]),
    }


@dataclass(frozen=True)
class Inhibition:
    """A with reward in turn with A and X without, then three unrewarded tests.

    Attributes
    ----------
    group : CompoundResult
        What was learnt: A, then X.
    probe_names : tuple of str
        The tests: A alone, A and X, X alone.
    probes : numpy.ndarray
        TD errors of the tests, unit of the reward, ``(3, n_steps)``.
    time : numpy.ndarray
        Steps from the cue, ``(n_steps,)``.
    """

    group: CompoundResult
    probe_names: tuple[str, ...]
    probes: NDArray[np.float64]
    time: NDArray[np.int64]
    evidence: Evidence = "simulation"


def run_inhibition(
    *,
    alpha: float = ALPHA,
    discount: float = DISCOUNT,
    trace_decay: float = TRACE_DECAY,
    n_rounds: int = 250,
) -> Inhibition:
    """Alternate ``A -> reward`` and ``AX -> nothing``, then test."""
    both = Trial((Cue("A", CUE_STEP), Cue("X", CUE_STEP)), n_steps=N_STEPS)
    plan = schedule(alternate(PAIRED, both, n=n_rounds))
    group = learn_both(plan, alpha=alpha, discount=discount, trace_decay=trace_decay)
    tests = {"A": PAIRED.omitted(), "A and X": both, "X": both.only("X")}
    return Inhibition(
        group,
        tuple(tests),
        group.probe(list(tests.values()), discount=discount),
        time_from_cue(),
    )


def inhibition_claims(result: Inhibition) -> dict[str, float]:
    """X ends as minus A, silences A's burst, and makes the missing reward no surprise."""
    excitor, pair, inhibitor = result.probes
    return {
        "value_excitor": float(result.group.rescorla_wagner[-1, 0]),
        "value_inhibitor": float(result.group.rescorla_wagner[-1, 1]),
        "error_at_inhibitor": float(inhibitor[CUE_STEP]),
        "error_at_pair": float(pair[CUE_STEP]),
        "omission_without_inhibitor": float(excitor[REWARD_STEP]),
        "omission_with_inhibitor": float(pair[REWARD_STEP]),
    }


@dataclass(frozen=True)
class SecondOrder:
    """B before A, after A has come to predict reward.

    Attributes
    ----------
    rescorla_wagner, temporal_difference : numpy.ndarray
        Value of B before each trial of the second phase and after the last (TD: at B's onset),
        ``(n_trials + 1,)``.
    error : numpy.ndarray
        TD errors of the second phase, ``(n_trials, n_steps)``.
    just_before_first : float
        What B's feature in the step before A gained in the first trial.
    time : numpy.ndarray
        Steps from B's onset, ``(n_steps,)``.
    lead : int
        Steps by which B comes before A.
    """

    rescorla_wagner: NDArray[np.float64]
    temporal_difference: NDArray[np.float64]
    error: NDArray[np.float64]
    just_before_first: float
    time: NDArray[np.int64]
    lead: int
    evidence: Evidence = "simulation"


def run_second_order(
    *,
    alpha: float = ALPHA,
    discount: float = DISCOUNT,
    trace_decay: float = 0.0,
    lead: int = 3,
    n_first: int = 300,
    n_second: int = 150,
) -> SecondOrder:
    """``A -> reward``, then ``B -> A -> nothing``, with B ``lead`` steps before A."""
    first_cue = CUE_STEP + lead
    n_steps = N_STEPS + lead
    first = Trial((Cue("A", first_cue),), ((first_cue + DELAY, 1.0),), n_steps)
    second = Trial((Cue("B", CUE_STEP), Cue("A", first_cue)), n_steps=n_steps)
    plan = schedule({"first": [first] * n_first, "second": [second] * n_second}, cues=("A", "B"))
    td = train(plan, alpha=alpha, discount=discount, trace_decay=trace_decay)
    rw = rescorla_wagner(plan.present, plan.reward.sum(axis=-1), alpha=alpha)
    taps = complete_serial_compound(plan).of("B")
    start = plan.trials_of("second")[0]
    return SecondOrder(
        rescorla_wagner=rw.value[start:, 1],
        temporal_difference=td.weights[start:, taps[0]],
        error=td.error[start:],
        just_before_first=float(td.weights[start + 1, taps[lead - 1]]),
        time=time_from_cue(n_steps),
        lead=lead,
    )


def second_order_claims(result: SecondOrder) -> dict[str, float]:
    """TD lends B a positive value for a while; Rescorla-Wagner never does."""
    return {
        "first_gain_td": result.just_before_first,
        "peak_td": float(result.temporal_difference.max()),
        "largest_rescorla_wagner": float(result.rescorla_wagner.max()),
        "final_rescorla_wagner": float(result.rescorla_wagner[-1]),
    }
