"""Runs the notebooks, records and checks their figures, reports; the figure contract."""

from dopadist.reproduce.publishing import number, publish

__all__ = ["number", "publish"]
