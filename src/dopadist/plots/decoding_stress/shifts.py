"""Figure of asymmetries moved together."""

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from dopadist.experiments.decoding_stress.shifts import NULLS, SHIFTS, Shifts
from dopadist.plots.shared.distributions import TRUTH, key, steps, strip, truth_steps
from dopadist.plots.style import ASYMMETRY, COLOURS, MUTED, figure, letter, note, style

TINTS = (COLOURS["null"], COLOURS["quantile"])
MEAN = MUTED


@style()
def shifts(result: Shifts) -> Figure:
    """Decodes with moved asymmetries, distance against the shift, and where each is lowest."""
    fig, axes = figure(1, 3, height_mm=78, width_ratios=(1.15, 1.15, 1))
    colour = COLOURS[result.evidence]
    ax = axes[0, 0]
    reward = result.reward
    ends = (reward.values[0] - 0.6, reward.values[-1] + 0.6)
    truth_steps(ax, reward.values, reward.probabilities, ends=ends)
    names = []
    for s, p in result.shown.items():
        tint = colour if s == 0 else to_hex(ASYMMETRY(0.5 + 0.45 * s))
        steps(ax, result.values, p, ends=ends, color=tint, linewidth=1.4)
        names.append((f"s = {s:+.1f}".replace("-", "−") if s else "s = 0", tint))
    ax.set(xlabel="Reward axis (spikes/s)", ylabel="Probability of at most this")
    ax.set(xlim=ends, ylim=(0, 1.02))
    key(ax, [*reversed(names), ("rewards", TRUTH)], xy=(0.98, 0.42), step=0.066)
    letter(ax, "a")

    ax = axes[0, 1]
    for curves, tint in zip(result.null.values(), TINTS, strict=True):
        for row in curves:
            ax.plot(SHIFTS, row, color=tint, alpha=0.16, linewidth=0.6)
        ax.plot(SHIFTS, np.median(curves, axis=0), color=tint, linewidth=1.3)
    low, high = np.quantile(result.w1, [0.025, 0.975], axis=0)
    ax.fill_between(SHIFTS, low, high, color=colour, alpha=0.15, linewidth=0)
    ax.plot(SHIFTS, result.w1.mean(axis=0), color=colour, marker="o", markersize=2.5)
    ax.plot(SHIFTS, result.w1_mean, color=MEAN, linestyle="--", linewidth=1.2)
    ax.axvline(0, ymax=0.7, color=TRUTH, linewidth=1)
    ax.set(xlabel="Asymmetries moved by s (normal SD)", ylabel="Distance to the rewards (spikes/s)")
    ax.set_ylim(0, 1.28 * high.max())
    labels = [("cells: mean, 95 % of splits", colour), ("cells, one τ for all", MEAN)]
    key(ax, [*labels, *zip(NULLS, TINTS, strict=True)], xy=(0.98, 0.97), step=0.065)
    note(ax, f"{len(result.w1)} splits\nn = {result.n_usable} cells", xy=(0.98, 0.12), ha="right")
    letter(ax, "b")

    ax = axes[0, 2]

    for row, (name, tint) in enumerate(zip(NULLS, TINTS, strict=True)):
        strip(ax, result.null_best[name], -row, tint)
    strip(ax, result.bootstrap, -len(NULLS), colour, markersize=1.8, alpha=0.3)
    span = np.quantile(result.bootstrap, [0.025, 0.975])
    ax.plot(span, [-2.42, -2.42], color=colour, linewidth=2.2, solid_capstyle="butt")
    ax.plot(result.best, -2.42, "D", color=colour, markersize=4.5)
    ax.axvline(0, color=TRUTH, linewidth=1)
    ax.set_yticks(-np.arange(3), ["one\nreversal\npoint", "equal\nslopes", "cells,\ndrawn\nanew"])
    ax.tick_params(axis="y", length=0)
    ax.set(xlabel="Best shift (normal SD)", ylim=(-2.95, 0.5))
    note(
        ax,
        f"{result.best:.2f} ({span[0]:.2f} to {span[1]:.2f})".replace("-", "−"),
        xy=(0.98, 0.03),
        ha="right",
        va="bottom",
    )
    letter(ax, "c")
    return fig
