"""Figures of the chapter on decoding."""

from dopadist.plots.decoding.cells import decoded_cells, trap
from dopadist.plots.decoding.comparisons import axes, controls, identifiable, nulls
from dopadist.plots.decoding.concepts import condition, methods
from dopadist.plots.decoding.simulated import sigma, simulated

__all__ = [
    "axes",
    "condition",
    "controls",
    "decoded_cells",
    "identifiable",
    "methods",
    "nulls",
    "sigma",
    "simulated",
    "trap",
]
