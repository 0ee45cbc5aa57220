"""Baseline rates: is a cell's asymmetry, or its reversal point, just its baseline?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.asymmetry import Estimator
from dopadist.crossfit import cross_fit
from dopadist.evidence import Evidence, combine
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared import Study, whole
from dopadist.experiments.simultaneous_diversity.sessions import Floats
from dopadist.nulls import equal_slopes, exceedance_p, permuted_trials
from dopadist.responses import TrialSet, mean_axis, pool
from dopadist.statistic import Statistic
from dopadist.streams import stream


@dataclass(frozen=True)
class Baseline:
    """Baseline rate against asymmetry and reversal point.

    Attributes
    ----------
    rate : numpy.ndarray, shape (n_cells,)
        spikes/s before the first event of a trial.
    tau, point : dict
        By estimator, from all trials.
    usable : dict
        By estimator.
    r_tau_halves : numpy.ndarray, shape (n_splits,)
        Authors' asymmetry of a half of the trials with the rate, usable cells.
    r_tau_resampled, r_point_resampled : numpy.ndarray, shape (n_resamples,)
        All trials, authors' estimator, cells drawn with replacement.
    r_point_biased, r_point_permuted : numpy.ndarray, shape (n_populations,)
        Rate with reversal point where baselines are misjudged in proportion to the rate, and
        where they aren't; no diversity in either.
    r_tau_floor : numpy.ndarray, shape (n_populations,)
        Rate with asymmetry where slopes are equal and rates can't fall below zero.
    bias_sd : float
        Standard deviation of the misjudgement, spikes/s.
    """

    rate: Floats
    tau: dict[Estimator, Floats]
    point: dict[Estimator, Floats]
    usable: dict[Estimator, NDArray[np.bool_]]
    r_tau_halves: Floats
    r_tau_resampled: Floats
    r_point_resampled: Floats
    r_point_biased: Floats
    r_point_permuted: Floats
    r_tau_floor: Floats
    bias_sd: float
    seed: int
    evidence: Evidence

    def r(self, what: str, estimator: Estimator = "authors") -> float:
        """Correlation of the rate with "tau" or "point", usable cells, all trials."""
        keep = self.usable[estimator]
        values = self.tau[estimator] if what == "tau" else self.point[estimator]
        return float(np.corrcoef(self.rate[keep], values[keep])[0, 1])


def run_baseline(study: Study) -> Baseline:
    """The correlations, their spread, and what two stories about baselines predict."""
    rng = stream(study.seed, "simultaneous_diversity/baseline")
    n_splits = by_profile(study.profile, full=1000, quick=200)
    n_null = by_profile(study.profile, full=200, quick=60)
    data, rate = study.trial_set, study.responses.baseline_rate
    fits = study.estimates
    keep = fits["authors"].usable
    halves = cross_fit(data, rng=rng, n_splits=n_splits).estimates
    good = halves.usable[:, 1] & keep
    r_halves = [
        np.corrcoef(rate[one], tau[one])[0, 1]
        for one, tau in zip(good, halves.asymmetry[:, 1], strict=True)
    ]
    # As wide a scatter of reversal points as the cells', if baselines made all of it: a constant
    # moves the reversal point of a cell of gain 1 by itself.
    bias_sd = float(fits["joint"].reversal_point[fits["joint"].usable].std())
    wrong = bias_sd * (rate - rate.mean()) / rate.std()
    biased, permuted, floored = [], [], []
    for _ in range(n_null):
        one = pool(permuted_trials(study.responses, rng=rng), kind=data.kind)  # type: ignore[arg-type]
        permuted.append(_r_point(one, rate))
        biased.append(_r_point(_shifted(one, -wrong), rate))
        lines = equal_slopes(
            data, reversal_point=fits["authors"].reversal_point, rng=rng, baseline_rate=rate
        )
        fit = whole(lines, "authors")
        floored.append(np.corrcoef(rate[fit.usable], fit.asymmetry[fit.usable])[0, 1])
    return Baseline(
        rate=rate,
        tau={one: fits[one].asymmetry for one in fits},
        point={one: fits[one].reversal_point for one in fits},
        usable={one: fits[one].usable for one in fits},
        r_tau_halves=np.array(r_halves),
        r_tau_resampled=_resampled(rate[keep], fits["authors"].asymmetry[keep], rng),
        r_point_resampled=_resampled(rate[keep], fits["authors"].reversal_point[keep], rng),
        r_point_biased=np.array(biased),
        r_point_permuted=np.array(permuted),
        r_tau_floor=np.array(floored),
        bias_sd=bias_sd,
        seed=study.seed,
        evidence=study.evidence,
    )


def baseline_claims(result: Baseline) -> dict[str, float]:
    """Correlations with the rate, and how far the cells are from a population of biases."""
    return {
        "r_asymmetry": result.r("tau"),
        "r_reversal": result.r("point"),
        "r_reversal_all": float(np.corrcoef(result.rate, result.point["authors"])[0, 1]),
        "r_biased": float(result.r_point_biased.mean()),
        "p_biased": exceedance_p(-result.r("point"), -result.r_point_biased),
        "halves_reach_published": float((result.r_tau_halves >= 0.18).mean()),
    }


def baseline_statistics(result: Baseline) -> tuple[Statistic, ...]:
    """Both correlations with intervals over cells, and the half-data one over splits."""
    keep = result.usable["authors"]
    n = int(keep.sum())
    rows = []
    for name, what, values, spread in (
        ("r_asymmetry", "asymmetry", result.tau, result.r_tau_resampled),
        ("r_reversal", "reversal point", result.point, result.r_point_resampled),
    ):
        found = stats.pearsonr(result.rate[keep], values["authors"][keep])
        low, high = np.percentile(spread, [2.5, 97.5])
        rows.append(
            Statistic(
                name=name, quantity=f"Pearson r, baseline rate with {what}, all trials, authors",
                value=float(found.statistic), low=float(low), high=float(high),
                interval="95 % bootstrap over cells", n=n, unit="cells",
                test="Pearson correlation, two-sided", p=float(found.pvalue), effect="r",
                effect_size=float(found.statistic), seed=result.seed,
            )
        )  # fmt: skip
    halves = result.r_tau_halves
    low, high = np.percentile(halves, [2.5, 97.5])
    rows.append(
        Statistic(
            name="r_asymmetry_halves",
            quantity="Pearson r, baseline rate with asymmetry from half of the trials, authors, "
            "mean over splits",
            value=float(halves.mean()), low=float(low), high=float(high),
            interval=f"2.5–97.5 % of {halves.size:,} random splits", n=n, unit="cells",
            test="none", p=None, effect="r", effect_size=float(halves.mean()), seed=result.seed,
        )
    )  # fmt: skip
    return tuple(rows)


def _r_point(data: TrialSet, rate: Floats) -> float:
    fit = whole(data, "authors")
    return float(np.corrcoef(rate[fit.usable], fit.reversal_point[fit.usable])[0, 1])


def _shifted(data: TrialSet, constant: Floats) -> TrialSet:
    trials = data.trials + constant[:, None, None]
    return replace(
        data, trials=trials, axis=mean_axis(trials), evidence=combine(data.evidence, "simulation")
    )


def _resampled(x: Floats, y: Floats, rng: np.random.Generator, n: int = 2000) -> Floats:
    drawn = rng.integers(0, x.size, (n, x.size))
    a = x[drawn] - x[drawn].mean(1, keepdims=True)
    b = y[drawn] - y[drawn].mean(1, keepdims=True)
    return (a * b).sum(1) / np.sqrt((a * a).sum(1) * (b * b).sum(1))
