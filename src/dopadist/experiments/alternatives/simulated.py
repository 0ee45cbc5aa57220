"""Simulated cells with the recorded cells' axis, counts and noise, for the chapter's models."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import ndtr

from dopadist.responses import TrialSet, mean_axis
from dopadist.reversal import MagnitudeStatistics, magnitude_statistics
from dopadist.surrogate import SETTINGS
from dopadist.tasks.rewards import VOLUME_PROBABILITIES, VOLUMES

Floats = NDArray[np.float64]
AXIS = np.array(SETTINGS.utility)
MEAN = float(AXIS @ VOLUME_PROBABILITIES)
# Of the recorded cells: mean trials per volume, and median SD of single trials, spikes/s
# (sections 1 and 3.3 of the methods reference).
N_TRIALS = np.array((15, 20, 33, 34, 69, 34, 17))
RESIDUAL_SD = 4.15
N_CELLS = 40
# Column of the volume nearest to the mean reward, 5 µL.
MIDDLE = 4


def noisy_trials(
    mean: Floats, rng: np.random.Generator, *, sd: float = RESIDUAL_SD, floor: Floats | None = None
) -> Floats:
    """Single trials around mean responses, normal noise, shape ``(n_cells, 7, 69)``.

    ``floor``: lowest response that a single trial of each cell can have, shape ``(n_cells,)``.
    """
    trials = mean[..., None] + rng.normal(0, sd, (*mean.shape, int(N_TRIALS.max())))
    if floor is not None:
        trials = np.maximum(trials, floor[:, None, None])
    return np.where(np.arange(N_TRIALS.max()) < N_TRIALS[:, None], trials, np.nan)


def as_trial_set(trials: Floats) -> TrialSet:
    """Simulated trials as the analysis takes them, on the axis of their own mean responses."""
    names = tuple(f"simulated {cell + 1}" for cell in range(trials.shape[0]))
    return TrialSet(
        trials=trials,
        times=np.where(np.isfinite(trials), 0.0, np.nan),
        axis=mean_axis(trials),
        offset=0.0,
        kind="pooled",
        names=names,
        sessions=names,
        prefixes=names,
        volumes=np.asarray(VOLUMES, dtype=float),
        evidence="simulation",
        digest="",
    )


def up_and_down(trials: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cells significantly above and below zero at each volume, P < 0.05 of Student's t, two-sided.

    Returns
    -------
    up, down : arrays of int, shape (n_magnitudes,)
    """
    up, down = significant(trials)
    return up.sum(0), down.sum(0)


def significant(trials: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which cells are up and down at which volume, shape ``(n_cells, n_magnitudes)`` each."""
    statistics = magnitude_statistics(trials)
    n, mean = statistics.n, statistics.mean
    residual = np.where(np.isfinite(trials), trials - mean[..., None], 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        t = mean / np.sqrt((residual**2).sum(-1) / (n - 1) / n)
        clear = 2 * stats.t.sf(np.abs(t), n - 1) < 0.05
    return clear & (mean > 0), clear & (mean < 0)


def expected_statistics(mean: Floats, *, sd: float) -> MagnitudeStatistics:
    """Counts and sums that cells of given means have on average, normal noise.

    With ``sd`` 0 every trial has the sign of its mean: the noiseless limit.
    """
    above = (mean > 0) + 0.5 * (mean == 0) if sd == 0 else ndtr(mean / sd)
    n = np.broadcast_to(N_TRIALS, mean.shape)
    return MagnitudeStatistics(n=n, positive=n * above, negative=n * (1 - above), total=n * mean)
