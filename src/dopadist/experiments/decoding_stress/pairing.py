"""Pairs broken, a few or all: does it matter which cell has which asymmetry?"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dopadist.crossfit import cross_fit
from dopadist.decoding import SIGMA_HALF_TRIALS, decoding_grid, distances, reward_on_axis
from dopadist.evidence import Evidence
from dopadist.experiments.decoding_stress.pairs import (
    ORDERS,
    arrange,
    break_pairs,
    spearman,
    usable_pairs,
)
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import Cells, all_trials
from dopadist.experiments.shared.decoding_nulls import EQUAL_SLOPES, ONE_POINT, SPIKING, seed_of
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.experiments.shared.statistics import over_draws, over_populations
from dopadist.imputation import maximum_entropy_batch
from dopadist.nulls import equal_slopes, exceedance_p, homogeneous, spiking
from dopadist.responses import TrialSet
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.tasks.rewards import RewardDistribution

SHARES = np.linspace(0, 1, 6)
NULLS = (ONE_POINT, EQUAL_SLOPES, SPIKING[1])


@dataclass(frozen=True)
class Pairing:
    """Distances with pairs as measured, broken and rearranged; pooled trials, joint estimator.

    Attributes
    ----------
    reward : RewardDistribution
        As delivered, spikes/s.
    values : numpy.ndarray
        Grid, spikes/s.
    decoded : dict of str to numpy.ndarray
        By order of the asymmetries, mean decoded distribution, shape ``(n_grid,)``.
    w1, rho : dict of str to numpy.ndarray
        By order: distance, spikes/s, and Spearman's correlation of reversal points and
        asymmetries, shape ``(n_splits,)``.
    broken : numpy.ndarray
        Distance with a share of the pairs broken, shape ``(n_splits, n_shares)``.
    null : dict of str to numpy.ndarray
        Mean distance of populations by null, shape ``(n_populations, n_shares)``.
    prior_w1 : float
        Distance of the prior, spikes/s.
    n_usable : int
        Cells that enter a split, median.
    """

    reward: RewardDistribution
    values: Floats
    decoded: dict[str, Floats]
    w1: dict[str, Floats]
    rho: dict[str, Floats]
    broken: Floats
    null: dict[str, Floats]
    prior_w1: float
    n_usable: int
    evidence: Evidence

    @property
    def slope(self) -> float:
        """Rise of the distance from no pair broken to all, spikes/s, least squares."""
        return float(rise(self.broken.mean(axis=0)))

    def p_value(self, name: str) -> float:
        """How often the distance of a null population rises as much."""
        return exceedance_p(self.slope, rise(self.null[name]))


def rise(curve: Floats) -> Floats:
    """Least-squares rise over the whole range of ``SHARES``, last axis.

    Examples
    --------
    >>> float(rise(1 + 2 * SHARES).round(9))
    2.0
    """
    x = SHARES - SHARES.mean()
    return np.asarray(curve @ x / (x @ x))


def run_pairing(cells: Cells, *, seed: int = 0, profile: str = "full") -> Pairing:
    """Break pairs of reversal point and asymmetry, figure ``decoding-pairing``.

    Parameters
    ----------
    cells : Cells
        Of this run.
    seed : int
        Of splits, dealing and null populations.
    profile : {"full", "quick"}
        200 or 60 splits; 30 or 19 populations of each null (spiking: 20 or 9), eight splits each.
    """
    rng = stream(seed, "decoding_stress/pairing")
    like, reward = cells.pooled, reward_on_axis(cells.pooled)
    n_splits = by_profile(profile, full=200, quick=60)
    points, tau = usable_pairs(cross_fit(like, n_splits=n_splits, rng=rng, estimator="joint"))
    groups = np.unique(like.prefixes, return_inverse=True)[1]
    decoded, w1, rho = {}, {}, {}
    for order in ORDERS:
        arranged = arrange(points, tau, order, groups, rng)
        values, p = _decode(points, arranged, reward)
        decoded[order], w1[order] = p.mean(axis=0), distances(values, p, reward)
        rho[order] = spearman(points, arranged)
    point = all_trials(like, estimator="joint").reversal_point
    point = np.where(np.isfinite(point), point, 0.0)
    draws: dict[str, Callable[[np.random.Generator], TrialSet]] = {
        ONE_POINT: lambda rng: homogeneous(like, rng=rng),
        EQUAL_SLOPES: lambda rng: equal_slopes(like, reversal_point=point, rng=rng),
        SPIKING[1]: lambda rng: spiking("equal_slopes", seed=seed_of(rng)),
    }
    # Spikes take longer to draw.
    n = by_profile(profile, full=30, quick=19)
    n_null = {
        name: by_profile(profile, full=20, quick=9) if name in SPIKING else n for name in NULLS
    }
    null = {}
    for name, draw in draws.items():
        own = stream(seed, f"decoding_stress/pairing/{name}")
        null[name] = np.array([_null_curve(draw(own), own) for _ in range(n_null[name])])
    even = np.full((1, values.size), 1 / values.size)
    return Pairing(
        reward=reward,
        values=values,
        decoded=decoded,
        w1=w1,
        rho=rho,
        broken=_broken(points, tau, reward, rng),
        null=null,
        prior_w1=float(distances(values, even, reward)[0]),
        n_usable=int(np.median(np.isfinite(points).sum(axis=1))),
        evidence=cells.evidence,
    )


def _decode(points: Floats, tau: Floats, reward: RewardDistribution) -> tuple[Floats, Floats]:
    grid = decoding_grid(reward.values)
    sigma = SIGMA_HALF_TRIALS * float(np.ptp(grid))
    return grid, maximum_entropy_batch(points, tau, grid=grid, sigma=sigma).probabilities


def _broken(
    points: Floats, tau: Floats, reward: RewardDistribution, rng: np.random.Generator
) -> Floats:
    curves = []
    for share in SHARES:
        grid, p = _decode(points, break_pairs(points, tau, share, rng), reward)
        curves.append(distances(grid, p, reward))
    return np.stack(curves, axis=1)


def _null_curve(trial_set: TrialSet, rng: np.random.Generator) -> Floats:
    fitted = cross_fit(trial_set, n_splits=8, rng=rng, estimator="joint")
    points, tau = usable_pairs(fitted)
    return np.asarray(_broken(points, tau, reward_on_axis(trial_set), rng).mean(axis=0))


def pairing_claims(result: Pairing) -> dict[str, float]:
    """Breaking pairs harms the cells' decode, and hardly that of the nulls."""
    mean = {order: float(w1.mean()) for order, w1 in result.w1.items()}
    return {
        "rise": result.slope,
        "p_one_point": result.p_value(ONE_POINT),
        "p_equal_slopes": result.p_value(EQUAL_SLOPES),
        "p_spiking": result.p_value(SPIKING[1]),
        "rise_one_point": float(np.median(rise(result.null[ONE_POINT]))),
        "reversed_farther": mean["reversed"] / mean["as measured"],
        "within_group": mean["dealt within a group"] / mean["as measured"],
    }


def pairing_statistics(result: Pairing, *, seed: int) -> tuple[Statistic, ...]:
    """Distances by order of the asymmetries; rise with the share of broken pairs, and its P."""
    found = [
        over_draws(
            f"w1_{order.replace(' ', '_')}",
            f"1-Wasserstein distance to the rewards (spikes/s), asymmetries {order}",
            w1,
            what="random splits",
            n=result.n_usable,
            effect="distance in spikes/s",
            seed=seed,
        )
        for order, w1 in result.w1.items()
    ]
    for name, curves in result.null.items():
        null = rise(curves)
        short = name.replace(",", "").replace(" ", "_")
        found.append(
            over_draws(
                f"rise_{short}",
                f"rise of the distance from no pair broken to all (spikes/s), {name}; P of the "
                f"cells, whose rise is {result.slope:.3g}",
                null,
                what="populations",
                n=null.size,
                unit="populations",
                test=over_populations(null),
                p=result.p_value(name),
                effect="rise in spikes/s",
                seed=seed,
            )
        )
    return tuple(found)
