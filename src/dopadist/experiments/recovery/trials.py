"""Bias and standard deviation of both estimators by number of trials, against the bound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import ESTIMATORS, Estimator, estimate
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.recovery.simulation import (
    AXIS,
    RESIDUAL_SD,
    SCALES,
    Cells,
    Floats,
    counts,
    draw_statistics,
    examples,
    per_volume,
)
from dopadist.experiments.recovery.theory import Bound, authors_limit, bound
from dopadist.statistic import Statistic
from dopadist.streams import stream

QUANTITIES = ("point", "tau", "minus", "plus")


@dataclass(frozen=True)
class ByTrials:
    """Three cells, simulated many times at every number of trials.

    Attributes
    ----------
    n : numpy.ndarray, shape (n_scales,)
        Mean trials a volume.
    bias, sd : dict
        By (estimator, quantity), shape (n_scales, 3): mean error and standard deviation over
        repetitions with a usable estimate. Quantities: "point", "tau", "minus", "plus".
    least : dict
        By quantity, the bound, shape (n_scales, 3).
    limit : dict
        By quantity, bias of the authors' estimator with endless trials, shape (3,).
    r, r_bound : numpy.ndarray, shape (n_scales, 3)
        Correlation of the errors of reversal point and asymmetry from the same trials, joint
        fit; and its closed form.
    share_usable : dict
        By estimator, shape (n_scales, 3).
    """

    n: Floats
    cells: Cells
    bias: dict[tuple[Estimator, str], Floats]
    sd: dict[tuple[Estimator, str], Floats]
    least: dict[str, Floats]
    limit: dict[str, Floats]
    r: Floats
    r_bound: Floats
    share_usable: dict[Estimator, Floats]
    n_repetitions: int
    seed: int
    evidence: Evidence = "simulation"


def run_by_trials(*, seed: int, profile: Profile) -> ByTrials:
    """Draw the trials of three known cells again and again, and estimate each time."""
    rng = stream(seed, "recovery/trials")
    n = by_profile(profile, full=800, quick=200)
    cells = examples()
    many = cells.repeated(n)
    shape = (len(SCALES), cells.point.size)
    keys = [(one, what) for one in ESTIMATORS for what in QUANTITIES]
    bias = {key: np.zeros(shape) for key in keys}
    sd = {key: np.zeros(shape) for key in keys}
    least = {what: np.zeros(shape) for what in QUANTITIES}
    r, r_bound = np.zeros(shape), np.zeros(shape)
    usable = {one: np.zeros(shape) for one in ESTIMATORS}
    for row, scale in enumerate(SCALES):
        statistics = draw_statistics(many, scale, rng)
        best = _bound(cells, counts(scale))
        for what in QUANTITIES:
            least[what][row] = getattr(best, what)
        r_bound[row] = best.correlation
        for estimator in ESTIMATORS:
            found = estimate(statistics, AXIS, estimator=estimator)
            errors = {
                "point": found.reversal_point - many.point,
                "tau": found.asymmetry - many.tau,
                "minus": found.slope_minus - many.minus,
                "plus": found.slope_plus - many.plus,
            }
            good = found.usable.reshape(-1, n)
            usable[estimator][row] = good.mean(1)
            for cell, keep in enumerate(good):
                own = {what: error.reshape(-1, n)[cell, keep] for what, error in errors.items()}
                for what, error in own.items():
                    bias[estimator, what][row, cell] = error.mean()
                    sd[estimator, what][row, cell] = error.std(ddof=1)
                if estimator == "joint":
                    r[row, cell] = np.corrcoef(own["point"], own["tau"])[0, 1]
    end = authors_limit(
        cells.point, cells.minus, cells.plus, n_trials=counts(SCALES[-1]), axis=AXIS, sd=RESIDUAL_SD
    )
    return ByTrials(
        n=np.array([per_volume(scale) for scale in SCALES]),
        cells=cells,
        bias=bias,
        sd=sd,
        least=least,
        limit={
            "point": end.reversal_point - cells.point,
            "tau": end.asymmetry - cells.tau,
            "minus": end.slope_minus - cells.minus,
            "plus": end.slope_plus - cells.plus,
        },
        r=r,
        r_bound=r_bound,
        share_usable=usable,
        n_repetitions=n,
        seed=seed,
    )


def by_trials_claims(result: ByTrials) -> dict[str, float]:
    """Does the joint fit reach the bound, and does the authors' bias stay?"""
    n, variance = np.log(result.n), 2 * np.log(result.sd["joint", "point"])
    slopes = np.polyfit(n[-4:], variance[-4:], 1)[0]
    authors = result.bias["authors", "tau"][-1]
    worst = int(np.abs(result.limit["tau"]).argmax())

    def over_bound(what: str) -> float:
        return float((result.sd["joint", what] / result.least[what])[-1].mean())

    return {
        "joint_point_over_bound": over_bound("point"),
        "joint_tau_over_bound": over_bound("tau"),
        "joint_plus_over_bound": over_bound("plus"),
        "joint_exponent": float(slopes.mean()),
        "joint_bias_point": float(np.abs(result.bias["joint", "point"][-1]).max()),
        "joint_bias_tau": float(np.abs(result.bias["joint", "tau"][-1]).max()),
        "authors_bias_tau": float(authors[worst]),
        "authors_off_limit": float(np.abs(authors - result.limit["tau"]).max()),
        "error_correlation": float((result.r - result.r_bound)[-1].mean()),
    }


def by_trials_statistics(result: ByTrials) -> tuple[Statistic, ...]:
    """Bias of the asymmetry at about 1,000 trials a volume, mean over the three cells."""
    rows = []
    for estimator in ESTIMATORS:
        bias = result.bias[estimator, "tau"][-1]
        sem = result.sd[estimator, "tau"][-1] / np.sqrt(result.n_repetitions)
        worst = int(np.abs(bias).argmax())
        rows.append(
            Statistic(
                name=f"bias_tau_{estimator}",
                quantity=f"estimated minus true asymmetry at {result.n[-1]:,.0f} trials a volume, "
                f"{'authors' if estimator == 'authors' else 'joint fit'}, the worst of three cells",
                value=float(bias[worst]), low=float(bias[worst] - 1.96 * sem[worst]),
                high=float(bias[worst] + 1.96 * sem[worst]), interval="95 %, normal, repetitions",
                n=result.n_repetitions, unit="repetitions", test="none", p=None,
                effect="difference of asymmetries", effect_size=float(bias[worst]),
                seed=result.seed,
            )
        )  # fmt: skip
    return tuple(rows)


def _bound(cells: Cells, n: NDArray[np.int64]) -> Bound:
    return bound(cells.point, cells.minus, cells.plus, n_trials=n, axis=AXIS, sd=RESIDUAL_SD)
