"""Three ways to impute, on pairs without noise and with the paper's noise."""

from dataclasses import dataclass

import numpy as np

from dopadist.decoding import SIGMA_ALL_TRIALS
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import HIGH, LOW, distance_to, noisy_asymmetries
from dopadist.experiments.shared.simulated_cells import N_CELLS, Floats
from dopadist.imputation import (
    Imputed,
    least_squares,
    maximum_entropy,
    optimal_support,
    published_loss,
    sample_search,
)
from dopadist.streams import stream
from dopadist.tasks.rewards import RewardDistribution, variable_magnitude

METHODS = ("least_squares", "sample_search", "maximum_entropy")
# Nearly exact pairs need hardly any slack.
SIGMA_EXACT = 0.01


@dataclass(frozen=True)
class Methods:
    """Decodes of exact pairs, of one noisy draw, and distances and losses of many.

    Attributes
    ----------
    reward : RewardDistribution
        The task, µL.
    tau, points : numpy.ndarray
        Exact pairs, shape ``(n_cells,)``.
    exact, noisy : dict of str to Imputed
        By method; ``noisy`` of the first draw.
    exact_w1 : dict of str to float
        µL.
    w1, loss : numpy.ndarray
        Of the noisy draws, shape ``(n_draws, n_methods)``, µL and µL squared.
    loss_of_truth : numpy.ndarray
        Published loss of the reward distribution itself, shape ``(n_draws,)``.
    """

    reward: RewardDistribution
    tau: Floats
    points: Floats
    exact: dict[str, Imputed]
    noisy: dict[str, Imputed]
    exact_w1: dict[str, float]
    w1: Floats
    loss: Floats
    loss_of_truth: Floats
    evidence: Evidence = "simulation"

    @property
    def mean_w1(self) -> dict[str, float]:
        """Mean distance over the noisy draws by method, µL."""
        return {name: float(self.w1[:, i].mean()) for i, name in enumerate(METHODS)}


def impute_each_way(
    points: Floats, tau: Floats, *, sigma: float, rng: np.random.Generator, n_starts: int
) -> dict[str, Imputed]:
    """One set of pairs decoded by every method, µL; sigma as a fraction of the range."""
    grid = np.linspace(LOW, HIGH, 201)
    return {
        "least_squares": least_squares(
            points, tau, grid=optimal_support(points, low=LOW, high=HIGH)
        ),
        "sample_search": sample_search(
            points, tau, low=LOW, high=HIGH, rng=rng, n_starts=n_starts, n_epochs=1
        ),
        "maximum_entropy": maximum_entropy(points, tau, grid=grid, sigma=sigma * (HIGH - LOW)),
    }


def run_methods(*, seed: int = 0, profile: str = "full") -> Methods:
    """Decode the task's reward distribution from 40 simulated cells, figure ``imputation-methods``.

    Parameters
    ----------
    seed : int
        Of the noise and of the search's starts.
    profile : {"full", "quick"}
        20 or 6 draws of the noise.
    """
    rng = stream(seed, "decoding/methods")
    reward = variable_magnitude()
    tau = (np.arange(N_CELLS) + 0.5) / N_CELLS
    points = expectiles(reward.values, tau, weights=reward.probabilities)
    n_starts = 1000
    exact = impute_each_way(points, tau, sigma=SIGMA_EXACT, rng=rng, n_starts=n_starts)
    draws, truth = [], []
    for _ in range(by_profile(profile, full=20, quick=6)):
        noisy = noisy_asymmetries(tau, rng)
        draws.append(
            impute_each_way(points, noisy, sigma=SIGMA_ALL_TRIALS, rng=rng, n_starts=n_starts)
        )
        truth.append(published_loss(points, noisy, reward.values, reward.probabilities))
    return Methods(
        reward=reward,
        tau=tau,
        points=points,
        exact=exact,
        noisy=draws[0],
        exact_w1={name: distance_to(one, reward) for name, one in exact.items()},
        w1=np.array([[distance_to(draw[m], reward) for m in METHODS] for draw in draws]),
        loss=np.array([[draw[m].loss for m in METHODS] for draw in draws]),
        loss_of_truth=np.array(truth),
    )


def methods_claims(result: Methods) -> dict[str, float]:
    """The optimum is below the search and below the truth, and entropy decodes closer."""
    optimum, search, _ = (METHODS.index(m) for m in METHODS)
    mean = result.mean_w1
    return {
        "search_above_optimum": float((result.loss[:, search] - result.loss[:, optimum]).min()),
        "truth_above_optimum": float(np.mean(result.loss_of_truth > result.loss[:, optimum])),
        "exact_w1": result.exact_w1["maximum_entropy"],
        "closer_than_optimum": mean["least_squares"] - mean["maximum_entropy"],
        "closer_than_search": mean["sample_search"] - mean["maximum_entropy"],
    }
