"""One rule, many learners: where channels settle, and why there is one such point."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.distributional import fixed_points, from_tau, mean_update, step
from dopadist.evidence import Evidence
from dopadist.tasks.rewards import variable_magnitude

Array = NDArray[np.float64]


@dataclass(frozen=True)
class OneRule:
    """Classical and distributional channels on the seven volumes, from the rule alone.

    Attributes
    ----------
    volumes, probabilities : numpy.ndarray
        µL, ``(7,)``.
    axis : numpy.ndarray
        Rewards at which the updates are drawn, µL, ``(n_axis,)``.
    gain, classical_update : numpy.ndarray
        Learning rate of each classical channel, and its update, µL, ``(n, n_axis)``.
    classical_value : numpy.ndarray
        Where each settles, µL, ``(n,)``.
    tau, update, value : numpy.ndarray
        The same for distributional channels.
    mean_reward : float
        µL.
    """

    volumes: Array
    probabilities: Array
    axis: Array
    gain: Array
    classical_update: Array
    classical_value: Array
    tau: Array
    update: Array
    value: Array
    mean_reward: float
    evidence: Evidence = "theory"


def run_one_rule() -> OneRule:
    """Seven channels with equal rates, seven with unequal ones."""
    task = variable_magnitude()
    axis = np.linspace(0, 20, 401)
    gain, tau = np.linspace(0.2, 0.8, 7), np.array([0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95])
    classical, distributional = from_tau(np.full(7, 0.5), total=2 * gain), from_tau(tau, total=1.0)
    settled = [fixed_points(each, task) for each in (classical, distributional)]
    return OneRule(
        volumes=task.values,
        probabilities=task.probabilities,
        axis=axis,
        gain=gain,
        classical_update=step(classical, axis[:, None] - settled[0]).T,
        classical_value=settled[0],
        tau=tau,
        update=step(distributional, axis[:, None] - settled[1]).T,
        value=settled[1],
        mean_reward=task.mean,
    )


def one_rule_claims(result: OneRule) -> dict[str, float]:
    """Equal rates: one value. Unequal rates: ordered values from low to high rewards."""
    return {
        "range_with_equal_rates": float(np.ptp(result.classical_value)),
        "value_with_equal_rates": float(result.classical_value[0]),
        "most_pessimistic_value": float(result.value[0]),
        "most_optimistic_value": float(result.value[-1]),
        "smallest_step_between_neighbours": float(np.diff(result.value).min()),
    }


@dataclass(frozen=True)
class Equilibrium:
    """The balance of errors at the fixed point, and the mean update around it.

    Attributes
    ----------
    volumes, probabilities : numpy.ndarray
        µL, ``(7,)``.
    tau, value : numpy.ndarray
        Three channels, and where they settle, µL, ``(3,)``.
    pull : numpy.ndarray
        Probability times update of each volume at the fixed point, µL a trial, ``(3, 7)``.
    axis, drift : numpy.ndarray
        Predictions, µL, ``(n_axis,)``, and mean update there, µL a trial, ``(3, n_axis)``.
    sign_changes : numpy.ndarray
        Of the mean update along the axis, for 99 asymmetries.
    """

    volumes: Array
    probabilities: Array
    tau: Array
    value: Array
    pull: Array
    axis: Array
    drift: Array
    sign_changes: NDArray[np.int64]
    evidence: Evidence = "theory"


def run_equilibrium() -> Equilibrium:
    """Three channels in detail, 99 for the count of roots; the rates sum to 1."""
    task = variable_magnitude()
    tau = np.array([0.5, 0.8, 0.2])
    population = from_tau(tau, total=1.0)
    value = fixed_points(population, task)
    axis = np.linspace(0, 20, 401)
    many = from_tau(np.arange(1, 100) / 100, total=1.0)
    # Between the grid's points the drift is monotone, so a change of sign is a root.
    signs = np.sign(mean_update(many, task, np.linspace(-1, 21, 2_203)[:, None]))
    return Equilibrium(
        volumes=task.values,
        probabilities=task.probabilities,
        tau=tau,
        value=value,
        pull=task.probabilities * step(population, task.values[:, None] - value).T,
        axis=axis,
        drift=mean_update(population, task, axis[:, None]).T,
        sign_changes=(np.diff(signs, axis=0) != 0).sum(axis=0),
    )


def equilibrium_claims(result: Equilibrium) -> dict[str, float]:
    """The pulls up and down cancel, the mean update falls, and it has one root."""
    slope = np.diff(result.drift, axis=1) / np.diff(result.axis)
    return {
        "largest_imbalance": float(np.abs(result.pull.sum(axis=1)).max()),
        "steepest_rise_of_mean_update": float(slope.max()),
        "most_roots": float(result.sign_changes.max()),
        "fewest_roots": float(result.sign_changes.min()),
        "optimist": float(result.value[1]),
        "pessimist": float(result.value[2]),
    }
