"""Figure of what two cells share from trial to trial."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.simultaneous_diversity.fluctuations import Fluctuations
from dopadist.plots.shared.marks import direct, spread, zero
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style


@style()
def fluctuations(result: Fluctuations) -> Figure:
    """One pair's residuals, all pairs with their nulls, and the price of unshared halves."""
    fig, axes = figure(1, 3, height_mm=68, width_ratios=[1, 1.5, 0.8])
    one, many, price = axes[0]
    one.scatter(result.x, result.y, s=5, color=INK, linewidth=0, alpha=0.55)
    zero(one)
    zero(one, "x")
    a, b = result.median_pair
    one.set(xlabel=f"cell {a + 1}: response − its mean\n(spikes/s)",
            ylabel=f"cell {b + 1}, the same trial")  # fmt: skip
    one.margins(y=0.18)
    median = float(result.r[np.argsort(result.r)[result.r.size // 2]])
    note(one, f"r = {median:.2f}, n = {result.x.size} trials")
    groups = (
        (result.r, COLOURS["joint"], "same\ntrial", 22),
        (result.r_next, INK, "next\ntrial", 22),
        (result.r_other, MUTED, "other\nsession", 4),
        (result.r_shuffled, COLOURS["null"], "shuffled\n(means)", 4),
    )
    for at, (values, colour, _, size) in enumerate(groups):
        x, y = spread(values, float(at))
        many.scatter(x, y, s=size, color=colour, linewidth=0, alpha=0.8)
        many.hlines(values.mean(), at - 0.42, at + 0.42, color=colour, linewidth=1.4)
    zero(many)
    many.set(
        xticks=range(4), xticklabels=[name for _, _, name, _ in groups], ylim=(-0.5, 1.0),
        ylabel="r of residuals",
    )  # fmt: skip
    note(many, f"n = {result.r.size} pairs; lines: means", xy=(0.98, 0.97), ha="right")
    bars = (
        (result.shared_split, COLOURS["joint"], "shared\nhalves"),
        (result.own_split, MUTED, "own\nhalves"),
    )
    for at, (value, colour, _) in enumerate(bars):
        price.scatter(at, value, s=34, color=colour, zorder=3)
        direct(price, at, value + 0.035 * max(1.0, value), f"{value:.2f}", ha="center", va="bottom")
    expected = result.shared_split - result.expected_loss
    price.hlines(expected, 0.7, 1.3, color=INK, linewidth=1.2, linestyle="--")
    price.set(
        xticks=[0, 1], xticklabels=[name for _, _, name in bars], xlim=(-0.6, 1.6),
        ylim=(0, 1.35 * result.shared_split),
        ylabel="½ (difference)² within a session\n(spikes/s)²",
    )  # fmt: skip
    note(price, "dashed: expected", xy=(0.98, 0.97), ha="right", color=INK)
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig
