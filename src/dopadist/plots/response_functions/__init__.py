"""Figures of the chapter on response functions and adaptation."""

from dopadist.plots.response_functions.bends import concavity, matrix, refits
from dopadist.plots.response_functions.cells import bands, one_or_many
from dopadist.plots.response_functions.common import common_cells, discriminability
from dopadist.plots.response_functions.decode import adaptation, small

__all__ = [
    "adaptation",
    "bands",
    "common_cells",
    "concavity",
    "discriminability",
    "matrix",
    "one_or_many",
    "refits",
    "small",
]
