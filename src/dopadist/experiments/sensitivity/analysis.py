"""A path run on cells and on null populations that are the same data set for every path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import CellEstimates, estimate
from dopadist.crossfit import CrossFit, correlation_grid, cross_fit
from dopadist.experiments.sensitivity.choices import Path
from dopadist.nulls import exchange, exchanged, resample, straight_cells
from dopadist.recordings import Recordings
from dopadist.recordings.constants import Constants
from dopadist.responses import (
    Responses,
    TrialSet,
    compute_variants,
    leave_one_out_axis,
    pool,
)
from dopadist.reversal import CAP_ABOVE, CAP_BELOW, magnitude_statistics
from dopadist.tasks.rewards import hill_utility

Floats = NDArray[np.float64]
Masks = NDArray[np.bool_]
# Random splits of every population: both the cells and their nulls, since they are compared.
N_SPLITS = 8


def trial_set(responses: Responses, path: Path) -> TrialSet:
    """Trials pooled and placed on the axis that the path asks for."""
    if path.trials in ("cued", "uncued"):
        data = pool(responses, kind=path.trials)  # type: ignore[arg-type]
    else:
        shift = {"pooled": "population", "pooled_cell": "cell", "pooled_none": "none"}
        data = pool(responses, shift=shift[path.trials])  # type: ignore[arg-type]
    if path.axis == "own":
        return data
    if path.axis == "others":
        axis = leave_one_out_axis(data.trials)
    elif path.axis == "hill":
        axis = hill_utility(data.volumes)
    elif path.axis == "log":
        axis = np.log10(data.volumes)
    else:
        axis = np.asarray(data.volumes, dtype=float)
    return replace(data, axis=axis)


def fit(data: TrialSet, path: Path, *, n_splits: int, rng: np.random.Generator) -> CrossFit:
    """Independent halves, estimated."""
    return cross_fit(
        data,
        rng=rng,
        n_splits=n_splits if path.scheme == "random" else None,
        estimator=path.estimator,  # type: ignore[arg-type]
        scheme=path.scheme,  # type: ignore[arg-type]
        ties=path.ties,  # type: ignore[arg-type]
    )


def rules(data: TrialSet, fitted: CrossFit) -> dict[str, Masks]:
    """Which cells count in which split, by level of the choice "cells"."""
    statistics = magnitude_statistics(data.trials)
    whole = estimate(statistics, data.axis, estimator=fitted.estimator)
    estimates = fitted.estimates
    finite = np.isfinite(estimates.reversal_point).all(1) & np.isfinite(estimates.asymmetry[:, 1])
    return {
        "finite": finite,
        "inside": finite & _inside(whole, data.axis),
        "usable": estimates.usable.all(1) & whole.usable,
    }


def _inside(whole: CellEstimates, axis: Floats) -> Masks:
    """Cells whose reversal point from all trials isn't put at an end of the axis."""
    authors = whole.estimator == "authors"
    low = axis.min(-1) + (CAP_BELOW if authors else 0.0)
    high = axis.max(-1) - (CAP_ABOVE if authors else 0.0)
    point = np.nan_to_num(whole.reversal_point, nan=np.inf)
    return np.asarray((point > low) & (point < high))


def correlate(responses: Responses, path: Path, *, key: int) -> Floats:
    """Both correlations of all 18 combinations of the shared choices, shape (2, 3, 3, 2).

    ``key`` seeds the splits: the same for the cells and every null.
    """
    data = trial_set(responses, path)
    fitted = fit(data, path, n_splits=N_SPLITS, rng=np.random.default_rng(key))
    return correlation_grid(fitted, list(rules(data, fitted).values()))


@dataclass(frozen=True)
class Worlds:
    """What every path found in the cells and in the populations of both nulls.

    Attributes
    ----------
    cells : numpy.ndarray, shape (2, n_paths, 18)
        First question (reversal point with reversal point), then second (with asymmetry).
    permuted, equal_slopes : numpy.ndarray, shape (n_draws, 2, n_paths, 18)
        Each draw is one data set, analysed along all paths.
    """

    cells: Floats
    permuted: Floats
    equal_slopes: Floats


Variants = dict[Constants, Responses]


def responses_of(recordings: Recordings, paths: Sequence[Path]) -> Variants:
    """The spikes gone through once for each variant of windows and smoothing, not once a path."""
    return compute_variants(recordings, list(dict.fromkeys(path.constants for path in paths)))


def run_worlds(
    variants: Variants, paths: Sequence[Path], *, n_draws: int, rng: np.random.Generator
) -> Worlds:
    """Every path on the cells, on permuted trials, and on cells with equal slopes."""
    keys = rng.integers(2**32, size=len(paths))
    base = next(iter(variants.values()))  # which slots are used is the same in all
    swaps = [exchange(base, rng=rng) for _ in range(n_draws)]
    draws = [resample(base, rng=rng) for _ in range(n_draws)]
    cells = np.empty((2, len(paths), 18))
    permuted, equal = np.empty((2, n_draws, 2, len(paths), 18))
    for constants, responses in variants.items():
        members = [index for index, path in enumerate(paths) if path.constants == constants]
        straight = straight_cells(responses)
        for index in members:
            cells[:, index] = _flat(responses, paths[index], keys[index])
        for number in range(n_draws if members else 0):
            without = exchanged(responses, swaps[number])
            equals = straight.responses(draws[number])
            for index in members:
                permuted[number, :, index] = _flat(without, paths[index], keys[index])
                equal[number, :, index] = _flat(equals, paths[index], keys[index])
    return Worlds(cells=cells, permuted=permuted, equal_slopes=equal)


def run_on_cells(variants: Variants, paths: Sequence[Path], *, rng: np.random.Generator) -> Floats:
    """Every path on the cells alone, shape (2, n_paths, 18)."""
    keys = rng.integers(2**32, size=len(paths))
    found = np.empty((2, len(paths), 18))
    for index, path in enumerate(paths):
        found[:, index] = _flat(variants[path.constants], path, keys[index])
    return found


def _flat(responses: Responses, path: Path, key: int) -> Floats:
    return correlate(responses, path, key=int(key)).reshape(2, 18)
