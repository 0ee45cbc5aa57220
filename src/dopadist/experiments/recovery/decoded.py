"""The decoded distribution by number of trials and of cells, with a fixed slack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import CellEstimates, estimate
from dopadist.crossfit import CrossFit
from dopadist.decoding import cross_fitted_decode, distances
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.recovery.simulation import (
    AXIS,
    SCALES,
    Cells,
    Floats,
    draw_halves,
    per_volume,
)
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.surrogate import SETTINGS
from dopadist.tasks.rewards import VOLUME_PROBABILITIES, RewardDistribution, discrete

N_CELLS = (10, 20, 40, 80, 160)


@dataclass(frozen=True)
class Decoded:
    """Decodes of populations that obey the theory: reversal points at the expectiles.

    Attributes
    ----------
    n : numpy.ndarray, shape (n_scales,)
        Mean trials a volume, both halves together; 40 cells.
    by_trials : dict
        "w1", "mean" and "sd" (decoded minus true), shape (n_scales, n_populations), spikes/s.
    cells : tuple of int
        Numbers of cells, at the recorded number of trials.
    by_cells, by_cells_exact : dict
        The same by number of cells, shape (n_sizes, n_populations); and from exact reversal
        points and asymmetries.
    w1_prior : float
        Distance of the prior alone.
    true_mean, true_sd : float
        Of the rewards on the axis.
    example : dict
        Decoded distributions of one population by scale; ``grid``: their values.
    """

    n: Floats
    by_trials: dict[str, Floats]
    cells: tuple[int, ...]
    by_cells: dict[str, Floats]
    by_cells_exact: dict[str, Floats]
    w1_prior: float
    true_mean: float
    true_sd: float
    grid: Floats
    example: dict[str, Floats]
    reward: RewardDistribution
    n_populations: int
    seed: int
    evidence: Evidence = "simulation"


def run_decoded(*, seed: int, profile: Profile) -> Decoded:
    """Draw populations, estimate from independent halves, decode one split each."""
    rng = stream(seed, "recovery/decoded")
    n = by_profile(profile, full=40, quick=12)
    reward = discrete(AXIS, VOLUME_PROBABILITIES / VOLUME_PROBABILITIES.sum())
    trials = [_decode(_theory(40 * n, reward, rng), scale, 40, reward, rng) for scale in SCALES]
    cells = [_decode(_theory(size * n, reward, rng), 1.0, size, reward, rng) for size in N_CELLS]
    exact = [_decode(_theory(size * n, reward, rng), None, size, reward, rng) for size in N_CELLS]
    examples = {
        f"{per_volume(scale):,.0f}": trials[row][1].mean(0)
        for row, scale in enumerate(SCALES)
        if scale in (1.0, 32.0)
    }
    examples["exact"] = exact[2][1].mean(0)
    grid = np.linspace(AXIS[0], AXIS[-1], trials[0][1].shape[1])
    prior = np.full((1, grid.size), 1 / grid.size)
    return Decoded(
        n=np.array([per_volume(scale) for scale in SCALES]),
        by_trials=_stack(trials, grid, reward),
        cells=N_CELLS,
        by_cells=_stack(cells, grid, reward),
        by_cells_exact=_stack(exact, grid, reward),
        w1_prior=float(distances(grid, prior, reward)[0]),
        true_mean=float(reward.mean),
        true_sd=float(np.sqrt(reward.variance)),
        grid=grid,
        example=examples,
        reward=reward,
        n_populations=n,
        seed=seed,
    )


def decoded_claims(result: Decoded) -> dict[str, float]:
    """How far the decode is at the recorded size, and what trials and cells can't take away."""
    w1 = result.by_trials["w1"].mean(1)
    exact = result.by_cells_exact["w1"].mean(1)
    forty = result.cells.index(40)
    return {
        "w1_recorded": float(w1[1]),
        "w1_last": float(w1[-1]),
        "w1_exact": float(exact[forty]),
        "last_over_exact": float(w1[-1] / exact[forty]),
        "gain_recorded": float(1 - w1[1] / result.w1_prior),
        "cells_ratio": float(
            result.by_cells["w1"][-1].mean() / result.by_cells["w1"][forty].mean()
        ),
        "mean_last": float(result.by_trials["mean"][-1].mean()),
    }


def decoded_statistics(result: Decoded) -> tuple[Statistic, ...]:
    """Distance at the recorded number of trials and with exact pairs."""
    rows = []
    forty = result.cells.index(40)
    for name, values, quantity in (
        ("w1_recorded", result.by_trials["w1"][1], "40 cells, recorded number of trials"),
        ("w1_last", result.by_trials["w1"][-1], "40 cells, about 1,000 trials a volume"),
        ("w1_exact", result.by_cells_exact["w1"][forty], "40 cells, exact pairs"),
    ):
        rows.append(
            Statistic(
                name=name, quantity=f"1-Wasserstein distance to the rewards, {quantity}, spikes/s, "
                "mean", value=float(values.mean()), low=float(np.percentile(values, 2.5)),
                high=float(np.percentile(values, 97.5)), interval="2.5–97.5 % of populations",
                n=values.size, unit="populations", test="none", p=None,
                effect="share of the prior's distance",
                effect_size=float(values.mean() / result.w1_prior), seed=result.seed,
            )
        )  # fmt: skip
    return tuple(rows)


def _theory(n: int, reward: RewardDistribution, rng: np.random.Generator) -> Cells:
    tau = 1 / (1 + np.exp(-rng.normal(*SETTINGS.logit_tau, n)))
    gain, odds = np.exp(rng.normal(*SETTINGS.log_gain, n)), np.sqrt(tau / (1 - tau))
    point = expectiles(reward.values, tau, weights=reward.probabilities)
    return Cells(point=point, minus=gain / odds, plus=gain * odds)


def _decode(
    cells: Cells, scale: float | None, size: int, reward: RewardDistribution,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Distances and distributions, one population of ``size`` cells a row."""
    if scale is None:
        both = np.ones((2, 1))
        fit = CellEstimates(
            cells.point * both, cells.minus * both, cells.plus * both, cells.tau * both,
            np.ones((2, cells.point.size), dtype=bool), "joint",
        )  # fmt: skip
    else:
        fit = estimate(draw_halves(cells, scale, rng), AXIS, estimator="joint")

    def by_population(values: NDArray[Any]) -> NDArray[Any]:
        return np.moveaxis(values.reshape(2, -1, size), 0, 1)

    names = tuple(str(index) for index in range(size))
    split = CrossFit(
        estimates=CellEstimates(
            by_population(fit.reversal_point), by_population(fit.slope_minus),
            by_population(fit.slope_plus), by_population(fit.asymmetry),
            by_population(fit.usable), "joint",
        ),
        scheme="random", estimator="joint", axis=AXIS, evidence="simulation",
        names=names, sessions=names, prefixes=names,
    )  # fmt: skip
    found = cross_fitted_decode(split, reward=reward)
    return found.w1, found.probabilities


def _stack(
    found: list[tuple[Floats, Floats]], grid: Floats, reward: RewardDistribution
) -> dict[str, Floats]:
    mean = np.array([p @ grid for _, p in found])
    square = np.array([p @ grid**2 for _, p in found])
    return {
        "w1": np.array([w1 for w1, _ in found]),
        "mean": mean - reward.mean,
        "sd": np.sqrt(np.maximum(square - mean**2, 0.0)) - np.sqrt(reward.variance),
    }
