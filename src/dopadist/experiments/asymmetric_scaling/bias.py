"""The bias of both estimators, and the decision between them, on simulated cells only."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dopadist.asymmetry import ESTIMATORS, Estimator, estimate
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.shared.statistics import over_draws
from dopadist.experiments.shared.study import Floats
from dopadist.nulls import (
    NullDistribution,
    equal_slopes,
    null_distributions,
    spiking,
)
from dopadist.responses import TrialSet, compute_responses, mean_axis, pool
from dopadist.reversal import magnitude_statistics
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.surrogate import SETTINGS, Population, surrogate, truth
from dopadist.tasks.rewards import VOLUMES

AXIS = np.array(SETTINGS.utility)
# Of the recorded cells: mean trials per volume, and median SD of single trials, spikes/s
# (sections 1 and 3.3 of the methods reference).
N_TRIALS = (15, 20, 33, 34, 69, 34, 17)
RESIDUAL_SD = 4.15
# Median baseline rate of 30 spikes/s instead of 5.6: hardly a rate meets the floor at zero.
_FAR_FROM_FLOOR = replace(SETTINGS, log_baseline=(3.4, 0.52))
_RULES: tuple[tuple[Estimator, str], ...] = (("authors", "usable"), ("joint", "usable"))


@dataclass(frozen=True)
class EstimatorBias:
    """Estimates of cells with equal slopes against their true reversal point.

    ``value``: shape (n_values,); ``point``, ``tau``: by estimator, median and quartiles over
    usable simulated cells, shape (3, n_values).
    """

    value: Floats
    axis: Floats
    point: dict[Estimator, Floats]
    tau: dict[Estimator, Floats]
    mean_tau: dict[Estimator, Floats]
    n_cells: int
    seed: int
    evidence: Evidence = "simulation"


def run_bias(*, seed: int, profile: Profile) -> EstimatorBias:
    """Cells with tau = 1/2, gain 1, normal noise and the recorded number of trials."""
    rng = stream(seed, "reversal_points/bias")
    n_cells = by_profile(profile, full=2000, quick=500)
    value = np.linspace(-3.0, 7.0, 41)
    point: dict[Estimator, list[Floats]] = {"authors": [], "joint": []}
    tau: dict[Estimator, list[Floats]] = {"authors": [], "joint": []}
    mean_tau: dict[Estimator, list[float]] = {"authors": [], "joint": []}
    for one in value:
        trials = _line(one, n_cells, rng)
        statistics = magnitude_statistics(trials)
        for estimator in point:
            cells = estimate(statistics, AXIS, estimator=estimator)
            keep = cells.usable
            point[estimator].append(np.quantile(cells.reversal_point[keep], [0.25, 0.5, 0.75]))
            tau[estimator].append(np.quantile(cells.asymmetry[keep], [0.25, 0.5, 0.75]))
            mean_tau[estimator].append(float(cells.asymmetry[keep].mean()))
    return EstimatorBias(
        value=value,
        axis=AXIS,
        point={key: np.array(found).T for key, found in point.items()},
        tau={key: np.array(found).T for key, found in tau.items()},
        mean_tau={key: np.array(found) for key, found in mean_tau.items()},
        n_cells=n_cells,
        seed=seed,
    )


def bias_claims(result: EstimatorBias) -> dict[str, float]:
    """Worst bias of the median asymmetry for reversal points from 2.5 to about 10 µL."""
    inside = (result.value >= -2.0) & (result.value <= 5.0)
    claims = {}
    for estimator in ("authors", "joint"):
        bias = result.tau[estimator][1][inside] - 0.5
        claims[f"{estimator}_worst"] = float(np.abs(bias).max())
    return claims


def bias_statistics(result: EstimatorBias) -> tuple[Statistic, ...]:
    """Where the median asymmetry is furthest from 1/2, for reversal points from 2.5 to 10 µL."""
    inside = np.flatnonzero((result.value >= -2.0) & (result.value <= 5.0))
    found = []
    for estimator in ESTIMATORS:
        low, middle, high = result.tau[estimator]
        at = inside[np.abs(middle[inside] - 0.5).argmax()]
        found.append(
            Statistic(
                name=f"tau_{estimator}", quantity=f"median estimated asymmetry where it errs most, "
                f"true reversal point {result.value[at]:.2f} spikes/s, true asymmetry 1/2, "
                f"{estimator}", value=float(middle[at]), low=float(low[at]), high=float(high[at]),
                interval="quartiles of simulated cells", n=result.n_cells, unit="simulated cells",
                test="none", p=None, effect="difference from 1/2",
                effect_size=float(middle[at] - 0.5), seed=result.seed,
            )
        )  # fmt: skip
    return tuple(found)


def _line(value: float, n_cells: int, rng: np.random.Generator) -> Floats:
    slots = np.arange(max(N_TRIALS))
    trials = (AXIS - value)[:, None] + rng.normal(0, RESIDUAL_SD, (n_cells, AXIS.size, slots.size))
    return np.where(slots < np.array(N_TRIALS)[:, None], trials, np.nan)


@dataclass(frozen=True)
class Decision:
    """Mean correlation over splits of simulated populations, by population and estimator.

    The first population is straight lines with the spread of the matched surrogate's reversal
    points; the others are spiking surrogates, ``"no_floor"`` equal slopes with high baselines.
    """

    populations: tuple[str, ...]
    found: tuple[tuple[NullDistribution, ...], ...]
    n_populations: int
    n_splits: int
    seed: int
    evidence: Evidence = "simulation"

    def mean(self, population: str, estimator: Estimator) -> float:
        """Mean correlation of reversal point and asymmetry over the drawn populations."""
        for one in self.found[self.populations.index(population)]:
            if one.estimator == estimator:
                return float(one.r_reversal_asymmetry.mean())
        raise ValueError(f"estimator is {estimator!r}, expected 'authors' or 'joint'")


def run_decision(*, seed: int, profile: Profile) -> Decision:
    """Which estimator is nearer zero where nothing is there, and higher where something is?"""
    rng = stream(seed, "reversal_points/decision")
    n_populations = by_profile(profile, full=12, quick=8)
    n_splits = by_profile(profile, full=20, quick=10)
    value = truth("matched", seed=seed).reversal_point
    like = _gaussian_cells(value.size, rng)

    def spikes(population: Population):  # type: ignore[no-untyped-def]
        return lambda generator: spiking(population, seed=int(generator.integers(2**31)))

    draws = {
        "straight lines": lambda generator: equal_slopes(
            like, reversal_point=value, rng=generator, residuals="gaussian"
        ),
        "classical": spikes("classical"),
        "equal_slopes": spikes("equal_slopes"),
        "no_floor": _far_from_floor,
        "theory": spikes("theory"),
        "matched": spikes("matched"),
    }
    own = {"no_floor": stream(seed, "asymmetric_scaling/no_floor")}
    return Decision(
        populations=tuple(draws),
        found=tuple(
            null_distributions(
                draw, rng=own.get(name, rng), n_populations=n_populations, n_splits=n_splits,
                rules=_RULES,  # type: ignore[arg-type]
            )
            for name, draw in draws.items()
        ),
        n_populations=n_populations,
        n_splits=n_splits,
        seed=seed,
    )  # fmt: skip


def _far_from_floor(rng: np.random.Generator) -> TrialSet:
    """Spiking cells of diverse reversal points and equal slopes, with high baselines."""
    recordings = surrogate("equal_slopes", seed=int(rng.integers(2**31)), settings=_FAR_FROM_FLOOR)
    return replace(pool(compute_responses(recordings)), evidence="simulation")


def decision_claims(result: Decision) -> dict[str, float]:
    """Where nothing is there, where something is, and what no estimator takes away."""
    return {
        "authors_straight": result.mean("straight lines", "authors"),
        "joint_straight": result.mean("straight lines", "joint"),
        "joint_classical": result.mean("classical", "joint"),
        "joint_spiking_equal": result.mean("equal_slopes", "joint"),
        "joint_no_floor": result.mean("no_floor", "joint"),
        "gain_theory": result.mean("theory", "joint") - result.mean("theory", "authors"),
        "joint_matched": result.mean("matched", "joint"),
    }


def decision_statistics(result: Decision) -> tuple[Statistic, ...]:
    """Mean correlation of every kind of population, with either estimator."""
    return tuple(
        over_draws(
            f"r_{population.replace(' ', '_')}_{null.estimator}",
            f"Pearson r of halves, {population.replace('_', ' ')}, {null.estimator}",
            null.r_reversal_asymmetry, what="populations", n=null.r_reversal_asymmetry.size,
            unit="populations of 40 cells", seed=result.seed,
        )
        for population, found in zip(result.populations, result.found, strict=True)
        for null in found
    )  # fmt: skip


def _gaussian_cells(n_cells: int, rng: np.random.Generator) -> TrialSet:
    """A template of counts, gain and noise: straight lines through the mean axis."""
    slots = np.arange(max(N_TRIALS))
    used = slots < np.array(N_TRIALS)[:, None]
    noise = rng.normal(0, RESIDUAL_SD, (n_cells, AXIS.size, slots.size))
    trials = np.where(used, AXIS[:, None] + noise, np.nan)
    names = tuple(f"simulated {index}" for index in range(n_cells))
    return TrialSet(
        trials=trials, times=np.where(used, slots, np.nan) + 0 * trials, axis=mean_axis(trials),
        offset=0.0, kind="pooled", names=names, sessions=names, prefixes=names,
        volumes=np.asarray(VOLUMES), evidence="simulation", digest="",
    )  # fmt: skip
