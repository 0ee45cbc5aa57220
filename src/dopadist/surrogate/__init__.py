"""Simulated recordings with the schema of the recorded cells."""

from dopadist.surrogate.loading import load_or_surrogate
from dopadist.surrogate.population import Truth, truth
from dopadist.surrogate.settings import POPULATIONS, SETTINGS, Population, Settings
from dopadist.surrogate.spikes import surrogate
from dopadist.surrogate.writing import write_cell, write_folder

__all__ = [
    "POPULATIONS",
    "SETTINGS",
    "Population",
    "Settings",
    "Truth",
    "load_or_surrogate",
    "surrogate",
    "truth",
    "write_cell",
    "write_folder",
]
