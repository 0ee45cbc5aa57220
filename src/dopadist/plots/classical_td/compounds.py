"""Figures of blocking, conditioned inhibition and second-order conditioning."""

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.classical_td.compounds import Blocking, Inhibition, SecondOrder
from dopadist.experiments.classical_td.settings import DELAY
from dopadist.plots.classical_td.marks import direct, event, stems, zero
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style

CUE_A, CUE_B = INK, "#9a3d7a"


@style()
def blocking(result: Blocking) -> Figure:
    """Values of A and B in both groups, and the error when B is shown alone."""
    fig, axes = figure(1, 3, height_mm=62, width_ratios=(1.4, 1, 1.1))
    groups = (
        (result.blocked, 0, "Group 1: A first, then A and B"),
        (result.control, 1, "Group 2: A and B"),
    )
    for group, i, title in groups:
        ax = axes[0, i]
        trial = np.arange(len(group.rescorla_wagner))
        for cue, colour in ((0, CUE_A), (1, CUE_B)):
            ax.plot(trial, group.rescorla_wagner[:, cue], color=colour)
            level = group.rescorla_wagner[-1, cue]
            if i == 0:
                direct(ax, trial[-1] + 2, level, f"V of {'AB'[cue]}", color=colour)
        ax.set_title(title, pad=10)
        ax.set(xlabel="Trial", ylim=(-0.08, 1.1), xlim=(0, trial[-1]))
        letter(ax, "ab"[i])
    first = axes[0, 0]
    first.axvline(result.n_alone, color=MUTED, linewidth=0.7, linestyle=":")
    for start, n_trials, text in (
        (0, result.n_alone, "A,\nreward"),
        (result.n_alone, result.n_both, "A and B,\nreward"),
    ):
        direct(first, start + n_trials / 2, 0.5, text, color=MUTED, ha="center")
    first.set_ylabel("Value V (unit of reward)")
    direct(axes[0, 1], 20, 0.55, "A and B alike: ½ each", va="bottom")

    ax = axes[0, 2]
    stems(ax, result.time, result.probe_control, color=CUE_B)
    ax.plot(result.time, result.probe_blocked, "o", color=INK, markersize=2)
    event(ax, 0, "B alone")
    direct(ax, 0.8, 0.3, "group 2\n(bars): burst,\nthen dip", color=CUE_B)
    direct(ax, DELAY + 0.8, -0.3, "group 1\n(dots):\nsilence")
    event(ax, DELAY, "due")
    ax.set(
        xlabel="Time from cue (steps)",
        ylabel="Error δ (unit of reward)",
        ylim=(-0.65, 0.55),
        xlim=(result.time[0], result.time[-1]),
        xticks=(0, 5, 10, 15),
    )
    letter(ax, "c")
    return fig


@style()
def inhibition(result: Inhibition) -> Figure:
    """Values over trials, and errors in three unrewarded tests."""
    fig, axes = figure(1, 4, height_mm=64, width_ratios=(1.5, 1, 1, 1))
    ax = axes[0, 0]
    values = result.group.rescorla_wagner
    # One point a round, before its rewarded trial: no zigzag between the two kinds of trial.
    trial = np.arange(0, len(values), 2)
    values = values[trial]
    for cue, colour, label in ((0, CUE_A, "A"), (1, CUE_B, "X")):
        ax.plot(trial, values[:, cue], color=colour)
        direct(ax, trial[-1] * 0.6, values[-1, cue] * 0.82, f"V of {label}", color=colour)
    zero(ax)
    ax.plot(trial, values.sum(axis=1), color=MUTED, linewidth=0.8)
    direct(ax, trial[-1] * 0.5, 0.12, "sum: A with X", color=MUTED)
    ax.set(
        xlabel="Trial (two kinds in turn)",
        ylabel="Value V (unit of reward)",
        ylim=(-1.1, 1.1),
        xlim=(0, trial[-1]),
    )
    letter(ax, "a")
    colours = (CUE_A, MUTED, CUE_B)
    for i, (ax, name, error) in enumerate(
        zip(axes[0, 1:], result.probe_names, result.probes, strict=True)
    ):
        stems(ax, result.time, error, color=colours[i])
        ax.set_title(f"{name}{'' if ' ' in name else ' alone'}", pad=10)
        event(ax, 0, "cue" if " " not in name else "cues")
        event(ax, DELAY, "due")
        ax.set(ylim=(-1.15, 1.15), xlim=(-4, 14))
        ax.set(xticks=(0, 5, 10), yticks=(-1, -0.5, 0, 0.5, 1))
        if i:
            ax.set_yticklabels([])
        letter(ax, "bcd"[i])
    axes[0, 1].set_ylabel("Error δ (unit of reward)")
    for ax in axes[0, 1:]:
        ax.set_xlabel("Steps from cue")
    note(axes[0, 2], "no burst,\nno dip", xy=(0.5, 0.72), ha="center")
    return fig


@style()
def second_order(result: SecondOrder) -> Figure:
    """Value of B over trials under both rules, and the errors of three trials."""
    fig, axes = figure(1, 2, height_mm=66, width_ratios=(1, 1.15))
    ax = axes[0, 0]
    trial = np.arange(len(result.temporal_difference))
    ax.plot(trial, result.temporal_difference, color=COLOURS["td0"])
    ax.plot(trial, result.rescorla_wagner, color=COLOURS["rescorla_wagner"])
    zero(ax)
    peak = int(result.temporal_difference.argmax())
    direct(ax, peak + 12, result.temporal_difference[peak], "TD(0)", color=COLOURS["td0"])
    direct(ax, 40, -0.42, "Rescorla–Wagner", color=COLOURS["rescorla_wagner"])
    ax.set(
        xlabel="Trials of B, then A, no reward",
        ylabel="Value V of B (unit of reward)",
        xlim=(0, trial[-1]),
        ylim=(-0.6, 0.85),
    )
    letter(ax, "a")

    ax = axes[0, 1]
    shown = (0, 10, peak)
    shades = ("#4c95cc", "#1f6fb0", "#08306b")
    for j, (n, colour) in enumerate(zip(shown, shades, strict=True)):
        ax.vlines(result.time + 0.25 * (j - 1), 0, result.error[n], color=colour, linewidth=2)
        direct(ax, 5.2, 0.95 - 0.13 * j, f"trial {n + 1}", color=colour)
    zero(ax)
    event(ax, 0, "B")
    event(ax, result.lead, "A")
    event(ax, result.lead + DELAY, "reward was due")
    ax.set(
        xlabel="Time from B (steps)",
        ylabel="Error δ under TD(0) (unit of reward)",
        ylim=(-1.1, 1.05),
        xlim=(-2, 18),
        xticks=(0, 5, 10, 15),
    )
    letter(ax, "b")
    return fig
