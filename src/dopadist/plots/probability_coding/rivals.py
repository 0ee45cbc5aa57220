"""Figure of the other accounts of a spread of positions."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.probability_coding.rivals import (
    ACCOUNTS,
    MEMORY_TAU,
    ProbabilityRivals,
)
from dopadist.experiments.probability_coding.theory import position
from dopadist.plots.probability_coding.marks import direct, tau_colours
from dopadist.plots.style import ASYMMETRY, COLOURS, GRID, INK, figure, letter, note, style

_COLOURS = {
    "classical": COLOURS["classical"],
    "utility": COLOURS["rival"],
    "response": COLOURS["null"],
    "both": COLOURS["truth"],
    "distributional": COLOURS["distributional"],
}


@style()
def probability_rivals(result: ProbabilityRivals) -> Figure:
    """Twins, positions by account, a second experiment, and what the twins remember."""
    fig, axes = figure(2, 2, height_mm=128, width_ratios=(1, 1.15))
    (twins, places), (second, memory) = axes
    for i, colour in enumerate(tau_colours(result.curve_tau)):
        twins.plot(result.curve_probability, result.curve_response[i], color=colour, linewidth=2.6,
                   alpha=0.4)  # fmt: skip
        twins.plot(result.curve_probability, result.curve_expectile[i], color=INK, linewidth=0.8,
                   linestyle="--")  # fmt: skip
    for level, x, y, side in ((0.8, 0.3, 0.78, "right"), (0.5, 0.46, 0.4, "left"),
                              (0.2, 0.72, 0.25, "left")):  # fmt: skip
        direct(twins, x, y, f"τ = {level}", color=ASYMMETRY(level), ha=side)
    twins.set(xlabel="Probability of reward p", ylabel="Response / response to p = 1", xlim=(0, 1),
              ylim=(0, 1), title="Twins")  # fmt: skip
    note(places, f"n = {result.tau.size} cells in each", xy=(0.02, 0.99))
    note(twins, "pale: own curve\ndashed: two rates", xy=(0.97, 0.03), ha="right",
         va="bottom")  # fmt: skip
    for row, account in enumerate(ACCOUNTS):
        y = len(ACCOUNTS) - 1 - row
        measured = result.position[account]
        shift = 0.24 * np.sin(2.4 * np.arange(measured.size))
        places.scatter(np.clip(measured, -0.25, 1.25), y + shift, s=6, color=_COLOURS[account],
                       linewidth=0, alpha=0.75)  # fmt: skip
        places.plot(np.sort(result.true_position[account])[[0, -1]], [y, y], color=INK,
                    linewidth=1.2, zorder=4)  # fmt: skip
        places.text(1.02, y, f"{result.rejects[account]:.0%}".replace("%", " %"), fontsize=7,
                    transform=places.get_yaxis_transform(), va="center")  # fmt: skip
    places.text(1.02, len(ACCOUNTS) - 0.45, "rejected", fontsize=7, color=INK, va="bottom",
                transform=places.get_yaxis_transform(), ha="center")  # fmt: skip
    places.axvline(0.5, color=GRID, linewidth=0.8, zorder=0)
    names = [ACCOUNTS[key].replace(" and ", "\nand ").replace("own utility of", "own utility\nof")
             for key in ACCOUNTS]  # fmt: skip
    places.set_yticks(range(len(ACCOUNTS)), names[::-1])
    places.set(xlim=(-0.3, 1.3), ylim=(-0.5, len(ACCOUNTS) - 0.45),
               xlabel="Position of the 50 % cue", title="In the task")  # fmt: skip
    for account in ("both", "utility", "response", "distributional"):
        second.scatter(result.coin_minus_sure[account], result.true_position[account], s=11,
                       color=_COLOURS[account], linewidth=0, alpha=0.85)  # fmt: skip
    second.plot(0, 0.5, "+", color=INK, markersize=9, zorder=5)
    direct(second, 0.34, 0.69, "two rates", color=_COLOURS["distributional"])
    direct(second, 0.06, 0.1, "own curve", color=_COLOURS["response"])
    direct(second, 0.23, 0.5, "own utility", color=_COLOURS["utility"])
    direct(second, -0.48, 0.9, "own\nutility and\nown curve", color=_COLOURS["both"])
    second.set(xlim=(-0.5, 0.64), ylim=(0, 1), ylabel="Position of the 50 % cue",
               xlabel="Toss of a coin − sure half", title="A second experiment")  # fmt: skip
    note(second, "+ one rate, straight", xy=(0.97, 0.97), ha="right")
    _memory(memory, result)
    for ax, text in zip(axes.flat, "abcd", strict=True):
        letter(ax, text)
    return fig


def _memory(ax: Axes, result: ProbabilityRivals) -> None:
    tau = np.linspace(0.05, 0.95, 91)
    place = position(tau)
    ax.semilogy(place, place / (1 - place), color=_COLOURS["distributional"], linewidth=1)
    at = position(MEMORY_TAU)
    ax.axhline(1, color=GRID, linewidth=0.8, zorder=0)
    ax.semilogy(at, result.memory_two_rates, "o", color=_COLOURS["distributional"], markersize=4)
    ax.semilogy(at, result.memory_one_rate, "o", color=_COLOURS["response"], markersize=4)
    direct(ax, 0.55, 3.0, "two rates", color=_COLOURS["distributional"], ha="right")
    direct(ax, 0.14, 1.25, "own curve", color=_COLOURS["response"])
    ax.set(xlim=(0, 1), ylim=(0.1, 10), xlabel="Position of the 50 % cue",
           ylabel="Forgetting at 90 % / at 10 %", title="What the twins remember")  # fmt: skip
    ax.set_yticks([0.1, 0.2, 0.5, 1, 2, 5, 10], ["0.1", "0.2", "0.5", "1", "2", "5", "10"])
    ax.minorticks_off()
    n = result.n_memory_runs
    note(ax, f"dots: measured, {n:,} runs a cue\nline: ν / (1 − ν)", xy=(0.97, 0.03), ha="right",
         va="bottom")  # fmt: skip
