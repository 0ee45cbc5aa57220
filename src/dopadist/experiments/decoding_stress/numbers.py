"""How many cells and how many trials a decode needs, where the truth is known; and the cells'."""

import dataclasses
from dataclasses import dataclass
from typing import Literal

import numpy as np

from dopadist.crossfit import CrossFit, cross_fit
from dopadist.decoding import (
    SIGMA_HALF_TRIALS,
    cross_fitted_decode,
    distances,
    reward_on_axis,
)
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import Cells
from dopadist.experiments.shared.simulated_cells import (
    AXIS,
    N_CELLS,
    N_TRIALS,
    Floats,
    simulated_trials,
)
from dopadist.nulls import two_lines
from dopadist.responses import TrialSet
from dopadist.streams import stream
from dopadist.surrogate import SETTINGS
from dopadist.tasks.rewards import VOLUME_PROBABILITIES, RewardDistribution, discrete

Truth = Literal["distributional", "equal slopes", "classical"]
TRUTHS: tuple[Truth, ...] = ("distributional", "equal slopes", "classical")
COUNTS = np.array([5, 10, 20, 40, 100, 300, 1000])
# Trials of a cell, as multiples of the recorded number.
MULTIPLES = np.array([0.25, 0.5, 1.0, 2.0, 4.0, 16.0])
CELL_COUNTS = np.array([5, 10, 20, 30])
FRACTIONS = np.array([0.25, 0.5, 0.75, 1.0])
MEASURES = ("distance", "over_prior", "over_shuffled")


@dataclass(frozen=True)
class Numbers:
    """Distance, gain over the prior and gain over dealt asymmetries, spikes/s (``MEASURES``).

    Attributes
    ----------
    by_count, by_count_scaled, by_trials : dict of str to numpy.ndarray
        By truth, shape ``(n_counts or n_multiples, n_draws, 3)``: simulated cells with the recorded
        number of trials, with the slack of one cell as it is, and with a slack that grows as the
        root of their number (so that the prior keeps its weight); and 40 simulated cells.
    cells_by_count, cells_by_trials : numpy.ndarray
        Of the cells of this run, random subsets of ``CELL_COUNTS`` cells and then all, and random
        ``FRACTIONS`` of their trials, shape ``(n, n_draws, 3)``.
    n_usable : int
        Cells that enter the last of ``cells_by_count``, median over splits.
    prior : float
        Distance of the prior in the simulations, spikes/s.
    trials_per_volume : float
        Recorded number, mean over volumes.
    """

    by_count: dict[str, Floats]
    by_count_scaled: dict[str, Floats]
    by_trials: dict[str, Floats]
    cells_by_count: Floats
    cells_by_trials: Floats
    n_usable: int
    prior: float
    trials_per_volume: float
    evidence: Evidence

    def at_most_cells(self, truth: Truth) -> float:
        """Mean distance of the largest number of simulated cells, slack fixed, spikes/s."""
        return float(np.nanmean(self.by_count[truth][-1, :, 0]))


def run_numbers(cells: Cells, *, seed: int = 0, profile: str = "full") -> Numbers:
    """Decode few and many cells with few and many trials, figure ``decoding-numbers``.

    Parameters
    ----------
    cells : Cells
        Of this run; pooled trials, joint estimator, one split at a time.
    seed : int
        Of populations, trials, subsets and splits.
    profile : {"full", "quick"}
        12 or 4 populations of each size (a fourth of 300 cells and more); 60 or 20 subsets.
    """
    n_draws = by_profile(profile, full=12, quick=4)
    reward = discrete(AXIS, np.asarray(VOLUME_PROBABILITIES))
    by_count: dict[str, Floats] = {}
    by_scaled: dict[str, Floats] = {}
    by_trials: dict[str, Floats] = {}
    for truth in TRUTHS:
        rng = stream(seed, f"decoding_stress/numbers/{truth}")
        both = np.array(
            [_draws(truth, int(n), n_draws if n < 300 else n_draws // 4, n_draws, rng)
             for n in COUNTS]
        )  # fmt: skip
        by_count[truth], by_scaled[truth] = both[..., 0, :], both[..., 1, :]
        by_trials[truth] = np.array(
            [
                [
                    measure(
                        population(truth, N_CELLS, round(m * N_TRIALS), rng),
                        reward,
                        rng,
                        n_splits=2,
                    )
                    for _ in range(n_draws)
                ]
                for m in MULTIPLES
            ]
        )
    rng = stream(seed, "decoding_stress/numbers/cells")
    pooled = cells.pooled
    own = reward_on_axis(pooled)
    n_subsets = by_profile(profile, full=60, quick=20)
    fitted = cross_fit(pooled, n_splits=n_subsets, rng=rng, estimator="joint")
    usable = int(np.median(fitted.estimates.usable.all(axis=1).sum(axis=1)))
    subsets = [_per_split(_some_cells(fitted, n, rng), own, rng) for n in CELL_COUNTS]
    by_fraction = []
    for fraction in FRACTIONS:
        found = [
            measure(thinned(pooled, fraction, rng), own, rng, n_splits=2)
            for _ in range(n_subsets // 2)
        ]
        by_fraction.append(found)
    even = np.linspace(AXIS[0], AXIS[-1], 101)
    return Numbers(
        by_count=by_count,
        by_count_scaled=by_scaled,
        by_trials=by_trials,
        cells_by_count=np.array([*subsets, _per_split(fitted, own, rng)]),
        cells_by_trials=np.array(by_fraction),
        n_usable=usable,
        prior=float(distances(even, np.full((1, even.size), 1 / even.size), reward)[0]),
        trials_per_volume=float(pooled.n_trials.mean() / len(pooled.axis)),
        evidence=cells.evidence,
    )


def population(truth: Truth, n_cells: int, n_trials: int, rng: np.random.Generator) -> TrialSet:
    """Simulated cells with the recorded noise, and everything or nothing of the code.

    ``"distributional"``: reversal points are the expectiles at the cells' asymmetries;
    ``"equal slopes"``: the same reversal points, asymmetry 1/2; ``"classical"``: the mean reward
    and 1/2 in every cell.
    """
    reward = discrete(AXIS, np.asarray(VOLUME_PROBABILITIES))
    tau = 1 / (1 + np.exp(-rng.normal(*SETTINGS.logit_tau, n_cells)))
    point = expectiles(reward.values, tau, weights=reward.probabilities)
    gain = np.exp(rng.normal(*SETTINGS.log_gain, n_cells))
    if truth != "distributional":
        tau = np.full(n_cells, 0.5)
    if truth == "classical":
        point = np.full(n_cells, reward.mean)
    odds = np.sqrt(tau / (1 - tau))
    mean = two_lines(point, gain / odds, gain * odds, AXIS)
    return simulated_trials(mean, reward.probabilities, AXIS, rng, n_trials=n_trials)


def measure(
    trial_set: TrialSet, reward: RewardDistribution, rng: np.random.Generator, *, n_splits: int
) -> Floats:
    """``MEASURES`` of one population, mean over splits, spikes/s, shape ``(3,)``."""
    fitted = cross_fit(trial_set, n_splits=n_splits, rng=rng, estimator="joint")
    return np.asarray(_per_split(fitted, reward, rng).mean(axis=0))


def _per_split(
    fitted: CrossFit,
    reward: RewardDistribution,
    rng: np.random.Generator,
    *,
    sigma: float | None = None,
) -> Floats:
    plain = cross_fitted_decode(fitted, reward=reward, sigma=sigma)
    dealt = cross_fitted_decode(fitted, reward=reward, sigma=sigma, control="tau_shuffled", rng=rng)
    return np.stack([plain.w1, plain.w1_prior - plain.w1, dealt.w1 - plain.w1], axis=1)


def _draws(truth: Truth, n_cells: int, n: int, rows: int, rng: np.random.Generator) -> Floats:
    """``n`` populations with the slack as it is and scaled, ``(rows, 2, 3)``, NaN below."""
    reward = discrete(AXIS, np.asarray(VOLUME_PROBABILITIES))
    sigma = SIGMA_HALF_TRIALS * float(np.ptp(AXIS))
    found = np.full((rows, 2, len(MEASURES)), np.nan)
    for i in range(n):
        drawn = population(truth, n_cells, N_TRIALS, rng)
        fitted = cross_fit(drawn, n_splits=2, rng=rng, estimator="joint")
        for k, slack in enumerate((sigma, sigma * np.sqrt(n_cells / N_CELLS))):
            found[i, k] = _per_split(fitted, reward, rng, sigma=slack).mean(axis=0)
    return found


def _some_cells(fitted: CrossFit, n: int, rng: np.random.Generator) -> CrossFit:
    """Each split with ``n`` random usable cells; the others made unusable."""
    usable = fitted.estimates.usable.copy()
    for row in usable:
        kept = np.flatnonzero(row.all(axis=0))
        row[:, rng.permutation(kept)[n:]] = False
    estimates = dataclasses.replace(fitted.estimates, usable=usable)
    return dataclasses.replace(fitted, estimates=estimates)


def thinned(trial_set: TrialSet, fraction: float, rng: np.random.Generator) -> TrialSet:
    """A random fraction of each cell's trials of each magnitude, at least two; axis kept."""
    trials = trial_set.trials.copy()
    for cell in trials:
        for slots in cell:
            used = np.flatnonzero(np.isfinite(slots))
            keep = max(2, round(fraction * used.size))
            slots[rng.permutation(used)[keep:]] = np.nan
    return dataclasses.replace(trial_set, trials=trials)
