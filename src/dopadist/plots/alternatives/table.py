"""The chapter's centre: what each null predicts, what the cells show, in one figure."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.alternatives.table import (
    GROUPS,
    OBSERVABLES,
    QUESTION,
    ROWS,
    THEORY,
    Table,
)
from dopadist.plots.shared.marks import signed
from dopadist.plots.style import COLOURS, GRID, INK, MUTED, figure, style

_WHOSE = {"recorded": "the recorded cells", "surrogate": "the matched surrogate"}
_REACHED = "#fbe3c0"
_LIMITS = {
    "halves_authors": (-0.4, 1.0),
    "halves_joint": (-0.4, 1.0),
    "relation_authors": (-0.4, 1.0),
    "relation_joint": (-0.4, 1.0),
    "both_signs": (-1.0, 14.0),
    "sign_gain": (-1.8, 6.5),
    "decode_gain": (-0.35, 0.95),
}
_GAP = 0.45
_LABELS = {
    "wrong_baseline": "permuted, with\nwrong baselines",
    "homogeneous": "one tuning curve,\nown residuals",
    "diffuse": "one prediction,\ndiverse τ",
    "normalised": "normalised RL,\nsymmetric errors",
    THEORY: "asymmetric learning,\nspiking (hypothesis)",
}


@style()
def table(result: Table) -> Figure:
    """Rows nulls, columns observables; shaded where a null reaches the cells."""
    observables = list(OBSERVABLES)
    fig, axes = figure(1, len(observables), height_mm=158, sharey=True)
    rows = _rows()
    bottom = -min(rows.values()) + 0.7
    for ax, observable in zip(axes[0], observables, strict=True):
        _column(ax, result, observable, rows)
        ax.set_ylim(-bottom, 1.0)
    first: Axes = axes[0, 0]
    first.set_yticks(list(rows.values()), [_label(key) for key in rows])
    for text, key in zip(first.get_yticklabels(), rows, strict=True):
        text.set_color(COLOURS["rival"] if key == "normalised" else INK)
        if key == THEORY:
            text.set_color(COLOURS["distributional"])
    fig.set_layout_engine("constrained", rect=(0, 0, 1, 0.945))
    for ax, question in ((axes[0, 0], "i"), (axes[0, len(QUESTION["i"])], "ii")):
        words = {"i": "i  Do cells differ?", "ii": "ii  Is it related to asymmetry?"}
        heading = ax.annotate(
            words[question], (0, 1), xycoords="axes fraction", xytext=(0, 40),
            textcoords="offset points", fontsize=8.5, fontweight="bold", ha="left",
        )  # fmt: skip
        heading.set_in_layout(False)
    return fig


def _rows() -> dict[str, float]:
    """Place of each row, a gap between the groups."""
    place, y = {}, 0.0
    for keys in (*GROUPS.values(), (THEORY,)):
        for key in keys:
            place[key] = y
            y -= 1.0
        y -= _GAP
    return place


def _label(key: str) -> str:
    return _LABELS.get(key, ROWS[key])


def _column(ax: Axes, result: Table, observable: str, rows: dict[str, float]) -> None:
    observed = result.observed[observable]
    low, high = _LIMITS[observable]
    for key, y in rows.items():
        values = result.null[key, observable]
        if result.reached(key, observable):
            ax.axhspan(y - 0.5, y + 0.5, color=_REACHED, linewidth=0, zorder=0)
        colour = {"normalised": COLOURS["rival"], THEORY: COLOURS["distributional"]}.get(
            key, COLOURS["classical"]
        )
        ends = np.percentile(values, [2.5, 97.5])
        ax.scatter(
            np.clip(values, low, high), np.full(values.size, y - 0.16), s=2.5, color=colour,
            alpha=0.45, linewidth=0, zorder=2,
        )  # fmt: skip
        ax.plot(np.clip(ends, low, high), [y - 0.16] * 2, color=colour, linewidth=1.5, zorder=2)
        ax.scatter(values.mean(), y - 0.16, s=14, color=colour, zorder=3, linewidth=0)
        tint = INK if result.reached(key, observable) else MUTED
        name = "P = " if y == 0 and observable == "halves_authors" else ""
        ax.text(
            0.03, y + 0.26, f"{name}{result.p(key, observable):.2f}", fontsize=7, ha="left",
            va="center", transform=ax.get_yaxis_transform(), color=tint,
        )  # fmt: skip
    tint = COLOURS[result.evidence]
    ax.axvspan(
        max(result.low[observable], low), min(result.high[observable], high), color=tint, alpha=0.1,
        linewidth=0, zorder=0,
    )  # fmt: skip
    ax.plot([observed] * 2, [min(rows.values()) - 0.6, 0.55], color=tint, linewidth=1.1, zorder=1)
    ax.axvline(0, color=GRID, linewidth=0.7, zorder=0)
    digits = {"both_signs": 0, "sign_gain": 1}.get(observable, 2)
    ax.text(
        min(max(observed, low), high), 0.97, signed(observed, digits), fontsize=7, ha="center",
        va="top",
    )  # fmt: skip
    ax.set_xlim(low, high)
    title = ax.set_title(OBSERVABLES[observable], fontsize=7, loc="left")
    title.set_in_layout(False)  # columns of one width, whatever their headings
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
