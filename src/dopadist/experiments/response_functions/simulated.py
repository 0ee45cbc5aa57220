"""Simulated cells of the chapter: counts, gains and noise of the recorded ones, summarised."""

from __future__ import annotations

import numpy as np

from dopadist.asymmetry import Estimator, estimate
from dopadist.crossfit import CrossFit, split_correlations
from dopadist.crossfit.correlations import Cells
from dopadist.experiments.response_functions.functions import Floats
from dopadist.reversal import MagnitudeStatistics
from dopadist.surrogate.settings import SETTINGS
from dopadist.tasks.rewards import VOLUME_PROBABILITIES

N_CELLS = 40
# Trials of each volume in an average recorded cell, and the standard deviation of one around its
# cell's mean, spikes/s (methods reference, sections 1 and 3.3).
N_TRIALS = np.array([15, 20, 33, 34, 69, 34, 17])
NOISE_SD = 4.15
# Of log(tau / (1 - tau)) over cells.
LOGIT_SD = SETTINGS.logit_tau[1]


def weights() -> Floats:
    """Probabilities of the volumes, summing to 1."""
    return np.asarray(VOLUME_PROBABILITIES / VOLUME_PROBABILITIES.sum())


def draw_tau(rng: np.random.Generator, n_cells: int = N_CELLS, sd: float = LOGIT_SD) -> Floats:
    """Asymmetries of a logit-normal distribution around 1/2."""
    return np.asarray(1 / (1 + np.exp(-sd * rng.standard_normal(n_cells))))


def draw_gain(rng: np.random.Generator, n_cells: int = N_CELLS) -> Floats:
    """Gains of a log-normal distribution, as the surrogate's."""
    return np.asarray(
        np.exp(SETTINGS.log_gain[0] + SETTINGS.log_gain[1] * rng.standard_normal(n_cells))
    )


def lines(axis: Floats, point: Floats, tau: Floats, gain: Floats) -> Floats:
    """Mean responses on an axis, shape (n_cells, n_magnitudes): gain x 2 tau above the point,
    gain x 2 (1 - tau) below it.

    >>> lines(np.array([-1.0, 1.0]), np.zeros(1), np.array([0.75]), np.ones(1))
    array([[-0.5,  1.5]])
    """
    x = axis - point[:, None]
    return np.asarray(2 * gain[:, None] * np.where(x > 0, tau[:, None], 1 - tau[:, None]) * x)


def noisy_trials(
    mean: Floats, rng: np.random.Generator, *, sd: float = NOISE_SD, n_trials: Floats | None = None
) -> Floats:
    """Single trials around mean responses, Gaussian; NaN beyond each volume's number."""
    n = N_TRIALS if n_trials is None else n_trials
    slots = int(n.max())
    trials = mean[..., None] + sd * rng.standard_normal((*mean.shape, slots))
    trials[..., np.arange(slots) >= n[:, None]] = np.nan
    return np.asarray(trials)


def halves_fit(halves: MagnitudeStatistics, axis: Floats, estimator: Estimator) -> CrossFit:
    """Estimates of halves that were drawn before, on any axis."""
    return CrossFit(
        estimates=estimate(halves, axis, estimator=estimator),
        scheme="random",
        estimator=estimator,
        axis=axis,
        evidence="simulation",
        names=(),
        sessions=(),
        prefixes=(),
    )


def halves_correlation(
    halves: MagnitudeStatistics, axis: Floats, estimator: Estimator, cells: Cells
) -> tuple[float, float]:
    """Mean over splits of r(reversal point, asymmetry) and of r(reversal point, again).

    ``cells="usable"``: usable on all trials and, in each split, in both halves; ``"all"``: every
    finite ratio.
    """
    both = MagnitudeStatistics(
        **{name: getattr(halves, name)[0].sum(0) for name in ("n", "positive", "negative", "total")}
    )
    mask = estimate(both, axis, estimator=estimator).usable if cells == "usable" else None
    r = split_correlations(halves_fit(halves, axis, estimator), cells=cells, usable=mask)
    return _mean(r.r_reversal_asymmetry), _mean(r.r_reversal_reversal)


def _mean(r: Floats) -> float:
    return float(np.nanmean(r)) if np.isfinite(r).any() else float("nan")
