"""Figures of the chapter on decoding under stress."""

from dopadist.plots.decoding_stress.axes import axes
from dopadist.plots.decoding_stress.controls import controls
from dopadist.plots.decoding_stress.identifiable import identifiable
from dopadist.plots.decoding_stress.noise import noise
from dopadist.plots.decoding_stress.numbers import numbers
from dopadist.plots.decoding_stress.pairing import pairing
from dopadist.plots.decoding_stress.shifts import shifts
from dopadist.plots.decoding_stress.unconstrained import unconstrained

__all__ = [
    "axes",
    "controls",
    "identifiable",
    "noise",
    "numbers",
    "pairing",
    "shifts",
    "unconstrained",
]
