"""The paper's simulated decodes: a distributional and a classical population (Fig. 5)."""

from dataclasses import dataclass

import numpy as np

from dopadist.decoding import SIGMA_ALL_TRIALS
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import HIGH, LOW, distance_to, noisy_asymmetries
from dopadist.experiments.shared.learners import learnt_pairs
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.imputation import Imputed, maximum_entropy, sample_search, wasserstein1
from dopadist.streams import stream
from dopadist.tasks.rewards import RewardDistribution, variable_magnitude


@dataclass(frozen=True)
class SimulatedDecode:
    """One simulated population decoded the paper's way and by maximum entropy, µL.

    Attributes
    ----------
    points, tau : numpy.ndarray
        Mean predictions (µL) and noisy asymmetries, shape ``(n_cells,)``.
    searches : tuple of Imputed
        Repeats of the published search.
    pooled : numpy.ndarray
        Samples of all repeats, µL, ascending.
    entropy : Imputed
        Maximum entropy.
    w1_search, w1_entropy : float
        Distance of the pooled samples, and of maximum entropy, to the task, µL.
    """

    points: Floats
    tau: Floats
    searches: tuple[Imputed, ...]
    pooled: Floats
    entropy: Imputed
    w1_search: float
    w1_entropy: float


@dataclass(frozen=True)
class Simulated:
    """Both populations; ``reward`` is the task, µL."""

    reward: RewardDistribution
    distributional: SimulatedDecode
    classical: SimulatedDecode
    n_starts: int
    evidence: Evidence = "simulation"


def run_simulated(*, seed: int = 0, profile: str = "full") -> Simulated:
    """Let two populations learn and decode both, figure ``decoding-simulated``.

    Rewards are volumes (no utility). Cells are sorted by asymmetry (classical: by prediction)
    within a run and averaged over runs; then the paper's noise is put on the asymmetries, in the
    classical population around 1/2.

    Parameters
    ----------
    seed : int
        Of rates, rewards, noise and starts.
    profile : {"full", "quick"}
        Five decodes from the best of 20,000 starts, or two from the best of 1,000.
    """
    rng = stream(seed, "decoding/simulated")
    n_decodes = by_profile(profile, full=5, quick=2)
    n_starts = by_profile(profile, full=20_000, quick=1000)
    reward = variable_magnitude()
    pairs = learnt_pairs(reward, rng)

    def decode(points: Floats, levels: Floats) -> SimulatedDecode:
        noisy = noisy_asymmetries(levels, rng)
        return _decode(points, noisy, reward, rng, n_decodes=n_decodes, n_starts=n_starts)

    return Simulated(
        reward=reward,
        distributional=decode(*pairs["distributional"]),
        classical=decode(*pairs["classical"]),
        n_starts=n_starts,
    )


def _decode(
    points: Floats,
    tau: Floats,
    reward: RewardDistribution,
    rng: np.random.Generator,
    *,
    n_decodes: int,
    n_starts: int,
) -> SimulatedDecode:
    searches = tuple(
        sample_search(points, tau, low=LOW, high=HIGH, rng=rng, n_starts=n_starts, n_epochs=1)
        for _ in range(n_decodes)
    )
    pooled = np.sort(np.concatenate([one.values for one in searches]))
    sigma = SIGMA_ALL_TRIALS * (HIGH - LOW)
    entropy = maximum_entropy(points, tau, grid=np.linspace(LOW, HIGH, 201), sigma=sigma)
    return SimulatedDecode(
        points=points,
        tau=tau,
        searches=searches,
        pooled=pooled,
        entropy=entropy,
        w1_search=wasserstein1(pooled, np.ones(pooled.size), reward.values, reward.probabilities),
        w1_entropy=distance_to(entropy, reward),
    )


def simulated_claims(result: Simulated) -> dict[str, float]:
    """The distributional population decodes, the classical one doesn't."""
    one, other = result.distributional, result.classical
    return {
        "search_distributional": one.w1_search,
        "entropy_distributional": one.w1_entropy,
        "entropy_difference": other.w1_entropy - one.w1_entropy,
    }
