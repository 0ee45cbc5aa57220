"""Figure of nine cells and their fits."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.asymmetric_scaling.example_slopes import ExampleSlopes, middle_95
from dopadist.plots.shared.marks import signed, volume_ticks, zero
from dopadist.plots.style import ASYMMETRY, COLOURS, INK, MAGNITUDE, figure, note, style

_SHADES = MAGNITUDE(np.linspace(0.0, 0.92, 7))


@style()
def example_slopes(result: ExampleSlopes) -> Figure:
    """Nine cells with their mean responses, both fits, and the fits to resampled trials."""
    fig, axes = figure(3, 3, height_mm=126, sharex=True, sharey=True)
    for index, (ax, cell) in enumerate(zip(axes.flat, result.cells, strict=True)):
        for estimator, line in (("joint", "-"), ("authors", "--")):
            fit, colour = result.fits[estimator], COLOURS[estimator]  # type: ignore[index]
            low, high = result.band[estimator][:, index]  # type: ignore[index]
            ax.fill_between(result.x, low, high, color=colour, alpha=0.16, linewidth=0)
            v = fit.reversal_point[index]
            x = np.sort(np.append(result.x, v if np.isfinite(v) else []))
            slope = np.where(x < v, fit.slope_minus[index], fit.slope_plus[index])
            ax.plot(x, slope * (x - v), line, color=colour, linewidth=1.0)
        ax.errorbar(
            result.axis, result.mean[index], result.sem[index], fmt="none", ecolor=INK,
            elinewidth=0.8, zorder=3,
        )  # fmt: skip
        ax.scatter(result.axis, result.mean[index], s=13, color=_SHADES, zorder=4)
        zero(ax)
        tau = result.fits["authors"].asymmetry[index]
        low, high = middle_95(result.tau["authors"])[:, index]
        ax.set_title(f"cell {cell}, n = {result.n_trials[index]} trials")
        ax.scatter(
            0.06, 0.92, s=52, marker="s", color=ASYMMETRY(float(np.clip(tau, 0, 1))),
            transform=ax.transAxes, clip_on=False,
        )  # fmt: skip
        note(ax, f"τ = {signed(tau)}\n({signed(low)} to {signed(high)})", xy=(0.115, 0.98))
        volume_ticks(ax, result.axis)
        ax.set_ylim(-11, 17)
    for ax in axes[-1]:
        ax.set_xlabel("reward volume (µL)")
    axes[1, 0].set_ylabel("response (spikes/s), mean ± SEM over trials")
    note(axes[0, 2], "authors", xy=(0.97, 0.2), ha="right", color=COLOURS["authors"])
    note(axes[0, 2], "joint fit", xy=(0.97, 0.1), ha="right", color=COLOURS["joint"])
    return fig
