"""What the chapters on decoding share: the cells of a run, and the published way to decode them."""

from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import CellEstimates, Estimator, estimate
from dopadist.decoding import distances
from dopadist.evidence import Evidence
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.imputation import Imputed, published_loss, sample_search, wasserstein1
from dopadist.responses import Responses, TrialSet, compute_responses, pool
from dopadist.reversal import magnitude_statistics
from dopadist.surrogate import load_or_surrogate
from dopadist.tasks.rewards import RewardDistribution

# Box of the published decode, µL.
LOW, HIGH = 0.1, 20.0


@dataclass(frozen=True)
class Cells:
    """Responses of the cells of this run, recorded or simulated, and their trial sets."""

    responses: Responses
    pooled: TrialSet
    cued: TrialSet
    uncued: TrialSet
    seed: int
    evidence: Evidence


def load_cells(*, seed: int = 0) -> Cells:
    """Recorded cells where they are, else the matched surrogate drawn with this seed."""
    responses = compute_responses(load_or_surrogate(seed=seed))
    return cells_of(responses, seed=seed)


def cells_of(responses: Responses, *, seed: int = 0) -> Cells:
    """Trial sets of any responses, as :func:`load_cells` gives them."""
    return Cells(
        responses=responses,
        pooled=pool(responses),
        cued=pool(responses, kind="cued"),
        uncued=pool(responses, kind="uncued"),
        seed=seed,
        evidence=responses.evidence,
    )


@dataclass(frozen=True)
class PublishedWay:
    """The paper's decoder on estimates from all trials.

    Attributes
    ----------
    searches : tuple of Imputed
        Repeats.
    pooled : numpy.ndarray
        Samples of all repeats, ascending, shape ``(n_repeats * 100,)``, axis units.
    w1, loss : numpy.ndarray
        Of each repeat, shape ``(n_repeats,)``, axis units and their square.
    w1_pooled : float
        Of the pooled samples, axis units.
    loss_of_truth : float
        Published loss of the reward distribution itself, squared axis units.
    """

    searches: tuple[Imputed, ...]
    pooled: Floats
    w1: Floats
    loss: Floats
    w1_pooled: float
    loss_of_truth: float


def all_trials(trial_set: TrialSet, *, estimator: Estimator) -> CellEstimates:
    """Estimates from all trials of every cell: the same trials for both numbers."""
    statistics = magnitude_statistics(trial_set.trials)
    return estimate(statistics, trial_set.axis, estimator=estimator)


def published_way(
    points: Floats,
    tau: Floats,
    reward: RewardDistribution,
    *,
    low: float,
    high: float,
    rng: np.random.Generator,
    n_decodes: int,
    n_starts: int,
) -> PublishedWay:
    """The call behind Fig. 5, as public ports have it; finite pairs, asymmetries clipped."""
    kept = np.isfinite(points) & np.isfinite(tau)
    points, tau = points[kept], np.clip(tau[kept], 0, 1)
    searches = tuple(
        sample_search(points, tau, low=low, high=high, rng=rng, n_starts=n_starts, n_epochs=1)
        for _ in range(n_decodes)
    )
    pooled = np.sort(np.concatenate([one.values for one in searches]))
    return PublishedWay(
        searches=searches,
        pooled=pooled,
        w1=np.array([distance_to(one, reward) for one in searches]),
        loss=np.array([one.loss for one in searches]),
        w1_pooled=wasserstein1(pooled, np.ones(pooled.size), reward.values, reward.probabilities),
        loss_of_truth=published_loss(points, tau, reward.values, reward.probabilities),
    )


def noisy_asymmetries(tau: Floats, rng: np.random.Generator) -> Floats:
    """The paper's noise on asymmetries: ``tau + 0.2 tanh(N(0, 1))``, clipped to [0, 1].

    Examples
    --------
    >>> bool(noisy_asymmetries(np.array([0.5]), np.random.default_rng(0))[0] < 0.7)
    True
    """
    return np.clip(tau + 0.2 * np.tanh(rng.normal(size=tau.shape)), 0, 1)


def distance_to(decoded: Imputed, reward: RewardDistribution) -> float:
    """1-Wasserstein distance of one decode to the reward distribution, units of both."""
    atoms, place = np.unique(decoded.values, return_inverse=True)
    merged = np.asarray(np.bincount(place, decoded.probabilities), dtype=float)
    return float(distances(atoms, merged[None], reward)[0])
