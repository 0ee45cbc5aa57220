"""What no number of trials takes away: the authors' estimator with endless trials."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import ESTIMATORS, CellEstimates, estimate
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.recovery.simulation import (
    AXIS,
    RESIDUAL_SD,
    Cells,
    Floats,
    counts,
    draw_statistics,
    per_volume,
    population,
)
from dopadist.experiments.recovery.theory import authors_limit
from dopadist.streams import stream


@dataclass(frozen=True)
class Limits:
    """Bias with endless trials, over reversal points.

    ``point``, ``tau``: by true asymmetry, bias of the authors' estimator, shape (n_values,);
    ``measured_point``, ``measured_tau``: of the authors' estimator at the recorded number and at
    about 1,000 trials a volume, true asymmetry 1/2, shape (2, n_measured); ``joint_tau``: the
    same of the joint fit; ``r_equal_slopes``: correlation of reversal point and asymmetry that
    the authors' estimator finds with endless trials in cells with equal slopes, closed form;
    ``r_equal_slopes_even``, ``even_point``, ``even_tau``: the same correlation, and biases at true
    asymmetry 1/2, if every volume came equally often.
    """

    value: Floats
    point: dict[float, Floats]
    tau: dict[float, Floats]
    at: Floats
    measured_point: Floats
    measured_tau: Floats
    joint_point: Floats
    joint_tau: Floats
    axis: Floats
    n: Floats
    n_cells: int
    r_equal_slopes: float
    r_equal_slopes_even: float
    even_point: Floats
    even_tau: Floats
    seed: int
    evidence: Evidence = "simulation"


def run_limits(*, seed: int, profile: Profile) -> Limits:
    """Closed form for endless trials, and simulated cells beside it."""
    rng = stream(seed, "recovery/limits")
    n_cells = by_profile(profile, full=600, quick=200)
    value = np.linspace(-3.2, 7.0, 400)
    point, tau = {}, {}
    for level in (0.3, 0.5, 0.7):
        cells = _level(value, level)
        end = _limit(cells)
        point[level] = np.where(end.usable, end.reversal_point - value, np.nan)
        tau[level] = np.where(end.usable, end.asymmetry - level, np.nan)
    at = np.linspace(-2.9, 6.6, 20)
    shown = (1.0, 16.0)
    found = {(one, what): np.zeros((2, at.size)) for one in ESTIMATORS for what in ("point", "tau")}
    for row, scale in enumerate(shown):
        for column, v in enumerate(at):
            many = _level(np.full(n_cells, v), 0.5)
            statistics = draw_statistics(many, scale, rng)
            for estimator in ESTIMATORS:
                fit = estimate(statistics, AXIS, estimator=estimator)
                keep = fit.usable
                found[estimator, "point"][row, column] = np.median(fit.reversal_point[keep]) - v
                found[estimator, "tau"][row, column] = np.median(fit.asymmetry[keep]) - 0.5
    even = _limit(_level(value, 0.5), np.ones(AXIS.size))
    wide = population("equal_slopes", seed=seed, n_cells=20_000)
    r, r_even = (
        float(np.corrcoef(end.reversal_point[end.usable], end.asymmetry[end.usable])[0, 1])
        for end in (_limit(wide), _limit(wide, np.ones(AXIS.size)))
    )
    return Limits(
        value=value,
        point=point,
        tau=tau,
        at=at,
        measured_point=found["authors", "point"],
        measured_tau=found["authors", "tau"],
        joint_point=found["joint", "point"],
        joint_tau=found["joint", "tau"],
        axis=AXIS,
        n=np.array([per_volume(scale) for scale in shown]),
        n_cells=n_cells,
        r_equal_slopes=r,
        r_equal_slopes_even=r_even,
        even_point=np.where(even.usable, even.reversal_point - value, np.nan),
        even_tau=np.where(even.usable, even.asymmetry - 0.5, np.nan),
        seed=seed,
    )


def limits_claims(result: Limits) -> dict[str, float]:
    """Worst biases between 2.5 and about 10 µL, and what the limit makes of equal slopes."""
    inside = (result.value >= -2) & (result.value <= 5)
    some = (result.at >= -2) & (result.at <= 5)
    closed = np.interp(result.at[some], result.value, result.tau[0.5])
    return {
        "authors_worst_limit": float(np.nanmax(np.abs(result.tau[0.5][inside]))),
        "even_worst_limit": float(np.nanmax(np.abs(result.even_tau[inside]))),
        "authors_off_limit": float(np.median(np.abs(result.measured_tau[1, some] - closed))),
        "joint_worst": float(np.abs(result.joint_tau[1, some]).max()),
        "r_equal_slopes": result.r_equal_slopes,
        "r_equal_slopes_even": result.r_equal_slopes_even,
    }


def _level(value: Floats, tau: float) -> Cells:
    odds = np.sqrt(tau / (1 - tau))
    return Cells(value, np.full(value.size, 1 / odds), np.full(value.size, odds))


def _limit(cells: Cells, n_trials: Floats | None = None) -> CellEstimates:
    n = counts(1.0) if n_trials is None else n_trials
    return authors_limit(
        cells.point, cells.minus, cells.plus, n_trials=n, axis=AXIS, sd=RESIDUAL_SD
    )
