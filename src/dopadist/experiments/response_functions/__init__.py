"""Response functions and adaptation: what is run, and the claims that each figure makes."""

from dopadist.experiments.response_functions.adaptation import (
    adaptation_claims,
    adaptation_statistics,
    run_adaptation,
)
from dopadist.experiments.response_functions.bands import (
    bands_claims,
    bands_statistics,
    run_bands,
)
from dopadist.experiments.response_functions.common_cells import (
    common_cells_claims,
    common_cells_statistics,
    run_common_cells,
)
from dopadist.experiments.response_functions.concavity import (
    concavity_claims,
    concavity_statistics,
    run_concavity,
)
from dopadist.experiments.response_functions.discriminability import (
    discriminability_claims,
    discriminability_statistics,
    run_discriminability,
)
from dopadist.experiments.response_functions.levels import (
    levels_claims,
    levels_statistics,
    run_levels,
)
from dopadist.experiments.response_functions.matrix import (
    matrix_claims,
    matrix_statistics,
    run_matrix,
)
from dopadist.experiments.response_functions.one_or_many import (
    one_or_many_claims,
    one_or_many_statistics,
    run_one_or_many,
)
from dopadist.experiments.response_functions.refits import (
    refits_claims,
    refits_statistics,
    run_refits,
)
from dopadist.experiments.response_functions.small import (
    run_small,
    small_claims,
    small_statistics,
)
from dopadist.experiments.shared import study

__all__ = [
    "adaptation_claims",
    "adaptation_statistics",
    "bands_claims",
    "bands_statistics",
    "common_cells_claims",
    "common_cells_statistics",
    "concavity_claims",
    "concavity_statistics",
    "discriminability_claims",
    "discriminability_statistics",
    "levels_claims",
    "levels_statistics",
    "matrix_claims",
    "matrix_statistics",
    "one_or_many_claims",
    "one_or_many_statistics",
    "refits_claims",
    "refits_statistics",
    "run_adaptation",
    "run_bands",
    "run_common_cells",
    "run_concavity",
    "run_discriminability",
    "run_levels",
    "run_matrix",
    "run_one_or_many",
    "run_refits",
    "run_small",
    "small_claims",
    "small_statistics",
    "study",
]
