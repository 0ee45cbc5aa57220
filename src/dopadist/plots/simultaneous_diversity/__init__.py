"""Figures of the chapter on simultaneous diversity."""

from dopadist.plots.simultaneous_diversity.baseline import baseline
from dopadist.plots.simultaneous_diversity.cells import animal, simultaneous
from dopadist.plots.simultaneous_diversity.components import components
from dopadist.plots.simultaneous_diversity.fluctuations import fluctuations
from dopadist.plots.simultaneous_diversity.middle import middle
from dopadist.plots.simultaneous_diversity.same_spikes import same_spikes

__all__ = [
    "animal",
    "baseline",
    "components",
    "fluctuations",
    "middle",
    "same_spikes",
    "simultaneous",
]
