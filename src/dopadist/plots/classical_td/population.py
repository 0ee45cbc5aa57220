"""Figure of a population of classical cells."""

from typing import Any

from matplotlib.figure import Figure

from dopadist.experiments.classical_td.population import ClassicalPopulation
from dopadist.plots.classical_td.marks import direct, zero
from dopadist.plots.style import ASYMMETRY, COLOURS, INK, MUTED, figure, letter, note, style


@style()
def classical_population(result: ClassicalPopulation) -> Figure:
    """Responses to all volumes; reversal point against asymmetry, with the expectiles."""
    fig, axes = figure(1, 3, height_mm=66, width_ratios=(1.25, 1.25, 1))
    n_cells = len(result.gain)
    corner: dict[str, Any] = {"xy": (0.97, 0.04), "ha": "right", "va": "bottom"}
    for ax, scale in ((axes[0, 0], 1.0), (axes[0, 1], result.gain[:, None])):
        ax.plot(
            result.volumes,
            (result.response / scale).T,
            color=COLOURS["classical"],
            linewidth=0.7,
            alpha=0.7,
        )
        zero(ax)
        ax.axvline(result.mean_reward, color=COLOURS["truth"], linewidth=0.9, linestyle="--")
        ax.set(xlabel="Reward (µL)", xlim=(0, 20))
    axes[0, 0].set_ylabel("Response (spikes/s)")
    axes[0, 1].set_ylabel("Response over gain (µL)")
    note(axes[0, 0], f"n = {n_cells} cells,\n{result.n_trials:,} trials each", **corner)
    direct(
        axes[0, 1], result.mean_reward - 0.4, 11, "mean\nreward", color=COLOURS["truth"], ha="right"
    )
    note(axes[0, 1], "divided by its gain,\nevery cell is the same", **corner)

    ax = axes[0, 2]
    points = ax.scatter(
        result.tau, result.expectile, c=result.tau, cmap=ASYMMETRY, s=3, vmin=0, vmax=1, zorder=1
    )
    points.set_linewidth(0)
    ax.plot(
        result.asymmetry,
        result.reversal_point,
        "o",
        color=COLOURS["classical"],
        markeredgecolor=INK,
        markeredgewidth=0.4,
        markersize=4,
    )
    direct(ax, 0.54, result.mean_reward - 0.5, f"all {n_cells}\nclassical cells", va="top")
    direct(ax, 0.06, 11.6, "expectiles:\nunequal rates", color=MUTED, va="top")
    ax.set(xlabel="Asymmetry τ", ylabel="Reversal point (µL)", xlim=(0, 1), ylim=(0, 13))
    for ax, text in zip(axes[0], "abc", strict=True):
        letter(ax, text)
    return fig
