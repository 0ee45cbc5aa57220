"""Figures of reward probability and of early and late reward."""

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.classical_td.outcomes import RewardProbability, RewardTiming
from dopadist.experiments.classical_td.settings import DELAY
from dopadist.plots.classical_td.marks import direct, event, stems, zero
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style


@style()
def reward_probability(result: RewardProbability) -> Figure:
    """Errors over the trial at three chances, and at cue and outcome at all of them."""
    fig, axes = figure(1, 3, height_mm=66, width_ratios=(1.3, 1, 1))
    ax = axes[0, 0]
    inner = [i for i, p in enumerate(result.probability) if 0 < p < 1]
    shades = ("#bdb3d6", "#7a63b0", "#3b1f72")
    for j, (i, colour) in enumerate(zip(inner, shades, strict=True)):
        for kind, colour_of in ((0, colour), (1, colour)):
            ax.vlines(
                result.time + 0.3 * (j - 1),
                0,
                result.course[i, kind],
                color=colour_of,
                linewidth=2,
            )
        direct(ax, 2.2, 0.95 - 0.15 * j, f"p = {result.probability[i]:g}", color=colour)
    zero(ax)
    event(ax, 0, "cue")
    event(ax, DELAY, "outcome")
    direct(ax, DELAY + 1.2, 0.5, "rewarded", color=MUTED)
    direct(ax, DELAY + 1.2, -0.5, "omitted", color=MUTED)
    ax.set(xlabel="Time from cue (steps)", ylabel="Error δ (unit of reward)")
    ax.set(xlim=(-3, 16), ylim=(-1.1, 1.1))
    letter(ax, "a")

    p = result.probability
    line = np.linspace(0, 1, 50)
    n_runs = result.cue.shape[1]
    rows = (
        (axes[0, 1], result.cue, line * result.discount**DELAY, COLOURS["predicted"]),
        (axes[0, 2], result.rewarded, 1 - line, COLOURS["unpredicted"]),
        (axes[0, 2], result.omitted, -line, COLOURS["omission"]),
    )
    for ax, runs, theory, colour in rows:
        ax.plot(line, theory, color=colour)
        spread = np.linspace(-0.015, 0.015, n_runs)
        ax.plot(p[:, None] + spread, runs, ".", color=colour, markersize=1.6, alpha=0.35)
        # A cue that is never (or always) rewarded has no rewarded (or omitted) trial.
        met = ~np.isnan(runs).all(axis=1)
        ax.plot(p[met], np.nanmean(runs[met], axis=1), "o", color=colour, markersize=3.6)
    for ax, name in ((axes[0, 1], "At the cue"), (axes[0, 2], "At the outcome")):
        zero(ax)
        ax.set(xlabel="Probability of reward p", xlim=(-0.06, 1.06), ylim=(-1.1, 1.1))
        ax.set_title(name)
    note(
        axes[0, 1],
        f"n = {n_runs} runs a cue (small dots);\nlines: γ¹⁰p, 1 − p and −p",
        xy=(0.03, 0.12),
    )
    direct(axes[0, 2], 0.45, 0.75, "reward comes", color=COLOURS["unpredicted"])
    direct(axes[0, 2], 0.05, -0.6, "reward\nomitted", color=COLOURS["omission"])
    letter(axes[0, 1], "b")
    letter(axes[0, 2], "c")
    return fig


@style()
def reward_timing(result: RewardTiming) -> Figure:
    """Three memories (rows) by three times of reward (columns)."""
    fig, axes = figure(3, 3, height_mm=105, sharex=True, sharey=True)
    shifts = {"on time": 0, "early": -result.shift, "late": result.shift}
    titles = {
        "on time": "Reward on time",
        "early": f"{result.shift} steps early",
        "late": f"{result.shift} steps late",
    }
    colours = (COLOURS["td0"], COLOURS["truth"], COLOURS["td_lambda"])
    for i, model in enumerate(result.models):
        for j, name in enumerate(result.probes):
            ax = axes[i, j]
            stems(ax, result.time, result.error[i, j], color=colours[i])
            event(ax, 0, "cue" if i == 0 else "")
            event(ax, DELAY, "usual" if i == 0 else "")
            at = DELAY + shifts[name]
            ax.plot([at], [-1.32], "^", color=INK, markersize=4, clip_on=False)
            if i == 0:
                ax.set_title(titles[name], pad=11)
            ax.set(ylim=(-1.35, 1.2), xlim=(-3, 18), yticks=(-1, 0, 1))
        axes[i, 0].set_ylabel(f"{model[0].upper()}{model[1:]}\nError δ", color=colours[i])
        axes[i, 0].yaxis.label.set_fontsize(7.5)
    for ax in axes[-1]:
        ax.set_xlabel("Time from cue (steps)")
    note(axes[0, 1], "a dip that the\ncells don't show", xy=(0.985, 0.3), ha="right", color=INK)
    note(axes[1, 1], "hardly a burst\nwhere cells burst", xy=(0.985, 0.9), ha="right", color=INK)
    note(
        axes[2, 1],
        "a burst, and a shallow,\nspread-out dip",
        xy=(0.985, 0.95),
        ha="right",
        color=INK,
    )
    note(axes[0, 0], "▲ reward", xy=(0.02, 0.16))
    for ax, text in zip(axes[:, 0], "abc", strict=True):
        letter(ax, text)
    return fig
