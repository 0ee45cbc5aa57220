"""Does the asymmetry go with the reversal point? From independent halves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import Estimator
from dopadist.crossfit import (
    Bootstrap,
    CrossFit,
    SplitCorrelations,
    bootstrap,
    cross_fit,
    permutation_p,
    split_correlations,
)
from dopadist.crossfit.correlations import Cells
from dopadist.distributional import Population, learn
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.asymmetric_scaling.prediction import BASE_RATE, N_CELLS, N_TRIALS
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.statistics import over_draws, over_units
from dopadist.experiments.shared.study import Floats, Study, geometric_mean_p, split_p
from dopadist.nulls import RULES
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.tasks.rewards import VOLUME_PROBABILITIES

# Cell 20 in the files' order, the only one on an edge by the authors' estimator.
EDGE_CELL = 19
UNITS = ("cells", "sessions", "prefixes")
PUBLISHED_P = 8.1e-5
_LEARNT_TAU = np.linspace(0.05, 0.95, 19)


@dataclass(frozen=True)
class Analysis:
    """One rule (estimator, cells) applied to one set of trials."""

    estimator: Estimator
    cells: Cells
    point: Floats
    tau: Floats
    kept: Floats
    correlations: SplitCorrelations
    intervals: dict[str, Bootstrap]
    p_permutation: float

    @property
    def p_splits(self) -> Floats:
        """P of the linear regression of each split."""
        return split_p(self.correlations.r_reversal_asymmetry, self.correlations.n_cells)

    @property
    def mean(self) -> float:
        """Mean correlation of reversal point and asymmetry over splits."""
        return float(np.nanmean(self.correlations.r_reversal_asymmetry))


@dataclass(frozen=True)
class Relation:
    """Reversal point from one half against asymmetry from the other (the second question).

    ``analyses``: the authors' estimator with every finite ratio, and the joint one with usable
    cells; ``curve``: expectiles of the rewards on the axis at ``curve_tau``; ``learnt``: reversal
    points of simulated learners, 2.5, 50 and 97.5 % at asymmetries around ``learnt_tau``;
    ``r_learnt``: their correlation with the exact expectiles; ``p_geometric``: of the splits' own
    P values, authors' estimator; ``r_same_trials``: both from the same trials, which says
    nothing; ``r_fixed_cells``: one fixed set of cells in all splits; ``r_within_prefixes``: both
    numbers as differences from their prefix's mean; ``spread_points``, ``spread_expectiles``: SD
    over usable cells of their reversal points and of the expectiles at their asymmetries (joint
    fit, all trials); ``ratio_edge``: the authors' "asymmetry" of the cell on an edge of the
    recordings, cell 20.
    """

    analyses: tuple[Analysis, ...]
    axis: Floats
    curve_tau: Floats
    curve: Floats
    learnt_tau: Floats
    learnt: Floats
    r_learnt: float
    mean_reward: float
    p_geometric: float
    r_same_trials: dict[Estimator, float]
    r_without_edge_cells: float
    r_fixed_cells: float
    r_within_prefixes: float
    spread_points: float
    spread_expectiles: float
    ratio_edge: float
    n_splits: int
    seed: int
    evidence: Evidence


def run_relation(study: Study) -> Relation:
    """Both analyses of the pooled trials, with intervals over cells, sessions and prefixes."""
    rng = stream(study.seed, "reversal_points/relation")
    n_splits = by_profile(study.profile, full=1000, quick=200)
    data = study.trial_set
    fits = {
        one: cross_fit(data, rng=rng, n_splits=n_splits, estimator=one) for one in study.estimates
    }
    analyses = tuple(_analysis(fits[estimator], study, cells, rng) for estimator, cells in RULES)
    joint = study.estimates["joint"]
    usable, tau = joint.reversal_point[joint.usable], joint.asymmetry[joint.usable]
    curve_tau = np.linspace(0.02, 0.98, 97)
    order = np.argsort(data.axis)
    curve = expectiles(data.axis[order], curve_tau, weights=VOLUME_PROBABILITIES[order])
    expected = expectiles(data.axis[order], tau, weights=VOLUME_PROBABILITIES[order])
    learnt, r_learnt = _learners(data.axis[order], study)
    without = split_correlations(fits["authors"], usable=study.estimates["authors"].usable)
    fixed = split_correlations(fits["joint"], usable=study.usable)
    every = analyses[0].correlations
    return Relation(
        analyses=analyses,
        p_geometric=geometric_mean_p(every.r_reversal_asymmetry, int(every.n_cells.min())),
        axis=data.axis,
        curve_tau=curve_tau,
        curve=curve,
        learnt_tau=_LEARNT_TAU,
        learnt=learnt,
        r_learnt=r_learnt,
        mean_reward=float(expectiles(data.axis[order], np.array([0.5]),
                                     weights=VOLUME_PROBABILITIES[order])[0]),
        r_same_trials={one: _same(study, one) for one in study.estimates},
        r_without_edge_cells=float(np.nanmean(without.r_reversal_asymmetry)),
        r_fixed_cells=float(np.nanmean(fixed.r_reversal_asymmetry)),
        r_within_prefixes=_within_prefixes(fits["joint"], study.usable),
        spread_points=float(usable.std()),
        spread_expectiles=float(expected.std()),
        ratio_edge=float(study.estimates["authors"].asymmetry[EDGE_CELL]),
        n_splits=n_splits,
        seed=study.seed,
        evidence=study.evidence,
    )  # fmt: skip


def relation_claims(result: Relation) -> dict[str, float]:
    """The reproduction, the argument, its bounds over sessions and prefixes, and its P."""
    authors, joint = result.analyses
    return {
        "r_authors_all": authors.mean,
        "r_joint_usable": joint.mean,
        "low_over_sessions": joint.intervals["sessions"].low,
        "low_over_prefixes": joint.intervals["prefixes"].low,
        "p_permutation": joint.p_permutation,
        "r_authors_same_trials": result.r_same_trials["authors"],
        "ratio_edge": result.ratio_edge,
        "spread_ratio": result.spread_points / result.spread_expectiles,
        "share_as_small": float((authors.p_splits <= PUBLISHED_P).mean()),
        "r_learnt": result.r_learnt,
    }


def relation_statistics(result: Relation) -> tuple[Statistic, ...]:
    """Both correlations over splits and over resampled units, and the P of one split."""
    found = []
    quantity = "Pearson r, reversal point of one half and asymmetry of the other"
    for one in result.analyses:
        name = f"{one.estimator}, {'every finite ratio' if one.cells == 'all' else 'usable cells'}"
        n = int(np.median(one.correlations.n_cells))
        test = "cells permuted between the halves, one-sided, mean over splits"
        given = {"n": n, "test": test, "p": one.p_permutation, "seed": result.seed}
        found.append(
            over_draws(
                f"r_{one.estimator}", f"{quantity}, {name}",
                one.correlations.r_reversal_asymmetry, what="random splits",
                **given,  # type: ignore[arg-type]
            )
        )  # fmt: skip
        found.extend(
            over_units(f"r_{one.estimator}_{unit}", f"{quantity}, {name}", of_unit, **given)  # type: ignore[arg-type]
            for unit, of_unit in one.intervals.items()
        )
        p = over_draws(
            f"p_one_split_{one.estimator}", f"P of the regression in one split, {name}",
            one.p_splits, what="random splits", n=n, seed=result.seed, median=True,
        )  # fmt: skip
        found.append(replace(p, effect_size=one.mean))
    return tuple(found)


def _learners(axis: Floats, study: Study) -> tuple[Floats, float]:
    """Reversal points of simulated learners that meet the same rewards, by asymmetry."""
    rng = stream(study.seed, "asymmetric_scaling/learners")
    n = by_profile(study.profile, full=100, quick=50)
    plus, minus = rng.uniform(size=(2, n, N_CELLS))
    weights = VOLUME_PROBABILITIES / VOLUME_PROBABILITIES.sum()
    rewards = rng.choice(axis, (n, N_TRIALS), p=weights)
    value = learn(Population(BASE_RATE * plus, BASE_RATE * minus), rewards).ravel()
    tau = (plus / (plus + minus)).ravel()
    bins = np.digitize(tau, (_LEARNT_TAU[1:] + _LEARNT_TAU[:-1]) / 2)
    spread = [np.percentile(value[bins == at], [2.5, 50, 97.5]) for at in range(_LEARNT_TAU.size)]
    exact = expectiles(axis, tau, weights=weights)
    return np.array(spread).T, float(np.corrcoef(value, exact)[0, 1])


def _analysis(fit: CrossFit, study: Study, cells: Cells, rng: np.random.Generator) -> Analysis:
    mask = study.estimates[fit.estimator].usable if cells == "usable" else None
    estimates = fit.estimates
    kept = (
        estimates.usable[0].all(0) & mask
        if mask is not None
        else np.isfinite(estimates.asymmetry[0, 1])
    )
    return Analysis(
        estimator=fit.estimator,
        cells=cells,
        point=estimates.reversal_point[0, 0],
        tau=estimates.asymmetry[0, 1],
        kept=kept,
        correlations=split_correlations(fit, cells=cells, usable=mask),
        intervals={
            unit: bootstrap(fit, rng=rng, cells=cells, usable=mask, unit=unit)  # type: ignore[arg-type]
            for unit in UNITS
        },
        p_permutation=permutation_p(fit, rng=rng, cells=cells, usable=mask),
    )


def _within_prefixes(fit: CrossFit, usable: NDArray[np.bool_]) -> float:
    """Mean over splits of the correlation of differences from the prefix's mean."""
    prefixes = np.asarray(fit.prefixes)
    keep = fit.estimates.usable.all(1) & usable
    found = []
    for split, kept in enumerate(keep):
        pair = np.stack([fit.estimates.reversal_point[split, 0], fit.estimates.asymmetry[split, 1]])
        pair = pair[:, kept]
        for prefix in np.unique(prefixes[kept]):
            own = prefixes[kept] == prefix
            pair[:, own] -= pair[:, own].mean(1, keepdims=True)
        found.append(np.corrcoef(pair)[0, 1])
    return float(np.mean(found))


def _same(study: Study, estimator: Estimator) -> float:
    cells = study.estimates[estimator]
    keep = np.isfinite(cells.asymmetry) if estimator == "authors" else cells.usable
    return float(np.corrcoef(cells.reversal_point[keep], cells.asymmetry[keep])[0, 1])
