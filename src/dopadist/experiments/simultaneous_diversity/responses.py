"""5 µL in the cells of one prefix, and in cells that were recorded at the same time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.evidence import Evidence
from dopadist.experiments.shared import Study
from dopadist.experiments.simultaneous_diversity.sessions import Floats, Ints, Together, together
from dopadist.responses import AUTHORS, AlignedSpikes, align_spikes
from dopadist.statistic import Statistic

# 5 µL, the volume nearest to the mean reward.
MIDDLE = 4
_WINDOW = (-2000.0, 1500.0)


def t_tests(trials: Floats) -> tuple[Floats, Floats, Ints]:
    """One-sample t of each cell against 0, its two-sided P, and its n; 0 and 1 without spread.

    Examples
    --------
    >>> t, p, n = t_tests(np.array([[1.0, 3.0, np.nan]]))
    >>> t, p.round(3), n
    (array([2.]), array([0.295]), array([2]))
    """
    n = np.isfinite(trials).sum(-1)
    mean = np.nanmean(trials, axis=-1)
    sem = np.nanstd(trials, axis=-1, ddof=1) / np.sqrt(n)
    t = np.divide(mean, sem, out=np.zeros_like(mean), where=sem > 0)
    return t, 2 * stats.t.sf(np.abs(t), n - 1), n


def largest_prefix(study: Study) -> NDArray[np.bool_]:
    """Cells of the filename prefix with the most cells."""
    prefixes = np.asarray(study.responses.prefixes)
    names, counts = np.unique(prefixes, return_counts=True)
    return prefixes == names[counts.argmax()]


@dataclass(frozen=True)
class Animal:
    """Spikes around cued 5 µL of every cell of the largest prefix, sorted by t.

    ``cells``: indices; ``t``: of their responses against 0; ``days``: sessions.
    """

    cells: Ints
    t: Floats
    n_trials: Ints
    spikes: tuple[AlignedSpikes, ...]
    days: int
    prefix: str
    evidence: Evidence


def run_animal(study: Study) -> Animal:
    """All cells of one prefix, from the one that goes down most to the one that goes up most."""
    inside = np.flatnonzero(largest_prefix(study))
    t, _, n = t_tests(study.responses.cued[inside, MIDDLE])
    order = np.argsort(t, kind="stable")
    cells = inside[order]
    return Animal(
        cells=cells,
        t=t[order],
        n_trials=n[order],
        spikes=tuple(_middle(study, cell) for cell in cells),
        days=len({study.responses.sessions[cell] for cell in cells}),
        prefix=study.responses.prefixes[cells[0]],
        evidence=study.evidence,
    )


def animal_claims(result: Animal) -> dict[str, float]:
    """Cells, and t of the two that the rule picks."""
    return {
        "n_cells": float(result.cells.size),
        "t_up": float(result.t[-1]),
        "t_down": float(result.t[0]),
    }


@dataclass(frozen=True)
class Simultaneous:
    """Sessions, and the spikes of the two sessions in which cells disagree most.

    ``t``: cued 5 µL, all cells; ``shown``: cells of each session drawn; ``spikes``: theirs, rows
    are the same trials; ``paired_t``, ``paired_p``: of the trial-by-trial difference of two
    cells' responses, one a pair of distinct cells, P times the number of pairs.
    """

    pairs: Together
    t: Floats
    p: Floats
    prefixes: tuple[str, ...]
    shown: tuple[tuple[int, ...], ...]
    spikes: tuple[tuple[AlignedSpikes, ...], ...]
    paired_t: Floats
    paired_p: Floats
    paired_mean: Floats
    paired_n: Ints
    same_events: bool
    evidence: Evidence


def run_simultaneous(study: Study, *, n_shown: int = 2) -> Simultaneous:
    """Cells that saw the same drops: each against 0, and one against the other."""
    pairs = together(study.recordings)
    cued = study.responses.cued[:, MIDDLE]
    t, p, _ = t_tests(cued)
    first, second = pairs.first[pairs.kept], pairs.second[pairs.kept]
    differences = cued[first] - cued[second]
    paired_t, paired_p, paired_n = t_tests(differences)
    chosen: list[tuple[int, ...]] = []
    for pair in np.argsort(-np.abs(t[first] - t[second]), kind="stable"):
        mates = np.flatnonzero(pairs.session == pairs.session[first[pair]])
        cells = tuple(int(cell) for cell in mates[pairs.distinct[mates]][:3])
        if cells not in chosen and len(chosen) < n_shown:
            chosen.append(cells)
    return Simultaneous(
        pairs=pairs,
        t=t,
        p=p,
        prefixes=study.responses.prefixes,
        shown=tuple(chosen),
        spikes=tuple(tuple(_middle(study, cell) for cell in cells) for cells in chosen),
        paired_t=paired_t,
        paired_p=np.minimum(1.0, paired_p * max(paired_p.size, 1)),
        paired_mean=np.nanmean(differences, axis=-1),
        paired_n=paired_n,
        same_events=_same_events(study, pairs),
        evidence=study.evidence,
    )


def simultaneous_claims(result: Simultaneous) -> dict[str, float]:
    """Sessions with company, one list of trials each, and the paired tests."""
    counts = np.bincount(result.pairs.session)
    kept = result.pairs.kept
    a, b = result.pairs.first[kept], result.pairs.second[kept]
    clear = result.p < 0.05
    return {
        "n_sessions": float(counts.size),
        "n_with_company": float((counts > 1).sum()),
        "same_events": float(result.same_events),
        "smallest_p": float(result.paired_p.min()),
        "n_opposite": float((clear[a] & clear[b] & (result.t[a] * result.t[b] < 0)).sum()),
    }


def simultaneous_statistics(result: Simultaneous) -> tuple[Statistic, ...]:
    """The clearest difference between two cells on the same trials."""
    kept = result.pairs.kept
    pair = int(result.paired_p.argmin())
    a, b = int(result.pairs.first[kept][pair]), int(result.pairs.second[kept][pair])
    n = int(result.paired_n[pair])
    mean, half = result.paired_mean[pair], float(stats.t.ppf(0.975, n - 1))
    half *= abs(mean / result.paired_t[pair])
    return (
        Statistic(
            name="paired_difference",
            quantity=f"response of cell {a + 1} minus that of cell {b + 1} on the same cued 5-µL "
            "trials, spikes/s, the clearest of all pairs",
            value=float(mean), low=float(mean - half), high=float(mean + half),
            interval="95 %, t over trials", n=n, unit="trials",
            test=f"paired t, two-sided, times {result.paired_p.size} pairs",
            p=float(result.paired_p[pair]), effect="Cohen's d",
            effect_size=float(result.paired_t[pair] / np.sqrt(n)), seed=None,
        ),
    )  # fmt: skip


def _same_events(study: Study, pairs: Together) -> bool:
    cells = study.recordings.cells
    return all(
        np.array_equal(cells[a].odor_on, cells[b].odor_on)
        and np.array_equal(cells[a].trial_type, cells[b].trial_type, equal_nan=True)
        for a, b in zip(pairs.first, pairs.second, strict=True)
    )


def _middle(study: Study, cell: int) -> AlignedSpikes:
    return align_spikes(
        study.recordings.cells[cell], [AUTHORS.cued_types[MIDDLE]], _WINDOW, to="reward"
    )
