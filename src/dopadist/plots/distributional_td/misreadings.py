"""Figures that answer misreadings of the rule."""

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.distributional_td.misreadings import (
    MeanNotMedian,
    OneNumber,
    ResponsesAtEquilibrium,
)
from dopadist.plots.distributional_td.marks import (
    asymmetry_bar,
    direct,
    tau_colour,
    tau_lines,
    zero,
)
from dopadist.plots.style import ASYMMETRY, COLOURS, INK, MUTED, figure, letter, note, style


@style()
def mean_not_median(result: MeanNotMedian) -> Figure:
    """Values of two learners with tau = 1/2 over trials."""
    fig, axes = figure(width="single", height_mm=62)
    ax = axes[0, 0]
    for values, name in ((result.linear, "expectile"), (result.sign, "quantile")):
        ax.plot(result.trial, values[:, :15], color=COLOURS[name], linewidth=0.3, alpha=0.25)
        ax.plot(result.trial, values.mean(axis=1), color=COLOURS[name], linewidth=1.5)
    for value in (result.mean, result.median):
        ax.axhline(value, color=INK, linewidth=0.7, linestyle="--", zorder=0)
    ax.set(xlabel="Trial", ylabel="Prediction (units of reward)", xlim=(0, 1_500), ylim=(0, 10))
    direct(
        ax,
        520,
        7.5,
        f"learns from the error: the mean, {result.mean:g}",
        color=COLOURS["expectile"],
    )
    direct(
        ax,
        520,
        2.75,
        f"learns from its sign: the median, {result.median:g}",
        color=COLOURS["quantile"],
    )
    n_runs = result.linear.shape[1]
    note(ax, f"τ = 1/2 for both; mean of {n_runs} runs,\n15 of them thin")
    return fig


@style()
def responses_at_equilibrium(result: ResponsesAtEquilibrium) -> Figure:
    """Responses of three channels, mean response, and share of exciting trials."""
    fig, axes = figure(1, 3, height_mm=60)
    ax = axes[0, 0]
    shown = np.searchsorted(result.tau, [0.1 - 1e-9, 0.5 - 1e-9, 0.9 - 1e-9])
    tau_lines(ax, result.volumes, result.response[shown], result.tau[shown], marker="o",
              markersize=2.6)  # fmt: skip
    zero(ax)
    ax.set(xlabel="Reward (µL)", ylabel="Response (µL)", xlim=(0, 20.5))
    for level, x, y in ((0.9, 13.5, 7.6), (0.5, 12.8, 5.0), (0.1, 13.2, -0.9)):
        side = "right" if level > 0.4 else "left"
        direct(ax, x, y, f"τ = {level}", color=tau_colour(level), ha=side)
    ax = axes[0, 1]
    up = np.maximum(result.response, 0) @ result.probabilities
    down = np.minimum(result.response, 0) @ result.probabilities
    ax.plot(result.tau, up, color=MUTED, linewidth=0.9)
    ax.plot(result.tau, down, color=MUTED, linewidth=0.9)
    ax.scatter(result.tau, result.mean_response, c=result.tau, cmap=ASYMMETRY, vmin=0, vmax=1, s=4,
               zorder=3)  # fmt: skip
    direct(ax, 0.5, up.max() * 1.08, "excitation", color=MUTED, ha="center", va="bottom")
    direct(ax, 0.5, down.min() * 1.08, "inhibition", color=MUTED, ha="center", va="top")
    direct(ax, 0.5, 0.1, "mean", ha="center", va="bottom")
    ax.set(xlabel="Asymmetry τ", ylabel="Mean response (µL)", xlim=(0, 1))
    ax.set_ylim(down.min() * 1.35, up.max() * 1.35)
    ax = axes[0, 2]
    ax.step(result.tau, 100 * result.excited, where="mid", color=MUTED, linewidth=0.7, zorder=1)
    ax.scatter(result.tau, 100 * result.excited, c=result.tau, cmap=ASYMMETRY, vmin=0, vmax=1, s=4,
               zorder=3)  # fmt: skip
    ax.set(xlabel="Asymmetry τ", ylabel="Trials that excite (%)", xlim=(0, 1), ylim=(0, 100))
    titles = ("Three channels", "Over all trials", "How often excited")
    for axis, text, title in zip(axes[0], "abc", titles, strict=True):
        axis.set_title(title)
        letter(axis, text)
    return fig


@style()
def one_number(result: OneNumber) -> Figure:
    """One channel in two worlds, and a population in both."""
    fig, axes = figure(1, 2, height_mm=62)
    ax = axes[0, 0]
    coin, certain = COLOURS["distributional"], COLOURS["quantile"]
    ax.plot(result.trial, result.coin[:, 0], color=coin, linewidth=0.6, alpha=0.6)
    ax.plot(result.trial, result.coin.mean(axis=1), color=coin)
    ax.plot(result.trial, result.certain[:, 0], color=certain, linestyle="--")
    ax.set(xlabel="Trial", ylabel="Prediction of one channel, τ = 0.8", ylim=(0, 1.05))
    ax.set_xlim(0, result.trial[-1])
    direct(ax, 180, 0.32, "a coin: 0 or 1", color=coin)
    direct(ax, 180, 0.22, "always 0.8", color=certain)
    note(ax, f"mean of {result.coin.shape[1]} runs and one run (thin)", xy=(0.97, 0.04), ha="right",
         va="bottom")  # fmt: skip
    ax = axes[0, 1]
    ax.plot(result.tau, result.coin_expectile, color=coin, linewidth=0.9)
    ax.plot(result.tau, result.certain_expectile, color=certain, linestyle="--")
    ax.scatter(result.channel_tau, result.coin_value, c=result.channel_tau, cmap=ASYMMETRY, vmin=0,
               vmax=1, s=16, zorder=3)  # fmt: skip
    ax.plot(0.8, 0.8, "o", markersize=9, fillstyle="none", color=INK)
    direct(ax, 0.77, 0.9, "the channel on the left", ha="right")
    direct(ax, 0.3, 0.2, "a coin: 0 or 1", color=coin)
    direct(ax, 0.04, 0.73, "always 0.8", color=certain)
    ax.set(xlabel="Asymmetry τ", ylabel="What each channel learns", xlim=(0, 1), ylim=(0, 1.05))
    asymmetry_bar(fig, ax)
    for axis, text, title in zip(
        axes[0], "ab", ("One channel, two worlds", "A population, two worlds"), strict=True
    ):
        axis.set_title(title)
        letter(axis, text)
    return fig
