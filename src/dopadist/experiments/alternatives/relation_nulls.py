"""Does any population without the relation reach the correlation that the cells have?"""

from __future__ import annotations

import numpy as np

from dopadist.experiments.alternatives.table_report import full_name
from dopadist.experiments.shared.nulls import NULLS, Nulls
from dopadist.statistic import Statistic


def nulls_claims(result: Nulls) -> dict[str, float]:
    """P of the argument against each null, and the null that passes the test."""
    claims = {f"p_{key}": result.p(key) for key in NULLS if key != "normalised"}
    claims["normalised_mean"] = float(result.of("normalised", "joint").r_reversal_asymmetry.mean())
    claims["equal_slopes_authors"] = float(
        result.of("equal_slopes", "authors").r_reversal_asymmetry.mean()
    )
    claims["equal_slopes_joint"] = float(
        result.of("equal_slopes", "joint").r_reversal_asymmetry.mean()
    )
    points = {key: result.of(key, "joint").r_reversal_reversal for key in NULLS}
    claims["equal_slopes_halves"] = float(points["equal_slopes"].mean())
    claims["wrong_baseline_halves"] = float(points["wrong_baseline"].mean())
    return claims


def nulls_statistics(result: Nulls, *, seed: int) -> tuple[Statistic, ...]:
    """Mean correlation in every null under both analyses, and P of the cells."""
    found = []
    for estimator, observed in result.observed.items():
        for key, name in NULLS.items():
            values = result.of(key, estimator).r_reversal_asymmetry
            low, high = np.percentile(values, [2.5, 97.5])
            found.append(
                Statistic(
                    name=f"{key}_{estimator}",
                    quantity="Pearson r, asymmetry and reversal point from halves, "
                    f"{estimator}, {full_name(key, name)}, mean over populations",
                    value=float(values.mean()),
                    low=float(low),
                    high=float(high),
                    interval="2.5–97.5 % of populations",
                    n=values.size,
                    unit="simulated populations",
                    test="the cells against the populations, one-sided",
                    p=result.p(key, estimator),
                    effect="cells minus populations",
                    effect_size=observed[0] - float(values.mean()),
                    seed=seed,
                )
            )
    return tuple(found)
