"""The choices that the paper leaves open, and paths through them from spikes to a correlation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from dopadist.recordings.constants import AUTHORS, Constants, Window

# By choice: what a reader sees, and of every level likewise. The first level is the default:
# the authors' constants and splits, with the estimator and the cells that carry the argument.
CHOICES: dict[str, tuple[str, dict[str, str]]] = {
    "window": (
        "window (ms)",
        {
            "200-600": "200–600",
            "0-400": "0–400",
            "100-500": "100–500",
            "200-650": "200–650",
            "270-620": "270–620",
            "300-700": "300–700",
        },
    ),
    "smoothing": ("smoothing", {"both": "both", "first": "only the first", "none": "none"}),
    "baseline": ("baseline (ms)", {"1000": "1,000 before", "500": "500 before"}),
    "baseline_of": ("baseline per", {"trial": "trial", "cell": "cell"}),
    "trials": (
        "trials",
        {
            "pooled": "pooled, one shift",
            "pooled_cell": "pooled, shift a cell",
            "pooled_none": "pooled, no shift",
            "cued": "cued alone",
            "uncued": "uncued alone",
        },
    ),
    "axis": (
        "axis",
        {
            "own": "mean of all cells",
            "others": "mean of the others",
            "hill": "Hill",
            "log": "log µL",
            "linear": "µL",
        },
    ),
    "estimator": ("estimator", {"joint": "joint fit", "authors": "authors’"}),
    "ties": (
        "ties (authors’)",
        {"mean": "mean", "lowest": "lowest", "highest": "highest", "jitter": "noise"},
    ),
    "scheme": (
        "halves",
        {
            "random": "at random",
            "time": "early, late",
            "blocks": "in blocks",
            "odd_even": "odd, even",
        },
    ),
    "cells": (
        "cells",
        {"usable": "usable", "inside": "not on an edge", "finite": "every finite ratio"},
    ),
    "within": (
        "sessions",
        {"ignored": "ignored", "one_cell": "one cell each", "centred": "centred"},
    ),
    "method": ("correlation", {"pearson": "Pearson", "spearman": "Spearman"}),
}
# These three need no new estimates: every path is run with all their combinations.
SHARED = ("cells", "within", "method")
# Without a meaning of its own for the joint fit.
AUTHORS_ONLY = "ties"


@dataclass(frozen=True)
class Path:
    """One way from spikes to estimates: a level of each choice but the three shared ones."""

    window: str = "200-600"
    smoothing: str = "both"
    baseline: str = "1000"
    baseline_of: str = "trial"
    trials: str = "pooled"
    axis: str = "own"
    estimator: str = "joint"
    ties: str = "mean"
    scheme: str = "random"

    @property
    def constants(self) -> Constants:
        """Of the chain from spikes to responses.

        Examples
        --------
        >>> Path(window="0-400").constants.cued_response
        (1500, 1900)
        """
        low, high = (int(end) for end in self.window.split("-"))
        delay = AUTHORS.reward_delay
        cued: Window = (low + delay, high + delay)
        return replace(
            AUTHORS,
            uncued_response=(low, high),
            cued_response=cued,
            baseline=(-int(self.baseline), 0),
            smoothing=self.smoothing,  # type: ignore[arg-type]
            baseline_of=self.baseline_of,  # type: ignore[arg-type]
        )


OWN = tuple(Path.__dataclass_fields__)
DEFAULT = Path()
# Levels of the shared choices in the order in which correlation_grid and `valid` give them.
COMBINATIONS = tuple(
    product(
        ("finite", "inside", "usable"), ("ignored", "centred", "one_cell"), ("pearson", "spearman")
    )
)


def n_possible() -> int:
    """Number of all specifications: ties count for the authors' estimator alone.

    Examples
    --------
    >>> n_possible()
    648000
    """
    sizes = {name: len(levels) for name, (_, levels) in CHOICES.items()}
    ties = sizes.pop(AUTHORS_ONLY)
    sizes.pop("estimator")
    return int(np.prod(list(sizes.values()))) * (1 + ties)


def draw_paths(n_paths: int, rng: np.random.Generator) -> tuple[Path, ...]:
    """Paths in which every level of a choice is taken equally often, combined at random.

    Parameters
    ----------
    n_paths : int
        A multiple of 60, so that it divides by all numbers of levels.
    rng : numpy.random.Generator
        Combines the levels.

    Examples
    --------
    >>> paths = draw_paths(60, np.random.default_rng(0))
    >>> sum(path.window == "0-400" for path in paths)
    10
    """
    if n_paths < 60 or n_paths % 60:
        raise ValueError(f"n_paths is {n_paths}, expected a multiple of 60")
    columns = {}
    for name in OWN:
        levels = list(CHOICES[name][1])
        columns[name] = rng.permutation(np.repeat(levels, n_paths // len(levels)))
    authors = columns["estimator"] == "authors"
    ties = list(CHOICES[AUTHORS_ONLY][1])
    columns[AUTHORS_ONLY][authors] = rng.permutation(np.resize(ties, authors.sum()))
    columns[AUTHORS_ONLY][~authors] = DEFAULT.ties
    return tuple(Path(**{name: str(columns[name][i]) for name in OWN}) for i in range(n_paths))
