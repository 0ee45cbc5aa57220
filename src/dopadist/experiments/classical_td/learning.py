"""Train on a schedule, test without learning: what most experiments of the chapter do."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from dopadist.classical import (
    Representation,
    TemporalDifference,
    complete_serial_compound,
    temporal_difference,
)
from dopadist.tasks.conditioning import Schedule, Trial, schedule

# What the animal remembers: from a schedule to features.
Memory = Callable[[Schedule], Representation]


def train(
    plan: Schedule,
    *,
    alpha: float,
    discount: float,
    trace_decay: float = 0.0,
    memory: Memory = complete_serial_compound,
) -> TemporalDifference:
    """Run TD through a schedule; TD(0) on the complete serial compound unless told otherwise.

    Parameters
    ----------
    plan : Schedule
        ``n_trials`` trials of ``n_steps`` steps.
    alpha, discount, trace_decay : float
        Learning rate, gamma and lambda, each in [0, 1].
    memory : callable
        Makes the features of the schedule.

    Returns
    -------
    TemporalDifference
        Values and errors ``(n_trials, n_steps)``, weights ``(n_trials + 1, n_features)``.
    """
    return temporal_difference(
        memory(plan).features,
        plan.reward,
        alpha=alpha,
        discount=discount,
        trace_decay=trace_decay,
    )


def probe(
    weights: NDArray[np.float64],
    trials: Sequence[Trial],
    *,
    cues: Sequence[str],
    discount: float,
    memory: Memory = complete_serial_compound,
) -> TemporalDifference:
    """Run test trials in which nothing is learnt.

    Parameters
    ----------
    weights : numpy.ndarray
        What training left, ``(n_features,)``.
    trials : sequence of Trial
        ``n_probes`` tests.
    cues : sequence of str
        Names of the cues in the order that they had in training, so that a test that lacks
        one of them still meets the right weights.
    discount : float
        Gamma, in [0, 1].
    memory : callable
        The memory that was trained.

    Returns
    -------
    TemporalDifference
        Values and errors ``(n_probes, n_steps)``.
    """
    plan = schedule(trials, cues=cues)
    return temporal_difference(
        memory(plan).features, plan.reward, alpha=0.0, discount=discount, weights=weights
    )
