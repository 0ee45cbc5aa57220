"""From exact cells to cells as noisy as the recorded ones: how the decode degrades."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtri

from dopadist.crossfit import CrossFit, cross_fit
from dopadist.decoding import SIGMA_HALF_TRIALS, distances, reward_on_axis
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.decoding_stress.free import (
    ENTROPY_BOX,
    ENTROPY_FREE,
    priors,
)
from dopadist.experiments.decoding_stress.numbers import population
from dopadist.experiments.decoding_stress.pairs import usable_pairs
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import Cells
from dopadist.experiments.shared.simulated_cells import AXIS, N_CELLS, N_TRIALS, Floats
from dopadist.imputation import maximum_entropy_batch
from dopadist.streams import stream
from dopadist.surrogate import SETTINGS
from dopadist.tasks.rewards import VOLUME_PROBABILITIES, RewardDistribution, discrete

POINT_NOISE = np.array([0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0])  # spikes/s
TAU_NOISE = np.array([0.0, 0.05, 0.1, 0.15, 0.2, 0.3])
# How far reversal points lie from the mean, in units of the expectile's own distance to it.
SPREADS = np.array([0.5, 1.0, 1.5, 2.0, 2.5])
WAYS = (ENTROPY_BOX, ENTROPY_FREE)


@dataclass(frozen=True)
class Noise:
    """Distance, and gain over dealt asymmetries, spikes/s.

    Attributes
    ----------
    distance, gain : numpy.ndarray
        By noise of asymmetries and of reversal points, means over draws, shape
        ``(n_tau_noise, n_point_noise)``.
    by_spread : dict of str to numpy.ndarray
        By way of decoding (in the range, free), with the cells' noise and reversal points pulled in
        or spread out, shape ``(n_spreads, n_draws, 2)``.
    cells_point_noise, cells_tau_noise : float
        Standard deviation of one half's estimate in the cells of this run: root mean square over
        cells and splits of the difference of halves, over the root of two.
    cells_spread : float
        Slope of the cells' reversal points against the expectiles at their asymmetries: how
        reversal points of one half vary with expectiles of the other, over how the expectiles of
        both halves vary together. Noise, which the halves don't share, flattens neither.
    cells_distance, cells_gain : numpy.ndarray
        Of the cells' decodes, one a split, spikes/s.
    intervals : numpy.ndarray
        95 % bootstrap intervals over cells of the two noises and the spread, shape ``(3, 2)``.
    code_spread : numpy.ndarray
        Their spread measured alike in simulated cells with the recorded noise whose reversal
        points are the expectiles, so that it should be 1; shape ``(n_populations,)``.
    n_usable : int
        Cells, median over splits.
    """

    distance: Floats
    gain: Floats
    by_spread: dict[str, Floats]
    cells_point_noise: float
    cells_tau_noise: float
    cells_spread: float
    cells_distance: Floats
    cells_gain: Floats
    intervals: Floats
    code_spread: Floats
    n_usable: int
    n_draws: int
    evidence: Evidence

    def expected(self, table: Floats) -> float:
        """A table's value at the noise of the cells, between its grid points."""
        by_point = [np.interp(self.cells_point_noise, POINT_NOISE, row) for row in table]
        return float(np.interp(self.cells_tau_noise, TAU_NOISE, by_point))


def run_noise(cells: Cells, *, seed: int = 0, profile: str = "full") -> Noise:
    """Add noise to exact pairs and decode, figure ``decoding-noise``.

    Parameters
    ----------
    cells : Cells
        Of this run: their noise is measured between halves of the trials.
    seed : int
        Of noise and splits.
    profile : {"full", "quick"}
        60 or 20 draws of each noise; 100 or 40 splits; 40 or 20 populations with the code.
    """
    rng = stream(seed, "decoding_stress/noise")
    n_draws = by_profile(profile, full=60, quick=20)
    truth = discrete(AXIS, np.asarray(VOLUME_PROBABILITIES))
    # As widely spread as the recorded cells' asymmetries.
    middle, width = SETTINGS.logit_tau
    tau = expit(middle + width * ndtri((np.arange(N_CELLS) + 0.5) / N_CELLS))
    point = expectiles(truth.values, tau, weights=truth.probabilities)
    table = np.array(
        [
            [
                _measure(*noisy(point, tau, e, t, n_draws, rng), truth, rng).mean(axis=0)
                for e in POINT_NOISE
            ]
            for t in TAU_NOISE
        ]
    )
    own = stream(seed, "decoding_stress/noise/cells")
    pooled = cells.pooled
    n_splits = by_profile(profile, full=100, quick=40)
    fitted = cross_fit(pooled, n_splits=n_splits, rng=own, estimator="joint")
    reward = reward_on_axis(pooled)
    every = np.arange(len(pooled.names))
    point_noise, tau_noise, spread = noise_of(fitted, reward, every)
    drawn = [noise_of(fitted, reward, own.choice(every, every.size)) for _ in range(200)]
    found = _measure(*usable_pairs(fitted), reward, own)
    by_spread: dict[str, list[Floats]] = {way: [] for way in WAYS}
    for factor in SPREADS:
        away = truth.mean + factor * (point - truth.mean)
        pairs = noisy(away, tau, point_noise, tau_noise, n_draws, rng)
        for way in WAYS:
            by_spread[way].append(_measure(*pairs, truth, rng, way=way))
    return Noise(
        distance=table[..., 0],
        gain=table[..., 1],
        by_spread={way: np.array(rows) for way, rows in by_spread.items()},
        cells_point_noise=point_noise,
        cells_tau_noise=tau_noise,
        cells_spread=spread,
        cells_distance=found[:, 0],
        cells_gain=found[:, 1],
        intervals=np.quantile(np.array(drawn), [0.025, 0.975], axis=0).T,
        code_spread=code_spread(seed, by_profile(profile, full=40, quick=20)),
        n_usable=int(np.median(fitted.estimates.usable.all(axis=1).sum(axis=1))),
        n_draws=n_draws,
        evidence=cells.evidence,
    )


def noisy(
    point: Floats, tau: Floats, e: float, t: float, n: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """``n`` draws of normal noise on both numbers of each cell; asymmetries are kept in [0, 1]."""
    points = point + e * rng.standard_normal((n, point.size))
    return points, np.clip(tau + t * rng.standard_normal((n, tau.size)), 0, 1)


def noise_of(
    fitted: CrossFit, reward: RewardDistribution, cells: np.ndarray
) -> tuple[float, float, float]:
    """Noise of one half's reversal points and asymmetries, and the spread, of some cells."""
    estimates = fitted.estimates
    kept = np.where(np.asarray(estimates.usable.all(axis=1))[:, cells], 1.0, np.nan)
    point = estimates.reversal_point[..., cells] * kept[:, None]
    tau = np.clip(estimates.asymmetry[..., cells], 0, 1) * kept[:, None]
    e, t = (float(np.sqrt(np.nanmean(np.diff(x, axis=1) ** 2) / 2)) for x in (point, tau))
    level = np.where(np.isfinite(tau), tau, 0.5)
    x = expectiles(reward.values, level, weights=reward.probabilities) * kept[:, None]
    x = x - np.nanmean(x, axis=2, keepdims=True)
    # The noise of the asymmetries would flatten a common slope; that of the other half doesn't.
    shared = np.nansum(x[:, 0] * x[:, 1])
    return e, t, float(np.nansum(x[:, 1] * point[:, 0]) / shared)


def code_spread(seed: int, n: int) -> Floats:
    """Spread of ``n`` populations of 40 cells in which reversal points are the expectiles."""
    rng = stream(seed, "decoding_stress/noise/code")
    truth = discrete(AXIS, np.asarray(VOLUME_PROBABILITIES))
    every = np.arange(N_CELLS)
    found = []
    for _ in range(n):
        drawn = population("distributional", N_CELLS, N_TRIALS, rng)
        fitted = cross_fit(drawn, n_splits=10, rng=rng, estimator="joint")
        found.append(noise_of(fitted, truth, every)[2])
    return np.array(found)


def _measure(
    points: Floats,
    tau: Floats,
    reward: RewardDistribution,
    rng: np.random.Generator,
    *,
    way: str = ENTROPY_BOX,
) -> Floats:
    """Distance and gain over dealt asymmetries of each row, spikes/s, shape ``(n, 2)``."""
    low, high = float(reward.values[0]), float(reward.values[-1])
    grid, prior = priors(low, high, float(np.nanmean(points)))[way]
    dealt = tau.copy()
    for row in dealt:
        kept = np.isfinite(row)
        row[kept] = rng.permutation(row[kept])
    sigma = SIGMA_HALF_TRIALS * (high - low)
    plain, other = (
        distances(
            grid,
            maximum_entropy_batch(points, t, grid=grid, sigma=sigma, prior=prior).probabilities,
            reward,
        )
        for t in (tau, dealt)
    )
    return np.stack([plain, other - plain], axis=1)
