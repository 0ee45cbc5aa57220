"""Figure of the two memories of a cue."""

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure

from dopadist.experiments.classical_td.memory import CueMemory
from dopadist.plots.classical_td.marks import event, zero
from dopadist.plots.style import figure, letter, note, style


@style()
def cue_memory(result: CueMemory) -> Figure:
    """Features over time: blocks that take turns, and bumps that sink and widen."""
    fig, axes = figure(1, 2, height_mm=50)
    after = result.time >= 0
    colours = colormaps["cividis"](np.linspace(0.05, 0.8, 12))
    for ax, features, shown in (
        (axes[0, 0], result.serial, range(12)),
        (axes[0, 1], result.soft, range(12)),
    ):
        for j, colour in zip(shown, colours, strict=True):
            if ax is axes[0, 0]:
                ax.bar(result.time, features[:, j], width=0.85, color=colour)
            else:
                ax.plot(result.time[after], features[after, j], ".-", color=colour, markersize=3)
        zero(ax)
        event(ax, 0, "cue")
        ax.set(xlabel="Time from cue (steps)", xticks=(0, 5, 10, 15, 20, 25), xlim=(-3, 28))
    axes[0, 0].set(ylabel="Feature (no unit)", ylim=(0, 1.25), yticks=(0, 0.5, 1))
    axes[0, 1].set(ylim=(0, 0.5), yticks=(0, 0.2, 0.4))
    axes[0, 0].set_title("Complete serial compound", pad=10)
    axes[0, 1].set_title("Microstimuli", pad=10)
    note(axes[0, 0], "one at a time;\n12 of many drawn", xy=(0.98, 0.95), ha="right")
    note(
        axes[0, 1],
        "several at a time, each later\none weaker and wider; all 12",
        xy=(0.98, 0.95),
        ha="right",
    )
    letter(axes[0, 0], "a")
    letter(axes[0, 1], "b")
    return fig
