"""Slopes and asymmetries: nine cells, all cells, and whether cells really differ in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.asymmetry import CellEstimates, Estimator
from dopadist.crossfit import cross_fit, fold_asymmetries
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.study import Floats, Study, whole
from dopadist.nulls import exceedance_p, permuted_trials
from dopadist.responses import TrialSet, pool
from dopadist.reversal import magnitude_statistics
from dopadist.streams import stream

# The nine cells of the authors' example panel, counted from 1 in the files' order.
EXAMPLES = (25, 33, 1, 17, 15, 29, 26, 19, 21)


@dataclass(frozen=True)
class ExampleSlopes:
    """Mean responses (± SEM) of nine cells with both fits; arrays begin with (9, ...)."""

    cells: tuple[int, ...]
    axis: Floats
    mean: Floats
    sem: Floats
    fits: dict[Estimator, CellEstimates]
    explained: Floats
    evidence: Evidence


def run_example_slopes(study: Study) -> ExampleSlopes:
    """The authors' nine example cells, and how much two lines explain in every usable cell."""
    data = study.trial_set
    index = np.array(EXAMPLES) - 1
    statistics = magnitude_statistics(data.trials)
    n = np.maximum(statistics.n, 1)
    sem = np.nanstd(data.trials, axis=-1, ddof=1) / np.sqrt(n)
    return ExampleSlopes(
        cells=EXAMPLES,
        axis=data.axis,
        mean=statistics.mean[index],
        sem=sem[index],
        fits={one: _take(study.estimates[one], index) for one in study.estimates},
        explained=_explained(statistics.mean, statistics.n, data.axis, study.estimates["joint"]),
        evidence=study.evidence,
    )


def example_slopes_claims(result: ExampleSlopes) -> dict[str, float]:
    """Median share of the variance between magnitude means that two lines explain."""
    return {"explained_median": float(np.median(result.explained))}


def _take(estimates: CellEstimates, index: NDArray[np.int64]) -> CellEstimates:
    return CellEstimates(
        reversal_point=estimates.reversal_point[index],
        slope_minus=estimates.slope_minus[index],
        slope_plus=estimates.slope_plus[index],
        asymmetry=estimates.asymmetry[index],
        usable=estimates.usable[index],
        estimator=estimates.estimator,
    )


def _explained(mean: Floats, n: NDArray[np.int64], axis: Floats, fit: CellEstimates) -> Floats:
    x = axis - fit.reversal_point[:, None]
    line = np.where(x < 0, fit.slope_minus[:, None], fit.slope_plus[:, None]) * x
    centre = (n * mean).sum(1, keepdims=True) / n.sum(1, keepdims=True)
    left = (n * (mean - line) ** 2).sum(1)
    return (1 - left / (n * (mean - centre) ** 2).sum(1))[fit.usable]


@dataclass(frozen=True)
class Asymmetries:
    """Asymmetries of all cells, their scatter over folds, and their halves.

    ``folds``: shape (7, n_cells), around the reversal point of all trials; ``f``, ``f_null``:
    one-way F over folds, for many draws of folds, in the cells and in permuted populations;
    ``r_halves``, ``r_halves_null``: asymmetry of one half with that of the other, each with its
    own reversal point, one a split and one a permuted population.
    """

    tau: Floats
    usable: NDArray[np.bool_]
    reversal_point: Floats
    slope_minus: Floats
    mean: Floats
    axis: Floats
    folds: Floats
    starred: NDArray[np.bool_]
    f: Floats
    f_null: Floats
    r_halves: Floats
    r_halves_null: Floats
    baseline_rate: Floats
    evidence: Evidence


def run_asymmetries(study: Study) -> Asymmetries:
    """Do cells differ in asymmetry? Folds as published, and independent halves."""
    rng = stream(study.seed, "reversal_points/asymmetries")
    n_draws = by_profile(study.profile, full=50, quick=20)
    n_splits = by_profile(study.profile, full=400, quick=100)
    data = study.trial_set
    authors = study.estimates["authors"]
    folds = fold_asymmetries(data, authors.reversal_point, rng=rng)
    grand = np.nanmean(folds[:, authors.usable])
    permuted = [
        pool(permuted_trials(study.responses, rng=rng), kind=data.kind)  # type: ignore[arg-type]
        for _ in range(n_draws)
    ]
    return Asymmetries(
        tau=authors.asymmetry,
        usable=authors.usable,
        reversal_point=authors.reversal_point,
        slope_minus=authors.slope_minus,
        mean=magnitude_statistics(data.trials).mean,
        axis=data.axis,
        folds=folds,
        starred=stats.ttest_1samp(folds - grand, 0.0).pvalue < 0.05,
        f=np.array([_f(data, authors, rng) for _ in range(n_draws)]),
        f_null=np.array([_f(one, whole(one, "authors"), rng) for one in permuted]),
        r_halves=_tau_halves(data, rng, n_splits),
        r_halves_null=np.array([_tau_halves(one, rng, 20).mean() for one in permuted]),
        baseline_rate=study.responses.baseline_rate,
        evidence=study.evidence,
    )


def asymmetries_claims(result: Asymmetries) -> dict[str, float]:
    """What the published F says and doesn't, the honest test, and no relation to the baseline."""
    keep = result.usable
    r = float(result.r_halves.mean())
    return {
        "f_median": float(np.median(result.f)),
        "f_median_permuted": float(np.median(result.f_null)),
        "r_halves": r,
        "r_halves_permuted": float(result.r_halves_null.mean()),
        "p_permuted": exceedance_p(r, result.r_halves_null),
        "r_baseline": float(np.corrcoef(result.baseline_rate[keep], result.tau[keep])[0, 1]),
    }


def _f(data: TrialSet, fit: CellEstimates, rng: np.random.Generator) -> float:
    folds = fold_asymmetries(data, fit.reversal_point, rng=rng)
    kept = fit.usable & np.isfinite(folds).all(0)
    return float(stats.f_oneway(*folds[:, kept].T)[0])


def _tau_halves(data: TrialSet, rng: np.random.Generator, n_splits: int) -> Floats:
    fitted = cross_fit(data, rng=rng, n_splits=n_splits, estimator="joint").estimates
    usable = whole(data, "joint").usable & fitted.usable.all(1)
    return np.array(
        [np.corrcoef(fitted.asymmetry[split][:, keep])[0, 1] for split, keep in enumerate(usable)]
    )
