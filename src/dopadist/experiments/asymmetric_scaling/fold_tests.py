"""The published test of diversity: why its F jumps, and what ranks say."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.asymmetry import estimate
from dopadist.crossfit import fold_asymmetries, fold_statistics
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.statistics import over_draws, over_populations
from dopadist.experiments.shared.study import Floats, Study, whole
from dopadist.nulls import exceedance_p, permuted_trials
from dopadist.responses import TrialSet, pool
from dopadist.statistic import Statistic
from dopadist.streams import stream

N_FOLDS = 7
PUBLISHED_F = 2.93


@dataclass(frozen=True)
class FoldTests:
    """Tests over seven folds, one number a draw of folds (cells) or a permuted population.

    ``f``, ``h``: one-way F, and H of ranks (Kruskal and Wallis), folds around one reversal point,
    as published; ``own_h``: H with a reversal point of its own in every fold, joint fit.
    ``calm``, ``jumpy``: fold asymmetries of the draws with the largest and the smallest F;
    ``worst``: distance of the most outlying fold from its cell's median, one a draw;
    ``distances``: of all folds and draws, in units of their median.
    """

    f: Floats
    h: Floats
    own_h: Floats
    f_null: Floats
    h_null: Floats
    own_h_null: Floats
    calm: Floats
    jumpy: Floats
    worst: Floats
    distances: Floats
    n_cells: int
    n_own: int
    seed: int
    evidence: Evidence

    @property
    def freedom(self) -> tuple[int, int]:
        """Degrees of freedom of F."""
        return self.n_cells - 1, self.n_cells * (N_FOLDS - 1)


def run_fold_tests(study: Study) -> FoldTests:
    """Many draws of folds of the cells, and one of each of many permuted populations."""
    rng = stream(study.seed, "asymmetric_scaling/fold_tests")
    n_draws = by_profile(study.profile, full=300, quick=100)
    n_null = by_profile(study.profile, full=100, quick=40)
    data = study.trial_set
    point = study.estimates["authors"].reversal_point
    draws = np.array([fold_asymmetries(data, point, rng=rng) for _ in range(n_draws)])
    keep = study.estimates["authors"].usable & np.isfinite(draws).all((0, 1))
    draws = draws[..., keep]
    f = one_way_f(draws)
    distance = np.abs(draws - np.median(draws, axis=1, keepdims=True))
    null = []
    for _ in range(n_null):
        one = pool(permuted_trials(study.responses, rng=rng), kind=data.kind)  # type: ignore[arg-type]
        fit = whole(one, "authors")
        folds = fold_asymmetries(one, fit.reversal_point, rng=rng)
        folds = folds[:, fit.usable & np.isfinite(folds).all(0)]
        null.append((one_way_f(folds), ranks_h(folds), _own_h(one, rng)[0]))
    f_null, h_null, own_null = (np.array(x) for x in zip(*null, strict=True))
    own = [_own_h(data, rng) for _ in range(n_null)]
    return FoldTests(
        f=f,
        h=ranks_h(draws),
        own_h=np.array([value for value, _ in own]),
        f_null=f_null,
        h_null=h_null,
        own_h_null=own_null,
        calm=draws[int(f.argmax())],
        jumpy=draws[int(f.argmin())],
        worst=distance.max((1, 2)),
        distances=np.sort(distance.ravel() / np.median(distance)),
        n_cells=int(keep.sum()),
        n_own=int(np.median([n for _, n in own])),
        seed=study.seed,
        evidence=study.evidence,
    )


def fold_tests_claims(result: FoldTests) -> dict[str, float]:
    """F and its null, heavy tails, and ranks with a reversal point of their own."""
    return {
        "f_median": float(np.median(result.f)),
        "f_median_permuted": float(np.median(result.f_null)),
        "beyond_normal": float((result.distances > 6).mean()),
        "f_follows_outlier": float(stats.spearmanr(result.f, result.worst)[0]),
        "h_own_permuted": float(np.median(result.own_h_null) / (result.n_own - 1)),
        "h_own": float(np.median(result.own_h) / (result.n_own - 1)),
        "p_h_own": exceedance_p(float(np.median(result.own_h)), result.own_h_null),
    }


def fold_tests_statistics(result: FoldTests) -> tuple[Statistic, ...]:
    """F, its P, H, and H with reversal points of their own: distributions over draws of folds."""
    between, within = result.freedom
    f = float(np.median(result.f))
    total = result.n_cells * N_FOLDS

    def spread(
        name: str, quantity: str, values: Floats, effect: str, size: float,
        null: Floats | None = None, n: int = result.n_cells,
    ) -> Statistic:  # fmt: skip
        test = {} if null is None else {
            "test": over_populations(null), "p": exceedance_p(float(np.median(values)), null)
        }  # fmt: skip
        found = over_draws(
            name, quantity, values, what="draws of folds", n=n, seed=result.seed, median=True,
            **test,  # type: ignore[arg-type]
        )  # fmt: skip
        return replace(found, effect=effect, effect_size=size)

    p = stats.f.sf(result.f, between, within)
    h, own = float(np.median(result.h)), float(np.median(result.own_h))
    return (
        spread(
            "f_folds", f"F({between}, {within}) of asymmetries over 7 folds", result.f,
            "eta squared", between * f / (between * f + within), result.f_null,
        ),
        spread(
            "p_anova", "P that the published analysis of variance would give", p,
            "eta squared", between * f / (between * f + within),
        ),
        spread(
            "h_folds", "H of ranks over 7 folds", result.h, "epsilon squared", h / (total - 1),
            result.h_null,
        ),
        spread(
            "h_own_folds", "H of ranks, each fold with its own reversal point, joint fit",
            result.own_h, "epsilon squared", own / (result.n_own * N_FOLDS - 1),
            result.own_h_null, result.n_own,
        ),
    )  # fmt: skip


def one_way_f(folds: Floats) -> Floats:
    """One-way F between cells, over folds.

    ``folds``: shape (..., n_folds, n_cells), finite.

    >>> folds = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> one_way_f(folds), stats.f_oneway(*folds.T)[0]
    (np.float64(0.5), np.float64(0.5))
    """
    n_folds = folds.shape[-2]
    means = folds.mean(-2)
    between = n_folds * means.var(-1, ddof=1)
    within = folds.var(-2, ddof=1).mean(-1)
    return between / within


def ranks_h(folds: Floats) -> Floats:
    """H of Kruskal and Wallis between cells, over folds, without ties.

    ``folds``: shape (..., n_folds, n_cells), finite.

    >>> folds = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> round(float(ranks_h(folds)), 12), round(float(stats.kruskal(*folds.T)[0]), 12)
    (0.6, 0.6)
    """
    n_folds, n_cells = folds.shape[-2:]
    n = n_folds * n_cells
    rank = stats.rankdata(folds.reshape(*folds.shape[:-2], n), axis=-1).reshape(folds.shape)
    return 12 / (n * (n + 1)) * n_folds * ((rank.mean(-2) - (n + 1) / 2) ** 2).sum(-1)


def _own_h(data: TrialSet, rng: np.random.Generator) -> tuple[float, int]:
    """H of the folds' asymmetries around their own reversal points, and its number of cells."""
    found = estimate(fold_statistics(data.trials, rng=rng), data.axis, estimator="joint")
    tau = np.where(found.usable, found.asymmetry, np.nan)
    kept: NDArray[np.bool_] = np.isfinite(tau).sum(0) >= 4
    groups = [one[np.isfinite(one)] for one in tau[:, kept].T]
    return float(stats.kruskal(*groups)[0]), len(groups)
