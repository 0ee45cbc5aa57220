"""Figures of value and error within the trial and over trials."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from dopadist.experiments.classical_td.settings import CUE_STEP, DELAY, REWARD_STEP
from dopadist.experiments.classical_td.trial_errors import ErrorOverTrials, Probes, TrialLearning
from dopadist.plots.classical_td.marks import direct, event, stems, zero
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style, text_colour

# From no error (white) to a whole reward; small errors in the delay stay visible.
ERROR = LinearSegmentedColormap.from_list(
    "error", [(0.0, "#ffffff"), (0.15, "#fdc692"), (0.5, "#d55e00"), (1.0, "#5a2400")]
)


@style()
def value_and_error(result: TrialLearning) -> Figure:
    """Left: one trained trial. Right: the step before reward, and the reward, over trials."""
    fig, axes = figure(2, 2, height_mm=86, width_ratios=(1.35, 1), sharex="col")
    top, bottom = axes[:, 0]
    top.step(result.time, result.value[-1], where="mid", color=INK)
    top.fill_between(result.time, result.value[-1], step="mid", color=INK, alpha=0.08, linewidth=0)
    stems(bottom, result.time, result.error[-1], color=COLOURS["predicted"], width=3)
    for ax in (top, bottom):
        event(ax, 0, "cue" if ax is top else "")
        event(ax, DELAY, "reward" if ax is top else "")
        ax.set(ylim=(-0.1, 1.15), xlim=(result.time[0], result.time[-1]), yticks=(0, 0.5, 1))
    top.set_ylabel("Value V\n(unit of reward)")
    bottom.set(ylabel="Error δ\n(unit of reward)", xlabel="Time from cue (steps)")
    note(top, f"trained: trial {len(result.value)}", xy=(0.98, 0.95), ha="right")
    direct(bottom, 0.7, 0.72, "burst: news", color=COLOURS["predicted"])
    direct(bottom, DELAY + 0.5, 0.28, "nothing: no news", color=COLOURS["predicted"])

    n = np.arange(len(result.value))
    value, error = result.value[:, REWARD_STEP - 1], result.error[:, REWARD_STEP]
    axes[0, 1].plot(n, value, color=INK)
    axes[1, 1].plot(n, error, color=COLOURS["predicted"])
    axes[0, 1].set_ylabel("V before reward\n(unit of reward)")
    axes[1, 1].set(ylabel="δ at reward\n(unit of reward)", xlabel="Trial")
    for ax in axes[:, 1]:
        ax.set(xlim=(0, 60), ylim=(-0.1, 1.15), yticks=(0, 0.5, 1))
        zero(ax)
    note(axes[0, 1], "rises", xy=(0.35, 0.75))
    note(axes[1, 1], "falls by the same amount", xy=(0.35, 0.6))
    letter(top, "a")
    letter(axes[0, 1], "b")
    return fig


@style()
def reward_and_omission(result: Probes) -> Figure:
    """The reward unpredicted, predicted and omitted, one above the other."""
    fig, axes = figure(3, 1, width="single", height_mm=95, sharex=True, sharey=True)
    titles = {
        "unpredicted": "No cue, reward comes",
        "predicted": "Cue, reward comes",
        "omission": "Cue, reward does not come",
    }
    for ax, name, error in zip(axes[:, 0], result.names, result.error, strict=True):
        stems(ax, result.time, error, color=COLOURS[name], width=3)
        ax.set_title(titles[name], pad=10, color=text_colour(COLOURS[name]))
        if name != "unpredicted":
            event(ax, 0, "cue")
        event(ax, DELAY, "reward" if name != "omission" else "(no reward)")
        ax.set(ylim=(-1.25, 1.25), yticks=(-1, 0, 1))
    axes[1, 0].set_ylabel("Prediction error δ (unit of reward)")
    axes[2, 0].set(xlabel="Time from cue (steps)", xlim=(result.time[0], result.time[-1]))
    return fig


@style()
def error_over_trials(result: ErrorOverTrials) -> Figure:
    """Maps of the error over trials and time, and the cue's error over trials."""
    fig, axes = figure(1, 3, height_mm=75, width_ratios=(1, 1, 1.05))
    names = ("TD(0)", f"TD(λ), λ = {result.trace_decay:g}")
    learnt = (result.td0, result.td_lambda)
    colours = (COLOURS["td0"], COLOURS["td_lambda"])
    for i, (ax, name, learning, colour) in enumerate(
        zip(axes[0, :2], names, learnt, colours, strict=True)
    ):
        mesh = _map(ax, learning)
        ax.set_title(name, color=text_colour(colour), pad=10)
        ax.set_xlabel("Time from cue (steps)")
        letter(ax, "ab"[i])
    axes[0, 0].set_ylabel("Trial")
    trials = np.array([0, DELAY / result.alpha])
    axes[0, 0].plot(DELAY - trials * result.alpha, trials, "--", color=INK, linewidth=0.8)
    direct(axes[0, 0], 4.2, 150, "dashed:\nα steps a trial")
    fig.colorbar(mesh, ax=axes[0, 1], label="Error δ (unit of reward)", shrink=0.9)

    ax = axes[0, 2]
    for learning, colour in zip(learnt, colours, strict=True):
        ax.plot(learning.error[:, CUE_STEP], color=colour)
    direct(ax, 114, 0.47, "TD(0)", color=colours[0])
    direct(ax, 34, 0.55, f"TD(λ),\nλ = {result.trace_decay:g}", color=colours[1])
    limit = result.td0.discount**DELAY
    ax.axhline(limit, color=MUTED, linewidth=0.7, linestyle=":")
    direct(ax, 4, limit + 0.05, "reward, discounted\nby the delay: γ¹⁰", color=MUTED, va="bottom")
    ax.set(
        xlabel="Trial", ylabel="Error δ at the cue (unit of reward)", xlim=(0, len(learnt[0].error))
    )
    ax.set_ylim(0, 1.02)
    letter(ax, "c")
    return fig


def _map(ax: Axes, learning: TrialLearning) -> QuadMesh:
    """Error over trials (down) and time."""
    mesh = ax.pcolormesh(
        learning.time,
        np.arange(len(learning.error)),
        learning.error,
        cmap=ERROR,
        vmin=0,
        vmax=1,
        shading="nearest",
        rasterized=True,
    )
    ax.set(xlim=(-3.5, 13.5), ylim=(len(learning.error) - 0.5, -0.5), xticks=(0, 5, 10))
    event(ax, 0, "cue")
    event(ax, DELAY, "reward")
    return mesh
