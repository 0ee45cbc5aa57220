"""The asymmetry of a cell: how steeply it responds above against below its reversal point."""

from dopadist.asymmetry.estimates import ESTIMATORS, CellEstimates, Estimator, estimate
from dopadist.asymmetry.hill import hill_fit, saturated
from dopadist.asymmetry.joint import joint_fit
from dopadist.asymmetry.slopes import slopes

__all__ = [
    "ESTIMATORS",
    "CellEstimates",
    "Estimator",
    "estimate",
    "hill_fit",
    "joint_fit",
    "saturated",
    "slopes",
]
