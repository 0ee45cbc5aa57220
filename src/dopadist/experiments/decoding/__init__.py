"""Experiments of the chapter on decoding: from cells to a distribution of rewards."""

from dopadist.decoding import SIGMA_ALL_TRIALS, SIGMA_HALF_TRIALS
from dopadist.experiments.decoding.cells import (
    DecodedCells,
    decoded_cells_claims,
    run_decoded_cells,
)
from dopadist.experiments.decoding.conditions import Condition, condition_claims, run_condition
from dopadist.experiments.decoding.methods import SIGMA_EXACT, Methods, methods_claims, run_methods
from dopadist.experiments.decoding.noise import SigmaResult, run_sigma, sigma_claims
from dopadist.experiments.decoding.nulls import (
    Nulls,
    as_good,
    nulls_claims,
    p_value,
    run_nulls,
)
from dopadist.experiments.decoding.published import Row, as_text, published_rows
from dopadist.experiments.decoding.report import (
    decoded_cells_statistics,
    methods_statistics,
    nulls_statistics,
    sigma_statistics,
    simulated_statistics,
    trap_statistics,
)
from dopadist.experiments.decoding.simulated import Simulated, run_simulated, simulated_claims
from dopadist.experiments.decoding.trap import Trap, run_trap, trap_claims
from dopadist.experiments.shared.decodes import Cells, cells_of, load_cells
from dopadist.experiments.shared.decoding_nulls import population_statistics

__all__ = [
    "SIGMA_ALL_TRIALS",
    "SIGMA_EXACT",
    "SIGMA_HALF_TRIALS",
    "Cells",
    "Condition",
    "DecodedCells",
    "Methods",
    "Nulls",
    "Row",
    "SigmaResult",
    "Simulated",
    "Trap",
    "as_good",
    "as_text",
    "cells_of",
    "condition_claims",
    "decoded_cells_claims",
    "decoded_cells_statistics",
    "load_cells",
    "methods_claims",
    "methods_statistics",
    "nulls_claims",
    "nulls_statistics",
    "p_value",
    "population_statistics",
    "published_rows",
    "run_condition",
    "run_decoded_cells",
    "run_methods",
    "run_nulls",
    "run_sigma",
    "run_simulated",
    "run_trap",
    "sigma_claims",
    "sigma_statistics",
    "simulated_claims",
    "simulated_statistics",
    "trap_claims",
    "trap_statistics",
]
