"""Figure of predicted signs of held-out trials."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.alternatives.sign_prediction import (
    KINDS,
    NULLS,
    SignPrediction,
    better,
)
from dopadist.plots.shared.marks import spread
from dopadist.plots.style import COLOURS, GRID, INK, MUTED, figure, letter, note, style

_MODELS = {"one": "one for\nall cells", "prefix": "one a\nprefix", "own": "one a\ncell"}


@style()
def sign_prediction(result: SignPrediction) -> Figure:
    """Cells, models, and gains against nulls, by kind of trials."""
    fig, axes = figure(1, 3, height_mm=76, width_ratios=[1.05, 0.85, 1.1])
    cells, models, gains = axes[0]
    cells.axline((70, 70), slope=1, color=GRID, linewidth=0.8, zorder=0)
    for row, kind in enumerate(KINDS):
        one, own = (100 * share[kind].mean(0) for share in (result.one, result.own))
        cells.scatter(
            one, own, s=15, color=_colour(result, kind), linewidth=0, alpha=0.75,
            marker="o" if kind == "pooled" else "^",
        )  # fmt: skip
        note(
            cells, f"{kind}: {better(result.gain(kind))} of {one.size} cells better",
            xy=(0.03, 0.97 - 0.075 * row), color=_colour(result, kind),
        )  # fmt: skip
    cells.set(
        xlim=(48, 95), ylim=(48, 102), xlabel="signs predicted (%),\none reversal point for all",
        ylabel="signs predicted (%), one a cell",
    )  # fmt: skip
    cells.set_yticks([50, 60, 70, 80, 90])
    for kind in KINDS:
        means = [result.percent(model, kind) for model in _MODELS]
        colour = _colour(result, kind)
        by_split = [100 * getattr(result, model)[kind].mean(1) for model in _MODELS]
        for at, values in enumerate(by_split):
            models.plot([at] * 2, np.percentile(values, [2.5, 97.5]), color=colour, linewidth=1.2)
        models.plot(range(3), means, "o-", color=colour, markersize=4, linewidth=0.9)
        note(
            models, kind, xy=(0.97, 0.05 + 0.075 * (kind == "pooled")), ha="right", va="bottom",
            color=colour,
        )  # fmt: skip
    models.set(
        xticks=range(3), xticklabels=list(_MODELS.values()), xlim=(-0.3, 2.3),
        ylabel="mean of cells (%)", ylim=(68.5, 76),
    )  # fmt: skip
    note(models, f"bars: 95 % of {result.n_splits} splits")
    rows = [(kind, null) for kind in KINDS for null in NULLS]
    labels = []
    y = len(rows) + len(KINDS) - 1.0
    ticks = []
    for kind in KINDS:
        colour = _colour(result, kind)
        gains.plot([result.low[kind], result.high[kind]], [y, y], color=colour, linewidth=1.6)
        gains.scatter(result.gain(kind).mean(), y, s=26, color=colour, zorder=3)
        labels.append(f"the cells, {kind}")
        ticks.append(y)
        y -= 1
        for null, name in NULLS.items():
            shift, values = spread(result.null[kind, null], y, width=0.25)
            gains.scatter(values, shift, s=6, color=COLOURS["classical"], linewidth=0, alpha=0.7)
            gains.vlines(values.mean(), y - 0.32, y + 0.32, color=COLOURS["null"], linewidth=1.8)
            labels.append(name.replace(", own residuals", "").replace(", spiking", ""))
            ticks.append(y)
            y -= 1
    gains.axvline(0, ymax=0.93, color=GRID, linewidth=0.8, zorder=0)
    gains.set(
        yticks=ticks, yticklabels=labels, xlabel="gain of one a cell (points of %)",
        ylim=(-0.7, len(ticks) + 0.4),
    )  # fmt: skip
    gains.tick_params(axis="y", length=0)
    for text, tick in zip(gains.get_yticklabels(), labels, strict=True):
        text.set_color(INK if tick.startswith("the cells") else MUTED)
    note(gains, f"bars: 95 % over {result.n_sessions} sessions", xy=(0.99, 0.99), ha="right")
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig


def _colour(result: SignPrediction, kind: str) -> str:
    return COLOURS[result.evidence if kind == "pooled" else "cued"]
