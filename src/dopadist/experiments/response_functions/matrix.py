"""Every response function fitted with every other: which pairs fake the relation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import Estimator, estimate
from dopadist.crossfit import random_halves
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.response_functions.functions import FUNCTIONS, Floats
from dopadist.experiments.response_functions.simulated import (
    N_TRIALS,
    draw_gain,
    draw_tau,
    halves_correlation,
    lines,
    noisy_trials,
    weights,
)
from dopadist.nulls import RULES
from dopadist.responses import mean_axis
from dopadist.reversal import MagnitudeStatistics
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.surrogate.settings import SETTINGS

TRUTHS = ("symmetric", "distributional")
# The last column of the matrix: the axis that the chapter on reversal points uses.
OWN = "own"


@dataclass(frozen=True)
class Matrix:
    """Correlation of reversal point and asymmetry for each pair of functions.

    Attributes
    ----------
    r : numpy.ndarray, shape (2, n_generators, n_fitted, 2, n_populations)
        Means over splits; truths as in ``TRUTHS``, estimators as in ``RULES``; the last fitted
        axis is the population's own mean response.
    exact : numpy.ndarray, shape (2, n_generators, n_fitted)
        Without noise, joint fit, one large population.
    generators, fitted : tuple of str
        Names.
    """

    r: Floats
    exact: Floats
    generators: tuple[str, ...]
    fitted: tuple[str, ...]
    n_populations: int
    n_splits: int
    seed: int
    evidence: Evidence = "simulation"

    def of(self, truth: str, generator: str, fitted: str, estimator: Estimator = "joint") -> Floats:
        """Correlations of all populations of one entry, shape (n_populations,)."""
        rule = [one for one, _ in RULES].index(estimator)
        return np.asarray(
            self.r[
                TRUTHS.index(truth),
                self.generators.index(generator),
                self.fitted.index(fitted),
                rule,
            ]
        )


def run_matrix(*, seed: int, profile: Profile) -> Matrix:
    """Populations of every generator, with and without true asymmetry, on every axis."""
    n_populations = by_profile(profile, full=20, quick=8)
    n_splits = by_profile(profile, full=5, quick=4)
    generators, fitted = tuple(FUNCTIONS), (*FUNCTIONS, OWN)
    r = np.empty((2, len(generators), len(fitted), len(RULES), n_populations))
    exact = np.empty((2, len(generators), len(fitted)))
    for row, key in enumerate(generators):
        rng = stream(seed, f"response_functions/matrix/{key}")
        for index in range(n_populations):
            for truth, mean in enumerate(populations(key, rng)):
                trials = noisy_trials(mean, rng)
                halves = random_halves(trials, n_splits=n_splits, rng=rng)
                for column, name in enumerate(fitted):
                    axis = mean_axis(trials) if name == OWN else FUNCTIONS[name].on_axis()
                    for rule, (estimator, cells) in enumerate(RULES):
                        r[truth, row, column, rule, index] = halves_correlation(
                            halves, axis, estimator, cells
                        )[0]
        for truth, mean in enumerate(populations(key, rng, n_cells=400)):
            for column, name in enumerate(fitted):
                axis = mean.mean(0) if name == OWN else FUNCTIONS[name].on_axis()
                exact[truth, row, column] = noiseless(mean, axis)
    return Matrix(
        r=r, exact=exact, generators=generators, fitted=fitted,
        n_populations=n_populations, n_splits=n_splits, seed=seed,
    )  # fmt: skip


def populations(
    key: str, rng: np.random.Generator, *, n_cells: int | None = None
) -> tuple[Floats, Floats]:
    """Mean responses of two populations on the generator's own axis.

    The first is symmetric and its reversal points are as widely spread as the recorded cells',
    the second has reversal points and slopes of distributional TD.
    """
    axis = FUNCTIONS[key].on_axis()
    size = {} if n_cells is None else {"n_cells": n_cells}
    tau, gain = draw_tau(rng, **size), draw_gain(rng, **size)
    expectile = expectiles(axis, tau, weights=weights())
    middle = float(weights() @ axis)
    wide = np.clip(middle + SETTINGS.spread * (expectile - middle), axis[0], axis[-1])
    return lines(axis, wide, np.full(tau.size, 0.5), gain), lines(axis, expectile, tau, gain)


def noiseless(mean: Floats, axis: Floats) -> float:
    """Correlation over usable cells of the joint fit to the mean responses themselves."""
    n = np.broadcast_to(N_TRIALS, mean.shape)
    statistics = MagnitudeStatistics(
        n=n, positive=n * (mean > 0), negative=n * (mean < 0), total=n * mean
    )
    cells = estimate(statistics, axis, estimator="joint")
    # The same tau but for rounding has no correlation with anything.
    point, tau = cells.reversal_point[cells.usable], cells.asymmetry[cells.usable].round(9)
    return float(np.corrcoef(point, tau)[0, 1]) if np.ptp(tau) > 0 else 0.0


def matrix_claims(result: Matrix) -> dict[str, float]:
    """Means of the entries that carry the message."""
    diagonal = {
        estimator: float(
            np.mean([result.of("symmetric", one, one, estimator) for one in result.generators])
        )
        for estimator, _ in RULES
    }
    own = [result.of("symmetric", one, OWN) for one in result.generators]
    return {
        "hill_fitted_linear_exact": float(
            result.exact[0, result.generators.index("hill200"), result.fitted.index("linear")]
        ),
        "hill_fitted_linear": float(result.of("symmetric", "hill200", "linear").mean()),
        "linear_fitted_hill": float(result.of("symmetric", "linear", "hill200").mean()),
        "right_function": diagonal["joint"],
        "right_function_authors": diagonal["authors"],
        "own_axis": float(np.mean(own)),
        "distributional_right": float(
            min(result.of("distributional", one, one).mean() for one in result.generators)
        ),
        "distributional_hill_linear": float(
            result.of("distributional", "hill200", "linear").mean()
        ),
    }


def matrix_statistics(result: Matrix) -> tuple[Statistic, ...]:
    """The two entries on which the argument turns, with and without true asymmetry."""
    found = []
    for truth in TRUTHS:
        for fitted in ("linear", "hill200", OWN):
            r = result.of(truth, "hill200", fitted)
            low, high = np.percentile(r, [2.5, 97.5])
            found.append(
                Statistic(
                    name=f"r_{truth}_hill_{fitted}",
                    quantity="Pearson r of reversal point and asymmetry from independent halves, "
                    f"mean over splits and populations: {truth} cells with a Hill response, fitted "
                    f"on the axis '{fitted}', joint fit",
                    value=float(r.mean()), low=float(low), high=float(high),
                    interval=f"2.5–97.5 % of {r.size} populations of 40 cells",
                    n=r.size, unit="populations", test="none", p=None,
                    effect="r", effect_size=float(r.mean()), seed=result.seed,
                )
            )  # fmt: skip
    return tuple(found)
