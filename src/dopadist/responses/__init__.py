"""Spikes -> baseline-subtracted responses by reward magnitude, exactly as the authors do."""

from dopadist.recordings.constants import AUTHORS, Constants
from dopadist.responses.alignment import (
    AlignedSpikes,
    Psth,
    align_spikes,
    population_psth,
    trial_rates,
)
from dopadist.responses.chain import baseline_weights, kernel, round_half_away, weights
from dopadist.responses.pooling import (
    Kind,
    Shift,
    TrialSet,
    leave_one_out_axis,
    mean_axis,
    pool,
)
from dopadist.responses.trials import Responses, compute_responses, compute_variants

__all__ = [
    "AUTHORS",
    "AlignedSpikes",
    "Constants",
    "Kind",
    "Psth",
    "Responses",
    "Shift",
    "TrialSet",
    "align_spikes",
    "baseline_weights",
    "compute_responses",
    "compute_variants",
    "kernel",
    "leave_one_out_axis",
    "mean_axis",
    "pool",
    "population_psth",
    "round_half_away",
    "trial_rates",
    "weights",
]
