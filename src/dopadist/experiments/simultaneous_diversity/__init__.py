"""Simultaneous diversity: what is run, and the claims that each figure makes."""

from dopadist.experiments.shared import study
from dopadist.experiments.simultaneous_diversity.baseline import (
    baseline_claims,
    baseline_statistics,
    run_baseline,
)
from dopadist.experiments.simultaneous_diversity.components import (
    components_claims,
    components_statistics,
    run_components,
)
from dopadist.experiments.simultaneous_diversity.fluctuations import (
    fluctuations_claims,
    fluctuations_statistics,
    run_fluctuations,
)
from dopadist.experiments.simultaneous_diversity.middle import (
    middle_claims,
    middle_statistics,
    run_middle,
)
from dopadist.experiments.simultaneous_diversity.responses import (
    animal_claims,
    run_animal,
    run_simultaneous,
    simultaneous_claims,
    simultaneous_statistics,
)
from dopadist.experiments.simultaneous_diversity.same_spikes import (
    run_same_spikes,
    same_spikes_claims,
)

__all__ = [
    "animal_claims",
    "baseline_claims",
    "baseline_statistics",
    "components_claims",
    "components_statistics",
    "fluctuations_claims",
    "fluctuations_statistics",
    "middle_claims",
    "middle_statistics",
    "run_animal",
    "run_baseline",
    "run_components",
    "run_fluctuations",
    "run_middle",
    "run_same_spikes",
    "run_simultaneous",
    "same_spikes_claims",
    "simultaneous_claims",
    "simultaneous_statistics",
    "study",
]
