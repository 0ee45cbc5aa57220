"""What the figure of the t statistics claims, and its statistics."""

import numpy as np
from scipy import stats

from dopadist.experiments.probability_coding.measures import share_interval
from dopadist.experiments.probability_coding.null import TNull
from dopadist.statistic import Statistic


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
    """Spread of t in one population against classical ones; shares beyond Student's limits."""
    found = []
    for (model, kind), t in result.t.items():
        outside = np.abs(t) > _critical(result.n_trials - 1)
        share = float(outside.mean())
        low, high = share_interval(share, t.size)
        found.append(
            Statistic(
                name=f"beyond_student_{model}_{kind}",
                quantity=f"share of {kind} cells of one {model} population whose t lies beyond "
                "Student's 5 % limits",
                value=share,
                low=low,
                high=high,
                interval="95 %, Wilson",
                n=t.size,
                unit="cells",
                test="spread of t against classical populations that go on learning, one-sided",
                p=result.p_of_spread[model, kind],
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


def _critical(df: int) -> float:
    return float(stats.t.isf(0.025, df))
