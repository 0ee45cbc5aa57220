"""A distribution emerges: quantiles with experience, and three codes side by side."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.distributional import from_tau, learn, learn_categorical, project
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles, quantiles
from dopadist.experiments.distributional_td.settings import THREE_PEAKS, middles
from dopadist.experiments.profiles import by_profile
from dopadist.imputation import maximum_entropy, wasserstein1
from dopadist.streams import stream

Array = NDArray[np.float64]
_TRUTH = THREE_PEAKS.discretise(4_000)


@dataclass(frozen=True)
class Emergence:
    """Quantile channels that learn a three-peaked distribution from 0.

    Attributes
    ----------
    tau : numpy.ndarray
        Evenly spaced, ``(n_channels,)``.
    trial : numpy.ndarray
        ``(n_notes,)``, evenly spaced on a logarithmic axis.
    value : numpy.ndarray
        Values of one run, ``(n_notes, n_channels)``.
    shown : numpy.ndarray
        Indices of the notes drawn as snapshots.
    distance : numpy.ndarray
        1-Wasserstein distance of the values to the truth, mean over runs, ``(n_notes,)``.
    level_error : float
        Root mean square of F(value) - tau over channels, runs and the last notes.
    predicted_level_error : float
        The same to first order in the rate.
    axis, density, cdf, quantile : numpy.ndarray
        The truth, on a grid of rewards, and its quantiles at ``tau``.
    total : float
        Sum of the rates.
    n_runs : int
    """

    tau: Array
    trial: NDArray[np.int64]
    value: Array
    shown: NDArray[np.int64]
    distance: Array
    level_error: float
    predicted_level_error: float
    axis: Array
    density: Array
    cdf: Array
    quantile: Array
    total: float
    n_runs: int
    evidence: Evidence = "simulation"


def run_emergence(
    *, seed: int = 0, profile: str = "full", n_channels: int = 50, total: float = 0.05
) -> Emergence:
    """Channels that respond to the sign of their error only; ``total`` is the sum of rates."""
    n_runs = by_profile(profile, full=40, quick=10)
    tau = middles(n_channels)
    trial = np.unique(np.geomspace(1, 30_000, 90).round().astype(int))
    rewards = THREE_PEAKS.sample(stream(seed, "distributional_td/emergence"), (n_runs, trial[-1]))
    notes = learn(from_tau(tau, total=total, response="sign"), rewards, after=trial)
    even = np.full(tau.size, 1 / tau.size)
    distance = [
        np.mean([wasserstein1(run, even, _TRUTH.values, _TRUTH.probabilities) for run in note])
        for note in notes
    ]
    quantile = quantiles(_TRUTH.values, tau, weights=_TRUTH.probabilities)
    late = notes[trial >= 10_000]
    axis = np.linspace(0, 12, 241)
    return Emergence(
        tau=tau,
        trial=trial,
        value=notes[:, 0],
        shown=np.searchsorted(trial, [30, 300, 3_000, 30_000]),
        distance=np.array(distance),
        level_error=float(np.sqrt(np.mean((THREE_PEAKS.cdf(late) - tau) ** 2))),
        predicted_level_error=float(
            np.sqrt(np.mean(total * THREE_PEAKS.pdf(quantile) * tau * (1 - tau) / 2))
        ),
        axis=axis,
        density=THREE_PEAKS.pdf(axis),
        cdf=THREE_PEAKS.cdf(axis),
        quantile=quantile,
        total=total,
        n_runs=n_runs,
    )


def emergence_claims(result: Emergence) -> dict[str, float]:
    """From one value to a population that leaves the right shares of reward below it."""
    return {
        "distance_at_30_trials": float(result.distance[result.shown[0]]),
        "distance_at_the_end": float(result.distance[result.shown[-1]]),
        "values_in_order": float(np.mean(np.diff(result.value[-1]) > 0)),
    }


def learnt_distribution_claims(result: Emergence) -> dict[str, float]:
    """How far shares of reward below the values are from the levels."""
    return {
        "level_error": result.level_error,
        "level_error_over_prediction": result.level_error / result.predicted_level_error,
    }


@dataclass(frozen=True)
class ThreeCodes:
    """One distribution learnt as expectiles, as quantiles, and as probabilities of categories.

    Attributes
    ----------
    tau : numpy.ndarray
        ``(n_channels,)``.
    expectile, quantile : numpy.ndarray
        Learnt values, ``(n_channels,)``.
    exact_expectile, exact_quantile : numpy.ndarray
        At ``fine_tau``, ``(n_fine,)``.
    atoms, category, exact_category : numpy.ndarray
        Places, learnt probabilities, and the truth projected onto the atoms, ``(n_atoms,)``.
    grid, imputed : numpy.ndarray
        A distribution that has the learnt expectiles, by maximum entropy.
    distances : dict of str to float
        1-Wasserstein distance to the truth, by how the learnt numbers are read.
    axis, cdf : numpy.ndarray
        The truth.
    n_trials : int
    """

    tau: Array
    expectile: Array
    quantile: Array
    fine_tau: Array
    exact_expectile: Array
    exact_quantile: Array
    atoms: Array
    category: Array
    exact_category: Array
    grid: Array
    imputed: Array
    distances: dict[str, float]
    axis: Array
    cdf: Array
    n_trials: int
    evidence: Evidence = "simulation"


def run_three_codes(*, seed: int = 0, profile: str = "full") -> ThreeCodes:
    """Three populations of fifty numbers, the same rewards."""
    n_trials = by_profile(profile, full=100_000, quick=40_000)
    tau, fine = middles(50), middles(500)
    rewards = THREE_PEAKS.sample(stream(seed, "distributional_td/three_codes"), n_trials)
    truth = (_TRUTH.values, _TRUTH.probabilities)
    expectile = learn(from_tau(tau, total=0.005), rewards, initial=THREE_PEAKS.mean)
    quantile = learn(from_tau(tau, total=0.005, response="sign"), rewards, initial=THREE_PEAKS.mean)
    atoms = np.linspace(0, 12, 50)
    category = learn_categorical(rewards, atoms, rate=0.001)
    grid = np.linspace(0, 12, 121)
    imputed = maximum_entropy(expectile, tau, grid=grid, sigma=0.02).probabilities
    even = np.full(tau.size, 1 / tau.size)
    return ThreeCodes(
        tau=tau,
        expectile=expectile,
        quantile=quantile,
        fine_tau=fine,
        exact_expectile=expectiles(_TRUTH.values, fine, weights=_TRUTH.probabilities),
        exact_quantile=quantiles(_TRUTH.values, fine, weights=_TRUTH.probabilities),
        atoms=atoms,
        category=category,
        exact_category=project(*truth, atoms),
        grid=grid,
        imputed=imputed,
        distances={
            "quantiles": wasserstein1(quantile, even, *truth),
            "categories": wasserstein1(atoms, category, *truth),
            "raw_expectiles": wasserstein1(expectile, even, *truth),
            "imputed_expectiles": wasserstein1(grid, imputed, *truth),
        },
        axis=np.linspace(0, 12, 241),
        cdf=THREE_PEAKS.cdf(np.linspace(0, 12, 241)),
        n_trials=n_trials,
    )


def three_codes_claims(result: ThreeCodes) -> dict[str, float]:
    """Each code learns what it should, and expectiles are not samples."""
    exact = np.interp(result.tau, result.fine_tau, result.exact_expectile)
    return {
        "expectile_error": float(np.abs(result.expectile - exact).mean()),
        "distance_of_quantiles": result.distances["quantiles"],
        "distance_of_categories": result.distances["categories"],
        "distance_of_raw_expectiles": result.distances["raw_expectiles"],
        "distance_of_imputed_expectiles": result.distances["imputed_expectiles"],
    }
