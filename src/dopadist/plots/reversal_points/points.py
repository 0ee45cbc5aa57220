"""Figures of reversal points: by hand, sorted, and from halves."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.asymmetry import ESTIMATORS
from dopadist.experiments.reversal_points.points import ByHand, ReversalHalves, SortedCells
from dopadist.plots.shared.marks import (
    Floats,
    direct,
    histogram,
    signed,
    spread,
    volume_ticks,
    zero,
)
from dopadist.plots.style import COLOURS, GRID, INK, MAGNITUDE, MUTED, figure, letter, note, style
from dopadist.tasks.rewards import VOLUMES

_SHADES = MAGNITUDE(np.linspace(0.0, 0.92, 7))
_UP, _DOWN = COLOURS["unpredicted"], COLOURS["predicted"]


@style()
def by_hand(result: ByHand) -> Figure:
    """One cell: single trials, the score of every border, and the two fits."""
    fig, axes = figure(1, 3, height_mm=70, width_ratios=[1.25, 0.9, 1.25])
    trials, score, fits = axes[0]
    for k, row in enumerate(result.trials):
        y = row[np.isfinite(row)]
        x = k + 1 + 0.28 * np.sin(2.4 * np.arange(y.size))  # side by side, without chance
        colours = np.where(y > 0, _UP, np.where(y < 0, _DOWN, MUTED))
        trials.scatter(x, y, s=5, color=colours, linewidth=0, alpha=0.75)
    trials.plot(np.arange(1, 8), result.mean, color=INK, marker="_", markersize=9, linewidth=0)
    best = int(result.scores.argmax())
    trials.axvline(best + 0.5, color=INK, linewidth=0.9, linestyle="--")
    zero(trials)
    trials.set(
        xlabel="reward volume (µL)",
        ylabel="response (spikes/s)",
        xticks=np.arange(1, 8),
        xticklabels=[f"{volume:g}" for volume in VOLUMES],
    )
    note(trials, "above zero", color=_UP)
    note(trials, "below zero", xy=(0.03, 0.9), color=_DOWN)
    note(trials, f"n = {result.n_trials} trials", xy=(0.03, 0.83))
    border = np.arange(result.scores.size) + 0.5
    score.plot(border, result.scores, color=MUTED, linewidth=0.9)
    score.scatter(border, result.scores, s=18, color=MUTED, zorder=3)
    score.scatter(border[best], result.scores[best], s=34, color=INK, zorder=4)
    score.set(
        xlabel="border after volume no.",
        ylabel="trials on their right side",
        xticks=np.arange(0, 8) + 0.5,
        xticklabels=[f"{n}" for n in range(8)],
    )
    score.margins(y=0.1)
    above = result.scores[best] + 0.05 * np.ptp(result.scores)
    direct(score, border[best], above, "best", ha="center", va="bottom")
    x = np.linspace(result.axis.min(), result.axis.max(), 201)
    for estimator in ESTIMATORS:
        v = result.reversal_point[estimator]
        below, above = result.slope_minus[estimator], result.slope_plus[estimator]
        y = np.where(x < v, below, above) * (x - v)
        fits.plot(x, y, color=COLOURS[estimator], linewidth=1.3)
        fits.scatter(v, 0, s=30, color=COLOURS[estimator], zorder=4, marker="D")
    fits.scatter(result.axis, result.mean, s=18, color=_SHADES, zorder=3)
    zero(fits)
    volume_ticks(fits, result.axis)
    fits.set(xlabel="reward volume (µL), on the axis", ylabel="mean response (spikes/s)")
    for row, (estimator, name) in enumerate(zip(ESTIMATORS, ("authors", "joint fit"), strict=True)):
        v, tau = result.reversal_point[estimator], result.asymmetry[estimator]
        note(
            fits, f"{name}: V = {signed(v)}, τ = {signed(tau)}",
            xy=(0.03, 0.97 - 0.075 * row), color=COLOURS[estimator],
        )  # fmt: skip
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig


@style()
def sorted_cells(result: SortedCells) -> Figure:
    """All cells sorted by reversal point, beside permuted trials sorted the same way."""
    fig, axes = figure(1, 3, height_mm=84, width_ratios=[1, 1, 0.8])
    for ax, values, title in (
        (axes[0, 0], result.normalised, "the cells"),
        (axes[0, 1], result.normalised_null, "trials permuted between cells"),
    ):
        rank = np.arange(1, values.shape[0] + 1)
        for k in range(7):
            ax.scatter(values[:, k], rank, s=8, color=_SHADES[k], linewidth=0, zorder=3)
        zero(ax, "x")
        ax.set(title=title, xlabel="mean response / its SD over volumes", xlim=(-2.6, 4.0))
    axes[0, 0].set_ylabel("cells, sorted by reversal point")
    for row, volume in enumerate(VOLUMES):
        height = 0.03 + 0.062 * row
        note(axes[0, 1], f"{volume:g} µL", xy=(0.935, height), ha="right", va="bottom", color=INK)
        axes[0, 1].scatter(
            0.97, height + 0.017, s=12, color=_SHADES[row], transform=axes[0, 1].transAxes,
            linewidth=0,
        )  # fmt: skip
    halves = axes[0, 2]
    x, y = spread(result.r_halves_null, 0.0)
    halves.scatter(x, y, s=9, color=COLOURS["null"], linewidth=0, alpha=0.8)
    halves.scatter(1, result.r_halves, s=40, color=INK, marker="D", zorder=3)
    halves.set(
        xlim=(-0.6, 1.6),
        ylim=(-0.5, 1.0),
        xticks=[0, 1],
        xticklabels=["permuted", "the cells"],
        ylabel="r of reversal points, half against half",
    )
    zero(halves)
    note(halves, f"cued trials\nmean over splits\nn = {result.point.size} cells")
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig


@style()
def reversal_halves(result: ReversalHalves) -> Figure:
    """One split, all splits, and how sure one may be."""
    fig, axes = figure(1, 3, height_mm=66, width_ratios=[1, 1.1, 1])
    one, many, sure = axes[0]
    one.plot([-4, 9], [-4, 9], color=GRID, linewidth=0.9, zorder=0)
    one.scatter(result.point[0], result.point[1], s=14, color=INK, linewidth=0, alpha=0.8)
    volume_ticks(one, result.axis)
    volume_ticks(one, result.axis, "y")
    one.set(xlabel="reversal point, half 1 (µL)", ylabel="reversal point, half 2 (µL)")
    note(one, f"one split of {result.n_splits:,}\nn = {result.n_cells} cells")
    bins = np.linspace(-0.2, 1.0, 41)
    rows = (
        (("authors", "pooled"), COLOURS["authors"], "pooled trials, authors"),
        (("joint", "pooled"), COLOURS["joint"], "pooled trials, joint fit"),
        (("authors", "cued"), MUTED, "cued trials, authors"),
    )
    for row, (key, colour, name) in enumerate(rows):
        histogram(many, result.r[key], bins=bins, color=colour)  # type: ignore[index]
        mean = float(np.nanmean(result.r[key]))  # type: ignore[index]
        note(many, f"{name}: {signed(mean)}", xy=(0.03, 0.97 - 0.075 * row), color=colour)
    many.set(xlabel="r over cells, half against half", ylabel="share of splits")
    many.set_ylim(0, 1.3 * many.dataLim.y1)  # the names have room above
    _intervals(sure, result)
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig


def _intervals(ax: Axes, result: ReversalHalves) -> None:
    null: Floats = result.null[0].r_reversal_reversal
    x, y = spread(null, 0.0)
    ax.scatter(x, y, s=9, color=COLOURS["null"], linewidth=0, alpha=0.8)
    labels = ["permuted\ntrials"]
    for at, (unit, found) in enumerate(result.intervals.items(), start=1):
        ax.plot([at, at], [found.low, found.high], color=COLOURS["authors"], linewidth=1.4)
        ax.scatter(at, found.mean, s=26, color=COLOURS["authors"], zorder=3)
        labels.append(f"{found.n_units}\n{unit}")
    zero(ax)
    ax.set(
        xticks=range(len(labels)), xticklabels=labels, ylim=(-0.5, 1.0),
        ylabel="r, mean over splits (95 % interval)",
    )  # fmt: skip
    direct(ax, 1.5, -0.36, "bootstrap over", color=COLOURS["authors"], ha="center")
