"""The rows of the speed table: what is done, against what, and at least how much faster."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["ratio", "limit", "machine"]


@dataclass(frozen=True)
class Row:
    """One row.

    Parameters
    ----------
    name : str
        Identifier, the group of its benchmarks.
    work, against : str
        As readers see them.
    target : float
        Ratio to reach.
    kind : {"ratio", "limit", "machine"}
        ``"ratio"``: time of the reference over ours. ``"limit"``: a time limit over ours, target
        1. ``"machine"``: what the machine could do at best over ours: the share reached.
    """

    name: str
    work: str
    against: str
    target: float
    kind: Kind = "ratio"


ROWS = (
    Row(
        "expectiles-1000",
        "exact expectiles, 99 taus of 1,000 values",
        "looping `scipy.stats.expectile`",
        300,
    ),
    Row(
        "expectiles-100000",
        "exact expectiles, 99 taus of 100,000 values",
        "looping `scipy.stats.expectile`",
        100,
    ),
    Row(
        "population",
        "a population of 150 cells over 25,000 trials, rewards given",
        "a per-trial numpy loop over cells",
        200,
    ),
    Row(
        "population-draws",
        "the same, reward draws included",
        "the same loop, with `Generator.choice` in bulk",
        50,
    ),
    Row(
        "population-limit",
        "the same kernel",
        "a multiply-add loop with the same memory traffic",
        0.6,
        "machine",
    ),
    Row(
        "decoding",
        "decoding from 40 cells, default method",
        "the published recipe: 10 epochs of 1,000 starts, 100 samples, numerical gradient",
        5000,
    ),
    Row(
        "responses",
        "spikes of 40 cells to responses",
        "4,001-bin histogram and two convolutions a trial",
        50,
    ),
    Row(
        "splits",
        "{n_splits} random half splits of 40 cells: both correlations",
        "a Python loop over splits and cells",
        100,
    ),
    Row(
        "joint",
        "joint least-squares estimates, {n_splits} splits of 40 cells",
        "a Python loop over splits and cells",
        100,
    ),
    Row(
        "null",
        "permutation null, {n_permutations} permutations x 200 splits",
        "a limit of {limit:g} s",
        1,
        "limit",
    ),
    Row(
        "cross-fitted",
        "cross-fitted decodes, 400 splits, and the same under the null",
        "a limit of {limit:g} s",
        1,
        "limit",
    ),
)
NAMES = tuple(row.name for row in ROWS)


def row_of(name: str) -> Row:
    """The row of that name."""
    return ROWS[NAMES.index(name)]
