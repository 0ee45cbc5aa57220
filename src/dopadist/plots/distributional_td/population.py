"""Figure of the simulated population, in the format of the recorded one."""

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.distributional_td.population import SimulatedPopulation
from dopadist.plots.distributional_td.marks import zero
from dopadist.plots.style import MAGNITUDE, figure, letter, note, style


@style()
def simulated_population(result: SimulatedPopulation) -> Figure:
    """One dot a cell and volume; classical cells by reversal point, others by asymmetry."""
    fig, axes = figure(1, 2, height_mm=78, sharey=True)
    colours = MAGNITUDE(np.linspace(0, 0.92, result.volumes.size))
    cells = np.arange(1, result.value.size + 1)
    for ax, response, one_run, title, order in (
        (
            axes[0, 0],
            result.classical_response,
            result.classical_one_run,
            "Classical TD",
            "reversal point",
        ),
        (axes[0, 1], result.response, result.one_run, "Distributional TD", "asymmetry"),
    ):
        for k in range(result.volumes.size):
            ax.plot(cells, one_run[:, k], ".", color=colours[k], markersize=2, alpha=0.35)
            ax.plot(cells, response[:, k], "o", color=colours[k], markersize=1.7)
        zero(ax)
        ax.set(title=title, xlabel=f"Cell, sorted by {order}", xlim=(0, cells[-1] + 1))
        n = f"n = {cells.size} cells, mean of {result.n_runs} runs; one run pale"
        note(ax, n, xy=(0.03, 0.03), va="bottom")
    axes[0, 0].set_ylabel("Response (SD of the cell's seven)")
    bounds = np.arange(result.volumes.size + 1) - 0.5
    scale = mpl.cm.ScalarMappable(
        mpl.colors.BoundaryNorm(bounds, result.volumes.size), mpl.colors.ListedColormap(colours)
    )
    bar = fig.colorbar(scale, ax=axes[0, 1], aspect=18, pad=0.02)
    bar.set_ticks(list(range(result.volumes.size)), labels=[f"{v:g}" for v in result.volumes])
    bar.ax.tick_params(length=0)
    bar.set_label("Reward (µL)")
    for ax, text in zip(axes[0], "ab", strict=True):
        letter(ax, text)
    return fig
