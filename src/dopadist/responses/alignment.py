"""Spikes around events, for rasters and rates over time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dopadist.evidence import Evidence
from dopadist.recordings import Cell, Recordings
from dopadist.recordings.constants import AUTHORS, Constants
from dopadist.responses.chain import kernel


@dataclass(frozen=True)
class AlignedSpikes:
    """Spikes of some trials of one cell, around one event.

    Parameters
    ----------
    trial : ndarray, shape (n_spikes,)
        Row of each spike: 0 ... n_trials - 1, in the order of `trial_type`.
    offset : ndarray, shape (n_spikes,)
        ms from the event, inside `window`.
    trial_type : ndarray, shape (n_trials,)
        Type of each row: sorted by the order in which the types were asked for, then by time.
    times : ndarray, shape (n_trials,)
        Time of the event in each row, ms from the start of the session.
    window : (float, float)
        ms.
    """

    trial: NDArray[np.int64]
    offset: NDArray[np.float64]
    trial_type: NDArray[np.int64]
    times: NDArray[np.float64]
    window: tuple[float, float]

    @property
    def n_trials(self) -> int:
        """Number of rows, those without a spike included."""
        return self.trial_type.size


def align_spikes(
    cell: Cell,
    trial_types: Sequence[int],
    window: tuple[float, float] = (-1000.0, 3000.0),
    *,
    to: str = "odor",
    constants: Constants = AUTHORS,
) -> AlignedSpikes:
    """Spikes around the event of each trial of the given types.

    Parameters
    ----------
    cell : Cell
        Spikes and trials.
    trial_types : sequence of int
        For example ``AUTHORS.cued_types``; the rows come in this order.
    window : (float, float)
        ms around the event; spikes strictly inside are kept.
    to : {"odor", "reward"}
        First event of the trial, or the reward: the same for unannounced rewards, 1,500 ms
        later for announced ones (the files hold no reward times).
    constants : Constants
        Which types are announced, and the delay.

    Returns
    -------
    AlignedSpikes

    Raises
    ------
    ValueError
        For another event or a window that does not begin before it ends.

    Examples
    --------
    >>> cell = Cell("a", np.array([900.0, 2700.0]), np.array([1000.0]), np.array([9.0]))
    >>> align_spikes(cell, [9]).offset.tolist()
    [-100.0, 1700.0]
    >>> align_spikes(cell, [9], (-1000, 1000), to="reward").offset.tolist()
    [200.0]
    """
    if to not in ("odor", "reward"):
        raise ValueError(f"to is {to!r}, expected 'odor' or 'reward'")
    low, high = window
    if not low < high:
        raise ValueError(f"window is {window}, expected its start before its end")
    rows = [np.flatnonzero(cell.trial_type == one) for one in trial_types]
    index = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    kinds = cell.trial_type[index].astype(np.int64)
    delay = constants.reward_delay if to == "reward" else 0
    times = cell.odor_on[index] + np.where(np.isin(kinds, constants.cued_types), delay, 0)
    first = np.searchsorted(cell.spike_times, times + low, side="right")
    last = np.searchsorted(cell.spike_times, times + high, side="left")
    pieces = [cell.spike_times[a:b] - t for a, b, t in zip(first, last, times, strict=True)]
    return AlignedSpikes(
        trial=np.repeat(np.arange(times.size), [piece.size for piece in pieces]),
        offset=np.concatenate(pieces) if pieces else np.zeros(0),
        trial_type=kinds,
        times=times,
        window=(float(low), float(high)),
    )


@dataclass(frozen=True)
class Psth:
    """Mean firing rate over time (peri-stimulus time histogram).

    Parameters
    ----------
    time : ndarray, shape (n_bins,)
        Middles of the 1-ms bins, ms from the event.
    rate, sem : ndarray, shape (n_rows, n_bins)
        Mean over trials, or over cells of their means, and its standard error, spikes/s.
    n : ndarray, shape (n_rows,)
        Trials, or cells, behind each row.
    evidence : str
        Of the recordings.
    """

    time: NDArray[np.float64]
    rate: NDArray[np.float64]
    sem: NDArray[np.float64]
    n: NDArray[np.int64]
    evidence: Evidence


def trial_rates(
    aligned: AlignedSpikes, *, constants: Constants = AUTHORS
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Smoothed rate of each trial: the authors' causal kernel on 1-ms bins.

    Parameters
    ----------
    aligned : AlignedSpikes
        From `align_spikes`; a window of whole ms.
    constants : Constants
        Kernel.

    Returns
    -------
    time : ndarray, shape (n_bins,)
        Middles of the bins, ms.
    rate : ndarray, shape (n_trials, n_bins)
        spikes/s. The first 50 ms lack what earlier spikes would have carried over.

    Examples
    --------
    >>> cell = Cell("A_1", np.array([10_200.0]), np.array([10_000.0]), np.array([3.0]))
    >>> time, rate = trial_rates(align_spikes(cell, [3], (0.0, 400.0)))
    >>> float(time[rate[0].argmax()]), round(float(rate.sum()) / 1000, 12)  # one spike at 200 ms
    (203.5, 1.0)
    """
    low, high = aligned.window
    n_bins = round(high - low)
    position = np.minimum((aligned.offset - low).astype(np.int64), n_bins - 1)
    counts = np.bincount(
        aligned.trial * n_bins + position, minlength=aligned.n_trials * n_bins
    ).reshape(aligned.n_trials, n_bins)
    smoothing = kernel(constants)
    rate = np.zeros((aligned.n_trials, n_bins))
    for lag, weight in enumerate(smoothing):
        rate[:, lag:] += 1000.0 * weight * counts[:, : n_bins - lag]
    return low + 0.5 + np.arange(n_bins, dtype=np.float64), rate


def _mean_rate(aligned: AlignedSpikes, constants: Constants) -> NDArray[np.float64]:
    """Mean of `trial_rates` over trials: smoothing is linear, so the mean is smoothed once."""
    together = replace(
        aligned, trial=np.zeros_like(aligned.trial), trial_type=aligned.trial_type[:1]
    )
    return trial_rates(together, constants=constants)[1][0] / aligned.n_trials


def population_psth(
    recordings: Recordings,
    rows: Sequence[Sequence[int]],
    window: tuple[float, float] = (-1000.0, 3000.0),
    *,
    to: str = "odor",
    subtract_baseline: bool = True,
    constants: Constants = AUTHORS,
) -> Psth:
    """Mean over cells of each cell's mean rate over time, one row per group of trial types.

    Parameters
    ----------
    recordings : Recordings
        Cells to average over.
    rows : sequence of sequences of int
        Types of each row, for example ``[[8], [9], [10], [11], [12], [13], [14]]``.
    window : (float, float)
        ms; a part before the event is needed to subtract it.
    to : {"odor", "reward"}
        As in `align_spikes`.
    subtract_baseline : bool
        Subtract each cell's mean rate over the second before the first event, per row.
    constants : Constants
        Kernel, baseline and delay.

    Returns
    -------
    Psth
        `n` counts cells that have trials of the row; `sem` is over cells, NaN below 2.

    Examples
    --------
    >>> from dopadist.surrogate import surrogate
    >>> psth = population_psth(surrogate("matched", n_cells=3), [[1], [7]])
    >>> psth.rate.shape, psth.n
    ((2, 4000), array([3, 3]))
    """
    low, high = window
    n_bins = round(high - low)
    rates = np.full((len(rows), len(recordings.cells), n_bins), np.nan)
    for r, types in enumerate(rows):
        for c, cell in enumerate(recordings.cells):
            aligned = align_spikes(cell, types, window, to=to, constants=constants)
            if aligned.n_trials == 0:
                continue
            rates[r, c] = _mean_rate(aligned, constants)
            if subtract_baseline:
                before = align_spikes(cell, types, constants.baseline, constants=constants)
                seconds = (constants.baseline[1] - constants.baseline[0]) / 1000.0
                rates[r, c] -= before.offset.size / before.n_trials / seconds
    n = np.isfinite(rates[:, :, 0]).sum(axis=1)
    mean, sem = np.full((2, len(rows), n_bins), np.nan)
    for r in range(len(rows)):
        present = rates[r][np.isfinite(rates[r, :, 0])]
        if n[r] > 0:
            mean[r] = present.mean(axis=0)
        if n[r] > 1:
            sem[r] = present.std(axis=0, ddof=1) / np.sqrt(n[r])
    return Psth(low + 0.5 + np.arange(n_bins, dtype=np.float64), mean, sem, n, recordings.evidence)
