"""The misjudged baseline as claims and as statistics."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dopadist.experiments.alternatives.baseline_bias import (
    BIASES,
    FULL,
    OBSERVABLES,
    RESPONSES,
    SIMPLEST,
    BaselineBias,
    Combination,
    combinations,
)
from dopadist.statistic import Statistic


def bias_claims(result: BaselineBias) -> dict[str, float]:
    """What the simplest form fakes, where its relation comes from, and the full form's sign."""
    inside = (result.true_point > -2) & (result.true_point < 4)
    tilt = np.corrcoef(result.curve_point[inside], result.curve_tau[inside])[0, 1]
    return {
        "halves_simplest": float(result.of(SIMPLEST, "halves").mean()),
        "authors_simplest": float(result.of(SIMPLEST, "authors").mean()),
        "joint_simplest": float(result.of(SIMPLEST, "joint").mean()),
        "estimator_tilt": float(tilt),
        "baseline_full": float(result.of(FULL, "baseline").mean()),
        "halves_full": float(result.of(FULL, "halves").mean()),
        "both_signs_full": float(result.of(FULL, "both_signs").mean()),
        "authors_full": float(result.of(FULL, "authors").mean()),
    }


def map_claims(result: BaselineBias) -> dict[str, float]:
    """How many combinations have all four properties, and what a straight response can't do."""
    mean = {one: float(result.of(one, "authors").mean()) for one in result.found}
    return {
        "all_four": float(sum(has_all(result, one) for one in result.found)),
        "lowest": min(mean.values()),
        "lowest_linear": min(value for one, value in mean.items() if one[1] == "linear"),
    }


def has_all(result: BaselineBias, combination: Combination) -> bool:
    """Whether the means over populations have the four properties of the paper's model.

    Baseline goes with the reversal point (r above 0.5), halves agree (above 0.3), no volume has
    cells of both signs (fewer than 2 on average), and the relation to asymmetry is negative.
    """
    mean = {name: float(result.of(combination, name).mean()) for name in OBSERVABLES}
    return bool(
        mean["baseline"] > 0.5
        and mean["halves"] > 0.3
        and mean["both_signs"] < 2
        and mean["authors"] < 0
    )


_TEXTS = {
    "baseline": "Pearson r, measured baseline and reversal point",
    "halves": "Pearson r, reversal point of one half against the other, authors",
    "both_signs": "cells of the rarer sign, at the volume where there are most",
    "authors": "Pearson r, asymmetry and reversal point from halves, authors",
    "joint": "Pearson r, asymmetry and reversal point from halves, joint fit",
}


def bias_statistics(
    result: BaselineBias, which: Sequence[Combination] = (SIMPLEST, FULL)
) -> tuple[Statistic, ...]:
    """All observables of some combinations; P counts populations on the other side of zero."""
    found = []
    for combination in which:
        for observable, text in _TEXTS.items():
            values = result.of(combination, observable)
            low, high = np.percentile(values, [2.5, 97.5])
            mean = float(values.mean())
            found.append(
                Statistic(
                    name=_name(combination, observable),
                    quantity=f"{text}; bias: {BIASES[combination[0]]}, response: "
                    f"{RESPONSES[combination[1]]}; mean over populations",
                    value=mean,
                    low=float(low),
                    high=float(high),
                    interval=f"2.5–97.5 % of {result.n_populations} simulated populations",
                    n=result.n_populations,
                    unit="simulated populations of 40 cells",
                    test="none",
                    p=None,
                    effect="cells" if observable == "both_signs" else "r",
                    effect_size=mean,
                    seed=result.seed,
                )
            )
    return tuple(found)


def map_statistics(result: BaselineBias) -> tuple[Statistic, ...]:
    """Of every combination."""
    return bias_statistics(result, combinations())


def _name(combination: Combination, observable: str) -> str:
    return "_".join([*combination, observable]).replace(" ", "_")
