"""How much of the diversity lies between the cells of one session, sessions, and prefixes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from dopadist.asymmetry import Estimator, joint_fit
from dopadist.crossfit import CrossFit
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared import Study, whole
from dopadist.experiments.simultaneous_diversity.semivariances import (
    Semivariances,
    centred_r,
    dealt,
    difference_products,
    levels_of,
    semivariances,
)
from dopadist.experiments.simultaneous_diversity.sessions import (
    Floats,
    Together,
    exchange_within_sessions,
    session_fit,
    together,
)
from dopadist.nulls import exceedance_p
from dopadist.responses import Kind, TrialSet, mean_axis, pool
from dopadist.reversal import MagnitudeStatistics
from dopadist.statistic import Statistic
from dopadist.streams import stream

LEVELS = ("within sessions", "sessions of a prefix", "prefixes")
N_NULL_SPLITS = 10


@dataclass(frozen=True)
class Components:
    """Where reversal points and asymmetries differ.

    Attributes
    ----------
    points : dict
        Semivariances of reversal points by (trial kind, estimator), (spikes/s)^2.
    tau : Semivariances
        Of asymmetries, pooled trials, joint fit.
    null_within : numpy.ndarray, shape (n_populations,)
        Semivariance within sessions (pooled trials, joint fit) if the cells of a session
        exchange their trials.
    null_sessions, null_prefixes : numpy.ndarray, shape (n_permutations,)
        Components if cells are dealt anew to the sessions of their prefix, and whole sessions
        to prefixes.
    centred : numpy.ndarray, shape (2, n_cells_with_company)
        Reversal points of both halves as differences from the session's mean, one split.
    r_centred : numpy.ndarray, shape (n_splits,)
        Their correlation, one a split.
    r_centred_null : numpy.ndarray, shape (n_populations,)
        Mean over splits after exchange within sessions.
    r_centred_tau : float
        The same of asymmetries, mean over splits.
    difference, low, high : numpy.ndarray, shape (n_pairs,)
        Reversal point of one cell minus that of its mate (joint fit, all trials), and the ends
        of intervals over resampled trials that hold for all pairs together at 95 %.
    """

    points: dict[tuple[Kind, Estimator], Semivariances]
    tau: Semivariances
    null_within: Floats
    null_sessions: Floats
    null_prefixes: Floats
    centred: Floats
    r_centred: Floats
    r_centred_null: Floats
    r_centred_tau: float
    difference: Floats
    low: Floats
    high: Floats
    pairs: Together
    n_sessions: int
    seed: int
    evidence: Evidence

    @property
    def main(self) -> Semivariances:
        """Reversal points, pooled trials, joint fit."""
        return self.points["pooled", "joint"]


def run_components(study: Study) -> Components:
    """Semivariances for every kind of trials, nulls, and pairs one by one."""
    rng = stream(study.seed, "simultaneous_diversity/components")
    n_splits = by_profile(study.profile, full=200, quick=60)
    n_null = by_profile(study.profile, full=100, quick=30)
    pairs = together(study.recordings)
    kinds: tuple[Kind, ...] = ("pooled", "cued", "uncued")
    estimators: tuple[Estimator, ...] = ("joint", "authors")
    points: dict[tuple[Kind, Estimator], Semivariances] = {}
    for kind, estimator in product(kinds, estimators):
        data = pool(study.responses, kind=kind)
        fit = session_fit(data, pairs.session, n_splits=n_splits, rng=rng, estimator=estimator)
        products, valid = difference_products(fit, data, pairs, "reversal_point")
        points[kind, estimator] = semivariances(products, valid, pairs, rng=rng)
        if (kind, estimator) == ("pooled", "joint"):
            main, main_data, main_products, main_valid = fit, data, products, valid
    tau_products, tau_valid = difference_products(main, main_data, pairs, "asymmetry")
    null_within, r_null = [], []
    for _ in range(n_null):
        fit, mixed = _exchanged(main_data, pairs, rng)
        mixed_products = difference_products(fit, mixed, pairs, "reversal_point")
        null_within.append(levels_of(*mixed_products, pairs)[0])
        r_null.append(np.nanmean(centred_r(fit, whole(mixed, "joint").usable, pairs)[1]))
    usable = whole(main_data, "joint").usable
    centred, r_centred = centred_r(main, usable, pairs)
    _, r_tau = centred_r(main, usable, pairs, "asymmetry")
    n_permutations = by_profile(study.profile, full=2000, quick=500)
    difference, low, high = _differences(main_data, pairs, rng)
    return Components(
        points=points,
        tau=semivariances(tau_products, tau_valid, pairs, rng=rng),
        null_within=np.array(null_within),
        null_sessions=dealt(main_products, main_valid, pairs, n_permutations, rng, "sessions"),
        null_prefixes=dealt(main_products, main_valid, pairs, n_permutations, rng, "prefixes"),
        centred=centred,
        r_centred=r_centred,
        r_centred_null=np.array(r_null),
        r_centred_tau=float(np.nanmean(r_tau)),
        difference=difference,
        low=low,
        high=high,
        pairs=pairs,
        n_sessions=int(pairs.session.max()) + 1,
        seed=study.seed,
        evidence=study.evidence,
    )


def _exchanged(
    data: TrialSet, pairs: Together, rng: np.random.Generator
) -> tuple[CrossFit, TrialSet]:
    trials = data.trials.copy()
    kept = pairs.distinct
    trials[kept] = exchange_within_sessions(trials[kept], pairs.session[kept], rng=rng)
    mixed = replace(data, trials=trials, axis=mean_axis(trials))
    fit = session_fit(mixed, pairs.session, n_splits=N_NULL_SPLITS, rng=rng, estimator="joint")
    return fit, mixed


def _differences(
    data: TrialSet, pairs: Together, rng: np.random.Generator, n_resamples: int = 2000
) -> tuple[Floats, Floats, Floats]:
    """Reversal points of mates, the same trials drawn with replacement for both."""
    first, second = pairs.first[pairs.kept], pairs.second[pairs.kept]
    all_trials = whole(data, "joint").reversal_point
    low, high = np.zeros(first.size), np.zeros(first.size)
    tail = 100 * 0.025 / max(first.size, 1)
    for pair, cells in enumerate(zip(first, second, strict=True)):
        n = np.zeros((n_resamples, 2, data.axis.size), dtype=np.int64)
        total = np.zeros(n.shape)
        for k in range(data.axis.size):
            own = data.trials[list(cells), k]
            own = own[:, np.isfinite(own).all(0)]
            drawn = rng.integers(0, own.shape[1], (n_resamples, own.shape[1]))
            n[..., k] = own.shape[1]
            total[..., k] = own[:, drawn].sum(-1).T
        point = joint_fit(MagnitudeStatistics(n, n, n, total), data.axis)[0]
        low[pair], high[pair] = np.nanpercentile(point[:, 0] - point[:, 1], [tail, 100 - tail])
    return all_trials[first] - all_trials[second], low, high


def components_claims(result: Components) -> dict[str, float]:
    """Is there diversity within a session, between sessions, between prefixes?"""
    main = result.main
    return {
        "within": float(main.value[0]),
        "within_share": main.within_share,
        "p_within": exceedance_p(main.value[0], result.null_within),
        "r_centred": float(np.nanmean(result.r_centred)),
        "p_centred": exceedance_p(float(np.nanmean(result.r_centred)), result.r_centred_null),
        "p_sessions": exceedance_p(float(main.components[1]), result.null_sessions),
        "pairs_apart": float(((result.low > 0) | (result.high < 0)).sum()),
    }


def components_statistics(result: Components) -> tuple[Statistic, ...]:
    """Semivariances, share and centred correlation."""
    main, seed = result.main, result.seed
    n_within = int(result.pairs.kept.sum())
    tests = (
        ("trials exchanged within sessions, one-sided", main.value[0], result.null_within),
        ("cells dealt anew to sessions, component, one-sided", main.components[1],
         result.null_sessions),
        ("sessions dealt anew to prefixes, component, one-sided", main.components[2],
         result.null_prefixes),
    )  # fmt: skip
    n_prefixes = int(result.pairs.prefix.max()) + 1
    units = (
        (n_within, "pairs of cells"), (result.n_sessions, "sessions"), (n_prefixes, "prefixes"),
    )  # fmt: skip
    rows = []
    for level, (name, (test, observed, null), (n, unit)) in enumerate(
        zip(("within", "sessions", "prefixes"), tests, units, strict=True)
    ):
        low, high = main.interval(level)
        rows.append(
            Statistic(
                name=f"semivariance_{name}",
                quantity=f"half the squared difference of two reversal points, {LEVELS[level]}, "
                "(spikes/s)²",
                value=float(main.value[level]), low=low, high=high,
                interval="95 % bootstrap over sessions", n=n, unit=unit, test=test,
                p=exceedance_p(float(observed), null), effect="variance component, (spikes/s)²",
                effect_size=float(main.components[level]), seed=seed,
            )
        )  # fmt: skip
    low, high = main.share_interval()
    r = result.r_centred[np.isfinite(result.r_centred)]
    return (
        *rows,
        Statistic(
            name="within_share", quantity="semivariance within sessions over that between cells "
            "of different sessions", value=main.within_share, low=low, high=high,
            interval="95 % bootstrap over sessions", n=n_within, unit="pairs of cells",
            test="none", p=None, effect="share", effect_size=main.within_share, seed=seed,
        ),
        Statistic(
            name="r_centred", quantity="Pearson r of halves, reversal points minus their "
            "session's mean, mean over splits", value=float(r.mean()),
            low=float(np.percentile(r, 2.5)), high=float(np.percentile(r, 97.5)),
            interval=f"2.5–97.5 % of {r.size} random splits", n=result.centred.shape[1],
            unit="cells", test="trials exchanged within sessions, one-sided",
            p=exceedance_p(float(r.mean()), result.r_centred_null), effect="r",
            effect_size=float(r.mean()), seed=seed,
        ),
    )  # fmt: skip
