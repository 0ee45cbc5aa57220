"""Figures of chapter 3, reversal points."""

from dopadist.plots.reversal_points.asymmetries import asymmetries, example_slopes
from dopadist.plots.reversal_points.bias import bias, decision
from dopadist.plots.reversal_points.nulls import nulls, same_trials
from dopadist.plots.reversal_points.points import by_hand, reversal_halves, sorted_cells
from dopadist.plots.reversal_points.relation import relation, variants
from dopadist.plots.reversal_points.responses import task, time_course, two_cells

__all__ = [
    "asymmetries",
    "bias",
    "by_hand",
    "decision",
    "example_slopes",
    "nulls",
    "relation",
    "reversal_halves",
    "same_trials",
    "sorted_cells",
    "task",
    "time_course",
    "two_cells",
    "variants",
]
