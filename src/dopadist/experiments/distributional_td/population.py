"""Prediction errors of simulated cells to the seven volumes, classical and distributional."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.distributional import Population, fixed_points, learn, step
from dopadist.evidence import Evidence
from dopadist.expectiles import expectile_level
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.statistics import over_draws
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.tasks.rewards import VOLUMES, hill_utility, variable_magnitude

Array = NDArray[np.float64]

# The authors' simulation code: cells, trials, and the rate that multiplies each cell's own.
N_CELLS, N_TRIALS, BASE_RATE = 151, 25_000, 0.02
# Added to each rate where a response is drawn, so that no limb is flat.
RESPONSE_FLOOR = 0.2


@dataclass(frozen=True)
class SimulatedPopulation:
    """Mean responses of simulated cells, sorted by value (classical) or asymmetry in each run.

    Attributes
    ----------
    volumes : numpy.ndarray
        µL, ``(7,)``.
    utility : numpy.ndarray
        What they are worth to the cells, ``(7,)``.
    mean_utility : float
    classical_value, value : numpy.ndarray
        Reversal points, mean over runs, units of utility, ``(n_cells,)``.
    classical_response, response : numpy.ndarray
        Mean over runs, over the standard deviation of the cell's seven, ``(n_cells, 7)``.
    classical_one_run, one_run : numpy.ndarray
        The same of the first run alone.
    tau : numpy.ndarray
        Asymmetry of the distributional cells, mean over runs, ``(n_cells,)``.
    expectile : numpy.ndarray
        Exact expectile at each cell's rates, mean over runs, ``(n_cells,)``.
    excited, predicted_excited : numpy.ndarray
        Share of distributional cells that a volume excites, all runs, and by closed form, ``(7,)``.
    classical_excited : numpy.ndarray
        Share of classical cells, ``(7,)``.
    run_spread, classical_run_spread : numpy.ndarray
        Standard deviation of the reversal points of each run's cells, ``(n_runs,)``.
    run_correlation : numpy.ndarray
        Pearson r of reversal point and exact expectile over each run's cells, ``(n_runs,)``.
    n_runs, seed : int
    """

    volumes: Array
    utility: Array
    mean_utility: float
    classical_value: Array
    classical_response: Array
    classical_one_run: Array
    value: Array
    response: Array
    one_run: Array
    tau: Array
    expectile: Array
    excited: Array
    classical_excited: Array
    predicted_excited: Array
    run_spread: Array
    classical_run_spread: Array
    run_correlation: Array
    n_runs: int
    seed: int
    evidence: Evidence = "simulation"


def run_simulated_population(
    *, seed: int = 0, profile: str = "full", base_rate: float = BASE_RATE
) -> SimulatedPopulation:
    """The authors' parameters; in the full profile a hundred runs instead of their ten."""
    n_runs = by_profile(profile, full=100, quick=10)
    rng = stream(seed, "distributional_td/simulated_population")
    worth = variable_magnitude().transform(hill_utility)
    rewards = worth.sample(rng, (n_runs, N_TRIALS))
    alpha_plus, alpha_minus, alpha = rng.random((3, n_runs, N_CELLS))
    learners = {
        "classical": Population(base_rate * alpha, base_rate * alpha),
        "distributional": Population(base_rate * alpha_plus, base_rate * alpha_minus),
    }
    drawn = {
        "classical": Population(alpha, alpha),
        "distributional": Population(RESPONSE_FLOOR + alpha_plus, RESPONSE_FLOOR + alpha_minus),
    }
    value = {name: learn(learner, rewards) for name, learner in learners.items()}
    response = {
        name: np.moveaxis(step(drawn[name], worth.values[:, None, None] - value[name]), 0, -1)
        for name in value
    }
    tau = learners["distributional"].tau
    by_value = np.argsort(value["classical"], axis=1)
    by_tau = np.argsort(tau, axis=1)

    def mean_over_runs(array: Array, order: NDArray[np.int64]) -> Array:
        index = order.reshape(order.shape + (1,) * (array.ndim - 2))
        return np.take_along_axis(array, index, axis=1).mean(axis=0)

    exact = fixed_points(learners["distributional"], worth)
    level = expectile_level(worth.values, worth.values, weights=worth.probabilities)
    return SimulatedPopulation(
        volumes=VOLUMES,
        utility=worth.values,
        mean_utility=worth.mean,
        classical_value=mean_over_runs(value["classical"], by_value),
        classical_response=_normalise(mean_over_runs(response["classical"], by_value)),
        classical_one_run=_normalise(mean_over_runs(response["classical"][:1], by_value[:1])),
        value=mean_over_runs(value["distributional"], by_tau),
        response=_normalise(mean_over_runs(response["distributional"], by_tau)),
        one_run=_normalise(mean_over_runs(response["distributional"][:1], by_tau[:1])),
        tau=mean_over_runs(tau, by_tau),
        expectile=mean_over_runs(exact, by_tau),
        excited=(response["distributional"] > 0).mean(axis=(0, 1)),
        classical_excited=(response["classical"] > 0).mean(axis=(0, 1)),
        predicted_excited=share_below(level),
        run_spread=value["distributional"].std(axis=1, ddof=1),
        classical_run_spread=value["classical"].std(axis=1, ddof=1),
        run_correlation=np.array(
            [
                np.corrcoef(learnt, expected)[0, 1]
                for learnt, expected in zip(value["distributional"], exact, strict=True)
            ]
        ),
        n_runs=n_runs,
        seed=seed,
    )


def _normalise(response: Array) -> Array:
    """Each cell's responses over their standard deviation, as the authors draw them."""
    return response / response.std(axis=1, ddof=1, keepdims=True)


def share_below(level: Array) -> Array:
    """Chance that a cell's asymmetry is below ``level`` if its two rates are uniform on [0, 1].

    ``alpha_plus/alpha_minus < t/(1-t)`` covers the area ``t/(2*(1-t))`` of the unit square for t
    up to one half; above, by symmetry, 1 minus that at 1 - t.

    >>> share_below(np.array([0.0, 0.25, 0.5, 0.75, 1.0])).round(3)
    array([0.   , 0.167, 0.5  , 0.833, 1.   ])
    """
    low = np.minimum(level, 1 - level)
    area = low / (2 * (1 - low))
    return np.where(level <= 0.5, area, 1 - area)


def simulated_population_claims(result: SimulatedPopulation) -> dict[str, float]:
    """Classical cells turn at one reward, distributional ones at many, where theory says."""
    return {
        "classical_spread": float(result.classical_value.std(ddof=1)),
        "spread": float(result.value.std(ddof=1)),
        "correlation_with_exact_expectiles": float(
            np.corrcoef(result.value, result.expectile)[0, 1]
        ),
        "excited_by_2_5_ul": float(result.excited[3]),
        "excited_by_5_ul": float(result.excited[4]),
        "largest_miss_of_excited_shares": float(
            np.abs(result.excited - result.predicted_excited).max()
        ),
        "classical_excited_by_2_5_ul": float(result.classical_excited[3]),
        "classical_excited_by_5_ul": float(result.classical_excited[4]),
    }


def simulated_population_statistics(result: SimulatedPopulation) -> tuple[Statistic, ...]:
    """What one population shows, as a distribution over runs."""
    rows = (
        ("r_expectiles", "Pearson r, learnt against exact expectile", "r", result.run_correlation),
        ("spread", "SD of reversal points, distributional cells, units of utility", "SD",
         result.run_spread),
        ("spread_classical", "SD of reversal points, classical cells, units of utility", "SD",
         result.classical_run_spread),
    )  # fmt: skip
    return tuple(
        over_draws(
            name, quantity, values, what="runs", n=N_CELLS, unit="simulated cells in each",
            effect=effect, seed=result.seed,
        )
        for name, quantity, effect, values in rows
    )  # fmt: skip
