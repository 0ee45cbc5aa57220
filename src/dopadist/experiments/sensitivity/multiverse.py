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
    N_SPLITS,
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
    n_possible,
)
from dopadist.experiments.sensitivity.decomposition import Decomposition, decompose
from dopadist.nulls import exceedance_p
from dopadist.recordings import Recordings
from dopadist.statistic import Statistic
from dopadist.streams import stream

Floats = NDArray[np.float64]
Levels = dict[str, NDArray[np.int64]]
Null = Literal["permuted", "equal_slopes"]
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
    n_draws = by_profile(profile, full=39, quick=19)
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
        n_paths=n_paths,
        n_paths_cells=len(paths),
        n_cells=len(recordings.cells),
        seed=seed,
        evidence=recordings.evidence,
    )


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


def straight_axis(result: Multiverse) -> NDArray[np.bool_]:
    """Specifications on which the equal-slopes null is straight, cells not centred on sessions."""
    axis = result.is_level("axis", "own") | result.is_level("axis", "others")
    return np.asarray(axis & ~result.is_level("within", "centred"))


def multiverse_claims(result: Multiverse) -> dict[str, float]:
    """Medians, joint tests, shares above the nulls, signs, and the bias that choices share."""
    claims = {}
    for question, name in enumerate(QUESTIONS):
        null = NULL_OF[question]
        claims[f"median_{name}"] = float(np.nanmedian(result.r[question]))
        claims[f"p_median_{name}"], claims[f"p_share_{name}"] = result.joint(null, question)
        claims[f"above_{name}"] = result.share_above(null, question)
        claims[f"negative_{name}"] = result.share_negative(question)
    claims["p_median_relation_permuted"] = result.joint("permuted", 1)[0]
    claims["halves_equal_slopes"] = float(result.medians("equal_slopes", 0).mean())
    straight = straight_axis(result)
    for estimator in ("authors", "joint"):
        own = straight & result.is_level("estimator", estimator) & np.isfinite(result.r[1])
        mean = np.nanmean(result.null("equal_slopes", 1)[:, own], axis=0)
        claims[f"equal_slopes_{estimator}"] = float(np.nanmedian(mean))
        if estimator == "authors":
            claims["authors_positive"] = float((mean > 0).mean())
    return claims


def multiverse_statistics(result: Multiverse) -> tuple[Statistic, ...]:
    """Median specification of both questions against both nulls, and shares above them."""
    found = []
    for question, name in enumerate(QUESTIONS):
        r = result.r[question][np.isfinite(result.r[question])]
        low, high = np.percentile(r, [2.5, 97.5])
        what = ("reversal points of two halves", "reversal point and asymmetry")[question]
        nulls: tuple[Null, ...] = ("permuted", "equal_slopes") if question else ("permuted",)
        for null in nulls:
            p_median, p_share = result.joint(null, question)
            test = f"{NULL_NAMES[null]}, {result.n_draws} populations, one-sided"
            found.append(
                Statistic(
                    name=f"median_{name}_{null}",
                    quantity=f"r, {what}, median over specifications",
                    value=float(np.median(r)),
                    low=float(low),
                    high=float(high),
                    interval=f"2.5–97.5 % of {r.size:,} specifications, which share all cells",
                    n=result.n_cells,
                    unit="cells",
                    test=f"median specification under the null: {test}",
                    p=p_median,
                    effect="r less the null's mean median",
                    effect_size=float(np.median(r) - result.medians(null, question).mean()),
                    seed=result.seed,
                )
            )
            null_shares = _null_shares(result, null, question)
            low_share, high_share = np.percentile(null_shares, [2.5, 97.5])
            share = result.share_above(null, question)
            found.append(
                Statistic(
                    name=f"above_{name}_{null}",
                    quantity=f"share of specifications above their own null, {what}; "
                    "interval: of the null",
                    value=share,
                    low=float(low_share),
                    high=float(high_share),
                    interval=f"2.5–97.5 % of {result.n_draws} populations of the null",
                    n=r.size,
                    unit="specifications",
                    test=f"share of specifications under the null: {test}",
                    p=p_share,
                    effect="difference of shares from the null's mean",
                    effect_size=float(share - null_shares.mean()),
                    seed=result.seed,
                )
            )
    return tuple(found)


def explained_claims(result: Multiverse) -> dict[str, float]:
    """The largest shares, and the smallest."""
    halves, relation = result.explained
    claims = {
        "largest_halves": float(halves.shares.max()),
        "largest_relation": float(relation.shares.max()),
    }
    for choice in ("smoothing", "ties", "method"):
        claims[f"{choice}_relation"] = relation.share(choice)
    return claims


def p_explained(result: Multiverse, choice: str, question: int) -> float:
    """One-sided P of a choice's share against permuted trials, on the same paths."""
    place = list(CHOICES).index(choice)
    return exceedance_p(
        float(result.explained_few[question, place]),
        result.explained_permuted[question, :, place],
    )


def explained_statistics(result: Multiverse) -> tuple[Statistic, ...]:
    """Share of variance of every choice, both questions."""
    found = []
    for question, name in enumerate(QUESTIONS):
        one = result.explained[question]
        for number, choice in enumerate(CHOICES):
            found.append(
                Statistic(
                    name=f"explained_{name}_{choice}",
                    quantity=f"share of the variance of r ({name}) over specifications explained "
                    f"by {CHOICES[choice][0]}, given all other choices",
                    value=float(one.shares[number]),
                    low=float(one.low[number]),
                    high=float(one.high[number]),
                    interval="95 % bootstrap over paths",
                    n=one.n_paths,
                    unit="paths",
                    test=f"permuted trials, {result.n_draws} populations, one-sided, on the "
                    f"{result.n_paths} paths run on nulls",
                    p=p_explained(result, choice, question),
                    effect="eta squared",
                    effect_size=float(one.shares[number]),
                    seed=result.seed,
                )
            )
    return tuple(found)


def _null_shares(result: Multiverse, null: Null, question: int) -> Floats:
    worlds = np.concatenate([result.r[None, question], result.null(null, question)])
    return np.asarray((_above(worlds) & np.isfinite(worlds)).mean(1)[1:])


def described(result: Multiverse) -> dict[str, float]:
    """Sizes for the page."""
    return {
        "n_specifications": float(result.r.shape[1]),
        "n_possible": float(n_possible()),
        "n_paths": float(result.n_paths),
        "n_paths_cells": float(result.n_paths_cells),
        "n_draws": float(result.n_draws),
        "n_random_splits": float(N_SPLITS),
    }
