"""Independent halves: the reversal point from one, the asymmetry from the other."""

from dopadist.crossfit.correlations import SplitCorrelations, split_correlations
from dopadist.crossfit.fit import CrossFit, Scheme, cross_fit
from dopadist.crossfit.folds import fold_asymmetries, fold_statistics
from dopadist.crossfit.grid import correlation_grid
from dopadist.crossfit.halves import chronological_halves, random_halves
from dopadist.crossfit.inference import Bootstrap, bootstrap, permutation_p
from dopadist.crossfit.kinds import METHODS, WITHIN, Method, Within, adjust

__all__ = [
    "METHODS",
    "WITHIN",
    "Bootstrap",
    "CrossFit",
    "Method",
    "Scheme",
    "SplitCorrelations",
    "Within",
    "adjust",
    "bootstrap",
    "chronological_halves",
    "correlation_grid",
    "cross_fit",
    "fold_asymmetries",
    "fold_statistics",
    "permutation_p",
    "random_halves",
    "split_correlations",
]
