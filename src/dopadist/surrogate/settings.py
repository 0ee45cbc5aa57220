"""Numbers from which simulated recordings are made, fitted to the recorded cells' statistics."""

from dataclasses import dataclass
from typing import Literal, get_args

Population = Literal["matched", "theory", "classical", "equal_slopes"]
POPULATIONS: tuple[Population, ...] = get_args(Population)


@dataclass(frozen=True)
class Settings:
    """What the surrogate is made from.

    Fitted once so that the simulated cells have the statistics of the 40 recorded ones (section
    6 of the algorithms notes); summary statistics only, nothing of a single trial. Pairs are
    (mean, standard deviation).

    Parameters
    ----------
    utility : tuple of float, length 7
        Mean response of the recorded cells per volume, spikes/s ("utility axis" of the authors'
        analysis of Dabney et al. 2020, doi:10.1038/s41586-019-1924-6).
    log_baseline : (float, float)
        Of the logarithm of the baseline rate in spikes/s.
    fano : float
        Variance over mean of spike counts in long windows: gamma renewal process of this
        squared coefficient of variation.
    rate_noise : float
        Standard deviation from trial to trial of the rate in the response window, spikes/s.
    log_gain : (float, float)
        Of the logarithm of the geometric mean of the two slopes.
    logit_tau : (float, float)
        Of ``log(tau / (1 - tau))``.
    spread : float
        Reversal points lie this many times as far from the mean as the expectile at tau does.
    scatter : float
        Standard deviation of reversal points around that, spikes/s.
    below_zero : float
        Utilities below zero are stretched by this before the rate is floored at 0, which
        compresses them again.
    surprise : float
        Added to the response to unannounced rewards, spikes/s.
    n_trials : (float, float)
        Rewarded trials of a session, drawn between the limits.
    n_trials_limits : (int, int)
        Fewest and most of the recorded cells.
    cued, empty, unclassified : float
        Share of announced among rewarded trials; of odours that announce nothing, and of
        unclassified trials, among all.
    shortest_gap, mean_gap : float
        From one first event to the next, ms.
    lead : float
        Recording before the first and after the last trial, ms.
    """

    utility: tuple[float, ...] = (-3.577, -3.288, -2.765, -1.759, 0.242, 4.428, 8.324)
    log_baseline: tuple[float, float] = (1.73, 0.52)
    fano: float = 0.71
    rate_noise: float = 2.0
    log_gain: tuple[float, float] = (0.04, 0.34)
    logit_tau: tuple[float, float] = (-0.30, 0.90)
    spread: float = 1.85
    scatter: float = 1.0
    below_zero: float = 1.22
    surprise: float = 1.50
    n_trials: tuple[float, float] = (221.9, 51.6)
    n_trials_limits: tuple[int, int] = (135, 303)
    cued: float = 0.513
    empty: float = 0.19
    unclassified: float = 0.03
    shortest_gap: float = 3500.0
    mean_gap: float = 7000.0
    lead: float = 60_000.0


SETTINGS = Settings()
