"""Figures of the relation between reversal point and asymmetry."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.asymmetric_scaling.relation import PUBLISHED_P, Analysis, Relation
from dopadist.plots.shared.marks import direct, histogram, signed, volume_ticks, zero
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

_SHORT = {"authors": "authors", "joint": "joint fit"}
_NAMES = {"authors": "authors, every finite ratio", "joint": "joint fit, usable cells"}


@style()
def relation(result: Relation) -> Figure:
    """One split for both analyses, all splits and their P, and intervals over resampled units."""
    fig, axes = figure(2, 6, height_mm=132, height_ratios=[1.15, 1])
    grid = axes[0, 0].get_gridspec()
    for ax in axes.flat:
        ax.remove()
    clouds = [fig.add_subplot(grid[0, :3]), fig.add_subplot(grid[0, 3:])]
    many, chance, sure = (fig.add_subplot(grid[1, at : at + 2]) for at in (0, 2, 4))
    for ax, analysis in zip(clouds, result.analyses, strict=True):
        _cloud(ax, result, analysis)
    bins = np.linspace(-0.4, 1.0, 57)
    for row, analysis in enumerate(result.analyses):
        colour = COLOURS[analysis.estimator]
        histogram(many, analysis.correlations.r_reversal_asymmetry, bins=bins, color=colour)
        many.plot([analysis.mean] * 2, [0, 0.15], color=colour, linewidth=1.0)
        note(
            many, f"{_SHORT[analysis.estimator]}: mean {signed(analysis.mean)}",
            xy=(0.02, 0.97 - 0.08 * row), color=colour,
        )  # fmt: skip
    same = result.r_same_trials["authors"]
    many.plot([same] * 2, [0, 0.15], color=MUTED, linewidth=1.0, linestyle=":")
    direct(many, same, 0.156, "same\ntrials", color=MUTED, ha="center", va="bottom")
    many.set(
        xlabel="r, half against half", ylabel="share of splits", ylim=(0, 0.235), xlim=(-0.4, 1),
        title=f"{result.n_splits:,} splits",
    )  # fmt: skip
    _chance(chance, result)
    _intervals(sure, result)
    for ax, name in zip((*clouds, many, chance, sure), "abcde", strict=True):
        letter(ax, name)
    return fig


def _cloud(ax: Axes, result: Relation, analysis: Analysis) -> None:
    ax.axhline(result.mean_reward, color=MUTED, linewidth=0.8, linestyle="--", zorder=0)
    low, _, high = result.learnt
    ax.fill_between(result.learnt_tau, low, high, color=GRID, alpha=0.7, linewidth=0, zorder=0)
    ax.plot(result.curve_tau, result.curve, color=MUTED, linewidth=1.6, zorder=1)
    tau, point = analysis.tau[analysis.kept], analysis.point[analysis.kept]
    # A ratio outside the panel stands at its edge, as an arrow.
    inside = (tau >= -0.05) & (tau <= 1.05)
    ax.scatter(
        tau[inside], point[inside], s=20, c=ASYMMETRY(np.clip(tau[inside], 0, 1)), zorder=3,
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
    note(
        ax, f"one split of {result.n_splits:,}: r = {signed(r)}\n"
        f"n = {int(analysis.kept.sum())} cells",
    )  # fmt: skip
    note(ax, "line: expectiles\nband: simulated learners", xy=(0.97, 0.13), ha="right")


def _chance(ax: Axes, result: Relation) -> None:
    """P of the regression in each split, beside the published one."""
    bins = np.linspace(-9, 0, 37)
    for row, analysis in enumerate(result.analyses):
        colour = COLOURS[analysis.estimator]
        histogram(ax, np.log10(np.maximum(analysis.p_splits, 1e-9)), bins=bins, color=colour)
        share = float((analysis.p_splits <= PUBLISHED_P).mean())
        note(
            ax, f"{_SHORT[analysis.estimator]}: {100 * share:.0f} % below", color=colour,
            xy=(0.02, 0.97 - 0.08 * row),
        )  # fmt: skip
    ax.plot([np.log10(PUBLISHED_P)] * 2, [0, 0.14], color=INK, linewidth=0.9, linestyle=":")
    direct(ax, np.log10(PUBLISHED_P), 0.143, "published", ha="center", va="bottom")
    ax.set(
        xticks=[-8, -6, -4, -2, 0], xlabel="P of the regression", ylabel="share of splits",
        ylim=(0, 0.2), title="the P of one split",
    )  # fmt: skip
    ax.set_xticklabels(["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1"])


def _intervals(ax: Axes, result: Relation) -> None:
    for shift, analysis in zip((-0.12, 0.12), result.analyses, strict=True):
        colour = COLOURS[analysis.estimator]
        for at, found in enumerate(analysis.intervals.values()):
            ax.plot([at + shift] * 2, [found.low, found.high], color=colour, linewidth=1.4)
            ax.scatter(at + shift, found.mean, s=24, color=colour, zorder=3)
    authors, joint = (one.intervals for one in result.analyses)
    labels = [f"{authors[unit].n_units}, {joint[unit].n_units}\n{unit}" for unit in authors]
    zero(ax)
    ax.set(
        xticks=range(len(labels)), xticklabels=labels, xlim=(-0.5, len(labels) - 0.5),
        ylim=(-0.4, 1.0), ylabel="r (95 % interval)",
    )  # fmt: skip
    ax.set_title("bootstrap over")
