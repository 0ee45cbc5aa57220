"""Correlations over cells, split by split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from dopadist.crossfit.fit import CrossFit
from dopadist.crossfit.kinds import Method, Within, adjust

Cells = Literal["all", "usable"]
Pair = Literal["asymmetry", "reversal"]


@dataclass(frozen=True)
class SplitCorrelations:
    """Correlations over cells, one a split; Pearson's unless asked otherwise.

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


def split_correlations(
    cross_fit: CrossFit,
    *,
    cells: Cells = "all",
    usable: NDArray[np.bool_] | None = None,
    method: Method = "pearson",
    within: Within = "ignored",
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
    method : {"pearson", "spearman"}
        Of the values, or of their ranks.
    within : {"ignored", "centred", "one_cell"}
        What is done about cells of one session, see :func:`dopadist.crossfit.adjust`.

    Returns
    -------
    SplitCorrelations
        NaN in a split with fewer than three cells.

    Raises
    ------
    ValueError
        If ``cells`` is unknown or ``usable`` has another length.

    Examples
    --------
    >>> from dopadist.crossfit import cross_fit
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=5)))
    >>> fitted = cross_fit(trials, n_splits=20, rng=np.random.default_rng(0))
    >>> split_correlations(fitted).r_reversal_asymmetry.shape
    (20,)
    """
    found = []
    for pair in get_args(Pair):
        point, other, valid = pairs(cross_fit, pair, cells, usable, method=method, within=within)
        found.append(correlations(np.ones((1, point.shape[1])), point, other, valid)[0])
    return SplitCorrelations(
        r_reversal_asymmetry=found[0],
        r_reversal_reversal=found[1],
        n_cells=valid.sum(1),
        cells=cells,
    )


def pairs(
    cross_fit: CrossFit,
    pair: Pair,
    cells: Cells,
    usable: NDArray[np.bool_] | None,
    *,
    method: Method = "pearson",
    within: Within = "ignored",
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
    x, y = np.where(valid, point, 0.0), np.where(valid, other, 0.0)
    if (method, within) == ("pearson", "ignored"):
        return x, y, valid
    return adjust(x, y, valid, sessions=cross_fit.sessions, method=method, within=within)


def correlations(
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


def mean_over_splits(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over splits of those that are defined, NaN if none is."""
    defined = np.isfinite(r)
    n = defined.sum(1)
    total = np.where(defined, r, 0.0).sum(1)
    return np.divide(total, n, out=np.full(n.shape, np.nan), where=n > 0)
