"""Figure of decodes in the range of the rewards and free of it."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.decoding_stress.free import (
    ENTROPY_BELL,
    ENTROPY_BOX,
    ENTROPY_FREE,
    SEARCH_BOX,
    SEARCH_FREE,
    Decodes,
)
from dopadist.experiments.decoding_stress.unconstrained import Unconstrained
from dopadist.plots.shared.distributions import SEARCH, TRUTH, key, steps, strip, truth_steps
from dopadist.plots.style import COLOURS, MUTED, figure, letter, note, style, text_colour

BOX, FREE, BELL = COLOURS["distributional"], "#56b4e9", "#2f8f9d"
NULL, THEORY = COLOURS["null"], COLOURS["surrogate"]
TITLES = {
    "distributional": "Distributional learners",
    "classical": "Classical learners",
    "cells": "Cells of this run",
}
WHOSE = {"recorded": "recorded cells", "surrogate": "matched surrogate"}


@style()
def unconstrained(result: Unconstrained) -> Figure:
    """Three populations decoded freely; their distances; gain with and without the range."""
    fig, axes = figure(2, 3, height_mm=128)
    for ax, (name, one), mark in zip(axes[0], result.decodes.items(), "abc", strict=True):
        _staircases(ax, one, "µL" if name != "cells" else "spikes/s")
        ax.set_title(f"{TITLES[name]}, n = {one.n_cells}")
        letter(ax, mark)
    axes[0, 0].set_ylabel("Probability of at most this")
    key(axes[0, 0], [("rewards", TRUTH)], xy=(0.97, 0.62))
    _distances(axes[1, 0], result)
    letter(axes[1, 0], "d")
    for ax, column, mark in ((axes[1, 1], 0, "e"), (axes[1, 2], 1, "f")):
        _populations(ax, result, column)
        letter(ax, mark)
    axes[1, 2].set_yticklabels([])
    return fig


def _staircases(ax: Axes, one: Decodes, unit: str) -> None:
    width = one.high - one.low
    ends = (one.low - 0.75 * width, one.high + 0.75 * width)
    ax.axvspan(ends[0], one.low, color=MUTED, alpha=0.08, linewidth=0)
    ax.axvspan(one.high, ends[1], color=MUTED, alpha=0.08, linewidth=0)
    for row in one.values[SEARCH_FREE][:10]:
        steps(
            ax,
            row,
            np.full(row.size, 1 / row.size),
            ends=(min(ends[0], row[0]), max(ends[1], row[-1])),
            color=SEARCH,
            alpha=0.4,
            linewidth=0.7,
        )
    truth_steps(ax, one.reward.values, one.reward.probabilities, ends=ends)
    for way, colour in ((ENTROPY_BOX, BOX), (ENTROPY_FREE, FREE)):
        grid = one.values[way]
        limits = (min(ends[0], grid[0]), max(ends[1], grid[-1]))
        mean = one.probabilities[way].mean(axis=0)
        steps(ax, grid, mean, ends=limits, color=colour, linewidth=1.5)
    ax.set(xlabel=f"Reward{' axis' if unit != 'µL' else ''} ({unit})", xlim=ends, ylim=(0, 1.02))


def _distances(ax: Axes, result: Unconstrained) -> None:
    ways = (
        (SEARCH_BOX, SEARCH, "search, in range"),
        (SEARCH_FREE, SEARCH, "search, free"),
        (ENTROPY_BOX, BOX, "entropy, in range"),
        (ENTROPY_FREE, FREE, "even, three ranges"),
        (ENTROPY_BELL, BELL, "bell"),
    )
    one = result.decodes["cells"]
    for row, (way, colour, _) in enumerate(ways):
        strip(ax, one.w1[way], -row, colour)
    ax.set_yticks(-np.arange(len(ways)), [label for *_, label in ways])
    for label, (_, colour, _) in zip(ax.get_yticklabels(), ways, strict=True):
        label.set_color(text_colour(colour))  # the key of the panels above
    ax.tick_params(axis="y", length=0)
    ax.set(xlabel="Distance of the cells’ decode\nto the rewards (spikes/s)", xlim=(0, None))
    note(ax, f"{one.w1[ENTROPY_BOX].size} splits", xy=(0.98, 0.99), ha="right")


def _populations(ax: Axes, result: Unconstrained, column: int) -> None:
    ways = (ENTROPY_BOX, ENTROPY_BELL, ENTROPY_FREE)
    colour = COLOURS[result.evidence]
    for row, way in enumerate(ways):
        strip(ax, result.null[way][:, column], -row + 0.17, NULL, markersize=2.2)
        strip(ax, result.theory[way][:, column], -row - 0.2, THEORY, markersize=2.2)
        ax.plot(result.observed[way][column], -row, "D", color=colour, markersize=5, zorder=5)
        p = result.p_value(way, gain=column == 1)
        ax.annotate(
            f"P = {p:.2f}",
            (0.99, -row + 0.36),
            xycoords=("axes fraction", "data"),
            fontsize=7,
            ha="right",
            color=MUTED,
        )
    ax.set_yticks(-np.arange(len(ways)), ["in range", "bell", "even,\nthree ranges"])
    ax.tick_params(axis="y", length=0)
    labels = ("Distance", "Gain over dealt τ")
    ax.set(xlabel=f"{labels[column]} (share of\nthe prior’s distance)", ylim=(-2.6, 1.6))
    low, high = ax.get_xlim()
    ax.set_xlim(low, high + 0.25 * (high - low))  # room for P
    if column:
        ax.axvline(0, ymax=0.68, color=MUTED, linewidth=0.7, linestyle=":")
        return
    names = ((f"◆ {WHOSE[result.evidence]}", colour), ("one reversal point", NULL))
    key(ax, (*names, ("the code built in", THEORY)), xy=(0.98, 0.97), step=0.065)
