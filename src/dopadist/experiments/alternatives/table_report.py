"""The table as claims, as rows to be printed, and as statistics."""

from __future__ import annotations

import numpy as np

from dopadist.experiments.alternatives.table import (
    FIRST_QUESTION,
    GROUPS,
    OBSERVABLES,
    QUESTION,
    ROWS,
    SECOND_QUESTION,
    THEORY,
    Table,
)
from dopadist.experiments.shared.nulls import NULLS
from dopadist.statistic import Statistic


def table_claims(result: Table) -> dict[str, float]:
    """Which nulls reach the cells, by question; what the rival and the hypothesis reach."""
    first, second = FIRST_QUESTION, SECOND_QUESTION
    nobody = GROUPS["no cell differs"]
    others = [key for key in NULLS if key != "normalised"]
    return {
        "explained_i": float(sum(result.reached(null, one) for null in nobody for one in first)),
        "explained_ii": float(
            sum(all(result.reached(null, one) for one in second) for null in others)
        ),
        "normalised_ii": float(sum(result.reached("normalised", one) for one in second)),
        "theory_i": float(sum(result.reached(THEORY, one) for one in first)),
        "theory_relation": result.p(THEORY, "relation_joint"),
        "baseline_reversal": result.baseline_reversal,
        "worst_joint": float(max(result.p(null, "relation_joint") for null in others)),
    }


def table_rows(result: Table) -> dict[str, str]:
    """Rows of the printed tables, by name: mean, interval and P of every null; the cells' own.

    Each is the inside of a Markdown row, for the prose; one table a question.
    """
    rows = {}
    for question, observables in QUESTION.items():
        for key in ROWS:
            entries = (_entry(result, key, observable) for observable in observables)
            rows[f"row_{question}_{key}"] = " | ".join(entries)
        rows[f"row_{question}_cells"] = " | ".join(
            f"**{_short(observable, result.observed[observable])}** "
            f"({_short(observable, result.low[observable])} "
            f"to {_short(observable, result.high[observable])})"
            for observable in observables
        )
    return rows


def _entry(result: Table, key: str, observable: str) -> str:
    values = result.null[key, observable]
    low, high = np.percentile(values, [2.5, 97.5])
    text = (
        f"{_short(observable, float(values.mean()))} ({_short(observable, float(low))} "
        f"to {_short(observable, float(high))}), P\u00a0{result.p(key, observable):.2f}"
    )
    return f"*{text}*" if result.reached(key, observable) else text


def _short(observable: str, value: float) -> str:
    digits = {"both_signs": 0, "sign_gain": 1}.get(observable, 2)
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def table_statistics(result: Table) -> tuple[Statistic, ...]:
    """The cells' observables, and every null's."""
    found = []
    for observable in OBSERVABLES:
        quantity = _QUANTITIES[observable]
        value = result.observed[observable]
        decode = observable == "decode_gain"
        found.append(
            Statistic(
                name=f"cells_{observable}",
                quantity=f"{quantity}, the cells",
                value=value,
                low=result.low[observable],
                high=result.high[observable],
                interval="2.5–97.5 % of splits" if decode else "95 % bootstrap over sessions",
                n=result.n_sessions,
                unit="sessions",
                test="none",
                p=None,
                effect=_EFFECTS.get(observable, "r"),
                effect_size=value,
                seed=result.seed,
            )
        )
        for null, name in ROWS.items():
            values = result.null[null, observable]
            low, high = np.percentile(values, [2.5, 97.5])
            found.append(
                Statistic(
                    name=f"{null}_{observable}",
                    quantity=f"{quantity}, {full_name(null, name)}",
                    value=float(values.mean()),
                    low=float(low),
                    high=float(high),
                    interval="2.5–97.5 % of populations",
                    n=values.size,
                    unit="simulated populations",
                    test="the cells against the populations, one-sided",
                    p=result.p(null, observable),
                    effect="cells minus populations",
                    effect_size=value - float(values.mean()),
                    seed=result.seed,
                )
            )
    return tuple(found)


_QUANTITIES = {
    "halves_authors": "Pearson r, reversal point of one half against the other, authors",
    "halves_joint": "Pearson r, reversal point of one half against the other, joint fit",
    "both_signs": "cells of the rarer sign at 5 µL, P < 0.05 each",
    "sign_gain": "points of per cent gained in held-out signs by one reversal point a cell",
    "relation_authors": "Pearson r, asymmetry and reversal point from halves, authors",
    "relation_joint": "Pearson r, asymmetry and reversal point from halves, joint fit",
    "decode_gain": "gain of the decode from each cell's own asymmetry, spikes/s, joint fit",
}
_EFFECTS = {
    "both_signs": "cells",
    "sign_gain": "points of per cent",
    "decode_gain": "spikes/s",
}


def full_name(key: str, name: str) -> str:
    """Name of a null where it doesn't stand under the row that it continues."""
    first = {"permuted": "trials permuted", "equal_slopes": "diverse points, equal slopes"}
    if key == "wrong_baseline":
        return first["permuted"] + name.removeprefix("…")
    for stem, text in first.items():
        if key.startswith(f"{stem}_"):
            return text + name.replace("…", ",")
    return name
