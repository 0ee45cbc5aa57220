"""How well one cell's asymmetry is known: two lines with their bands, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.response_functions.functions import Floats
from dopadist.experiments.response_functions.posterior import Posterior, posterior
from dopadist.experiments.response_functions.sessions import over_sessions
from dopadist.experiments.response_functions.simulated import (
    N_TRIALS,
    draw_gain,
    lines,
    noisy_trials,
)
from dopadist.experiments.shared import Study, draws
from dopadist.nulls import exceedance_p
from dopadist.statistic import Statistic
from dopadist.streams import stream

# Quantiles over cells, by asymmetry, at which the drawn cells stand.
SHOWN = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Bands:
    """Posteriors of all cells, and how often 1/2 is excluded where it is true.

    Attributes
    ----------
    shown : numpy.ndarray of int, shape (n_shown,)
        Cells drawn with their trials.
    trials : numpy.ndarray, shape (n_shown, n_magnitudes, n_slots)
    u, low, middle, high : numpy.ndarray, shape (n_shown, n_points)
        95 % bands of the two lines, and the lines at the posterior medians.
    tau_low, tau, tau_high : numpy.ndarray, shape (n_cells,)
        95 % interval and median of each cell's asymmetry.
    coverage : float
        Share of simulated cells (equal slopes, Gaussian noise) whose interval holds 1/2.
    null_share : numpy.ndarray, shape (n_populations,)
        Share of cells whose interval excludes 1/2 in populations with equal slopes, the cells'
        own reversal points and residuals.
    share_interval : (float, float)
        95 % interval of ``excluded`` over resampled sessions.
    """

    shown: np.ndarray
    trials: Floats
    u: Floats
    low: Floats
    middle: Floats
    high: Floats
    axis: Floats
    tau_low: Floats
    tau: Floats
    tau_high: Floats
    coverage: float
    n_simulated: int
    null_share: Floats
    share_interval: tuple[float, float]
    sessions: tuple[str, ...]
    seed: int
    evidence: Evidence

    @property
    def excluded(self) -> float:
        """Share of the cells whose interval excludes 1/2."""
        return float(((self.tau_low > 0.5) | (self.tau_high < 0.5)).mean())

    @property
    def p(self) -> float:
        """One-sided P of that share against the populations with equal slopes."""
        return exceedance_p(self.excluded, self.null_share)


def run_bands(study: Study) -> Bands:
    """Posterior of every cell, of cells with equal slopes, and the calibration."""
    data = study.trial_set
    rng = stream(study.seed, "response_functions/bands")
    found = [posterior(trials, data.axis, rng=rng) for trials in data.trials]
    tau = np.array([np.percentile(one.asymmetry, [2.5, 50, 97.5]) for one in found])
    order = np.argsort(tau[:, 1])
    shown = order[np.round(np.array(SHOWN) * (order.size - 1)).astype(int)]
    u = np.linspace(data.axis.min(), data.axis.max(), 121)
    bands = [(*found[cell].band(u), _middle(found[cell], u)) for cell in shown]
    away = ((tau[:, 0] > 0.5) | (tau[:, 2] < 0.5)).astype(float)
    interval = over_sessions(lambda some: float(away[some].mean()), data.sessions, rng)
    n_populations = by_profile(study.profile, full=40, quick=19)
    rng = stream(study.seed, "response_functions/bands/equal_slopes")
    null = [
        _share(population.trials, population.axis, rng)
        for population in (draws(study)["equal_slopes"](rng) for _ in range(n_populations))
    ]
    n_simulated = by_profile(study.profile, full=400, quick=200)
    return Bands(
        shown=shown, trials=data.trials[shown], u=np.tile(u, (shown.size, 1)),
        low=np.array([low for low, _, _ in bands]), high=np.array([high for _, high, _ in bands]),
        middle=np.array([middle for _, _, middle in bands]), axis=data.axis,
        tau_low=tau[:, 0], tau=tau[:, 1], tau_high=tau[:, 2],
        coverage=1 - calibration(data.axis, n_simulated, study.seed), n_simulated=n_simulated,
        null_share=np.array(null), share_interval=interval, sessions=data.sessions,
        seed=study.seed, evidence=study.evidence,
    )  # fmt: skip


def calibration(axis: Floats, n_cells: int, seed: int) -> float:
    """Share of simulated cells with tau = 1/2 whose 95 % interval excludes 1/2."""
    rng = stream(seed, "response_functions/bands/calibration")
    point = rng.uniform(axis[3], axis[5], n_cells)
    gain = draw_gain(rng, n_cells)
    mean = lines(axis, point, np.full(n_cells, 0.5), gain)
    return _share(noisy_trials(mean, rng, n_trials=N_TRIALS), axis, rng)


def _share(trials: Floats, axis: Floats, rng: np.random.Generator) -> float:
    ends = [
        np.percentile(posterior(one, axis, rng=rng, n_draws=400).asymmetry, [2.5, 97.5])
        for one in trials
    ]
    return float(np.mean([low > 0.5 or high < 0.5 for low, high in ends]))


def _middle(found: Posterior, u: Floats) -> Floats:
    x = u - np.median(found.reversal_point)
    return np.asarray(
        np.where(x < 0, np.median(found.slope_minus), np.median(found.slope_plus)) * x
    )


def bands_claims(result: Bands) -> dict[str, float]:
    """Calibration, and how many cells are known to be asymmetric."""
    return {
        "coverage": result.coverage,
        "excluded": result.excluded,
        "null_excluded": float(result.null_share.mean()),
        "p_equal_slopes": result.p,
        "median_width": float(np.median(result.tau_high - result.tau_low)),
    }


def bands_statistics(result: Bands) -> tuple[Statistic, ...]:
    """Share of cells known to be asymmetric, and the width of what is known."""
    width = result.tau_high - result.tau_low
    low, high = np.percentile(width, [2.5, 97.5])
    null_low, null_high = np.percentile(result.null_share, [2.5, 97.5])
    n_cells, n_populations = result.tau.size, result.null_share.size
    share, (low_share, high_share) = result.excluded, result.share_interval
    return (
        Statistic(
            name="share_excluded", quantity="share of cells whose 95 % posterior interval of τ "
            "excludes 1/2", value=share, low=min(low_share, share), high=max(high_share, share),
            interval=f"95 % bootstrap over {len(set(result.sessions))} sessions", n=n_cells,
            unit="cells",
            test=f"against {n_populations} populations with equal slopes, one-sided", p=result.p,
            effect="difference to the mean of those populations",
            effect_size=share - float(result.null_share.mean()), seed=result.seed,
        ),
        Statistic(
            name="null_share_excluded", quantity="the same in populations with equal slopes, mean",
            value=float(result.null_share.mean()), low=float(null_low), high=float(null_high),
            interval=f"2.5–97.5 % of {n_populations} populations", n=n_populations,
            unit="populations", test="none", p=None, effect="share",
            effect_size=float(result.null_share.mean()), seed=result.seed,
        ),
        Statistic(
            name="width", quantity="width of a cell's 95 % interval of τ, median over cells",
            value=float(np.median(width)), low=float(low), high=float(high),
            interval="2.5–97.5 % of cells", n=n_cells, unit="cells", test="none", p=None,
            effect="width", effect_size=float(np.median(width)), seed=result.seed,
        ),
    )  # fmt: skip
