"""Figure of baseline rates."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.simultaneous_diversity.baseline import Baseline
from dopadist.plots.shared.marks import histogram, signed, spread, zero
from dopadist.plots.style import ASYMMETRY, COLOURS, INK, MUTED, figure, letter, note, style

PUBLISHED = 0.18


@style()
def baseline(result: Baseline) -> Figure:
    """Asymmetry and reversal point against the baseline rate, and what two stories predict."""
    fig, axes = figure(2, 2, height_mm=120)
    keep = result.usable["authors"]
    tau, point = result.tau["authors"][keep], result.point["authors"][keep]
    for ax, values, what, name in (
        (axes[0, 0], tau, "tau", "asymmetry τ"),
        (axes[0, 1], point, "point", "reversal point (spikes/s)"),
    ):
        ax.scatter(result.rate[keep], values, s=20, c=ASYMMETRY(np.clip(tau, 0, 1)), linewidth=0)
        ax.set(xlabel="baseline rate (spikes/s)", ylabel=name)
        note(ax, f"r = {signed(result.r(what))}, n = {keep.sum()} cells", xy=(0.97, 0.97),
             ha="right")  # fmt: skip
    axes[0, 0].set_ylim(0, 1.1)
    axes[0, 1].margins(y=0.15)
    halves = axes[1, 0]
    bins = np.linspace(-0.8, 0.8, 49)
    histogram(halves, result.r_tau_halves, bins=bins, color=COLOURS["authors"])
    histogram(halves, result.r_tau_resampled, bins=bins, color=MUTED, filled=False)
    halves.plot([PUBLISHED] * 2, [0, 0.105], color=INK, linewidth=1.0, linestyle=":")
    halves.set(xlabel="r(baseline rate, asymmetry)", ylabel="share", xlim=(-0.8, 0.8))
    halves.set_ylim(0, 1.4 * halves.dataLim.y1)
    note(halves, f"half the trials, {result.r_tau_halves.size:,} splits", color=COLOURS["authors"])
    note(halves, "all trials, cells resampled", xy=(0.03, 0.9))
    note(halves, "dotted: published, 0.18", xy=(0.03, 0.83), color=INK)
    stories = axes[1, 1]
    rows = (
        (result.r_point_biased, "misjudged\nbaselines", result.r("point")),
        (result.r_point_permuted, "no diversity,\nbaselines right", result.r("point")),
        (result.r_tau_floor, "equal slopes,\nfloor at zero", result.r("tau")),
    )
    for at, (values, _, observed) in enumerate(rows):
        x, y = spread(values, float(at))
        stories.scatter(x, y, s=7, color=COLOURS["null"], linewidth=0, alpha=0.7)
        stories.hlines(observed, at - 0.42, at + 0.42, color=INK, linewidth=1.6, zorder=4)
    stories.axvline(1.5, color=MUTED, linewidth=0.7, linestyle=":")
    zero(stories)
    stories.set(
        xticks=range(3), xticklabels=[name for _, name, _ in rows], ylim=(-1, 1.3),
        ylabel="r with the baseline rate", xlim=(-0.6, 2.6),
    )  # fmt: skip
    note(stories, "of reversal points", xy=(0.02, 0.97))
    note(stories, "of asymmetries", xy=(0.98, 0.97), ha="right")
    note(stories, "black: the cells", xy=(0.98, 0.03), ha="right", va="bottom", color=INK)
    for ax, name in zip(axes.flat, "abcd", strict=True):
        letter(ax, name)
    return fig
