"""Independent halves: the reversal point from one, the asymmetry from the other."""

from dopadist.crossfit.correlations import SplitCorrelations, split_correlations
from dopadist.crossfit.fit import CrossFit, cross_fit
from dopadist.crossfit.folds import fold_asymmetries
from dopadist.crossfit.halves import chronological_halves, random_halves
from dopadist.crossfit.inference import Bootstrap, bootstrap, permutation_p

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
