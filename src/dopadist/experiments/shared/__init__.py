"""What several chapters use: the cells under study, and the populations without the relation."""

from dopadist.experiments.shared.nulls import NULLS, Nulls, draws, run_nulls
from dopadist.experiments.shared.study import Study, geometric_mean_p, split_p, study, whole

__all__ = [
    "NULLS",
    "Nulls",
    "Study",
    "draws",
    "geometric_mean_p",
    "run_nulls",
    "split_p",
    "study",
    "whole",
]
