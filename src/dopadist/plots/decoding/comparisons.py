"""Figure of the decode beside its nulls."""

import numpy as np
from matplotlib.figure import Figure

from dopadist.asymmetry import ESTIMATORS
from dopadist.experiments.decoding.nulls import Nulls
from dopadist.experiments.shared.decoding_nulls import RIVAL, STATISTICS
from dopadist.plots.shared.distributions import key, strip
from dopadist.plots.style import COLOURS, MUTED, figure, letter, style

NULL = COLOURS["null"]
OTHER = {"classical": "dotted: classical", "equal_slopes": "dashed: equal slopes"}
LINES = {"classical": ":", "equal_slopes": "--"}
WHOSE = {"recorded": "recorded cells", "surrogate": "matched surrogate"}


@style()
def nulls(result: Nulls) -> Figure:
    """Distance, and gain over dealt asymmetries, of the cells and of populations of each null."""
    fig, axes = figure(2, 2, height_mm=128, sharey=True)
    colour = COLOURS[result.evidence]
    shown = (
        ("one_split", "Distance to the rewards (spikes/s)"),
        ("over_shuffled", "Gain over asymmetries dealt anew (spikes/s)"),
    )
    for row, estimator in enumerate(("joint", "authors")):
        e = ESTIMATORS.index(estimator)
        for column, (statistic, label) in enumerate(shown):
            ax, s = axes[row, column], STATISTICS.index(statistic)
            ax.axvline(result.observed[e, s], color=colour, linewidth=1.4)
            for k, name in enumerate(result.null):
                rival = name == RIVAL
                strip(ax, result.null[name][e, :, s], -k, COLOURS["rival"] if rival else NULL)
            for name, found in result.beside.items():
                ax.axvline(found[e, s], color=colour, linewidth=0.9, linestyle=LINES[name])
            if statistic == "over_shuffled":
                ax.axvline(0, color=MUTED, linewidth=0.6)
                low, high = ax.get_xlim()
                ax.set_xlim(low, high + 0.15 * (high - low))  # room for the key
            ax.set(xlabel=label, ylim=(-len(result.null) + 0.4, 0.9))
            letter(ax, "abcd"[2 * row + column])
        axes[row, 0].set_yticks(-np.arange(len(result.null)), list(result.null))
        axes[row, 0].tick_params(axis="y", length=0)
        axes[row, 0].set_title(f"Estimator: {'joint fit' if estimator == 'joint' else 'authors’'}")
        for ax in axes[row]:
            ax.tick_params(axis="y", length=0)
    names = [(f"line: {WHOSE[result.evidence]}", colour)]
    names += [(OTHER[name], colour) for name in result.beside]
    names += [("dots: populations", MUTED), ("ticks: medians", MUTED)]
    key(axes[0, 1], names, xy=(0.99, 0.93), step=0.065)
    return fig
