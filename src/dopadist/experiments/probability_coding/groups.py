"""Two Mann-Whitney tests a cell, the groups that they make, and what they make of no difference."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.evidence import Evidence
from dopadist.experiments.probability_coding.group_theory import (
    group_shares,
    mixed_group_shares,
)
from dopadist.experiments.probability_coding.measures import (
    contrast_t,
    cue_statistics,
    groups,
    mann_whitney,
    share_interval,
    two_sided,
)
from dopadist.experiments.probability_coding.populations import alike, draw_cells, simulate
from dopadist.experiments.probability_coding.settings import (
    KINDS,
    LOG_GAIN_SD,
    LOG_NOISE_SD,
    MODELS,
    N_CELLS,
    Model,
)
from dopadist.experiments.profiles import by_profile
from dopadist.statistic import Statistic
from dopadist.streams import stream

Array = NDArray[np.float64]

TRIALS = np.array([5, 7, 10, 15, 20, 30, 50, 100])
NOISES = np.array([2.1, 4.2, 8.4])  # half, once and twice the recorded cells' median
STEP = 0.4  # of value, from cue to cue, in a classical cell


@dataclass(frozen=True)
class ThreeGroups:
    """Shares of cells by group, for a range of trials; values stay at their fixed points.

    Attributes
    ----------
    n_trials : numpy.ndarray of int
        Of each cue, ``(n_counts,)``.
    share : dict
        ``(n_counts, 4)`` by model, in the order of ``measures.GROUPS``.
    expected : numpy.ndarray
        Closed form for the classical cells, ``(n_counts, 4)``.
    direct : dict
        Share of cells whose contrast differs from the shared position at 5 %, ``(n_counts,)``,
        by model.
    noise : numpy.ndarray
        spikes/s, ``(n_noises,)``.
    false_share, expected_false_share : numpy.ndarray
        Called optimistic or pessimistic, classical cells of one gain and one noise,
        ``(n_noises, n_counts)``.
    example : numpy.ndarray
        Responses of one classical cell, spikes/s, ``(3, n)``.
    example_p : numpy.ndarray
        Its two P values.
    example_direct_p : float
        P of its contrast against the middle.
    exact_agrees : float
        Share of cells with 7 trials that the exact test puts into the same group.
    n_cells, n_populations, seed : int
    """

    n_trials: NDArray[np.int64]
    share: dict[Model, Array]
    expected: Array
    direct: dict[Model, Array]
    noise: Array
    false_share: Array
    expected_false_share: Array
    example: Array
    example_p: Array
    example_direct_p: float
    exact_agrees: float
    n_cells: int
    n_populations: int
    seed: int
    evidence: Evidence = "simulation"


def run_three_groups(
    *, seed: int = 0, profile: str = "full", n_cells: int = N_CELLS
) -> ThreeGroups:
    """Both models over trials; one gain and three noises against the closed form."""
    n_populations = by_profile(profile, full=100, quick=30)
    shape = (n_populations, n_cells)
    rng = stream(seed, "probability_coding/groups")
    share = {model: np.empty((TRIALS.size, 4)) for model in MODELS}
    direct = {model: np.empty(TRIALS.size) for model in MODELS}
    for model in MODELS:
        for i, n in enumerate(TRIALS):
            cells = draw_cells(model, shape, rng=rng)
            trials = simulate(cells, int(n), rng=rng, learning=False)
            share[model][i] = _shares(mann_whitney(trials))
            direct[model][i] = (two_sided(*contrast_t(cue_statistics(trials))) < 0.05).mean()
    gain = KINDS["dopamine"].gain
    false_share, expected = np.empty((2, NOISES.size, TRIALS.size))
    for j, noise in enumerate(NOISES):
        for i, n in enumerate(TRIALS):
            cells = alike(draw_cells("classical", shape, rng=rng), gain=gain, noise=float(noise))
            p = mann_whitney(simulate(cells, int(n), rng=rng, learning=False))
            false_share[j, i] = _shares(p)[:2].sum()
            expected[j, i] = group_shares(STEP * gain / noise, int(n))[:2].sum()
    kind = KINDS["dopamine"]
    example, p, direct_p = _example(rng)
    return ThreeGroups(
        n_trials=TRIALS.copy(),
        share=share,
        expected=mixed_group_shares(
            STEP * kind.gain / kind.noise, float(np.hypot(LOG_GAIN_SD, LOG_NOISE_SD)), TRIALS
        ),
        direct=direct,
        noise=NOISES.copy(),
        false_share=false_share,
        expected_false_share=expected,
        example=example,
        example_p=p,
        example_direct_p=direct_p,
        exact_agrees=_exact_agrees(rng),
        n_cells=n_cells,
        n_populations=n_populations,
        seed=seed,
    )


def _shares(p: Array) -> Array:
    return np.bincount(groups(p).ravel(), minlength=4) / groups(p).size


def _example(rng: np.random.Generator) -> tuple[Array, Array, float]:
    """First of many classical cells with 15 trials a cue that is called optimistic."""
    kind = KINDS["dopamine"]
    cells = alike(draw_cells("classical", (200,), rng=rng), gain=kind.gain, noise=kind.noise)
    trials = simulate(cells, 15, rng=rng, learning=False)
    p = mann_whitney(trials)
    first = int(np.argmax(groups(p) == 0))
    t, df = contrast_t(cue_statistics(trials[first][None]), against=0.5)
    return trials[first], p[first], float(two_sided(t, df)[0])


def _exact_agrees(rng: np.random.Generator) -> float:
    trials = simulate(draw_cells("classical", (1_000,), rng=rng), 7, rng=rng, learning=False)
    low, middle, high = np.moveaxis(trials, -2, 0)
    exact = np.stack(
        [stats.mannwhitneyu(middle, each, axis=-1, method="exact").pvalue for each in (low, high)],
        axis=-1,
    )
    return float((groups(exact) == groups(mann_whitney(trials))).mean())


def three_groups_claims(result: ThreeGroups) -> dict[str, float]:
    """False groups against their closed form, where they are most, and the direct test."""
    classical = result.share["classical"]
    false = classical[:, :2].sum(axis=1)
    few, many = 2, -1  # 10 and 100 trials
    return {
        "largest_miss_of_closed_form": float(np.abs(classical - result.expected).max()),
        "largest_miss_over_noise": float(
            np.abs(result.false_share - result.expected_false_share).max()
        ),
        "highest_false_share": float(false.max()),
        "false_share_few": float(false[few]),
        "false_share_many": float(false[many]),
        "direct_false_share": float(result.direct["classical"].mean()),
        "distributional_interpolating": float(result.share["distributional"][many, 2:].sum()),
        "distributional_off_middle": float(result.direct["distributional"][many]),
    }


def three_groups_statistics(result: ThreeGroups) -> tuple[Statistic, ...]:
    """Shares at 10 and at 100 trials, and the direct test's, with binomial intervals."""
    found = []
    n = result.n_cells * result.n_populations
    for model in MODELS:
        for i in (2, -1):
            count = int(result.n_trials[i])
            rows = (
                (
                    "called",
                    "optimistic or pessimistic by two Mann–Whitney tests",
                    0.0,
                    float(result.share[model][i, :2].sum()),
                ),
                (
                    "direct",
                    "off the shared position by the contrast t, 5 %",
                    0.05,
                    float(result.direct[model][i]),
                ),
            )
            for name, text, null, value in rows:
                low, high = share_interval(value, n)
                found.append(
                    Statistic(
                        name=f"{name}_{model}_{count}",
                        quantity=f"share of {model} cells {text}; {count} trials a cue",
                        value=value,
                        low=low,
                        high=high,
                        interval="95 %, Wilson",
                        n=n,
                        unit="simulated cells",
                        test="none",
                        p=None,
                        effect=f"share beyond {null:.0%}",
                        effect_size=value - null,
                        seed=result.seed,
                    )
                )
    return tuple(found)
