"""Decodes whose values may lie anywhere: what the range of the rewards had contributed."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dopadist.crossfit import CrossFit, cross_fit
from dopadist.decoding import SIGMA_ALL_TRIALS, SIGMA_HALF_TRIALS, distances, reward_on_axis
from dopadist.evidence import Evidence
from dopadist.experiments.decoding_stress.free import (
    ENTROPY_BELL,
    ENTROPY_BOX,
    ENTROPY_FREE,
    SEARCH_BOX,
    SEARCH_FREE,
    Decodes,
    decode_each_way,
    priors,
)
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import HIGH, LOW, Cells, noisy_asymmetries
from dopadist.experiments.shared.decoding_nulls import seed_of
from dopadist.experiments.shared.learners import learnt_pairs
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.experiments.shared.statistics import over_draws, over_populations
from dopadist.imputation import maximum_entropy_batch
from dopadist.nulls import exceedance_p, homogeneous, spiking
from dopadist.responses import TrialSet
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.tasks.rewards import RewardDistribution, variable_magnitude

POPULATIONS = ("distributional", "classical", "cells")


@dataclass(frozen=True)
class Unconstrained:
    """Three populations; and populations with one reversal point, decoded freely.

    Attributes
    ----------
    decodes : dict of str to Decodes
        By population: simulated learners (µL), and the cells of this run (spikes/s).
    observed : dict of str to numpy.ndarray
        By way of maximum entropy, shape ``(2,)``: mean distance of the cells' decodes, one split at
        a time, and its gain over asymmetries dealt anew, both as shares of the even range's
        distance.
    null : dict of str to numpy.ndarray
        The same of populations with a single reversal point, shape ``(n_populations, 2)``.
    theory : dict of str to numpy.ndarray
        The same of spiking populations with the code built in, reversal points at the expectiles.
    """

    decodes: dict[str, Decodes]
    observed: dict[str, Floats]
    null: dict[str, Floats]
    theory: dict[str, Floats]
    evidence: Evidence

    def p_value(self, way: str, *, gain: bool) -> float:
        """How often a population with one reversal point does as well by a way of decoding.

        As well is a gain that is not smaller, or a distance that is not larger.
        """
        column, sign = (1, 1.0) if gain else (0, -1.0)
        return exceedance_p(
            sign * float(self.observed[way][column]), sign * self.null[way][:, column]
        )


def run_unconstrained(cells: Cells, *, seed: int = 0, profile: str = "full") -> Unconstrained:
    """Decode in the range and freely, figure ``decoding-unconstrained``.

    Parameters
    ----------
    cells : Cells
        Of this run: one split at a time, joint estimator, pooled trials.
    seed : int
        Of populations, noise, splits and starts.
    profile : {"full", "quick"}
        20 or 6 draws (of noise, or of splits) a population; 24 or 12 populations of each kind.
    """
    n_draws = by_profile(profile, full=20, quick=6)
    rng = stream(seed, "decoding_stress/unconstrained/learners")
    reward = variable_magnitude()
    decodes = {}
    for name, (value, tau) in learnt_pairs(reward, rng).items():
        noisy = np.stack([noisy_asymmetries(tau, rng) for _ in range(n_draws)])
        points = np.tile(value, (n_draws, 1))
        decodes[name] = decode_each_way(
            points, noisy, reward, low=LOW, high=HIGH, sigma=SIGMA_ALL_TRIALS, rng=rng
        )
    rng = stream(seed, "decoding_stress/unconstrained/cells")
    pooled = cells.pooled
    fitted = cross_fit(pooled, n_splits=n_draws, rng=rng, estimator="joint")
    low, high = float(pooled.axis.min()), float(pooled.axis.max())
    reward = reward_on_axis(pooled)
    decodes["cells"] = decode_each_way(
        *_pairs(fitted), reward, low=low, high=high, sigma=SIGMA_HALF_TRIALS, rng=rng
    )
    observed = _measure(cross_fit(pooled, n_splits=100, rng=rng, estimator="joint"), reward, rng)
    n_populations = by_profile(profile, full=24, quick=12)
    null = _populations(lambda: homogeneous(pooled, rng=rng), n_populations, rng)
    theory = _populations(lambda: spiking("theory", seed=seed_of(rng)), n_populations, rng)
    return Unconstrained(decodes, observed, null, theory, cells.evidence)


def _populations(
    draw: Callable[[], TrialSet], n: int, rng: np.random.Generator
) -> dict[str, Floats]:
    found: dict[str, list[Floats]] = {ENTROPY_BOX: [], ENTROPY_FREE: [], ENTROPY_BELL: []}
    for _ in range(n):
        drawn = draw()
        fitted = cross_fit(drawn, n_splits=6, rng=rng, estimator="joint")
        for way, measured in _measure(fitted, reward_on_axis(drawn), rng).items():
            found[way].append(measured)
    return {way: np.array(rows) for way, rows in found.items()}


def _pairs(fitted: CrossFit) -> tuple[Floats, Floats]:
    """Reversal points of one half and asymmetries of the other, NaN where a cell isn't usable."""
    estimates = fitted.estimates
    kept = np.asarray(estimates.usable.all(axis=1))
    tau = np.where(kept, estimates.asymmetry[:, 1], np.nan)
    return np.where(kept, estimates.reversal_point[:, 0], np.nan), np.clip(tau, 0, 1)


def _measure(
    fitted: CrossFit, reward: RewardDistribution, rng: np.random.Generator
) -> dict[str, Floats]:
    points, tau = _pairs(fitted)
    low, high = float(reward.values[0]), float(reward.values[-1])
    dealt = tau.copy()
    for row, point in zip(dealt, points, strict=True):
        kept = np.isfinite(point) & np.isfinite(row)
        row[kept] = rng.permutation(row[kept])
    found = {}
    even = 0.0
    for way, (grid, prior) in priors(low, high, float(np.nanmean(points))).items():
        plain, other = (
            distances(
                grid,
                maximum_entropy_batch(
                    points, t, grid=grid, sigma=SIGMA_HALF_TRIALS * (high - low), prior=prior
                ).probabilities,
                reward,
            ).mean()
            for t in (tau, dealt)
        )
        if way == ENTROPY_BOX:
            even = float(distances(grid, prior[None], reward)[0])
        found[way] = np.array([plain, other - plain]) / even
    return found


def unconstrained_claims(result: Unconstrained) -> dict[str, float]:
    """Freedom lowers the loss, and widens the decode; the mean stays."""
    simulated, cells = result.decodes["distributional"], result.decodes["cells"]
    every = result.decodes.values()
    return {
        "loss_freed": max(float(one.lowest[1] - one.lowest[0]) for one in every),
        "wider_simulated": _ratio(simulated.sd, ENTROPY_FREE, ENTROPY_BOX),
        "wider_cells": _ratio(cells.sd, ENTROPY_FREE, ENTROPY_BOX),
        "farther_cells": _ratio(cells.w1, ENTROPY_FREE, ENTROPY_BOX),
        "outside_cells": float(cells.outside[ENTROPY_FREE].mean()),
        "p_in_range": result.p_value(ENTROPY_BOX, gain=False),
        "p_free": result.p_value(ENTROPY_FREE, gain=False),
        "p_bell": result.p_value(ENTROPY_BELL, gain=False),
        "p_gain_free": result.p_value(ENTROPY_FREE, gain=True),
        "p_gain_bell": result.p_value(ENTROPY_BELL, gain=True),
        "gain_theory": float(np.median(result.theory[ENTROPY_FREE][:, 1])),
    }


def _ratio(by_way: dict[str, Floats], way: str, to: str) -> float:
    return float(by_way[way].mean() / by_way[to].mean())


def unconstrained_statistics(result: Unconstrained, *, seed: int) -> tuple[Statistic, ...]:
    """Distances in the range and free, and how often a null comes as near or gains as much."""
    found = []
    units = {"distributional": "µL", "classical": "µL", "cells": "spikes/s"}
    names = {SEARCH_BOX: "search_range", SEARCH_FREE: "search_free", ENTROPY_BOX: "entropy_range"}
    names |= {ENTROPY_FREE: "entropy_free", ENTROPY_BELL: "entropy_bell"}
    for population, one in result.decodes.items():
        what = "random splits" if population == "cells" else "draws of the noise"
        for way, short in names.items():
            found.append(
                over_draws(
                    f"w1_{short}_{population}",
                    f"distance to the rewards ({units[population]}), {population}, {way}",
                    one.w1[way],
                    what=what,
                    n=one.n_cells,
                    effect=f"distance in {units[population]}",
                    seed=seed,
                )
            )
    for way in (ENTROPY_BOX, ENTROPY_FREE, ENTROPY_BELL):
        for gain, label in ((False, "distance"), (True, "gain over dealt asymmetries")):
            null = result.null[way][:, int(gain)]
            low, high = np.percentile(null, [2.5, 97.5])
            value = float(result.observed[way][int(gain)])
            found.append(
                Statistic(
                    name=f"{'gain' if gain else 'share'}_{names[way]}",
                    quantity=f"{label} of the cells, share of the even range's distance, {way}; "
                    "interval: one reversal point",
                    value=value,
                    low=float(low),
                    high=float(high),
                    interval=f"2.5–97.5 % of {null.size} populations of the null",
                    n=result.decodes["cells"].n_cells,
                    unit="cells",
                    test=over_populations(null),
                    p=result.p_value(way, gain=gain),
                    effect="share of the prior's distance",
                    effect_size=value,
                    seed=seed,
                )
            )
    return tuple(found)
