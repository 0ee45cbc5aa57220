"""Pairs of reversal point and asymmetry: read from a split, rearranged, broken, correlated."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from dopadist.crossfit import CrossFit
from dopadist.experiments.shared.simulated_cells import Floats

ORDERS = ("reversed", "dealt anew", "dealt within a group", "as measured", "all the mean", "sorted")


def usable_pairs(fitted: CrossFit) -> tuple[Floats, Floats]:
    """Reversal points of one half and asymmetries of the other, NaN where a cell isn't usable."""
    estimates = fitted.estimates
    kept = np.asarray(estimates.usable.all(axis=1))
    tau = np.clip(np.where(kept, estimates.asymmetry[:, 1], np.nan), 0, 1)
    return np.where(kept, estimates.reversal_point[:, 0], np.nan), tau


def arrange(
    points: Floats, tau: Floats, order: str, groups: NDArray[np.int64], rng: np.random.Generator
) -> Floats:
    """The asymmetries of each row given to its cells in another order; NaN stays.

    ``"sorted"``: the largest to the highest reversal point; ``"reversed"``: the smallest;
    ``"dealt within a group"``: dealt among cells of one group.

    Examples
    --------
    >>> points, tau = np.array([[3.0, 1.0, 2.0]]), np.array([[0.1, 0.2, 0.3]])
    >>> rng = np.random.default_rng(0)
    >>> arrange(points, tau, "sorted", np.zeros(3, int), rng)
    array([[0.3, 0.1, 0.2]])
    """
    if order == "as measured":
        return tau
    arranged = tau.copy()
    for row, point in zip(arranged, points, strict=True):
        kept = np.flatnonzero(np.isfinite(row) & np.isfinite(point))
        own = row[kept]
        if order == "all the mean":
            row[kept] = own.mean()
        elif order == "dealt anew":
            row[kept] = rng.permutation(own)
        elif order == "dealt within a group":
            for group in np.unique(groups[kept]):
                among = kept[groups[kept] == group]
                row[among] = rng.permutation(row[among])
        elif order in ("sorted", "reversed"):
            ascending = np.sort(own)
            row[kept[np.argsort(point[kept])]] = ascending if order == "sorted" else ascending[::-1]
        else:
            raise ValueError(f"order is {order!r}, expected one of {', '.join(ORDERS)}")
    return arranged


def break_pairs(points: Floats, tau: Floats, share: float, rng: np.random.Generator) -> Floats:
    """Asymmetries of a random share of each row's cells dealt anew among them."""
    dealt = tau.copy()
    for row, point in zip(dealt, points, strict=True):
        kept = np.flatnonzero(np.isfinite(row) & np.isfinite(point))
        some = rng.permutation(kept)[: round(share * kept.size)]
        row[some] = row[rng.permutation(some)]
    return dealt


def spearman(points: Floats, tau: Floats) -> Floats:
    """Spearman's correlation of each row, NaN where the asymmetries are all the same."""
    found = []
    for point, level in zip(points, tau, strict=True):
        kept = np.isfinite(point) & np.isfinite(level)
        flat = np.ptp(level[kept]) < 1e-12
        ranks = rankdata(point[kept]), rankdata(level[kept])
        found.append(np.nan if flat else np.corrcoef(*ranks)[0, 1])
    return np.array(found)
