"""Error bars under test: the SEM over seven folds, bootstraps over trials and over cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.asymmetry import ESTIMATORS, Estimator, estimate
from dopadist.crossfit import bootstrap, cross_fit, fold_asymmetries
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.recovery.simulation import (
    AXIS,
    RESIDUAL_SD,
    Cells,
    Floats,
    counts,
    draw_trials,
    examples,
    per_volume,
    population,
    trial_set,
)
from dopadist.experiments.recovery.theory import bound
from dopadist.reversal import MagnitudeStatistics, magnitude_statistics
from dopadist.statistic import Statistic
from dopadist.streams import stream

SHOWN = (0.5, 1.0, 2.0, 4.0)
LEVEL = 0.95
N_COVERED = 3  # as far as intervals over trials are tested


@dataclass(frozen=True)
class Errors:
    """What error bars say, over what they should say.

    Attributes
    ----------
    n : numpy.ndarray, shape (n_scales,)
        Mean trials a volume.
    sem_over_sd : numpy.ndarray, shape (n_scales, 3)
        Root mean square of the SEM over seven folds (authors' slopes around the reversal point of
        all trials) over the standard deviation of the asymmetry itself, three cells.
    sem_expected : numpy.ndarray, shape (3,)
        The same from the bound: with the reversal point known, over with it unknown.
    starred : float
        Share of usable cells with a star (P < 0.05 over folds against the grand mean) in
        populations in which all asymmetries are 1/2, recorded number of trials.
    coverage : dict
        By (estimator, "point" or "tau"): share of 95 % percentile intervals over resampled trials
        that hold the truth, shape (n_scales, 3).
    coverage_r : dict
        By unit of the bootstrap, "cells": share of 95 % intervals of the mean correlation of
        halves that hold its mean over populations.
    r_mean, r_sd : float
        Mean and standard deviation over populations of that correlation.
    bootstrap_sd : float
        Root mean square of the bootstrap's own standard deviation.
    """

    n: Floats
    sem_over_sd: Floats
    sem_expected: Floats
    starred: float
    n_starred_cells: int
    coverage: dict[tuple[Estimator, str], Floats]
    coverage_r: float
    r_mean: float
    r_sd: float
    bootstrap_sd: float
    n_repetitions: int
    n_populations: int
    seed: int
    evidence: Evidence = "simulation"


def run_errors(*, seed: int, profile: Profile) -> Errors:
    """Repeat the experiment, and compare error bars with what repetition shows."""
    rng = stream(seed, "recovery/errors")
    n = by_profile(profile, full=200, quick=60)
    cells = examples()
    many = cells.repeated(n)
    ratio = np.zeros((len(SHOWN), cells.point.size))
    coverage = {
        (one, what): np.zeros(ratio.shape) for one in ESTIMATORS for what in ("point", "tau")
    }
    for row, scale in enumerate(SHOWN):
        trials = draw_trials(many, scale, rng)
        ratio[row] = _fold_ratio(trials, n, rng)
        if row < N_COVERED:
            for key, hits in _coverage(trials, many, rng).items():
                coverage[key][row] = hits.reshape(-1, n).mean(1)
    best = bound(
        cells.point, cells.minus, cells.plus, n_trials=counts(1.0), axis=AXIS, sd=RESIDUAL_SD
    )
    starred, n_starred = _stars(seed, rng, by_profile(profile, full=25, quick=8))
    n_populations = by_profile(profile, full=200, quick=40)
    r, low, high, spread = _population_intervals(seed, rng, n_populations)
    target = r.mean()
    return Errors(
        n=np.array([per_volume(scale) for scale in SHOWN]),
        sem_over_sd=ratio,
        sem_expected=best.tau_given_point / best.tau,
        starred=starred,
        n_starred_cells=n_starred,
        coverage={key: values[:N_COVERED] for key, values in coverage.items()},
        coverage_r=float(((low <= target) & (target <= high)).mean()),
        r_mean=float(target),
        r_sd=float(r.std(ddof=1)),
        bootstrap_sd=float(np.sqrt((spread**2).mean())),
        n_repetitions=n,
        n_populations=n_populations,
        seed=seed,
    )


def errors_claims(result: Errors) -> dict[str, float]:
    """Fold SEMs against theory, false stars, and coverage."""
    return {
        "sem_over_sd": float(result.sem_over_sd[-1].mean()),
        "sem_expected": float(result.sem_expected.mean()),
        "starred": result.starred,
        "coverage_joint_point": float(result.coverage["joint", "point"][1].mean()),
        "coverage_joint_tau": float(result.coverage["joint", "tau"][1].mean()),
        "coverage_r": result.coverage_r,
        "bootstrap_over_sd": result.bootstrap_sd / result.r_sd,
    }


def errors_statistics(result: Errors) -> tuple[Statistic, ...]:
    """Coverages with exact binomial intervals."""
    n = result.n_repetitions * 3
    rows = []
    for name, share, size, unit, quantity in (
        ("coverage_point", result.coverage["joint", "point"][1].mean(), n, "intervals",
         "95 % intervals of the reversal point over resampled trials that hold it"),
        ("coverage_tau", result.coverage["joint", "tau"][1].mean(), n, "intervals",
         "95 % intervals of the asymmetry over resampled trials that hold it"),
        ("coverage_r", result.coverage_r, result.n_populations, "populations",
         "95 % intervals of the mean correlation over resampled cells that hold its mean over "
         "populations"),
        ("starred", result.starred, result.n_starred_cells, "cells with asymmetry 1/2",
         "cells starred at P < 0.05 over seven folds"),
    ):  # fmt: skip
        found = stats.binomtest(round(float(share) * size), size).proportion_ci()
        rows.append(
            Statistic(
                name=name, quantity=f"share of {quantity}", value=float(share),
                low=float(found.low), high=float(found.high), interval="95 %, exact binomial",
                n=size, unit=unit, test="none", p=None, effect="difference from 0.95"
                if name != "starred" else "difference from 0.05",
                effect_size=float(share) - (0.05 if name == "starred" else LEVEL),
                seed=result.seed,
            )
        )  # fmt: skip
    return tuple(rows)


def _fold_ratio(trials: Floats, n: int, rng: np.random.Generator) -> Floats:
    data = trial_set(trials)
    found = estimate(magnitude_statistics(trials), AXIS)
    folds = fold_asymmetries(data, found.reversal_point, rng=rng)
    sem = folds.std(axis=0, ddof=1) / np.sqrt(len(folds))
    # Folds whose slopes nearly cancel give ratios of any size: the median SEM, scaled as if the
    # chi distribution of six degrees of freedom held.
    scaled = np.median(sem.reshape(-1, n), axis=1) / np.sqrt(stats.chi2.median(6) / 6)
    return np.asarray(scaled / found.asymmetry.reshape(-1, n).std(axis=1, ddof=1))


def _coverage(
    trials: Floats, cells: Cells, rng: np.random.Generator, n_resamples: int = 200
) -> dict[tuple[Estimator, str], NDArray[np.bool_]]:
    """Whether the percentile interval of each cell holds the truth, shape (n_cells,)."""
    hits: dict[tuple[Estimator, str], list[NDArray[np.bool_]]] = {
        (one, what): [] for one in ESTIMATORS for what in ("point", "tau")
    }
    tails = 50 * (1 - LEVEL), 50 * (1 + LEVEL)
    for start in range(0, len(trials), 50):
        some = slice(start, start + 50)
        own = trials[some]
        shape = (len(own), n_resamples, AXIS.size)
        n, positive = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        total = np.zeros(shape)
        for k in range(AXIS.size):
            values = own[:, k][:, np.isfinite(own[0, k])]
            size = values.shape[1]
            pick = rng.integers(0, size, (*shape[:2], size), dtype=np.int32)
            drawn = np.take_along_axis(values[:, None], pick, axis=2)
            n[..., k], total[..., k] = size, drawn.sum(-1)
            positive[..., k] = (drawn > 0).sum(-1)
        resampled = MagnitudeStatistics(n, positive, n - positive, total)
        for estimator in ESTIMATORS:
            fit = estimate(resampled, AXIS, estimator=estimator)
            for what, values, true in (
                ("point", fit.reversal_point, cells.point[some]),
                ("tau", fit.asymmetry, cells.tau[some]),
            ):
                low, high = np.nanpercentile(values, tails, axis=1)
                hits[estimator, what].append((low <= true) & (true <= high))
    return {key: np.concatenate(parts) for key, parts in hits.items()}


def _stars(seed: int, rng: np.random.Generator, n_populations: int) -> tuple[float, int]:
    """Share of stars where every asymmetry is 1/2 and reversal points are diverse."""
    stars = cells = 0
    for one in range(n_populations):
        trials = draw_trials(population("equal_slopes", seed=seed + one, n_cells=40), 1.0, rng)
        found = estimate(magnitude_statistics(trials), AXIS)
        folds = fold_asymmetries(trial_set(trials), found.reversal_point, rng=rng)
        folds = folds[:, found.usable]
        p = stats.ttest_1samp(folds - folds.mean(), 0.0).pvalue
        stars, cells = stars + int((p < 0.05).sum()), cells + folds.shape[1]
    return stars / cells, cells


def _population_intervals(
    seed: int, rng: np.random.Generator, n_populations: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean correlation of halves, interval and SD over resampled cells, one a population."""
    found = np.zeros((n_populations, 4))
    for one in range(n_populations):
        data = trial_set(
            draw_trials(population("matched", seed=seed + 1000 + one, n_cells=40), 1.0, rng)
        )
        usable = estimate(magnitude_statistics(data.trials), AXIS, estimator="joint").usable
        fit = cross_fit(data, rng=rng, n_splits=20, estimator="joint")
        interval = bootstrap(fit, rng=rng, cells="usable", usable=usable, n_resamples=300)
        found[one] = interval.mean, interval.low, interval.high, np.nanstd(interval.resampled)
    return found[:, 0], found[:, 1], found[:, 2], found[:, 3]
