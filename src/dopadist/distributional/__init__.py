"""Distributional learning: expectile, quantile and categorical learners, and their theory.

One learning rule, many learners: each channel of a population holds one prediction and scales
its positive and its negative prediction errors differently.
"""

from dopadist.distributional.bootstrapped import (
    Bootstrap,
    Impute,
    bootstrap_fixed_points,
    learn_chain,
    maximum_entropy_samples,
)
from dopadist.distributional.categorical import learn_categorical, project
from dopadist.distributional.chains import MarkovChain, return_distributions, two_coins
from dopadist.distributional.coupled import (
    expected_values,
    gaussian_coupling,
    learn_coupled,
)
from dopadist.distributional.learning import learn, learn_by_trial
from dopadist.distributional.rules import Population, Response, from_tau, step, update
from dopadist.distributional.theory import (
    constant_rate_noise,
    fixed_points,
    mean_update,
    restoring_rate,
    step_variance,
)

__all__ = [
    "Bootstrap",
    "Impute",
    "MarkovChain",
    "Population",
    "Response",
    "bootstrap_fixed_points",
    "constant_rate_noise",
    "expected_values",
    "fixed_points",
    "from_tau",
    "gaussian_coupling",
    "learn",
    "learn_by_trial",
    "learn_categorical",
    "learn_chain",
    "learn_coupled",
    "maximum_entropy_samples",
    "mean_update",
    "project",
    "restoring_rate",
    "return_distributions",
    "step",
    "step_variance",
    "two_coins",
    "update",
]
