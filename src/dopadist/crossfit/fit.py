"""Reversal point from one half of the trials, asymmetry from the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import CellEstimates, Estimator, estimate
from dopadist.crossfit.halves import chronological_halves, random_halves
from dopadist.evidence import Evidence
from dopadist.responses import TrialSet
from dopadist.reversal import Ties

Scheme = Literal["random", "time", "blocks", "odd_even"]
# Blocks of successive trials of the schemes that go by time.
N_BLOCKS: dict[str, int | None] = {"time": 2, "blocks": 4, "odd_even": None}


@dataclass(frozen=True)
class CrossFit:
    """Estimates of every cell in both halves of every split.

    Attributes
    ----------
    estimates : CellEstimates, shape (n_splits, 2, n_cells)
        Half 0 is the reversal half (floor(n / 2) trials per cell and magnitude), half 1 the
        asymmetry half, with its own reversal point.
    scheme : {"random", "time", "blocks", "odd_even"}
        How trials were halved.
    estimator : {"authors", "joint"}
        Which estimator.
    axis : numpy.ndarray, shape (n_magnitudes,) or (n_cells, n_magnitudes)
        The axis on which the estimates lie, of all trials.
    evidence, names, sessions, prefixes
        Those of the trials.
    """

    estimates: CellEstimates
    scheme: Scheme
    estimator: Estimator
    axis: NDArray[np.float64]
    evidence: Evidence
    names: tuple[str, ...]
    sessions: tuple[str, ...]
    prefixes: tuple[str, ...]

    @property
    def n_splits(self) -> int:
        """Number of splits."""
        return int(self.estimates.reversal_point.shape[0])


def cross_fit(
    trial_set: TrialSet,
    *,
    rng: np.random.Generator,
    n_splits: int | None = None,
    estimator: Estimator = "authors",
    scheme: Scheme = "random",
    ties: Ties = "mean",
) -> CrossFit:
    """Estimate reversal points and asymmetries from independent halves of the trials.

    Parameters
    ----------
    trial_set : TrialSet
        Trials and axis. The axis is that of all trials and cells; a single cell moves it by a
        fortieth of its own responses, which both halves share (:func:`leave_one_out_axis
        <dopadist.responses.leave_one_out_axis>` makes one without).
    rng : numpy.random.Generator
        Draws the halves, and the noise of ``ties="jitter"``; unused by the other schemes. The
        result doesn't depend on the number of threads.
    n_splits : int, optional
        Number of random splits, required there. Every other scheme has exactly two splits.
    estimator : {"authors", "joint"}
        See :func:`dopadist.asymmetry.estimate`.
    scheme : {"random", "time", "blocks", "odd_even"}
        ``"random"``: random halves per cell and magnitude (the paper). ``"time"``: the earlier
        against the later half of each cell's trials of a magnitude, then the other way round.
        ``"blocks"``: the first and third quarter against the second and fourth.
        ``"odd_even"``: every second trial.
    ties : {"mean", "lowest", "highest", "jitter"}
        Of the authors' estimator, see :func:`dopadist.reversal.reversal_points`.

    Returns
    -------
    CrossFit
        One row a split.

    Raises
    ------
    ValueError
        If ``scheme`` is unknown, or ``n_splits`` doesn't fit it.

    Examples
    --------
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=5)))
    >>> fitted = cross_fit(trials, n_splits=3, rng=np.random.default_rng(0))
    >>> fitted.estimates.asymmetry.shape
    (3, 2, 5)
    """
    if scheme == "random":
        if n_splits is None:
            raise ValueError("n_splits is None, expected a number of random splits, 1 or more")
        statistics = random_halves(trial_set.trials, n_splits=n_splits, rng=rng)
    elif scheme in N_BLOCKS:
        if n_splits not in (None, 2):
            raise ValueError(
                f"n_splits is {n_splits}, expected 2 or None: {scheme} gives two splits, "
                "one half against the other and the other way round"
            )
        statistics = chronological_halves(
            trial_set.trials, trial_set.times, n_blocks=N_BLOCKS[scheme]
        )
    else:
        raise ValueError(f"scheme is {scheme!r}, expected one of {', '.join(get_args(Scheme))}")
    return CrossFit(
        estimates=estimate(statistics, trial_set.axis, estimator=estimator, ties=ties, rng=rng),
        scheme=scheme,
        estimator=estimator,
        axis=trial_set.axis,
        evidence=trial_set.evidence,
        names=trial_set.names,
        sessions=trial_set.sessions,
        prefixes=trial_set.prefixes,
    )
