"""Figure of the trap of the same trials."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.asymmetric_scaling.same_trials import SameTrials
from dopadist.plots.shared.marks import histogram, signed, volume_ticks
from dopadist.plots.style import ASYMMETRY, COLOURS, MUTED, figure, letter, note, style


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
