"""Figures of the chapter on the coding of reward probability."""

from dopadist.plots.probability_coding.code import (
    bernoulli_expectiles,
    learnt_probabilities,
    probability_task,
)
from dopadist.plots.probability_coding.groups import probability_power, three_groups
from dopadist.plots.probability_coding.null import t_null
from dopadist.plots.probability_coding.profiles import position_halves, probability_profiles
from dopadist.plots.probability_coding.rivals import probability_rivals

__all__ = [
    "bernoulli_expectiles",
    "learnt_probabilities",
    "position_halves",
    "probability_power",
    "probability_profiles",
    "probability_rivals",
    "probability_task",
    "t_null",
    "three_groups",
]
