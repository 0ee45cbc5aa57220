"""The authors' folds: the scatter of a cell's asymmetry around one given reversal point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import slopes
from dopadist.responses import TrialSet
from dopadist.reversal import magnitude_statistics


def fold_asymmetries(
    trial_set: TrialSet,
    reversal_point: NDArray[np.float64],
    *,
    rng: np.random.Generator,
    n_folds: int = 7,
) -> NDArray[np.float64]:
    """Asymmetries from disjoint random folds, slopes through given reversal points.

    Parameters
    ----------
    trial_set : TrialSet
        Trials and axis.
    reversal_point : array_like, shape (n_cells,)
        Usually of all trials, the same in every fold.
    rng : numpy.random.Generator
        Draws the folds.
    n_folds : int
        Each holds floor(n / n_folds) trials of every cell and magnitude.

    Returns
    -------
    numpy.ndarray, shape (n_folds, n_cells)
        Unclipped; NaN where a slope is.

    Notes
    -----
    Section 3.6 of the methods reference (authors' analysis of Dabney et al. 2020, Fig. 4c). The
    folds share one reversal point, and with it its error: they agree with each other more than
    independent estimates would, so an analysis of variance over them finds differences between
    cells that have none.

    Examples
    --------
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=5)))
    >>> fold_asymmetries(trials, np.zeros(5), rng=np.random.default_rng(0)).shape
    (7, 5)
    """
    used = np.isfinite(trial_set.trials)
    key = np.where(used, rng.random(used.shape), np.inf)
    rank = np.argsort(np.argsort(key, axis=-1), axis=-1)
    size = used.sum(-1, keepdims=True) // n_folds
    found = []
    for fold in range(n_folds):
        taken = used & (rank >= fold * size) & (rank < (fold + 1) * size)
        statistics = magnitude_statistics(np.where(taken, trial_set.trials, np.nan))
        minus, plus = slopes(statistics, trial_set.axis, reversal_point)
        both = minus + plus
        found.append(np.divide(plus, both, out=np.full(both.shape, np.nan), where=both != 0))
    return np.array(found)
