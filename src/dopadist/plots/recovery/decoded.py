"""Figure of the decoded distribution by trials and cells."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.recovery.decoded import Decoded
from dopadist.plots.recovery.trials import recorded_line
from dopadist.plots.shared.marks import direct, volume_ticks, zero
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style


@style()
def decoded(result: Decoded) -> Figure:
    """Distance, mean and spread by trials; distance by cells; one mean decode."""
    fig, axes = figure(2, 2, height_mm=118)
    trials, moments, cells, shape = axes.flat
    _band(trials, result.n, result.by_trials["w1"], COLOURS["joint"])
    exact = result.by_cells_exact["w1"][result.cells.index(40)].mean()
    trials.axhline(result.w1_prior, color=MUTED, linewidth=0.9, linestyle="--")
    trials.axhline(exact, color=COLOURS["truth"], linewidth=0.9, linestyle="--")
    direct(trials, result.n[-1], result.w1_prior - 0.1, "prior alone", color=MUTED, ha="right")
    direct(trials, result.n[-1], exact - 0.13, "exact pairs", color=COLOURS["truth"], ha="right")
    trials.set(xscale="log", xlabel="trials a volume, both halves",
               ylabel="W₁ to the rewards (spikes/s)", ylim=(0, 2.5))  # fmt: skip
    recorded_line(trials, label=True, y=2.0)
    note(
        trials,
        f"40 cells; band: 95 % of\n{result.n_populations} populations",
        xy=(0.97, 0.72),
        ha="right",
    )
    for values, colour, name, at in (
        (result.by_trials["mean"], COLOURS["joint"], "mean", 0.25),
        (result.by_trials["sd"], COLOURS["rival"], "SD", -0.95),
    ):
        _band(moments, result.n, values, colour)
        direct(moments, result.n[-1], at + (0.3 if name == "mean" else 0.0), name, color=colour,
               ha="right")  # fmt: skip
    zero(moments)
    recorded_line(moments)
    moments.set(xscale="log", xlabel="trials a volume, both halves",
                ylabel="decoded − true (spikes/s)", ylim=(-2, 1.5))  # fmt: skip
    note(
        moments,
        f"true mean {result.true_mean:.2f}, SD {result.true_sd:.2f}",
        xy=(0.97, 0.97),
        ha="right",
    )
    sizes = np.array(result.cells)
    _band(cells, sizes, result.by_cells["w1"], COLOURS["joint"])
    _band(cells, sizes, result.by_cells_exact["w1"], COLOURS["truth"])
    cells.axhline(result.w1_prior, color=MUTED, linewidth=0.9, linestyle="--")
    cells.set(xscale="log", xlabel="cells", ylabel="W₁ to the rewards (spikes/s)", ylim=(0, 2.5))
    cells.set_xticks(sizes, [str(size) for size in result.cells])
    cells.minorticks_off()
    note(cells, f"{result.n[1]:.0f} trials a volume", xy=(0.97, 0.78), ha="right",
         color=COLOURS["joint"])  # fmt: skip
    note(cells, "exact pairs", xy=(0.97, 0.13), ha="right", color=COLOURS["truth"])
    step = result.grid[1] - result.grid[0]
    reward = np.cumsum(result.reward.probabilities)
    shape.step(result.reward.values, reward, where="post", color=INK, linewidth=1.2)
    for values, colour, dash in zip(
        result.example.values(), (COLOURS["joint"], COLOURS["joint"], COLOURS["truth"]),
        ("-", "--", ":"), strict=True,
    ):  # fmt: skip
        shape.plot(result.grid + step / 2, np.cumsum(values), dash, color=colour, linewidth=1.1)
    first, last, _ = result.example
    volume_ticks(shape, result.reward.values)
    shape.set(xlabel="reward (µL on the axis)", ylabel="cumulative probability", ylim=(0, 1.05))
    for row, (text, colour) in enumerate((
        ("step: the rewards", INK), (f"line: {first} trials a volume", COLOURS["joint"]),
        (f"dashes: {last}", COLOURS["joint"]), ("dots: exact pairs", COLOURS["truth"]),
    )):  # fmt: skip
        note(shape, text, xy=(0.97, 0.34 - 0.075 * row), ha="right", color=colour)
    for ax, name in zip(axes.flat, "abcd", strict=True):
        letter(ax, name)
    return fig


def _band(ax, x, values, colour):  # type: ignore[no-untyped-def]
    """Mean with dots, and the middle 95 % of populations."""
    low, high = np.percentile(values, [2.5, 97.5], axis=1)
    ax.fill_between(x, low, high, color=colour, alpha=0.18, linewidth=0)
    ax.plot(x, values.mean(1), color=colour, marker="o", markersize=4, linewidth=1.1)
