"""Sizes of the simulated experiment. All are ours: the task's recordings aren't public.

Gains, noise and baselines are taken to be those of the 40 recorded cells of the *other* task.
"""

from dataclasses import dataclass
from typing import Literal

from dopadist.surrogate import SETTINGS

CellKind = Literal["dopamine", "gaba"]
Model = Literal["classical", "distributional"]
KIND_NAMES: tuple[CellKind, ...] = ("dopamine", "gaba")
MODELS: tuple[Model, ...] = ("classical", "distributional")

N_CELLS = 40
N_TRIALS = 100  # of each cue
BASE_RATE = 0.04  # learning rates are this times a uniform number
BURN_IN = 300  # trials of each cue before the recording, from the fixed point


@dataclass(frozen=True)
class Kind:
    """What sets the two kinds of cells apart.

    Attributes
    ----------
    baseline : float
        spikes/s.
    window : float
        Length of the window after the cue in which spikes are counted, ms.
    gain : float
        Median over cells of the response to a value of 1, spikes/s.
    noise : float
        Median over cells of the standard deviation of a trial's response, spikes/s.
    """

    baseline: float
    window: float
    gain: float
    noise: float


LOG_GAIN_SD = SETTINGS.log_gain[1]
# A trial's noise has a slow part, which no window averages out, and a part that is new from
# moment to moment. The two make 4.2 spikes/s in 500 ms, near the recorded cells' median of 4.15.
SLOW_NOISE, FAST_NOISE = SETTINGS.rate_noise, 3.69
# 5 to 95 % of the recorded cells lie between 2.8 and 6.4 spikes/s: this is their ratio, log scale.
LOG_NOISE_SD = 0.25


def trial_noise(window: float) -> float:
    """Noise of a trial's response, spikes/s, in a window of so many ms.

    >>> round(trial_noise(500.0), 1), round(trial_noise(2000.0), 1)
    (4.2, 2.7)
    """
    return float((SLOW_NOISE**2 + FAST_NOISE**2 * 500.0 / window) ** 0.5)


KINDS: dict[CellKind, Kind] = {
    "dopamine": Kind(baseline=6.5, window=500.0, gain=10.0, noise=trial_noise(500.0)),
    "gaba": Kind(baseline=15.0, window=2000.0, gain=10.0, noise=trial_noise(2000.0)),
}
