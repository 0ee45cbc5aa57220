"""Figures of a distribution that emerges."""

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.distributional_td.emergence import Emergence, ThreeCodes
from dopadist.plots.distributional_td.marks import asymmetry_bar, direct, tau_lines
from dopadist.plots.style import ASYMMETRY, COLOURS, INK, MUTED, figure, letter, note, style


@style()
def emergence(result: Emergence) -> Figure:
    """Values of all channels over trials, beside the density of the rewards."""
    fig, axes = figure(1, 2, height_mm=70, width_ratios=(4, 1), sharey=True)
    ax = axes[0, 0]
    tau_lines(ax, result.trial, result.value.T, result.tau, linewidth=0.8)
    ax.set(xscale="log", xlim=(1, result.trial[-1]), ylim=(0, 12), xlabel="Trial")
    ax.set_ylabel("Prediction (units of reward)")
    note(ax, f"{result.tau.size} channels,\none run")
    ax = axes[0, 1]
    ax.fill_betweenx(result.axis, 0, result.density, color=MUTED, alpha=0.3, linewidth=0)
    ax.plot(result.density, result.axis, color=MUTED, linewidth=0.8)
    last = result.value[-1]
    ax.scatter(np.full(last.size, -0.03), last, c=result.tau, cmap=ASYMMETRY, vmin=0, vmax=1, s=5)
    ax.set(xlabel="Density of rewards", xlim=(-0.06, 0.36))
    asymmetry_bar(fig, axes[0, 1])
    return fig


@style()
def learnt_distribution(result: Emergence) -> Figure:
    """Distribution function and quantile function at four moments of learning."""
    fig, axes = figure(1, 2, height_mm=64)
    shades = ("#8c959f", "#666e79", "#3b424b", COLOURS["quantile"])
    for index, colour in zip(result.shown, shades, strict=True):
        values, trial = result.value[index], result.trial[index]
        label = f"{trial:,} trials"
        order = np.argsort(values)
        axes[0, 0].step(values[order], result.tau, where="post", color=colour, label=label)
        axes[0, 1].plot(result.tau, values, "o", color=colour, markersize=2.4, label=label)
    axes[0, 0].plot(result.axis, result.cdf, color=INK, linewidth=0.9, linestyle="--")
    axes[0, 1].plot(result.tau, result.quantile, color=INK, linewidth=0.9, linestyle="--")
    axes[0, 0].set(xlabel="Reward", ylabel="Share of channels below", xlim=(0, 12), ylim=(0, 1))
    axes[0, 1].set(xlabel="Asymmetry τ", ylabel="Prediction", xlim=(0, 1), ylim=(0, 12))
    axes[0, 0].set_title("Distribution function")
    axes[0, 1].set_title("Quantile function")
    axes[0, 0].legend(loc="lower right", handlelength=1.2)
    note(axes[0, 1], "dashed: the truth")
    for ax, text in zip(axes[0], "ab", strict=True):
        letter(ax, text)
    return fig


@style()
def three_codes(result: ThreeCodes) -> Figure:
    """Expectiles and quantiles, categories, and each read back as a distribution function."""
    fig, axes = figure(1, 3, height_mm=66)
    ax = axes[0, 0]
    for name, exact, learnt in (
        ("expectile", result.exact_expectile, result.expectile),
        ("quantile", result.exact_quantile, result.quantile),
    ):
        ax.plot(result.fine_tau, exact, color=COLOURS[name], linewidth=0.8)
        ax.plot(result.tau, learnt, "o", color=COLOURS[name], markersize=2.4)
    ax.set(xlabel="Asymmetry τ", ylabel="Prediction", xlim=(0, 1), ylim=(0, 12))
    ax.set_title("Two kinds of channel")
    direct(ax, 0.03, 4.9, "expectiles", color=COLOURS["expectile"])
    direct(ax, 0.81, 9.6, "quantiles", color=COLOURS["quantile"], ha="right", va="bottom")
    note(ax, "dots: learnt\nlines: exact", xy=(0.97, 0.04), ha="right", va="bottom")
    ax = axes[0, 1]
    ax.vlines(result.atoms, 0, result.category, color=COLOURS["categorical"], linewidth=1.6)
    ax.plot(result.atoms, result.exact_category, color=INK, linewidth=0.8, linestyle="--")
    ax.set(xlabel="Reward", ylabel="Probability", xlim=(0, 12), ylim=(0, None))
    ax.set_title("Categories")
    note(ax, "bars: learnt\ndashed: exact", xy=(0.97, 0.97), ha="right")
    ax = axes[0, 2]
    even = (np.arange(result.tau.size) + 1) / result.tau.size
    dots = (0, (1.2, 1.2))
    for values, share, dash, colour, label in (
        (result.axis, result.cdf, "--", INK, "truth"),
        (np.sort(result.quantile), even, "-", COLOURS["quantile"], "quantiles"),
        (result.grid, np.cumsum(result.imputed), "-", COLOURS["expectile"], "imputed"),
        (np.sort(result.expectile), even, dots, COLOURS["expectile"], "raw expectiles"),
    ):
        ax.step(values, share, where="post", color=colour, linestyle=dash, label=label)
    ax.set(xlabel="Reward", ylabel="Share below", xlim=(0, 12), ylim=(0, 1))
    ax.set_title("Read as a distribution")
    ax.legend(loc="lower right", handlelength=1.6, borderaxespad=0.1)
    for axis, text in zip(axes[0], "abc", strict=True):
        letter(axis, text)
    return fig
