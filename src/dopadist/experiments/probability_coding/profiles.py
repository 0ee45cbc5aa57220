"""Profiles over the three cues, and whether a cell keeps its place when it is asked again."""

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.evidence import Evidence
from dopadist.experiments.probability_coding.measures import cue_statistics, positions
from dopadist.experiments.probability_coding.populations import Cells, draw_cells, simulate
from dopadist.experiments.probability_coding.settings import (
    BASE_RATE,
    KIND_NAMES,
    MODELS,
    N_CELLS,
    N_TRIALS,
    CellKind,
    Model,
)
from dopadist.experiments.profiles import by_profile
from dopadist.statistic import Statistic
from dopadist.streams import stream

Array = NDArray[np.float64]
Again = Literal["random halves", "first and second half", "two sessions"]
AGAIN: tuple[Again, ...] = ("random halves", "first and second half", "two sessions")


def standardised(mean: Array) -> Array:
    """Each cell's three mean responses with zero mean and unit variance (n - 1).

    >>> standardised(np.array([[1.0, 2.0, 3.0]]))
    array([[-1.,  0.,  1.]])
    """
    centred = mean - mean.mean(axis=-1, keepdims=True)
    return centred / centred.std(axis=-1, ddof=1, keepdims=True)


@dataclass(frozen=True)
class ProbabilityProfiles:
    """One population of each model and kind, cells sorted by asymmetry.

    Attributes
    ----------
    profile : dict
        ``(n_cells, 3)`` by (model, kind): standardised mean responses.
    noiseless : dict
        The same from the values that the cells settle on.
    tau : dict
        ``(n_cells,)``.
    n_trials : int
    seed : int
    """

    profile: dict[tuple[Model, CellKind], Array]
    noiseless: dict[tuple[Model, CellKind], Array]
    tau: dict[tuple[Model, CellKind], Array]
    n_trials: int
    seed: int
    evidence: Evidence = "simulation"


def run_probability_profiles(
    *,
    seed: int = 0,
    profile: str = "full",
    n_cells: int = N_CELLS,
    n_trials: int = N_TRIALS,
    base_rate: float = BASE_RATE,
) -> ProbabilityProfiles:
    """Dopamine and GABA cells, each kind as classical and as distributional learners.

    The size doesn't depend on the profile: it is that of the experiment.
    """
    by_profile(profile, full=None, quick=None)
    rng = stream(seed, "probability_coding/profiles")
    found, exact, level = {}, {}, {}
    for key in product(MODELS, KIND_NAMES):
        cells = draw_cells(key[0], (n_cells,), rng=rng, kind=key[1], base_rate=base_rate)
        mean = simulate(cells, n_trials, rng=rng).mean(axis=-1)
        order = np.argsort(cells.tau, kind="stable")
        found[key], level[key] = standardised(mean)[order], cells.tau[order]
        exact[key] = standardised(cells.value)[order]
    return ProbabilityProfiles(found, exact, level, n_trials, seed)


def probability_profiles_claims(result: ProbabilityProfiles) -> dict[str, float]:
    """Spread of the middle of the profiles, and its order in the distributional cells."""
    claims = {}
    for (model, kind), each in result.profile.items():
        claims[f"spread_{model}_{kind}"] = float(each[:, 1].std(ddof=1))
    for kind in KIND_NAMES:
        key: tuple[Model, CellKind] = ("distributional", kind)
        claims[f"order_{kind}"] = float(
            stats.spearmanr(result.tau[key], result.profile[key][:, 1]).statistic
        )
    claims["spread_noiseless"] = float(result.noiseless["classical", "dopamine"][:, 1].std(ddof=1))
    return claims


def probability_profiles_statistics(result: ProbabilityProfiles) -> tuple[Statistic, ...]:
    """Ratio of the two models' variances of the middle of the profile, by kind."""
    found = []
    for kind in KIND_NAMES:
        one, two = (result.profile[model, kind][:, 1] for model in ("distributional", "classical"))
        ratio = float(one.var(ddof=1) / two.var(ddof=1))
        n = one.size
        low, high = ratio / stats.f.ppf([0.975, 0.025], n - 1, n - 1)
        found.append(
            Statistic(
                name=f"variance_ratio_{kind}",
                quantity=f"variance over {kind} cells of the standardised 50 % response, "
                "distributional over classical",
                value=ratio,
                low=float(low),
                high=float(high),
                interval="95 %, F distribution",
                n=n,
                unit="cells of each model",
                test="Levene (medians), two-sided",
                p=float(stats.levene(one, two).pvalue),
                effect="ratio of variances",
                effect_size=ratio,
                seed=result.seed,
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class PositionHalves:
    """Position of the 50 % cue, measured twice.

    Attributes
    ----------
    pair : dict
        ``(2, n_cells)`` by model: the first population, first against second half.
    tau : dict
        ``(n_cells,)`` of that population.
    rank_r : dict
        Spearman correlation of the two measurements, ``(n_populations,)``, by (model, again).
    rank_r_static : numpy.ndarray
        Classical cells whose values stay as they are, random halves, ``(n_populations,)``.
    n_trials : int
        Of each cue, in both halves together.
    seed : int
    """

    pair: dict[Model, Array]
    tau: dict[Model, Array]
    rank_r: dict[tuple[Model, Again], Array]
    rank_r_static: Array
    n_trials: int
    seed: int
    evidence: Evidence = "simulation"


def run_position_halves(
    *,
    seed: int = 0,
    profile: str = "full",
    n_cells: int = N_CELLS,
    n_trials: int = N_TRIALS,
    base_rate: float = BASE_RATE,
) -> PositionHalves:
    """Halves at random, in order, and on two days; many populations of dopamine cells."""
    n_populations = by_profile(profile, full=300, quick=100)
    rng = stream(seed, "probability_coding/halves")
    pair: dict[Model, Array] = {}
    tau: dict[Model, Array] = {}
    rank_r: dict[tuple[Model, Again], Array] = {}
    half = n_trials // 2
    for model in MODELS:
        cells = draw_cells(model, (n_populations, n_cells), rng=rng, base_rate=base_rate)
        trials = simulate(cells, n_trials, rng=rng)
        other = simulate(cells, half, rng=rng)
        first, second = _position(trials[..., :half]), _position(trials[..., half:])
        pair[model], tau[model] = np.stack([first[0], second[0]]), cells.tau[0]
        rank_r[model, "first and second half"] = _rank_r(first, second)
        rank_r[model, "two sessions"] = _rank_r(first, _position(other))
        rank_r[model, "random halves"] = _random_halves(trials, rng)
    cells = draw_cells("classical", (n_populations, n_cells), rng=rng)
    still = _random_halves(_still(cells, n_trials, rng), rng)
    return PositionHalves(pair, tau, rank_r, still, n_trials, seed)


def _still(cells: Cells, n_trials: int, rng: np.random.Generator) -> Array:
    return simulate(cells, n_trials, rng=rng, learning=False)


def _position(trials: Array) -> Array:
    return positions(cue_statistics(trials))


def _random_halves(trials: Array, rng: np.random.Generator) -> Array:
    """One split a population, the trials of each cell and cue dealt out anew."""
    order = rng.random(trials.shape).argsort(axis=-1)
    dealt = np.take_along_axis(trials, order, axis=-1)
    half = trials.shape[-1] // 2
    return _rank_r(_position(dealt[..., :half]), _position(dealt[..., half:]))


def _rank_r(one: Array, two: Array) -> Array:
    """Spearman correlation along the last axis."""
    ranks = [stats.rankdata(each, axis=-1) for each in (one, two)]
    centred = [each - each.mean(axis=-1, keepdims=True) for each in ranks]
    top = (centred[0] * centred[1]).sum(axis=-1)
    return np.asarray(top / np.sqrt((centred[0] ** 2).sum(-1) * (centred[1] ** 2).sum(-1)))


def position_halves_claims(result: PositionHalves) -> dict[str, float]:
    """Mean rank correlation over populations."""
    names = {
        "random halves": "random_halves",
        "first and second half": "ordered_halves",
        "two sessions": "two_sessions",
    }
    claims = {
        f"{model}_{names[again]}": float(r.mean()) for (model, again), r in result.rank_r.items()
    }
    return claims | {"still_random_halves": float(result.rank_r_static.mean())}


def position_halves_statistics(result: PositionHalves) -> tuple[Statistic, ...]:
    """Mean over populations, with the spread over populations."""
    found = []
    still = {("classical", "random halves, values stay"): result.rank_r_static}
    for (model, again), r in (dict(result.rank_r) | still).items():
        low, high = np.quantile(r, [0.025, 0.975])
        found.append(
            Statistic(
                name=f"{model}_{again.replace(',', '').replace(' ', '_')}",
                quantity=f"Spearman r of positions, {again}, {model} cells, mean over populations",
                value=float(r.mean()),
                low=float(low),
                high=float(high),
                interval=f"2.5–97.5 % of {r.size} populations",
                n=result.tau["classical"].size,
                unit="cells in each",
                test="none",
                p=None,
                effect="r",
                effect_size=float(r.mean()),
                seed=result.seed,
            )
        )
    return tuple(found)
