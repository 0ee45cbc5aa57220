"""One cell, one equation: what a reversal point and an asymmetry say about a distribution."""

from dataclasses import dataclass

import numpy as np

from dopadist.distributional import project
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.imputation import condition_matrix, optimal_support, wasserstein1
from dopadist.tasks.rewards import RewardDistribution, variable_magnitude

LEVELS = np.array([0.2, 0.5, 0.8])
N_CELLS = 8


@dataclass(frozen=True)
class Condition:
    """The equation of three cells, and two distributions that eight cells can't tell apart.

    Attributes
    ----------
    values : numpy.ndarray
        Rewards, µL, shape ``(n,)``.
    levels, points : numpy.ndarray
        Asymmetries and expectiles of the three cells.
    pull : numpy.ndarray
        Weighted error of each cell at each reward, µL, shape ``(3, n)``.
    reward : RewardDistribution
        The task, µL.
    tau, reversal_points : numpy.ndarray
        The eight cells.
    twin_values, twin_probabilities : numpy.ndarray
        The other distribution with the same eight expectiles.
    difference : float
        Largest difference between the expectiles of the two, µL.
    distance : float
        1-Wasserstein distance between the two, µL.
    """

    values: Floats
    levels: Floats
    points: Floats
    pull: Floats
    reward: RewardDistribution
    tau: Floats
    reversal_points: Floats
    twin_values: Floats
    twin_probabilities: Floats
    difference: float
    distance: float
    evidence: Evidence = "theory"


def run_condition() -> Condition:
    """Compute the figure ``expectile-condition``; nothing in it is random."""
    reward = variable_magnitude()
    values = np.linspace(0, 20, 201)
    points = expectiles(reward.values, LEVELS, weights=reward.probabilities)
    tau = (np.arange(N_CELLS) + 0.5) / N_CELLS
    cells = expectiles(reward.values, tau, weights=reward.probabilities)
    # Each reward shared between the two nearest reversal points: mass and mean of every gap stay.
    twin_values = optimal_support(cells, low=0.1, high=20.0)
    twin = project(reward.values, reward.probabilities, twin_values)
    again = expectiles(twin_values, tau, weights=twin)
    return Condition(
        values=values,
        levels=LEVELS,
        points=points,
        pull=condition_matrix(points, LEVELS, values),
        reward=reward,
        tau=tau,
        reversal_points=cells,
        twin_values=twin_values,
        twin_probabilities=twin,
        difference=float(np.abs(again - cells).max()),
        distance=wasserstein1(reward.values, reward.probabilities, twin_values, twin),
    )


def condition_claims(result: Condition) -> dict[str, float]:
    """Same expectiles, different distributions."""
    return {"difference": result.difference, "distance": result.distance}
