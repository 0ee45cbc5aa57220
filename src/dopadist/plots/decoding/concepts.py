"""Figures of one cell's equation and of the three methods."""

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from dopadist.experiments.decoding.conditions import Condition
from dopadist.experiments.decoding.methods import METHODS, Methods
from dopadist.experiments.shared.decodes import HIGH, LOW
from dopadist.plots.shared.distributions import (
    ENTROPY,
    OPTIMUM,
    SEARCH,
    TRUTH,
    key,
    steps,
    tell,
    truth_steps,
)
from dopadist.plots.style import ASYMMETRY, INK, MUTED, figure, letter, note, style

STYLE = {"least_squares": OPTIMUM, "sample_search": SEARCH, "maximum_entropy": ENTROPY}
NAME = {
    "least_squares": "lowest loss",
    "sample_search": "published search",
    "maximum_entropy": "maximum entropy",
}


@style()
def condition(result: Condition) -> Figure:
    """The weighted error of three cells, and two distributions with the same eight expectiles."""
    fig, axes = figure(1, 2, height_mm=68)
    ax = axes[0, 0]
    ax.axhline(0, color=MUTED, linewidth=0.7)
    for level, point, pull in zip(result.levels, result.points, result.pull, strict=True):
        colour = ASYMMETRY(level)
        ax.plot(result.values, pull, color=colour)
        ax.plot(point, 0, "o", color=colour, markersize=5, clip_on=False)
        tell(ax, 20.3, float(pull[-1]), f"τ = {level:.1f}", to_hex(colour), ha="left")
    for volume in result.reward.values:
        ax.plot([volume] * 2, [-5.6, -5.0], color=TRUTH, linewidth=1.4)
    tell(ax, 20.3, -4.5, "the seven rewards", TRUTH, ha="right", va="bottom")
    ax.set(
        xlabel="Reward (µL)",
        ylabel="Weighted error of the cell (µL)",
        xlim=(0, 23.5),
        ylim=(-5.6, 13.5),
    )
    note(ax, "dots: reversal points. Averaged over\nrewards, each curve is zero", xy=(0.03, 0.98))
    letter(ax, "a")

    ax = axes[0, 1]
    truth_steps(ax, result.reward.values, result.reward.probabilities, ends=(0, 21))
    steps(
        ax,
        result.twin_values,
        result.twin_probabilities,
        ends=(0, 21),
        color=INK,
        linestyle=(0, (3, 1.5)),
    )
    for point, tau in zip(result.reversal_points, result.tau, strict=True):
        ax.plot([point] * 2, [-0.07, -0.01], color=ASYMMETRY(tau), linewidth=1.6)
    tell(ax, 5.3, 0.60, "task", TRUTH, ha="left")
    tell(ax, 3.0, 0.40, "its twin", INK, ha="left")
    note(
        ax,
        f"the same {result.tau.size} expectiles (ticks, by τ),\nyet {result.distance:.2f} µL apart",
        xy=(0.98, 0.30),
        ha="right",
    )
    ax.set(xlabel="Reward (µL)", ylabel="Probability of at most this", ylim=(-0.08, 1.03))
    ax.set_xlim(0, 20.5)
    letter(ax, "b")
    return fig


@style()
def methods(result: Methods) -> Figure:
    """Decodes of exact and of noisy pairs, and loss against distance over draws of the noise."""
    fig, axes = figure(1, 3, height_mm=70)
    ends = (LOW, HIGH)
    for column, (decodes, title) in enumerate(
        ((result.exact, "Exact pairs"), (result.noisy, "Noisy asymmetries"))
    ):
        ax = axes[0, column]
        truth_steps(ax, result.reward.values, result.reward.probabilities, ends=ends)
        for name in METHODS:
            one = decodes[name]
            steps(ax, one.values, one.probabilities, ends=ends, color=STYLE[name], alpha=0.9)
        ax.set(title=title, xlabel="Reward (µL)", xlim=(0, 20.5), ylim=(0, 1.02))
        letter(ax, "ab"[column])
    axes[0, 0].set_ylabel("Probability of at most this")
    note(axes[0, 0], f"{result.tau.size} cells", xy=(0.97, 0.62), ha="right")
    names = (("task", TRUTH), *((NAME[name], STYLE[name]) for name in METHODS))
    key(axes[0, 0], names, xy=(0.97, 0.42))

    ax = axes[0, 2]
    for j, name in enumerate(METHODS):
        ax.plot(
            result.loss[:, j], result.w1[:, j], "o", color=STYLE[name], markersize=3.5, alpha=0.8
        )
    ax.plot(
        result.loss_of_truth, np.zeros(len(result.loss)), "D", color=TRUTH, markersize=3.5,
        alpha=0.8, clip_on=False,
    )  # fmt: skip
    ax.set(
        xlabel="Published loss (µL²)",
        ylabel="1-Wasserstein distance to the task (µL)",
        ylim=(0, None),
        title="A lower loss is no better decode",
    )
    note(
        ax,
        f"{len(result.loss)} draws of the noise;\ndiamonds: the task itself",
        xy=(0.97, 0.16),
        ha="right",
    )
    letter(ax, "c")
    return fig
