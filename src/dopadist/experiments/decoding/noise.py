"""Sigma, fixed beforehand: which slack decodes simulated populations best at the cells' noise."""

from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import ESTIMATORS, estimate
from dopadist.crossfit import cross_fit
from dopadist.decoding import (
    SIGMA_ALL_TRIALS,
    SIGMA_HALF_TRIALS,
    cross_fitted_decode,
    decode_estimates,
    distances,
)
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.simulated_cells import (
    AXIS,
    N_CELLS,
    Floats,
    simulated_trials,
)
from dopadist.nulls import two_lines
from dopadist.reversal import magnitude_statistics
from dopadist.streams import streams
from dopadist.surrogate import SETTINGS
from dopadist.tasks.rewards import VOLUME_PROBABILITIES, discrete

FRACTIONS = np.array([0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0])
# Worlds to decode. The task's own is one of seven, so that sigma is not fitted to it.
WORLDS = {
    "task": np.asarray(VOLUME_PROBABILITIES),
    "reversed": np.asarray(VOLUME_PROBABILITIES)[::-1],
    "even": np.ones(7),
    "two peaks": np.array([15.0, 20, 10, 5, 5, 25, 20]),
    "narrow": np.array([2.0, 3, 10, 20, 50, 13, 2]),
    "mostly small": np.array([30.0, 25, 20, 15, 6, 3, 1]),
    "mostly large": np.array([1.0, 2, 3, 8, 20, 36, 30]),
}
# Reversal points at the expectiles, or as far from them as the recorded ones lie.
SPREADS = ((1.0, 0.0), (SETTINGS.spread, SETTINGS.scatter))


@dataclass(frozen=True)
class SigmaResult:
    """Distances by sigma, averaged over populations and estimators.

    Attributes
    ----------
    fractions : numpy.ndarray
        Sigma as a fraction of the range, shape ``(n_fractions,)``.
    worlds : tuple of str
        Names of the reward distributions.
    half, whole : numpy.ndarray
        1-Wasserstein distance, spikes/s, shape ``(n_worlds, n_fractions)``: one split at a time,
        and from all trials at once.
    prior : numpy.ndarray
        Distance of the prior alone, spikes/s, shape ``(n_worlds,)``.
    n_populations : int
        Simulated populations of each world.
    """

    fractions: Floats
    worlds: tuple[str, ...]
    half: Floats
    whole: Floats
    prior: Floats
    n_populations: int
    evidence: Evidence = "simulation"

    @property
    def two_peaks(self) -> tuple[float, float]:
        """Distance with the sigma used (halves), and of the prior, in the world of two peaks."""
        world = self.worlds.index("two peaks")
        used = nearest(self.fractions, SIGMA_HALF_TRIALS)
        return float(self.half[world, used]), float(self.prior[world])


def nearest(fractions: Floats, sigma: float) -> int:
    """Index of the fraction nearest to ``sigma`` as a ratio, so that readers may change it.

    >>> nearest(np.array([0.03, 0.1, 0.2]), 0.1), nearest(np.array([0.03, 0.1, 0.2]), 0.02)
    (1, 0)
    """
    return int(np.abs(np.log(fractions / sigma)).argmin())


def run_sigma(*, seed: int = 0, profile: str = "full") -> SigmaResult:
    """Decode simulated cells in seven worlds with every sigma, figure ``decoding-sigma``.

    Cells have the recorded spread of asymmetries, trial counts and single-trial noise, and
    respond in two straight lines around their reversal points. Both estimators are used.

    Parameters
    ----------
    seed : int
        Of cells, trials and splits.
    profile : {"full", "quick"}
        Four draws of a population, or one, for each of two spreads, with two splits each.
    """
    n_draws = by_profile(profile, full=4, quick=1)
    half = np.zeros((len(WORLDS), len(FRACTIONS)))
    whole, prior = np.zeros_like(half), np.zeros(len(WORLDS))
    # The same cells in every world: worlds are compared, not draws.
    for generator in streams(seed, "decoding/sigma", n_draws):
        entropy = generator.integers(2**63)
        for spread in SPREADS:
            for row, weights in enumerate(WORLDS.values()):
                rng = np.random.default_rng(entropy)
                first, second, prior[row] = _decode_world(weights, spread, rng)
                half[row] += first
                whole[row] += second
    n = n_draws * len(SPREADS)
    return SigmaResult(FRACTIONS, tuple(WORLDS), half / n, whole / n, prior, n)


def _decode_world(
    weights: Floats, spread: tuple[float, float], rng: np.random.Generator
) -> tuple[Floats, Floats, float]:
    reward = discrete(AXIS, weights / weights.sum())
    tau = 1 / (1 + np.exp(-rng.normal(*SETTINGS.logit_tau, N_CELLS)))
    point = expectiles(reward.values, tau, weights=reward.probabilities)
    away = spread[0] * (point - reward.mean) + rng.normal(0, spread[1], N_CELLS)
    point = np.clip(reward.mean + away, AXIS[0], AXIS[-1])
    gain, odds = np.exp(rng.normal(*SETTINGS.log_gain, N_CELLS)), np.sqrt(tau / (1 - tau))
    mean = two_lines(point, gain / odds, gain * odds, AXIS)
    cells = simulated_trials(mean, weights / weights.sum(), AXIS, rng)
    half, whole = np.zeros(len(FRACTIONS)), np.zeros(len(FRACTIONS))
    for estimator in ESTIMATORS:
        splits = cross_fit(cells, n_splits=2, rng=rng, estimator=estimator)
        same = estimate(magnitude_statistics(cells.trials), AXIS, estimator=estimator)
        for i, sigma in enumerate(FRACTIONS * np.ptp(AXIS)):
            decoded = cross_fitted_decode(splits, reward=reward, sigma=sigma)
            half[i] += decoded.w1.mean() / len(ESTIMATORS)
            once = decode_estimates(same, AXIS, sigma=sigma)
            at = distances(once.values, once.probabilities[None], reward)[0]
            whole[i] += at / len(ESTIMATORS)
    return half, whole, decoded.w1_prior


def sigma_claims(result: SigmaResult) -> dict[str, float]:
    """The fixed sigmas lie near the best ones, and decode better than the prior."""
    half, whole = result.half.mean(axis=0), result.whole.mean(axis=0)
    at_half = half[nearest(result.fractions, SIGMA_HALF_TRIALS)]
    at_whole = whole[nearest(result.fractions, SIGMA_ALL_TRIALS)]
    return {
        "excess_half": float(at_half / half.min() - 1),
        "excess_whole": float(at_whole / whole.min() - 1),
        "share_of_prior": float(at_half / result.prior.mean()),
    }
