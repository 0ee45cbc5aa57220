"""Asymmetric scaling: what is run, and the claims and statistics that each figure makes."""

from dopadist.experiments.asymmetric_scaling.aligned import (
    aligned_claims,
    aligned_statistics,
    run_aligned,
)
from dopadist.experiments.asymmetric_scaling.asymmetries import (
    asymmetries_claims,
    asymmetries_statistics,
    run_asymmetries,
)
from dopadist.experiments.asymmetric_scaling.bias import (
    bias_claims,
    bias_statistics,
    decision_claims,
    decision_statistics,
    run_bias,
    run_decision,
)
from dopadist.experiments.asymmetric_scaling.curved import (
    curved_claims,
    curved_statistics,
    run_curved,
)
from dopadist.experiments.asymmetric_scaling.example_slopes import (
    example_slopes_claims,
    example_slopes_statistics,
    run_example_slopes,
)
from dopadist.experiments.asymmetric_scaling.fold_tests import (
    fold_tests_claims,
    fold_tests_statistics,
    run_fold_tests,
)
from dopadist.experiments.asymmetric_scaling.prediction import (
    prediction_claims,
    prediction_statistics,
    run_prediction,
)
from dopadist.experiments.asymmetric_scaling.relation import (
    relation_claims,
    relation_statistics,
    run_relation,
)
from dopadist.experiments.asymmetric_scaling.same_trials import (
    run_same_trials,
    same_trials_claims,
    same_trials_statistics,
)
from dopadist.experiments.shared import run_nulls, study

__all__ = [
    "aligned_claims",
    "aligned_statistics",
    "asymmetries_claims",
    "asymmetries_statistics",
    "bias_claims",
    "bias_statistics",
    "curved_claims",
    "curved_statistics",
    "decision_claims",
    "decision_statistics",
    "example_slopes_claims",
    "example_slopes_statistics",
    "fold_tests_claims",
    "fold_tests_statistics",
    "prediction_claims",
    "prediction_statistics",
    "relation_claims",
    "relation_statistics",
    "run_aligned",
    "run_asymmetries",
    "run_bias",
    "run_curved",
    "run_decision",
    "run_example_slopes",
    "run_fold_tests",
    "run_nulls",
    "run_prediction",
    "run_relation",
    "run_same_trials",
    "same_trials_claims",
    "same_trials_statistics",
    "study",
]
