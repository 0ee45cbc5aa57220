"""Figures of reward probability and of early and late reward."""

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.classical_td.outcomes import RewardProbability, RewardTiming
from dopadist.experiments.classical_td.settings import DELAY, REWARD_STEP
from dopadist.plots.classical_td.marks import direct, event, stems, zero
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style


@style()
def reward_probability(result: RewardProbability) -> Figure:
    """Errors over the trial at three chances, and at cue and outcome at all of them."""
    fig, axes = figure(1, 3, height_mm=66, width_ratios=(1.3, 1, 1))
    ax = axes[0, 0]
    inner = [i for i, p in enumerate(result.probability) if 0 < p < 1]
    shades = ("#9581cc", "#6a4fb0", "#2f1a66")
    for j, (i, colour) in enumerate(zip(inner, shades, strict=True)):
        for course in result.course[i]:
            ax.vlines(result.time + 0.3 * (j - 1), 0, course, color=colour, linewidth=2)
        direct(ax, 2.2, 0.95 - 0.15 * j, f"p = {result.probability[i]:g}", color=colour)
    zero(ax)
    event(ax, 0, "cue")
    event(ax, DELAY, "outcome")
    direct(ax, DELAY + 1.2, 0.5, "rewarded", color=MUTED)
    direct(ax, DELAY + 1.2, -0.5, "omitted", color=MUTED)
    ax.set(xlabel="Time from cue (steps)", ylabel="Error δ (unit of reward)")
    ax.set(xlim=(-3, 16), ylim=(-1.1, 1.1), xticks=(0, 5, 10, 15))
    letter(ax, "a")

    p = result.probability
    line = np.linspace(0, 1, 50)
    n_runs = result.cue.shape[1]
    given, omitted = result.course[:, 0, REWARD_STEP], result.course[:, 1, REWARD_STEP]
    rows = (
        (
            axes[0, 1],
            result.cue,
            result.cue.mean(axis=1),
            line * result.discount**DELAY,
            "predicted",
        ),
        (axes[0, 2], result.rewarded, given, 1 - line, "unpredicted"),
        (axes[0, 2], result.omitted, omitted, -line, "omission"),
    )
    for ax, runs, mean, theory, kind in rows:
        colour = COLOURS[kind]
        ax.plot(line, theory, color=colour)
        spread = np.linspace(-0.015, 0.015, n_runs)
        ax.plot(p[:, None] + spread, runs, ".", color=colour, markersize=1.6, alpha=0.35)
        ax.plot(p, mean, "o", color=colour, markersize=3.6)
    for ax, name in ((axes[0, 1], "At the cue"), (axes[0, 2], "At the outcome")):
        zero(ax)
        ax.set(xlabel="Probability of reward p", xlim=(-0.06, 1.06), ylim=(-1.1, 1.1))
        ax.set_title(name)
    note(
        axes[0, 1],
        f"n = {n_runs} runs a cue (small dots);\nlines: γ¹⁰p, 1 − p and −p",
        xy=(0.05, 0.2),
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
    labels = {
        "complete serial compound": "Serial compound",
        "reset by reward": "Reset by reward",
        "microstimuli": "Microstimuli",
    }
    for i, model in enumerate(result.models):
        for j, name in enumerate(result.probes):
            ax = axes[i, j]
            stems(ax, result.time, result.error[i, j], color=INK)
            event(ax, 0, "cue" if i == 0 else "")
            event(ax, DELAY, "usual" if i == 0 else "")
            at = DELAY + shifts[name]
            ax.plot([at], [-1.32], "^", color=INK, markersize=4, clip_on=False)
            if i == 0:
                ax.set_title(titles[name], pad=11)
            ax.set(ylim=(-1.35, 1.2), xlim=(-2, 19.6), yticks=(-1, 0, 1))
        axes[i, 0].set_ylabel(f"{labels[model]}\nδ (unit of reward)")
    for ax in axes[-1]:
        ax.set_xlabel("Time from cue (steps)")
    for row, text, height in (
        (0, "a dip that\ncells don't\nshow", 0.44),
        (1, "hardly a\nburst: cells\ndo burst", 0.98),
        (2, "a burst, then\na shallow dip", 0.98),
    ):
        note(axes[row, 1], text, xy=(0.62, height), color=INK)
    note(axes[0, 0], "▲ reward", xy=(0.02, 0.16))
    for ax, text in zip(axes[:, 0], "abc", strict=True):
        letter(ax, text)
    return fig
