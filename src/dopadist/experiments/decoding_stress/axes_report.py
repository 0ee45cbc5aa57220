"""What the table of axes and trials claims, and its statistics."""

import numpy as np

from dopadist.experiments.decoding_stress.axes import MEASURES, RIVAL, VARIANTS, WITHOUT, Axes
from dopadist.experiments.shared.statistics import over_populations
from dopadist.statistic import Statistic


def axes_claims(result: Axes) -> dict[str, float]:
    """Largest P over two nulls and both measures: small only where the decode stands out."""
    named = {
        "p_pooled": ("pooled", "empirical"),
        "p_cued": ("cued", "empirical"),
        "p_uncued": ("uncued", "empirical"),
        "p_hill": ("pooled", "Hill"),
        "p_log": ("pooled", "log"),
        "p_linear": ("pooled", "linear"),
    }
    claims = {name: result.largest_p(*one) for name, one in named.items()}
    elsewhere = (("uncued", "empirical"), ("pooled", "Hill"), ("pooled", "log"))
    return claims | {
        "share_elsewhere": min(float(result.observed[VARIANTS.index(one), 0]) for one in elsewhere),
        "p_pooled_all": result.largest_p("pooled", "empirical", WITHOUT),
        "p_rival": float(result.p_values(RIVAL)[VARIANTS.index(("pooled", "empirical")), 1]),
    }


def axes_statistics(result: Axes, *, seed: int) -> tuple[Statistic, ...]:
    """Distance and gain of every variant, beside the null that does best among those without."""
    found = []
    for v, (kind, axis) in enumerate(VARIANTS):
        for m, label in enumerate(("distance", "gain")):
            name = max(WITHOUT, key=lambda one: float(result.p_values(one)[v, m]))
            null = result.draws(name, v)[:, m]
            low, high = np.percentile(null, [2.5, 97.5])
            value = float(result.observed[v, m])
            found.append(
                Statistic(
                    name=f"{label}_{kind}_{axis.lower()}",
                    quantity=f"{MEASURES[m]}, share of the prior's distance, {kind} trials, {axis} "
                    f"axis; interval: the hardest null, {name}",
                    value=value,
                    low=float(low),
                    high=float(high),
                    interval=f"2.5–97.5 % of {null.size} populations of that null",
                    n=int(result.n_usable[v]),
                    unit="cells",
                    test=over_populations(null),
                    p=float(result.p_values(name)[v, m]),
                    effect="share of the prior's distance",
                    effect_size=value,
                    seed=seed,
                )
            )
    return tuple(found)
