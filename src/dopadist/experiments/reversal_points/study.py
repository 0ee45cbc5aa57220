"""What the chapter looks at: one set of cells, its trials, and the estimates from all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import ESTIMATORS, CellEstimates, Estimator, estimate
from dopadist.evidence import Evidence
from dopadist.recordings import Recordings
from dopadist.responses import Kind, Responses, TrialSet, compute_responses, pool
from dopadist.reversal import magnitude_statistics

Profile = Literal["full", "quick"]
Floats = NDArray[np.float64]
T = TypeVar("T")


def by_profile(profile: str, *, full: T, quick: T) -> T:
    """What the profile asks for.

    >>> by_profile("quick", full=1000, quick=100)
    100
    """
    if profile not in ("full", "quick"):
        raise ValueError(f"profile is {profile!r}, expected 'full' or 'quick'")
    return full if profile == "full" else quick


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


def whole(trial_set: TrialSet, estimator: Estimator) -> CellEstimates:
    """Estimates from all trials."""
    statistics = magnitude_statistics(trial_set.trials)
    return estimate(statistics, trial_set.axis, estimator=estimator)
