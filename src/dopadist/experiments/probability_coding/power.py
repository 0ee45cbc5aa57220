"""How many trials and cells it takes to tell a population with one position from a diverse one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.evidence import Evidence
from dopadist.experiments.probability_coding.measures import (
    contrast_t,
    cue_statistics,
    heterogeneity,
    share_interval,
    two_sided,
)
from dopadist.experiments.probability_coding.populations import Cells, draw_cells, simulate
from dopadist.experiments.probability_coding.settings import KIND_NAMES, MODELS, CellKind, Model
from dopadist.experiments.probability_coding.theory import position
from dopadist.experiments.profiles import by_profile
from dopadist.statistic import Statistic
from dopadist.streams import stream

Array = NDArray[np.float64]

TRIALS = np.array([5, 7, 10, 14, 20, 28, 40, 56, 80])
CELLS = np.array([5, 10, 20, 40])
_APPROXIMATE_POPULATIONS = 4_000


@dataclass(frozen=True)
class ProbabilityPower:
    """Share of populations, and of cells, in which the contrast test rejects at 5 %.

    Attributes
    ----------
    n_trials, n_cells : numpy.ndarray of int
        ``(n_counts,)`` of each cue, and ``(n_sizes,)``.
    rejects : dict
        ``(n_sizes, n_counts)`` by (model, kind): all cells alike is rejected.
    predicted : dict
        The same for distributional cells from the spread of positions and the standard error
        of the contrast alone, by kind.
    single : dict
        Share of cells whose own contrast differs, largest populations, ``(n_counts,)``, by
        (model, kind).
    predicted_single : dict
        The same from theory for distributional cells, by kind.
    needed : dict
        Trials of each cue for 80 % power by kind, ``(n_sizes,)``; interpolated on a logarithmic
        scale, NaN where none of the counts reaches it.
    n_populations, seed : int
    """

    n_trials: NDArray[np.int64]
    n_cells: NDArray[np.int64]
    rejects: dict[tuple[Model, CellKind], Array]
    predicted: dict[CellKind, Array]
    single: dict[tuple[Model, CellKind], Array]
    predicted_single: dict[CellKind, Array]
    needed: dict[CellKind, Array]
    n_populations: int
    seed: int
    evidence: Evidence = "simulation"


def run_probability_power(*, seed: int = 0, profile: str = "full") -> ProbabilityPower:
    """Both models, both kinds, every number of trials and cells; values stay as they are."""
    n_populations = by_profile(profile, full=400, quick=100)
    rng = stream(seed, "probability_coding/power")
    rejects, single, predicted, needed = {}, {}, {}, {}
    single_predicted: dict[CellKind, Array] = {}
    for kind in KIND_NAMES:
        for model in MODELS:
            rejects[model, kind] = np.empty((CELLS.size, TRIALS.size))
            single[model, kind] = np.empty(TRIALS.size)
            for i, size in enumerate(CELLS):
                for j, count in enumerate(TRIALS):
                    cells = draw_cells(model, (n_populations, int(size)), rng=rng, kind=kind)
                    found = cue_statistics(simulate(cells, int(count), rng=rng, learning=False))
                    rejects[model, kind][i, j] = (heterogeneity(found) < 0.05).mean()
                    if i == CELLS.size - 1:
                        single[model, kind][j] = (two_sided(*contrast_t(found)) < 0.05).mean()
        predicted[kind] = np.array(
            [[_predicted(kind, int(size), int(count), rng) for count in TRIALS] for size in CELLS]
        )
        single_predicted[kind] = np.array([_predicted_single(kind, int(n), seed) for n in TRIALS])
        needed[kind] = np.array([_needed(row) for row in rejects["distributional", kind]])
    return ProbabilityPower(
        n_trials=TRIALS.copy(),
        n_cells=CELLS.copy(),
        rejects=rejects,
        predicted=predicted,
        single=single,
        predicted_single=single_predicted,
        needed=needed,
        n_populations=n_populations,
        seed=seed,
    )


def _predicted(kind: CellKind, n_cells: int, n_trials: int, rng: np.random.Generator) -> float:
    """Power from theory: each cell's position off the shared one, in standard errors.

    No trials are drawn. Each z is normal around its own expectation, and the sum of their squares
    is held against the same chi-squared.
    """
    cells = draw_cells("distributional", (_APPROXIMATE_POPULATIONS, n_cells), rng=rng, kind=kind)
    shift = _contrast(cells)
    z = shift * np.sqrt(n_trials / 1.5) / cells.noise + rng.standard_normal(shift.shape)
    q = ((z - z.mean(axis=-1, keepdims=True)) ** 2).sum(axis=-1)
    return float((stats.chi2.sf(q, n_cells - 1) < 0.05).mean())


def _predicted_single(kind: CellKind, n_trials: int, seed: int) -> float:
    """Power for one cell from theory: a normal around its own expectation beyond its limits."""
    rng = stream(seed, "probability_coding/power-single")
    cells = draw_cells("distributional", (40_000,), rng=rng, kind=kind)
    shift = _contrast(cells) * np.sqrt(n_trials / 1.5) / cells.noise
    limit = stats.norm.isf(0.025)
    return float((stats.norm.sf(limit - shift) + stats.norm.cdf(-limit - shift)).mean())


def _contrast(cells: Cells) -> Array:
    """Expected contrast against the middle, spikes/s: off the middle, times the cell's range."""
    value = cells.value
    return cells.gain * (value[..., 2] - value[..., 0]) * (position(cells.tau) - 0.5)


def _needed(power: Array, *, wanted: float = 0.8) -> float:
    """Trials at which the power first crosses what is wanted."""
    above = power >= wanted
    if above[0] or not above.any():
        return float(TRIALS[0]) if above[0] else float("nan")
    j = int(np.argmax(above))
    share = (wanted - power[j - 1]) / (power[j] - power[j - 1])
    return float(TRIALS[j - 1] * (TRIALS[j] / TRIALS[j - 1]) ** share)


def probability_power_claims(result: ProbabilityPower) -> dict[str, float]:
    """False alarms, measured against predicted power, and what is needed."""
    sizes = [result.rejects["classical", kind] for kind in KIND_NAMES]
    misses = [
        np.abs(result.rejects["distributional", kind] - result.predicted[kind])
        for kind in KIND_NAMES
    ]
    j = int(np.flatnonzero(result.n_trials == 20)[0])
    return {
        "false_alarms": float(np.mean(sizes)),
        "mean_miss_of_prediction": float(np.mean(misses)),
        "trials_needed_40_dopamine": float(result.needed["dopamine"][-1]),
        "trials_needed_10_dopamine": float(result.needed["dopamine"][1]),
        "trials_needed_10_gaba": float(result.needed["gaba"][1]),
        "single_cell_power": float(result.single["distributional", "dopamine"][j]),
        "single_cell_false_alarms": float(
            np.mean([result.single["classical", kind] for kind in KIND_NAMES])
        ),
    }


def probability_power_statistics(result: ProbabilityPower) -> tuple[Statistic, ...]:
    """Power with 20 trials of each cue, by kind and number of cells, and that of one cell."""
    j = int(np.flatnonzero(result.n_trials == 20)[0])
    found = []
    for kind in KIND_NAMES:
        n = result.n_populations
        rows = [
            (
                f"power_{kind}_{size}",
                f"share of distributional populations of {size} {kind} cells in which "
                "the contrast test rejects one position, 20 trials a cue",
                float(result.rejects["distributional", kind][i, j]),
                n,
                "populations",
            )
            for i, size in enumerate(result.n_cells)
        ]
        rows += [
            (
                f"single_{model}_{kind}",
                f"share of {model} {kind} cells whose own contrast differs from the shared "
                "position at 5 %, 20 trials a cue",
                float(result.single[model, kind][j]),
                n * int(result.n_cells[-1]),
                "simulated cells",
            )
            for model in MODELS
        ]
        for name, text, value, count, unit in rows:
            low, high = share_interval(value, count)
            found.append(
                Statistic(
                    name=name,
                    quantity=text,
                    value=value,
                    low=low,
                    high=high,
                    interval="95 %, Wilson",
                    n=count,
                    unit=unit,
                    test="none",
                    p=None,
                    effect="power beyond the level",
                    effect_size=value - 0.05,
                    seed=result.seed,
                )
            )
    return tuple(found)
