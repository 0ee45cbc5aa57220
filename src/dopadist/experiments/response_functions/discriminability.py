"""Can the common response function tell the six models apart? And what can?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from dopadist.crossfit import random_halves
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.response_functions.common import (
    area_under_curve,
    common_function,
    explained_by_mean,
    unexplained_first_order,
)
from dopadist.experiments.response_functions.functions import Floats
from dopadist.experiments.response_functions.simulated import (
    draw_tau,
    halves_correlation,
    lines,
    weights,
)
from dopadist.experiments.response_functions.six_models import (
    MODELS,
    draw_population,
)
from dopadist.responses import mean_axis
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.surrogate.settings import SETTINGS

# Of log(tau / (1 - tau)) in the population on which the first order is tested.
NARROW_SD = 0.1
# What the common-function analysis reports, and what independent halves add.
NUMBERS = {
    "explained": "explained: scale and offset",
    "r_scales": "r of scales, cued and uncued",
    "explained_scale": "explained: scale alone",
    "r_points": "halves: reversal points",
    "r_asymmetry": "halves: point and asymmetry",
}


@dataclass(frozen=True)
class Discriminability:
    """Every number of many populations of every model.

    Attributes
    ----------
    values : dict of dict of numpy.ndarray, shape (n_populations,)
        By number (``NUMBERS``) and model.
    cells : dict of numpy.ndarray, shape (n_populations * n_cells,)
        By model, what scale and offset explain in single cells.
    noiseless : numpy.ndarray, shape (n_cells,)
        What scale and offset of the population's mean explain in cells of linear distributional
        TD without noise, and their asymmetries minus 1/2 in ``eta``.
    predicted : numpy.ndarray, shape (n_cells,)
        The same to first order.
    first_order_ratio : float
        What is left unexplained over what the first order says, sums over cells of a population
        with little spread of tau, where the first order should hold.
    """

    values: dict[str, dict[str, Floats]]
    cells: dict[str, Floats]
    eta: Floats
    noiseless: Floats
    predicted: Floats
    first_order_ratio: float
    n_populations: int
    seed: int
    evidence: Evidence = "simulation"

    def area(self, number: str, model: str, other: str) -> float:
        """Chance of telling a population of one model from one of another by one number.

        0.5 is a guess, 1 is certainty; which way the number moves doesn't matter.
        """
        area = area_under_curve(self.values[number][model], self.values[number][other])
        return max(area, 1 - area)

    @property
    def area_single_cells(self) -> float:
        """The same for single cells, classical against linear distributional TD."""
        return area_under_curve(self.cells["classical"], self.cells["linear"])


def run_discriminability(*, seed: int, profile: Profile) -> Discriminability:
    """Populations of the six models under both analyses."""
    n_populations = by_profile(profile, full=60, quick=25)
    values: dict[str, dict[str, list[float]]] = {
        number: {model: [] for model in MODELS} for number in NUMBERS
    }
    cells: dict[str, list[Floats]] = {model: [] for model in MODELS}
    for model in MODELS:
        rng = stream(seed, f"response_functions/discriminability/{model}")
        for _ in range(n_populations):
            population = draw_population(model, rng)
            found = common_function(population.cued, population.uncued)
            cells[model].append(found.explained)
            for number, value in (found.numbers | _halves(population.cued, rng)).items():
                values[number][model].append(value)
    rng = stream(seed, "response_functions/discriminability/noiseless")
    eta, noiseless, predicted = noiseless_cells(draw_tau(rng, 400))
    _, narrow, narrow_predicted = noiseless_cells(draw_tau(rng, 400, NARROW_SD))
    return Discriminability(
        values={
            number: {model: np.array(one) for model, one in by_model.items()}
            for number, by_model in values.items()
        },
        cells={model: np.concatenate(one) for model, one in cells.items()},
        eta=eta,
        noiseless=noiseless,
        predicted=predicted,
        first_order_ratio=float((1 - narrow).sum() / (1 - narrow_predicted).sum()),
        n_populations=n_populations,
        seed=seed,
    )


def noiseless_cells(tau: Floats) -> tuple[Floats, Floats, Floats]:
    """tau minus 1/2, and the explained share by simulation and to first order."""
    axis = np.array(SETTINGS.utility)
    point = expectiles(axis, tau, weights=weights())
    mean = lines(axis, point, tau, np.ones(tau.size))
    eta = tau - 0.5
    return eta, explained_by_mean(mean), 1 - unexplained_first_order(eta, axis)


def _halves(trials: Floats, rng: np.random.Generator) -> dict[str, float]:
    """The analysis of the chapters on reversal points and slopes, on the same cued trials."""
    halves = random_halves(trials, n_splits=10, rng=rng)
    asymmetry, points = halves_correlation(halves, mean_axis(trials), "joint", "usable")
    return {"r_points": points, "r_asymmetry": asymmetry}


def discriminability_claims(result: Discriminability) -> dict[str, float]:
    """What the common function can't tell apart, what halves can, and the derivation."""
    return {
        "area_explained": result.area("explained", "linear", "noisy"),
        "area_scales": result.area("r_scales", "linear", "noisy"),
        "area_points": result.area("r_points", "linear", "noisy"),
        "area_single_cells": result.area_single_cells,
        "explained_linear": float(result.values["explained"]["linear"].mean()),
        "first_order_ratio": result.first_order_ratio,
        "unexplained_noiseless": float(1 - np.median(result.noiseless)),
    }


def discriminability_statistics(result: Discriminability) -> tuple[Statistic, ...]:
    """Areas under the curve, linear distributional TD against classical TD with more noise."""
    found = []
    n = result.n_populations
    for number in NUMBERS:
        area = result.area(number, "linear", "noisy")
        low, high = _area_interval(result, number)
        test = stats.mannwhitneyu(result.values[number]["linear"], result.values[number]["noisy"])
        found.append(
            Statistic(
                name=f"area_{number}",
                quantity=f"area under the curve, {NUMBERS[number]}: linear distributional TD "
                "against classical TD with 30 % more noise (0.5 is a guess)",
                value=area, low=min(low, area), high=max(high, area),
                interval="95 % bootstrap over populations",
                n=2 * n, unit="populations", test="Mann-Whitney, two-sided",
                p=float(test.pvalue), effect="rank-biserial correlation",
                effect_size=2 * area - 1, seed=result.seed,
            )
        )  # fmt: skip
    return tuple(found)


def _area_interval(result: Discriminability, number: str) -> tuple[float, float]:
    """95 % interval of the area over resampled populations, folded at 0.5 like the area."""
    rng = stream(result.seed, f"response_functions/discriminability/interval/{number}")
    some, others = result.values[number]["linear"], result.values[number]["noisy"]
    n = result.n_populations
    areas = np.array(
        [
            area_under_curve(some[rng.integers(0, n, n)], others[rng.integers(0, n, n)])
            for _ in range(400)
        ]
    )
    if area_under_curve(some, others) < 0.5:
        areas = 1 - areas
    low, high = np.percentile(areas, [2.5, 97.5])
    return float(low), float(high)
