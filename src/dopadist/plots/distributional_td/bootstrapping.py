"""Figures of learning from samples of the next state."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from dopadist.experiments.distributional_td.bootstrapping import Bootstrapping, SharedDraw
from dopadist.plots.distributional_td.marks import direct, zero
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style

_LOOK = {
    "own": (COLOURS["quantile"], "s", "from its own value"),
    "raw": (COLOURS["null"], "^", "from all channels, raw"),
    "imputed": (COLOURS["expectile"], "o", "from imputed samples"),
}


@style()
def bootstrapping(result: Bootstrapping) -> Figure:
    """The chain, the values learnt at its start, and expectiles taken as samples."""
    fig, axes = figure(1, 3, height_mm=70, width_ratios=(0.85, 1.5, 1))
    low, high = result.coins
    _chain(axes[0, 0], low, high)
    ax = axes[0, 1]
    ax.plot([0, 1], [0, 1], color=INK, linewidth=0.9, linestyle="--")
    for kind, (colour, marker, label) in _LOOK.items():
        ax.plot(result.tau, result.exact[kind], color=colour, linewidth=0.8)
        ax.plot(result.tau, result.learnt[kind], marker, color=colour, markersize=3, label=label)
    ax.axvline(0.9, color=MUTED, linewidth=0.6, zorder=0)
    ax.set(xlabel="Asymmetry τ", ylabel="Prediction at Start", xlim=(0, 1), ylim=(0, 1))
    ax.set_title("Learnt at Start")
    ax.legend(loc="upper left", handletextpad=0.2)
    direct(ax, 0.31, 0.24, "dashed: the truth", va="top")
    note(ax, f"mean of {result.n_runs} runs", xy=(0.87, 0.04), ha="right", va="bottom")
    ax = axes[0, 2]
    ax.hist(
        result.coin_expectiles,
        bins=np.linspace(0, 1, 21).tolist(),
        weights=np.full(result.coin_tau.size, 100 / result.coin_tau.size),
        color=COLOURS["null"],
        alpha=0.6,
    )
    mean = float(result.coin_expectiles.mean())
    ax.axvline(mean, color=COLOURS["null"], linewidth=1)
    ax.axvline(high, color=INK, linewidth=0.9, linestyle="--")
    ax.set(
        xlabel=f"Expectile of the coin with {high:g}",
        ylabel="Channels (%)",
        xlim=(0, 1),
        ylim=(0, 20),
        yticks=[0, 5, 10, 15, 20],
    )
    ax.set_title("Taken as samples")
    direct(ax, 0.68, 18.6, f"their mean {mean:.3f}", color=COLOURS["null"], ha="right")
    direct(ax, 0.68, 17.2, f"dashed: the coin's {high:g}", ha="right")
    for axis, text in zip(axes[0], "abc", strict=True):
        letter(axis, text)
    return fig


@style()
def shared_draw(result: SharedDraw) -> Figure:
    """Population means over episodes, and their spread against the number of channels."""
    fig, axes = figure(1, 2, height_mm=62, width_ratios=(1.5, 1))
    ax = axes[0, 0]
    zero(ax, result.truth)
    looks = {
        "shared": (COLOURS["null"], "^", "one draw for all"),
        "all": (COLOURS["expectile"], "o", "a draw for each"),
    }
    for kind, (colour, marker, label) in looks.items():
        ax.plot(result.episode, result.path[kind], color=colour, linewidth=1, label=label)
        axes[0, 1].plot(result.n_channels, result.spread[kind], marker, color=colour, markersize=4)
        axes[0, 1].plot(result.n_channels, result.predicted[kind], color=colour, linewidth=0.9)
    ax.set(
        xlabel="Episode",
        ylabel="Mean prediction at Start",
        ylim=(0.3, 0.75),
        yticks=[0.3, 0.5, 0.7],
    )
    ax.set_xlim(result.episode[0], result.episode[-1])
    ax.set_title("A whole population errs together")
    ax.legend(loc="upper left", ncols=2)
    note(ax, f"{result.n_channels[-1]} channels, one run each; grey: the truth", xy=(0.97, 0.04),
         ha="right", va="bottom")  # fmt: skip
    ax = axes[0, 1]
    ax.axhline(result.floor, color=INK, linewidth=0.9, linestyle="--", zorder=0)
    ax.set(
        xscale="log",
        xlabel="Channels",
        ylabel="Spread (SD of their mean)",
        ylim=(0, 0.07),
        yticks=[0, 0.02, 0.04, 0.06],
    )
    ax.set_xticks(result.n_channels, [f"{n}" for n in result.n_channels])
    ax.minorticks_off()
    ax.set_title("What a larger population calms")
    direct(ax, 16, 0.052, "one draw for all", color=COLOURS["null"], ha="center")
    direct(ax, 64, 0.034, "a draw for each", color=COLOURS["expectile"], ha="right")
    direct(ax, 64, 0.024, "dashed: the coin's own part", ha="right")
    note(ax, f"symbols: {result.n_runs} runs; lines: closed form", xy=(0.97, 0.04), ha="right",
         va="bottom")  # fmt: skip
    for axis, text in zip(axes[0], "ab", strict=True):
        letter(axis, text)
    return fig


def _chain(ax: Axes, low: float, high: float) -> None:
    places = {"Start": (0.16, 0.5), f"pays 1 with\nprobability {low:g}": (0.72, 0.22),
              f"pays 1 with\nprobability {high:g}": (0.72, 0.78)}  # fmt: skip
    ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    ax.set_title("The task")
    ax.plot(*np.array(list(places.values())).T, "o", color="none")
    box = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": INK, "linewidth": 0.7}
    for name, (x, y) in places.items():
        ax.text(x, y, name, ha="center", va="center", fontsize=7, bbox=box)
    for y, end in ((0.46, 0.28), (0.54, 0.72)):
        ax.add_patch(
            FancyArrowPatch(
                (0.3, y), (0.45, end), arrowstyle="-|>", mutation_scale=7, linewidth=0.8
            )
        )
        direct(ax, 0.3, (y + end) / 2 + (0.06 if end > 0.5 else -0.06), "½", ha="center")
