"""The sum of the rates sets speed and noise, their ratio the fixed point."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.distributional import from_tau, learn
from dopadist.evidence import Evidence
from dopadist.experiments.distributional_td.settings import (
    uniform_distance,
    uniform_expectile,
    uniform_learning_curve,
    uniform_noise,
)
from dopadist.experiments.profiles import by_profile
from dopadist.statistic import Statistic
from dopadist.streams import stream

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SumAndRatio:
    """Learning curves for uniform rewards from 0.

    Attributes
    ----------
    tau, total : numpy.ndarray
        Asymmetry and sum of rates of each channel, ``(n_channels,)``.
    trial : numpy.ndarray
        ``(n_notes,)``.
    value : numpy.ndarray
        Mean over runs, ``(n_notes, n_channels)``.
    one_run : numpy.ndarray
        The first run alone, same shape.
    predicted : numpy.ndarray
        Closed form, same shape.
    expectile : numpy.ndarray
        ``(n_channels,)``.
    n_runs : int
    """

    tau: Array
    total: Array
    trial: NDArray[np.int64]
    value: Array
    one_run: Array
    predicted: Array
    expectile: Array
    n_runs: int
    evidence: Evidence = "simulation"


def run_sum_and_ratio(*, seed: int = 0, profile: str = "full") -> SumAndRatio:
    """Four channels: one optimist with three sums of rates, and one pessimist."""
    n_runs = by_profile(profile, full=2_000, quick=500)
    tau, total = np.array([0.9, 0.9, 0.9, 0.1]), np.array([0.08, 0.04, 0.02, 0.08])
    trial = np.arange(0, 1_501, 10)
    rewards = stream(seed, "distributional_td/sum_and_ratio").random((n_runs, trial[-1]))
    notes = learn(from_tau(tau, total=total), rewards, after=trial)
    return SumAndRatio(
        tau=tau,
        total=total,
        trial=trial,
        value=notes.mean(axis=1),
        one_run=notes[:, 0],
        predicted=uniform_learning_curve(tau, total, trial[:, None]),
        expectile=uniform_expectile(tau),
        n_runs=n_runs,
    )


def sum_and_ratio_claims(result: SumAndRatio) -> dict[str, float]:
    """Speeds from the slope of log(what is left to learn) until a tenth is left."""
    left = uniform_distance(result.tau, result.value)
    speed = np.empty(result.tau.size)
    for i in range(result.tau.size):
        # Up to the first note at which no more than a tenth is left.
        until = np.cumprod(left[:, i] > 0.1).astype(bool)
        line = np.polyfit(result.trial[until], np.log(left[until, i]), 1) if until[1] else [np.nan]
        speed[i] = -line[0]
    return {
        "largest_distance_to_closed_form": float(np.abs(result.value - result.predicted).max()),
        "range_of_ends_over_sums": float(np.ptp(result.value[-1, :3])),
        "end_of_optimist": float(result.value[-1, 0]),
        "end_of_pessimist": float(result.value[-1, 3]),
        "speed_at_double_sum": float(speed[0] / speed[1]),
        "speed_at_quadruple_sum": float(speed[0] / speed[2]),
        "speed_of_optimist_over_pessimist": float(speed[0] / speed[3]),
    }


@dataclass(frozen=True)
class ConstantRateNoise:
    """Spread and bias around the fixed point for a range of rates, uniform rewards.

    Attributes
    ----------
    tau, total : numpy.ndarray
        ``(n_tau,)`` and ``(n_total,)``.
    spread, bias, bias_error : numpy.ndarray
        Measured, ``(n_total, n_tau)``; ``bias_error`` is the standard error over runs.
    predicted_spread, predicted_bias : numpy.ndarray
        First order, same shape.
    n_runs, n_notes, seed : int
        Runs, and values noted in each, one relaxation time apart.
    """

    tau: Array
    total: Array
    spread: Array
    bias: Array
    bias_error: Array
    predicted_spread: Array
    predicted_bias: Array
    n_runs: int
    n_notes: int
    seed: int
    evidence: Evidence = "simulation"


def run_constant_rate_noise(*, seed: int = 0, profile: str = "full") -> ConstantRateNoise:
    """Three channels at five sums of rates, noted in equilibrium."""
    n_runs = by_profile(profile, full=4_000, quick=1_000)
    n_notes, at_once = 50, 500
    tau, total = np.array([0.1, 0.5, 0.9]), np.array([0.02, 0.04, 0.08, 0.16, 0.32])
    expectile = uniform_expectile(tau)
    rng = stream(seed, "distributional_td/constant_rate_noise")
    spread, bias, error = np.empty((3, total.size, tau.size))
    for i, each in enumerate(total):
        relaxation = int(np.ceil(1 / (each * np.sqrt(0.1 * 0.9))))
        after = relaxation * np.arange(5, 5 + n_notes)
        batches = [
            learn(
                from_tau(tau, total=each),
                rng.random((at_once, after[-1])),
                initial=expectile,
                after=after,
            )
            for _ in range(n_runs // at_once)
        ]
        notes = np.concatenate(batches, axis=1) - expectile
        by_run = notes.mean(axis=0)
        spread[i], bias[i] = notes.std(axis=(0, 1)), by_run.mean(axis=0)
        error[i] = by_run.std(axis=0, ddof=1) / np.sqrt(n_runs)
    predicted = [uniform_noise(tau, each) for each in total]
    return ConstantRateNoise(
        tau=tau,
        total=total,
        spread=spread,
        bias=bias,
        bias_error=error,
        predicted_spread=np.array([each[0] for each in predicted]),
        predicted_bias=np.array([each[1] for each in predicted]),
        n_runs=n_runs,
        n_notes=n_notes,
        seed=seed,
    )


def constant_rate_noise_claims(result: ConstantRateNoise) -> dict[str, float]:
    """Exponent of the spread, and the biases against their closed forms."""
    exponent = np.polyfit(np.log(result.total), np.log(result.spread), 1)[0]
    # Least squares through the origin, weighted with the precision of each bias.
    weight = 1 / result.bias_error**2

    def slope(i: int) -> float:
        predicted = result.predicted_bias[:, i]
        top = np.sum(weight[:, i] * predicted * result.bias[:, i])
        return float(top / np.sum(weight[:, i] * predicted**2))

    return {
        "exponent_of_spread": float(exponent.mean()),
        "spread_over_prediction": float((result.spread / result.predicted_spread)[0].mean()),
        "optimist_bias_over_prediction": slope(2),
        "pessimist_bias_over_prediction": slope(0),
        "bias_of_the_middle": float(np.abs(result.bias[:, 1] / result.bias_error[:, 1]).max()),
        "optimist_bias_in_errors": float((result.bias / result.bias_error)[-1, 2]),
    }


def constant_rate_noise_statistics(result: ConstantRateNoise) -> tuple[Statistic, ...]:
    """Bias of each channel at the fastest rates, against none."""
    found = []
    for i, (name, tau) in enumerate(zip(("low", "middle", "high"), result.tau, strict=True)):
        bias, error = float(result.bias[-1, i]), float(result.bias_error[-1, i])
        found.append(
            Statistic(
                name=f"bias_{name}",
                quantity=f"bias of the channel at tau = {tau:g}, rates that sum to "
                f"{result.total[-1]:g}, units of reward",
                value=bias, low=bias - 1.96 * error, high=bias + 1.96 * error,
                interval="95 %, normal, over runs", n=result.n_runs, unit="runs",
                test="z test against no bias, two-sided",
                p=float(2 * stats.norm.sf(abs(bias) / error)), effect="bias over its SD",
                effect_size=bias / (error * np.sqrt(result.n_runs)), seed=result.seed,
            )
        )  # fmt: skip
    return tuple(found)
