"""How sure one may be of the mean correlation over splits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dopadist.crossfit.correlations import Cells, Pair, correlations, mean_over_splits, pairs
from dopadist.crossfit.fit import CrossFit
from dopadist.crossfit.kinds import Method, Within

Unit = Literal["cells", "sessions", "prefixes"]
_CHUNK = 50


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


def bootstrap(
    cross_fit: CrossFit,
    *,
    rng: np.random.Generator,
    pair: Pair = "asymmetry",
    cells: Cells = "all",
    usable: NDArray[np.bool_] | None = None,
    unit: Unit = "cells",
    n_resamples: int = 1000,
    method: Method = "pearson",
    within: Within = "ignored",
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
    method, within
        As in :func:`split_correlations`. Ranks and differences from a session's mean are those
        of the cells as they are: they aren't computed anew in a resample.

    Returns
    -------
    Bootstrap
        A resample without three different cells in a split is left out of that split.

    Raises
    ------
    ValueError
        If ``pair``, ``cells`` or ``unit`` is unknown.

    Examples
    --------
    >>> from dopadist.crossfit import cross_fit
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=5)))
    >>> fitted = cross_fit(trials, n_splits=20, rng=np.random.default_rng(0))
    >>> found = bootstrap(fitted, rng=np.random.default_rng(1), unit="sessions", n_resamples=50)
    >>> found.n_units, bool(found.low <= found.mean <= found.high)
    (4, True)
    """
    point, other, valid = pairs(cross_fit, pair, cells, usable, method=method, within=within)
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
            mean_over_splits(correlations(weights[start : start + _CHUNK], point, other, valid))
            for start in range(0, n_resamples, _CHUNK)
        ]
    )
    low, high = np.nanpercentile(resampled, [2.5, 97.5])
    return Bootstrap(
        mean=float(
            mean_over_splits(correlations(np.ones((1, kept.sum())), point, other, valid))[0]
        ),
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

    Examples
    --------
    >>> from dopadist.crossfit import cross_fit
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=5)))
    >>> fitted = cross_fit(trials, n_splits=20, rng=np.random.default_rng(0))
    >>> 0 < permutation_p(fitted, rng=np.random.default_rng(1), n_permutations=99) <= 1
    True
    """
    point, other, valid = pairs(cross_fit, pair, cells, usable)
    similarity = np.einsum("sc,sd->cd", _unit_length(point, valid), _unit_length(other, valid))
    kept = np.flatnonzero(valid.any(0))
    similarity = similarity[np.ix_(kept, kept)]
    order = rng.permuted(np.tile(np.arange(kept.size), (n_permutations, 1)), axis=1)
    permuted = similarity[np.arange(kept.size), order].sum(1)
    observed = np.trace(similarity)
    # A permutation equal to the identity must count, whatever the order of summation.
    reached = permuted >= observed - 1e-12 * abs(observed)
    return float((1 + reached.sum()) / (1 + n_permutations))


def _unit_length(x: NDArray[np.float64], valid: NDArray[np.bool_]) -> NDArray[np.float64]:
    n = np.maximum(valid.sum(1, keepdims=True), 1).astype(float)
    centred = np.where(valid, x - x.sum(1, keepdims=True) / n, 0.0)
    length = np.sqrt((centred**2).sum(1, keepdims=True))
    return np.divide(centred, length, out=np.zeros_like(centred), where=length > 0)
