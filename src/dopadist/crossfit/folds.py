"""The authors' folds: the scatter of a cell's asymmetry around one given reversal point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import slopes
from dopadist.responses import TrialSet
from dopadist.reversal import MagnitudeStatistics, magnitude_statistics


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
    found = fold_statistics(trial_set.trials, rng=rng, n_folds=n_folds)
    minus, plus = slopes(found, trial_set.axis, np.asarray(reversal_point, dtype=float))
    both = minus + plus
    return np.divide(plus, both, out=np.full(both.shape, np.nan), where=both != 0)


def fold_statistics(
    trials: NDArray[np.float64], *, rng: np.random.Generator, n_folds: int = 7
) -> MagnitudeStatistics:
    """Statistics of disjoint random folds.

    Parameters
    ----------
    trials : array_like, shape (n_cells, n_magnitudes, n_slots)
        Responses, NaN in unused slots.
    rng : numpy.random.Generator
        Draws the folds.
    n_folds : int
        Each holds floor(n / n_folds) trials of every cell and magnitude.

    Returns
    -------
    MagnitudeStatistics
        Shape ``(n_folds, n_cells, n_magnitudes)``.

    Examples
    --------
    >>> fold_statistics(np.ones((1, 1, 9)), rng=np.random.default_rng(0), n_folds=2).n[:, 0, 0]
    array([4, 4])
    """
    used = np.isfinite(trials)
    key = np.where(used, rng.random(used.shape), np.inf)
    rank = np.argsort(np.argsort(key, axis=-1), axis=-1)
    size = used.sum(-1, keepdims=True) // n_folds
    fold = np.arange(n_folds)[:, None, None, None]
    taken = used & (rank >= fold * size) & (rank < (fold + 1) * size)
    return magnitude_statistics(np.where(taken, trials, np.nan))
