"""The relation of the cells on other axes, each beside what its bend alone would make."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import Estimator, estimate
from dopadist.crossfit import CrossFit, bootstrap, cross_fit, split_correlations
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.response_functions.functions import FUNCTIONS, Floats
from dopadist.experiments.shared import Study
from dopadist.nulls import RULES, cell_gains, exceedance_p, two_lines, with_residuals
from dopadist.responses import TrialSet
from dopadist.reversal import magnitude_statistics
from dopadist.statistic import Statistic
from dopadist.streams import stream

AXES = {
    "own": "mean response (the cells' own)",
    "left_out": "mean response of the other cells",
    "root": "√volume",
    "hill200": "Hill utility, σ = 200 µL",
    "log": "log volume",
    "linear": "volume, µL",
}
# Straight lines with equal slopes: on the axis of the fit, or on the cells' own mean response.
NULLS = {
    "straight_here": "straight on this axis",
    "straight_own": "straight on the cells' own axis",
}


@dataclass(frozen=True)
class Refit:
    """One rule on one axis: the cells, with 95 % over sessions, and both nulls' populations."""

    axis: str
    estimator: Estimator
    mean: float
    low: float
    high: float
    halves: Floats
    nulls: dict[str, Floats]
    n_cells: float
    median_tau: float


@dataclass(frozen=True)
class Refits:
    """All axes under both rules."""

    refits: tuple[Refit, ...]
    n_splits: int
    n_populations: int
    n_sessions: int
    seed: int
    evidence: Evidence

    def of(self, axis: str, estimator: Estimator = "joint") -> Refit:
        """One axis under one rule."""
        return next(one for one in self.refits if (one.axis, one.estimator) == (axis, estimator))

    def p(self, axis: str, null: str, estimator: Estimator = "joint") -> float:
        """One-sided P of the cells against a null on the same axis."""
        one = self.of(axis, estimator)
        return exceedance_p(one.mean, one.nulls[null])


def run_refits(study: Study) -> Refits:
    """Halves of the cells and of both nulls on every axis."""
    n_splits = by_profile(study.profile, full=200, quick=60)
    n_populations = by_profile(study.profile, full=60, quick=19)
    found = []
    for axis in AXES:
        rng = stream(study.seed, f"response_functions/refits/{axis}")
        data = on_axis(study.trial_set, axis)
        for estimator, cells in RULES:
            mask = _usable(data, estimator) if cells == "usable" else None
            fit = fit_on(data, axis, estimator, n_splits, rng)
            r = split_correlations(fit, cells=cells, usable=mask)
            sure = bootstrap(
                fit, rng=rng, cells=cells, usable=mask, unit="sessions", n_resamples=400
            )
            kept = fit.estimates.asymmetry[:, 1][:, _usable(data, estimator)]
            found.append(
                Refit(
                    axis=axis, estimator=estimator, mean=sure.mean, low=sure.low, high=sure.high,
                    halves=r.r_reversal_asymmetry, nulls={}, n_cells=float(r.n_cells.mean()),
                    median_tau=float(np.nanmedian(kept)),
                )
            )  # fmt: skip
        nulls = {null: _null(study, axis, null, n_populations, rng) for null in NULLS}
        for index in (-2, -1):
            rule = 2 + index
            found[index] = dataclasses.replace(
                found[index], nulls={null: values[rule] for null, values in nulls.items()}
            )
    return Refits(
        refits=tuple(found), n_splits=n_splits, n_populations=n_populations,
        n_sessions=len(set(study.trial_set.sessions)), seed=study.seed, evidence=study.evidence,
    )  # fmt: skip


def on_axis(data: TrialSet, axis: str) -> TrialSet:
    """The same trials with the volumes placed on another axis.

    A fixed function of the volume is brought to mean and spread of the recorded cells' mean
    response: that changes no asymmetry and no correlation.
    """
    if axis in ("own", "left_out"):
        return data
    return dataclasses.replace(data, axis=FUNCTIONS[axis].on_axis(data.volumes))


def fit_on(
    data: TrialSet, axis: str, estimator: Estimator, n_splits: int, rng: np.random.Generator
) -> CrossFit:
    """Cross-fit on an axis; ``left_out`` gives each cell the mean response of the others."""
    if axis != "left_out":
        return cross_fit(data, rng=rng, n_splits=n_splits, estimator=estimator)
    key = int(rng.integers(2**63))
    means = magnitude_statistics(data.trials).mean
    n_cells = means.shape[0]
    parts = []
    whole = cross_fit(data, rng=np.random.default_rng(key), n_splits=n_splits, estimator=estimator)
    for cell in range(n_cells):
        others = np.delete(means, cell, axis=0).mean(0)
        one = dataclasses.replace(data, axis=others)
        # The same key, so the same halves; only this cell is kept.
        parts.append(
            cross_fit(
                one, rng=np.random.default_rng(key), n_splits=n_splits, estimator=estimator
            ).estimates
        )
    names = ("reversal_point", "slope_minus", "slope_plus", "asymmetry", "usable")
    estimates = dataclasses.replace(
        whole.estimates,
        **{  # type: ignore[arg-type]
            name: np.stack([getattr(part, name)[..., i] for i, part in enumerate(parts)], -1)
            for name in names
        },
    )
    return dataclasses.replace(whole, estimates=estimates)


def straight(data: TrialSet, axis: Floats, point: Floats, rng: np.random.Generator) -> TrialSet:
    """Cells with equal slopes on ``axis``, gains and residuals of ``data``, on that axis."""
    gain = cell_gains(data.trials)
    found = with_residuals(two_lines(point, gain, gain, axis), data, rng=rng)
    return dataclasses.replace(found, axis=axis)


def _null(
    study: Study, axis: str, null: str, n_populations: int, rng: np.random.Generator
) -> Floats:
    """Mean correlation of each population, shape (n_rules, n_populations)."""
    data = on_axis(study.trial_set, axis)
    lines_on = data if null == "straight_here" else study.trial_set
    point = _points(lines_on)
    n_splits = by_profile(study.profile, full=10, quick=6)
    found = np.empty((len(RULES), n_populations))
    for index in range(n_populations):
        population = straight(study.trial_set, lines_on.axis, point, rng)
        population = dataclasses.replace(population, axis=data.axis)
        for rule, (estimator, cells) in enumerate(RULES):
            mask = _usable(population, estimator) if cells == "usable" else None
            fit = cross_fit(population, rng=rng, n_splits=n_splits, estimator=estimator)
            r = split_correlations(fit, cells=cells, usable=mask).r_reversal_asymmetry
            found[rule, index] = float(np.nanmean(r))
    return found


def _points(data: TrialSet) -> Floats:
    statistics = magnitude_statistics(data.trials)
    joint, authors = (
        estimate(statistics, data.axis, estimator=one).reversal_point
        for one in ("joint", "authors")
    )
    return np.asarray(np.where(np.isfinite(joint), joint, authors))


def _usable(data: TrialSet, estimator: Estimator) -> np.ndarray:
    return estimate(magnitude_statistics(data.trials), data.axis, estimator=estimator).usable


def refits_claims(result: Refits) -> dict[str, float]:
    """The cells on each axis, and the axis on which the bend alone does it."""
    return {
        "r_own": result.of("own").mean,
        "r_left_out": result.of("left_out").mean,
        "r_hill": result.of("hill200").mean,
        "p_hill_here": result.p("hill200", "straight_here"),
        "p_hill_own": result.p("hill200", "straight_own"),
        "r_linear": result.of("linear").mean,
        "p_linear_here": result.p("linear", "straight_here"),
        "p_linear_own": result.p("linear", "straight_own"),
        "bend_linear": float(result.of("linear").nulls["straight_own"].mean()),
        "bend_own": float(result.of("own").nulls["straight_own"].mean()),
    }


def refits_statistics(result: Refits) -> tuple[Statistic, ...]:
    """Each axis under both rules: interval over sessions, P against the harder of the nulls."""
    found = []
    for one in result.refits:
        p = max(result.p(one.axis, null, one.estimator) for null in NULLS)
        worst = max(float(values.mean()) for values in one.nulls.values())
        found.append(
            Statistic(
                name=f"r_{one.axis}_{one.estimator}",
                quantity="Pearson r of reversal point and asymmetry from independent halves, mean "
                f"over {result.n_splits} splits, axis: {AXES[one.axis]}; {one.estimator}",
                value=one.mean, low=min(one.low, one.mean), high=max(one.high, one.mean),
                interval=f"95 % bootstrap over {result.n_sessions} sessions",
                n=round(one.n_cells), unit="cells a split",
                test=f"against the harder of two nulls with equal slopes, {result.n_populations} "
                "populations each, one-sided",
                p=p, effect="difference to that null's mean", effect_size=one.mean - worst,
                seed=result.seed,
            )
        )  # fmt: skip
    return tuple(found)
