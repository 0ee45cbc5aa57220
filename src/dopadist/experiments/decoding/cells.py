"""The cells of this run, decoded: same trials and one split at a time, both ways, both axes."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import ESTIMATORS
from dopadist.crossfit import cross_fit
from dopadist.decoding import (
    DecodedSplits,
    cross_fitted_decode,
    decode_estimates,
    reference_distributions,
    reward_on_axis,
    to_volumes,
)
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import (
    HIGH,
    LOW,
    Cells,
    PublishedWay,
    all_trials,
    distance_to,
    published_way,
)
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.imputation import Imputed, wasserstein1
from dopadist.streams import stream
from dopadist.tasks.rewards import RewardDistribution


@dataclass(frozen=True)
class DecodedCells:
    """What the cells say, by every route of the chapter.

    Attributes
    ----------
    reward : dict of str to RewardDistribution
        By trial kind, spikes/s.
    splits : dict of (str, str) to DecodedSplits
        By trial kind and estimator, one split at a time.
    same_trials : dict of (str, str) to Imputed
        By trial kind and estimator, maximum entropy, all trials.
    same_w1 : dict of (str, str) to float
        Its distance, spikes/s.
    published : PublishedWay
        Pooled trials, authors' estimates, every finite ratio clipped to [0, 1], spikes/s.
    published_volumes : PublishedWay
        The same with reversal points converted to µL before the decode.
    references, volume_references : dict of str to float
        Distances of distributions that know no cell, pooled trials, spikes/s and µL.
    volumes, mass : numpy.ndarray
        The mean decoded distribution (pooled trials, joint estimator) per volume interval: lower
        edges in µL, and probability, each of shape ``(n_grid,)``.
    delivered : RewardDistribution
        µL.
    volumes_w1 : float
        Distance of the mean decoded distribution to it, µL.
    """

    reward: dict[str, RewardDistribution]
    splits: dict[tuple[str, str], DecodedSplits]
    same_trials: dict[tuple[str, str], Imputed]
    same_w1: dict[tuple[str, str], float]
    published: PublishedWay
    published_volumes: PublishedWay
    references: dict[str, float]
    volume_references: dict[str, float]
    volumes: Floats
    mass: Floats
    delivered: RewardDistribution
    volumes_w1: float
    evidence: Evidence


def run_decoded_cells(cells: Cells, *, seed: int = 0, profile: str = "full") -> DecodedCells:
    """Decode the cells, figure ``decoding-cells``.

    Parameters
    ----------
    cells : Cells
        Of this run.
    seed : int
        Of splits and starts.
    profile : {"full", "quick"}
        200 or 40 splits; five decodes from the best of 20,000 starts, or two of 1,000.
    """
    rng = stream(seed, "decoding/cells")
    n_splits = by_profile(profile, full=200, quick=40)
    kinds = {"pooled": cells.pooled, "cued": cells.cued}
    reward: dict[str, RewardDistribution] = {}
    splits: dict[tuple[str, str], DecodedSplits] = {}
    same: dict[tuple[str, str], Imputed] = {}
    same_w1: dict[tuple[str, str], float] = {}
    for kind, trial_set in kinds.items():
        reward[kind] = reward_on_axis(trial_set)
        for estimator in ESTIMATORS:
            fitted = cross_fit(trial_set, n_splits=n_splits, rng=rng, estimator=estimator)
            splits[kind, estimator] = cross_fitted_decode(fitted, reward=reward[kind])
            whole = all_trials(trial_set, estimator=estimator)
            same[kind, estimator] = decode_estimates(whole, trial_set.axis)
            same_w1[kind, estimator] = distance_to(same[kind, estimator], reward[kind])
    pooled = cells.pooled
    whole = all_trials(pooled, estimator="authors")
    delivered = reward_on_axis(dataclasses.replace(pooled, axis=pooled.volumes))
    n_decodes = by_profile(profile, full=5, quick=2)
    n_starts = by_profile(profile, full=20_000, quick=1000)

    def search(points: Floats, target: RewardDistribution, low: float, high: float) -> PublishedWay:
        return published_way(
            points,
            whole.asymmetry,
            target,
            low=low,
            high=high,
            rng=rng,
            n_decodes=n_decodes,
            n_starts=n_starts,
        )

    low, high = float(pooled.axis.min()), float(pooled.axis.max())
    chosen = splits["pooled", "joint"]
    in_volumes = to_volumes(chosen.values, pooled.axis, pooled.volumes)
    grid = chosen.values
    return DecodedCells(
        reward=reward,
        splits=splits,
        same_trials=same,
        same_w1=same_w1,
        published=search(whole.reversal_point, reward["pooled"], low, high),
        published_volumes=search(
            to_volumes(whole.reversal_point, pooled.axis, pooled.volumes), delivered, LOW, HIGH
        ),
        references=_reference_distances(reward["pooled"], grid),
        volume_references=_reference_distances(delivered, np.linspace(LOW, HIGH, grid.size)),
        volumes=in_volumes,
        mass=chosen.mean_distribution,
        delivered=delivered,
        volumes_w1=wasserstein1(
            in_volumes, chosen.mean_distribution, delivered.values, delivered.probabilities
        ),
        evidence=cells.evidence,
    )


def _reference_distances(reward: RewardDistribution, grid: Floats) -> dict[str, float]:
    return {
        name: wasserstein1(grid, p, reward.values, reward.probabilities)
        for name, p in reference_distributions(reward, grid).items()
    }


def decoded_cells_claims(result: DecodedCells) -> dict[str, float]:
    """How close the decode comes, against the prior alone and a Gaussian that knows no cell."""
    joint, authors = result.splits["pooled", "joint"], result.splits["pooled", "authors"]
    return {
        "gain_joint": joint.gain_over_prior / joint.w1_prior,
        "gain_authors": authors.gain_over_prior / authors.w1_prior,
        "behind_gaussian": float(joint.w1.mean()) - result.references["gaussian"],
        "loss_of_truth": result.published.loss_of_truth,
    }
