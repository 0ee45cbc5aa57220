"""Figures of the chapter on reversal points."""

from dopadist.plots.reversal_points.points import by_hand, reversal_halves, sorted_cells
from dopadist.plots.reversal_points.responses import task, time_course, two_cells

__all__ = [
    "by_hand",
    "reversal_halves",
    "sorted_cells",
    "task",
    "time_course",
    "two_cells",
]
