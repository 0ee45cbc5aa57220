"""The paper's simulated populations for decoding: what each cell has learnt, and its asymmetry."""

import numpy as np

from dopadist.distributional import Population, learn
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.tasks.rewards import RewardDistribution

# The authors' simulation: 151 cells, 10 runs, 20,000 trials, rates up to 0.2, values from 0.
N_CHANNELS = 151
N_RUNS = 10
N_REWARDS = 20_000
LARGEST_RATE = 0.2


def learnt_pairs(
    reward: RewardDistribution, rng: np.random.Generator
) -> dict[str, tuple[Floats, Floats]]:
    """Predictions and asymmetries of a distributional and a classical population.

    Cells are sorted by asymmetry (classical: by prediction) within a run and averaged over runs.

    Parameters
    ----------
    reward : RewardDistribution
        What they learn from, in its units.
    rng : numpy.random.Generator
        Draws rewards and rates.

    Returns
    -------
    dict of str to (numpy.ndarray, numpy.ndarray)
        ``"distributional"`` and ``"classical"``: predictions (units of the rewards) and
        asymmetries, each of shape ``(N_CHANNELS,)``.
    """
    rewards = reward.sample(rng, (N_RUNS, N_REWARDS))
    plus, minus = LARGEST_RATE * rng.uniform(size=(2, N_RUNS, N_CHANNELS))
    population = Population(plus, minus)
    order = np.argsort(population.tau, axis=1)
    value = np.take_along_axis(learn(population, rewards), order, axis=1).mean(axis=0)
    tau = np.take_along_axis(population.tau, order, axis=1).mean(axis=0)
    same = LARGEST_RATE * rng.uniform(size=(N_RUNS, N_CHANNELS))
    classical = np.sort(learn(Population(same, same), rewards), axis=1).mean(axis=0)
    return {
        "distributional": (value, tau),
        "classical": (classical, np.full(N_CHANNELS, 0.5)),
    }
