"""The t statistic of each cell's 50 % response, and what it is like when all cells are alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.evidence import Evidence
from dopadist.experiments.probability_coding.measures import (
    CueStatistics,
    contrast_t,
    cue_statistics,
    heterogeneity,
    naive_anova,
    naive_t,
    two_sided,
)
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
from dopadist.experiments.probability_coding.theory import (
    CUES,
    forgetting,
    memory_factor,
    value_variance,
)
from dopadist.experiments.profiles import by_profile
from dopadist.streams import stream

Array = NDArray[np.float64]

# Steps from the textbook's t to the t of a learning cell, all of them classical.
LADDER = {
    "exact_ends": "true 10 and 90 % responses,\nagainst the true middle",
    "noisy_ends": "measured 10 and 90 % responses,\nagainst the true middle",
    "across_cells": "… against the across-cell mean",
    "learning": "… and the values go on changing",
    "one_session": "… in one session for all cells",
    "contrast": "contrast t, values stay",
    "contrast_learning": "contrast t, values go on changing",
}


@dataclass(frozen=True)
class Rung:
    """Statistics t of all cells of all populations, in units of Student's.

    Attributes
    ----------
    sd : float
        Standard deviation over Student's.
    share : float
        Share of two-sided P below 5 %.
    share_by_population : numpy.ndarray
        The same by population, ``(n_populations,)``.
    """

    sd: float
    share: float
    share_by_population: Array


@dataclass(frozen=True)
class TNull:
    """One population of each model and kind, the null of each kind, and the ladder.

    Attributes
    ----------
    t : dict
        The naive t of the cells of one population, ``(n_cells,)``, by (model, kind).
    density_at : numpy.ndarray
        ``(n_x,)``.
    student : numpy.ndarray
        Student's density with the trials' degrees of freedom.
    null_density : dict
        Density of the naive t in classical populations that go on learning, ``(n_x,)``, by kind.
    null_spread : dict
        Their :func:`spread_of_t`, ``(n_populations,)``, by kind.
    p_of_spread : dict
        Share of classical populations whose t are spread at least as widely, by (model, kind).
    ladder : dict
        One :class:`Rung` for each key of ``LADDER``.
    predicted_learning_sd : float
        Closed form of the rung "learning" but for the across-cell mean.
    anova_rejects, contrast_rejects : dict
        Share of populations in which all cells alike is rejected at 5 %, by name of population.
    n_cells, n_trials, n_populations, seed : int
    """

    t: dict[tuple[Model, CellKind], Array]
    density_at: Array
    student: Array
    null_density: dict[CellKind, Array]
    null_spread: dict[CellKind, Array]
    p_of_spread: dict[tuple[Model, CellKind], float]
    ladder: dict[str, Rung]
    predicted_learning_sd: float
    anova_rejects: dict[str, float]
    contrast_rejects: dict[str, float]
    n_cells: int
    n_trials: int
    n_populations: int
    seed: int
    evidence: Evidence = "simulation"


def spread_of_t(t: Array) -> Array:
    """Half the distance between the 16th and the 84th percentile of the cells, ``(...)``.

    Two or three cells whose 10 and 90 % responses nearly coincide can't move it.

    >>> round(float(spread_of_t(stats.norm.ppf((np.arange(999) + 0.5) / 999))), 2)
    0.99
    """
    low, high = np.quantile(t, [0.16, 0.84], axis=-1)
    return np.asarray((high - low) / 2)


def learning_sd(cells: Cells, n_trials: int) -> float:
    r"""Standard deviation of the naive t over Student's, values going on changing.

    The contrast has the variance :math:`(S_{50}+S_{10}/4+S_{90}/4)/n`, where :math:`S_k` is the
    noise plus :math:`g^2` times the variance of the value times its memory; a trial's spread
    within the session lacks the slow part of it.
    """
    plus, minus = cells.alpha_plus[..., None], cells.alpha_minus[..., None]
    swing = cells.gain[..., None] ** 2 * value_variance(plus, minus, CUES)
    memory = memory_factor(forgetting(plus, minus, CUES), n_trials)
    firing = cells.noise[..., None] ** 2
    of_mean = firing + swing * memory
    within = firing + swing * (n_trials - memory) / (n_trials - 1)
    ratio = (of_mean @ np.array([0.25, 1.0, 0.25])) / within[..., 1]
    return float(np.sqrt(ratio.mean()))


def run_t_null(
    *,
    seed: int = 0,
    profile: str = "full",
    n_cells: int = N_CELLS,
    n_trials: int = N_TRIALS,
    base_rate: float = BASE_RATE,
) -> TNull:
    """Classical populations step by step, then both models and both kinds."""
    n_populations = by_profile(profile, full=1_000, quick=200)
    shape = (n_populations, n_cells)
    rng = stream(seed, "probability_coding/t_null")
    anova: dict[str, float] = {}
    contrast: dict[str, float] = {}

    def statistics(
        name: str, cells: Cells, *, learning: bool = True, one_session: bool = False
    ) -> CueStatistics:
        found = _in_parts(cells, n_trials, rng=rng, learning=learning, one_session=one_session)
        f, between, within = naive_anova(found)
        anova[name] = float((stats.f.sf(f, between, within) < 0.05).mean())
        contrast[name] = float((heterogeneity(found) < 0.05).mean())
        return found

    cells = draw_cells("classical", shape, rng=rng, base_rate=base_rate)
    still = statistics("still", cells, learning=False)
    moving = statistics("learning", cells)
    together = statistics("one_session", cells, one_session=True)
    exact = (still.mean[..., 1] - 0.5 * cells.gain) / np.sqrt(still.variance[..., 1] / n_trials)
    df = n_trials - 1
    ladder = {
        "exact_ends": _rung(exact, df),
        "noisy_ends": _rung(naive_t(still, against=0.5), df),
        "across_cells": _rung(naive_t(still), df),
        "learning": _rung(naive_t(moving), df),
        "one_session": _rung(naive_t(together), df),
        "contrast": _rung(*contrast_t(still)),
        "contrast_learning": _rung(*contrast_t(moving)),
    }
    at = np.linspace(-8, 8, 81)
    t: dict[tuple[Model, CellKind], Array] = {}
    null: dict[CellKind, Array] = {}
    null_spread: dict[CellKind, Array] = {}
    p: dict[tuple[Model, CellKind], float] = {}
    for kind in KIND_NAMES:
        many = draw_cells("classical", shape, rng=rng, kind=kind, base_rate=base_rate)
        reference = naive_t(statistics(f"classical_{kind}", many))
        null[kind] = _density(reference, at)
        null_spread[kind] = spread_of_t(reference)
        for model in MODELS:
            several = 1 if model == "classical" else n_populations
            found = statistics(
                f"{model}_{kind}_one" if several == 1 else f"{model}_{kind}",
                draw_cells(model, (several, n_cells), rng=rng, kind=kind, base_rate=base_rate),
            )
            t[model, kind] = naive_t(found)[0]
            wider = null_spread[kind] >= spread_of_t(t[model, kind])
            p[model, kind] = float((1 + wider.sum()) / (1 + n_populations))
    return TNull(
        t=t,
        density_at=at,
        student=stats.t.pdf(at, df),
        null_density=null,
        null_spread=null_spread,
        p_of_spread=p,
        ladder=ladder,
        predicted_learning_sd=learning_sd(cells, n_trials),
        anova_rejects=anova,
        contrast_rejects=contrast,
        n_cells=n_cells,
        n_trials=n_trials,
        n_populations=n_populations,
        seed=seed,
    )


def _in_parts(
    cells: Cells, n_trials: int, *, rng: np.random.Generator, learning: bool, one_session: bool
) -> CueStatistics:
    """Statistics of many populations, a hundred at a time: their trials needn't all be kept."""
    parts = []
    for first in range(0, cells.tau.shape[0], 100):
        part = slice(first, first + 100)
        some = Cells(
            cells.alpha_plus[part], cells.alpha_minus[part], cells.gain[part], cells.noise[part]
        )
        trials = simulate(some, n_trials, rng=rng, learning=learning, one_session=one_session)
        parts.append(cue_statistics(trials))
    return CueStatistics(
        np.concatenate([part.mean for part in parts]),
        np.concatenate([part.variance for part in parts]),
        n_trials,
    )


def _rung(t: Array, df: Array | float) -> Rung:
    outside = two_sided(t, df) < 0.05
    scale = np.sqrt(np.mean(np.divide(df, np.subtract(df, 2))))
    return Rung(float(t.std() / scale), float(outside.mean()), outside.mean(axis=-1))


def _density(t: Array, at: Array) -> Array:
    """Histogram of all cells' t around each point of the grid, as a density."""
    half = (at[1] - at[0]) / 2
    counts, _ = np.histogram(t, bins=np.append(at - half, at[-1] + half))
    return np.asarray(counts / (t.size * 2 * half))
