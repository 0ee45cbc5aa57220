"""Figure of every axis and kind of trial beside every null."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure

from dopadist.experiments.decoding_stress.axes import NULLS, RIVAL, VARIANTS
from dopadist.experiments.decoding_stress.axes import Axes as AxesResult
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, style

LABELS = {
    "one reversal point": "one reversal\npoint",
    "equal slopes": "equal slopes",
    "permuted trials": "permuted\ntrials",
    "equal slopes, rate floor": "equal slopes,\nfloor",
    "spiking, equal slopes": "equal slopes,\nspiking",
    "unrelated asymmetries": "unrelated\nasymmetries",
    RIVAL: "normalised\nRL (rival)",
}
# P up to 0.05 stands out; above it, paler and paler.
EDGES = [0, 0.0501, 0.1, 0.25, 1.0001]
SHADES = ListedColormap(["#0b5394", "#7fb0dc", "#d6e4f2", "#f4f5f6"])


@style()
def axes(result: AxesResult) -> Figure:
    """Distance and gain of each variant, and P of every null for both."""
    fig, panels = figure(1, 4, height_mm=112, width_ratios=(0.8, 1.5, 0.8, 1.5), sharey=True)
    titles = ("Distance", "P of the distance", "Gain", "P of the gain")
    for m in range(2):
        _values(panels[0, 2 * m], result, m)
        _matrix(panels[0, 2 * m + 1], result, m)
    for ax, title, mark in zip(panels[0], titles, "abcd", strict=True):
        ax.set_title(title)
        letter(ax, mark)
    panels[0, 0].set_yticks(
        -np.arange(len(VARIANTS)), [f"{axis}, {kind}" for kind, axis in VARIANTS]
    )
    panels[0, 0].set(ylim=(-len(VARIANTS) + 0.5, 0.5))
    return fig


def _values(ax: Axes, result: AxesResult, m: int) -> None:
    colour = COLOURS[result.evidence]
    for v in range(len(VARIANTS)):
        medians = [np.median(result.draws(name, v)[:, m]) for name in NULLS]
        tints = [COLOURS["rival"] if name == RIVAL else COLOURS["null"] for name in NULLS]
        for value, tint in zip(medians, tints, strict=True):
            ax.plot(value, -v, "|", color=tint, markersize=7, markeredgewidth=1.1)
        ax.plot(result.observed[v, m], -v, "D", color=colour, markersize=4)
    ax.axvline(1 - m, color=MUTED, linewidth=0.7, linestyle=":")
    ax.margins(x=0.09)
    label = ("Distance", "Gain")[m]
    ax.set_xlabel(f"{label} (share of\nthe prior’s distance)")
    ax.tick_params(axis="y", length=0)
    for edge in (2.5, 5.5, 8.5):
        ax.axhline(-edge, color="#d8dee4", linewidth=0.8)


def _matrix(ax: Axes, result: AxesResult, m: int) -> None:
    p = np.stack([result.p_values(name)[:, m] for name in NULLS], axis=1)
    edges = np.arange(len(NULLS) + 1) - 0.5
    rows = -(np.arange(len(VARIANTS) + 1) - 0.5)
    ax.pcolormesh(edges, rows, p, cmap=SHADES, norm=BoundaryNorm(EDGES, 4), edgecolors="white",
                  linewidth=0.8)  # fmt: skip
    for v, row in enumerate(p):
        for k, value in enumerate(row):
            text = f"{value:.2f}".removeprefix("0") if value < 1 else "1"
            shown = "white" if value <= EDGES[1] else INK
            ax.text(k, -v, text, ha="center", va="center", fontsize=7, color=shown)
    ax.set_xticks(np.arange(len(NULLS)), [LABELS[name] for name in NULLS], rotation=90)
    ax.tick_params(length=0)
    for edge in (2.5, 5.5, 8.5):
        ax.axhline(-edge, color=INK, linewidth=0.6)
    ax.axvline(len(NULLS) - 1.5, color=INK, linewidth=0.6)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
