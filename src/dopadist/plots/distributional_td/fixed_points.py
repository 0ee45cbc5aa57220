"""Figures of where channels settle and why."""

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.distributional_td.fixed_points import Equilibrium, OneRule
from dopadist.plots.distributional_td.marks import (
    asymmetry_bar,
    direct,
    tau_colour,
    tau_lines,
    zero,
)
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style


@style()
def one_rule(result: OneRule) -> Figure:
    """Updates of classical and distributional channels above the values that they learn."""
    fig, axes = figure(2, 2, height_mm=92, sharex=True, height_ratios=(1.7, 1))
    for line, gain in zip(result.classical_update, result.gain, strict=True):
        axes[0, 0].plot(result.axis, line, color=COLOURS["classical"], linewidth=0.5 + 1.2 * gain)
    tau_lines(axes[0, 1], result.axis, result.update, result.tau)
    axes[0, 1].scatter(
        result.value,
        np.zeros_like(result.value),
        c=[tau_colour(level) for level in result.tau],
        s=14,
        zorder=3,
        edgecolors="white",
        linewidths=0.5,
    )
    axes[0, 0].plot(result.mean_reward, 0, "o", color=INK, markersize=4, zorder=3)
    for ax, title in zip(axes[0], ("Equal rates", "Unequal rates"), strict=True):
        zero(ax)
        ax.set(title=title, ylim=(-5, 12))
    axes[0, 0].set_ylabel("Change of prediction\nin one trial (µL)")
    direct(axes[0, 0], result.mean_reward + 0.5, -1.6, "all turn at the mean")
    direct(axes[0, 1], 0.6, 9.6, "optimists: steep above", color=tau_colour(0.95))
    direct(axes[0, 1], 5.0, -3.6, "pessimists: steep below", color=tau_colour(0.05))
    for ax, values, colours in (
        (axes[1, 0], result.classical_value[:1], [INK]),
        (axes[1, 1], result.value, [tau_colour(level) for level in result.tau]),
    ):
        ax.vlines(result.volumes, 0, result.probabilities, color=MUTED, linewidth=3, alpha=0.5)
        ax.vlines(values, 0, 0.36, colors=colours, linewidth=1.2)
        ax.set(xlabel="Reward (µL)", xlim=(0, 20.5), ylim=(0, 0.4))
    axes[1, 0].set_ylabel("Probability")
    note(axes[1, 0], "grey: rewards\nline: the one prediction", xy=(0.97, 0.95), ha="right")
    note(axes[1, 1], "grey: rewards\nlines:\npredictions", xy=(0.98, 0.97), ha="right")
    asymmetry_bar(fig, list(axes[:, 1]))
    for ax, text in zip(axes.flat, ("a", "b", "", ""), strict=True):
        letter(ax, text)
    return fig


@style()
def equilibrium(result: Equilibrium) -> Figure:
    """Pulls up and down at the fixed point for three channels, and the mean update around it."""
    fig, axes = figure(1, 4, height_mm=58, width_ratios=(1, 1, 1, 1.35))
    names = ("Equal rates", "Larger positive rate", "Larger negative rate")
    top = 1.18 * np.abs(result.pull).max()
    for i, (ax, name) in enumerate(zip(axes[0, :3], names, strict=True)):
        pull, colour = result.pull[i], tau_colour(result.tau[i])
        ax.vlines(result.volumes, 0, pull, color=colour, linewidth=2.6)
        ax.axvline(result.value[i], color=INK, linewidth=0.9, linestyle="--")
        zero(ax)
        total = pull[pull > 0].sum()
        ax.set(title=name, xlabel="Reward (µL)", xlim=(-1, 21), ylim=(-top, top))
        note(ax, f"τ = {result.tau[i]:.1f}\nup: {total:.2f}\ndown: {-pull[pull < 0].sum():.2f}",
             xy=(0.97, 0.05), ha="right", va="bottom")  # fmt: skip
        if i:
            ax.set_yticklabels([])
    axes[0, 0].set_ylabel("Probability × update (µL)")
    ax = axes[0, 3]
    zero(ax)
    tau_lines(ax, result.axis, result.drift, result.tau)
    for value, level in zip(result.value, result.tau, strict=True):
        ax.plot(value, 0, "o", color=tau_colour(level), markersize=4, markeredgecolor="white")
    ax.set(title="One root each", xlabel="Prediction V (µL)", xlim=(0, 20), ylim=(-4.2, 4.2))
    ax.set_ylabel("Mean update g(V) (µL)")
    for level, x, y in ((0.8, 9.6, 1.6), (0.5, 13.2, -3.2), (0.2, 3.6, -3.6)):
        direct(ax, x, y, f"τ = {level}", color=tau_colour(level))
    for axis, text in zip(axes[0], "abcd", strict=True):
        letter(axis, text)
    return fig
