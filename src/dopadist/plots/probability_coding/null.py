"""Figure of the t statistics: what cells show, what the textbook expects, and what is to be."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.probability_coding.null import LADDER, TNull
from dopadist.experiments.probability_coding.settings import KIND_NAMES, MODELS
from dopadist.plots.probability_coding.marks import CELL_NAMES, MODEL_COLOURS, direct
from dopadist.plots.style import COLOURS, GRID, INK, figure, letter, note, style

_POPULATIONS = {
    "still": "classical, values stay",
    "one_session": "classical, one session",
    "learning": "classical, go on changing",
    "distributional_dopamine": "distributional",
}


@style()
def t_null(result: TNull) -> Figure:
    """Histograms of one population each, the ladder of nulls, and tests of a population."""
    fig, axes = figure(2, 3, height_mm=122, width_ratios=(1, 1, 1.25))
    for i, kind in enumerate(KIND_NAMES):
        for j, model in enumerate(MODELS):
            ax = axes[i, j]
            t = result.t[model, kind]
            kept = np.clip(t, -7.75, 7.75)  # the outermost bins hold what lies beyond
            ax.hist(kept, bins=np.arange(-8, 8.1, 0.5), density=True, color=MODEL_COLOURS[model],
                    alpha=0.45, linewidth=0)  # fmt: skip
            ax.plot(result.density_at, result.student, color=INK, linewidth=1)
            ax.plot(result.density_at, result.null_density[kind], color=COLOURS["null"],
                    linewidth=1.4)  # fmt: skip
            ax.set(xlim=(-8, 8), ylim=(0, 0.56), title=f"{model.capitalize()} {CELL_NAMES[kind]}")
            p = result.p_of_spread[model, kind]
            note(ax, f"n = {t.size} cells\nP = {p:.3f}")
            letter(ax, "abde"[2 * i + j])
        axes[i, 0].set_ylabel("Density")
    for ax in axes[1, :2]:
        ax.set_xlabel("t of a cell's 50 % response")
    direct(axes[0, 0], 1.15, 0.36, "Student's t")
    direct(axes[0, 0], 2.5, 0.19, "classical\ncells that\nlearn", color=COLOURS["null"])
    _ladder(axes[0, 2], result)
    _omnibus(axes[1, 2], result)
    letter(axes[0, 2], "c")
    letter(axes[1, 2], "f")
    return fig


def _ladder(ax: Axes, result: TNull) -> None:
    names = list(LADDER)
    for row, name in enumerate(names):
        y = len(names) - 1 - row
        rung = result.ladder[name]
        low, high = np.quantile(rung.share_by_population, [0.025, 0.975])
        colour = COLOURS["joint"] if name.startswith("contrast") else COLOURS["null"]
        ax.plot([100 * low, 100 * high], [y, y], color=colour, linewidth=1, alpha=0.6)
        ax.plot(100 * rung.share, y, "o", color=colour, markersize=4.5)
    ax.axvline(5, color=INK, linewidth=0.8, linestyle="--", zorder=0)
    ax.set_yticks(range(len(names)), [LADDER[name] for name in names][::-1])
    ax.set(xlim=(0, 42), ylim=(-0.6, len(names) - 0.4), xlabel="Classical cells, P < 0.05 (%)")
    ax.set_title("One cell")
    note(ax, f"bars: 95 % of\n{result.n_populations:,} populations", xy=(0.98, 0.97), ha="right")


def _omnibus(ax: Axes, result: TNull) -> None:
    names = list(_POPULATIONS)
    for row, name in enumerate(names):
        y = len(names) - 1 - row
        naive, contrast = 100 * result.anova_rejects[name], 100 * result.contrast_rejects[name]
        ax.plot([naive, contrast], [y, y], color=GRID, linewidth=2, zorder=0)
        ax.plot(naive, y, "s", color=COLOURS["null"], markersize=5)
        ax.plot(contrast, y, "o", color=COLOURS["joint"], markersize=5)
    ax.axvline(5, color=INK, linewidth=0.8, linestyle="--", zorder=0)
    ax.set_yticks(range(len(names)), [_POPULATIONS[name] for name in names][::-1])
    ax.set(xlim=(-2, 104), ylim=(-0.6, len(names) - 0.1))
    ax.set(xlabel="Populations rejected (%)", title="A population")
    note(ax, f"n = {result.n_populations:,}\npopulations", xy=(0.12, 0.03), va="bottom")
    top = len(names) - 0.55
    direct(ax, 100 * result.anova_rejects["still"], top, "analysis of variance",
           color=COLOURS["null"], ha="center")  # fmt: skip
    direct(ax, 100 * result.contrast_rejects["still"] + 3, len(names) - 1.4, "contrasts",
           color=COLOURS["joint"])  # fmt: skip
