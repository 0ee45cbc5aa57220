"""Figures of the chapter on the analyst's choices."""

from dopadist.plots.sensitivity.variants import variants

__all__ = ["variants"]
