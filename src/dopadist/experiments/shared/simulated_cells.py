"""What simulated decodes share: the recorded noise, and trials made from mean responses."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dopadist.responses import TrialSet
from dopadist.surrogate import SETTINGS
from dopadist.tasks.rewards import VOLUMES

Floats = NDArray[np.float64]

# The reward axis of simulated populations: the recorded cells' mean response per volume, Hz.
AXIS = np.array(SETTINGS.utility)
# Median over recorded cells of the standard deviation of single trials, spikes/s, and trials of
# a cell (methods reference, 1 and 3.3).
RESIDUAL_SD = 4.15
N_TRIALS = 222
N_CELLS = 40


def simulated_trials(
    mean: Floats,
    probabilities: Floats,
    axis: Floats,
    rng: np.random.Generator,
    *,
    n_trials: int = N_TRIALS,
) -> TrialSet:
    """Cells with given mean responses, normal noise, and magnitudes drawn as often as rewards.

    Parameters
    ----------
    mean : numpy.ndarray
        Mean responses, spikes/s, shape ``(n_cells, n_magnitudes)``.
    probabilities : numpy.ndarray
        Of the magnitudes, shape ``(n_magnitudes,)``.
    axis : numpy.ndarray
        Value of each magnitude, shape ``(n_magnitudes,)``.
    rng : numpy.random.Generator
        Draws counts and noise.
    n_trials : int
        Trials of each cell.

    Returns
    -------
    TrialSet
        ``n_trials`` trials a cell with noise of ``RESIDUAL_SD``; evidence ``simulation``.
    """
    n_cells = len(mean)
    counts = rng.multinomial(n_trials, probabilities, size=n_cells)
    slots = np.arange(counts.max())
    noise = rng.normal(0, RESIDUAL_SD, (*mean.shape, slots.size))
    trials = np.where(slots < counts[..., None], mean[..., None] + noise, np.nan)
    names = tuple(f"simulated {i}" for i in range(n_cells))
    fields: dict[str, Any] = {
        "trials": trials,
        "times": np.where(np.isfinite(trials), slots.astype(float), np.nan),
        "axis": axis,
        "offset": 0.0,
        "kind": "cued",
        "names": names,
        "sessions": names,
        "prefixes": names,
        "volumes": np.asarray(VOLUMES),
        "evidence": "simulation",
        "digest": "",
    }
    return TrialSet(**fields)
