"""Could it be something else? What is run, and the claims that each figure makes."""

from dopadist.experiments.alternatives.relation_nulls import nulls_claims
from dopadist.experiments.shared import Nulls, Study, run_nulls, study

__all__ = ["Nulls", "Study", "nulls_claims", "run_nulls", "study"]
