"""Figures of firing and decode, and of the rival with a utility of its own."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.response_functions.adaptation import ACCOUNTS, Adaptation
from dopadist.experiments.response_functions.simulated import weights
from dopadist.experiments.response_functions.small import SHOWN, SPREADS, Small
from dopadist.plots.shared.marks import direct, signed, spread, volume_ticks, zero
from dopadist.plots.style import (
    ASYMMETRY,
    COLOURS,
    GRID,
    INK,
    MUTED,
    figure,
    letter,
    note,
    style,
)
from dopadist.tasks.rewards import VOLUMES

_COLOURS = {
    "rates": COLOURS["distributional"],
    "fixed": COLOURS["rival"],
    "adapting": COLOURS["truth"],
}
_SHORT = {"rates": "two rates", "fixed": "own utility, fixed", "adapting": "own utility, adapting"}


@style()
def small(result: Small) -> Figure:
    """Responses at four spreads of tau, the size of the differences, and what decodes do."""
    fig, axes = figure(2, 3, height_mm=112)
    shades = dict(zip(SHOWN, (0.8, 0.4, 0.7, 1.0), strict=True))
    for ax, one in zip(axes[0, :2], (0.25, 0.9), strict=True):
        responses = result.responses[one]
        slope = (responses[:, -1] - responses[:, -2]) / (result.axis[-1] - result.axis[-2]) / 2
        ax.plot(result.axis, responses.T, linewidth=0.6, alpha=0.8)
        for line, tau in zip(ax.lines, slope, strict=True):
            line.set_color(ASYMMETRY(tau))
        zero(ax)
        volume_ticks(ax, result.axis)
        rms = result.difference[SPREADS.index(one)]
        ax.set(
            xlabel="volume (µL)", ylabel="mean response (spikes/s)", ylim=(-8, 14),
            title=f"SD of log(τ/(1−τ)) = {one:g}",
        )  # fmt: skip
        note(ax, f"n = {responses.shape[0]} cells\ndifferences {rms:.2f} spikes/s (r.m.s.)")
    size = axes[0, 2]
    size.plot(SPREADS, result.first_order, color=MUTED, linestyle=":", linewidth=1.2)
    size.plot(SPREADS, result.difference, color=INK, marker="o", ms=3.5)
    size.axhline(result.noise_sd, color=COLOURS["null"], linewidth=1.0, linestyle="--")
    direct(size, 0.05, result.noise_sd + 0.2, "SD of one trial", color=COLOURS["null"])
    size.set(
        xlabel="SD of log(τ/(1−τ)) over cells", ylabel="difference in firing (spikes/s)",
        ylim=(0, 5), title="how small",
    )  # fmt: skip
    note(size, "dotted: to first order", xy=(0.97, 0.06), ha="right", va="bottom")
    shown = axes[1, 0]
    truth = np.cumsum(weights())
    shown.step(result.axis, truth, where="post", color=COLOURS["truth"], linewidth=1.8)
    for one in SHOWN:
        colour = MUTED if one == 0 else COLOURS["distributional"]
        shown.plot(result.grid, result.decoded[one], color=colour, alpha=shades[one], linewidth=1.4)
    volume_ticks(shown, result.axis)
    shown.set(xlabel="volume (µL)", ylabel="cumulative probability", title="decoded, no noise")
    note(shown, f"green: the rewards\ngrey: all τ = ½\nblue: SD {SHOWN[1]:g} to {SHOWN[-1]:g}",
         xy=(0.97, 0.05), ha="right", va="bottom")  # fmt: skip
    wide = axes[1, 1]
    wide.axhline(result.true_sd, color=COLOURS["truth"], linewidth=1.2, linestyle="--")
    wide.plot(result.difference, result.sd, color=COLOURS["distributional"], marker="o", ms=3.5)
    direct(wide, 2.0, result.true_sd + 0.025, "the rewards", color=COLOURS["truth"], ha="right")
    wide.set(
        xlabel="difference in firing (spikes/s)", ylabel="SD of the decode (spikes/s)",
        title="points and slopes in step", ylim=(2.95, 3.55),
    )  # fmt: skip
    turned = axes[1, 2]
    for side, colour in (
        (result.factors <= 1, COLOURS["distributional"]),
        (result.factors >= 1, INK),
    ):
        x = result.turned_difference[side]
        turned.fill_between(
            x, result.turned_low[side], result.turned_high[side], color=colour, alpha=0.2,
            linewidth=0,
        )  # fmt: skip
        turned.plot(x, result.turned_w1[side], color=colour, marker="o", ms=2.5, linewidth=1.1)
    turned.plot([0, 1.5], [0, 1.5], color=GRID, linewidth=1.2, zorder=0)
    note(turned, "slopes nearer to equal", xy=(0.03, 0.985), color=COLOURS["distributional"])
    note(turned, "slopes further apart", xy=(0.03, 0.905), color=INK)
    turned.set(
        xlabel="difference in firing (spikes/s)", ylabel="distance of decodes (spikes/s)",
        title="slopes changed alone", ylim=(0, 3.6), xlim=(0, 1.55),
    )  # fmt: skip
    note(
        turned, f"bands: 95 % of {result.n_populations}\npopulations; grey: equality",
        xy=(0.98, 0.83), ha="right",
    )  # fmt: skip
    for ax, name in zip(axes.flat, "abcdef", strict=True):
        letter(ax, name)
    return fig


@style()
def adaptation(result: Adaptation) -> Figure:
    """Both accounts and the cells; one cell before and after; what would decide."""
    fig, axes = figure(2, 3, height_mm=116)
    both, contrast, decide = axes[0]
    both.plot(result.curve_tau, result.curve, color=COLOURS["distributional"], linewidth=1.6)
    both.plot(result.rival_tau, result.rival_point, color=COLOURS["rival"], linewidth=1.8,
              linestyle=(0, (2, 1.5)))  # fmt: skip
    both.scatter(result.tau, result.point, s=13, color=INK, linewidth=0, zorder=3)
    volume_ticks(both, result.axis, "y")
    both.set(
        xlim=(0, 1), ylim=(-4.2, 9), xlabel="asymmetry τ", ylabel="reversal point (µL)",
        title="one curve from both accounts",
    )  # fmt: skip
    note(both, "own utilities", color=COLOURS["rival"], xy=(0.03, 0.985))
    note(both, "two rates", color=COLOURS["distributional"], xy=(0.03, 0.915))
    note(both, f"dots: {result.tau.size} cells, one split", xy=(0.03, 0.845))
    for account in ACCOUNTS:
        tau, fall = result.contrast[account]
        contrast.scatter(tau, fall, s=11, color=_COLOURS[account], linewidth=0)
    zero(contrast)
    contrast.set(
        xlim=(0, 1), xlabel="τ before", ylabel="fall, large − small (spikes/s)",
        title="40 cells each, no noise",
    )  # fmt: skip
    rows = list(ACCOUNTS)
    for row, account in enumerate(rows):
        values = result.r_contrast[account]
        at, ordered = spread(values, float(len(rows) - 1 - row), width=0.22)
        decide.scatter(ordered, at, s=8, color=_COLOURS[account], linewidth=0, alpha=0.75)
        y = len(rows) - 1 - row + 0.4
        text = f"{_SHORT[account]}: {signed(round(float(values.mean()), 2) + 0.0)}"
        direct(decide, -0.97, y, text, color=_COLOURS[account])
    zero(decide, "x")
    decide.set(
        xlim=(-1, 1), ylim=(-0.5, 2.75), yticks=[], xlabel="r(τ before, difference of falls)",
        title=f"with noise, {result.n_populations} populations",
    )  # fmt: skip
    place = np.arange(VOLUMES.size)
    for ax, account in zip(axes[1], rows, strict=True):
        ax.plot(place, result.before[account], color=INK, marker="o", ms=3.5)
        ax.plot(place, result.after[account], color=_COLOURS[account], marker="o", ms=3.5)
        zero(ax)
        ax.set_xticks(place, [f"{volume:g}" for volume in VOLUMES])
        ax.set(
            xlabel="volume (µL)", ylabel="response (spikes/s)", ylim=(-9, 13),
            title=f"one cell: {_SHORT[account]}",
        )  # fmt: skip
        for k in (1, 6):
            ax.annotate(
                "", (k, result.after[account][k]), (k, result.before[account][k]),
                arrowprops={"arrowstyle": "->", "color": MUTED, "linewidth": 0.9},
            )  # fmt: skip
        note(ax, "black: before", xy=(0.03, 0.98), color=INK)
        note(ax, "coloured: large volumes frequent", xy=(0.03, 0.91), color=_COLOURS[account])
    for ax, name in zip(axes.flat, "abcdef", strict=True):
        letter(ax, name)
    return fig
