"""What a bend does to two straight lines: derivation and simulated cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import estimate, slopes
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.response_functions.functions import (
    FUNCTIONS,
    Floats,
    ResponseFunction,
    apparent_asymmetry,
    first_order_asymmetry,
)
from dopadist.experiments.response_functions.simulated import noisy_trials
from dopadist.reversal import magnitude_statistics
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.tasks.rewards import VOLUME_PROBABILITIES, VOLUMES

# (generator, fitted): much less concave, a little less, right, too concave.
PAIRS = (("hill200", "linear"), ("log", "hill200"), ("hill200", "hill200"), ("linear", "hill200"))
# Reversal volumes of simulated cells, µL.
POINTS = np.array([0.7, 1.0, 1.6, 2.5, 4.0, 6.0, 8.0, 11.0])
CURVE = np.geomspace(0.4, 14.0, 81)
# Reversal volumes of the two drawn cells, µL.
DRAWN = (1.6, 8.0)


@dataclass(frozen=True)
class Concavity:
    """Apparent asymmetry of cells without any.

    Attributes
    ----------
    exact, first_order : dict of numpy.ndarray, shape (n_curve,)
        By pair, along ``volumes``.
    known, joint : dict of numpy.ndarray, shape (n_points, 3)
        By pair, 25, 50 and 75 % of simulated cells: slopes through the true reversal point, and
        the joint fit.
    r_exact : dict of float
        By pair, correlation of reversal point on the fitted axis and apparent asymmetry over
        ``volumes``, from the exact formula.
    response, lines : numpy.ndarray
        The drawn Hill cells at the seven volumes, and their fitted lines, shape (2, ...).
    """

    volumes: Floats
    exact: dict[tuple[str, str], Floats]
    first_order: dict[tuple[str, str], Floats]
    points: Floats
    known: dict[tuple[str, str], Floats]
    joint: dict[tuple[str, str], Floats]
    r_exact: dict[tuple[str, str], float]
    response: Floats
    fine: Floats
    fine_response: Floats
    lines: Floats
    n_cells: int
    seed: int
    evidence: Evidence = "simulation"


def run_concavity(*, seed: int, profile: Profile) -> Concavity:
    """Formulae and simulated cells for every pair."""
    n_cells = by_profile(profile, full=1000, quick=500)
    exact, first, known, joint, r = {}, {}, {}, {}, {}
    for pair in PAIRS:
        generator, fitted = (FUNCTIONS[one] for one in pair)
        exact[pair] = apparent_asymmetry(generator, fitted, CURVE)
        first[pair] = first_order_asymmetry(generator, fitted, CURVE)
        tau = exact[pair].round(9)
        place = fitted.on_axis(CURVE)
        r[pair] = float(np.corrcoef(place, tau)[0, 1]) if np.ptp(tau) > 0 else 0.0
        rng = stream(seed, f"response_functions/concavity/{pair[0]}/{pair[1]}")
        both = [_simulated(pair, volume, n_cells, rng) for volume in POINTS]
        known[pair] = np.array([one for one, _ in both])
        joint[pair] = np.array([one for _, one in both])
    fine = np.linspace(0.1, 20.0, 200)
    hill = FUNCTIONS["hill200"]
    zero = hill.on_axis(np.array(DRAWN))[:, None]
    return Concavity(
        volumes=CURVE, exact=exact, first_order=first, points=POINTS, known=known, joint=joint,
        r_exact=r, response=hill.on_axis() - zero, fine=fine,
        fine_response=hill.on_axis(fine) - zero, lines=_drawn_lines(fine), n_cells=n_cells,
        seed=seed,
    )  # fmt: skip


def _simulated(
    pair: tuple[str, str], volume: float, n_cells: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Quartiles of the asymmetry with a known reversal point, and by the joint fit."""
    generator, fitted = (FUNCTIONS[one] for one in pair)
    mean = generator.on_axis() - generator.on_axis(np.array([volume]))
    statistics = magnitude_statistics(noisy_trials(np.tile(mean, (n_cells, 1)), rng))
    axis = fitted.on_axis()
    point = np.full(n_cells, fitted.on_axis(np.array([volume]))[0])
    minus, plus = slopes(statistics, axis, point)
    cells = estimate(statistics, axis, estimator="joint")
    return (
        np.percentile(plus / (plus + minus), [25, 50, 75]),
        np.percentile(cells.asymmetry[cells.usable], [25, 50, 75]),
    )


def _drawn_lines(fine: Floats) -> Floats:
    """Fitted lines of the drawn cells on the axis of volumes."""
    hill, found = FUNCTIONS["hill200"], []
    for volume in DRAWN:
        mean = hill.on_axis() - hill.on_axis(np.array([volume]))
        x, weight = FUNCTIONS["linear"].value(np.asarray(VOLUMES - volume)), VOLUME_PROBABILITIES
        below, above = x < 0, x > 0
        minus, plus = (
            (weight * x * mean)[side].sum() / (weight * x * x)[side].sum()
            for side in (below, above)
        )
        found.append(np.where(fine < volume, minus, plus) * (fine - volume))
    return np.array(found)


def concavity_claims(result: Concavity) -> dict[str, float]:
    """Formula against simulation, and what too straight and too bent a fit do."""
    at = [int(np.argmin(np.abs(result.volumes - volume))) for volume in result.points]
    gaps = [
        np.abs(result.known[pair][:, 1] - apparent_asymmetry(*_functions(pair), result.points))
        for pair in PAIRS
    ]
    little = ("log", "hill200")
    upper = result.points >= 2.5
    return {
        "formula_gap": float(np.max(gaps)),
        "first_order_gap": float(
            np.abs(result.first_order[little] - result.exact[little])[np.array(at)[upper]].max()
        ),
        "r_too_straight": result.r_exact[("hill200", "linear")],
        "r_too_bent": result.r_exact[("linear", "hill200")],
        "tau_too_straight": float(result.exact[("hill200", "linear")].max()),
        "right_function": float(np.abs(result.joint[("hill200", "hill200")][:, 1] - 0.5).max()),
    }


def _functions(pair: tuple[str, str]) -> tuple[ResponseFunction, ResponseFunction]:
    return FUNCTIONS[pair[0]], FUNCTIONS[pair[1]]


def concavity_statistics(result: Concavity) -> tuple[Statistic, ...]:
    """Median asymmetry of symmetric cells that reverse low and high, too straight a fit."""
    found = []
    for name, volume in (("low", 1.0), ("high", 8.0)):
        at = int(np.argmin(np.abs(result.points - volume)))
        low, median, high = result.joint[("hill200", "linear")][at]
        found.append(
            Statistic(
                name=f"tau_{name}",
                quantity=f"apparent asymmetry of symmetric cells that reverse at {volume:g} µL, "
                "Hill response on an axis of volumes, joint fit, median",
                value=float(median), low=float(low), high=float(high),
                interval="25–75 % of usable simulated cells", n=result.n_cells, unit="cells",
                test="none", p=None, effect="difference to 1/2",
                effect_size=float(median - 0.5), seed=result.seed,
            )
        )  # fmt: skip
    return tuple(found)
