"""One set of trials on one axis: announced trials, unannounced ones, or both pooled."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from dopadist.evidence import Evidence
from dopadist.responses.trials import Responses

Kind = Literal["pooled", "cued", "uncued"]
Shift = Literal["population", "cell", "none"]


@dataclass(frozen=True)
class TrialSet:
    """Trials by cell and magnitude, and the axis on which magnitudes are placed.

    Parameters
    ----------
    trials, times : ndarray, shape (n_cells, n_magnitudes, n_slots)
        Responses, spikes/s, and first events, ms; NaN where there is no trial.
    axis : ndarray, shape (n_magnitudes,)
        Mean over cells of each cell's mean response, spikes/s: the authors' "utility axis". The
        estimates also take an axis a cell, shape (n_cells, n_magnitudes).
    offset : float
        Subtracted from the unannounced trials before pooling, spikes/s, mean over cells where
        each has its own; 0 for one kind alone.
    kind : {"pooled", "cued", "uncued"}
        Which trials these are.
    names, sessions, prefixes : tuple of str
        Per cell.
    volumes : ndarray, shape (n_magnitudes,)
        µL.
    evidence, digest : str
        Of the recordings.
    """

    trials: NDArray[np.float64]
    times: NDArray[np.float64]
    axis: NDArray[np.float64]
    offset: float
    kind: str
    names: tuple[str, ...]
    sessions: tuple[str, ...]
    prefixes: tuple[str, ...]
    volumes: NDArray[np.float64]
    evidence: Evidence
    digest: str

    @property
    def n_trials(self) -> NDArray[np.int64]:
        """Number of trials of each cell, shape (n_cells,)."""
        return np.isfinite(self.trials).sum(axis=(1, 2))


def mean_axis(trials: NDArray[np.float64]) -> NDArray[np.float64]:
    """The authors' utility axis: mean over cells of the mean over trials.

    Parameters
    ----------
    trials : ndarray, shape (..., n_cells, n_magnitudes, n_slots)
        NaN where there is no trial; a cell without trials of a magnitude does not count there.

    Returns
    -------
    ndarray, shape (..., n_magnitudes)
        NaN for a magnitude that no cell has.

    Examples
    --------
    >>> mean_axis(np.array([[[1.0, 3.0]], [[6.0, np.nan]]]))
    array([4.])
    """
    present = np.isfinite(trials)
    n_trials = present.sum(axis=-1)
    sums = np.where(present, trials, 0.0).sum(axis=-1)
    cell_means = np.divide(sums, n_trials, out=np.zeros_like(sums), where=n_trials > 0)
    n_cells = (n_trials > 0).sum(axis=-2)
    totals = cell_means.sum(axis=-2)
    return np.divide(totals, n_cells, out=np.full_like(totals, np.nan), where=n_cells > 0)


def leave_one_out_axis(trials: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each cell the mean axis of all the others: its own responses don't place its rewards.

    Parameters
    ----------
    trials : ndarray, shape (n_cells, n_magnitudes, n_slots)
        NaN where there is no trial; a cell without trials of a magnitude does not count there.

    Returns
    -------
    ndarray, shape (n_cells, n_magnitudes)
        NaN for a magnitude that no other cell has.

    Examples
    --------
    >>> leave_one_out_axis(np.array([[[1.0, 3.0]], [[6.0, np.nan]]]))
    array([[6.],
           [2.]])
    """
    present = np.isfinite(trials)
    n_trials = present.sum(axis=-1)
    sums = np.where(present, trials, 0.0).sum(axis=-1)
    cell_means = np.divide(sums, n_trials, out=np.zeros_like(sums), where=n_trials > 0)
    others = (n_trials > 0).sum(axis=0) - (n_trials > 0)
    totals = cell_means.sum(axis=0) - cell_means
    return np.divide(totals, others, out=np.full_like(totals, np.nan), where=others > 0)


def pool(responses: Responses, *, kind: Kind = "pooled", shift: Shift = "population") -> TrialSet:
    """Choose or pool the trials and place the magnitudes on their axis.

    Parameters
    ----------
    responses : Responses
        Of at least one cell.
    kind : {"pooled", "cued", "uncued"}
        ``"pooled"``: announced trials, then unannounced ones minus one number for all cells,
        the difference of the two grand means (over trials, then volumes, then cells). That
        announcing a reward shifts all responses by one constant is an assumption.
    shift : {"population", "cell", "none"}
        What is subtracted from the unannounced trials when pooling: that one number (the
        authors), for each cell its own (over its trials, then volumes; then halves of its trials
        share it), or nothing.

    Returns
    -------
    TrialSet
        The axis is computed from the trials it is for.

    Raises
    ------
    ValueError
        For another kind or shift, or if pooled trials lack one of the two kinds: altogether, or
        in a cell that needs a shift of its own.

    Notes
    -----
    Steps 7 and 8 of section 3.3 of the methods reference (authors' analysis of Dabney et al.
    2020, doi:10.1038/s41586-019-1924-6).

    Examples
    --------
    >>> from dopadist.responses import compute_responses
    >>> from dopadist.surrogate import surrogate
    >>> responses = compute_responses(surrogate("matched", n_cells=3))
    >>> trials = pool(responses)
    >>> trials.trials.shape, trials.axis.shape
    ((3, 7, 120), (7,))
    >>> pool(responses, kind="cued").offset
    0.0
    """
    if kind not in get_args(Kind):
        raise ValueError(f"kind is {kind!r}, expected one of {', '.join(get_args(Kind))}")
    if shift not in get_args(Shift):
        raise ValueError(f"shift is {shift!r}, expected one of {', '.join(get_args(Shift))}")
    offset = 0.0
    if kind == "pooled":
        differences = _grand_means(responses.uncued) - _grand_means(responses.cued)
        offset = _grand_mean(responses.uncued) - _grand_mean(responses.cued)
        if not np.isfinite(offset):
            absent = "cued" if not np.isfinite(responses.cued).any() else "uncued"
            raise ValueError(
                f"there are no {absent} trials to pool, expected both kinds; use kind="
                f"'{'uncued' if absent == 'cued' else 'cued'}'"
            )
        if shift == "cell":
            if not np.isfinite(differences).all():
                lacking = responses.names[int(np.argmin(np.isfinite(differences)))]
                raise ValueError(
                    f"cell {lacking} has trials of one kind only, expected both for a shift of "
                    "its own; use shift='population'"
                )
            subtracted, offset = differences[:, None, None], float(differences.mean())
        else:
            offset = offset if shift == "population" else 0.0
            subtracted = np.full((1, 1, 1), offset)
        trials = np.concatenate([responses.cued, responses.uncued - subtracted], axis=-1)
        times = np.concatenate([responses.cued_times, responses.uncued_times], axis=-1)
    else:
        trials = responses.cued if kind == "cued" else responses.uncued
        times = responses.cued_times if kind == "cued" else responses.uncued_times
    return TrialSet(
        trials=trials,
        times=times,
        axis=mean_axis(trials),
        offset=offset,
        kind=kind,
        names=responses.names,
        sessions=responses.sessions,
        prefixes=responses.prefixes,
        volumes=responses.volumes,
        evidence=responses.evidence,
        digest=responses.digest,
    )


def _grand_means(trials: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over trials, then over volumes, of each cell; NaN for a cell without trials."""
    present = np.isfinite(trials)
    n_trials = present.sum(axis=-1)
    sums = np.where(present, trials, 0.0).sum(axis=-1)
    means = np.divide(sums, n_trials, out=np.zeros_like(sums), where=n_trials > 0)
    n_volumes = (n_trials > 0).sum(axis=-1)
    nothing = np.full(n_volumes.shape, np.nan)
    return np.divide(means.sum(axis=-1), n_volumes, out=nothing, where=n_volumes > 0)


def _grand_mean(trials: NDArray[np.float64]) -> float:
    """The same, then over cells; NaN if there are no trials."""
    means = _grand_means(trials)
    kept = np.isfinite(means)
    return float(means[kept].mean()) if kept.any() else float("nan")
