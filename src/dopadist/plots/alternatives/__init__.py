"""Figures of the chapter on alternatives."""

from dopadist.plots.alternatives.nulls import nulls

__all__ = ["nulls"]
