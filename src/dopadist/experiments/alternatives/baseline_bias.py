"""A misjudged baseline in each cell: what it fakes, and which ingredients set the sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import estimate
from dopadist.crossfit import cross_fit, split_correlations
from dopadist.evidence import Evidence
from dopadist.experiments.alternatives.simulated import (
    AXIS,
    MEAN,
    N_CELLS,
    RESIDUAL_SD,
    Floats,
    as_trial_set,
    expected_statistics,
    noisy_trials,
    up_and_down,
)
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.reversal import magnitude_statistics
from dopadist.streams import stream
from dopadist.surrogate import SETTINGS

# Spread over cells of a bias that goes either way, and mean of the others, spikes/s.
BIAS = 1.5
LOG_GAIN_SD = 0.34
# Of the simulated baselines, spikes/s.
MEAN_BASELINE = float(np.exp(SETTINGS.log_baseline[0] + SETTINGS.log_baseline[1] ** 2 / 2))
# An error of BIAS above V is halved by a response that saturates there, spikes/s.
SATURATION = 4.0

BIASES = {
    "either way": "a constant, either way",
    "too high": "a constant, always too high",
    "share": "a share of the cell's baseline",
}
RESPONSES = {
    "linear": "linear",
    "mean floored": "mean rate floored at 0",
    "trials floored": "every trial floored at 0",
    "saturating": "saturating",
    "both": "saturating, trials floored",
}
OBSERVABLES = {
    "baseline": "baseline with\nreversal point\n(r)",
    "halves": "reversal points,\nhalf with half\n(r)",
    "both_signs": "rarer sign at\nany volume\n(cells)",
    "authors": "asymmetry with\nreversal point,\nauthors (r)",
    "joint": "asymmetry with\nreversal point,\njoint fit (r)",
}
Combination = tuple[str, str]
SIMPLEST: Combination = ("either way", "linear")
# The combination that has all four properties of the paper's model.
FULL: Combination = ("share", "trials floored")


@dataclass(frozen=True)
class Biased:
    """One population: its trials, what was taken for the baseline, and the bias in it."""

    trials: Floats
    measured_baseline: Floats
    bias: Floats


def biased_population(
    combination: Combination, rng: np.random.Generator, *, n_cells: int = N_CELLS
) -> Biased:
    """Classical cells, one value and equal slopes, whose baselines were misjudged.

    The response of a trial is the rate minus the measured baseline, that is, minus the true one
    and minus the bias: a baseline taken too high moves the reversal point up.
    """
    bias_kind, response = combination
    true = np.exp(rng.normal(*SETTINGS.log_baseline, n_cells))
    gain = np.exp(rng.normal(0, LOG_GAIN_SD, n_cells))
    chance = rng.normal(size=n_cells)
    if bias_kind == "either way":
        bias = BIAS * chance
    elif bias_kind == "too high":
        bias = BIAS * np.abs(chance) / np.sqrt(2 / np.pi)
    else:
        bias = BIAS * true / MEAN_BASELINE
    delta = AXIS - MEAN
    if response in ("saturating", "both"):
        delta = np.where(delta > 0, SATURATION * delta / (SATURATION + np.abs(delta)), delta)
    mean = gain[:, None] * delta
    if response == "mean floored":
        mean = np.maximum(mean, -true[:, None])
    floor = -true if response in ("trials floored", "both") else None
    trials = noisy_trials(mean, rng, sd=RESIDUAL_SD, floor=floor)
    return Biased(trials=trials - bias[:, None, None], measured_baseline=true + bias, bias=bias)


def observe(population: Biased, rng: np.random.Generator, *, n_splits: int) -> Floats:
    """``OBSERVABLES`` of one population, in their order."""
    data = as_trial_set(population.trials)
    authors = split_correlations(cross_fit(data, rng=rng, n_splits=n_splits))
    joint = split_correlations(
        cross_fit(data, rng=rng, n_splits=n_splits, estimator="joint"), cells="usable"
    )
    whole = estimate(magnitude_statistics(data.trials), data.axis)
    up, down = up_and_down(data.trials)
    return np.array(
        [
            np.corrcoef(population.measured_baseline, whole.reversal_point)[0, 1],
            np.nanmean(authors.r_reversal_reversal),
            np.minimum(up, down).max(),
            np.nanmean(authors.r_reversal_asymmetry),
            np.nanmean(joint.r_reversal_asymmetry),
        ]
    )


@dataclass(frozen=True)
class Example:
    """One population of one combination, for the eye.

    ``point``, ``tau``: one split, shape (2, n_cells); ``up``, ``down``: cells a volume;
    ``all_point``: from all trials.
    """

    point: Floats
    tau: Floats
    all_point: Floats
    measured_baseline: Floats
    up: NDArray[np.int64]
    down: NDArray[np.int64]
    axis: Floats


@dataclass(frozen=True)
class BaselineBias:
    """The simplest form of the model, and the one with all the paper's properties.

    ``example``, ``found``: by combination; ``found`` has shape (n_populations, n_observables);
    ``curve_point``, ``curve_tau``: what the authors' estimator finds, at the expected counts of
    signs, in straight cells with equal slopes, along ``true_point``.
    """

    example: dict[Combination, Example]
    found: dict[Combination, Floats]
    true_point: Floats
    curve_point: Floats
    curve_tau: Floats
    n_populations: int
    n_splits: int
    seed: int
    evidence: Evidence = "simulation"

    def of(self, combination: Combination, observable: str) -> Floats:
        """One observable, one value a population."""
        return self.found[combination][:, list(OBSERVABLES).index(observable)]


def run_baseline_bias(*, seed: int, profile: Profile) -> BaselineBias:
    """Every combination of bias and response."""
    n_populations = by_profile(profile, full=40, quick=20)
    n_splits = by_profile(profile, full=10, quick=5)
    found, example = {}, {}
    for combination in combinations():
        rng = stream(seed, "alternatives/baseline_bias/" + "/".join(combination))
        populations = [biased_population(combination, rng) for _ in range(n_populations)]
        if combination in (SIMPLEST, FULL):
            example[combination] = _example(populations[0], rng)
        found[combination] = np.array([observe(one, rng, n_splits=n_splits) for one in populations])
    true_point = np.linspace(AXIS[0] + 0.3, 7.0, 400)
    curve_point, curve_tau = expected_estimates(true_point)
    return BaselineBias(
        example=example,
        found=found,
        true_point=true_point,
        curve_point=curve_point,
        curve_tau=curve_tau,
        n_populations=n_populations,
        n_splits=n_splits,
        seed=seed,
    )


def combinations() -> Sequence[Combination]:
    """All of them, in the order of the map."""
    return [(bias, response) for bias in BIASES for response in RESPONSES]


def expected_estimates(true_point: Floats, *, sd: float = RESIDUAL_SD) -> tuple[Floats, Floats]:
    """Authors' reversal point and asymmetry of straight cells, slope 1, at expected counts.

    ``sd`` 0 is the noiseless limit: signs then say only between which two volumes a cell
    reverses, the estimate is the same for all true points between them, and the slopes are
    fitted through a wrong point.
    """
    mean = AXIS - np.asarray(true_point, dtype=float)[:, None]
    found = estimate(expected_statistics(mean, sd=sd), AXIS)
    return found.reversal_point, found.asymmetry


def _example(population: Biased, rng: np.random.Generator) -> Example:
    data = as_trial_set(population.trials)
    halves = cross_fit(data, rng=rng, n_splits=1).estimates
    up, down = up_and_down(data.trials)
    return Example(
        point=halves.reversal_point[0],
        tau=halves.asymmetry[0],
        all_point=estimate(magnitude_statistics(data.trials), data.axis).reversal_point,
        measured_baseline=population.measured_baseline,
        up=up,
        down=down,
        axis=data.axis,
    )
