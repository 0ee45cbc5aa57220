"""Figures of the chapter on alternatives."""

from dopadist.plots.alternatives.baseline_bias import baseline_bias, bias_map
from dopadist.plots.alternatives.coupling import coupling, diffuse
from dopadist.plots.alternatives.noise import classical_noise
from dopadist.plots.alternatives.nulls import nulls
from dopadist.plots.alternatives.sign_prediction import sign_prediction
from dopadist.plots.alternatives.table import table

__all__ = [
    "baseline_bias",
    "bias_map",
    "classical_noise",
    "coupling",
    "diffuse",
    "nulls",
    "sign_prediction",
    "table",
]
