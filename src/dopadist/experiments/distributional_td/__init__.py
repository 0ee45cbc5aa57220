"""Experiments of the chapter on distributional temporal-difference learning."""

from dopadist.experiments.distributional_td.bootstrapping import (
    bootstrapping_claims,
    run_bootstrapping,
    run_shared_draw,
    shared_draw_claims,
)
from dopadist.experiments.distributional_td.emergence import (
    emergence_claims,
    learnt_distribution_claims,
    run_emergence,
    run_three_codes,
    three_codes_claims,
)
from dopadist.experiments.distributional_td.fixed_points import (
    equilibrium_claims,
    one_rule_claims,
    run_equilibrium,
    run_one_rule,
)
from dopadist.experiments.distributional_td.misreadings import (
    mean_not_median_claims,
    one_number_claims,
    responses_at_equilibrium_claims,
    run_mean_not_median,
    run_one_number,
    run_responses_at_equilibrium,
)
from dopadist.experiments.distributional_td.population import (
    run_simulated_population,
    simulated_population_claims,
    simulated_population_statistics,
)
from dopadist.experiments.distributional_td.rates import (
    constant_rate_noise_claims,
    constant_rate_noise_statistics,
    run_constant_rate_noise,
    run_sum_and_ratio,
    sum_and_ratio_claims,
)

__all__ = [
    "bootstrapping_claims",
    "constant_rate_noise_claims",
    "constant_rate_noise_statistics",
    "emergence_claims",
    "equilibrium_claims",
    "learnt_distribution_claims",
    "mean_not_median_claims",
    "one_number_claims",
    "one_rule_claims",
    "responses_at_equilibrium_claims",
    "run_bootstrapping",
    "run_constant_rate_noise",
    "run_emergence",
    "run_equilibrium",
    "run_mean_not_median",
    "run_one_number",
    "run_one_rule",
    "run_responses_at_equilibrium",
    "run_shared_draw",
    "run_simulated_population",
    "run_sum_and_ratio",
    "run_three_codes",
    "shared_draw_claims",
    "simulated_population_claims",
    "simulated_population_statistics",
    "sum_and_ratio_claims",
    "three_codes_claims",
]
