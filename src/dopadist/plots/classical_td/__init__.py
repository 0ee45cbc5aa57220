"""Figures of the chapter on classical temporal-difference learning."""

from dopadist.plots.classical_td.compounds import blocking, inhibition, second_order
from dopadist.plots.classical_td.learning_curves import acquisition, partial_reinforcement
from dopadist.plots.classical_td.memory import cue_memory
from dopadist.plots.classical_td.outcomes import reward_probability, reward_timing
from dopadist.plots.classical_td.population import classical_population
from dopadist.plots.classical_td.trial_errors import (
    error_over_trials,
    reward_and_omission,
    value_and_error,
)

__all__ = [
    "acquisition",
    "blocking",
    "classical_population",
    "cue_memory",
    "error_over_trials",
    "inhibition",
    "partial_reinforcement",
    "reward_and_omission",
    "reward_probability",
    "reward_timing",
    "second_order",
    "value_and_error",
]
