"""Could it be something else? What is run, and the claims that each figure makes."""

from dopadist.experiments.alternatives.baseline_bias import run_baseline_bias
from dopadist.experiments.alternatives.bias_report import (
    bias_claims,
    bias_statistics,
    map_claims,
    map_statistics,
)
from dopadist.experiments.alternatives.coupling import (
    coupling_claims,
    coupling_statistics,
    diffuse_claims,
    diffuse_statistics,
    run_coupling,
    run_diffuse,
)
from dopadist.experiments.alternatives.noise import (
    classical_noise_claims,
    classical_noise_statistics,
    run_classical_noise,
)
from dopadist.experiments.alternatives.relation_nulls import nulls_claims, nulls_statistics
from dopadist.experiments.alternatives.sign_prediction import (
    better,
    run_sign_prediction,
    sign_prediction_claims,
    sign_prediction_statistics,
)
from dopadist.experiments.alternatives.table import (
    FIRST_QUESTION,
    SECOND_QUESTION,
    run_table,
)
from dopadist.experiments.alternatives.table_report import (
    table_claims,
    table_rows,
    table_statistics,
)
from dopadist.experiments.shared import run_nulls, study

__all__ = [
    "FIRST_QUESTION",
    "SECOND_QUESTION",
    "better",
    "bias_claims",
    "bias_statistics",
    "classical_noise_claims",
    "classical_noise_statistics",
    "coupling_claims",
    "coupling_statistics",
    "diffuse_claims",
    "diffuse_statistics",
    "map_claims",
    "map_statistics",
    "nulls_claims",
    "nulls_statistics",
    "run_baseline_bias",
    "run_classical_noise",
    "run_coupling",
    "run_diffuse",
    "run_nulls",
    "run_sign_prediction",
    "run_table",
    "sign_prediction_claims",
    "sign_prediction_statistics",
    "study",
    "table_claims",
    "table_rows",
    "table_statistics",
]
