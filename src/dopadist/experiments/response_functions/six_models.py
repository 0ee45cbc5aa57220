"""Six models of what dopamine cells do. The choice is ours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dopadist.expectiles import expectiles, quantiles
from dopadist.experiments.response_functions.functions import Floats, hill, spread
from dopadist.experiments.response_functions.simulated import (
    N_TRIALS,
    NOISE_SD,
    draw_gain,
    draw_tau,
    lines,
    noisy_trials,
    weights,
)
from dopadist.surrogate.settings import SETTINGS
from dopadist.tasks.rewards import VOLUMES

MODELS = {
    "classical": "classical TD",
    "noisy": "classical TD, 30 % more noise",
    "uncoupled": "asymmetric slopes, one prediction",
    "linear": "distributional TD, linear f",
    "hill": "distributional TD, Hill f",
    "sign": "distributional TD, sign f",
}
# An unannounced reward surprises more, by so much on the axis of the responses.
SURPRISE = SETTINGS.surprise
# So much that the common function explains as much as in linear distributional TD; the noise of
# recorded cells differs between cells by far more.
MORE_NOISE = 1.3
# Half-saturation of the Hill function of the prediction error, µL.
ERROR_SIGMA = 5.0


@dataclass(frozen=True)
class Population:
    """Single trials of one simulated population, (n_cells, n_magnitudes, n_slots) each."""

    cued: Floats
    uncued: Floats


def draw_population(model: str, rng: np.random.Generator) -> Population:
    """Half of an average recorded cell's trials of either kind, for 40 cells."""
    cued, uncued = mean_responses(model, rng)
    sd = NOISE_SD * (MORE_NOISE if model == "noisy" else 1)
    n = N_TRIALS // 2
    return Population(
        cued=noisy_trials(cued, rng, sd=sd, n_trials=n),
        uncued=noisy_trials(uncued, rng, sd=sd, n_trials=n),
    )


def mean_responses(model: str, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Mean responses to announced and unannounced rewards, shape (n_cells, n_magnitudes), Hz."""
    axis = np.array(SETTINGS.utility)
    tau, gain = draw_tau(rng), draw_gain(rng)
    middle = np.full(tau.size, weights() @ axis)
    half = np.full(tau.size, 0.5)
    if model in ("classical", "noisy"):
        return _both(axis, middle, half, gain)
    if model == "uncoupled":
        return _both(axis, middle, tau, gain)
    if model == "linear":
        return _both(axis, expectiles(axis, tau, weights=weights()), tau, gain)
    if model == "sign":
        point = quantiles(axis, tau, weights=weights())
        found = [
            2 * gain[:, None] * np.where(x > 0, tau[:, None], tau[:, None] - 1)
            for x in (axis - point[:, None], axis + SURPRISE - point[:, None])
        ]
        scale = _scale(axis, found[0], gain)
        return found[0] * scale, found[1] * scale
    if model == "hill":
        return _hill(axis, tau, gain)
    raise ValueError(f"model is {model!r}, expected one of {', '.join(MODELS)}")


def _both(axis: Floats, point: Floats, tau: Floats, gain: Floats) -> tuple[Floats, Floats]:
    return lines(axis, point, tau, gain), lines(axis + SURPRISE, point, tau, gain)


def _hill(axis: Floats, tau: Floats, gain: Floats) -> tuple[Floats, Floats]:
    """Response f(r - V) with f a Hill function of the error in µL; V where the errors balance."""
    function = hill(ERROR_SIGMA, "")

    def response(point: Floats, surprise: float = 0.0) -> Floats:
        delta = VOLUMES + surprise - point[:, None]
        size = np.abs(delta)
        shape = np.sign(delta) * function.value(np.where(size > 0, size, 1e-12))
        side = np.where(delta > 0, tau[:, None], 1 - tau[:, None])
        return np.asarray(2 * gain[:, None] * side * shape)

    low, high = np.full(tau.size, VOLUMES[0]), np.full(tau.size, VOLUMES[-1])
    for _ in range(50):
        point = 0.5 * (low + high)
        rising = response(point) @ weights() > 0
        low, high = np.where(rising, point, low), np.where(rising, high, point)
    cued, uncued = response(point), response(point, _surprise_volume(axis))
    scale = _scale(axis, cued, gain)
    return cued * scale, uncued * scale


def _surprise_volume(axis: Floats) -> float:
    """The surprise as a volume, at the slope of the axis about its mean."""
    middle = weights() @ axis
    there = np.interp([middle, middle + SURPRISE], axis, VOLUMES)
    return float(there[1] - there[0])


def _scale(axis: Floats, mean: Floats, gain: Floats) -> float:
    """Brings the mean cell's spread over rewards to that of the axis times the mean gain."""
    return float(gain.mean() * spread(axis) / spread(mean.mean(0)))
