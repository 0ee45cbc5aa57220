"""Figure of reference distributions, and of the rewards moved and stretched."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.decoding_stress.controls import OFFSETS, SCALES, Controls
from dopadist.plots.shared.distributions import TRUTH, key, strip
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style

NULL = COLOURS["null"]


@style()
def controls(result: Controls) -> Figure:
    """Distances of decode and controls; the decode against moved and stretched rewards."""
    fig, axes = figure(2, 2, height_mm=128, width_ratios=(1.25, 1))
    _references(axes[0, 0], result)
    letter(axes[0, 0], "a")
    _plane(axes[0, 1], result)
    letter(axes[0, 1], "b")
    panels = (
        (axes[1, 0], OFFSETS, result.from_moved, "Rewards moved by (spikes/s)", np.abs(OFFSETS)),
        (axes[1, 1], SCALES, result.from_scaled, "Rewards stretched by a factor",
         np.abs(SCALES - 1) * result.spread),
    )  # fmt: skip
    nulls = (result.null_offset, result.null_scale)
    for (ax, x, curves, label, exact), null, mark in zip(panels, nulls, "cd", strict=True):
        _curve(ax, result, x, curves, exact, null)
        ax.set(xlabel=label)
        letter(ax, mark)
    axes[1, 0].set_ylabel("Distance to the decode (spikes/s)")
    names = (
        ("cells: mean and 95 % of splits", COLOURS[result.evidence]),
        ("if the decode were the rewards", TRUTH),
        ("dots: nearest, one-reversal-point populations", NULL),
    )
    key(axes[1, 0], names, xy=(0.5, 0.97), step=0.07, ha="center")
    return fig


def _references(ax: Axes, result: Controls) -> None:
    colour = COLOURS[result.evidence]
    names = {
        "cells": "cells",
        "tau at its mean": "τ: all the mean",
        "tau dealt anew": "τ: dealt anew",
    }
    others = {
        "gaussian": "Gaussian, truncated",
        "clipped": "Gaussian, clipped",
        "normal": "Gaussian",
        "prior": "even (prior)",
        "mean": "all at the mean",
        "mirrored": "mirrored",
    }
    rows = [*names.values(), *others.values()]
    for k, name in enumerate(names):
        tint = colour if name == "cells" else NULL
        strip(ax, result.by_control[name], -k, tint, markersize=1.8, alpha=0.3)
    for k, name in enumerate(others, start=len(names)):
        distance = result.by_reference[name]
        ax.plot(distance, -k, "s", color=MUTED, markersize=4)
        ax.annotate(
            f"{distance:.2f}", (distance, -k), (7, 0), textcoords="offset points", va="center",
            fontsize=7, color=MUTED, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip
    ax.axvline(
        np.median(result.by_control["cells"]), color=colour, linewidth=0.7, linestyle=":", zorder=0
    )
    ax.set_yticks(-np.arange(len(rows)), rows)
    ax.tick_params(axis="y", length=0)
    ax.set(xlabel="Distance to the rewards (spikes/s)", xlim=(0, 5.2))
    n = result.by_control["cells"].size
    note(ax, f"{n} splits\nn = {result.n_usable} cells a split", xy=(0.98, 0.99), ha="right")


def _plane(ax: Axes, result: Controls) -> None:
    levels = np.arange(0.5, 4.1, 0.25)
    filled = ax.contourf(
        OFFSETS, SCALES, result.plane, levels=[0, *levels], cmap="Blues_r", extend="max"
    )
    ax.contour(OFFSETS, SCALES, result.plane, levels=levels, colors="white", linewidths=0.4)
    offset, scale, left = result.best_pair
    ax.plot(0, 1, "+", color=TRUTH, markersize=9, markeredgewidth=1.8)
    ax.plot(
        offset, scale, "D", color=COLOURS[result.evidence], markersize=4.5, markeredgecolor="white"
    )
    ax.set(xlabel="Rewards moved by (spikes/s)", ylabel="Rewards stretched by a factor")
    ax.text(
        0.03, 0.03, f"◆ nearest: {left:.2f} left", transform=ax.transAxes, fontsize=7, color=INK,
        bbox={"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 1.5},
    )  # fmt: skip
    bar = ax.figure.colorbar(filled, ax=ax, shrink=0.9, pad=0.02)
    bar.set_label("Distance (spikes/s)", fontsize=7)
    bar.ax.tick_params(labelsize=7)


def _curve(
    ax: Axes,
    result: Controls,
    x: np.ndarray,
    curves: np.ndarray,
    exact: np.ndarray,
    null: np.ndarray,
) -> None:
    colour = COLOURS[result.evidence]
    low, high = np.quantile(curves, [0.025, 0.975], axis=0)
    ax.fill_between(x, low, high, color=colour, alpha=0.18, linewidth=0)
    mean = curves.mean(axis=0)
    ax.plot(x, mean, color=colour)
    ax.plot(x, exact, color=TRUTH, linestyle="--", linewidth=1)
    best = x[curves.argmin(axis=1)]
    ends = np.quantile(best, [0.025, 0.975])
    ax.plot(ends, [0.12, 0.12], color=colour, linewidth=2.2, solid_capstyle="butt")
    ax.plot(x[mean.argmin()], 0.12, "D", color=colour, markersize=4.5)
    rows = np.full(null.size, -0.12) + 0.05 * np.sin(np.arange(null.size) * 2.4)
    ax.plot(null, rows, "o", color=NULL, markersize=2.4, alpha=0.5, markeredgewidth=0)
    top = float(high.max()) * 1.45
    ax.set(ylim=(-0.25, top))
    ax.set_yticks([t for t in ax.get_yticks() if 0 <= t <= top])
    text = f"nearest at {x[mean.argmin()]:.2f} ({ends[0]:.2f} to {ends[1]:.2f})"
    note(ax, text, xy=(0.5, 0.76), ha="center")
