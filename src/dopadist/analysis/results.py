"""From recordings to estimates, correlations over splits, and the decoded distribution."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import ESTIMATORS, CellEstimates, Estimator, estimate
from dopadist.crossfit import SplitCorrelations, cross_fit, split_correlations
from dopadist.crossfit.correlations import Cells
from dopadist.decoding import cross_fitted_decode, decode_estimates, reward_on_axis
from dopadist.imputation import Imputed, wasserstein1
from dopadist.responses import TrialSet
from dopadist.reversal import magnitude_statistics
from dopadist.streams import stream

CELL_SETS: tuple[Cells, ...] = ("all", "usable")
# Splits are drawn a thousand at a time, so that any number of them fits into memory.
_CHUNK = 1000


@dataclass(frozen=True)
class Decoded:
    """Decodes of one estimator, and how far they are from the rewards that were delivered.

    Parameters
    ----------
    values : ndarray, shape (n_grid,)
        Axis units.
    probabilities : ndarray, shape (n_grid,)
        Mean of the distributions decoded one split at a time.
    w1 : ndarray, shape (n_splits,)
        1-Wasserstein distance of each split's decode to the delivered rewards, axis units.
    w1_prior : float
        The distance of the prior alone.
    n_cells : ndarray of int, shape (n_splits,)
        Cells behind each split's decode.
    sigma : float
        How far a cell may miss its condition, axis units.
    same_trials : Imputed or None
        Reversal points and asymmetries from the same trials: for comparison, not for
        conclusions. None without a usable cell.
    same_trials_w1 : float
        Its distance; NaN without it.
    """

    values: NDArray[np.float64]
    probabilities: NDArray[np.float64]
    w1: NDArray[np.float64]
    w1_prior: float
    n_cells: NDArray[np.int64]
    sigma: float
    same_trials: Imputed | None
    same_trials_w1: float


@dataclass(frozen=True)
class Results:
    """What one estimator says.

    Parameters
    ----------
    estimates : CellEstimates
        From all trials, shape (n_cells,).
    correlations : dict of str to SplitCorrelations
        For ``"all"`` cells with finite estimates and for the ``"usable"`` ones: usable on all
        trials and, in the split, in both halves.
    decoded : Decoded
        From the usable cells.
    """

    estimates: CellEstimates
    correlations: dict[Cells, SplitCorrelations]
    decoded: Decoded


def compute(trial_set: TrialSet, *, n_splits: int, seed: int) -> dict[Estimator, Results]:
    """Estimates of all trials and of independent halves, by both estimators.

    Parameters
    ----------
    trial_set : TrialSet
        At least two trials of each magnitude in each cell.
    n_splits : int
        Random splits, 1 or more; both estimators see the same ones.
    seed : int
        Of the splits, from ``stream(seed, "analysis/halves")``.

    Returns
    -------
    dict of {"authors", "joint"} to Results
    """
    return {
        estimator: _one(trial_set, estimator, n_splits=n_splits, seed=seed)
        for estimator in ESTIMATORS
    }


def _one(trial_set: TrialSet, estimator: Estimator, *, n_splits: int, seed: int) -> Results:
    estimates = estimate(
        magnitude_statistics(trial_set.trials), trial_set.axis, estimator=estimator
    )
    reward = reward_on_axis(trial_set)
    masks = {"all": None, "usable": estimates.usable}
    rng = stream(seed, "analysis/halves")
    parts: dict[Cells, list[SplitCorrelations]] = {cells: [] for cells in CELL_SETS}
    decodes = []
    for n_here in _chunks(n_splits):
        fitted = cross_fit(trial_set, n_splits=n_here, rng=rng, estimator=estimator)
        for cells in CELL_SETS:
            parts[cells].append(split_correlations(fitted, cells=cells, usable=masks[cells]))
        decodes.append(cross_fitted_decode(fitted, reward=reward))
    same, distance = None, float("nan")
    if estimates.usable.any():
        same = decode_estimates(estimates, trial_set.axis)
        distance = wasserstein1(
            same.values, same.probabilities, reward.values, reward.probabilities
        )
    total = sum(decode.probabilities.sum(axis=0) for decode in decodes)
    return Results(
        estimates=estimates,
        correlations={cells: _joined(parts[cells]) for cells in CELL_SETS},
        decoded=Decoded(
            values=decodes[0].values,
            probabilities=np.asarray(total / n_splits),
            w1=np.concatenate([decode.w1 for decode in decodes]),
            w1_prior=decodes[0].w1_prior,
            n_cells=np.concatenate([decode.n_cells for decode in decodes]),
            sigma=decodes[0].sigma,
            same_trials=same,
            same_trials_w1=distance,
        ),
    )


def _chunks(n_splits: int) -> Iterator[int]:
    for start in range(0, n_splits, _CHUNK):
        yield min(_CHUNK, n_splits - start)


def _joined(parts: list[SplitCorrelations]) -> SplitCorrelations:
    return SplitCorrelations(
        r_reversal_asymmetry=np.concatenate([part.r_reversal_asymmetry for part in parts]),
        r_reversal_reversal=np.concatenate([part.r_reversal_reversal for part in parts]),
        n_cells=np.concatenate([part.n_cells for part in parts]),
        cells=parts[0].cells,
    )
