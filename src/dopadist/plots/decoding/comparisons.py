"""Figures of nulls, axes, controls and of what is identifiable."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.asymmetry import ESTIMATORS
from dopadist.experiments.decoding.axes import NULLS as AXES_NULLS
from dopadist.experiments.decoding.axes import VARIANTS
from dopadist.experiments.decoding.axes import Axes as AxesResult
from dopadist.experiments.decoding.controls import Controls
from dopadist.experiments.decoding.identifiable import Band, Identifiable
from dopadist.experiments.decoding.nulls import Nulls
from dopadist.experiments.shared.decoding_nulls import RIVAL, STATISTICS
from dopadist.plots.decoding.marks import ENTROPY, TRUTH, key, steps, strip, truth_steps
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style

NULL = COLOURS["null"]
OTHER = {"classical": "dotted: classical", "equal_slopes": "dashed: equal slopes"}
LINES = {"classical": ":", "equal_slopes": "--"}
WHOSE = {"recorded": "recorded cells", "surrogate": "matched surrogate"}


@style()
def nulls(result: Nulls) -> Figure:
    """Distance, and gain over dealt asymmetries, of the cells and of populations of each null."""
    fig, axes = figure(2, 2, height_mm=128, sharey=True)
    colour = COLOURS[result.evidence]
    shown = (
        ("one_split", "Distance to the rewards (spikes/s)"),
        ("over_shuffled", "Gain over asymmetries dealt anew (spikes/s)"),
    )
    for row, estimator in enumerate(("joint", "authors")):
        e = ESTIMATORS.index(estimator)
        for column, (statistic, label) in enumerate(shown):
            ax, s = axes[row, column], STATISTICS.index(statistic)
            ax.axvline(result.observed[e, s], color=colour, linewidth=1.4)
            for k, name in enumerate(result.null):
                rival = name == RIVAL
                strip(ax, result.null[name][e, :, s], -k, COLOURS["rival"] if rival else NULL)
            for name, found in result.beside.items():
                ax.axvline(found[e, s], color=colour, linewidth=0.9, linestyle=LINES[name])
            if statistic == "over_shuffled":
                ax.axvline(0, color=MUTED, linewidth=0.6)
                low, high = ax.get_xlim()
                ax.set_xlim(low, high + 0.15 * (high - low))  # room for the key
            ax.set(xlabel=label, ylim=(-len(result.null) + 0.4, 0.9))
            letter(ax, "abcd"[2 * row + column])
        axes[row, 0].set_yticks(-np.arange(len(result.null)), list(result.null))
        axes[row, 0].tick_params(axis="y", length=0)
        axes[row, 0].set_title(f"Estimator: {'joint fit' if estimator == 'joint' else 'authors’'}")
        for ax in axes[row]:
            ax.tick_params(axis="y", length=0)
    names = [(f"line: {WHOSE[result.evidence]}", colour)]
    names += [(OTHER[name], colour) for name in result.beside]
    names += [("dots: populations", MUTED), ("ticks: medians", MUTED)]
    key(axes[0, 1], names, xy=(0.99, 0.93), step=0.065)
    return fig


@style()
def axes(result: AxesResult) -> Figure:
    """Distance and gain as shares of the prior's distance, on five trial sets and axes."""
    fig, panels = figure(1, 2, height_mm=84, sharey=True)
    colour = COLOURS[result.evidence]
    tints = (NULL, COLOURS["quantile"])
    labels = (
        "Distance / distance of the prior alone",
        "Gain over dealt asymmetries / distance of the prior",
    )
    for m, ax in enumerate(panels[0]):
        for v in range(len(VARIANTS)):
            for i, tint in enumerate(tints):
                strip(ax, result.null[v, i, :, m], -v + 0.2 - 0.4 * i, tint, alpha=0.5)
            ax.plot(result.observed[v, m], -v, "D", color=colour, markersize=5, zorder=5)
            ax.annotate(
                f"P = {result.p[v, :, m].max():.2f}",
                (1.0, -v + 0.02),
                xycoords=("axes fraction", "data"),
                fontsize=7,
                ha="left",
                va="center",
                color=MUTED,
            )
        ax.axvline(1 - m, ymax=0.83, color=MUTED, linewidth=0.7, linestyle=":")
        ax.set(xlabel=labels[m], ylim=(-len(VARIANTS) + 0.4, 1.6))  # room for the key
        ax.tick_params(axis="y", length=0)
        letter(ax, "ab"[m])
    names = [
        "pooled trials",
        "cued trials",
        "uncued trials",
        "pooled, Hill axis",
        "pooled, log axis",
    ]
    panels[0, 0].set_yticks(-np.arange(len(VARIANTS)), names)
    legend = [*zip(AXES_NULLS, tints, strict=True), (f"◆ {WHOSE[result.evidence]}", colour)]
    key(panels[0, 0], legend, xy=(0.98, 0.97), step=0.05)
    return fig


@style()
def controls(result: Controls) -> Figure:
    """Distances of decode and controls; the decode against moved truths; moved asymmetries."""
    fig, panels = figure(1, 4, height_mm=70, width_ratios=(1.25, 1, 1, 1))
    colour = COLOURS[result.evidence]
    ax = panels[0, 0]
    names = {
        "cells": "cells",
        "tau at its mean": "τ: all the mean",
        "tau dealt anew": "τ: dealt anew",
    }
    others = {
        "gaussian": "Gaussian",
        "prior": "even (prior)",
        "mean": "all at the mean",
        "mirrored": "mirrored",
    }
    rows = [*names.values(), *others.values()]
    for k, name in enumerate(names):
        strip(
            ax,
            result.by_control[name],
            -k,
            colour if name == "cells" else NULL,
            markersize=1.8,
            alpha=0.3,
        )
    for k, name in enumerate(others, start=len(names)):
        ax.plot(result.by_reference[name], -k, "s", color=MUTED, markersize=4)
    ax.set_yticks(-np.arange(len(rows)), rows)
    ax.tick_params(axis="y", length=0)
    ax.set(xlabel="Distance to the\nrewards (spikes/s)", xlim=(0, None))
    note(ax, f"{result.by_control['cells'].size} splits", xy=(0.98, 0.99), ha="right")
    letter(ax, "a")
    curves = (
        (result.offsets, result.from_moved, "Rewards moved by\n(spikes/s)", 0.0),
        (result.scales, result.from_scaled, "Rewards stretched\nby a factor", 1.0),
    )
    for ax, (x, y, label, true), mark in zip(panels[0, 1:3], curves, "bc", strict=True):
        ax.plot(x, y, color=colour)
        ax.axvline(true, color=TRUTH, linewidth=1)
        ax.set(xlabel=label, ylim=(0, None))
        letter(ax, mark)
    panels[0, 1].set_ylabel("Distance to the decode (spikes/s)")
    ax = panels[0, 3]
    ax.plot(result.shifts, result.shifted, color=colour, marker="o", markersize=2.5)
    ax.plot(result.shifts, result.shifted_null, color=NULL, marker="o", markersize=2.5)
    ax.axvline(0, ymax=0.85, color=TRUTH, linewidth=1)
    ax.set(
        xlabel="Asymmetries moved\nby (normal SD)",
        ylim=(0, None),
        ylabel="Distance (spikes/s)",
    )
    ax.set_ylim(0, 1.18 * ax.get_ylim()[1])  # room for the names
    key(ax, (("one reversal point", NULL), ("cells", colour)), xy=(0.99, 0.97), step=0.07)
    letter(ax, "d")
    return fig


@style()
def identifiable(result: Identifiable) -> Figure:
    """Range of the distribution function among distributions that fit as well."""
    fig, panels = figure(1, 2, height_mm=74, sharey=True)
    colour = COLOURS[result.evidence]
    _band(panels[0, 0], result.exact, ENTROPY)
    _band(panels[0, 1], result.cells, colour)
    panels[0, 0].set(ylabel="Probability of at most this", ylim=(-0.07, 1.03))
    panels[0, 0].set_title("40 exact cells (simulated)")
    panels[0, 1].set_title(f"One split of the {WHOSE[result.evidence]}")
    for ax, mark in zip(panels[0], "ab", strict=True):
        letter(ax, mark)
    names = (("rewards", TRUTH), ("maximum entropy", ENTROPY), ("all that fit", MUTED))
    key(panels[0, 0], names, xy=(0.05, 0.94), step=0.075, ha="left")
    return fig


def _band(ax: Axes, band: Band, colour: str) -> None:
    ends = (float(band.at[0]) - 0.6, float(band.at[-1]) + 0.6)
    ax.fill_between(band.at, band.lower, band.upper, color=colour, alpha=0.18, linewidth=0)
    truth_steps(ax, band.reward.values, band.reward.probabilities, ends=ends)
    steps(ax, band.values, band.decoded, ends=ends, color=colour)
    ax.plot(band.points, np.full(band.points.size, -0.035), "|", color=INK, markersize=5, alpha=0.7)
    ax.set(xlabel="Reward axis (spikes/s)", xlim=ends)
    note(
        ax,
        f"mean width of the band {band.width:.2f}\nticks: {band.points.size} reversal points",
        xy=(0.98, 0.22),
        ha="right",
    )
