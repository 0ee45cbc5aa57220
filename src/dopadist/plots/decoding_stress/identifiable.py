"""Figure of what the cells leave open."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.decoding_stress.identifiable import Band, Identifiable
from dopadist.plots.shared.distributions import (
    ENTROPY,
    TRUTH,
    key,
    steps,
    strip,
    tell,
    truth_steps,
)
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style

OTHER = "#56b4e9"
WHOSE = {"recorded": "recorded cells", "surrogate": "matched surrogate"}


@style()
def identifiable(result: Identifiable) -> Figure:
    """Range of the distribution function among distributions that fit, and some of them."""
    fig, axes = figure(1, 3, height_mm=80, width_ratios=(1.1, 1.1, 0.9))
    colour = COLOURS[result.evidence]
    _band(axes[0, 0], result.exact, ENTROPY)
    _band(axes[0, 1], result.cells, colour)
    axes[0, 0].set(ylabel="Probability of at most this", ylim=(-0.07, 1.03))
    axes[0, 1].set(ylim=(-0.07, 1.03))
    axes[0, 0].set_title("40 exact cells (simulated)")
    axes[0, 1].set_title(f"One split of the {WHOSE[result.evidence]}")
    names = (
        ("rewards", TRUTH),
        ("maximum entropy", ENTROPY),
        ("other priors, fit as well", OTHER),
        ("shaded: all that fit", MUTED),
    )
    key(axes[0, 0], names, xy=(0.98, 0.46), step=0.065)
    ax = axes[0, 2]
    for row, (band, tint) in enumerate(((result.exact, ENTROPY), (result.cells, colour))):
        strip(ax, band.solution_w1, -row, OTHER)
        ax.plot(band.decoded_w1, -row + 0.36, "D", color=tint, markersize=4.5)
        tell(
            ax, 0.99, -row + 0.48, f"up to {band.apart:.2f} apart", MUTED, ha="right",
            transform=ax.get_yaxis_transform(),
        )  # fmt: skip
    ax.set_yticks([0, -1], ["exact", "one split"])
    ax.tick_params(axis="y", length=0)
    ax.set(xlabel="Distance (spikes/s)", xlim=(0, None), ylim=(-1.5, 0.75))
    ax.set_title("To the rewards")
    for ax, mark in zip(axes[0], "abc", strict=True):
        letter(ax, mark)
    return fig


def _band(ax: Axes, band: Band, colour: str) -> None:
    ends = (float(band.at[0]) - 0.6, float(band.at[-1]) + 0.6)
    ax.fill_between(band.at, band.lower, band.upper, color=colour, alpha=0.16, linewidth=0)
    for p in band.solutions[:30]:
        steps(ax, band.grid, p, ends=ends, color=OTHER, alpha=0.35, linewidth=0.5)
    truth_steps(ax, band.reward.values, band.reward.probabilities, ends=ends)
    steps(ax, band.values, band.decoded, ends=ends, color=colour, linewidth=1.5)
    ax.plot(band.points, np.full(band.points.size, -0.035), "|", color=INK, markersize=5, alpha=0.7)
    ax.set(xlabel="Reward axis (spikes/s)", xlim=ends)
    note(
        ax,
        f"width {band.width:.2f}\n{band.points.size} cells (ticks)",
        xy=(0.98, 0.17),
        ha="right",
    )
