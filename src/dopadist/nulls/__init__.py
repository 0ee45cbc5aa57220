"""Populations in which the hypothesis is false, and what the analysis finds in them."""

from dopadist.nulls.distribution import (
    RULES,
    NullDistribution,
    exceedance_p,
    null_distributions,
    population_correlations,
)
from dopadist.nulls.fitted import cell_gains, residual_sds, with_residuals
from dopadist.nulls.models import (
    equal_slopes,
    homogeneous,
    normalised_rl,
    spiking,
    two_lines,
    unrelated_asymmetries,
)
from dopadist.nulls.permuted import permuted_trials, shifted_baselines
from dopadist.nulls.together import StraightCells, exchange, exchanged, resample, straight_cells

__all__ = [
    "RULES",
    "NullDistribution",
    "StraightCells",
    "cell_gains",
    "equal_slopes",
    "exceedance_p",
    "exchange",
    "exchanged",
    "homogeneous",
    "normalised_rl",
    "null_distributions",
    "permuted_trials",
    "population_correlations",
    "resample",
    "residual_sds",
    "shifted_baselines",
    "spiking",
    "straight_cells",
    "two_lines",
    "unrelated_asymmetries",
    "with_residuals",
]
