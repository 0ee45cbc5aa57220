"""All asymmetries moved together: where the decode fits best, and what that can tell."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dopadist.crossfit import CrossFit, cross_fit
from dopadist.decoding import (
    DecodedSplits,
    cross_fitted_decode,
    reward_on_axis,
    shifted_asymmetries,
)
from dopadist.evidence import Evidence
from dopadist.experiments.decoding_stress.controls import control_splits
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import Cells, all_trials
from dopadist.experiments.shared.decoding_nulls import EQUAL_SLOPES, ONE_POINT
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.experiments.shared.statistics import over_draws, over_populations
from dopadist.nulls import equal_slopes, exceedance_p, homogeneous
from dopadist.responses import TrialSet
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.tasks.rewards import RewardDistribution

SHIFTS = np.linspace(-1.5, 1.5, 13)
SHOWN = (-1.0, -0.5, 0.0, 0.5, 1.0)
NULLS = (ONE_POINT, EQUAL_SLOPES)


@dataclass(frozen=True)
class Shifts:
    """Decodes with asymmetries ``Phi(Phi^-1(tau) + s)``, s among ``SHIFTS``.

    Attributes
    ----------
    reward : RewardDistribution
        As delivered, spikes/s.
    values : numpy.ndarray
        Grid, spikes/s.
    shown : dict of float to numpy.ndarray
        Mean decoded distribution for each of ``SHOWN``, shape ``(n_grid,)``.
    w1 : numpy.ndarray
        Distance of each split's decode, spikes/s, shape ``(n_splits, n_shifts)``.
    w1_mean : numpy.ndarray
        The same with every asymmetry at its mean, mean over splits, shape ``(n_shifts,)``.
    bootstrap : numpy.ndarray
        Best shift of populations made of the cells drawn with replacement, one split each, shape
        ``(n_bootstraps,)``.
    null : dict of str to numpy.ndarray
        Mean distance of populations by null, shape ``(n_populations, n_shifts)``.
    n_usable : int
        Cells that enter a split, median.
    """

    reward: RewardDistribution
    values: Floats
    shown: dict[float, Floats]
    w1: Floats
    w1_mean: Floats
    bootstrap: Floats
    null: dict[str, Floats]
    n_usable: int
    evidence: Evidence

    @property
    def best(self) -> float:
        """Shift at which the mean over splits is nearest, normal SD, between grid steps."""
        return float(lowest_at(self.w1.mean(axis=0)))

    @property
    def null_best(self) -> dict[str, Floats]:
        """Best shift of each null population, by null."""
        return {name: lowest_at(curves) for name, curves in self.null.items()}

    def p_depth(self, name: str) -> float:
        """How often a population of a null comes as near at its own best shift."""
        return exceedance_p(-float(self.w1.mean(axis=0).min()), -self.null[name].min(axis=1))


def lowest_at(curve: Floats) -> Floats:
    """Where curves over ``SHIFTS`` are lowest: the parabola through the lowest point's neighbours.

    Examples
    --------
    >>> float(lowest_at((SHIFTS - 0.1) ** 2).round(6))
    0.1
    """
    rows = np.atleast_2d(curve)
    k = np.clip(rows.argmin(axis=1), 1, SHIFTS.size - 2)
    left, middle, right = (rows[np.arange(len(rows)), k + d] for d in (-1, 0, 1))
    bend = left - 2 * middle + right
    step = np.where(bend > 0, 0.5 * (left - right) / np.where(bend > 0, bend, 1.0), 0.0)
    found = SHIFTS[k] + (SHIFTS[1] - SHIFTS[0]) * np.clip(step, -1, 1)
    return np.asarray(found if np.ndim(curve) > 1 else found[0])


def run_shifts(cells: Cells, *, seed: int = 0, profile: str = "full") -> Shifts:
    """Move all asymmetries and decode, figure ``decoding-shifts``.

    Parameters
    ----------
    cells : Cells
        Of this run.
    seed : int
        Of splits, bootstraps and null populations.
    profile : {"full", "quick"}
        200 or 60 splits, as many bootstraps; 20 or 12 populations of each null.
    """
    fitted = control_splits(cells, stream(seed, "decoding/controls"), profile)
    reward = reward_on_axis(cells.pooled)
    w1, w1_mean = [], []
    shown = {}
    for s in SHIFTS:
        plain = decode_shifted(fitted, s, reward)
        w1.append(plain.w1)
        w1_mean.append(decode_shifted(fitted, s, reward, mean=True).w1.mean())
        if s in SHOWN:
            shown[float(s)] = plain.mean_distribution
    like = cells.pooled
    point = all_trials(like, estimator="joint").reversal_point
    point = np.where(np.isfinite(point), point, 0.0)
    draws: dict[str, Callable[[np.random.Generator], TrialSet]] = {
        ONE_POINT: lambda rng: homogeneous(like, rng=rng),
        EQUAL_SLOPES: lambda rng: equal_slopes(like, reversal_point=point, rng=rng),
    }
    null = {}
    for name, draw in draws.items():
        rng = stream(seed, f"decoding_stress/shifts/{name}")
        null[name] = np.array(
            [_curve(draw(rng), rng) for _ in range(by_profile(profile, full=20, quick=12))]
        )
    rng = stream(seed, "decoding_stress/shifts/bootstrap")
    drawn = _resampled(fitted, rng)
    boot = [decode_shifted(drawn, s, reward).w1 for s in SHIFTS]
    return Shifts(
        reward=reward,
        values=plain.values,
        shown=shown,
        w1=np.stack(w1, axis=1),
        w1_mean=np.array(w1_mean),
        bootstrap=lowest_at(np.stack(boot, axis=1)),
        null=null,
        n_usable=int(np.median(plain.n_cells)),
        evidence=cells.evidence,
    )


def decode_shifted(
    fitted: CrossFit, shift: float, reward: RewardDistribution, *, mean: bool = False
) -> DecodedSplits:
    """One split at a time with all asymmetries moved, after setting them to their mean or not.

    Cells that aren't usable are left out in any case.
    """
    tau = np.clip(fitted.estimates.asymmetry, 0, 1)
    if mean:
        kept = np.where(fitted.estimates.usable.all(axis=1), tau[:, 1], np.nan)
        tau = np.broadcast_to(np.nanmean(kept, axis=1)[:, None, None], tau.shape)
    moved = dataclasses.replace(fitted.estimates, asymmetry=shifted_asymmetries(tau, shift))
    return cross_fitted_decode(dataclasses.replace(fitted, estimates=moved), reward=reward)


def _curve(trial_set: TrialSet, rng: np.random.Generator) -> Floats:
    fitted = cross_fit(trial_set, n_splits=8, rng=rng, estimator="joint")
    reward = reward_on_axis(trial_set)
    return np.array([decode_shifted(fitted, s, reward).w1.mean() for s in SHIFTS])


def _resampled(fitted: CrossFit, rng: np.random.Generator) -> CrossFit:
    """Each split with its cells drawn anew, with replacement."""
    estimates = fitted.estimates
    n_splits, _, n_cells = estimates.reversal_point.shape
    chosen = rng.integers(n_cells, size=(n_splits, 1, n_cells))
    drawn: dict[str, Any] = {
        name: np.take_along_axis(getattr(estimates, name), chosen, axis=2)
        for name in ("reversal_point", "slope_minus", "slope_plus", "asymmetry", "usable")
    }
    return dataclasses.replace(fitted, estimates=dataclasses.replace(estimates, **drawn))


def shifts_claims(result: Shifts) -> dict[str, float]:
    """Best near no shift in the cells, and in populations without the relation as well."""
    null = result.null_best
    low, high = np.quantile(result.bootstrap, [0.025, 0.975])
    return {
        "best_shift": result.best,
        "interval_width": float(high - low),
        "one_point_shift": float(np.median(null[ONE_POINT])),
        "equal_slopes_shift": float(np.median(null[EQUAL_SLOPES])),
        "p_depth_one_point": result.p_depth(ONE_POINT),
        "mean_tau_shift": float(lowest_at(result.w1_mean)),
    }


def shifts_statistics(result: Shifts, *, seed: int) -> tuple[Statistic, ...]:
    """Best shift of cells, of one asymmetry for all, and of the nulls; depth of the minimum."""
    low, high = np.quantile(result.bootstrap, [0.025, 0.975])
    found = [
        Statistic(
            name="best_shift",
            quantity="shift of the asymmetries at which the decode is nearest (normal SD), mean "
            "over splits",
            value=result.best,
            low=float(low),
            high=float(high),
            interval=f"95 %, bootstrap over cells, {result.bootstrap.size} draws of one split",
            n=result.n_usable,
            unit="cells",
            test="none",
            p=None,
            effect="shift in normal SD",
            effect_size=result.best,
            seed=seed,
        )
    ]
    for name, best in result.null_best.items():
        short = name.replace(" ", "_")
        found.append(
            over_draws(
                f"best_shift_{short}",
                f"best shift of populations without the relation: {name}",
                best,
                what="populations",
                n=best.size,
                unit="populations",
                effect="shift in normal SD",
                seed=seed,
            )
        )
        depth = result.null[name].min(axis=1)
        found.append(
            over_draws(
                f"depth_{short}",
                f"distance at the best shift (spikes/s): {name}; P of the cells",
                depth,
                what="populations",
                n=depth.size,
                unit="populations",
                test=over_populations(depth),
                p=result.p_depth(name),
                effect="distance in spikes/s",
                seed=seed,
            )
        )
    return tuple(found)
