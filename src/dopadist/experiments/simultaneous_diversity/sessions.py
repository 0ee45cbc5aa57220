"""Who was recorded with whom: pairs, halves that a session shares, exchanges inside a session."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import Estimator, estimate
from dopadist.crossfit import CrossFit
from dopadist.recordings import Recordings
from dopadist.responses import TrialSet
from dopadist.reversal import MagnitudeStatistics, magnitude_statistics

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Spikes of two cells no further apart than this are one event: files hold 0.05 to 0.2 ms steps.
SAME_EVENT = 1e-6
# A cell with more than half of its spikes in another's list is not counted beside it.
DUPLICATE = 0.5


@dataclass(frozen=True)
class Together:
    """Pairs of cells recorded in one session.

    Attributes
    ----------
    first, second : numpy.ndarray of int, shape (n_pairs,)
        Indices of the two cells.
    shared : numpy.ndarray, shape (n_pairs,)
        Spikes at the very same time in both lists, as a share of the shorter list.
    expected : numpy.ndarray, shape (n_pairs,)
        The share expected of independent spikes with the recorded numbers, at a resolution of
        0.1 ms.
    distinct : numpy.ndarray of bool, shape (n_cells,)
        False for a cell that is (mostly) contained in another one's spikes.
    session : numpy.ndarray of int, shape (n_cells,)
        Number of each cell's session.
    prefix : numpy.ndarray of int, shape (n_cells,)
        Number of each cell's filename prefix.
    """

    first: Ints
    second: Ints
    shared: Floats
    expected: Floats
    distinct: NDArray[np.bool_]
    session: Ints
    prefix: Ints

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Pairs of two distinct cells, shape (n_pairs,)."""
        return self.distinct[self.first] & self.distinct[self.second]


def together(recordings: Recordings) -> Together:
    """Pairs of one session, and how many spikes the two lists have in common."""
    session = np.unique(recordings.sessions, return_inverse=True)[1]
    prefix = np.unique(recordings.prefixes, return_inverse=True)[1]
    i, j = np.triu_indices(session.size, 1)
    same = session[i] == session[j]
    i, j = i[same], j[same]
    distinct = np.ones(session.size, dtype=bool)
    shared, expected = np.zeros(i.size), np.zeros(i.size)
    for pair, (a, b) in enumerate(zip(i, j, strict=True)):
        x, y = recordings.cells[a].spike_times, recordings.cells[b].spike_times
        short, long = (x, y) if x.size <= y.size else (y, x)
        shared[pair] = (nearest(short, long) <= SAME_EVENT).mean()
        span = max(x[-1], y[-1]) - min(x[0], y[0])
        expected[pair] = 0.1 * long.size / span
        if shared[pair] > DUPLICATE:
            distinct[a if x.size <= y.size else b] = False
    return Together(i, j, shared, expected, distinct, session, prefix)


def nearest(times: Floats, others: Floats) -> Floats:
    """Distance of each time to the nearest of the others (ascending).

    Examples
    --------
    >>> nearest(np.array([1.0, 5.0]), np.array([0.5, 4.0, 9.0]))
    array([0.5, 1. ])
    """
    after = np.clip(np.searchsorted(others, times), 0, others.size - 1)
    before = np.maximum(after - 1, 0)
    return np.minimum(np.abs(others[after] - times), np.abs(others[before] - times))


def session_halves(
    trials: Floats, session: Ints, *, n_splits: int, rng: np.random.Generator
) -> MagnitudeStatistics:
    """Random halves in which all cells of a session have the same trials in the same half.

    Parameters
    ----------
    trials : numpy.ndarray, shape (n_cells, n_magnitudes, n_slots)
        Slots in the order of the session, so that a slot is one trial of all its cells.
    session : numpy.ndarray of int, shape (n_cells,)
        From 0. One number a cell gives each cell halves of its own.
    n_splits : int
        Number of splits.
    rng : numpy.random.Generator
        Draws them.

    Returns
    -------
    MagnitudeStatistics
        Shape ``(n_splits, 2, n_cells, n_magnitudes)``; floor(n / 2) trials in half 0.

    Notes
    -----
    What two cells share from trial to trial is then in the same half for both, so that half 0 of
    one and half 1 of the other have no noise in common.
    """
    used = np.isfinite(trials)
    _, example = np.unique(session, return_index=True)
    size = used.sum(-1, keepdims=True) // 2
    halves: list[list[MagnitudeStatistics]] = []
    for _ in range(n_splits):
        key = np.where(used[example], rng.random((example.size, *trials.shape[1:])), np.inf)
        rank = np.argsort(np.argsort(key, axis=-1), axis=-1)[session]
        first = used & (rank < size)
        halves.append(
            [magnitude_statistics(np.where(m, trials, np.nan)) for m in (first, used & ~first)]
        )

    def stacked(field: str) -> NDArray[np.generic]:
        return np.array([[getattr(half, field) for half in pair] for pair in halves])

    return MagnitudeStatistics(
        n=stacked("n"),  # type: ignore[arg-type]
        positive=stacked("positive"),  # type: ignore[arg-type]
        negative=stacked("negative"),  # type: ignore[arg-type]
        total=stacked("total"),  # type: ignore[arg-type]
    )


def session_fit(
    data: TrialSet,
    session: Ints,
    *,
    n_splits: int,
    rng: np.random.Generator,
    estimator: Estimator,
) -> CrossFit:
    """Estimates from halves that the cells of a session share."""
    statistics = session_halves(data.trials, session, n_splits=n_splits, rng=rng)
    return CrossFit(
        estimates=estimate(statistics, data.axis, estimator=estimator),
        scheme="random",
        estimator=estimator,
        axis=data.axis,
        evidence=data.evidence,
        names=data.names,
        sessions=data.sessions,
        prefixes=data.prefixes,
    )


def exchange_within_sessions(trials: Floats, session: Ints, *, rng: np.random.Generator) -> Floats:
    """Deal the responses of every trial anew among the cells of its session.

    A null without diversity inside sessions: what differs between sessions stays, and so does
    what the cells of a session share on a trial.

    Examples
    --------
    >>> mixed = exchange_within_sessions(
    ...     np.array([[[1.0, 2.0]], [[3.0, 4.0]]]), np.array([0, 0]), rng=np.random.default_rng(0)
    ... )
    >>> np.sort(mixed[:, 0], axis=0).tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    mixed = trials.copy()
    for one in np.unique(session):
        cells = np.flatnonzero(session == one)
        if cells.size > 1:
            order = np.argsort(rng.random((cells.size, *trials.shape[1:])), axis=0)
            mixed[cells] = np.take_along_axis(trials[cells], order, axis=0)
    return mixed
