"""Figures of the chapter on the analyst's choices."""

from dopadist.plots.sensitivity.multiverse import explained, multiverse
from dopadist.plots.sensitivity.sessions import sessions
from dopadist.plots.sensitivity.singles import singles

__all__ = ["explained", "multiverse", "sessions", "singles"]
