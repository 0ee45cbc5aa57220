"""Recovery: what is run, and the claims that each figure makes."""

from dopadist.experiments.recovery.attenuation import (
    attenuation_claims,
    attenuation_statistics,
    run_attenuation,
)
from dopadist.experiments.recovery.decoded import decoded_claims, decoded_statistics, run_decoded
from dopadist.experiments.recovery.errors import errors_claims, errors_statistics, run_errors
from dopadist.experiments.recovery.limits import limits_claims, run_limits
from dopadist.experiments.recovery.plan import plan_claims, plan_statistics, run_plan
from dopadist.experiments.recovery.spikes import run_spikes, spikes_claims, spikes_statistics
from dopadist.experiments.recovery.trials import (
    by_trials_claims,
    by_trials_statistics,
    run_by_trials,
)

__all__ = [
    "attenuation_claims",
    "attenuation_statistics",
    "by_trials_claims",
    "by_trials_statistics",
    "decoded_claims",
    "decoded_statistics",
    "errors_claims",
    "errors_statistics",
    "limits_claims",
    "plan_claims",
    "plan_statistics",
    "run_attenuation",
    "run_by_trials",
    "run_decoded",
    "run_errors",
    "run_limits",
    "run_plan",
    "run_spikes",
    "spikes_claims",
    "spikes_statistics",
]
