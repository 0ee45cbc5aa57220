"""Decoding: the distribution of rewards that a population of cells implies.

Pairs of reversal point and asymmetry go in, a distribution over the reward axis comes out
(:mod:`dopadist.imputation`). Here are the choices that go with cells: which cells enter, how far
a cell may miss (``SIGMA_HALF_TRIALS``), one split at a time (:func:`cross_fitted_decode`), and
what a decode has to be compared with (``controls``).
"""

from dopadist.decoding.cells import (
    N_GRID,
    SIGMA_ALL_TRIALS,
    SIGMA_HALF_TRIALS,
    decode_cells,
    decode_estimates,
    decoding_grid,
    reward_on_axis,
    to_volumes,
)
from dopadist.decoding.controls import (
    distance_to_moved,
    gaussian_atoms,
    mirrored,
    moment_matched,
    reference_distributions,
    shifted_asymmetries,
)
from dopadist.decoding.splits import CONTROLS, DecodedSplits, cross_fitted_decode, distances

__all__ = [
    "CONTROLS",
    "N_GRID",
    "SIGMA_ALL_TRIALS",
    "SIGMA_HALF_TRIALS",
    "DecodedSplits",
    "cross_fitted_decode",
    "decode_cells",
    "decode_estimates",
    "decoding_grid",
    "distance_to_moved",
    "distances",
    "gaussian_atoms",
    "mirrored",
    "moment_matched",
    "reference_distributions",
    "reward_on_axis",
    "shifted_asymmetries",
    "to_volumes",
]
