"""Simulated recordings with the schema of the recorded cells."""

from dopadist.surrogate.population import Truth, truth
from dopadist.surrogate.settings import POPULATIONS, SETTINGS, Population, Settings
from dopadist.surrogate.spikes import surrogate

__all__ = [
    "POPULATIONS",
    "SETTINGS",
    "Population",
    "Settings",
    "Truth",
    "surrogate",
    "truth",
]
