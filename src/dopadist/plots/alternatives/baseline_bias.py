"""Figures of the misjudged baseline."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dopadist.experiments.alternatives.baseline_bias import (
    BIASES,
    FULL,
    OBSERVABLES,
    RESPONSES,
    SIMPLEST,
    BaselineBias,
    Combination,
)
from dopadist.experiments.alternatives.bias_report import has_all
from dopadist.plots.shared.marks import signed, volume_ticks
from dopadist.plots.style import ASYMMETRY, COLOURS, GRID, INK, MUTED, figure, letter, note, style
from dopadist.tasks.rewards import VOLUMES

_TITLES = {
    SIMPLEST: "Simplest: a constant either way, straight response",
    FULL: "A share of the cell’s baseline, every trial floored at 0",
}
# White in the middle: no relation.
_SIGN = LinearSegmentedColormap.from_list("sign", ["#4a90c8", "#ffffff", "#e0743f"])


@style()
def baseline_bias(result: BaselineBias) -> Figure:
    """Both forms of the model, four observables each."""
    fig, axes = figure(2, 4, height_mm=124)
    for row, combination in zip(axes, _TITLES, strict=True):
        _form(row, result, combination)
    fig.set_layout_engine("constrained", rect=(0, 0, 1, 0.955), hspace=0.14)
    for ax, name in zip(axes.flat, "abcdefgh", strict=True):
        letter(ax, name)
    return fig


def _form(row: np.ndarray, result: BaselineBias, combination: Combination) -> None:
    one = result.example[combination]
    grey = COLOURS["classical"]
    base, halves, counts, relation = row
    base.scatter(one.measured_baseline, one.all_point, s=11, color=grey, linewidth=0)
    base.set(
        xlabel="measured baseline\n(spikes/s)", ylabel="reversal point (µL)", ylim=(-4.6, 11.5)
    )
    title = base.annotate(
        _TITLES[combination], (0, 1), xycoords="axes fraction", xytext=(-20, 17),
        textcoords="offset points", fontsize=8, ha="left", va="bottom",
    )  # fmt: skip
    title.set_in_layout(False)  # it runs on over the panels beside
    halves.axline((0, 0), slope=1, color=GRID, linewidth=0.8, zorder=0)
    halves.scatter(*one.point, s=11, color=grey, linewidth=0)
    halves.set(
        xlim=(-4.6, 9), ylim=(-4.6, 11.5), xlabel="reversal point (µL),\none half",
        ylabel="other half",
    )  # fmt: skip
    at = np.arange(len(VOLUMES))
    counts.bar(at - 0.2, one.up, 0.4, color=ASYMMETRY(0.85), label="up")
    counts.bar(at + 0.2, one.down, 0.4, color=ASYMMETRY(0.15), label="down")
    counts.set(
        xticks=at, xticklabels=[f"{volume:g}" for volume in VOLUMES], xlabel="volume (µL)",
        ylabel="cells (P < 0.05)", ylim=(0, 62),
    )  # fmt: skip
    counts.set_yticks([0, 20, 40])
    counts.tick_params(axis="x", labelrotation=60)
    note(counts, "up", xy=(0.97, 0.97), ha="right", color="#c4532a")
    note(counts, "down", xy=(0.97, 0.89), ha="right", color="#2b6cb0")
    tau = one.tau[1]
    if combination == SIMPLEST:
        relation.plot(result.curve_tau, result.curve_point, color=COLOURS["authors"], linewidth=1.1)
    relation.scatter(tau, one.point[0], s=11, c=ASYMMETRY(np.clip(tau, 0, 1)), linewidth=0)
    relation.set(
        xlim=(-0.05, 1.05), ylim=(-4.6, 11.5), xlabel="asymmetry τ,\none half", ylabel="other half"
    )
    relation.axvline(0.5, ymax=0.8, color=GRID, linewidth=0.8, zorder=0)
    for ax in (base, halves, relation):
        volume_ticks(ax, one.axis, "y")
    some = [0, 4, 6]
    halves.set_xticks(one.axis[some], [f"{VOLUMES[k]:g}" for k in some])
    for ax, name in ((base, "baseline"), (halves, "halves"), (relation, "authors")):
        note(ax, _mean(result.of(combination, name)))
    note(counts, "rarer sign:\n" + _mean(result.of(combination, "both_signs"), "", 1))


def _mean(values: np.ndarray, name: str = "r = ", digits: int = 2) -> str:
    low, high = np.percentile(values, [2.5, 97.5])
    mean = _signed(values.mean(), digits)
    return f"{name}{mean}\n({_signed(low, digits)} to {_signed(high, digits)})"


@style()
def bias_map(result: BaselineBias) -> Figure:
    """Every observable of every combination: the sign of the relation over ingredients."""
    fig, axes = figure(1, 1, height_mm=112)
    ax: Axes = axes[0, 0]
    observables = list(OBSERVABLES)
    keys = list(result.found)
    n = len(RESPONSES)
    # A gap between the kinds of bias.
    place = [float(row + 0.9 * (row // n)) for row in range(len(keys))]
    for row, key in zip(place, keys, strict=True):
        for column, name in enumerate(observables):
            values = result.of(key, name)
            mean = float(values.mean())
            counts = name == "both_signs"
            colour = "#ffffff" if counts else _SIGN(0.5 + 0.5 * np.clip(mean / 0.8, -1, 1))
            ax.add_patch(_patch(column, row, colour))
            low, high = np.percentile(values, [2.5, 97.5])
            digits = 1 if counts else 2
            ax.text(
                column, row,
                f"{_signed(mean, digits)}  ({_signed(low, digits)} to "
                f"{_signed(high, digits)})",
                ha="center", va="center", fontsize=7, color=INK,
            )  # fmt: skip
        if has_all(result, key):
            ax.add_patch(_patch(2, row, "none", width=5.0, edge=INK))
    ax.set(
        xlim=(-0.55, len(observables) - 0.45), ylim=(max(place) + 0.6, -1.25),
        yticks=place, yticklabels=[RESPONSES[key[1]] for key in keys],
        xticks=range(len(observables)), xticklabels=list(OBSERVABLES.values()),
    )  # fmt: skip
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    for group, bias in enumerate(BIASES):
        ax.text(
            -0.5, place[group * n] - 0.62, f"Bias: {BIASES[bias]}", fontsize=7.5, ha="left",
            va="bottom", color=MUTED,
        )  # fmt: skip
    return fig


def _patch(
    column: float, row: float, colour: Any, *, width: float = 0.98, edge: str = GRID
) -> Rectangle:
    return Rectangle(
        (column - width / 2, row - 0.46), width, 0.92, facecolor=colour, edgecolor=edge,
        linewidth=0.5 if edge == GRID else 1.2, zorder=3 if edge == INK else 1,
    )  # fmt: skip


def _signed(value: float, digits: int) -> str:
    """Without a sign where it rounds to zero."""
    return signed(round(float(value), digits) + 0.0, digits)
