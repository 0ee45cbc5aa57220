"""Figures of the groups of cells and of the power to tell populations apart."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.probability_coding.groups import ThreeGroups
from dopadist.experiments.probability_coding.power import ProbabilityPower
from dopadist.experiments.probability_coding.settings import KIND_NAMES, CellKind
from dopadist.plots.probability_coding.marks import (
    CELL_NAMES,
    CUE_COLOURS,
    CUE_TICKS,
    direct,
)
from dopadist.plots.style import (
    ASYMMETRY,
    COLOURS,
    GRID,
    INK,
    MAGNITUDE,
    MUTED,
    figure,
    letter,
    note,
    style,
)

# Optimistic, pessimistic, both tests significant, neither.
_GROUP_COLOURS = (ASYMMETRY(0.9), ASYMMETRY(0.1), COLOURS["truth"], GRID)
_GROUP_NAMES = ("optimistic", "pessimistic", "both differ", "neither\ndiffers")


@style()
def three_groups(result: ThreeGroups) -> Figure:
    """One cell, the groups of both models, and what noise and a direct test make of them."""
    fig, axes = figure(1, 4, height_mm=70, width_ratios=(0.9, 1, 1, 1.15))
    _example(axes[0, 0], result)
    for ax, model in zip(axes[0, 1:3], ("classical", "distributional"), strict=True):
        share = 100 * result.share[model]  # type: ignore[index]
        ax.stackplot(result.n_trials, share.T, colors=_GROUP_COLOURS, linewidth=0, alpha=0.55)
        if model == "classical":
            edges = 100 * np.cumsum(result.expected[:, :3], axis=1)
            ax.plot(result.n_trials, edges, color=INK, linestyle="--", linewidth=0.8)
        ax.set(xscale="log", xlim=(5, 100), ylim=(0, 100), xlabel="Trials a cue",
               title=model.capitalize())  # fmt: skip
        _trial_ticks(ax)
    axes[0, 1].set_ylabel("Cells (%)")
    for k, (x, y) in enumerate(((5.6, 9), (5.6, 30), (34, 55), (5.6, 90))):
        for ax in axes[0, 1:3]:
            ax.text(x, y, _GROUP_NAMES[k], color=INK, fontsize=7, va="center",
                    ha="center" if k == 2 else "left")  # fmt: skip
    _noises(axes[0, 3], result)
    for ax, text in zip(axes[0], "abcd", strict=True):
        letter(ax, text)
    return fig


def _trial_ticks(ax: Axes) -> None:
    ax.set_xticks([5, 10, 20, 50, 100], ["5", "10", "20", "50", "100"])
    ax.minorticks_off()


def _example(ax: Axes, result: ThreeGroups) -> None:
    n = result.example.shape[1]
    for k, colour in enumerate(CUE_COLOURS):
        y = result.example[k]
        ax.scatter(k + 0.18 * np.sin(2.4 * np.arange(n)), y, s=7, color=colour, alpha=0.6,
                   linewidth=0)  # fmt: skip
        half = 1.96 * y.std(ddof=1) / np.sqrt(n)
        ax.errorbar(k + 0.33, y.mean(), half, fmt="o", color=INK, markersize=3, elinewidth=0.9)
    ax.plot([0, 2], [1, 9], color=MUTED, linestyle="--", linewidth=0.8, zorder=0)
    ax.set_xticks([0, 1, 2], CUE_TICKS)
    ax.set(xlim=(-0.5, 2.6), ylabel="Response (spikes/s)", title="One classical cell")
    top = float(result.example.max())
    for (low, high), p, y in (((0, 1), result.example_p[0], top + 2.5),
                              ((1, 2), result.example_p[1], top + 5.5)):  # fmt: skip
        ax.plot([low, high], [y, y], color=INK, linewidth=0.8)
        direct(ax, (low + high) / 2, y + 0.3, f"P = {p:.2g}", ha="center", va="bottom")
    ax.set_ylim(float(result.example.min()) - 5, top + 9)
    text = f"{n} trials a cue\ndashed: truth\ndirect test: P = {result.example_direct_p:.2f}"
    note(ax, text, xy=(0.97, 0.02), ha="right", va="bottom")


def _noises(ax: Axes, result: ThreeGroups) -> None:
    shades = ("#d9b35c", "#b07a00", "#6b4a00")
    for j, colour in enumerate(shades):
        ax.plot(result.n_trials, 100 * result.expected_false_share[j], color=colour, linewidth=1)
        ax.plot(result.n_trials, 100 * result.false_share[j], "o", color=colour, markersize=3.2)
    for j, (x, y) in enumerate(((5.0, 57.5), (10.0, 67.0), (35.0, 67.0))):
        direct(ax, x, y, f"{result.noise[j]:g}", color=shades[j], ha="center" if j else "left")
    n = result.n_cells * result.n_populations
    note(ax, f"n = {n:,} cells a dot;\nnoise (spikes/s):", xy=(0.03, 1.0))
    ax.plot(result.n_trials, 100 * result.direct["classical"], "o-", color=COLOURS["joint"],
            markersize=3, linewidth=1)  # fmt: skip
    direct(ax, 97, 11, "direct test", color=COLOURS["joint"], ha="right")
    ax.set(xscale="log", xlim=(4.6, 110), ylim=(0, 80), xlabel="Trials a cue",
           ylabel="Classical cells (%)", title="False groups")  # fmt: skip
    _trial_ticks(ax)


@style()
def probability_power(result: ProbabilityPower) -> Figure:
    """Power over trials for several numbers of cells, by kind; and that of a single cell."""
    fig, axes = figure(1, 3, height_mm=66, sharey=True)
    shades = MAGNITUDE(np.linspace(0.8, 0.1, result.n_cells.size))
    for kind, ax in zip(KIND_NAMES, axes[0, :2], strict=True):
        for i in reversed(range(result.n_cells.size)):
            power = 100 * result.rejects["distributional", kind][i]
            ax.plot(result.n_trials, 100 * result.predicted[kind][i], color=shades[i], linewidth=1)
            ax.plot(result.n_trials, power, "o", color=shades[i], markersize=3.6,
                    label=f"{result.n_cells[i]}")  # fmt: skip
            ax.plot(result.n_trials, 100 * result.rejects["classical", kind][i], "x",
                    color=COLOURS["classical"], markersize=3, markeredgewidth=0.7)  # fmt: skip
        ax.axhline(80, color=GRID, linewidth=0.9, zorder=0)
        ax.set_title(f"{CELL_NAMES[kind][0].upper()}{CELL_NAMES[kind][1:]} cells")
    axes[0, 0].legend(title="cells", title_fontsize=7, loc="upper left", handletextpad=0.1,
                      borderaxespad=0.1)  # fmt: skip
    direct(axes[0, 1], 84, 17, "one rate", color=COLOURS["classical"], ha="right")
    axes[0, 0].set_ylabel("Populations, all alike is rejected (%)")
    single = axes[0, 2]
    rows: tuple[tuple[CellKind, str, float, float], ...] = (
        ("gaba", COLOURS["truth"], 33, 47),
        ("dopamine", COLOURS["distributional"], 40, 21),
    )
    for kind, colour, x, y in rows:
        share = 100 * result.single["distributional", kind]
        single.plot(result.n_trials, share, "o", color=colour, markersize=3.6)
        single.plot(result.n_trials, 100 * result.predicted_single[kind], color=colour,
                    linewidth=1)  # fmt: skip
        direct(single, x, y, CELL_NAMES[kind], color=colour, ha="right" if y > 40 else "left")
        single.plot(result.n_trials, 100 * result.single["classical", kind], "x",
                    color=COLOURS["classical"], markersize=3, markeredgewidth=0.7)  # fmt: skip
    single.set(title="One cell by itself", ylabel="Cells, off the shared position (%)")
    for ax, text in zip(axes[0], "abc", strict=True):
        ax.axhline(5, color=INK, linewidth=0.7, linestyle="--", zorder=0)
        ax.set(xscale="log", xlim=(4.6, 90), ylim=(0, 103), xlabel="Trials a cue")
        ax.set_xticks([5, 10, 20, 40, 80], ["5", "10", "20", "40", "80"])
        ax.minorticks_off()
        letter(ax, text)
    note(
        single,
        f"dots: n = {result.n_populations:,} populations\n(a, b), "
        f"{result.n_populations * int(result.n_cells[-1]):,} cells (c)\nlines: theory\n"
        "crosses: one rate",
    )
    return fig
