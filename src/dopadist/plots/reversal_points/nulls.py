"""Figures of the nulls and of the trap of the same trials."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.reversal_points.nulls import NULLS, Nulls, SameTrials
from dopadist.plots.reversal_points.marks import histogram, signed, spread, volume_ticks, zero
from dopadist.plots.style import ASYMMETRY, COLOURS, INK, MUTED, figure, letter, note, style

_TITLES = {"authors": "authors, every finite ratio", "joint": "joint fit, usable cells"}


@style()
def nulls(result: Nulls) -> Figure:
    """Every null under both analyses, and the cells."""
    fig, axes = figure(1, 2, height_mm=112, sharey=True)
    for ax, estimator in zip(axes[0], ("authors", "joint"), strict=True):
        observed = result.observed[estimator][0]  # type: ignore[index]
        ax.plot([observed] * 2, [-0.6, len(NULLS) - 0.5], color=INK, linewidth=1.2)
        zero(ax, "x")
        for row, key in enumerate(NULLS):
            y = len(NULLS) - 1 - row
            null = result.of(key, estimator).r_reversal_asymmetry  # type: ignore[arg-type]
            shift, values = spread(null, float(y), width=0.26)
            colour = COLOURS["classical"] if key != "normalised" else COLOURS["rival"]
            ax.scatter(values, shift, s=7, color=colour, linewidth=0, alpha=0.75)
            ax.vlines(null.mean(), y - 0.34, y + 0.34, color=COLOURS["null"], linewidth=1.8)
            if estimator == "joint":
                ax.text(
                    1.02, y, f"{result.p(key, 'joint'):.2f}", fontsize=7, color=MUTED,
                    transform=ax.get_yaxis_transform(), va="center",
                )  # fmt: skip
        ax.set(
            xlim=(-0.5, 1.0), title=_TITLES[estimator],
            xlabel="r(reversal point, asymmetry), mean over splits",
        )  # fmt: skip
        ax.text(
            observed, len(NULLS) - 0.45, f"the cells: {signed(observed)}", ha="center", fontsize=7,
            va="bottom",
        )  # fmt: skip
    axes[0, 0].set(yticks=range(len(NULLS)), yticklabels=list(NULLS.values())[::-1])
    axes[0, 0].set_ylim(-0.6, len(NULLS) + 0.1)
    axes[0, 1].text(
        1.02, len(NULLS) - 0.45, "P", fontsize=7, color=MUTED, va="bottom",
        transform=axes[0, 1].get_yaxis_transform(),
    )  # fmt: skip
    letter(axes[0, 0], "a")
    letter(axes[0, 1], "b")
    return fig


@style()
def same_trials(result: SameTrials) -> Figure:
    """A population without diversity, from the same trials and from halves."""
    fig, axes = figure(1, 3, height_mm=66, width_ratios=[1, 1, 1.1])
    for ax, tau, point, r, title in (
        (axes[0, 0], result.tau, result.point, result.r_one_same, "the same trials"),
        (axes[0, 1], result.half_tau, result.half_point, result.r_one_halves, "independent halves"),
    ):
        ax.scatter(tau, point, s=15, c=ASYMMETRY(np.clip(tau, 0, 1)), linewidth=0, zorder=3)
        volume_ticks(ax, result.axis, "y")
        ax.set(
            xlim=(-0.05, 1.05), ylim=(-4.2, 9), xlabel="asymmetry τ", title=title,
            ylabel="reversal point (µL)",
        )  # fmt: skip
        note(ax, f"r = {signed(r)}\nn = {tau.size} cells, permuted")
    many = axes[0, 2]
    bins = np.linspace(-0.4, 1.0, 43)
    for values, observed, colour, name, y in (
        (result.null.r_same_trials, result.observed_same, COLOURS["null"], "same trials", 0.97),
        (result.null.r_reversal_asymmetry, result.observed_halves, MUTED, "halves", 0.89),
    ):
        histogram(many, values, bins=bins, color=colour)
        many.axvline(observed, color=colour, linewidth=1.4)
        note(many, name, xy=(0.03, y), color=colour)
    many.set(
        xlabel="r(reversal point, asymmetry)", ylabel="share of permuted populations", ylim=(0, 0.9)
    )
    note(many, f"lines: the cells\n{result.null.r_same_trials.size} populations", xy=(0.03, 0.81))
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig
