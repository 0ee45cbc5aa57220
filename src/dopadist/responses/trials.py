"""Responses of recorded cells, trial by trial."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dopadist.evidence import Evidence
from dopadist.recordings import Cell, Recordings
from dopadist.recordings.constants import AUTHORS, Constants, Window
from dopadist.responses.chain import baseline_weights, round_half_away, weights
from dopadist.tasks.rewards import VOLUMES

# Start, type and place of each trial (baselines: start alone); trial and bin of each spike.
_Trials = tuple[NDArray[Any], ...]
# By place of the cell, types of trials, and window.
_Found = dict[tuple[int, tuple[int, ...], Window], _Trials]


@dataclass(frozen=True)
class Responses:
    """Responses of cells to rewards, trial by trial.

    Parameters
    ----------
    cued, uncued : ndarray, shape (n_cells, 7, n_slots)
        Firing rate in the response window minus the trial's baseline, spikes/s; trials in
        their order in the file, unused slots NaN.
    cued_times, uncued_times : ndarray, the same shapes
        First event of each trial, ms from the start of the session.
    baseline_rate : ndarray, shape (n_cells,)
        Mean over the used trials of the rate before the first event, spikes/s.
    names, sessions, prefixes : tuple of str
        Per cell.
    volumes : ndarray, shape (7,)
        µL.
    evidence, digest : str
        Of the recordings.
    """

    cued: NDArray[np.float64]
    uncued: NDArray[np.float64]
    cued_times: NDArray[np.float64]
    uncued_times: NDArray[np.float64]
    baseline_rate: NDArray[np.float64]
    names: tuple[str, ...]
    sessions: tuple[str, ...]
    prefixes: tuple[str, ...]
    volumes: NDArray[np.float64]
    evidence: Evidence
    digest: str


def compute_responses(recordings: Recordings, *, constants: Constants = AUTHORS) -> Responses:
    """Responses of every cell to announced and unannounced rewards.

    Parameters
    ----------
    recordings : Recordings
        Trials of other types than the constants name (15, NaN) are left out.
    constants : Constants
        The authors' by default.

    Returns
    -------
    Responses
        A trial without spikes is a response of 0, not NaN.

    Notes
    -----
    Equal to a literal form of the authors' chain to 1e-9 (tests), some hundred times faster.

    Examples
    --------
    >>> from dopadist.surrogate import surrogate
    >>> responses = compute_responses(surrogate("matched", n_cells=2))
    >>> responses.cued.shape, responses.baseline_rate.shape, responses.evidence
    ((2, 7, 60), (2,), 'surrogate')
    """
    return compute_variants(recordings, [constants])[constants]


def compute_variants(
    recordings: Recordings, variants: Sequence[Constants]
) -> dict[Constants, Responses]:
    """Responses with several sets of constants; the spikes of a trial are looked up once.

    Parameters
    ----------
    recordings : Recordings
        As for :func:`compute_responses`.
    variants : sequence of Constants
        Windows, baselines, smoothings.

    Returns
    -------
    dict
        The same as :func:`compute_responses` gives for each.

    Examples
    --------
    >>> from dopadist.surrogate import surrogate
    >>> list(compute_variants(surrogate("matched", n_cells=2), [AUTHORS])) == [AUTHORS]
    True
    """
    found: _Found = {}
    return {one: _compute(recordings, one, found) for one in variants}


def _compute(recordings: Recordings, constants: Constants, found: _Found) -> Responses:
    cells = recordings.cells
    both = [*constants.cued_types, *constants.uncued_types]
    longest = max(
        1 + int(_trials_of(cells, index, types, constants, found)[2].max(initial=-1))
        for index in range(len(cells))
        for types in (constants.cued_types, constants.uncued_types)
    )
    n_slots = max(constants.n_slots, longest)
    baseline_rate = np.array(
        [_baseline_rate(cells, index, both, constants, found) for index in range(len(cells))]
    )
    base = baseline_rate if constants.baseline_of == "cell" else np.zeros(len(cells))
    cued, uncued = (
        _collect(cells, types, window, n_slots, constants, base, found)
        for types, window in (
            (constants.cued_types, constants.cued_response),
            (constants.uncued_types, constants.uncued_response),
        )
    )
    return Responses(
        cued=cued[0],
        uncued=uncued[0],
        cued_times=cued[1],
        uncued_times=uncued[1],
        baseline_rate=baseline_rate,
        names=recordings.names,
        sessions=recordings.sessions,
        prefixes=recordings.prefixes,
        volumes=np.asarray(VOLUMES, dtype=np.float64),
        evidence=recordings.evidence,
        digest=recordings.digest,
    )


def _trials_of(
    cells: Sequence[Cell], index: int, types: Sequence[int], constants: Constants, found: _Found
) -> _Trials:
    """Trials of some types, type by type, and their spikes; looked up once."""
    key = (index, tuple(types), constants.window)
    if key not in found:
        cell = cells[index]
        rows = [np.flatnonzero(cell.trial_type == one) for one in types]
        starts = cell.odor_on[np.concatenate(rows)]
        column = np.repeat(np.arange(len(types)), [row.size for row in rows])
        slot = np.concatenate([np.arange(row.size) for row in rows])
        found[key] = starts, column, slot, *_spikes_in_trials(cell, starts, constants)
    return found[key]


def _spikes_in_trials(
    cell: Cell, starts: NDArray[np.float64], constants: Constants
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Trial index and bin of every spike strictly inside the window of each trial."""
    low, high = constants.window
    first = np.searchsorted(cell.spike_times, starts + low, side="right")
    last = np.searchsorted(cell.spike_times, starts + high, side="left")
    n = np.maximum(last - first, 0)
    trial = np.repeat(np.arange(starts.size), n)
    spike = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n) + np.repeat(first, n)
    offset = cell.spike_times[spike] - starts[trial]
    return trial, round_half_away(offset) - low


def _collect(
    cells: Sequence[Cell],
    types: Sequence[int],
    response: Window,
    n_slots: int,
    constants: Constants,
    base: NDArray[np.float64],
    found: _Found,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Responses and times, shape (n_cells, n_types, n_slots), NaN where there is no trial.

    ``base``: subtracted from all responses of a cell, shape (n_cells,), spikes/s.
    """
    spike_weights = weights(response, constants)
    rates = np.full((len(cells), len(types), n_slots), np.nan)
    times = rates.copy()
    for index in range(len(cells)):
        starts, column, slot, trial, bins = _trials_of(cells, index, types, constants, found)
        rate = np.bincount(trial, spike_weights[bins], minlength=starts.size) - base[index]
        rate[np.abs(rate) < constants.snap] = 0.0
        rates[index, column, slot] = rate
        times[index, column, slot] = starts
    return rates, times


def _baseline_rate(
    cells: Sequence[Cell], index: int, types: Sequence[int], constants: Constants, found: _Found
) -> float:
    """Mean over the used trials of what the chain subtracts; NaN without a used trial."""
    key = (index, tuple(types), constants.window)
    if key not in found:
        starts = cells[index].odor_on[np.isin(cells[index].trial_type, types)]  # as in the file
        found[key] = starts, *_spikes_in_trials(cells[index], starts, constants)
    starts, *_, bins = found[key]
    if starts.size == 0:
        return float("nan")
    return float(baseline_weights(constants)[bins].sum() / starts.size)
