"""How much the analyst's choices matter: what is run, and the claims that each figure makes."""

from dopadist.experiments.sensitivity.variants import run_variants, variants_claims
from dopadist.experiments.shared import Study, study

__all__ = ["Study", "run_variants", "study", "variants_claims"]
