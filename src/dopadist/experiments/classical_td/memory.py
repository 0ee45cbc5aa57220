"""What the two memories of a cue look like."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.classical import complete_serial_compound, microstimuli
from dopadist.evidence import Evidence
from dopadist.experiments.classical_td.settings import CUE_STEP, time_from_cue
from dopadist.tasks.conditioning import Cue, Trial, schedule


@dataclass(frozen=True)
class CueMemory:
    """Features of one cue over the trial.

    Attributes
    ----------
    time : numpy.ndarray
        Steps from the cue, ``(n_steps,)``.
    serial : numpy.ndarray
        Complete serial compound, ``(n_steps, n_steps)``: steps by features.
    soft : numpy.ndarray
        Microstimuli, ``(n_steps, n)``.
    """

    time: NDArray[np.int64]
    serial: NDArray[np.float64]
    soft: NDArray[np.float64]
    evidence: Evidence = "theory"


def run_cue_memory(*, n_steps: int = 40) -> CueMemory:
    """Features of a cue that nothing follows."""
    plan = schedule([Trial((Cue("A", CUE_STEP),), n_steps=n_steps)])
    return CueMemory(
        time_from_cue(n_steps),
        complete_serial_compound(plan).features[0],
        microstimuli(plan).features[0],
    )


def cue_memory_claims(result: CueMemory) -> dict[str, float]:
    """Serial features never overlap; microstimuli sink and widen."""
    overlap = result.serial.T @ result.serial
    peaks = result.soft.max(axis=0)
    early, late = (int(np.sum(result.soft[:, j] > peaks[j] / 2)) for j in (1, 8))
    return {
        "serial_overlap": float(np.abs(overlap - np.diag(np.diag(overlap))).max()),
        "first_peak": float(peaks[0]),
        "largest_step_up_of_peaks": float(np.diff(peaks).max()),
        "late_over_early_width": late / early,
    }
