"""Chapter 3, reversal points: what is run, and the claims that each figure makes."""

from dopadist.experiments.reversal_points.asymmetries import (
    asymmetries_claims,
    example_slopes_claims,
    run_asymmetries,
    run_example_slopes,
)
from dopadist.experiments.reversal_points.bias import (
    bias_claims,
    decision_claims,
    run_bias,
    run_decision,
)
from dopadist.experiments.reversal_points.nulls import (
    nulls_claims,
    run_nulls,
    run_same_trials,
    same_trials_claims,
)
from dopadist.experiments.reversal_points.points import (
    by_hand_claims,
    reversal_halves_claims,
    run_by_hand,
    run_reversal_halves,
    run_sorted_cells,
    sorted_cells_claims,
)
from dopadist.experiments.reversal_points.relation import (
    relation_claims,
    run_relation,
    run_variants,
    variants_claims,
)
from dopadist.experiments.reversal_points.responses import (
    run_task,
    run_time_course,
    run_two_cells,
    task_claims,
    time_course_claims,
    two_cells_claims,
)
from dopadist.experiments.reversal_points.study import Study, study

__all__ = [
    "Study",
    "asymmetries_claims",
    "bias_claims",
    "by_hand_claims",
    "decision_claims",
    "example_slopes_claims",
    "nulls_claims",
    "relation_claims",
    "reversal_halves_claims",
    "run_asymmetries",
    "run_bias",
    "run_by_hand",
    "run_decision",
    "run_example_slopes",
    "run_nulls",
    "run_relation",
    "run_reversal_halves",
    "run_same_trials",
    "run_sorted_cells",
    "run_task",
    "run_time_course",
    "run_two_cells",
    "run_variants",
    "same_trials_claims",
    "sorted_cells_claims",
    "study",
    "task_claims",
    "time_course_claims",
    "two_cells_claims",
    "variants_claims",
]
