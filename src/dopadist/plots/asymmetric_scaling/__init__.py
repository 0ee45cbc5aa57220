"""Figures of the chapter on asymmetric scaling."""

from dopadist.plots.asymmetric_scaling.asymmetries import asymmetries, example_slopes
from dopadist.plots.asymmetric_scaling.bias import bias, decision
from dopadist.plots.asymmetric_scaling.relation import relation
from dopadist.plots.asymmetric_scaling.same_trials import same_trials

__all__ = [
    "asymmetries",
    "bias",
    "decision",
    "example_slopes",
    "relation",
    "same_trials",
]
