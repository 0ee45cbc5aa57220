"""What the figure of the t statistics claims, and its statistics."""

import numpy as np

from dopadist.experiments.probability_coding.measures import share_interval
from dopadist.experiments.probability_coding.null import TNull, spread_of_t
from dopadist.statistic import Statistic
from dopadist.streams import stream


def t_null_claims(result: TNull) -> dict[str, float]:
    """Each rung against its closed form; what each test rejects."""
    ladder = result.ladder
    return {
        "sd_with_exact_ends": ladder["exact_ends"].sd,
        "sd_with_noisy_ends": ladder["noisy_ends"].sd,
        "share_with_noisy_ends": ladder["noisy_ends"].share,
        "share_across_cells": ladder["across_cells"].share,
        "share_while_learning": ladder["learning"].share,
        "learning_sd_over_prediction": ladder["learning"].sd / result.predicted_learning_sd,
        "share_in_one_session": ladder["one_session"].share,
        "share_of_contrast": ladder["contrast"].share,
        "anova_rejects_still": result.anova_rejects["still"],
        "anova_rejects_learning": result.anova_rejects["learning"],
        "contrast_rejects_still": result.contrast_rejects["still"],
        "contrast_rejects_learning": result.contrast_rejects["learning"],
        "contrast_rejects_distributional": result.contrast_rejects["distributional_dopamine"],
        "p_distributional_dopamine": result.p_of_spread["distributional", "dopamine"],
        "p_distributional_gaba": result.p_of_spread["distributional", "gaba"],
    }


def t_null_statistics(result: TNull) -> tuple[Statistic, ...]:
    """Spread of t in one population against classical ones; shares of cells, of populations."""
    found = []
    rng = stream(result.seed, "probability_coding/t_null-bootstrap")
    for (model, kind), t in result.t.items():
        value = float(spread_of_t(t))
        drawn = spread_of_t(t[rng.integers(t.size, size=(2_000, t.size))])
        low, high = np.quantile(drawn, [0.025, 0.975])
        found.append(
            Statistic(
                name=f"spread_{model}_{kind}",
                quantity=f"spread of t over the {kind} cells of one {model} population: half the "
                "distance from the 16th to the 84th percentile",
                value=value,
                low=min(float(low), value),
                high=max(float(high), value),
                interval="95 %, bootstrap over cells",
                n=t.size,
                unit="cells",
                test=f"share of {result.n_populations:,} classical populations that go on "
                "learning and are spread as widely, one-sided",
                p=result.p_of_spread[model, kind],
                effect="spread over the median of those populations",
                effect_size=value / float(np.median(result.null_spread[kind])),
                seed=result.seed,
            )
        )
    tests = (
        ("anova", "analysis of variance of the normalised trials", result.anova_rejects),
        ("contrasts", "contrasts", result.contrast_rejects),
    )
    for test, text, rejects in tests:
        for name, population in _POPULATIONS.items():
            share = rejects[name]
            ends = share_interval(share, result.n_populations)
            found.append(
                Statistic(
                    name=f"{test}_{name}",
                    quantity=f"share of populations rejected at 5 % by the {text}: {population}",
                    value=share,
                    low=ends[0],
                    high=ends[1],
                    interval="95 %, Wilson",
                    n=result.n_populations,
                    unit="populations",
                    test="none",
                    p=None,
                    effect="share beyond 5 %",
                    effect_size=share - 0.05,
                    seed=result.seed,
                )
            )
    for name, rung in result.ladder.items():
        low, high = np.quantile(rung.share_by_population, [0.025, 0.975])
        found.append(
            Statistic(
                name=f"ladder_{name}",
                quantity=f"share of classical dopamine cells with P below 5 %: {_LABELS[name]}",
                value=rung.share,
                low=float(low),
                high=float(high),
                interval=f"2.5–97.5 % of {result.n_populations:,} populations",
                n=result.n_cells,
                unit="cells in each",
                test="none",
                p=None,
                effect="SD of t over Student's",
                effect_size=rung.sd,
                seed=result.seed,
            )
        )
    return tuple(found)


_LABELS = {
    "exact_ends": "true ends, true middle",
    "noisy_ends": "measured ends, true middle",
    "across_cells": "measured ends, across-cell mean",
    "learning": "the same, values go on changing",
    "one_session": "the same, all cells in one session",
    "contrast": "contrast t, values stay",
    "contrast_learning": "contrast t, values go on changing",
}

_POPULATIONS = {
    "still": "classical dopamine cells, values stay",
    "one_session": "classical dopamine cells in one session",
    "learning": "classical dopamine cells, values go on changing",
    "distributional_dopamine": "distributional dopamine cells, values go on changing",
}
