"""Experiments of the chapter on the coding of reward probability. All of them are simulated."""

from dopadist.experiments.probability_coding.closed_forms import (
    bernoulli_expectiles_claims,
    run_bernoulli_expectiles,
)
from dopadist.experiments.probability_coding.groups import (
    run_three_groups,
    three_groups_claims,
    three_groups_statistics,
)
from dopadist.experiments.probability_coding.learnt import (
    learnt_probabilities_claims,
    learnt_probabilities_statistics,
    run_learnt_probabilities,
)
from dopadist.experiments.probability_coding.null import run_t_null
from dopadist.experiments.probability_coding.null_claims import t_null_claims, t_null_statistics
from dopadist.experiments.probability_coding.power import (
    probability_power_claims,
    probability_power_statistics,
    run_probability_power,
)
from dopadist.experiments.probability_coding.profiles import (
    position_halves_claims,
    position_halves_statistics,
    probability_profiles_claims,
    probability_profiles_statistics,
    run_position_halves,
    run_probability_profiles,
)
from dopadist.experiments.probability_coding.rival_claims import (
    probability_rivals_claims,
    probability_rivals_statistics,
)
from dopadist.experiments.probability_coding.rivals import run_probability_rivals
from dopadist.experiments.probability_coding.settings import BASE_RATE, N_CELLS, N_TRIALS
from dopadist.experiments.probability_coding.task import (
    probability_task_claims,
    run_probability_task,
)

__all__ = [
    "BASE_RATE",
    "N_CELLS",
    "N_TRIALS",
    "bernoulli_expectiles_claims",
    "learnt_probabilities_claims",
    "learnt_probabilities_statistics",
    "position_halves_claims",
    "position_halves_statistics",
    "probability_power_claims",
    "probability_power_statistics",
    "probability_profiles_claims",
    "probability_profiles_statistics",
    "probability_rivals_claims",
    "probability_rivals_statistics",
    "probability_task_claims",
    "run_bernoulli_expectiles",
    "run_learnt_probabilities",
    "run_position_halves",
    "run_probability_power",
    "run_probability_profiles",
    "run_probability_rivals",
    "run_probability_task",
    "run_t_null",
    "run_three_groups",
    "t_null_claims",
    "t_null_statistics",
    "three_groups_claims",
    "three_groups_statistics",
]
