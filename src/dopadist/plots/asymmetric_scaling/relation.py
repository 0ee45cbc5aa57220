"""Figures of the relation between reversal point and asymmetry."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.asymmetric_scaling.relation import Relation
from dopadist.plots.shared.marks import histogram, signed, volume_ticks, zero
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

_NAMES = {"authors": "authors, every finite ratio", "joint": "joint fit, usable cells"}


@style()
def relation(result: Relation) -> Figure:
    """One split for both analyses, all splits, and intervals over resampled units."""
    fig, axes = figure(2, 2, height_mm=122)
    for ax, analysis in zip(axes[0], result.analyses, strict=True):
        ax.axhline(result.mean_reward, color=MUTED, linewidth=0.8, linestyle="--", zorder=0)
        ax.plot(result.curve_tau, result.curve, color=GRID, linewidth=2.2, zorder=1)
        tau, point = analysis.tau[analysis.kept], analysis.point[analysis.kept]
        # A ratio outside the panel stands at its edge, as an arrow.
        inside = (tau >= -0.05) & (tau <= 1.05)
        ax.scatter(
            tau[inside], point[inside], s=18, c=ASYMMETRY(np.clip(tau[inside], 0, 1)), zorder=3,
            linewidth=0,
        )  # fmt: skip
        for value, height in zip(tau[~inside], point[~inside], strict=True):
            edge, marker = (1.08, ">") if value > 1 else (-0.08, "<")
            ax.scatter(edge, height, s=18, marker=marker, color=INK, zorder=3)
        volume_ticks(ax, result.axis, "y")
        ax.set(
            xlim=(-0.1, 1.1), ylim=(-4.2, 9), xlabel="asymmetry τ, one half",
            ylabel="reversal point (µL), other half", title=_NAMES[analysis.estimator],
        )  # fmt: skip
        r = analysis.correlations.r_reversal_asymmetry[0]
        split = f"one split of {result.n_splits}: r = {signed(r)}"
        note(ax, f"{split}\nn = {int(analysis.kept.sum())} cells")
    many, sure = axes[1]
    bins = np.linspace(-0.4, 1.0, 57)
    for row, analysis in enumerate(result.analyses):
        colour = COLOURS[analysis.estimator]
        histogram(many, analysis.correlations.r_reversal_asymmetry, bins=bins, color=colour)
        many.plot([analysis.mean] * 2, [0, 0.15], color=colour, linewidth=1.0)
        note(
            many, f"{_NAMES[analysis.estimator]}: mean {analysis.mean:.2f}",
            xy=(0.02, 0.97 - 0.07 * row), color=colour,
        )  # fmt: skip
    same = result.r_same_trials["authors"]
    many.plot([same] * 2, [0, 0.15], color=MUTED, linewidth=1.0, linestyle=":")
    note(many, f"dotted: the same trials, meaningless: {same:.2f}", xy=(0.02, 0.83))
    many.set(
        xlabel="r(reversal point, asymmetry), half against half", ylabel="share of splits",
        ylim=(0, 0.21),
    )  # fmt: skip
    _intervals(sure, result)
    for ax, name in zip(axes.flat, "abcd", strict=True):
        letter(ax, name)
    return fig


def _intervals(ax: Axes, result: Relation) -> None:
    for shift, analysis in zip((-0.12, 0.12), result.analyses, strict=True):
        colour = COLOURS[analysis.estimator]
        for at, found in enumerate(analysis.intervals.values()):
            ax.plot([at + shift] * 2, [found.low, found.high], color=colour, linewidth=1.4)
            ax.scatter(at + shift, found.mean, s=24, color=colour, zorder=3)
    authors, joint = (one.intervals for one in result.analyses)
    labels = [f"{authors[unit].n_units} and {joint[unit].n_units}\n{unit}" for unit in authors]
    zero(ax)
    ax.set(
        xticks=range(len(labels)), xticklabels=labels, xlim=(-0.5, len(labels) - 0.5),
        ylim=(-0.4, 1.0), ylabel="r (95 % interval)",
    )  # fmt: skip
    note(ax, "bootstrap over cells, sessions, filename prefixes")
