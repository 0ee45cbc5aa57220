"""Figure of noise in reversal points and asymmetries, and of reversal points spread out."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.decoding_stress.free import ENTROPY_BOX, ENTROPY_FREE
from dopadist.experiments.decoding_stress.noise import (
    POINT_NOISE,
    SPREADS,
    TAU_NOISE,
    Noise,
)
from dopadist.plots.shared.distributions import key, tell
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, style

FREE, BOX = "#56b4e9", COLOURS["distributional"]


@style()
def noise(result: Noise) -> Figure:
    """Distance and gain by noise, with the cells' place; gain by spread, in the range and free."""
    fig, axes = figure(1, 3, height_mm=76, width_ratios=(1.15, 1.15, 1))
    _map(axes[0, 0], result, result.distance, "Distance to the truth", "Blues_r")
    _map(axes[0, 1], result, result.gain, "Gain over dealt τ", "Blues")
    for ax, found, table in (
        (axes[0, 0], result.cells_distance, result.distance),
        (axes[0, 1], result.cells_gain, result.gain),
    ):
        low, high = np.quantile(found, [0.025, 0.975])
        ax.set_xlabel(
            "Noise of reversal points (SD, spikes/s)\n"
            f"at the lines {result.expected(table):.2f} spikes/s;\n"
            f"cells {found.mean():.2f} ({low:.2f} to {high:.2f})"
        )
    letter(axes[0, 0], "a")
    letter(axes[0, 1], "b")
    ax = axes[0, 2]
    for way, colour in ((ENTROPY_BOX, BOX), (ENTROPY_FREE, FREE)):
        gain = result.by_spread[way][..., 1]
        for x, values in zip(SPREADS, gain, strict=True):
            ax.plot(np.full(values.size, x), values, ".", color=colour, alpha=0.12, markersize=3)
        ax.plot(SPREADS, gain.mean(axis=1), color=colour, marker="o", markersize=3)
    ax.axhline(0, color=MUTED, linewidth=0.7)
    colour = COLOURS[result.evidence]
    y = ax.get_ylim()[0] + 0.02
    ends = np.clip(result.intervals[2], *(0.3, 2.7))
    ax.plot(ends, [y, y], color=colour, linewidth=2.2, solid_capstyle="butt")
    ax.plot(min(result.cells_spread, 2.7), y, "D", color=colour, markersize=4.5)
    built = np.quantile(result.code_spread, [0.025, 0.975])
    ax.plot(built, [y + 0.13] * 2, color=BOX, linewidth=2.2, solid_capstyle="butt")
    tell(ax, 0.36, y + 0.31, "simulated, with the code", BOX, ha="left")
    ax.set(xlabel="Spread of reversal points\n(1: expectiles)", xlim=(0.3, 2.7))
    ax.set_ylabel("Gain over dealt τ (spikes/s)")
    ax.set_ylim(ax.get_ylim()[0] - 0.05, ax.get_ylim()[1] + 0.5)
    names = (
        ("in the range", BOX),
        ("free, three ranges", FREE),
        ("◆ cells, 95 %", colour),
    )
    key(ax, names, xy=(0.03, 0.97), step=0.07, ha="left")
    letter(ax, "c")
    return fig


def _map(ax: Axes, result: Noise, table: np.ndarray, label: str, colours: str) -> None:
    middle = 0.5 * (table.min() + table.max())
    ax.imshow(table, origin="lower", aspect="auto", cmap=colours, vmin=table.min() * 0.6)
    shown = ax.images[0]
    for row, values in enumerate(table):
        for column, value in enumerate(values):
            dark = (value < middle) == (colours == "Blues_r")
            ground = shown.cmap(shown.norm(value))  # so that no line runs through a number
            ax.text(
                column, row, f"{value:.2f}", ha="center", va="center", fontsize=7,
                color="white" if dark else INK,
                bbox={"facecolor": ground, "edgecolor": "none", "pad": 0.8},
            )  # fmt: skip
    ax.set_xticks(np.arange(POINT_NOISE.size), [f"{v:g}" for v in POINT_NOISE])
    ax.set_yticks(np.arange(TAU_NOISE.size), [f"{v:g}" for v in TAU_NOISE])
    x = np.interp(result.cells_point_noise, POINT_NOISE, np.arange(POINT_NOISE.size))
    y = np.interp(result.cells_tau_noise, TAU_NOISE, np.arange(TAU_NOISE.size))
    colour = COLOURS[result.evidence]
    ax.axvline(x, color=colour, linewidth=1, linestyle=":")
    ax.axhline(y, color=colour, linewidth=1, linestyle=":")
    ax.set(ylabel="Noise of asymmetries (SD)", title=label)
    ax.tick_params(length=0)
