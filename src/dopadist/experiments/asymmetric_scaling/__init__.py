"""Asymmetric scaling: what is run, and the claims that each figure makes."""

from dopadist.experiments.asymmetric_scaling.asymmetries import (
    asymmetries_claims,
    example_slopes_claims,
    run_asymmetries,
    run_example_slopes,
)
from dopadist.experiments.asymmetric_scaling.bias import (
    bias_claims,
    decision_claims,
    run_bias,
    run_decision,
)
from dopadist.experiments.asymmetric_scaling.relation import relation_claims, run_relation
from dopadist.experiments.asymmetric_scaling.same_trials import (
    run_same_trials,
    same_trials_claims,
)
from dopadist.experiments.shared import Nulls, Study, run_nulls, study

__all__ = [
    "Nulls",
    "Study",
    "asymmetries_claims",
    "bias_claims",
    "decision_claims",
    "example_slopes_claims",
    "relation_claims",
    "run_asymmetries",
    "run_bias",
    "run_decision",
    "run_example_slopes",
    "run_nulls",
    "run_relation",
    "run_same_trials",
    "same_trials_claims",
    "study",
]
