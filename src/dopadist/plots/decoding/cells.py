"""Figures of the cells' decode, and of the trap of the same trials."""

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.decoding.cells import DecodedCells
from dopadist.experiments.decoding.trap import Trap
from dopadist.plots.shared.distributions import (
    SEARCH,
    TRUTH,
    in_volumes,
    key,
    steps,
    strip,
    tell,
    truth_steps,
)
from dopadist.plots.style import COLOURS, MUTED, figure, letter, note, style

NULL = COLOURS["null"]


@style()
def decoded_cells(result: DecodedCells) -> Figure:
    """The published way, one split at a time on cued and pooled trials, and the result in µL."""
    fig, axes = figure(2, 2, height_mm=122)
    colour = COLOURS[result.evidence]
    volumes = result.delivered.values
    panels = (("a", "pooled"), ("b", "cued"), ("c", "pooled"))
    for ax, (mark, kind) in zip(axes.flat, panels, strict=False):
        reward = result.reward[kind]
        low, high = reward.values[0], reward.values[-1]
        ends = (low - 0.6, high + 0.6)
        truth_steps(ax, reward.values, reward.probabilities, ends=ends)
        if mark == "a":
            for one in result.published.searches:
                steps(
                    ax,
                    one.values,
                    one.probabilities,
                    ends=ends,
                    color=SEARCH,
                    alpha=0.35,
                    linewidth=0.8,
                )
            weights = np.full(result.published.pooled.size, 1 / result.published.pooled.size)
            steps(ax, result.published.pooled, weights, ends=ends, color=SEARCH, linewidth=1.6)
            note(
                ax,
                f"{len(result.published.searches)} searches (light), pooled (dark)\n"
                f"mean distance {result.published.w1.mean():.2f} spikes/s",
                xy=(0.97, 0.2),
                ha="right",
            )
        else:
            decoded = result.splits[kind, "joint"]
            for row in decoded.probabilities[:40]:
                steps(ax, decoded.values, row, ends=ends, color=colour, alpha=0.12, linewidth=0.6)
            steps(
                ax,
                decoded.values,
                decoded.mean_distribution,
                ends=ends,
                color=colour,
                linewidth=1.8,
            )
            even = np.array([low, high])
            ax.plot(even, [0, 1], color=MUTED, linestyle=":", linewidth=1)
            tell(ax, low + 0.62 * (high - low), 0.55, "prior", MUTED, ha="left")
            note(
                ax,
                f"{min(40, len(decoded.w1))} of {len(decoded.w1)} splits (light), mean (dark)\n"
                f"n = {decoded.n_cells.min()}–{decoded.n_cells.max()} cells a split\n"
                f"mean distance {decoded.w1.mean():.2f}, prior {decoded.w1_prior:.2f} spikes/s",
                xy=(0.97, 0.27),
                ha="right",
            )
        ax.set(
            xlabel="Reward axis (spikes/s)",
            ylabel="Probability of at most this",
            xlim=ends,
            ylim=(0, 1.02),
        )
        title = {
            "a": "Same trials, the published search",
            "b": "One split at a time, cued trials",
            "c": "One split at a time, pooled trials",
        }
        ax.set_title(title[mark])
        in_volumes(ax, reward.values, volumes)
        letter(ax, mark)

    ax = axes[1, 1]
    truth_steps(ax, result.delivered.values, result.delivered.probabilities, ends=(0.05, 40))
    steps(ax, result.volumes, result.mass, ends=(0.05, 40), color=colour, linewidth=1.8)
    ax.set(
        xscale="log",
        xlabel="Reward (µL)",
        ylabel="Probability of at most this",
        xlim=(0.08, 26),
        ylim=(0, 1.02),
    )
    ax.set_xticks(volumes, [f"{v:g}" for v in volumes])
    ax.minorticks_off()
    ax.set_title("c, its axis turned into volumes afterwards")
    key(ax, (("delivered", TRUTH), ("decoded", colour)), xy=(0.04, 0.93), ha="left")
    letter(ax, "d")
    return fig


@style()
def trap(result: Trap) -> Figure:
    """Cells with one reversal point: their pairs, their decode, and how often it is as good."""
    fig, axes = figure(1, 3, height_mm=74, width_ratios=(1, 1.1, 1.15))
    colour = COLOURS[result.evidence]
    name = {"recorded": "recorded cells", "surrogate": "simulated cells"}[result.evidence]
    ax = axes[0, 0]
    ax.plot(result.tau, result.points, "o", color=colour, markersize=3, alpha=0.75)
    ax.plot(result.null_tau, result.null_points, "o", color=NULL, markersize=3, alpha=0.75)
    ax.set(
        xlabel="Asymmetry τ",
        ylabel="Reversal point (spikes/s)",
        xlim=(0, 1),
        title="Same trials for both",
    )
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.22 * (high - low))  # room for the labels
    r = [
        np.corrcoef(*p)[0, 1]
        for p in ((result.tau, result.points), (result.null_tau, result.null_points))
    ]
    names = ((f"{name}, r = {r[0]:.2f}", colour), (f"one reversal point, r = {r[1]:.2f}", NULL))
    key(ax, names, xy=(0.03, 0.95), step=0.08, ha="left")
    letter(ax, "a")

    ax = axes[0, 1]
    low, high = result.reward.values[0], result.reward.values[-1]
    ends = (low - 0.6, high + 0.6)
    truth_steps(ax, result.reward.values, result.reward.probabilities, ends=ends)
    for way, tint in ((result.cells, colour), (result.null, NULL)):
        weights = np.full(way.pooled.size, 1 / way.pooled.size)
        steps(ax, way.pooled, weights, ends=ends, color=tint)
    ax.set(
        xlabel="Reward axis (spikes/s)",
        ylabel="Probability of at most this",
        xlim=ends,
        ylim=(0, 1.02),
        title="Published search",
    )
    curves = (("rewards", TRUTH), (name, colour), ("one reversal point", NULL))
    key(ax, curves, xy=(0.97, 0.27))
    letter(ax, "b")

    ax = axes[0, 2]
    rows = (
        (result.published, float(result.cells.w1.mean()), "same trials,\npublished\nsearch"),
        (result.same, result.cells_same, "same trials,\nmaximum\nentropy"),
        (result.split, result.cells_split, "one split\nat a time"),
    )
    for row, (null, observed, _) in enumerate(rows):
        strip(ax, null, -row, NULL)
        ax.plot(observed, -row, "D", color=colour, markersize=5)
        as_good = int(np.sum(null <= observed))
        ax.annotate(
            f"{as_good} of {null.size} as good",
            (0.99, -row + 0.36),
            xycoords=("axes fraction", "data"),
            ha="right",
            fontsize=7,
            color=MUTED,
        )
    ax.set_yticks([0, -1, -2], [label for *_, label in rows])
    ax.tick_params(axis="y", length=0)
    ax.set(xlabel="Distance to the rewards (spikes/s)", ylim=(-2.5, 0.65), xlim=(0, None))
    ax.set_title("Diamond: the cells")
    letter(ax, "c")
    return fig
