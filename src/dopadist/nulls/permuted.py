"""Trials exchanged between cells: what is left when no cell has anything of its own."""

from __future__ import annotations

import dataclasses
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from dopadist.evidence import combine
from dopadist.nulls.fitted import cell_gains, residual_sds
from dopadist.responses import Responses, TrialSet, mean_axis

Scaling = Literal["raw", "residual_sd", "gain"]


def permuted_trials(
    responses: Responses,
    *,
    rng: np.random.Generator,
    scaling: Scaling = "raw",
    within_prefix: bool = False,
) -> Responses:
    """Shuffle trials between cells, within reward magnitude and trial kind.

    Each cell keeps its number of trials of every magnitude and kind. Pool the result with
    :func:`dopadist.responses.pool`, which computes offset and axis anew.

    Parameters
    ----------
    responses : Responses
        Before pooling.
    rng : numpy.random.Generator
        Draws the permutation.
    scaling : {"raw", "residual_sd", "gain"}
        ``"raw"``: responses as they are. Else each is divided by a number of the cell that it
        comes from and multiplied by that of the cell that it goes to, per trial kind: the
        standard deviation of trials around the cell's means, or the cell's gain on the mean
        axis. So cells keep that much of their own, which is no reversal point.
    within_prefix : bool
        Exchange trials only between cells of one filename prefix: differences between prefixes
        stay.

    Returns
    -------
    Responses
        Same shapes, NaN where it was.

    Raises
    ------
    ValueError
        If ``scaling`` is unknown.

    Notes
    -----
    Reversal points of such a population scatter only by noise, and sorting it by them makes a
    fan all the same.

    Examples
    --------
    >>> from dopadist.responses import compute_responses
    >>> from dopadist.surrogate import surrogate
    >>> responses = compute_responses(surrogate("matched", n_cells=5))
    >>> permuted = permuted_trials(responses, rng=np.random.default_rng(0))
    >>> bool((np.isnan(permuted.cued) == np.isnan(responses.cued)).all())
    True
    """
    if scaling not in get_args(Scaling):
        raise ValueError(f"scaling is {scaling!r}, expected one of {', '.join(get_args(Scaling))}")
    if within_prefix:
        groups = [
            np.flatnonzero(np.asarray(responses.prefixes) == prefix)
            for prefix in sorted(set(responses.prefixes))
        ]
    else:
        groups = [np.arange(len(responses.names))]
    exchanged = [
        _exchange(kind, groups, scaling, rng) for kind in (responses.cued, responses.uncued)
    ]
    return dataclasses.replace(responses, cued=exchanged[0], uncued=exchanged[1])


def shifted_baselines(trial_set: TrialSet, *, sd: float, rng: np.random.Generator) -> TrialSet:
    """Add one constant to all responses of a cell: its baseline was misjudged.

    Parameters
    ----------
    trial_set : TrialSet
        For a null without diversity, permuted trials.
    sd : float
        Standard deviation of the constants over cells, spikes/s; 0 or more.
    rng : numpy.random.Generator
        Draws the constants.

    Returns
    -------
    TrialSet
        Axis computed anew. A constant moves a cell's reversal point, alike in both halves, and
        leaves its slopes as they were.

    Raises
    ------
    ValueError
        If ``sd`` is negative.

    Notes
    -----
    In the manner of Extended Data Fig. 4d-h of Dabney et al. 2020, whose details aren't known.

    Examples
    --------
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> responses = compute_responses(surrogate("matched", n_cells=5))
    >>> shifted = shifted_baselines(pool(responses), sd=1.0, rng=np.random.default_rng(0))
    >>> shifted.trials.shape == pool(responses).trials.shape
    True
    """
    if sd < 0:
        raise ValueError(f"sd is {sd}, expected 0 or more spikes/s")
    trials = trial_set.trials + rng.normal(0, sd, (trial_set.trials.shape[0], 1, 1))
    evidence = combine(trial_set.evidence, "simulation")
    return dataclasses.replace(trial_set, trials=trials, axis=mean_axis(trials), evidence=evidence)


def _exchange(
    trials: NDArray[np.float64],
    groups: list[NDArray[np.int64]],
    scaling: Scaling,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    scale = np.ones(trials.shape[0])
    if scaling == "residual_sd":
        scale = residual_sds(trials)
    elif scaling == "gain":
        scale = cell_gains(trials)
    unit = trials / scale[:, None, None]
    for cells in groups:
        for k in range(trials.shape[1]):
            values = unit[cells, k]
            used = np.isfinite(values)
            values[used] = rng.permutation(values[used])
            unit[cells, k] = values
    return unit * scale[:, None, None]
