"""Independent halves: the reversal point from one, the asymmetry from the other."""

from dopadist.crossfit.correlations import (
    Bootstrap,
    SplitCorrelations,
    bootstrap,
    permutation_p,
    split_correlations,
)
from dopadist.crossfit.fit import CrossFit, cross_fit
from dopadist.crossfit.folds import fold_asymmetries
from dopadist.crossfit.halves import chronological_halves, random_halves

__all__ = [
    "Bootstrap",
    "CrossFit",
    "SplitCorrelations",
    "bootstrap",
    "chronological_halves",
    "cross_fit",
    "fold_asymmetries",
    "permutation_p",
    "random_halves",
    "split_correlations",
]
