"""Figure of the same question with a saturating response."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.asymmetry import saturated
from dopadist.experiments.asymmetric_scaling.curved import (
    AUTHORS_CHOICE,
    HALF_SATURATIONS,
    Curved,
)
from dopadist.plots.shared.marks import direct, signed, spread, volume_ticks, zero
from dopadist.plots.style import (
    ASYMMETRY,
    COLOURS,
    INK,
    MAGNITUDE,
    MUTED,
    figure,
    letter,
    note,
    style,
)

_LABELS = ["lines" if np.isinf(k) else f"{k:g}" for k in HALF_SATURATIONS]
_LINES = np.inf
_CURVE = COLOURS["rival"]


@style()
def curved(result: Curved) -> Figure:
    """One cell, asymmetries by either fit, held-out error, and the relation with its nulls."""
    fig, axes = figure(2, 3, height_mm=126, height_ratios=[1, 1.15])
    one, both, error = axes[0]
    _one_cell(one, result)
    _asymmetries(both, result)
    _error(error, result)
    grid = axes[1, 0].get_gridspec()
    for ax in axes[1]:
        ax.remove()
    wide = fig.add_subplot(grid[1, :])
    _relation(wide, result)
    for ax, name in zip((*axes[0], wide), "abcd", strict=True):
        letter(ax, name)
    return fig


def _one_cell(ax: Axes, result: Curved) -> None:
    x = np.linspace(result.axis.min(), result.axis.max(), 200)
    for k, colour, style_ in ((_LINES, COLOURS["joint"], "-"), (AUTHORS_CHOICE, _CURVE, "-")):
        v, minus, plus = result.example_fits[k]
        y = np.where(x < v, minus, plus) * saturated(x - v, k)
        ax.plot(x, y, style_, color=colour, linewidth=1.2)
    ax.scatter(
        result.axis, result.example_mean, s=14, color=MAGNITUDE(np.linspace(0, 0.92, 7)), zorder=3
    )
    zero(ax)
    volume_ticks(ax, result.axis)
    ax.set(
        xlabel="reward volume (µL)", ylabel="mean response (spikes/s)",
        title=f"cell {result.example}",
    )  # fmt: skip
    note(ax, "two lines", color=COLOURS["joint"])
    note(ax, "saturating, half at 10", xy=(0.03, 0.89), color=_CURVE)


def _asymmetries(ax: Axes, result: Curved) -> None:
    line, curve = result.tau[_LINES], result.tau[AUTHORS_CHOICE]
    kept = np.isfinite(line) & np.isfinite(curve)
    ax.plot([0, 1], [0, 1], color=MUTED, linewidth=0.8, linestyle="--", zorder=0)
    ax.scatter(line[kept], curve[kept], s=18, c=ASYMMETRY(np.clip(line[kept], 0, 1)), linewidth=0)
    ax.set(
        xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), xlabel="τ of two lines",
        ylabel="τ of saturating curves", title="asymmetries, all trials",
    )  # fmt: skip
    r = np.corrcoef(line[kept], curve[kept])[0, 1]
    note(ax, f"r = {signed(r)}\nn = {kept.sum()} cells", xy=(0.97, 0.03), ha="right", va="bottom")


def _error(ax: Axes, result: Curved) -> None:
    for at, k in enumerate(HALF_SATURATIONS):
        mean, low, high = result.error[k]
        colour = COLOURS["joint"] if np.isinf(k) else _CURVE
        ax.plot([at, at], [low, high], color=colour, linewidth=1.4)
        ax.scatter(at, mean, s=24, color=colour, zorder=3)
    ax.axhline(1, color=MUTED, linewidth=0.8, linestyle="--", zorder=0)
    ax.set(
        xticks=range(len(_LABELS)), xticklabels=_LABELS, xlim=(-0.5, len(_LABELS) - 0.5),
        xlabel="half saturation (spikes/s)", ylabel="error on the other half,\nover that of lines",
        title="what do the cells prefer?",
    )  # fmt: skip
    note(ax, "below 1: better than lines\nbars: 95 % over sessions")


def _relation(ax: Axes, result: Curved) -> None:
    groups = (
        (-0.26, lambda k: (k, k), COLOURS["null"]),
        (0.0, lambda k: (k, _LINES), MUTED),
    )
    for at, k in enumerate(HALF_SATURATIONS):
        for shift, key, colour in groups:
            if shift == 0.0 and np.isinf(k):
                continue
            values = result.null[key(k)]
            x, y = spread(values, at + shift, width=0.09)
            ax.scatter(x, y, s=7, color=colour, linewidth=0, alpha=0.7)
            ax.hlines(
                values.mean(), at + shift - 0.12, at + shift + 0.12, color=colour, linewidth=1.8
            )
        found = result.relation[k]
        ax.plot([at + 0.26] * 2, [found.low, found.high], color=INK, linewidth=1.4)
        ax.scatter(at + 0.26, found.mean, s=28, color=INK, zorder=3)
        direct(ax, at + 0.3, found.mean, signed(found.mean))
        direct(
            ax, at - 0.26, -0.42, f"P = {result.p(k, k):.2f}", ha="center", color=COLOURS["null"]
        )
    zero(ax)
    ax.set(
        xticks=range(len(_LABELS)), xticklabels=_LABELS, ylim=(-0.5, 1.12), xlim=(-0.5, 4.55),
        xlabel="half saturation of the response (spikes/s)",
        ylabel="r(reversal point, asymmetry), halves",
    )  # fmt: skip
    n = result.null[_LINES, _LINES].size
    note(ax, "the cells, fitted so (bar: 95 % over sessions)", xy=(0.005, 0.985), color=INK)
    note(
        ax, f"equal slopes, made and fitted so ({n} populations)", xy=(0.005, 0.915),
        color=COLOURS["null"],
    )  # fmt: skip
    note(ax, "equal slopes, made so, but fitted with lines", xy=(0.005, 0.845), color=MUTED)
