"""Figure of the tests at 5 µL."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import stats

from dopadist.experiments.simultaneous_diversity.middle import LEVEL, MiddleTests
from dopadist.plots.shared.marks import direct, spread, zero
from dopadist.plots.style import COLOURS, GRID, INK, MUTED, figure, letter, note, style

_UP, _DOWN = COLOURS["unpredicted"], COLOURS["predicted"]


@style()
def middle(result: MiddleTests) -> Figure:
    """Sorted t of one prefix, counts against permuted trials, all prefixes, cued and uncued."""
    fig, axes = figure(2, 2, height_mm=128, width_ratios=[1.15, 1])
    _sorted(axes[0, 0], result)
    _counts(axes[0, 1], result)
    _prefixes(axes[1, 0], result)
    _kinds(axes[1, 1], result)
    for ax, name in zip(axes.flat, "abcd", strict=True):
        letter(ax, name)
    return fig


def _sorted(ax: Axes, result: MiddleTests) -> None:
    t = result.t_inside
    order = np.argsort(t, kind="stable")
    rank = np.arange(1, order.size + 1)
    low, mid, high = result.null_sorted
    ax.fill_between(rank, low, high, color=COLOURS["null"], alpha=0.2, linewidth=0)
    ax.plot(rank, mid, color=COLOURS["null"], linewidth=1.2)
    n = float(np.median(result.n[result.inside]))
    levels = ((LEVEL, "--", "P = 0.05"), (LEVEL / t.size, ":", "÷ number of cells"))
    for level, dash, name in levels:
        critical = stats.t.isf(level / 2, n - 1)
        for sign in (-1, 1):
            ax.axhline(sign * critical, color=MUTED, linewidth=0.8, linestyle=dash)
        direct(ax, 0.6, critical + 0.12, name, color=MUTED, va="bottom")
    significant = result.p["cued"][result.inside][order] < LEVEL
    colour = np.where(significant, np.where(t[order] > 0, _UP, _DOWN), INK)
    ax.scatter(rank, t[order], s=24, color=colour, linewidth=0, zorder=3)
    zero(ax)
    ax.set(xticks=[1, *range(4, order.size + 1, 4)], yticks=[-5, 0, 5],
           xlabel="cells of the largest prefix, sorted by t", ylabel="t of cued 5 µL",
           ylim=(-7.2, 7.2))  # fmt: skip
    note(ax, "band: permuted trials,\nsorted alike, 95 %", xy=(0.97, 0.03), ha="right",
         va="bottom", color=COLOURS["null"])  # fmt: skip
    note(ax, f"n = {t.size} cells", xy=(0.03, 0.97))


def _counts(ax: Axes, result: MiddleTests) -> None:
    up, down = result.null_up_all, result.null_down_all
    pairs, number = np.unique(np.stack([up, down]), axis=1, return_counts=True)
    ax.scatter(pairs[0], pairs[1], s=4 + 260 * number / up.size, color=COLOURS["null"], alpha=0.6,
               linewidth=0)  # fmt: skip
    n_up, n_down = result.count(+1, inside=False), result.count(-1, inside=False)
    ax.scatter(n_up, n_down, s=46, marker="D", color=INK, zorder=3)
    left = n_up > 12
    name, side = f"the {result.inside.size} cells", "right" if left else "left"
    direct(ax, n_up + (-0.7 if left else 0.7), n_down, name, ha=side)
    top = max(12, n_up, n_down) + 3
    ax.set(xlabel="cells up, P < 0.05", ylabel="cells down, P < 0.05", xlim=(-1, top),
           ylim=(-1, top))  # fmt: skip
    note(ax, f"area: share of {up.size} permuted\npopulations", xy=(0.97, 0.97), ha="right",
         color=COLOURS["null"])  # fmt: skip


def _prefixes(ax: Axes, result: MiddleTests) -> None:
    prefixes = np.asarray(result.prefixes)
    names = list(dict.fromkeys(result.prefixes))
    t, p = result.t["cued"], result.p["cued"]
    for at, name in enumerate(names):
        own = np.flatnonzero(prefixes == name)
        x, y = spread(t[own], float(at), width=0.28)
        chosen = own[np.argsort(t[own], kind="stable")]
        face = np.where(p[chosen] < LEVEL, np.where(t[chosen] > 0, _UP, _DOWN), INK)
        ax.scatter(x, y, s=18, color=face, linewidth=0, zorder=3)
        n_up, n_down = ((p[own] < LEVEL) & (sign * t[own] > 0) for sign in (1, -1))
        direct(ax, at, 8.7, f"{n_up.sum()} up", ha="center", color=_UP)
        direct(ax, at, -8.7, f"{n_down.sum()} down", ha="center", color=_DOWN)
    ax.axhspan(-2, 2, color=GRID, alpha=0.5, zorder=0, linewidth=0)
    zero(ax)
    labels = [f"{name}\n({(prefixes == name).sum()})" for name in names]
    ax.set(xticks=range(len(names)), xticklabels=labels, ylim=(-9.6, 9.6), ylabel="t of cued 5 µL",
           xlabel="filename prefix (cells)", xlim=(-0.6, len(names) - 0.4))  # fmt: skip


def _kinds(ax: Axes, result: MiddleTests) -> None:
    cued, uncued = result.t["cued"], result.t["uncued"]
    ax.plot([-8, 8], [-8, 8], color=GRID, linewidth=0.9, zorder=0)
    zero(ax)
    zero(ax, "x")
    for inside, face in ((False, "white"), (True, INK)):
        keep = result.inside == inside
        ax.scatter(cued[keep], uncued[keep], s=18, facecolor=face, edgecolor=INK, linewidth=0.8,
                   zorder=3)  # fmt: skip
    n_up, n_down = (result.count(sign, "uncued", inside=False) for sign in (1, -1))
    ax.set(xlabel="t of cued 5 µL", ylabel="t of uncued 5 µL", xlim=(-8, 8), ylim=(-8, 14.5))
    note(ax, f"uncued: {n_up} up, {n_down} down\nof {cued.size} cells", color=INK)
    note(ax, "filled: largest prefix", xy=(0.97, 0.03), ha="right", va="bottom")
