"""Figure of diversity within and between sessions."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.simultaneous_diversity.components import Components
from dopadist.plots.shared.marks import signed, spread, zero
from dopadist.plots.style import COLOURS, GRID, INK, MUTED, figure, letter, note, style

_ROWS = (
    (("pooled", "joint"), "pooled, joint fit"),
    (("pooled", "authors"), "pooled, authors"),
    (("cued", "joint"), "cued, joint fit"),
    (("cued", "authors"), "cued, authors"),
    (("uncued", "joint"), "uncued, joint fit"),
    (("uncued", "authors"), "uncued, authors"),
)


@style()
def components(result: Components) -> Figure:
    """Semivariances by level, mates of a session, their halves, and every way of analysing."""
    fig, axes = figure(2, 2, height_mm=124)
    _by_level(axes[0, 0], result)
    _mates(axes[0, 1], result)
    _centred(axes[1, 0], result)
    _shares(axes[1, 1], result)
    for ax, name in zip(axes.flat, "abcd", strict=True):
        letter(ax, name)
    return fig


def _by_level(ax: Axes, result: Components) -> None:
    main = result.main
    for at, value in enumerate(main.value):
        low, high = main.interval(at)
        ax.plot([at, at], [low, high], color=COLOURS["joint"], linewidth=1.6)
        ax.scatter(at, value, s=34, color=COLOURS["joint"], zorder=3)
    x, y = spread(result.null_within, -0.32, width=0.12)
    ax.scatter(x, y, s=6, color=COLOURS["null"], linewidth=0, alpha=0.8)
    zero(ax)
    ax.margins(y=0.15)
    counts = (
        f"two cells of a\nsession ({result.pairs.kept.sum()} pairs)",
        "two sessions\nof a prefix",
        "two prefixes",
    )
    ax.set(
        xticks=range(3), xticklabels=counts, xlim=(-0.6, 2.5),
        ylabel="½ (difference of reversal points)²\n(spikes/s)²",
    )  # fmt: skip
    note(ax, "95 % over\nsessions")
    note(ax, "cells exchanged", xy=(0.03, 0.03), va="bottom", color=COLOURS["null"])


def _mates(ax: Axes, result: Components) -> None:
    order = np.argsort(np.abs(result.difference))
    first = result.pairs.first[result.pairs.kept][order] + 1
    second = result.pairs.second[result.pairs.kept][order] + 1
    for row, pair in enumerate(order):
        sign = np.sign(result.difference[pair]) or 1.0
        ends = sorted((sign * result.low[pair], sign * result.high[pair]))
        apart = ends[0] > 0
        colour = COLOURS["joint"] if apart else MUTED
        ax.plot(ends, [row, row], color=colour, linewidth=1.4)
        ax.scatter(abs(result.difference[pair]), row, s=22, color=colour, zorder=3)
    zero(ax, "x")
    ax.set(
        yticks=range(order.size),
        yticklabels=[f"{a}, {b}" for a, b in zip(first, second, strict=True)],
        xlabel="difference of reversal points (spikes/s)", ylabel="cells of a session",
        ylim=(-1.6, order.size - 0.4),
    )  # fmt: skip
    note(ax, "intervals hold\ntogether at 95 %", xy=(0.98, 0.03), ha="right", va="bottom")


def _centred(ax: Axes, result: Components) -> None:
    x, y = result.centred
    reach = 1.15 * float(np.abs(result.centred).max(initial=1.0))
    ax.plot([-reach, reach], [-reach, reach], color=GRID, linewidth=0.9, zorder=0)
    zero(ax)
    zero(ax, "x")
    ax.scatter(x, y, s=20, color=COLOURS["joint"], linewidth=0)
    ax.set(
        xlabel="cell − mean of its session, half 1 (spikes/s)", ylabel="the same, half 2",
        xlim=(-reach, reach), ylim=(-reach, reach),
    )  # fmt: skip
    note(ax, f"one split, n = {x.size} cells")
    both = (result.r_centred, result.r_centred_null)
    mean, exchanged = (signed(float(np.nanmean(r))) for r in both)
    note(ax, f"mean of {result.r_centred.size} splits:\nr = {mean}\nexchanged: {exchanged}",
         xy=(0.97, 0.03), ha="right", va="bottom")  # fmt: skip


def _shares(ax: Axes, result: Components) -> None:
    for row, (key, _) in enumerate(_ROWS):
        y = len(_ROWS) - 1 - row
        found = result.points[key]  # type: ignore[index]
        low, high = found.share_interval()
        colour = COLOURS[key[1]]
        ax.plot([low, min(high, 2.0)], [y, y], color=colour, linewidth=1.4)
        if high > 2.0:
            ax.scatter(2.0, y, s=16, marker=">", color=colour, zorder=3)
        ax.scatter(found.within_share, y, s=24, color=colour, zorder=3)
    zero(ax, "x")
    ax.axvline(1, color=MUTED, linewidth=0.8, linestyle=":")
    ax.set(
        yticks=range(len(_ROWS)), yticklabels=[name for _, name in _ROWS][::-1], xlim=(-0.3, 2.1),
        xlabel="within a session / between sessions (95 %)", ylim=(-0.6, len(_ROWS)),
    )  # fmt: skip
    note(ax, "all between", xy=(0.13, 0.98), ha="left", color=INK)
    note(ax, "sessions alike", xy=(0.56, 0.98), ha="left", color=INK)
