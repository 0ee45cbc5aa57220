"""All choices at once: every specification on the cells and on its own nulls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dopadist.evidence import Evidence
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.sensitivity.analysis import (
    Variants,
    Worlds,
    responses_of,
    run_on_cells,
    run_worlds,
)
from dopadist.experiments.sensitivity.choices import (
    CHOICES,
    COMBINATIONS,
    OWN,
    SHARED,
    Path,
    draw_paths,
)
from dopadist.experiments.sensitivity.decomposition import Decomposition, decompose
from dopadist.recordings import Recordings
from dopadist.streams import stream
from dopadist.surrogate import surrogate

Floats = NDArray[np.float64]
Levels = dict[str, NDArray[np.int64]]
Null = Literal["permuted", "equal_slopes"]
# Paths along which the spiking null goes: each population needs its spikes anew.
N_FEW = 60
QUESTIONS = ("halves", "relation")
# The null of each question: no diversity, and diversity with equal slopes.
NULL_OF: tuple[Null, Null] = ("permuted", "equal_slopes")
NULL_NAMES: dict[Null, str] = {
    "permuted": "trials permuted between cells",
    "equal_slopes": "diverse reversal points, equal slopes",
}


@dataclass(frozen=True)
class Multiverse:
    """What was found along every path.

    Attributes
    ----------
    levels : dict of int arrays (n_specifications,)
        Level of each choice, by its place in ``CHOICES``.
    r : numpy.ndarray, shape (2, n_specifications)
        In the cells, mean over splits: halves, then relation. NaN with fewer than three cells,
        there or in half of the populations of a null.
    permuted, equal_slopes : numpy.ndarray, shape (n_draws, 2, n_specifications)
        In populations of the nulls; each is one data set under all specifications.
    explained : tuple of two Decompositions
        Of more paths than those that were run on nulls.
    explained_few, explained_permuted : numpy.ndarray
        Shapes (2, n_choices) and (2, n_draws, n_choices): shares over the paths that were run on
        the nulls, in the cells and in permuted trials, where a choice can only redeal noise.
    spiking : numpy.ndarray, shape (n_populations, 2)
        Median specification in spiking populations of diverse reversal points and equal slopes,
        whose rates have a floor at zero, along the first ``N_FEW`` of these paths.
    cells_few : numpy.ndarray, shape (2,)
        The same in the cells, along the same paths.
    n_paths, n_paths_cells : int
        Paths run on cells and nulls, and on the cells alone.
    """

    levels: Levels
    r: Floats
    permuted: Floats
    equal_slopes: Floats
    explained: tuple[Decomposition, Decomposition]
    explained_few: Floats
    explained_permuted: Floats
    spiking: Floats
    cells_few: Floats
    n_paths: int
    n_paths_cells: int
    n_cells: int
    seed: int
    evidence: Evidence

    @property
    def n_draws(self) -> int:
        """Populations of each null."""
        return self.permuted.shape[0]

    def null(self, null: Null, question: int) -> Floats:
        """Shape (n_draws, n_specifications), NaN where the cells' correlation is."""
        found: Floats = getattr(self, null)[:, question]
        return np.where(np.isfinite(self.r[question]), found, np.nan)

    def is_level(self, choice: str, level: str) -> NDArray[np.bool_]:
        """Specifications that take a level."""
        found = self.levels[choice] == list(CHOICES[choice][1]).index(level)
        if choice == "ties":  # means something for the authors' estimator alone
            found &= self.is_level("estimator", "authors")
        return np.asarray(found)

    def above(self, null: Null, question: int) -> NDArray[np.bool_]:
        """Specifications in which the cells exceed their own null: one-sided P of 0.05 or less."""
        return _above(np.concatenate([self.r[None, question], self.null(null, question)]))[0]

    def share_above(self, null: Null, question: int) -> float:
        """Share of the specifications that are defined."""
        defined = np.isfinite(self.r[question])
        return float(self.above(null, question)[defined].mean())

    def joint(self, null: Null, question: int) -> tuple[float, float]:
        """P of the median specification, and P of the share that exceeds its own null.

        Each draw of the null is put in the place of the cells and gone through likewise.
        """
        worlds = np.concatenate([self.r[None, question], self.null(null, question)])
        medians = np.nanmedian(worlds, axis=1)
        shares = (_above(worlds) & np.isfinite(worlds)).mean(1)
        return tuple(float((one >= one[0] - 1e-12).mean()) for one in (medians, shares))  # type: ignore[return-value]

    def null_shares(self, null: Null, question: int) -> Floats:
        """Share above the own null when each population is put in the place of the cells."""
        worlds = np.concatenate([self.r[None, question], self.null(null, question)])
        return np.asarray((_above(worlds) & np.isfinite(worlds)).mean(1)[1:])

    def medians(self, null: Null, question: int) -> Floats:
        """Of the specifications in each population of a null."""
        return np.asarray(np.nanmedian(self.null(null, question), axis=1))

    def share_negative(self, question: int, where: NDArray[np.bool_] | None = None) -> float:
        """Share of the specifications below zero."""
        r = self.r[question] if where is None else self.r[question][where]
        return float((r[np.isfinite(r)] < 0).mean())


def _above(worlds: Floats) -> NDArray[np.bool_]:
    """Where a world reaches P of 0.05 or less among all worlds of its specification."""
    # Rank from above by counting, one world at a time: NaN reaches nothing.
    with np.errstate(invalid="ignore"):
        reached = np.stack([(worlds >= one).sum(0) for one in worlds])
    defined = np.isfinite(worlds)
    return np.asarray(defined & (reached <= 0.05 * defined.sum(0)))


def run_multiverse(recordings: Recordings, *, seed: int, profile: Profile) -> Multiverse:
    """A balanced sample of paths, each with all combinations of the shared choices."""
    n_paths = by_profile(profile, full=120, quick=60)
    n_draws = by_profile(profile, full=29, quick=19)
    rng = stream(seed, "sensitivity/paths")
    # Batches are balanced each for itself, so the first, run on the nulls, is too.
    batches = [draw_paths(n_paths, rng) for _ in range(by_profile(profile, full=4, quick=1))]
    paths = [path for batch in batches for path in batch]
    responses = responses_of(recordings, paths)
    worlds = run_worlds(
        responses, batches[0], n_draws=n_draws, rng=stream(seed, "sensitivity/worlds")
    )
    more = run_on_cells(responses, paths[n_paths:], rng=stream(seed, "sensitivity/cells"))
    every = np.concatenate([worlds.cells, more], axis=1).reshape(2, -1)
    short = batches[0][:N_FEW]
    numbers = stream(seed, "sensitivity/spiking")
    spiking = []
    for _ in range(by_profile(profile, full=11, quick=3)):
        population = surrogate("equal_slopes", seed=int(numbers.integers(2**31)))
        spiking.append(_medians(responses_of(population, short), short, seed))
    few, many = levels_of(batches[0]), levels_of(paths)
    boot = stream(seed, "sensitivity/decomposition")
    n_resamples = by_profile(profile, full=400, quick=100)
    permuted = worlds.permuted.reshape(n_draws, 2, -1)
    return Multiverse(
        levels=few,
        r=np.where(_comparable(worlds), worlds.cells, np.nan).reshape(2, -1),
        permuted=permuted,
        equal_slopes=worlds.equal_slopes.reshape(n_draws, 2, -1),
        explained=tuple(  # type: ignore[arg-type]
            decompose(r, many, per_path=len(COMBINATIONS), rng=boot, n_resamples=n_resamples)
            for r in every
        ),
        explained_few=np.array([_shares(one, few) for one in worlds.cells.reshape(2, -1)]),
        explained_permuted=np.array(
            [[_shares(one[question], few) for one in permuted] for question in (0, 1)]
        ),
        spiking=np.array(spiking),
        cells_few=_medians(responses, short, seed),
        n_paths=n_paths,
        n_paths_cells=len(paths),
        n_cells=len(recordings.cells),
        seed=seed,
        evidence=recordings.evidence,
    )


def _medians(variants: Variants, paths: Sequence[Path], seed: int) -> Floats:
    """Of all specifications along some paths, both questions."""
    found = run_on_cells(variants, paths, rng=stream(seed, "sensitivity/few"))
    return np.asarray(np.nanmedian(found.reshape(2, -1), axis=1))


def _comparable(worlds: Worlds) -> NDArray[np.bool_]:
    nulls = np.stack([worlds.permuted, worlds.equal_slopes])
    return np.asarray((np.isfinite(nulls).mean(1) > 0.5).all(0))


def _shares(r: Floats, levels: Levels) -> Floats:
    return decompose(r, levels, per_path=len(COMBINATIONS)).shares


def levels_of(paths: Sequence[Path]) -> Levels:
    """Level of each choice in every specification: paths, and in each the combinations."""
    found = {}
    for name in OWN:
        order = list(CHOICES[name][1])
        own = [order.index(getattr(path, name)) for path in paths]
        found[name] = np.repeat(own, len(COMBINATIONS))
    for place, name in enumerate(SHARED):
        order = list(CHOICES[name][1])
        own = [order.index(combination[place]) for combination in COMBINATIONS]
        found[name] = np.tile(own, len(paths))
    return found
