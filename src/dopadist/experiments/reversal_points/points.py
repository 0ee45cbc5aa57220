"""Reversal points: by hand in one cell, in all cells, and from independent halves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dopadist.asymmetry import Estimator
from dopadist.crossfit import Bootstrap, bootstrap, cross_fit, permutation_p, split_correlations
from dopadist.crossfit.correlations import Cells
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.statistics import over_draws, over_populations, over_units
from dopadist.experiments.shared.study import Floats, Study, geometric_mean_p, split_p, whole
from dopadist.nulls import NullDistribution, exceedance_p, null_distributions, permuted_trials
from dopadist.responses import TrialSet, pool
from dopadist.reversal import magnitude_statistics, sign_scores
from dopadist.statistic import Statistic
from dopadist.streams import stream

# Cell 25 in the files' order, the first of the paper's nine examples.
EXAMPLE = 24


@dataclass(frozen=True)
class ByHand:
    """The estimators at work in one cell: trials, scores of candidate borders, both fits."""

    name: str
    trials: Floats
    mean: Floats
    axis: Floats
    scores: Floats
    n_trials: int
    reversal_point: dict[Estimator, float]
    slope_minus: dict[Estimator, float]
    slope_plus: dict[Estimator, float]
    asymmetry: dict[Estimator, float]
    evidence: Evidence


def run_by_hand(study: Study, *, cell: int = EXAMPLE) -> ByHand:
    """Estimate one cell, step by step."""
    data = study.trial_set
    statistics = magnitude_statistics(data.trials[cell])

    def of(field: str) -> dict[Estimator, float]:
        return {one: float(getattr(study.estimates[one], field)[cell]) for one in study.estimates}

    return ByHand(
        name=data.names[cell],
        trials=data.trials[cell],
        mean=statistics.mean,
        axis=data.axis,
        scores=sign_scores(statistics).astype(float),
        n_trials=int(statistics.n.sum()),
        reversal_point=of("reversal_point"),
        slope_minus=of("slope_minus"),
        slope_plus=of("slope_plus"),
        asymmetry=of("asymmetry"),
        evidence=study.evidence,
    )


def by_hand_claims(result: ByHand) -> dict[str, float]:
    """Share of trials on the right side of the best border, and how far the estimators agree."""
    gap = abs(result.reversal_point["authors"] - result.reversal_point["joint"])
    return {
        "share_right": float(result.scores.max() / result.n_trials),
        "estimator_gap": float(gap),
    }


@dataclass(frozen=True)
class SortedCells:
    """Cells sorted by reversal point beside a permuted population sorted the same way.

    ``normalised*``: each cell's seven mean responses over their standard deviation, shape
    (n_cells, 7), sorted; ``order``: the cell in each row.
    """

    normalised: Floats
    normalised_null: Floats
    point: Floats
    point_null: Floats
    axis: Floats
    r_halves: float
    r_halves_null: Floats
    r_splits: Floats
    seed: int
    evidence: Evidence


def run_sorted_cells(study: Study) -> SortedCells:
    """Announced trials of all cells, and of a population whose trials were exchanged."""
    rng = stream(study.seed, "reversal_points/sorted_cells")
    n_splits = by_profile(study.profile, full=400, quick=100)
    permuted = [
        pool(permuted_trials(study.responses, rng=rng), kind="cued")
        for _ in range(by_profile(study.profile, full=60, quick=20))
    ]
    normalised, point = _sorted(study.cued)
    normalised_null, point_null = _sorted(permuted[0])
    r_splits = _split_r(study.cued, rng, n_splits)
    return SortedCells(
        normalised=normalised,
        normalised_null=normalised_null,
        point=point,
        point_null=point_null,
        axis=study.cued.axis,
        r_halves=float(np.nanmean(r_splits)),
        r_halves_null=np.array([np.nanmean(_split_r(one, rng, 20)) for one in permuted]),
        r_splits=r_splits,
        seed=study.seed,
        evidence=study.evidence,
    )


def sorted_cells_claims(result: SortedCells) -> dict[str, float]:
    """Whether halves of the announced trials agree on the order, in the cells and permuted."""
    return {
        "r_halves_cued": result.r_halves,
        "r_halves_permuted": float(result.r_halves_null.mean()),
        "p_permuted": exceedance_p(result.r_halves, result.r_halves_null),
        "spread_permuted": float(np.ptp(result.point_null) / np.ptp(result.point)),
    }


def sorted_cells_statistics(result: SortedCells) -> tuple[Statistic, ...]:
    """Agreement of halves on cued trials, against permuted populations."""
    return (
        over_draws(
            "r_halves_cued", "Pearson r, reversal point of one half against the other, cued "
            "trials, authors", result.r_splits, what="random splits", n=result.point.size,
            test=over_populations(result.r_halves_null),
            p=exceedance_p(result.r_halves, result.r_halves_null), seed=result.seed,
        ),
    )  # fmt: skip


def _sorted(data: TrialSet) -> tuple[Floats, Floats]:
    point = whole(data, "authors").reversal_point
    order = np.argsort(point, kind="stable")
    mean = magnitude_statistics(data.trials).mean
    return (mean / mean.std(1, ddof=1, keepdims=True))[order], point[order]


def _split_r(data: TrialSet, rng: np.random.Generator, n_splits: int) -> Floats:
    fitted = cross_fit(data, rng=rng, n_splits=n_splits)
    return split_correlations(fitted).r_reversal_reversal


@dataclass(frozen=True)
class ReversalHalves:
    """Reversal point from one half against the other (the first question).

    ``point``: one split, shape (2, n_cells); ``r``: by (estimator, kind of trials), one a split;
    ``p_geometric``: of the splits' own P values; ``r_time``: pooled trials, early against late.
    """

    point: Floats
    axis: Floats
    r: dict[tuple[Estimator, str], Floats]
    intervals: dict[str, Bootstrap]
    null: tuple[NullDistribution, ...]
    p_permutation: float
    p_geometric: dict[str, float]
    r_time: dict[Estimator, float]
    n_cells: int
    n_splits: int
    seed: int
    evidence: Evidence


def run_reversal_halves(study: Study) -> ReversalHalves:
    """Split means, intervals over cells and sessions, and permuted populations."""
    rng = stream(study.seed, "reversal_points/reversal_halves")
    n_splits = by_profile(study.profile, full=1000, quick=200)
    trials = {"pooled": pool(study.responses), "cued": study.cued}
    fits = {
        (estimator, kind): cross_fit(data, rng=rng, n_splits=n_splits, estimator=estimator)
        for kind, data in trials.items()
        for estimator in study.estimates
    }
    main = fits["authors", "pooled"]
    r = {
        key: split_correlations(fit, cells="all" if key[0] == "authors" else "usable")
        for key, fit in fits.items()
    }
    r_time = {}
    for estimator in study.estimates:
        fit = cross_fit(trials["pooled"], rng=rng, estimator=estimator, scheme="time")
        cells: Cells = "all" if estimator == "authors" else "usable"
        r_time[estimator] = float(split_correlations(fit, cells=cells).r_reversal_reversal.mean())
    return ReversalHalves(
        point=main.estimates.reversal_point[0],
        axis=main.axis,
        r={key: found.r_reversal_reversal for key, found in r.items()},
        intervals={
            unit: bootstrap(main, rng=rng, pair="reversal", unit=unit)
            for unit in ("cells", "sessions", "prefixes")
        },
        null=null_distributions(
            lambda generator: pool(permuted_trials(study.responses, rng=generator)),
            rng=rng,
            n_populations=by_profile(study.profile, full=60, quick=25),
            n_splits=20,
        ),
        p_permutation=permutation_p(main, rng=rng, pair="reversal"),
        p_geometric={
            kind: geometric_mean_p(r["authors", kind].r_reversal_reversal, len(main.names))
            for kind in trials
        },
        r_time=r_time,
        n_cells=len(main.names),
        n_splits=n_splits,
        seed=study.seed,
        evidence=study.evidence,
    )


def reversal_halves_claims(result: ReversalHalves) -> dict[str, float]:
    """Mean agreement of the halves, its lower bound over sessions, and against permuted trials."""
    authors = float(result.r["authors", "pooled"].mean())
    return {
        "r_authors_pooled": authors,
        "r_authors_cued": float(result.r["authors", "cued"].mean()),
        "r_joint_pooled": float(np.nanmean(result.r["joint", "pooled"])),
        "low_over_sessions": result.intervals["sessions"].low,
        "p_permuted_trials": exceedance_p(authors, result.null[0].r_reversal_reversal),
        "r_joint_time": result.r_time["joint"],
        "null_mean": float(result.null[0].r_reversal_reversal.mean()),
    }


def reversal_halves_statistics(result: ReversalHalves) -> tuple[Statistic, ...]:
    """Agreement of halves over splits and over resampled units, and the P of one split."""
    null = result.null[0].r_reversal_reversal
    quantity = "Pearson r, reversal point of one half against the other"
    found = []
    for (estimator, kind), r in result.r.items():
        main = estimator == "authors" and kind == "pooled"
        test = {
            "test": over_populations(null), "p": exceedance_p(float(r.mean()), null)
        } if main else {}  # fmt: skip
        found.append(
            over_draws(
                f"r_{estimator}_{kind}", f"{quantity}, {kind} trials, {estimator}", r,
                what="random splits", n=result.n_cells, seed=result.seed,
                **test,  # type: ignore[arg-type]
            )
        )  # fmt: skip
    permuted = "cells permuted between the halves, one-sided, mean over splits"
    found.extend(
        over_units(
            f"r_authors_{unit}", f"{quantity}, pooled trials, authors", one, n=result.n_cells,
            test=permuted, p=result.p_permutation, seed=result.seed,
        )
        for unit, one in result.intervals.items()
    )  # fmt: skip
    for kind in ("cued", "pooled"):
        r = result.r["authors", kind]
        p = over_draws(
            f"p_one_split_{kind}", f"P of the regression in one split, {kind} trials, authors",
            split_p(r, result.n_cells), what="random splits", n=result.n_cells, seed=result.seed,
            median=True,
        )  # fmt: skip
        found.append(replace(p, effect_size=float(r.mean())))
    return tuple(found)
