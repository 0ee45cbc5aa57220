"""A folder of recordings in; cells, splits, the decoded distribution and a summary out."""

from dopadist.analysis.results import Decoded, Results, compute
from dopadist.analysis.run import Analysis, analyze, analyze_recordings

__all__ = ["Analysis", "Decoded", "Results", "analyze", "analyze_recordings", "compute"]
