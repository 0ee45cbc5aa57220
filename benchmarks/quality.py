"""Whether the default decode is as good as the published recipe, at the recordings' noise.

Populations of 40 cells with the recorded spread of asymmetries, trial counts and single-trial
noise, in worlds whose reward distributions are known. Sigma was fixed beforehand on other draws
of such worlds (figure ``decoding-sigma``), never on recorded cells. The decode is that of the
book: one split at a time, reversal points from one half of the trials and asymmetries from the
other; all trials at once are shown beside.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from dopadist.asymmetry import estimate
from dopadist.crossfit import cross_fit
from dopadist.decoding import SIGMA_ALL_TRIALS, SIGMA_HALF_TRIALS, decoding_grid
from dopadist.expectiles import expectiles
from dopadist.experiments.decoding.noise import SPREADS, WORLDS
from dopadist.experiments.shared.simulated_cells import AXIS, N_CELLS, simulated_trials
from dopadist.imputation import maximum_entropy, sample_search, wasserstein1
from dopadist.nulls import two_lines
from dopadist.reversal import magnitude_statistics
from dopadist.streams import streams
from dopadist.surrogate import SETTINGS
from dopadist.tasks.rewards import discrete

Trials = Literal["halves", "all"]


@dataclass(frozen=True)
class Quality:
    """Means over populations, spikes/s, each ``(default method, published recipe)``.

    ``w1``: distance to the truth; ``over_prior``: by how much closer than the prior alone;
    ``over_mean``: by how much closer than with all asymmetries set to their mean.
    """

    w1: tuple[float, float]
    over_prior: tuple[float, float]
    over_mean: tuple[float, float]
    n_populations: int

    @property
    def ok(self) -> bool:
        """No worse a distance, and larger gains."""
        return (
            self.w1[0] <= self.w1[1]
            and self.over_prior[0] > self.over_prior[1]
            and self.over_mean[0] > self.over_mean[1]
        )


def populations(trials: Trials, n_draws: int, seed: int):
    """Reward distribution, reversal points and asymmetries of simulated populations."""
    for rng in streams(seed, "benchmarks/quality", n_draws):
        for spread, scatter in SPREADS:
            for weights in WORLDS.values():
                reward = discrete(AXIS, weights / weights.sum())
                tau = 1 / (1 + np.exp(-rng.normal(*SETTINGS.logit_tau, N_CELLS)))
                point = expectiles(reward.values, tau, weights=reward.probabilities)
                point = spread * (point - reward.mean) + rng.normal(0, scatter, N_CELLS)
                point = np.clip(reward.mean + point, AXIS[0], AXIS[-1])
                gain, odds = (
                    np.exp(rng.normal(*SETTINGS.log_gain, N_CELLS)),
                    np.sqrt(tau / (1 - tau)),
                )
                mean = two_lines(point, gain / odds, gain * odds, AXIS)
                cells = simulated_trials(mean, weights / weights.sum(), AXIS, rng)
                halves = cross_fit(cells, n_splits=1, rng=rng, estimator="joint").estimates
                whole = estimate(magnitude_statistics(cells.trials), AXIS, estimator="joint")
                if trials == "halves":
                    kept = halves.usable[0].all(axis=0)
                    yield reward, halves.reversal_point[0, 0][kept], halves.asymmetry[0, 1][kept]
                else:
                    kept = whole.usable
                    yield reward, whole.reversal_point[kept], whole.asymmetry[kept]


def compare(
    trials: Trials = "halves",
    *,
    n_draws: int = 1,
    seed: int = 0,
    n_epochs: int = 10,
    n_starts: int = 1000,
) -> Quality:
    """Both methods on the same populations.

    The recipe runs in the package's form, which takes the same differences a hundred times sooner.
    """
    grid = decoding_grid(AXIS)
    sigma = (SIGMA_HALF_TRIALS if trials == "halves" else SIGMA_ALL_TRIALS) * np.ptp(grid)
    even = np.full(grid.size, 1 / grid.size)
    rows = []
    for number, (reward, point, tau) in enumerate(populations(trials, n_draws, seed)):
        rng = np.random.default_rng([seed, number])
        row = [wasserstein1(grid, even, reward.values, reward.probabilities)]
        for levels in (tau, np.full(tau.size, tau.mean())):
            for decoded in (
                maximum_entropy(point, levels, grid=grid, sigma=sigma),
                sample_search(
                    point, levels, low=grid[0], high=grid[-1], rng=rng,
                    n_starts=n_starts, n_epochs=n_epochs,
                ),
            ):  # fmt: skip
                row.append(
                    wasserstein1(
                        decoded.values, decoded.probabilities, reward.values, reward.probabilities
                    )
                )
        rows.append(row)
    prior, ours, recipe, ours_mean, recipe_mean = (float(x) for x in np.mean(rows, axis=0))
    return Quality(
        w1=(ours, recipe),
        over_prior=(prior - ours, prior - recipe),
        over_mean=(ours_mean - ours, recipe_mean - recipe),
        n_populations=len(rows),
    )
