"""Errors that spread to their neighbours' value predictors: how far may they go?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import ESTIMATORS, Estimator, estimate
from dopadist.crossfit import cross_fit, split_correlations
from dopadist.crossfit.correlations import Cells
from dopadist.distributional.coupled import expected_values, gaussian_coupling, learn_coupled
from dopadist.evidence import Evidence
from dopadist.experiments.alternatives.simulated import (
    AXIS,
    MEAN,
    N_CELLS,
    Floats,
    as_trial_set,
    noisy_trials,
)
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.nulls import two_lines
from dopadist.reversal import magnitude_statistics
from dopadist.statistic import Statistic
from dopadist.streams import stream

N_CHANNELS = 51
RATE, N_LEARNING, PROBABILITY = 0.02, 20_000, 0.5
SPREADS = (0.0, 3.0, 6.0, 12.0, 25.0, 50.0, np.inf)
# Two of an independent simulation's spreads with one run each (methods reference).
INDEPENDENT = {0.0: (0.007, 0.987), 6.0: (0.017, 0.986), 12.0: (0.021, 0.984)}


@dataclass(frozen=True)
class Coupling:
    """Predictions under every spread of the coupling.

    ``tau``: shape (n_channels,); ``seen``: by spread, what error cells subtract after learning,
    shape (n_runs, n_channels); ``seen_expected``, ``value_expected``: exact means of that and of
    the predictors; ``fine``, ``fine_lowest``, ``fine_highest``, ``fine_ends``: lowest and highest
    prediction along a fine range of spreads, and of the predictors themselves, shape (2, n).
    """

    tau: Floats
    seen: dict[float, Floats]
    seen_expected: dict[float, Floats]
    value_expected: dict[float, Floats]
    fine: Floats
    fine_seen: Floats
    fine_value: Floats
    n_runs: int
    seed: int
    evidence: Evidence = "simulation"


def even_tau(n: int = N_CHANNELS) -> Floats:
    """Evenly spaced asymmetries, symmetric about 1/2."""
    return (np.arange(n) + 0.5) / n


def run_coupling(*, seed: int, profile: Profile) -> Coupling:
    """Learn from rewards of 1 and 0 under several spreads; the exact mean for many."""
    rng = stream(seed, "alternatives/coupling")
    n_runs = by_profile(profile, full=6, quick=3)
    tau = even_tau()
    rewards = (rng.random((n_runs, N_LEARNING)) < PROBABILITY).astype(float)
    seen, seen_expected, value_expected = {}, {}, {}
    for sd in SPREADS:
        weights = gaussian_coupling(N_CHANNELS, sd)
        learnt = [learn_coupled(weights, tau, 1 - tau, one, rate=RATE) for one in rewards]
        seen[sd] = np.array(learnt) @ weights.T
        value_expected[sd] = expected(weights, tau)
        seen_expected[sd] = weights @ value_expected[sd]
    fine = np.geomspace(0.5, 500.0, by_profile(profile, full=40, quick=20))
    fine_seen, fine_value = np.empty((2, fine.size)), np.empty((2, fine.size))
    for index, sd in enumerate(fine):
        weights = gaussian_coupling(N_CHANNELS, float(sd))
        value = expected(weights, tau)
        fine_value[:, index] = value.min(), value.max()
        fine_seen[:, index] = (weights @ value).min(), (weights @ value).max()
    return Coupling(
        tau=tau,
        seen=seen,
        seen_expected=seen_expected,
        value_expected=value_expected,
        fine=fine,
        fine_seen=fine_seen,
        fine_value=fine_value,
        n_runs=n_runs,
        seed=seed,
    )


def expected(weights: Floats, tau: Floats) -> Floats:
    """Mean of the predictors after the chapter's number of trials."""
    return expected_values(
        weights, tau, 1 - tau, probability=PROBABILITY, rate=RATE, n_trials=N_LEARNING
    )


def coupling_claims(result: Coupling) -> dict[str, float]:
    """Range of predictions by spread, and simulation against the exact mean."""
    gap = [np.abs(result.seen[sd].mean(0) - result.seen_expected[sd]).max() for sd in result.seen]
    claims = {"simulation_gap": float(max(gap))}
    claims["alone_gap"] = float(np.abs(result.seen_expected[0.0] - result.tau).max())
    for sd in (6.0, 12.0):
        claims[f"low_{sd:.0f}"] = float(result.seen_expected[sd].min())
        claims[f"high_{sd:.0f}"] = float(result.seen_expected[sd].max())
    claims["range_diffuse"] = float(np.ptp(result.seen[np.inf], axis=1).max())
    claims["widest_spread"] = widest_spread(result)
    claims["sharpened"] = float(result.value_expected[12.0].max())
    return claims


def widest_spread(result: Coupling, *, share: float = 0.9) -> float:
    """Largest spread, as a share of the line, that keeps most of the range of predictions."""
    kept = np.ptp(result.fine_seen, axis=0) >= share * np.ptp(result.tau)
    return float(result.fine[kept].max() / N_CHANNELS)


def coupling_statistics(result: Coupling) -> tuple[Statistic, ...]:
    """Lowest and highest prediction under each spread, over runs."""
    found = []
    for sd, seen in result.seen.items():
        name = "infinite" if np.isinf(sd) else f"{sd:.0f}"
        for which, of in (("lowest", np.min), ("highest", np.max)):
            values = of(seen, axis=1)
            found.append(
                Statistic(
                    name=f"{which}_{name}",
                    quantity=f"{which} prediction, spread of the coupling {name} channels, "
                    "mean over runs",
                    value=float(values.mean()),
                    low=float(values.min()),
                    high=float(values.max()),
                    interval=f"smallest to largest of {result.n_runs} runs",
                    n=result.n_runs,
                    unit="simulated runs",
                    test="none",
                    p=None,
                    effect="difference from the exact mean",
                    effect_size=float(values.mean() - of(result.seen_expected[sd])),
                    seed=result.seed,
                )
            )
    return tuple(found)


@dataclass(frozen=True)
class Diffuse:
    """One prediction and diverse asymmetries, in the variable-magnitude task.

    ``levels``: asymmetries; ``apparent``: by estimator, median and quartiles of the estimated
    reversal point, shape (3, n_levels); ``point``, ``tau``: one population, one split, authors,
    shape (2, n_cells); ``r``: by (estimator, pair), one a population.
    """

    levels: Floats
    apparent: dict[Estimator, Floats]
    point: Floats
    tau: Floats
    axis: Floats
    r: dict[tuple[Estimator, str], Floats]
    spread: dict[str, Floats]
    n_cells_a_level: int
    n_populations: int
    n_splits: int
    seed: int
    evidence: Evidence = "simulation"


def run_diffuse(*, seed: int, profile: Profile) -> Diffuse:
    """Estimated reversal points of cells that share one prediction, by asymmetry."""
    rng = stream(seed, "alternatives/diffuse")
    n = by_profile(profile, full=400, quick=150)
    n_populations = by_profile(profile, full=100, quick=40)
    n_splits = by_profile(profile, full=10, quick=5)
    levels = np.array([0.03, 0.06, 0.1, 0.15, 0.25, 0.35, 0.5, 0.65, 0.75, 0.85, 0.9, 0.94, 0.97])
    apparent: dict[Estimator, list[Floats]] = {one: [] for one in ESTIMATORS}
    for level in levels:
        statistics = magnitude_statistics(shared_prediction(np.full(n, level), rng))
        for estimator in ESTIMATORS:
            point = estimate(statistics, AXIS, estimator=estimator).reversal_point
            apparent[estimator].append(np.nanpercentile(point, [25, 50, 75]))
    r: dict[tuple[Estimator, str], list[float]] = {
        (estimator, pair): [] for estimator in ESTIMATORS for pair in ("halves", "relation")
    }
    spread: dict[str, list[float]] = {"diverse": [], "equal": []}
    for index in range(n_populations):
        tau = rng.uniform(size=N_CELLS)
        data = as_trial_set(shared_prediction(tau, rng))
        same = shared_prediction(np.full(N_CELLS, 0.5), rng)
        for name, trials in (("diverse", data.trials), ("equal", same)):
            found = estimate(magnitude_statistics(trials), AXIS).reversal_point
            spread[name].append(float(np.std(found, ddof=1)))
        for estimator in ESTIMATORS:
            fitted = cross_fit(data, rng=rng, n_splits=n_splits, estimator=estimator)
            cells: Cells = "all" if estimator == "authors" else "usable"
            split = split_correlations(fitted, cells=cells)
            r[estimator, "halves"].append(float(np.nanmean(split.r_reversal_reversal)))
            r[estimator, "relation"].append(float(np.nanmean(split.r_reversal_asymmetry)))
            if index == 0 and estimator == "authors":
                one = fitted.estimates.reversal_point[0], fitted.estimates.asymmetry[0], data.axis
    return Diffuse(
        levels=levels,
        apparent={name: np.array(found).T for name, found in apparent.items()},
        point=one[0],
        tau=one[1],
        axis=one[2],
        r={key: np.array(values) for key, values in r.items()},
        spread={name: np.array(values) for name, values in spread.items()},
        n_cells_a_level=n,
        n_populations=n_populations,
        n_splits=n_splits,
        seed=seed,
    )


def shared_prediction(tau: Floats, rng: np.random.Generator) -> Floats:
    """Trials of cells with one reversal point, the mean reward, and slopes of sum 2."""
    return noisy_trials(two_lines(np.full(tau.size, MEAN), 2 * (1 - tau), 2 * tau, AXIS), rng)


def diffuse_claims(result: Diffuse) -> dict[str, float]:
    """Apparent diversity and its order, against the asymmetries."""
    authors, joint = (result.apparent[one][1] for one in ("authors", "joint"))
    return {
        "drop_authors": float(authors[0] - authors[-1]),
        "drop_joint": float(joint[0] - joint[-1]),
        "halves_authors": float(result.r["authors", "halves"].mean()),
        "halves_joint": float(result.r["joint", "halves"].mean()),
        "relation_authors": float(result.r["authors", "relation"].mean()),
        "spread_ratio": float(result.spread["diverse"].mean() / result.spread["equal"].mean()),
    }


def diffuse_statistics(result: Diffuse) -> tuple[Statistic, ...]:
    """Correlations where all cells share one prediction."""
    words = {
        "halves": "reversal point of one half against the other",
        "relation": "asymmetry and reversal point from halves",
    }
    return tuple(
        Statistic(
            name=f"{pair}_{estimator}",
            quantity=f"Pearson r, {words[pair]}, {estimator}, mean over splits, then populations",
            value=float(values.mean()),
            low=float(np.percentile(values, 2.5)),
            high=float(np.percentile(values, 97.5)),
            interval="2.5–97.5 % of simulated populations",
            n=result.n_populations,
            unit="simulated populations of 40 cells",
            test="none",
            p=None,
            effect="r",
            effect_size=float(values.mean()),
            seed=result.seed,
        )
        for (estimator, pair), values in result.r.items()
    )
