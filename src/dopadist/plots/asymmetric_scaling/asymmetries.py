"""Figure of all asymmetries, with their scatter and the tests of single cells."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.asymmetric_scaling.asymmetries import LEVEL, Asymmetries, significant
from dopadist.plots.shared.marks import direct, signed, spread, zero
from dopadist.plots.style import ASYMMETRY, COLOURS, INK, MUTED, figure, letter, style

# A standard error that would leave the panel is written beside its bar.
_WIDE = 0.6


@style()
def asymmetries(result: Asymmetries) -> Figure:
    """Sorted asymmetries with stars, how many stars noise earns, and agreement of halves."""
    fig, axes = figure(2, 2, height_mm=124, height_ratios=[1.15, 1])
    grid = axes[0, 0].get_gridspec()
    axes[0, 0].remove()
    axes[0, 1].remove()
    wide = fig.add_subplot(grid[0, :])
    _sorted_tau(wide, result)
    _stars(axes[1, 0], result)
    _halves(axes[1, 1], result)
    for ax, name in zip((wide, *axes[1]), "abc", strict=True):
        letter(ax, name)
    return fig


def _sorted_tau(ax: Axes, result: Asymmetries) -> None:
    keep = np.flatnonzero(result.usable)
    order = keep[np.argsort(result.tau[keep])]
    rank = np.arange(1, order.size + 1)
    folds = result.folds[:, order]
    sem = np.nanstd(folds, axis=0, ddof=1) / np.sqrt(np.isfinite(folds).sum(0))
    ax.axhline(result.tau[keep].mean(), color=INK, linewidth=0.8, linestyle="--", zorder=0)
    ax.errorbar(rank, result.tau[order], sem, fmt="none", ecolor=MUTED, elinewidth=0.8)
    ax.scatter(
        rank, result.tau[order], s=18, c=ASYMMETRY(np.clip(result.tau[order], 0, 1)), zorder=3,
        linewidth=0,
    )  # fmt: skip
    for at in np.flatnonzero(sem > _WIDE):
        direct(ax, rank[at] + 0.3, -0.17, f"± {sem[at]:.1f}", color=MUTED)
    p = result.p_cell[order]
    for height, kept, marker in ((1.09, p < LEVEL, "*"), (1.17, significant(p, "holm"), "D")):
        ax.scatter(rank[kept], np.full(kept.sum(), height), s=15, marker=marker, color=INK)
    direct(ax, order.size + 1.0, 1.09, f"P < 0.05: {int((p < LEVEL).sum())}")
    direct(ax, order.size + 1.0, 1.17, f"Holm: {int(significant(p, 'holm').sum())}")
    ax.set(
        ylim=(-0.25, 1.24), xlim=(0, order.size + 6.5), xlabel=f"{order.size} cells, sorted by τ",
        ylabel="asymmetry τ, ± SEM of 7 folds", yticks=[0, 0.25, 0.5, 0.75, 1],
    )  # fmt: skip
    direct(ax, order.size + 1.0, float(result.tau[keep].mean()) + 0.06, "mean")


def _stars(ax: Axes, result: Asymmetries) -> None:
    groups = ((result.n_starred_null, COLOURS["null"]), (result.n_starred, INK))
    for at, (values, colour) in enumerate(groups):
        x, y = spread(values, float(at))
        ax.scatter(x, y, s=9, color=colour, linewidth=0, alpha=0.8)
        ax.hlines(np.median(values), at - 0.4, at + 0.4, color=colour, linewidth=1.6)
        direct(ax, at + 0.42, float(np.median(values)), f"{np.median(values):.0f}", color=colour)
    expected = LEVEL * result.usable.sum()
    ax.axhline(expected, color=MUTED, linewidth=0.8, linestyle=":")
    direct(ax, -0.58, expected + 1.3, "expected by chance from fair tests", color=MUTED)
    ax.set(
        ylim=(0, 41), xlim=(-0.6, 1.6), ylabel="cells with a star", xticks=[0, 1],
        xticklabels=["trials permuted,\none population a dot", "the cells,\none draw a dot"],
    )  # fmt: skip
    ax.set_title(f"stars among {result.usable.sum()} cells; lines: medians")


def _halves(ax: Axes, result: Asymmetries) -> None:
    shown = result.r_halves[:: max(1, result.r_halves.size // 60)]
    groups = ((result.r_halves_null, COLOURS["null"]), (shown, COLOURS["joint"]))
    for at, (values, colour) in enumerate(groups):
        x, y = spread(values, float(at))
        ax.scatter(x, y, s=9, color=colour, linewidth=0, alpha=0.8)
    means = (result.r_halves_null.mean(), result.r_halves.mean())
    for at, (mean, colour) in enumerate(zip(means, (COLOURS["null"], INK), strict=True)):
        ax.hlines(mean, at - 0.4, at + 0.4, color=colour, linewidth=1.6)
        direct(ax, at + 0.42, mean, signed(round(mean, 2) + 0.0), color=colour)
    zero(ax)
    ax.set(
        ylim=(-0.5, 1.0), xlim=(-0.6, 1.6), ylabel="r of τ, half against half", xticks=[0, 1],
        xticklabels=["trials permuted,\nmean over splits a dot", "the cells,\none split a dot"],
    )  # fmt: skip
    ax.set_title(f"joint fit, {result.n_pairs} usable cells; lines: means")
