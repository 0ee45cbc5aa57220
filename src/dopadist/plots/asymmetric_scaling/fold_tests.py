"""Figure of the tests over folds."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import stats

from dopadist.experiments.asymmetric_scaling.fold_tests import N_FOLDS, PUBLISHED_F, FoldTests
from dopadist.plots.shared.marks import direct, histogram, signed
from dopadist.plots.style import ASYMMETRY, COLOURS, INK, MUTED, figure, letter, note, style

_LOW, _HIGH = -1.0, 2.0


@style()
def fold_tests(result: FoldTests) -> Figure:
    """A calm and a jumpy draw, what drives F, and both tests beside permuted trials."""
    fig, axes = figure(2, 3, height_mm=122)
    calm, jumpy, drives = axes[0]
    _folds(calm, result.calm, "the draw with the largest F", float(result.f.max()))
    _folds(jumpy, result.jumpy, "the draw with the smallest F", float(result.f.min()))
    drives.scatter(result.worst, result.f, s=8, color=INK, linewidth=0, alpha=0.6)
    drives.axhline(PUBLISHED_F, color=MUTED, linewidth=0.8, linestyle=":")
    drives.set(
        xscale="log", yscale="log", xlabel="most outlying fold,\ndistance from its cell's median τ",
        ylabel="F of the same draw",
    )  # fmt: skip
    drives.set_yticks([0.5, 1, 2, 5, 10], ["0.5", "1", "2", "5", "10"])
    drives.minorticks_off()
    rho = float(stats.spearmanr(result.f, result.worst)[0])
    note(
        drives,
        f"rank correlation {signed(rho)}\n{result.f.size} draws",
        xy=(0.97, 0.97),
        ha="right",
    )
    _f(axes[1, 0], result)
    shared, own = axes[1, 1:]
    for ax, values, null, n, title in (
        (shared, result.h, result.h_null, result.n_cells, "ranks, one reversal point"),
        (own, result.own_h, result.own_h_null, result.n_own, "ranks, each fold its own"),
    ):
        _h(ax, values, null, n)
        ax.set_title(title)
    for ax, name in zip(axes.flat, "abcdef", strict=True):
        letter(ax, name)
    return fig


def _folds(ax: Axes, folds: np.ndarray, title: str, f: float) -> None:
    """Seven dots a cell, cells sorted by their median; what lies outside stands at the edge."""
    order = np.argsort(np.median(folds, axis=0))
    for rank, cell in enumerate(order):
        y = folds[:, cell]
        colour = ASYMMETRY(float(np.clip(np.median(y), 0, 1)))
        inside = (y > _LOW) & (y < _HIGH)
        ax.scatter(np.full(inside.sum(), rank), y[inside], s=4, color=colour, linewidth=0)
        for edge, marker, beyond in ((_HIGH, "^", y[y >= _HIGH]), (_LOW, "v", y[y <= _LOW])):
            if beyond.size:
                ax.scatter(rank, edge, s=16, marker=marker, color=INK, zorder=3, clip_on=False)
                height = edge - 0.22 * np.sign(edge)
                far = beyond[np.abs(beyond).argmax()]
                direct(ax, rank, height, signed(far, 0), ha="center")
    ax.set(
        ylim=(_LOW, _HIGH), xlabel="cells, sorted by median", ylabel="τ of one fold", title=title,
        xticks=[0, 10, 20, 30],
    )  # fmt: skip
    note(ax, f"F = {f:.2f}", xy=(0.03, 0.8))


def _f(ax: Axes, result: FoldTests) -> None:
    bins = np.geomspace(0.4, 30, 36)
    histogram(ax, np.clip(result.f_null, 0.41, 29), bins=bins, color=COLOURS["null"])
    histogram(ax, np.clip(result.f, 0.41, 29), bins=bins, color=INK)
    between, within = result.freedom
    honest = np.diff(stats.f.cdf(bins, between, within))
    ax.stairs(honest, bins, color=MUTED, linestyle="--", linewidth=1.0)
    ax.plot([PUBLISHED_F] * 2, [0, 0.25], color=MUTED, linewidth=0.8, linestyle=":")
    ax.set(
        xscale="log", xlabel=f"F({between}, {within}) over 7 folds", ylabel="share", ylim=(0, 0.42)
    )
    ax.set_xticks([0.5, 1, 2, 5, 10, 20], ["0.5", "1", "2", "5", "10", "20"])
    ax.minorticks_off()
    ax.set_title("the published test")
    note(ax, f"the cells, {result.f.size} draws", xy=(0.98, 0.97), ha="right", color=INK)
    note(
        ax, f"{result.f_null.size} permuted", xy=(0.98, 0.89), ha="right",
        color=COLOURS["null"],
    )  # fmt: skip
    note(ax, "dashed: F if folds\nwere independent", xy=(0.98, 0.81), ha="right")
    note(ax, "dotted: published", xy=(0.98, 0.65), ha="right")


def _h(ax: Axes, values: np.ndarray, null: np.ndarray, n_cells: int) -> None:
    bins = np.linspace(10, 210, 51)
    histogram(ax, null, bins=bins, color=COLOURS["null"])
    histogram(ax, values, bins=bins, color=INK)
    honest = np.diff(stats.chi2.cdf(bins, n_cells - 1))
    ax.stairs(honest, bins, color=MUTED, linestyle="--", linewidth=1.0)
    ax.set(xlabel=f"H of {n_cells} cells, {N_FOLDS} folds", ylabel="share", ylim=(0, 0.42))
    note(ax, f"dashed: χ² with\n{n_cells - 1} degrees", xy=(0.98, 0.97), ha="right")
