"""Figures of acquisition, extinction and partial reinforcement."""

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.classical_td.learning_curves import Acquisition, PartialReinforcement
from dopadist.plots.classical_td.marks import direct
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style

RUNS = "#b9c1c9"  # single runs behind their mean

# Learning rates from slow to fast: one hue, darker is faster.
RATES = ("#4fb286", "#1f8a60", "#004d33")


@style()
def acquisition(result: Acquisition) -> Figure:
    """Value over rewarded, then unrewarded trials; simulated dots on the closed form."""
    fig, axes = figure(width="double", height_mm=70)
    ax = axes[0, 0]
    n = np.arange(result.value.shape[1])
    for i, (alpha, value, closed, colour) in enumerate(
        zip(result.alpha, result.value, result.closed_form, RATES, strict=True)
    ):
        # Slow curves are labelled below, where they pass 0.65; above the fastest there is room.
        passes = int(np.argmax(value >= 0.65))
        at = (0.8, 0.95) if i == len(RATES) - 1 else (passes + 0.7, 0.605)
        direct(ax, *at, f"α = {alpha:g}", color=colour)
        ax.plot(n, closed, color=colour)
        ax.plot(n[::2], value[::2], "o", color=colour, markersize=2.6)
    ax.axvline(result.n_trials, color=MUTED, linewidth=0.7, linestyle=":")
    for x, text in ((0.25, "every trial rewarded"), (0.75, "no trial rewarded")):
        ax.text(x, 1.02, text, transform=ax.transAxes, ha="center", fontsize=7.5, color=MUTED)
    note(ax, "dots: the rule, run trial by trial\nlines: closed form", xy=(0.985, 0.95), ha="right")
    ax.set(
        xlabel="Trials so far",
        ylabel="Value V (unit of reward)",
        xlim=(0, 2 * result.n_trials),
        ylim=(0, 1.05),
    )
    return fig


@style()
def partial_reinforcement(result: PartialReinforcement) -> Figure:
    """One run, all runs and their spread at two learning rates."""
    fig, axes = figure(1, 2, height_mm=62, sharey=True)
    n_runs = result.value.shape[1]
    n = np.arange(result.value.shape[2])
    for i, ax in enumerate(axes[0]):
        value, sd, alpha = result.value[i], result.sd_predicted[i], result.alpha[i]
        ax.fill_between(
            n,
            result.probability - sd,
            result.probability + sd,
            color=COLOURS["rescorla_wagner"],
            alpha=0.18,
            linewidth=0,
        )
        for run in value[1:6]:
            ax.plot(n, run, color=RUNS, linewidth=0.7, zorder=1)
        ax.plot(n, value[0], color=INK, linewidth=0.9)
        ax.plot(n, value.mean(axis=0), color=COLOURS["rescorla_wagner"], linewidth=1.8)
        ax.set_title(f"α = {alpha:g}")
        ax.set(xlabel="Trials so far", xlim=(0, n[-1]), ylim=(0, 1.08))
        if i == 0:
            text = f"n = {n_runs:,} runs\nband: ± SD from the formula"
            note(ax, text, xy=(0.98, 0.985), ha="right")
        letter(ax, "ab"[i])
    axes[0, 0].set_ylabel("Value V (unit of reward)")
    direct(axes[0, 0], 120, 0.27, "one run", color=INK)
    axes[0, 0].annotate(
        "",
        (112, result.value[0, 0, 112]),
        xytext=(122, 0.29),
        arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 0.6},
    )
    direct(axes[0, 0], 8, 0.73, "mean of all", color=COLOURS["rescorla_wagner"])
    return fig
