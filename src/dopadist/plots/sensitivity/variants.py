"""Figure of the relation asked in other ways."""

from __future__ import annotations

from matplotlib.figure import Figure

from dopadist.experiments.sensitivity.variants import Variants
from dopadist.plots.shared.marks import zero
from dopadist.plots.style import COLOURS, figure, note, style


@style()
def variants(result: Variants) -> Figure:
    """The same question asked in other ways."""
    fig, axes = figure(1, 1, height_mm=72)
    ax = axes[0, 0]
    groups = list(dict.fromkeys(one.group for one in result.variants))
    for one in result.variants:
        estimator = one.name.split(":")[0]
        shift = -0.15 if estimator == "authors" else 0.15
        y = len(groups) - 1 - groups.index(one.group) - shift
        colour = COLOURS[estimator]
        ax.plot([one.low, one.high], [y, y], color=colour, linewidth=1.4)
        ax.scatter(one.mean, y, s=24, color=colour, zorder=3)
    zero(ax, "x")
    ax.set(
        yticks=range(len(groups)), yticklabels=groups[::-1], xlim=(-0.35, 1.0),
        xlabel="r(reversal point, asymmetry), mean over splits, 95 % interval over sessions",
    )  # fmt: skip
    note(ax, "authors", xy=(0.985, 0.97), ha="right", color=COLOURS["authors"])
    note(ax, "joint fit", xy=(0.985, 0.9), ha="right", color=COLOURS["joint"])
    few, many = (f([one.n_sessions for one in result.variants]) for f in (min, max))
    note(ax, f"n = {few} to {many} sessions", xy=(0.985, 0.83), ha="right")
    return fig
