"""Correlations over cells, split by split, and how sure one may be of their mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from dopadist.crossfit.fit import CrossFit

Cells = Literal["all", "usable"]
Pair = Literal["asymmetry", "reversal"]
Unit = Literal["cells", "sessions", "prefixes"]
_CHUNK = 50


@dataclass(frozen=True)
class SplitCorrelations:
    """Pearson correlations over cells, one a split.

    Attributes
    ----------
    r_reversal_asymmetry : numpy.ndarray, shape (n_splits,)
        Reversal point of half 0 with asymmetry of half 1.
    r_reversal_reversal : numpy.ndarray, shape (n_splits,)
        Reversal point of half 0 with that of half 1.
    n_cells : numpy.ndarray of int, shape (n_splits,)
        Cells in both.
    cells : {"all", "usable"}
        The rule for cells.
    """

    r_reversal_asymmetry: NDArray[np.float64]
    r_reversal_reversal: NDArray[np.float64]
    n_cells: NDArray[np.int64]
    cells: Cells


@dataclass(frozen=True)
class Bootstrap:
    """Mean correlation over splits, with a percentile interval over resampled units.

    Attributes
    ----------
    mean : float
        Of the cells as they are.
    low, high : float
        2.5 and 97.5 % of the resampled means.
    resampled : numpy.ndarray, shape (n_resamples,)
        Means over splits of the resampled cells.
    unit : {"cells", "sessions", "prefixes"}
        What was resampled.
    n_units : int
        How many there are.
    """

    mean: float
    low: float
    high: float
    resampled: NDArray[np.float64]
    unit: Unit
    n_units: int


def split_correlations(
    cross_fit: CrossFit, *, cells: Cells = "all", usable: NDArray[np.bool_] | None = None
) -> SplitCorrelations:
    """Correlations of the two halves over cells.

    Parameters
    ----------
    cross_fit : CrossFit
        Estimates of both halves.
    cells : {"all", "usable"}
        ``"all"``: every cell with finite estimates in the split, unclipped (the authors' rule).
        ``"usable"``: in each split, the cells whose estimates are usable in both halves.
    usable : array_like of bool, shape (n_cells,), optional
        Only these cells, in every split: for the headline, those usable on all the data.
        ``cells="all"`` with ``usable`` keeps one fixed set of cells.

    Returns
    -------
    SplitCorrelations
        NaN in a split with fewer than three cells.

    Raises
    ------
    ValueError
        If ``cells`` is unknown or ``usable`` has another length.
    """
    point, other, valid = _pairs(cross_fit, "asymmetry", cells, usable)
    again = np.where(valid, cross_fit.estimates.reversal_point[:, 1], 0.0)
    weights = np.ones((1, point.shape[1]))
    return SplitCorrelations(
        r_reversal_asymmetry=_correlations(weights, point, other, valid)[0],
        r_reversal_reversal=_correlations(weights, point, again, valid)[0],
        n_cells=valid.sum(1),
        cells=cells,
    )


def bootstrap(
    cross_fit: CrossFit,
    *,
    rng: np.random.Generator,
    pair: Pair = "asymmetry",
    cells: Cells = "all",
    usable: NDArray[np.bool_] | None = None,
    unit: Unit = "cells",
    n_resamples: int = 1000,
) -> Bootstrap:
    """Percentile interval of the mean correlation over splits.

    Cells, or whole sessions or filename prefixes with all their cells, are drawn with
    replacement; the splits stay as they are. The spread over splits is no such interval: all
    splits hold the same cells.

    Parameters
    ----------
    cross_fit : CrossFit
        Estimates of both halves.
    rng : numpy.random.Generator
        Draws the resamples.
    pair : {"asymmetry", "reversal"}
        What is correlated with the reversal point of half 0.
    cells, usable
        As in :func:`split_correlations`.
    unit : {"cells", "sessions", "prefixes"}
        What is drawn.
    n_resamples : int
        Number of resamples.

    Returns
    -------
    Bootstrap
        A resample without three different cells in a split is left out of that split.
    """
    point, other, valid = _pairs(cross_fit, pair, cells, usable)
    kept = valid.any(0)
    labels = {
        "cells": np.arange(kept.size),
        "sessions": np.unique(cross_fit.sessions, return_inverse=True)[1],
        "prefixes": np.unique(cross_fit.prefixes, return_inverse=True)[1],
    }
    if unit not in labels:
        raise ValueError(f"unit is {unit!r}, expected one of {', '.join(labels)}")
    _, label = np.unique(labels[unit][kept], return_inverse=True)
    n_units = int(label.max()) + 1
    counts = rng.multinomial(n_units, np.full(n_units, 1 / n_units), size=n_resamples)
    weights = counts[:, label].astype(float)
    point, other, valid = point[:, kept], other[:, kept], valid[:, kept]
    resampled = np.concatenate(
        [
            _mean(_correlations(weights[start : start + _CHUNK], point, other, valid))
            for start in range(0, n_resamples, _CHUNK)
        ]
    )
    low, high = np.nanpercentile(resampled, [2.5, 97.5])
    return Bootstrap(
        mean=float(_mean(_correlations(np.ones((1, kept.sum())), point, other, valid))[0]),
        low=float(low),
        high=float(high),
        resampled=resampled,
        unit=unit,
        n_units=n_units,
    )


def permutation_p(
    cross_fit: CrossFit,
    *,
    rng: np.random.Generator,
    pair: Pair = "asymmetry",
    cells: Cells = "all",
    usable: NDArray[np.bool_] | None = None,
    n_permutations: int = 9999,
) -> float:
    """One-sided P of the mean correlation over splits, cells permuted between the halves.

    The null: a cell's estimate from one half has nothing to do with the reversal point of the
    *same* cell from the other half. The same permutation of cells is applied in every split.
    Bias that both halves share makes this null false without any asymmetry in the brain: the
    nulls of :mod:`dopadist.nulls` are for that.

    Parameters
    ----------
    cross_fit : CrossFit
        Estimates of both halves.
    rng : numpy.random.Generator
        Draws the permutations.
    pair, cells, usable
        As in :func:`bootstrap`.
    n_permutations : int
        P is never below 1 / (n_permutations + 1).

    Returns
    -------
    float
        (1 + number of permutations with at least the observed mean) / (1 + n_permutations).

    Notes
    -----
    Per split, both estimates are scaled to unit length around their mean over that split's
    cells, and the statistic is the mean over splits of their scalar product, the mean
    correlation; a pair in which one cell was left out counts 0.
    """
    point, other, valid = _pairs(cross_fit, pair, cells, usable)
    similarity = np.einsum("sc,sd->cd", _unit_length(point, valid), _unit_length(other, valid))
    kept = np.flatnonzero(valid.any(0))
    similarity = similarity[np.ix_(kept, kept)]
    order = rng.permuted(np.tile(np.arange(kept.size), (n_permutations, 1)), axis=1)
    permuted = similarity[np.arange(kept.size), order].sum(1)
    observed = np.trace(similarity)
    # A permutation equal to the identity must count, whatever the order of summation.
    reached = permuted >= observed - 1e-12 * abs(observed)
    return float((1 + reached.sum()) / (1 + n_permutations))


def _pairs(
    cross_fit: CrossFit, pair: Pair, cells: Cells, usable: NDArray[np.bool_] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Reversal point of half 0, its partner of half 1 (0 where not valid), and which are valid."""
    estimates = cross_fit.estimates
    point, again = estimates.reversal_point[:, 0], estimates.reversal_point[:, 1]
    asymmetry = estimates.asymmetry[:, 1]
    if pair not in get_args(Pair):
        raise ValueError(f"pair is {pair!r}, expected one of {', '.join(get_args(Pair))}")
    if cells == "all":
        valid = np.isfinite(point) & np.isfinite(again) & np.isfinite(asymmetry)
    elif cells == "usable":
        valid = np.asarray(estimates.usable.all(1))
    else:
        raise ValueError(f"cells is {cells!r}, expected one of {', '.join(get_args(Cells))}")
    if usable is not None:
        mask = np.asarray(usable, dtype=bool)
        if mask.shape != point.shape[1:]:
            raise ValueError(
                f"usable has shape {mask.shape}, expected {point.shape[1:]}, one entry a cell"
            )
        valid = valid & mask
    other = asymmetry if pair == "asymmetry" else again
    return np.where(valid, point, 0.0), np.where(valid, other, 0.0), valid


def _correlations(
    weights: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    valid: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Weighted Pearson r, shape (n_weights, n_splits), NaN with fewer than three cells.

    ``einsum`` rather than a matrix product: its sums don't depend on the number of threads.
    """
    keep = valid.astype(float)
    n = keep.sum(1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        x = (x - x.sum(1, keepdims=True) / n) * keep  # centred first: no cancellation later
        y = (y - y.sum(1, keepdims=True) / n) * keep

        def total(values: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.einsum("bc,sc->bs", weights, values)

        n_weighted, sum_x, sum_y = total(keep), total(x), total(y)
        covariance = total(x * y) - sum_x * sum_y / n_weighted
        variance_x = total(x * x) - sum_x**2 / n_weighted
        variance_y = total(y * y) - sum_y**2 / n_weighted
        enough = np.einsum("bc,sc->bs", (weights > 0).astype(float), keep) >= 3
        defined = enough & (variance_x > 0) & (variance_y > 0)
        r = covariance / np.sqrt(variance_x * variance_y)
    return np.where(defined, np.clip(r, -1, 1), np.nan)


def _mean(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over splits of those that are defined, NaN if none is."""
    defined = np.isfinite(r)
    n = defined.sum(1)
    total = np.where(defined, r, 0.0).sum(1)
    return np.divide(total, n, out=np.full(n.shape, np.nan), where=n > 0)


def _unit_length(x: NDArray[np.float64], valid: NDArray[np.bool_]) -> NDArray[np.float64]:
    n = np.maximum(valid.sum(1, keepdims=True), 1).astype(float)
    centred = np.where(valid, x - x.sum(1, keepdims=True) / n, 0.0)
    length = np.sqrt((centred**2).sum(1, keepdims=True))
    return np.divide(centred, length, out=np.zeros_like(centred), where=length > 0)
