"""What a chapter looks at: one set of cells, its trials, and the estimates from all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.asymmetry import ESTIMATORS, CellEstimates, Estimator, estimate
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import Profile
from dopadist.recordings import Recordings
from dopadist.responses import Kind, Responses, TrialSet, compute_responses, pool
from dopadist.reversal import magnitude_statistics

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Study:
    """Cells under study.

    Attributes
    ----------
    recordings, responses
        Spikes, and responses of single trials.
    trial_set : TrialSet
        The trials of the main analysis: announced and unannounced pooled, unless the reader
        asks otherwise.
    cued : TrialSet
        Announced rewards alone, on their own axis.
    estimates : dict
        By estimator, from all trials of ``trial_set``.
    seed, profile
        Of the chapter.
    """

    recordings: Recordings
    responses: Responses
    trial_set: TrialSet
    cued: TrialSet
    estimates: dict[Estimator, CellEstimates]
    seed: int
    profile: Profile

    @property
    def evidence(self) -> Evidence:
        """That of the recordings."""
        return self.recordings.evidence

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Cells whose joint estimate from all trials is usable."""
        return self.estimates["joint"].usable


def study(
    recordings: Recordings, *, seed: int, profile: Profile, trial_kind: Kind = "pooled"
) -> Study:
    """Responses and all-data estimates of recorded or simulated cells."""
    responses = compute_responses(recordings)
    trial_set = pool(responses, kind=trial_kind)
    return Study(
        recordings=recordings,
        responses=responses,
        trial_set=trial_set,
        cued=pool(responses, kind="cued"),
        estimates={one: whole(trial_set, one) for one in ESTIMATORS},
        seed=seed,
        profile=profile,
    )


def split_p(r: Floats, n_cells: int | NDArray[np.int64]) -> Floats:
    """Two-sided P of one correlation a split over ``n_cells`` cells, by Student's t.

    The P that a linear regression reports, which is what one split would have given: the cells
    are the same in all splits.

    >>> split_p(np.array([-0.5, 0.75]), 4).round(12)
    array([0.5 , 0.25])
    """
    freedom = np.asarray(n_cells) - 2
    return np.asarray(2 * stats.t.sf(np.abs(r) * np.sqrt(freedom / (1 - r * r)), freedom))


def geometric_mean_p(r: Floats, n_cells: int) -> float:
    """Geometric mean of the splits' own P values, as a paper may report it: no test of anything.

    ``r``: one correlation over ``n_cells`` cells a split; two-sided P of Student's t.
    """
    return float(np.exp(np.log(split_p(r, n_cells)).mean()))


def whole(trial_set: TrialSet, estimator: Estimator) -> CellEstimates:
    """Estimates from all trials."""
    statistics = magnitude_statistics(trial_set.trials)
    return estimate(statistics, trial_set.axis, estimator=estimator)
