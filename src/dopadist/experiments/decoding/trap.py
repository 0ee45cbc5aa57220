"""The trap: cells with one and the same reversal point decode too, on the same trials."""

from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import ESTIMATORS
from dopadist.decoding import reward_on_axis
from dopadist.evidence import Evidence
from dopadist.experiments.decoding.nulls import Nulls
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import Cells, PublishedWay, all_trials, published_way
from dopadist.experiments.shared.decoding_nulls import ONE_POINT, STATISTICS
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.nulls import homogeneous
from dopadist.responses import TrialSet
from dopadist.streams import stream
from dopadist.tasks.rewards import RewardDistribution


@dataclass(frozen=True)
class Trap:
    """Decodes of the cells and of populations with a single reversal point.

    Attributes
    ----------
    reward, null_reward : RewardDistribution
        Of the cells, and of the first null population on its own axis, spikes/s.
    cells, null : PublishedWay
        The published search on the same trials: the cells, and the first null population.
    null_points, null_tau, points, tau : numpy.ndarray
        Same-trials estimates (authors') of the first null population and of the cells.
    published : numpy.ndarray
        Distance of the published search for each null population, spikes/s, ``(n_draws,)``.
    same, split : numpy.ndarray
        Distances by maximum entropy of null populations, same trials and one split at a time,
        joint estimator, spikes/s.
    cells_same, cells_split : float
        Those of the cells.
    """

    reward: RewardDistribution
    null_reward: RewardDistribution
    cells: PublishedWay
    null: PublishedWay
    points: Floats
    tau: Floats
    null_points: Floats
    null_tau: Floats
    published: Floats
    same: Floats
    split: Floats
    cells_same: float
    cells_split: float
    evidence: Evidence

    @property
    def null_median(self) -> float:
        """Median distance of the published search over null populations, spikes/s."""
        return float(np.median(self.published))


def run_trap(cells: Cells, nulls: Nulls, *, seed: int = 0, profile: str = "full") -> Trap:
    """Decode single-reversal-point populations the published way, figure ``decoding-trap``.

    Parameters
    ----------
    cells : Cells
        Of this run.
    nulls : Nulls
        Of :func:`dopadist.experiments.decoding.run_nulls`, for the decodes by maximum entropy.
    seed : int
        Of populations and starts.
    profile : {"full", "quick"}
        40 or 20 populations.
    """
    rng = stream(seed, "decoding/trap")

    def search(trial_set: TrialSet, n_decodes: int) -> PublishedWay:
        found = all_trials(trial_set, estimator="authors")
        return published_way(
            found.reversal_point,
            found.asymmetry,
            reward_on_axis(trial_set),
            low=float(trial_set.axis.min()),
            high=float(trial_set.axis.max()),
            rng=rng,
            n_decodes=n_decodes,
            n_starts=1000,
        )

    like = cells.pooled
    recorded = search(like, 5)
    first = homogeneous(like, rng=rng)
    shown = search(first, 5)
    others = [
        float(search(homogeneous(like, rng=rng), 1).w1[0])
        for _ in range(by_profile(profile, full=40, quick=20) - 1)
    ]
    joint = ESTIMATORS.index("joint")
    same, split = STATISTICS.index("same_trials"), STATISTICS.index("one_split")
    estimates, null_estimates = (all_trials(t, estimator="authors") for t in (like, first))
    return Trap(
        reward=reward_on_axis(like),
        null_reward=reward_on_axis(first),
        cells=recorded,
        null=shown,
        points=estimates.reversal_point[estimates.usable],
        tau=estimates.asymmetry[estimates.usable],
        null_points=null_estimates.reversal_point[null_estimates.usable],
        null_tau=null_estimates.asymmetry[null_estimates.usable],
        published=np.array([float(shown.w1[0]), *others]),
        same=nulls.null[ONE_POINT][joint, :, same],
        split=nulls.null[ONE_POINT][joint, :, split],
        cells_same=float(nulls.observed[joint, same]),
        cells_split=float(nulls.observed[joint, split]),
        evidence=cells.evidence,
    )


def trap_claims(result: Trap) -> dict[str, float]:
    """On the same trials one reversal point is enough; from independent halves it isn't."""
    return {
        "one_point_as_good": float(np.mean(result.published <= result.cells.w1.mean())),
        "one_point_as_good_entropy": float(np.mean(result.same <= result.cells_same)),
        "one_point_as_good_split": float(np.mean(result.split <= result.cells_split)),
        "one_point_correlation": float(np.corrcoef(result.null_points, result.null_tau)[0, 1]),
    }
