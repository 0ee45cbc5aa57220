"""Figure of recovery from spikes."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.recovery.spikes import Spikes
from dopadist.plots.recovery.trials import recorded_line
from dopadist.plots.shared.marks import direct, zero
from dopadist.plots.style import COLOURS, INK, MAGNITUDE, MUTED, figure, letter, note, style


@style()
def spikes(result: Spikes) -> Figure:
    """The relation by trials in two spiking populations, and where equal slopes bend."""
    fig, axes = figure(1, 3, height_mm=70, width_ratios=[1, 1, 1.15])
    for ax, kind, title in (
        (axes[0, 0], "theory", "expectile code"),
        (axes[0, 1], "equal_slopes", "equal slopes, floor at zero"),
    ):
        for estimator in ("authors", "joint"):
            colour = COLOURS[estimator]
            values = result.relation[kind, estimator]  # type: ignore[index]
            ax.plot(result.n, values.mean(1), color=colour, linewidth=1.1)
            for n, row in zip(result.n, values, strict=True):
                ax.scatter(np.full(row.size, n), row, s=13, color=colour, linewidth=0, alpha=0.8)
        if kind == "equal_slopes":
            ax.plot(result.n, result.to_truth[kind, "joint"].mean(1), color=COLOURS["truth"],  # type: ignore[index]
                    linewidth=1.1, linestyle="--")  # fmt: skip
            direct(ax, result.n[-1], 0.88, "reversal point\nwith the true one", ha="right",
                   color=COLOURS["truth"], va="top")  # fmt: skip
        zero(ax)
        recorded_line(ax)
        ax.set(xscale="log", xlabel="trials a volume", title=title, ylim=(-0.2, 1.05))
        ax.set_xticks(result.n, [f"{n:.0f}" for n in result.n])
        ax.minorticks_off()
    axes[0, 0].set_ylabel("r(reversal point, asymmetry), halves")
    note(axes[0, 0], "authors", xy=(0.97, 0.13), ha="right", color=COLOURS["authors"])
    note(axes[0, 0], "joint fit", xy=(0.97, 0.06), ha="right", color=COLOURS["joint"])
    ax = axes[0, 2]
    order = np.argsort(-result.baseline)
    shade = MAGNITUDE(np.clip(result.baseline[order] / 12, 0, 0.95))
    ax.scatter(result.true_point[order], result.tau[order], s=15, c=shade, linewidth=0)
    ax.axhline(0.5, color=INK, linewidth=0.9)
    ax.set(xlabel="true reversal point (spikes/s)", ylabel="asymmetry (truth ½)", ylim=(0.2, 1.02),
           title=f"{result.n[-1]:,.0f} trials a volume, joint fit")  # fmt: skip
    note(ax, f"n = {result.tau.size} cells\ndark: low baseline rate", color=MUTED)
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig
