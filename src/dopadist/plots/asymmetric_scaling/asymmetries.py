"""Figures of slopes and asymmetries."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.asymmetric_scaling.asymmetries import Asymmetries, ExampleSlopes
from dopadist.plots.shared.marks import signed, spread, volume_ticks, zero
from dopadist.plots.style import (
    ASYMMETRY,
    COLOURS,
    INK,
    MAGNITUDE,
    MUTED,
    figure,
    letter,
    note,
    style,
)

_SHADES = MAGNITUDE(np.linspace(0.0, 0.92, 7))


@style()
def example_slopes(result: ExampleSlopes) -> Figure:
    """Nine cells with their mean responses and both fits."""
    fig, axes = figure(3, 3, height_mm=116, sharex=True, sharey=True)
    x = np.linspace(result.axis.min(), result.axis.max(), 201)
    for index, (ax, cell) in enumerate(zip(axes.flat, result.cells, strict=True)):
        for estimator, style_ in (("joint", "-"), ("authors", "--")):
            fit = result.fits[estimator]  # type: ignore[index]
            v = fit.reversal_point[index]
            slope = np.where(x < v, fit.slope_minus[index], fit.slope_plus[index])
            ax.plot(x, slope * (x - v), style_, color=COLOURS[estimator], linewidth=1.0)
        ax.errorbar(
            result.axis, result.mean[index], result.sem[index], fmt="none", ecolor=MUTED,
            elinewidth=0.8,
        )  # fmt: skip
        ax.scatter(result.axis, result.mean[index], s=13, color=_SHADES, zorder=3)
        zero(ax)
        tau = result.fits["authors"].asymmetry[index]
        ax.set_title(f"cell {cell}")
        ax.scatter(
            0.07, 0.9, s=52, marker="s", color=_colour(tau), transform=ax.transAxes, clip_on=False
        )
        note(ax, f"τ = {tau:.2f}", xy=(0.13, 0.95))
        volume_ticks(ax, result.axis)
        ax.set_ylim(-11, 17)
    for ax in axes[-1]:
        ax.set_xlabel("reward volume (µL)")
    axes[1, 0].set_ylabel("response (spikes/s), mean ± SEM over trials")
    note(axes[0, 2], "joint fit", xy=(0.97, 0.16), ha="right", color=COLOURS["joint"])
    note(axes[0, 2], "authors", xy=(0.97, 0.28), ha="right", color=COLOURS["authors"])
    return fig


@style()
def asymmetries(result: Asymmetries) -> Figure:
    """Aligned responses, asymmetries with their scatter, and two tests of their diversity."""
    fig, axes = figure(2, 3, height_mm=120)
    grid = axes[0, 1].get_gridspec()
    axes[0, 1].remove()
    axes[0, 2].remove()
    wide = fig.add_subplot(grid[0, 1:])
    _aligned(axes[0, 0], result)
    _sorted_tau(wide, result)
    baseline, published, halves = axes[1]
    keep = result.usable
    tau = result.tau[keep]
    baseline.scatter(result.baseline_rate[keep], tau, s=16, c=_colours(tau), linewidth=0)
    r = np.corrcoef(result.baseline_rate[keep], tau)[0, 1]
    baseline.set(xlabel="baseline rate (spikes/s)", ylabel="asymmetry τ", ylim=(0, 1.12))
    note(baseline, f"r = {signed(r)}, n = {keep.sum()} cells")
    _published_test(published, result)
    _halves_test(halves, result)
    for ax, name in zip((axes[0, 0], wide, *axes[1]), "abcde", strict=True):
        letter(ax, name)
    return fig


def _aligned(ax: Axes, result: Asymmetries) -> None:
    keep = np.flatnonzero(result.usable)
    for cell in keep[np.argsort(result.tau[keep])]:
        x = result.axis - result.reversal_point[cell]
        y = result.mean[cell] / result.slope_minus[cell]
        ax.plot(x, y, color=_colour(result.tau[cell]), linewidth=0.8, alpha=0.9)
    zero(ax)
    zero(ax, "x")
    ax.set(
        xlim=(-9, 10), ylim=(-10, 24), xlabel="reward − reversal point (spikes/s)",
        ylabel="mean response / slope below",
    )  # fmt: skip
    note(ax, f"colour: τ of each cell\nn = {keep.size} cells")


def _sorted_tau(ax: Axes, result: Asymmetries) -> None:
    keep = np.flatnonzero(result.usable)
    order = keep[np.argsort(result.tau[keep])]
    rank = np.arange(1, order.size + 1)
    folds = result.folds[:, order]
    sem = np.nanstd(folds, axis=0, ddof=1) / np.sqrt(np.isfinite(folds).sum(0))
    ax.errorbar(rank, result.tau[order], sem, fmt="none", ecolor=MUTED, elinewidth=0.8)
    ax.scatter(rank, result.tau[order], s=16, c=_colours(result.tau[order]), zorder=3, linewidth=0)
    ax.axhline(result.tau[keep].mean(), color=INK, linewidth=0.8, linestyle="--")
    starred = result.starred[order]
    ax.scatter(rank[starred], np.full(starred.sum(), 1.04), s=14, marker="*", color=INK)
    ax.set(ylim=(-0.02, 1.12), xlabel="cells, sorted by τ", ylabel="asymmetry τ, ± SEM of 7 folds")
    note(ax, "dashed: mean; star: P < 0.05 over folds", xy=(0.97, 0.04), ha="right", va="bottom")


def _published_test(ax: Axes, result: Asymmetries) -> None:
    high = 10.0  # a draw of folds beyond it stands at the upper end
    ax.axhline(2.93, color=MUTED, linewidth=0.8, linestyle=":")
    for at, (values, colour) in enumerate(((result.f_null, COLOURS["null"]), (result.f, INK))):
        x, y = spread(np.minimum(values, high), float(at))
        ax.scatter(x, y, s=9, color=colour, linewidth=0, alpha=0.8)
        ax.hlines(np.median(values), at - 0.4, at + 0.4, color=colour, linewidth=1.6)
    ax.set(
        ylim=(0, 11.5), xlim=(-0.6, 1.6), ylabel="F over 7 folds, one draw each",
        xticks=[0, 1], xticklabels=["permuted", "the cells"],
    )  # fmt: skip
    note(ax, "dotted: published F = 2.93")


def _halves_test(ax: Axes, result: Asymmetries) -> None:
    shown = result.r_halves[:: max(1, result.r_halves.size // 50)]
    groups = ((result.r_halves_null, COLOURS["null"]), (shown, COLOURS["joint"]))
    for at, (values, colour) in enumerate(groups):
        x, y = spread(values, float(at))
        ax.scatter(x, y, s=9, color=colour, linewidth=0, alpha=0.8)
    ax.hlines(result.r_halves_null.mean(), -0.4, 0.4, color=COLOURS["null"], linewidth=1.6)
    ax.hlines(result.r_halves.mean(), 0.6, 1.4, color=INK, linewidth=1.6)
    zero(ax)
    ax.set(
        ylim=(-0.5, 1.0), xlim=(-0.6, 1.6), ylabel="r of τ, half against half",
        xticks=[0, 1], xticklabels=["permuted", "the cells"],
    )  # fmt: skip
    note(ax, "joint fit, usable cells")


def _colour(tau: float) -> object:
    return ASYMMETRY(float(np.clip(tau, 0, 1)))


def _colours(tau: np.ndarray) -> np.ndarray:
    return ASYMMETRY(np.clip(tau, 0, 1))
