"""What the multiverse says: claims and statistics of its two figures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dopadist.experiments.sensitivity.analysis import N_SPLITS
from dopadist.experiments.sensitivity.choices import CHOICES, n_possible
from dopadist.experiments.sensitivity.multiverse import (
    N_FEW,
    NULL_NAMES,
    NULL_OF,
    QUESTIONS,
    Multiverse,
    Null,
)
from dopadist.nulls import exceedance_p
from dopadist.statistic import Statistic


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
            null_shares = result.null_shares(null, question)
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
    claims["spiking_relation"] = float(result.spiking[:, 1].mean())
    claims["gap_spiking"] = float(result.cells_few[1]) - claims["spiking_relation"]
    return claims


def p_explained(result: Multiverse, choice: str, question: int) -> float:
    """One-sided P of a choice's share against permuted trials, on the same paths."""
    place = list(CHOICES).index(choice)
    return exceedance_p(
        float(result.explained_few[question, place]),
        result.explained_permuted[question, :, place],
    )


def explained_statistics(result: Multiverse) -> tuple[Statistic, ...]:
    """Share of variance of every choice, both questions; medians against each null of panel c."""
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
    return tuple(found) + _medians_against_nulls(result)


def _medians_against_nulls(result: Multiverse) -> tuple[Statistic, ...]:
    """Panel c."""
    median = np.nanmedian(result.r, axis=1)
    rows = (
        ("halves_permuted", 0, median[0], result.medians("permuted", 0), NULL_NAMES["permuted"]),
        ("relation_permuted", 1, median[1], result.medians("permuted", 1), NULL_NAMES["permuted"]),
        (
            "relation_equal_slopes", 1, median[1], result.medians("equal_slopes", 1),
            NULL_NAMES["equal_slopes"],
        ),
        (
            "relation_spiking", 1, result.cells_few[1], result.spiking[:, 1],
            f"spiking cells of equal slopes, along {N_FEW} paths",
        ),
    )  # fmt: skip
    found = []
    for name, question, value, null, what in rows:
        low, high = np.percentile(null, [2.5, 97.5])
        found.append(
            Statistic(
                name=f"median_{name}",
                quantity=f"r ({QUESTIONS[question]}), median over specifications; "
                "interval: of the null",
                value=float(value),
                low=float(low),
                high=float(high),
                interval=f"2.5–97.5 % of {null.size} populations of the null",
                n=result.n_cells,
                unit="cells",
                test=f"median specification of {null.size} populations, one-sided: {what}",
                p=exceedance_p(float(value), null),
                effect="r less the null's mean median",
                effect_size=float(value - null.mean()),
                seed=result.seed,
            )
        )
    return tuple(found)


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
