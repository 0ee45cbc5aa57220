"""What an analysis says in a few numbers, for people and programs."""

import platform
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

import dopadist
from dopadist.analysis.results import Decoded, Results
from dopadist.asymmetry import Estimator
from dopadist.recordings import Recordings
from dopadist.responses import TrialSet

SAME_TRIALS_NOTE = (
    "reversal points and asymmetries from the same trials share their errors; a population of "
    "identical cells decodes as well: compare, conclude nothing"
)


def summarise(
    recordings: Recordings,
    trial_set: TrialSet,
    results: dict[Estimator, Results],
    *,
    n_splits: int,
    seed: int,
) -> dict[str, Any]:
    """Contents of ``summary.json``: plain numbers, texts, lists; None where there is no number.

    Parameters
    ----------
    recordings : Recordings
        What was read.
    trial_set : TrialSet
        What was analysed.
    results : dict
        From `compute`.
    n_splits, seed : int
        As asked for.

    Returns
    -------
    dict
        Without date, path or machine: the same recordings, seed and versions give the same.
    """
    n_trials = trial_set.n_trials
    per_magnitude = np.isfinite(trial_set.trials).sum(axis=(0, 2))
    authors, joint = results["authors"], results["joint"]
    return {
        "cells": len(trial_set.names),
        "sessions": len(set(trial_set.sessions)),
        "usable_cells": int(authors.estimates.usable.sum()),
        "joint_usable_cells": int(joint.estimates.usable.sum()),
        "trials": int(n_trials.sum()),
        "trials_per_cell": {
            "fewest": int(n_trials.min()),
            "mean": float(n_trials.mean()),
            "most": int(n_trials.max()),
        },
        "trial_kind": trial_set.kind,
        "axis_unit": "spikes/s above baseline",
        "axis": [
            {"volume_ul": float(volume), "value": float(value), "trials": int(n)}
            for volume, value, n in zip(
                trial_set.volumes, trial_set.axis, per_magnitude, strict=True
            )
        ],
        "offset_of_uncued_trials": float(trial_set.offset),
        "copies": _copies(recordings),
        "evidence": recordings.evidence,
        "verified": recordings.verified,
        "data_sha256": recordings.digest,
        "seed": seed,
        "splits": n_splits,
        "correlations": {
            estimator: {
                cells: {
                    "r_reversal_asymmetry": _spread(correlations.r_reversal_asymmetry),
                    "r_reversal_reversal": _spread(correlations.r_reversal_reversal),
                    "cells_mean": float(correlations.n_cells.mean()),
                }
                for cells, correlations in result.correlations.items()
            }
            for estimator, result in results.items()
        },
        "decoded": {estimator: _decoded(result.decoded) for estimator, result in results.items()},
        "same_trials_decode": {
            "note": SAME_TRIALS_NOTE,
            **{estimator: _same(result.decoded) for estimator, result in results.items()},
        },
        "notes": _notes(recordings, trial_set, authors),
        "versions": {
            "dopadist": dopadist.__version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
            "scipy": scipy.__version__,
        },
    }


def _notes(recordings: Recordings, trial_set: TrialSet, authors: Results) -> list[str]:
    """What somebody who reads only the numbers has to know."""
    notes = [
        "the spread over splits is no confidence interval: all splits hold the same cells",
        "a correlation above zero alone shows no distributional code: cells with diverse reversal "
        "points and equal slopes correlate too (chapter on reversal points)",
    ]
    if not recordings.verified:
        notes.append("these are not the 40 cells of Dabney et al. 2020 as published")
    if trial_set.kind != "pooled":
        notes.append(f"only {trial_set.kind} rewards were analysed")
    falls = np.flatnonzero(np.diff(trial_set.axis) <= 0)
    if falls.size:
        low, high = trial_set.volumes[falls[0]], trial_set.volumes[falls[0] + 1]
        notes.append(
            f"the mean response does not rise from {low:g} to {high:g} µL: the axis is not "
            "ascending, and reversal points near there mean little"
        )
    if authors.decoded.n_cells.min() == 0:
        notes.append(
            f"in {int((authors.decoded.n_cells == 0).sum())} splits no cell was usable: their "
            "decode is the even prior"
        )
    return notes


def _copies(recordings: Recordings) -> list[list[str]]:
    """Pairs of cells with the same spikes: one that counts twice makes correlations look surer."""
    first: dict[bytes, str] = {}
    pairs = []
    for cell in recordings.cells:
        original = first.setdefault(cell.spike_times.tobytes(), cell.name)
        if original != cell.name:
            pairs.append([original, cell.name])
    return pairs


def _decoded(decoded: Decoded) -> dict[str, Any]:
    return {
        "w1": _spread(decoded.w1),
        "w1_of_prior": decoded.w1_prior,
        "sigma": decoded.sigma,
        "cells_mean": float(decoded.n_cells.mean()),
        "mean": float(decoded.values @ decoded.probabilities),
    }


def _same(decoded: Decoded) -> dict[str, Any] | None:
    if decoded.same_trials is None:
        return None
    return {
        "w1": decoded.same_trials_w1,
        "value": decoded.same_trials.values.tolist(),
        "probability": decoded.same_trials.probabilities.tolist(),
    }


def _spread(values: NDArray[np.float64]) -> dict[str, float | int | None]:
    """Mean and middle 95 % over the splits in which there is a number."""
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return {"mean": None, "low": None, "high": None, "splits": 0}
    low, high = np.percentile(finite, [2.5, 97.5])
    return {
        "mean": float(finite.mean()),
        "low": float(low),
        "high": float(high),
        "splits": int(finite.size),
    }
