"""What the two accounts predict for responses around the reversal point, without noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dopadist.distributional import Population, learn
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.shared.study import Floats
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.tasks.rewards import hill_utility, variable_magnitude

# The authors' simulation code: trials, and the rate that multiplies each cell's own.
N_TRIALS, BASE_RATE = 25_000, 0.02
N_CELLS = 40
# Added to each rate where the authors' code draws a response, so that no limb is flat.
RESPONSE_FLOOR = 0.2


@dataclass(frozen=True)
class Prediction:
    """Simulated cells, of which the first population is drawn.

    ``value``, ``alpha_plus``, ``alpha_minus``: reversal points after learning, and rates, shape
    (n_populations, n_cells); ``classical_value``, ``classical_rate``: of cells with one rate each;
    ``axis``: what the seven volumes are worth, units of utility; ``expectile``: exact, at the
    asymmetry of each cell.
    """

    axis: Floats
    mean: float
    value: Floats
    alpha_plus: Floats
    alpha_minus: Floats
    expectile: Floats
    classical_value: Floats
    classical_rate: Floats
    seed: int
    evidence: Evidence = "simulation"

    @property
    def odds(self) -> Floats:
        """Slope above over slope below the reversal point."""
        return self.alpha_plus / self.alpha_minus


def run_prediction(*, seed: int, profile: Profile) -> Prediction:
    """Cells that learn at rates drawn from the unit square, as in the authors' simulations."""
    rng = stream(seed, "asymmetric_scaling/prediction")
    n = by_profile(profile, full=60, quick=20)
    worth = variable_magnitude().transform(hill_utility)
    rewards = worth.sample(rng, (n, N_TRIALS))
    plus, minus, one = (rng.uniform(size=(n, N_CELLS)) for _ in range(3))
    tau = plus / (plus + minus)
    return Prediction(
        axis=worth.values,
        mean=float(worth.mean),
        value=learn(Population(BASE_RATE * plus, BASE_RATE * minus), rewards),
        alpha_plus=plus,
        alpha_minus=minus,
        expectile=expectiles(worth.values, tau.ravel(), weights=worth.probabilities).reshape(
            tau.shape
        ),
        classical_value=learn(Population(BASE_RATE * one, BASE_RATE * one), rewards),
        classical_rate=one,
        seed=seed,
    )


def fan(reversal_point: Floats, log_odds: Floats) -> float:
    """How far apart the upper limbs of high and low cells lie, as a factor.

    Geometric: the median of (slope above / slope below) in the third of cells that reverse
    highest, over the same in the third that reverse lowest. 1 is no fan.

    >>> fan(np.arange(6.0), np.log([1.0, 1.0, 2.0, 2.0, 4.0, 4.0]))
    4.0
    """
    order = np.argsort(reversal_point, kind="stable")
    third = order.size // 3
    low, high = log_odds[order[:third]], log_odds[order[-third:]]
    return float(np.round(np.exp(np.median(high) - np.median(low)), 12))


def fans(result: Prediction) -> Floats:
    """Fan of every simulated population."""
    return np.array([fan(v, np.log(o)) for v, o in zip(result.value, result.odds, strict=True)])


def prediction_claims(result: Prediction) -> dict[str, float]:
    """Fan of the limbs, and values on the curve of expectiles."""
    found = [np.corrcoef(v, e)[0, 1] for v, e in zip(result.value, result.expectile, strict=True)]
    return {
        "fan": float(np.exp(np.log(fans(result)).mean())),
        "r_expectile": float(np.median(found)),
    }


def prediction_statistics(result: Prediction) -> tuple[Statistic, ...]:
    """Fan over simulated populations."""
    values = fans(result)
    low, high = np.percentile(values, [2.5, 97.5])
    mean = float(np.exp(np.log(values).mean()))
    return (
        Statistic(
            name="fan", value=mean, low=float(low), high=float(high), n=values.size,
            quantity="slope above over slope below, upper over lower third of cells by reversal "
            "point, geometric mean over populations", unit="populations of 40 cells",
            interval=f"2.5–97.5 % of {values.size} populations", test="none", p=None,
            effect="ratio", effect_size=mean, seed=result.seed,
        ),
    )  # fmt: skip
