"""Are two cells recorded at the same time two cells? Spike times that two lists have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.crossfit import cross_fit, split_correlations
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared import Study
from dopadist.experiments.simultaneous_diversity.sessions import Floats, Ints, Together, together
from dopadist.streams import stream


@dataclass(frozen=True)
class SameSpikes:
    """Cross-correlograms of the pairs of one session.

    ``rate``: spikes of the second cell around those of the first, over what independent trains
    would give, shape (n_pairs, n_lags); ``lag``: middles of the bins, ms; ``r``: "halves" of
    reversal points, and "relation" of reversal point to asymmetry (joint fit, usable cells, mean
    over splits), with all cells and without those contained in another.
    """

    lag: Floats
    rate: Floats
    pairs: Together
    same_tetrode: NDArray[np.bool_]
    names: tuple[str, ...]
    n_spikes: Ints
    r: dict[str, tuple[float, float]]
    evidence: Evidence


def run_same_spikes(study: Study) -> SameSpikes:
    """Are two simultaneously recorded cells two cells?"""
    pairs = together(study.recordings)
    cells = study.recordings.cells
    edges = np.arange(-10.25, 10.5, 0.5)
    rate = []
    for a, b in zip(pairs.first, pairs.second, strict=True):
        x, y = cells[a].spike_times, cells[b].spike_times
        span = max(x[-1], y[-1]) - min(x[0], y[0])
        count = np.histogram(_lags(x, y, -edges[0]), edges)[0]
        rate.append(count / (x.size * y.size * 0.5 / span))
    rng = stream(study.seed, "simultaneous_diversity/same_spikes")
    n_splits = by_profile(study.profile, full=400, quick=100)
    fit = cross_fit(study.trial_set, rng=rng, n_splits=n_splits, estimator="joint")
    with_all, without = (
        split_correlations(fit, cells="usable", usable=study.usable & kept)
        for kept in (np.ones_like(pairs.distinct), pairs.distinct)
    )
    tetrode = np.array([_tetrode(name) for name in study.recordings.names])
    return SameSpikes(
        lag=0.5 * (edges[:-1] + edges[1:]),
        rate=np.array(rate).reshape(-1, edges.size - 1),
        pairs=pairs,
        same_tetrode=tetrode[pairs.first] == tetrode[pairs.second],
        names=study.recordings.names,
        n_spikes=np.array([cell.spike_times.size for cell in cells]),
        r={
            "halves": _means(with_all.r_reversal_reversal, without.r_reversal_reversal),
            "relation": _means(with_all.r_reversal_asymmetry, without.r_reversal_asymmetry),
        },
        evidence=study.evidence,
    )


def same_spikes_claims(result: SameSpikes) -> dict[str, float]:
    """The largest share of common spikes, the second largest, and how many cells are left."""
    share = np.sort(result.pairs.shared)
    return {
        "share_largest": float(share[-1]),
        "share_second": float(share[-2]),
        "n_distinct": float(result.pairs.distinct.sum()),
        "n_pairs": float(result.pairs.kept.sum()),
        "relation_changes_by": result.r["relation"][1] - result.r["relation"][0],
    }


def _means(with_all: Floats, without: Floats) -> tuple[float, float]:
    return float(np.nanmean(with_all)), float(np.nanmean(without))


def _lags(x: Floats, y: Floats, reach: float) -> Floats:
    first = np.searchsorted(y, x - reach)
    n = np.searchsorted(y, x + reach) - first
    spike = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n) + np.repeat(first, n)
    return y[spike] - np.repeat(x, n)


def _tetrode(name: str) -> str:
    """Tetrode in a file name: "03_05_TT6_1" gives "TT6".

    >>> _tetrode("D_05-07_15-42-29_TT1_1_Common")
    'TT1'
    """
    return next((part for part in name.split("_") if part.startswith("TT")), name)
