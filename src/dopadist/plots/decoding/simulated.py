"""Figures of the paper's simulated decodes, and of the choice of sigma."""

import numpy as np
from matplotlib.figure import Figure
from scipy.stats import gaussian_kde

from dopadist.decoding import SIGMA_ALL_TRIALS, SIGMA_HALF_TRIALS
from dopadist.experiments.decoding.noise import SigmaResult
from dopadist.experiments.decoding.simulated import Simulated
from dopadist.experiments.shared.decodes import HIGH, LOW
from dopadist.plots.shared.distributions import (
    ENTROPY,
    SEARCH,
    TRUTH,
    key,
    steps,
    tell,
    truth_steps,
)
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style

# Bandwidth factors of the paper's display.
WIDE, NARROW = 0.75, 0.5
NULL = COLOURS["null"]


@style()
def simulated(result: Simulated) -> Figure:
    """Both populations: as the paper draws them, and as distribution functions."""
    fig, axes = figure(2, 2, height_mm=112, sharex=True)
    x = np.linspace(-4, 27, 300)
    reward = result.reward
    smooth_truth = gaussian_kde(reward.values, WIDE, weights=reward.probabilities)(x)
    rows = (
        (result.distributional, "Distributional population"),
        (result.classical, "Classical population"),
    )
    for row, (one, title) in enumerate(rows):
        ax = axes[row, 0]
        ax.fill_between(x, smooth_truth, color="#d8dee4", linewidth=0)
        for search in one.searches:
            ax.plot(
                x, gaussian_kde(search.values, NARROW)(x), color=SEARCH, alpha=0.35, linewidth=0.8
            )
        pooled = gaussian_kde(one.pooled, WIDE)(x)
        ax.plot(x, pooled, color=SEARCH, linewidth=1.8)
        ax.plot(
            one.pooled[::3],
            np.full(one.pooled[::3].size, -0.03 * pooled.max()),
            "|",
            color=SEARCH,
            markersize=4,
            alpha=0.3,
        )
        # Single searches of the classical population are needles: the scale is the pooled curve's.
        tallest = max(pooled.max(), smooth_truth.max())
        ax.set(ylabel="Smoothed density (1/µL)", title=title, ylim=(-0.06 * tallest, 1.6 * tallest))
        letter(ax, "ac"[row])
        ax = axes[row, 1]
        truth_steps(ax, reward.values, reward.probabilities, ends=(-4, 27))
        weights = np.full(one.pooled.size, 1 / one.pooled.size)
        steps(ax, one.pooled, weights, ends=(-4, 27), color=SEARCH)
        steps(ax, one.entropy.values, one.entropy.probabilities, ends=(-4, 27), color=ENTROPY)
        ax.set(ylabel="Probability of at most this", ylim=(0, 1.02))
        note(
            ax,
            "distance to the task\n"
            f"published search {one.w1_search:.1f} µL\nmaximum entropy {one.w1_entropy:.1f} µL",
            xy=(0.97, 0.62),
            ha="right",
        )
        letter(ax, "bd"[row])
    top = axes[0, 0]
    note(
        top,
        f"{result.distributional.points.size} cells\n{len(result.distributional.searches)} decodes "
        "(light), pooled (dark)\ngrey: the task, smoothed alike",
        xy=(0.97, 0.97),
        ha="right",
    )
    names = (("task", TRUTH), ("published search", SEARCH), ("maximum entropy", ENTROPY))
    key(axes[0, 1], names, xy=(0.97, 0.27))
    for ax in axes[1]:
        ax.set_xlabel("Reward (µL)")
    for ax in axes.flat:
        ax.axvspan(-4, LOW, color=MUTED, alpha=0.08, linewidth=0)
        ax.axvspan(HIGH, 27, color=MUTED, alpha=0.08, linewidth=0)
        ax.set_xlim(-4, 27)
    return fig


@style()
def sigma(result: SigmaResult) -> Figure:
    """Distance against sigma in seven worlds, for half of the trials and for all."""
    fig, axes = figure(1, 2, height_mm=70, sharey=True)
    panels = (
        (result.half, SIGMA_HALF_TRIALS, "One split at a time (half of the trials each)"),
        (result.whole, SIGMA_ALL_TRIALS, "All trials at once"),
    )
    for i, (distance, chosen, title) in enumerate(panels):
        ax = axes[0, i]
        for row in distance:
            ax.plot(result.fractions, row, color=NULL, alpha=0.45, linewidth=0.8)
        ax.plot(
            result.fractions,
            distance.mean(axis=0),
            color=INK,
            linewidth=1.8,
            marker="o",
            markersize=3,
        )
        ax.axhline(result.prior.mean(), color=MUTED, linestyle=":", linewidth=1)
        ax.axvline(chosen, color=ENTROPY, linewidth=1)
        ax.set(xscale="log", xlabel="σ (fraction of the range of rewards)", title=title)
        ax.set_xticks([0.03, 0.1, 0.2, 0.5, 1.0], ["0.03", "0.1", "0.2", "0.5", "1"])
        ax.minorticks_off()
        tell(ax, chosen * 1.04, 3.95, f"σ used: {chosen:g}", ENTROPY, ha="left")
        letter(ax, "ab"[i])
    axes[0, 0].set_ylabel("Distance to the truth (spikes/s)")
    peaks = result.worlds.index("two peaks")
    tell(axes[0, 0], 0.033, result.half[peaks, 0] + 0.12, "two peaks", NULL, va="bottom")
    axes[0, 0].set_ylim(0, 4.2)
    tell(axes[0, 1], 0.031, result.prior.mean() + 0.05, "mean prior", MUTED, va="bottom")
    note(
        axes[0, 1],
        f"thin: seven worlds, {result.n_populations} populations each\nthick: their mean",
        xy=(0.42, 0.86),
    )
    return fig
