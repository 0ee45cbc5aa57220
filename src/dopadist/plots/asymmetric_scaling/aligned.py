"""Figures of responses aligned at the reversal point."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.asymmetry import ESTIMATORS
from dopadist.experiments.asymmetric_scaling.aligned import Aligned, Curves
from dopadist.experiments.asymmetric_scaling.prediction import Prediction
from dopadist.plots.shared.marks import direct, spread, zero
from dopadist.plots.style import ASYMMETRY, COLOURS, INK, MUTED, figure, letter, note, style

_COLUMNS = {
    "code": "simulated, with the code",
    "cells": "the cells",
    "equal_slopes": "simulated, equal slopes",
    "permuted": "trials permuted",
}
_FACTORS = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0]


@style()
def prediction(result: Prediction) -> Figure:
    """Simulated cells without noise: as they respond, and aligned under either account."""
    fig, axes = figure(1, 3, height_mm=64)
    raw, aligned, classical = axes[0]
    tau = result.alpha_plus[0] / (result.alpha_plus[0] + result.alpha_minus[0])
    order = np.argsort(tau)
    for cell in order:
        x = result.axis - result.value[0, cell]
        y = np.where(x > 0, result.alpha_plus[0, cell], result.alpha_minus[0, cell]) * x
        colour = ASYMMETRY(float(tau[cell]))
        raw.plot(result.axis, y, color=colour, linewidth=0.8)
        aligned.plot(
            *_through_zero(x, y / result.alpha_minus[0, cell]), color=colour, linewidth=0.8
        )
    for cell in range(result.classical_value.shape[1]):
        x = result.axis - result.classical_value[0, cell]
        classical.plot(*_through_zero(x, x), color=COLOURS["classical"], linewidth=0.8)
    raw.axvline(result.mean, color=MUTED, linewidth=0.8, linestyle="--")
    raw.set(
        xlabel="reward (units of utility)", ylabel="response", ylim=(-1.25, 1.25),
        title="distributional TD, as it is",
    )  # fmt: skip
    note(
        raw, f"dashed: mean\n{order.size} cells", xy=(0.99, 0.03), ha="right",
        va="bottom",
    )  # fmt: skip
    for ax, title in ((aligned, "the same, aligned"), (classical, "classical TD, aligned")):
        zero(ax)
        zero(ax, "x")
        ax.set(
            xlim=(-2.1, 2.1), ylim=(-2.2, 6), xlabel="reward − reversal point", title=title,
            ylabel="response / slope below",
        )  # fmt: skip
    note(aligned, "blue: low τ\nred: high τ", xy=(0.99, 0.03), ha="right", va="bottom")
    note(classical, "all cells on one line", xy=(0.99, 0.03), ha="right", va="bottom")
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig


def _through_zero(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The curve with its corner at the reversal point, which no volume hits."""
    at = int(np.searchsorted(x, 0.0))
    return np.insert(x, at, 0.0), np.insert(y, at, 0.0)


@style()
def aligned(result: Aligned) -> Figure:
    """Four populations, sorted by the same trials and by the other half, and their fans."""
    fig, axes = figure(3, 4, height_mm=168, height_ratios=[1, 1, 0.95])
    for row, curves in enumerate((result.same, result.halves)):
        for ax, (key, title) in zip(axes[row], _COLUMNS.items(), strict=True):
            _curves(ax, curves[key])
            if row == 0:
                ax.set_title(title)
    axes[0, 0].set_ylabel("response / slope below\n\nsorted by the same trials")
    axes[1, 0].set_ylabel("response / slope below\n\nsorted by the other half")
    for ax in axes[1]:
        ax.set_xlabel("reward − reversal\npoint (spikes/s)")
    grid = axes[2, 0].get_gridspec()
    for ax in axes[2]:
        ax.remove()
    wide = [fig.add_subplot(grid[2, :2]), fig.add_subplot(grid[2, 2:])]
    _fans(wide[0], result, "same")
    _fans(wide[1], result, "halves")
    for ax, name in zip((axes[0, 0], axes[1, 0], *wide), "abcd", strict=True):
        letter(ax, name)
    return fig


def _curves(ax: Axes, curves: Curves) -> None:
    for cell in np.argsort(curves.rank):
        ax.plot(
            curves.x[cell], curves.y[cell], color=ASYMMETRY(float(curves.rank[cell])),
            linewidth=0.6, alpha=0.75,
        )  # fmt: skip
    third = curves.rank.size // 3
    order = np.argsort(curves.rank)
    for part, colour in ((order[:third], ASYMMETRY(0.0)), (order[-third:], ASYMMETRY(1.0))):
        slope = float(np.median(curves.odds[part]))
        ax.plot([0, 9], [0, 9 * slope], color="white", linewidth=3.4)
        ax.plot([0, 9], [0, 9 * slope], color=colour, linewidth=2.0)
    ax.plot([-9, 0], [-9, 0], color=INK, linewidth=1.0, linestyle="--")
    zero(ax)
    zero(ax, "x")
    ax.set(xlim=(-9, 10), ylim=(-11, 26))
    note(ax, f"n = {curves.rank.size} cells")


def _fans(ax: Axes, result: Aligned, which: str) -> None:
    """Dots: populations; the cells: one dot, or their splits with the mean."""
    fans = result.fan_same if which == "same" else result.fan_halves
    for at, key in enumerate(_COLUMNS):
        for shift, estimator in zip((-0.2, 0.2), ESTIMATORS, strict=True):
            values, colour = fans[key, estimator], COLOURS[estimator]
            if key == "cells" and which == "halves":
                splits = result.fan_splits[estimator]
                low, high = np.percentile(splits, [2.5, 97.5])
                ax.plot([at + shift] * 2, [low, high], color=colour, linewidth=1.4)
            if key == "cells":
                ax.scatter(at + shift, values[0], s=26, color=colour, zorder=3)
                direct(ax, at + shift + 0.07, values[0], f"{values[0]:.1f}", color=colour)
                continue
            x, y = spread(values, at + shift, width=0.12)
            ax.scatter(x, y, s=6, color=colour, linewidth=0, alpha=0.6)
            middle = float(np.median(values))
            ax.hlines(middle, at + shift - 0.16, at + shift + 0.16, color=colour, linewidth=1.6)
    ax.axhline(1, color=INK, linewidth=0.8, linestyle="--", zorder=0)
    ax.set_yscale("log")
    ax.set_yticks(_FACTORS, [f"{one:g}" for one in _FACTORS])
    ax.minorticks_off()
    labels = [
        name.replace(", ", ",\n").replace("trials ", "trials\n") for name in _COLUMNS.values()
    ]
    ax.set(xticks=range(4), xticklabels=labels, ylim=(0.35, 34), xlim=(-0.5, 3.5))
    ax.set_ylabel("fan (ratio); 1: none")
    title = "sorted by the same trials" if which == "same" else "sorted by the other half"
    ax.set_title(title)
    for row, (colour, name) in enumerate((("authors", "authors"), ("joint", "joint fit"))):
        note(ax, name, xy=(0.99, 0.98 - 0.08 * row), ha="right", color=COLOURS[colour])
    if which == "halves":
        note(ax, "bar: 95 % of splits", xy=(0.3, 0.06))
