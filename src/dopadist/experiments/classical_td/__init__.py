"""Experiments of the chapter on classical temporal-difference learning."""

from dopadist.experiments.classical_td.compounds import (
    blocking_claims,
    inhibition_claims,
    run_blocking,
    run_inhibition,
    run_second_order,
    second_order_claims,
)
from dopadist.experiments.classical_td.learning_curves import (
    acquisition_claims,
    partial_reinforcement_claims,
    run_acquisition,
    run_partial_reinforcement,
)
from dopadist.experiments.classical_td.memory import cue_memory_claims, run_cue_memory
from dopadist.experiments.classical_td.outcomes import (
    reward_probability_claims,
    reward_timing_claims,
    run_reward_probability,
    run_reward_timing,
)
from dopadist.experiments.classical_td.population import (
    classical_population_claims,
    run_classical_population,
)
from dopadist.experiments.classical_td.settings import CUE_STEP
from dopadist.experiments.classical_td.trial_errors import (
    error_over_trials_claims,
    reward_and_omission_claims,
    run_error_over_trials,
    run_reward_and_omission,
    run_training,
    value_and_error_claims,
)

__all__ = [
    "CUE_STEP",
    "acquisition_claims",
    "blocking_claims",
    "classical_population_claims",
    "cue_memory_claims",
    "error_over_trials_claims",
    "inhibition_claims",
    "partial_reinforcement_claims",
    "reward_and_omission_claims",
    "reward_probability_claims",
    "reward_timing_claims",
    "run_acquisition",
    "run_blocking",
    "run_classical_population",
    "run_cue_memory",
    "run_error_over_trials",
    "run_inhibition",
    "run_partial_reinforcement",
    "run_reward_and_omission",
    "run_reward_probability",
    "run_reward_timing",
    "run_second_order",
    "run_training",
    "second_order_claims",
    "value_and_error_claims",
]
