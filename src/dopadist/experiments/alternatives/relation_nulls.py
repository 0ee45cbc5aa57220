"""Does any population without the relation reach the correlation that the cells have?"""

from __future__ import annotations

from dopadist.experiments.shared.nulls import NULLS, Nulls


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
