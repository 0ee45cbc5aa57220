"""Experiments of the chapter on decoding under stress: what a decode rests on."""

from dopadist.experiments.decoding_stress.axes import Axes, run_axes
from dopadist.experiments.decoding_stress.axes_report import axes_claims, axes_statistics
from dopadist.experiments.decoding_stress.controls import Controls, run_controls
from dopadist.experiments.decoding_stress.controls_report import (
    controls_claims,
    controls_statistics,
)
from dopadist.experiments.decoding_stress.identifiable import (
    Identifiable,
    identifiable_claims,
    identifiable_statistics,
    run_identifiable,
)
from dopadist.experiments.decoding_stress.noise import Noise, run_noise
from dopadist.experiments.decoding_stress.noise_report import noise_claims, noise_statistics
from dopadist.experiments.decoding_stress.numbers import Numbers, run_numbers
from dopadist.experiments.decoding_stress.numbers_report import numbers_claims, numbers_statistics
from dopadist.experiments.decoding_stress.pairing import (
    Pairing,
    pairing_claims,
    pairing_statistics,
    run_pairing,
)
from dopadist.experiments.decoding_stress.shifts import (
    Shifts,
    run_shifts,
    shifts_claims,
    shifts_statistics,
)
from dopadist.experiments.decoding_stress.unconstrained import (
    Unconstrained,
    run_unconstrained,
    unconstrained_claims,
    unconstrained_statistics,
)
from dopadist.experiments.shared.decodes import cells_of, load_cells
from dopadist.experiments.shared.statistics import middle

__all__ = [
    "Axes",
    "Controls",
    "Identifiable",
    "Noise",
    "Numbers",
    "Pairing",
    "Shifts",
    "Unconstrained",
    "axes_claims",
    "axes_statistics",
    "cells_of",
    "controls_claims",
    "controls_statistics",
    "identifiable_claims",
    "identifiable_statistics",
    "load_cells",
    "middle",
    "noise_claims",
    "noise_statistics",
    "numbers_claims",
    "numbers_statistics",
    "pairing_claims",
    "pairing_statistics",
    "run_axes",
    "run_controls",
    "run_identifiable",
    "run_noise",
    "run_numbers",
    "run_pairing",
    "run_shifts",
    "run_unconstrained",
    "shifts_claims",
    "shifts_statistics",
    "unconstrained_claims",
    "unconstrained_statistics",
]
