"""Many classical cells that share a rule and differ in gain and learning rate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.classical import rescorla_wagner
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.profiles import by_profile
from dopadist.streams import stream
from dopadist.tasks.rewards import variable_magnitude


@dataclass(frozen=True)
class ClassicalPopulation:
    """Responses of classical cells to seven reward volumes.

    Attributes
    ----------
    volumes : numpy.ndarray
        µL, ``(7,)``.
    response : numpy.ndarray
        Gain times mean error to each volume, spikes/s, ``(n_cells, 7)``.
    gain : numpy.ndarray
        Spikes/s per µL, ``(n_cells,)``.
    alpha : numpy.ndarray
        Learning rates, ``(n_cells,)``.
    reversal_point : numpy.ndarray
        Volume at which the response crosses zero, µL, ``(n_cells,)``.
    asymmetry : numpy.ndarray
        Slope above over the sum of the slopes above and below, ``(n_cells,)``.
    mean_reward : float
        µL.
    tau, expectile : numpy.ndarray
        What distributional TD predicts instead: a curve, ``(n_tau,)``.
    """

    volumes: NDArray[np.float64]
    response: NDArray[np.float64]
    gain: NDArray[np.float64]
    alpha: NDArray[np.float64]
    reversal_point: NDArray[np.float64]
    asymmetry: NDArray[np.float64]
    mean_reward: float
    tau: NDArray[np.float64]
    expectile: NDArray[np.float64]
    n_trials: int
    evidence: Evidence = "simulation"


def run_classical_population(
    *, seed: int = 0, profile: str = "full", n_cells: int = 40
) -> ClassicalPopulation:
    """Every cell learns the mean of the same rewards with its own rate, from its own trials."""
    n_trials = by_profile(profile, full=20_000, quick=5_000)
    task = variable_magnitude()
    rng = stream(seed, "classical_td/population")
    gain = 0.5 * np.exp(rng.normal(0.0, 0.5, n_cells))
    alpha = np.exp(rng.uniform(np.log(0.01), np.log(0.05), n_cells))
    reward = task.sample(rng, (n_cells, n_trials))
    error = rescorla_wagner(np.ones((n_trials, 1)), reward, alpha=alpha[:, None]).error
    # The first 1,000 trials are training: (1 - 0.01)^1000 of the start is left after them.
    reward, error = reward[:, 1000:], error[:, 1000:]
    response = gain[:, None] * np.stack(
        [np.mean(error, axis=1, where=np.isclose(reward, volume)) for volume in task.values],
        axis=1,
    )
    reversal = np.array([_crossing(task.values, row) for row in response])
    tau = np.linspace(0.05, 0.95, 91)
    return ClassicalPopulation(
        volumes=task.values,
        response=response,
        gain=gain,
        alpha=alpha,
        reversal_point=reversal,
        asymmetry=_asymmetry(task.values, response, reversal),
        mean_reward=task.mean,
        tau=tau,
        expectile=expectiles(task.values, tau, weights=task.probabilities),
        n_trials=n_trials,
    )


def _crossing(volumes: NDArray[np.float64], response: NDArray[np.float64]) -> float:
    """Volume at which a rising response crosses zero, by straight lines between volumes."""
    return float(np.interp(0.0, response, volumes))


def _asymmetry(
    volumes: NDArray[np.float64], response: NDArray[np.float64], reversal: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Slope above over the sum of both, each by least squares through (reversal, 0)."""
    distance = volumes - reversal[:, None]
    above, below = distance > 0, distance < 0

    def slope(side: NDArray[np.bool_]) -> NDArray[np.float64]:
        top = np.sum(distance * response, axis=1, where=side)
        return top / np.sum(distance**2, axis=1, where=side)

    return slope(above) / (slope(above) + slope(below))


def classical_population_claims(result: ClassicalPopulation) -> dict[str, float]:
    """One reversal point and one asymmetry, whatever the gain."""
    return {
        "mean_reversal_point": float(result.reversal_point.mean()),
        "spread_of_reversal_points": float(result.reversal_point.std(ddof=1)),
        "mean_asymmetry": float(result.asymmetry.mean()),
        "largest_over_smallest_gain": float(result.gain.max() / result.gain.min()),
    }
