"""Cells of a session aren't independent: intervals over whole sessions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

N_RESAMPLES = 1000


def over_sessions(
    statistic: Callable[[np.ndarray], float], sessions: Sequence[str], rng: np.random.Generator
) -> tuple[float, float]:
    """95 % percentile interval of a statistic of cells, whole sessions drawn with replacement.

    Parameters
    ----------
    statistic : callable
        Indices of cells, some of them repeated -> float.
    sessions : sequence of str
        Of each cell.
    rng : numpy.random.Generator
        Draws the sessions.

    Returns
    -------
    low, high : float

    Examples
    --------
    >>> values = np.array([1.0, 1.0, 4.0])
    >>> over_sessions(
    ...     lambda cells: float(values[cells].max()), ("a", "a", "a"), np.random.default_rng(0)
    ... )
    (4.0, 4.0)
    """
    _, label = np.unique(np.asarray(sessions), return_inverse=True)
    groups = [np.flatnonzero(label == one) for one in range(int(label.max()) + 1)]
    found = [
        statistic(np.concatenate([groups[one] for one in drawn]))
        for drawn in rng.integers(0, len(groups), (N_RESAMPLES, len(groups)))
    ]
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return float(low), float(high)
