"""Figure of the number of cells and of trials."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.decoding_stress.numbers import (
    CELL_COUNTS,
    COUNTS,
    FRACTIONS,
    MULTIPLES,
    TRUTHS,
    Numbers,
)
from dopadist.plots.shared.distributions import key
from dopadist.plots.style import COLOURS, MUTED, figure, letter, note, style

TINTS = {
    "distributional": COLOURS["distributional"],
    "equal slopes": COLOURS["quantile"],
    "classical": COLOURS["classical"],
}
WHOSE = {"recorded": "recorded cells", "surrogate": "matched surrogate"}


@style()
def numbers(result: Numbers) -> Figure:
    """Distance and gain against cells and trials, slack of one cell fixed and scaled."""
    fig, axes = figure(2, 3, height_mm=120, sharey="row")
    colour = COLOURS[result.evidence]
    per_volume = MULTIPLES * result.trials_per_volume
    own = np.array([*CELL_COUNTS, result.n_usable])
    columns = (
        (COUNTS, result.by_count, own, result.cells_by_count, "Cells"),
        (COUNTS, result.by_count_scaled, None, None, "Cells"),
        (per_volume, result.by_trials, FRACTIONS * result.trials_per_volume,
         result.cells_by_trials, "Trials a volume"),
    )  # fmt: skip
    titles = ("Slack of a cell fixed", "Slack growing with √cells", "40 cells, other trials")
    for column, (x, table, mine_x, mine, label) in enumerate(columns):
        for row, measured in enumerate((0, 2)):
            ax = axes[row, column]
            for truth in TRUTHS:
                _lines(ax, x, table[truth][..., measured], TINTS[truth])
            if mine_x is not None and mine is not None:
                _lines(ax, mine_x, mine[..., measured], colour, marker="D")
            ax.set(xscale="log", xlabel=label)
            ticks = [5, 10, 40, 100, 1000] if label == "Cells" else [8, 16, 33, 131, 524]
            ax.set_xticks(ticks, [f"{t:,}" for t in ticks])
            ax.minorticks_off()
            if row == 0:
                ax.axhline(result.prior, color=MUTED, linestyle=":", linewidth=1)
                ax.set_title(titles[column])
            else:
                ax.axhline(0, color=MUTED, linewidth=0.7)
            letter(ax, "abcdef"[3 * row + column])
    axes[0, 0].set(ylabel="Distance to the truth (spikes/s)", ylim=(0, 2.65))
    axes[1, 0].set(ylabel="Gain over dealt τ (spikes/s)")
    names = [(f"{truth} (simulated)", TINTS[truth]) for truth in TRUTHS]
    names.append((f"◆ {WHOSE[result.evidence]}", colour))
    key(
        axes[1, 1],
        names,
        xy=(0.03, 0.98),
        step=0.075,
        ha="left",
    )
    low, high = axes[1, 0].get_ylim()
    axes[1, 0].set_ylim(low, high + 0.35 * (high - low))
    note(axes[0, 1], "dotted: the prior alone", xy=(0.03, 0.99))
    note(axes[0, 2], "bars: SD over populations", xy=(0.97, 0.99), ha="right")
    return fig


def _lines(ax: Axes, x: np.ndarray, values: np.ndarray, colour: str, marker: str = "o") -> None:
    mean, sd = np.nanmean(values, axis=1), np.nanstd(values, axis=1)
    ax.errorbar(
        x, mean, sd, color=colour, marker=marker, markersize=3.2, linewidth=1.3, elinewidth=0.7,
        capsize=0,
    )  # fmt: skip
