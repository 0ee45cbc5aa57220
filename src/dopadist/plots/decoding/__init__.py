"""Figures of the chapter on decoding."""

from dopadist.plots.decoding.cells import decoded_cells, trap
from dopadist.plots.decoding.comparisons import nulls
from dopadist.plots.decoding.concepts import condition, methods
from dopadist.plots.decoding.simulated import sigma, simulated

__all__ = [
    "condition",
    "decoded_cells",
    "methods",
    "nulls",
    "sigma",
    "simulated",
    "trap",
]
