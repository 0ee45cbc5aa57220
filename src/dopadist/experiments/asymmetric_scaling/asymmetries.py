"""Asymmetries of all cells: their scatter over folds, stars, and whether halves agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.crossfit import cross_fit, fold_asymmetries
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.statistics import over_draws, over_populations
from dopadist.experiments.shared.study import Floats, Study, whole
from dopadist.nulls import exceedance_p, permuted_trials
from dopadist.responses import TrialSet, pool
from dopadist.statistic import Statistic
from dopadist.streams import stream

LEVEL = 0.05


@dataclass(frozen=True)
class Asymmetries:
    """Asymmetries of all cells, their scatter over folds, and their halves.

    ``folds``: shape (7, n_cells), around the reversal point of all trials; ``p_cell``: of each
    cell's t-test over folds against the grand mean, NaN where unusable; ``n_starred``: number of
    cells below 0.05, one a draw of folds; ``n_starred_null``: the same in permuted populations;
    ``r_halves``, ``r_halves_null``: asymmetry of one half with that of the other, each with its
    own reversal point, one a split and one a permuted population.
    """

    tau: Floats
    usable: NDArray[np.bool_]
    folds: Floats
    p_cell: Floats
    n_starred: Floats
    n_starred_null: Floats
    r_halves: Floats
    r_halves_null: Floats
    n_pairs: int
    seed: int
    evidence: Evidence

    @property
    def grand_mean(self) -> float:
        """Mean over usable cells and folds, with which each cell is compared."""
        return float(np.nanmean(self.folds[:, self.usable]))


def run_asymmetries(study: Study) -> Asymmetries:
    """Do cells differ in asymmetry? Stars as published, and independent halves."""
    rng = stream(study.seed, "asymmetric_scaling/asymmetries")
    n_draws = by_profile(study.profile, full=100, quick=30)
    n_splits = by_profile(study.profile, full=400, quick=100)
    data = study.trial_set
    authors = study.estimates["authors"]
    draws = [fold_asymmetries(data, authors.reversal_point, rng=rng) for _ in range(n_draws)]
    permuted = [
        pool(permuted_trials(study.responses, rng=rng), kind=data.kind)  # type: ignore[arg-type]
        for _ in range(n_draws)
    ]
    r, pairs = _tau_halves(data, rng, n_splits)
    return Asymmetries(
        tau=authors.asymmetry,
        usable=authors.usable,
        folds=draws[0],
        p_cell=cell_tests(draws[0], authors.usable),
        n_starred=np.array([_stars(one, authors.usable) for one in draws]),
        n_starred_null=np.array([_null_stars(one, rng) for one in permuted]),
        r_halves=r,
        r_halves_null=np.array([_tau_halves(one, rng, 20)[0].mean() for one in permuted]),
        n_pairs=pairs,
        seed=study.seed,
        evidence=study.evidence,
    )


def asymmetries_claims(result: Asymmetries) -> dict[str, float]:
    """Stars of the cells, stars without any diversity, and the honest test."""
    r = float(result.r_halves.mean())
    return {
        "stars": float(np.median(result.n_starred)),
        "stars_permuted": float(result.n_starred_null.mean()),
        "r_halves": r,
        "r_halves_permuted": float(result.r_halves_null.mean()),
        "p_permuted": exceedance_p(r, result.r_halves_null),
    }


def asymmetries_statistics(result: Asymmetries) -> tuple[Statistic, ...]:
    """Mean asymmetry, stars before and after correction, and agreement of halves."""
    tau = result.tau[result.usable]
    sem = tau.std(ddof=1) / np.sqrt(tau.size)
    half = float(stats.t.ppf(0.975, tau.size - 1) * sem)
    mean, stars = float(tau.mean()), np.median(result.n_starred)
    low, high = np.percentile(result.n_starred, [2.5, 97.5])
    claims = asymmetries_claims(result)
    return (
        Statistic(
            name="tau_mean", quantity="mean asymmetry, usable cells, authors' estimator",
            value=mean, low=mean - half, high=mean + half, interval="95 %, Student's t over cells",
            n=tau.size, unit="cells", test="two-sided t against 1/2",
            p=float(stats.ttest_1samp(tau, 0.5).pvalue), effect="Cohen's d",
            effect_size=float((mean - 0.5) / tau.std(ddof=1)), seed=None,
        ),
        Statistic(
            name="n_starred", quantity="cells with a star (P < 0.05, t over 7 folds), median over "
            "draws of folds", value=float(stars), low=float(low), high=float(high),
            interval=f"2.5–97.5 % of {result.n_starred.size} draws of folds",
            n=tau.size, unit="cells", test=over_populations(result.n_starred_null),
            p=exceedance_p(float(stars), result.n_starred_null),
            effect="difference from permuted trials, cells",
            effect_size=float(stars - result.n_starred_null.mean()), seed=result.seed,
        ),
        _corrected(result, "holm"),
        _corrected(result, "hochberg"),
        over_draws(
            "r_halves", "Pearson r, asymmetry of one half against the other, joint fit",
            result.r_halves, what="random splits", n=result.n_pairs,
            test=over_populations(result.r_halves_null), p=claims["p_permuted"], seed=result.seed,
        ),
    )  # fmt: skip


def _corrected(result: Asymmetries, rule: str) -> Statistic:
    """Stars that are left when the number of tests is taken into account."""
    p = result.p_cell[np.isfinite(result.p_cell)]
    n = float(significant(p, rule).sum())
    name = {"holm": "Holm", "hochberg": "Benjamini and Hochberg, false discovery rate 0.05"}[rule]
    return Statistic(
        name=f"n_starred_{rule}", quantity=f"cells left with a star after correction ({name}), "
        "the draw of folds that is shown", value=n, low=n, high=n,
        interval="no interval: one draw of folds", n=p.size, unit="cells", test="none", p=None,
        effect="share of cells", effect_size=n / p.size, seed=result.seed,
    )  # fmt: skip


def significant(p: Floats, rule: str, level: float = LEVEL) -> NDArray[np.bool_]:
    """Which tests of several hold after correction by Holm, or Benjamini and Hochberg.

    >>> p = np.array([0.01, 0.02, 0.03, 0.2])
    >>> significant(p, "holm"), significant(p, "hochberg")
    (array([ True, False, False, False]), array([ True,  True,  True, False]))
    """
    order = np.argsort(p)
    rank = np.arange(1, p.size + 1)
    if rule == "holm":
        passed = np.minimum.accumulate(p[order] <= level / (p.size + 1 - rank))
    else:
        below = p[order] <= level * rank / p.size
        passed = rank <= (rank[below].max() if below.any() else 0)
    found = np.zeros(p.size, dtype=bool)
    found[order] = passed
    return found


def cell_tests(folds: Floats, usable: NDArray[np.bool_]) -> Floats:
    """P of each usable cell's t-test over folds against the grand mean, the authors' rule."""
    grand = np.nanmean(folds[:, usable])
    p = np.full(usable.size, np.nan)
    p[usable] = stats.ttest_1samp(folds[:, usable] - grand, 0.0).pvalue
    return p


def _stars(folds: Floats, usable: NDArray[np.bool_]) -> float:
    return float((cell_tests(folds, usable) < LEVEL).sum())


def _null_stars(data: TrialSet, rng: np.random.Generator) -> float:
    fit = whole(data, "authors")
    return _stars(fold_asymmetries(data, fit.reversal_point, rng=rng), fit.usable)


def _tau_halves(data: TrialSet, rng: np.random.Generator, n_splits: int) -> tuple[Floats, int]:
    fitted = cross_fit(data, rng=rng, n_splits=n_splits, estimator="joint").estimates
    usable = whole(data, "joint").usable & fitted.usable.all(1)
    r = [np.corrcoef(fitted.asymmetry[at][:, keep])[0, 1] for at, keep in enumerate(usable)]
    return np.array(r), int(np.median(usable.sum(1)))
