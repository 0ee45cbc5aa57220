"""Figures of the cells' profiles over the cues, and of the same cells measured twice."""

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.probability_coding.profiles import (
    AGAIN,
    PositionHalves,
    ProbabilityProfiles,
)
from dopadist.experiments.probability_coding.settings import KIND_NAMES, MODELS
from dopadist.plots.probability_coding.marks import (
    ASYMMETRY_TEXT,
    CELL_NAMES,
    CUE_TICKS,
    MODEL_COLOURS,
    direct,
    side_by_side,
    tau_colours,
)
from dopadist.plots.style import GRID, INK, MUTED, figure, letter, note, style


@style()
def probability_profiles(result: ProbabilityProfiles) -> Figure:
    """Standardised mean responses to the three cues, one line a cell."""
    fig, axes = figure(1, 4, height_mm=64, sharey=True)
    x = np.array([10.0, 50.0, 90.0])
    panels = [(model, kind) for kind in KIND_NAMES for model in MODELS]
    for ax, key, text in zip(axes[0], panels, "abcd", strict=True):
        for line, colour in zip(result.profile[key], tau_colours(result.tau[key]), strict=True):
            ax.plot(x, line, color=colour, linewidth=0.8, alpha=0.8)
            ax.plot(x, line, "o", color=colour, markersize=2)
        ax.plot(x, result.noiseless["classical", key[1]][0], color=INK, linestyle="--",
                linewidth=0.9, zorder=4)  # fmt: skip
        ax.set(xlabel="Probability of reward", title=f"{key[0].capitalize()} {CELL_NAMES[key[1]]}")
        ax.set_xticks(x, CUE_TICKS)
        ax.set_xlim(0, 100)
        letter(ax, text)
    axes[0, 0].set_ylabel("Mean response, standardised\nin each cell")
    n = len(result.profile[panels[0]])
    note(axes[0, 0], f"n = {n} cells,\n{result.n_trials} trials a cue")
    note(axes[0, 1], "τ above 1/2", color=ASYMMETRY_TEXT[1])
    note(axes[0, 1], "τ below 1/2", xy=(0.97, 0.04), ha="right", va="bottom",
         color=ASYMMETRY_TEXT[0])  # fmt: skip
    note(axes[0, 0], "dashed: one rate,\nno noise", xy=(0.97, 0.04), ha="right", va="bottom",
         color=INK)  # fmt: skip
    return fig


@style()
def position_halves(result: PositionHalves) -> Figure:
    """One population of each model in two halves, and all populations measured again."""
    fig, axes = figure(1, 3, height_mm=66, width_ratios=(1, 1, 1.35))
    for ax, model in zip(axes[0, :2], MODELS, strict=True):
        ax.plot([-1, 2], [-1, 2], color=GRID, linewidth=0.9, zorder=0)
        one, two = result.pair[model]
        inside = (np.abs(one - 0.5) < 0.77) & (np.abs(two - 0.5) < 0.77)
        ax.scatter(one[inside], two[inside], c=tau_colours(result.tau[model][inside]), s=13,
                   linewidth=0, zorder=3)  # fmt: skip
        ax.set(xlim=(-0.3, 1.3), ylim=(-0.3, 1.3), xlabel="Position, first half of the trials",
               title=f"{model.capitalize()}, one population")  # fmt: skip
        outside = int((~inside).sum())
        beyond = f"\n{outside} outside the frame" if outside else ""
        r = result.rank_r[model, "first and second half"][0]
        note(ax, f"n = {one.size} dopamine cells{beyond}\nrank r = {r:.2f}".replace("-", "−"))
    axes[0, 0].set_ylabel("Position, second half")
    many = axes[0, 2]
    many.axhline(0, color=GRID, linewidth=0.8, zorder=0)
    at = 0.0
    ticks = []
    for again in AGAIN:
        for model, shift in zip(MODELS, (-0.2, 0.2), strict=True):
            r = result.rank_r[model, again]
            x, y = side_by_side(r, at + shift, width=0.14)
            many.scatter(x, y, s=2.5, color=MODEL_COLOURS[model], linewidth=0, alpha=0.5)
            many.hlines(r.mean(), at + shift - 0.18, at + shift + 0.18, color=INK, linewidth=1.3,
                        zorder=4)  # fmt: skip
        ticks.append(at)
        at += 1
    x, y = side_by_side(result.rank_r_static, at, width=0.14)
    many.scatter(x, y, s=2.5, color=MUTED, linewidth=0, alpha=0.5)
    many.hlines(result.rank_r_static.mean(), at - 0.18, at + 0.18, color=INK, linewidth=1.3,
                zorder=4)  # fmt: skip
    many.set_xticks([*ticks, at], ["random\nhalves", "first and\nsecond", "two\nsessions",
                                   "random,\nvalues stay"])  # fmt: skip
    many.set(ylabel="Rank correlation of positions", ylim=(-0.6, 1.0), title="Measured again")
    direct(many, 3.45, 0.82, "distributional", color=MODEL_COLOURS["distributional"], ha="right")
    direct(many, 3.45, 0.55, "classical", color=MODEL_COLOURS["classical"], ha="right")
    n = result.rank_r_static.size
    note(many, f"each dot: one of {n} populations", xy=(0.02, 0.02), va="bottom")
    for ax, text in zip(axes[0], "abc", strict=True):
        letter(ax, text)
    return fig
