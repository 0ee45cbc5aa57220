"""Reversal points: what is run, and the claims that each figure makes."""

from dopadist.experiments.reversal_points.points import (
    by_hand_claims,
    reversal_halves_claims,
    reversal_halves_statistics,
    run_by_hand,
    run_reversal_halves,
    run_sorted_cells,
    sorted_cells_claims,
    sorted_cells_statistics,
)
from dopadist.experiments.reversal_points.responses import (
    run_task,
    run_time_course,
    run_two_cells,
    task_claims,
    time_course_claims,
    two_cells_claims,
    two_cells_statistics,
)
from dopadist.experiments.shared import study

__all__ = [
    "by_hand_claims",
    "reversal_halves_claims",
    "reversal_halves_statistics",
    "run_by_hand",
    "run_reversal_halves",
    "run_sorted_cells",
    "run_task",
    "run_time_course",
    "run_two_cells",
    "sorted_cells_claims",
    "sorted_cells_statistics",
    "study",
    "task_claims",
    "time_course_claims",
    "two_cells_claims",
    "two_cells_statistics",
]
