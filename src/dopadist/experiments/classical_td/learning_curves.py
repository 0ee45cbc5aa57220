"""Acquisition, extinction and partial reinforcement under the Rescorla-Wagner rule."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.classical import rescorla_wagner
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.streams import stream


@dataclass(frozen=True)
class Acquisition:
    """Value over trials of reward, then trials without.

    Attributes
    ----------
    alpha : numpy.ndarray
        Learning rates, shape ``(n_rates,)``.
    value : numpy.ndarray
        Value before each trial, and after the last: ``(n_rates, 2 * n_trials + 1)``.
    n_trials : int
        Trials a phase.
    closed_form : numpy.ndarray
        What the algebra says, same shape.
    """

    alpha: NDArray[np.float64]
    value: NDArray[np.float64]
    closed_form: NDArray[np.float64]
    n_trials: int
    evidence: Evidence = "simulation"

    @property
    def trials_to_half(self) -> NDArray[np.int64]:
        """First trial count at which each value reaches one half."""
        return np.argmax(self.value >= 0.5, axis=1)


def run_acquisition(
    *, alpha: tuple[float, ...] = (0.05, 0.1, 0.2), n_trials: int = 50
) -> Acquisition:
    """``n_trials`` rewarded trials of one cue, then as many without reward."""
    rates = np.array(alpha)
    reward = np.repeat([1.0, 0.0], n_trials)
    present = np.ones((2 * n_trials, 1))
    value = np.stack([rescorla_wagner(present, reward, alpha=a).value[:, 0] for a in rates])
    n = np.arange(2 * n_trials + 1)
    rise = 1 - (1 - rates[:, None]) ** np.minimum(n, n_trials)
    fall = (1 - rates[:, None]) ** np.maximum(n - n_trials, 0)
    return Acquisition(rates, value, rise * fall, n_trials)


def acquisition_claims(result: Acquisition) -> dict[str, float]:
    """Claims about the middle learning rate, and the gap to the closed form for all."""
    middle = len(result.alpha) // 2
    return {
        "trials_to_half": float(result.trials_to_half[middle]),
        "value_after_acquisition": float(result.value[middle, result.n_trials]),
        "value_after_extinction": float(result.value[middle, -1]),
        "gap_to_closed_form": float(np.abs(result.value - result.closed_form).max()),
    }


@dataclass(frozen=True)
class PartialReinforcement:
    """Value when only some trials are rewarded, for several rates and many runs.

    Attributes
    ----------
    alpha : numpy.ndarray
        Learning rates, shape ``(n_rates,)``.
    value : numpy.ndarray
        Value before each trial and after the last, ``(n_rates, n_runs, n_trials + 1)``.
    probability : float
        Chance of reward.
    sd_predicted : numpy.ndarray
        Standard deviation that the algebra predicts in the long run, ``(n_rates,)``.
    """

    alpha: NDArray[np.float64]
    value: NDArray[np.float64]
    probability: float
    sd_predicted: NDArray[np.float64]
    evidence: Evidence = "simulation"


def run_partial_reinforcement(
    *,
    seed: int = 0,
    profile: str = "full",
    probability: float = 0.5,
    alpha: tuple[float, float] = (0.05, 0.3),
    n_trials: int = 200,
) -> PartialReinforcement:
    """Reward each trial with the given chance; all rates see the same rewards."""
    n_runs = by_profile(profile, full=4000, quick=1000)
    rng = stream(seed, "classical_td/partial_reinforcement")
    reward = (rng.random((n_runs, n_trials)) < probability).astype(float)
    rates = np.array(alpha)
    present = np.ones((n_trials, 1))
    value = np.stack([rescorla_wagner(present, reward, alpha=a).value[..., 0] for a in rates])
    sd = np.sqrt(rates / (2 - rates) * probability * (1 - probability))
    return PartialReinforcement(rates, value, probability, sd)


def partial_reinforcement_claims(result: PartialReinforcement) -> dict[str, float]:
    """Mean and spread over runs after the last trial."""
    last = result.value[..., -1]
    mean, sd = last.mean(axis=1), last.std(axis=1)
    return {
        "mean_slow": float(mean[0]),
        "mean_fast": float(mean[1]),
        "sd_slow": float(sd[0]),
        "sd_fast": float(sd[1]),
    }
