"""Figures of the chapter on distributional temporal-difference learning."""

from dopadist.plots.distributional_td.bootstrapping import bootstrapping, shared_draw
from dopadist.plots.distributional_td.emergence import (
    emergence,
    learnt_distribution,
    three_codes,
)
from dopadist.plots.distributional_td.fixed_points import equilibrium, one_rule
from dopadist.plots.distributional_td.misreadings import (
    mean_not_median,
    one_number,
    responses_at_equilibrium,
)
from dopadist.plots.distributional_td.population import simulated_population
from dopadist.plots.distributional_td.rates import constant_rate_noise, sum_and_ratio

__all__ = [
    "bootstrapping",
    "constant_rate_noise",
    "emergence",
    "equilibrium",
    "learnt_distribution",
    "mean_not_median",
    "one_number",
    "one_rule",
    "responses_at_equilibrium",
    "shared_draw",
    "simulated_population",
    "sum_and_ratio",
    "three_codes",
]
