"""Decodes of many draws of pairs in every way: in the range of the rewards, and free of it."""

from dataclasses import dataclass

import numpy as np

from dopadist.decoding import distances
from dopadist.experiments.shared.decodes import distance_to
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.imputation import least_squares, maximum_entropy_batch, optimal_support, sample_search
from dopadist.tasks.rewards import RewardDistribution

SEARCH_BOX, SEARCH_FREE = "search in the range", "search, free"
ENTROPY_BOX, ENTROPY_FREE, ENTROPY_BELL = (
    "entropy, even in the range",
    "entropy, even over three ranges",
    "entropy, bell",
)
WAYS = (SEARCH_BOX, SEARCH_FREE, ENTROPY_BOX, ENTROPY_FREE, ENTROPY_BELL)


@dataclass(frozen=True)
class Decodes:
    """One population, decoded in every way.

    Attributes
    ----------
    reward : RewardDistribution
        The truth, µL (simulated) or spikes/s.
    low, high : float
        Range of the rewards.
    values : dict of str to numpy.ndarray
        By way: samples of each decode of a search, ``(n_draws, 100)``, or the grid, ``(n_grid,)``.
    probabilities : dict of str to numpy.ndarray
        By way of maximum entropy, shape ``(n_draws, n_grid)``.
    w1, sd, outside : dict of str to numpy.ndarray
        By way, shape ``(n_draws,)``: distance to the truth, standard deviation of the decode, and
        the probability that it puts outside the range.
    prior_w1 : dict of str to float
        Distance of the priors of maximum entropy alone.
    lowest : numpy.ndarray
        Lowest loss there is in the range, and over three ranges, of the first draw.
    n_cells : int
        Cells that enter a draw, median.
    """

    reward: RewardDistribution
    low: float
    high: float
    values: dict[str, Floats]
    probabilities: dict[str, Floats]
    w1: dict[str, Floats]
    sd: dict[str, Floats]
    outside: dict[str, Floats]
    prior_w1: dict[str, float]
    lowest: Floats
    n_cells: int


def priors(low: float, high: float, centre: float) -> dict[str, tuple[Floats, Floats]]:
    """Grid and prior of each maximum entropy.

    Without a range an even prior is none at all: it has to end somewhere. Here it ends one range
    beyond either end. The bell has its middle at the cells' mean reversal point and half the range
    as its standard deviation.

    Examples
    --------
    >>> grid, even = priors(0.0, 1.0, 0.5)[ENTROPY_FREE]
    >>> float(grid[0]), float(grid[-1]), len(set(even))
    (-1.0, 2.0, 1)
    """
    width = high - low
    box = np.linspace(low, high, 101)
    wide = np.linspace(low - width, high + width, 301)
    bell = np.exp(-0.5 * ((wide - centre) / (width / 2)) ** 2)
    return {
        ENTROPY_BOX: (box, np.full(box.size, 1 / box.size)),
        ENTROPY_FREE: (wide, np.full(wide.size, 1 / wide.size)),
        ENTROPY_BELL: (wide, bell / bell.sum()),
    }


def decode_each_way(
    points: Floats,
    tau: Floats,
    reward: RewardDistribution,
    *,
    low: float,
    high: float,
    sigma: float,
    rng: np.random.Generator,
) -> Decodes:
    """Every draw of pairs (rows) decoded by the search and by maximum entropy, bounded and free."""
    values, probabilities, prior_w1 = {}, {}, {}
    w1, sd, outside = {}, {}, {}
    for way, (grid, prior) in priors(low, high, float(np.nanmean(points))).items():
        batch = maximum_entropy_batch(
            points, tau, grid=grid, sigma=sigma * (high - low), prior=prior
        )
        p = batch.probabilities
        values[way], probabilities[way] = grid, p
        w1[way] = distances(grid, p, reward)
        prior_w1[way] = float(distances(grid, prior[None], reward)[0])
        sd[way] = np.sqrt(p @ grid**2 - (p @ grid) ** 2)
        beyond = (grid < low - 1e-9) | (grid > high + 1e-9)
        outside[way] = p[:, beyond].sum(axis=1)
    kept = [np.isfinite(e) & np.isfinite(t) for e, t in zip(points, tau, strict=True)]
    pairs = [(e[k], t[k]) for e, t, k in zip(points, tau, kept, strict=True)]
    for way, free in ((SEARCH_BOX, False), (SEARCH_FREE, True)):
        found = [
            sample_search(e, t, low=low, high=high, rng=rng, n_starts=1000, n_epochs=1, free=free)
            for e, t in pairs
        ]
        values[way] = np.stack([one.values for one in found])
        w1[way] = np.array([distance_to(one, reward) for one in found])
        sd[way] = values[way].std(axis=1)
        beyond = (values[way] < low - 1e-6) | (values[way] > high + 1e-6)
        outside[way] = beyond.mean(axis=1)
    first, width = pairs[0], high - low
    lowest = [
        least_squares(*first, grid=optimal_support(first[0], low=low - far, high=high + far)).loss
        for far in (0.0, width)
    ]
    return Decodes(
        reward=reward,
        low=low,
        high=high,
        values=values,
        probabilities=probabilities,
        w1=w1,
        sd=sd,
        outside=outside,
        prior_w1=prior_w1,
        lowest=np.array(lowest),
        n_cells=int(np.median([k.sum() for k in kept])),
    )
