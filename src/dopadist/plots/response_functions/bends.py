"""Figures of bent responses: what two straight lines make of them, on one axis and the next."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dopadist.experiments.response_functions.concavity import DRAWN, PAIRS, Concavity
from dopadist.experiments.response_functions.functions import FUNCTIONS
from dopadist.experiments.response_functions.matrix import TRUTHS, Matrix
from dopadist.experiments.response_functions.refits import AXES, Refits
from dopadist.nulls import RULES
from dopadist.plots.shared.marks import direct, signed, spread, zero
from dopadist.plots.style import (
    ASYMMETRY,
    COLOURS,
    INK,
    MUTED,
    figure,
    letter,
    note,
    style,
    text_colour,
)
from dopadist.tasks.rewards import VOLUMES

_PAIRS = {
    ("hill200", "linear"): "Hill response, axis r: too straight",
    ("log", "hill200"): "log response, Hill axis: a little too straight",
    ("hill200", "hill200"): "Hill response, Hill axis: right",
    ("linear", "hill200"): "linear response, Hill axis: too bent",
}
_TRUTHS = {"symmetric": "no asymmetry at all", "distributional": "distributional TD"}
_RULES = {"authors": "authors' estimator", "joint": "joint fit"}


@style()
def concavity(result: Concavity) -> Figure:
    """Two cells, four pairs of functions."""
    fig, axes = figure(2, 3, height_mm=112)
    drawn, *panels = axes.flat
    for index, volume in enumerate(DRAWN):
        tau = np.interp(volume, result.volumes, result.exact[("hill200", "linear")])
        colour = to_hex(ASYMMETRY(tau))
        drawn.plot(result.fine, result.fine_response[index], color=MUTED, linewidth=1.0)
        drawn.plot(result.fine, result.lines[index], color=colour, linewidth=1.5)
        drawn.scatter(VOLUMES, result.response[index], s=12, color=INK, linewidth=0, zorder=4)
        drawn.scatter(volume, 0, s=26, marker="D", color=colour, zorder=5, linewidth=0)
        y = result.lines[index][-1]
        direct(drawn, 21.0, y, f"τ = {tau:.2f}", color=colour)
    zero(drawn)
    drawn.set(
        xlabel="volume (µL)", ylabel="response (spikes/s)", xlim=(-0.5, 26.5),
        xticks=[0, 5, 10, 15, 20], title="two symmetric Hill cells",
    )  # fmt: skip
    for ax, pair in zip(panels, PAIRS, strict=False):
        _pair(ax, result, pair)
    last = axes[1, 2]
    names = list(FUNCTIONS)
    shades = [to_hex(ASYMMETRY(one)) for one in np.linspace(0.95, 0.05, len(names))]
    volumes = np.geomspace(0.3, 20, 60)
    for name, shade in zip(names, shades, strict=True):
        bend = volumes * FUNCTIONS[name].curvature(volumes)
        last.plot(volumes, bend, color=shade, linewidth=1.3)
    ends = {name: float(20 * FUNCTIONS[name].curvature(np.array([20.0]))[0]) for name in names}
    heights = _apart(ends, 0.22)
    for name, shade in zip(names, shades, strict=True):
        direct(last, 22, heights[name], FUNCTIONS[name].name, color=shade)
    last.set_xscale("log")
    last.set(
        xlim=(0.3, 170), ylim=(-1.2, 1.85), xlabel="volume (µL)", title="how bent",
        ylabel="bend r A(r)",
    )  # fmt: skip
    last.set_xticks([1, 10], ["1", "10"])
    last.minorticks_off()
    key = axes[1, 0]
    for y, text, colour in (
        (0.87, "line: exact, point known", INK),
        (0.78, "dotted: to first order", MUTED),
        (0.29, "dots: slopes through the true point", INK),
        (0.20, "dots: joint fit", COLOURS["joint"]),
        (0.11, f"bars: 25–75 % of {result.n_cells:,} cells", MUTED),
    ):
        note(key, text, xy=(0.03, y), color=colour)
    for ax, name in zip(axes.flat, "abcdef", strict=True):
        letter(ax, name)
    return fig


def _apart(ends: dict[str, float], least: float) -> dict[str, float]:
    """Heights of labels, never nearer to each other than ``least``."""
    found: dict[str, float] = {}
    for name, y in sorted(ends.items(), key=lambda end: end[1]):
        below = max(found.values(), default=-np.inf)
        found[name] = max(y, below + least)
    return found


def _pair(ax: Axes, result: Concavity, pair: tuple[str, str]) -> None:
    ax.axhline(0.5, color=MUTED, linewidth=0.8, linestyle="--", zorder=0)
    inside = np.abs(result.first_order[pair] - 0.5) <= 0.5
    first = np.where(inside, result.first_order[pair], np.nan)
    ax.plot(result.volumes, first, color=MUTED, linewidth=1.1, linestyle=":")
    ax.plot(result.volumes, result.exact[pair], color=INK, linewidth=1.3)
    for found, colour, shift in (
        (result.known[pair], INK, 0.97),
        (result.joint[pair], COLOURS["joint"], 1.04),
    ):
        x = result.points * shift
        ax.vlines(x, found[:, 0], found[:, 2], color=colour, linewidth=0.9, alpha=0.7)
        ax.scatter(x, found[:, 1], s=11, color=colour, zorder=3, linewidth=0)
    ax.set_xscale("log")
    ax.set(xlabel="true reversal volume (µL)", ylabel="apparent τ", ylim=(0, 1))
    ax.set_xticks([0.5, 1, 2, 5, 10], ["0.5", "1", "2", "5", "10"])
    ax.minorticks_off()
    ax.set_title(_PAIRS[pair].replace(": ", ":\n"))
    up = pair == ("linear", "hill200")
    y = 0.04 if up else 0.97
    va = "bottom" if up else "top"
    r = result.r_exact[pair]
    # A constant has no correlation with anything.
    note(ax, f"along the line r = {signed(r)}" if r else "flat: no r", xy=(0.03, y), va=va)


@style()
def matrix(result: Matrix) -> Figure:
    """Generator by fitted axis, with and without true asymmetry, under both estimators."""
    fig, axes = figure(2, 2, height_mm=150)
    names = [FUNCTIONS[one].name for one in result.generators]
    columns = [*(FUNCTIONS[one].name for one in result.fitted[:-1]), "own mean"]
    for row, truth in enumerate(TRUTHS):
        for column, (estimator, _) in enumerate(RULES):
            ax = axes[row, column]
            mean = np.nanmean(result.r[row, :, :, column], -1)
            ax.imshow(mean, cmap=ASYMMETRY, vmin=-0.8, vmax=0.8, aspect="auto")
            for i in range(mean.shape[0]):
                for j in range(mean.shape[1]):
                    ax.text(
                        j, i, signed(round(mean[i, j], 2) + 0.0), ha="center", va="center",
                        fontsize=7, color="white" if abs(mean[i, j]) > 0.42 else INK,
                    )  # fmt: skip
                    if result.fitted[j] == result.generators[i]:
                        ax.add_patch(_frame(i, j))
            ax.set_xticks(range(len(columns)), columns, rotation=35, ha="right")
            ax.set_yticks(range(len(names)), names if column == 0 else [])
            ax.tick_params(length=0)
            for spine in ax.spines.values():
                spine.set_visible(False)
            ax.set_title(f"{_TRUTHS[truth]}, {_RULES[estimator]}")
            if row == 1:
                ax.set_xlabel("axis of the fit")
            if column == 0:
                ax.set_ylabel("response of the cells")
            letter(ax, "abcd"[2 * row + column])
    return fig


def _frame(row: int, column: int) -> Rectangle:
    return Rectangle(
        (column - 0.47, row - 0.47), 0.94, 0.94, fill=False, edgecolor=INK, linewidth=1.4
    )


@style()
def refits(result: Refits) -> Figure:
    """Each axis: the cells with interval, and two nulls, under both rules."""
    fig, axes = figure(1, 2, height_mm=98, sharey=True)
    for ax, (estimator, cells) in zip(axes[0], RULES, strict=True):
        zero(ax, "x")
        for row, axis in enumerate(AXES):
            one = result.of(axis, estimator)
            y = len(AXES) - 1 - row
            for null, shift, colour in (
                ("straight_here", 0.18, COLOURS["null"]),
                ("straight_own", -0.2, COLOURS["rival"]),
            ):
                at, values = spread(one.nulls[null], y + shift, width=0.13)
                ax.scatter(values, at, s=6, color=colour, linewidth=0, alpha=0.7)
            ax.plot([one.low, one.high], [y, y], color=INK, linewidth=1.5, zorder=3)
            ax.scatter(one.mean, y, s=24, color=INK, zorder=4, linewidth=0)
            ax.text(
                1.01, y, signed(one.mean), fontsize=7, va="center", color=INK,
                transform=ax.get_yaxis_transform(),
            )  # fmt: skip
        rule = "every finite ratio" if cells == "all" else "usable cells"
        ax.set(
            xlim=(-0.75, 0.85), ylim=(-0.6, len(AXES) + 0.15), title=f"{_RULES[estimator]}, {rule}",
            xlabel="r(reversal point, asymmetry), halves",
        )  # fmt: skip
    axes[0, 0].set_yticks(range(len(AXES)), list(AXES.values())[::-1])
    for ax in axes[0]:
        ax.tick_params(axis="y", length=0)
    keys = (
        (INK, f"the cells, 95 % over {result.n_sessions} sessions"),
        (COLOURS["null"], "straight on this axis, equal slopes"),
        (COLOURS["rival"], "straight on the cells' own axis: the bend alone"),
    )
    for line, (colour, text) in enumerate(keys[:1]):
        note(axes[0, 0], text, xy=(0.01, 0.985 - 0.05 * line), color=text_colour(colour))
    for line, (colour, text) in enumerate(keys[1:]):
        note(axes[0, 1], text, xy=(0.01, 0.985 - 0.045 * line), color=text_colour(colour))
    letter(axes[0, 0], "a")
    letter(axes[0, 1], "b")
    return fig
