"""Figures of the chapter on asymmetric scaling."""

from dopadist.plots.asymmetric_scaling.aligned import aligned, prediction
from dopadist.plots.asymmetric_scaling.asymmetries import asymmetries
from dopadist.plots.asymmetric_scaling.bias import bias, decision
from dopadist.plots.asymmetric_scaling.curved import curved
from dopadist.plots.asymmetric_scaling.example_slopes import example_slopes
from dopadist.plots.asymmetric_scaling.fold_tests import fold_tests
from dopadist.plots.asymmetric_scaling.relation import relation
from dopadist.plots.asymmetric_scaling.same_trials import same_trials

__all__ = [
    "aligned",
    "asymmetries",
    "bias",
    "curved",
    "decision",
    "example_slopes",
    "fold_tests",
    "prediction",
    "relation",
    "same_trials",
]
