"""Figures of speed and noise."""

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.distributional_td.rates import ConstantRateNoise, SumAndRatio
from dopadist.plots.distributional_td.marks import direct, tau_colour, zero
from dopadist.plots.style import INK, MUTED, figure, letter, note, style

_DASHES = ("-", (0, (4, 1.5)), (0, (1.2, 1.2)))


@style()
def sum_and_ratio(result: SumAndRatio) -> Figure:
    """Same ratio and three sums; same sum and two ratios."""
    fig, axes = figure(1, 2, height_mm=62, sharey=True)
    for ax, channels in ((axes[0, 0], (0, 1, 2)), (axes[0, 1], (0, 3))):
        for i in channels:
            colour = tau_colour(result.tau[i])
            dash = _DASHES[i] if ax is axes[0, 0] else "-"
            ax.plot(result.trial, result.one_run[:, i], color=colour, linewidth=0.5, alpha=0.35)
            label = f"α⁺ + α⁻ = {result.total[i]:.2f}"
            ax.plot(result.trial, result.value[:, i], color=colour, linestyle=dash, label=label)
            every = slice(None, None, 10)
            ax.plot(
                result.trial[every],
                result.predicted[every, i],
                "o",
                color=INK,
                markersize=2,
                zorder=4,
            )
            ax.axhline(result.expectile[i], color=MUTED, linewidth=0.6, zorder=0)
        ax.set(xlabel="Trial", xlim=(0, result.trial[-1]), ylim=(0, 1))
    axes[0, 0].set(ylabel="Prediction (rewards: 0 to 1)", title="Same ratio, three sums")
    axes[0, 1].set(title="Same sum, two ratios")
    axes[0, 0].legend(loc="center right", handlelength=2.6)
    direct(axes[0, 1], 300, 0.86, "τ = 0.9", color=tau_colour(0.9))
    direct(axes[0, 1], 300, 0.35, "τ = 0.1", color=tau_colour(0.1))
    note(
        axes[0, 0],
        f"mean of {result.n_runs:,} runs (thick), one run (thin),\nclosed form (dots)",
        xy=(0.97, 0.04),
        ha="right",
        va="bottom",
    )
    for ax, text in zip(axes[0], "ab", strict=True):
        letter(ax, text)
    return fig


@style()
def constant_rate_noise(result: ConstantRateNoise) -> Figure:
    """Spread and bias of the prediction against the sum of the rates."""
    fig, axes = figure(1, 2, height_mm=62)
    ax = axes[0, 0]
    for i, level in enumerate(result.tau):
        # The spreads at tau and 1 - tau coincide: one marker inside the other shows both.
        size = (6.5, 4.5, 3)[i]
        ax.loglog(result.total, result.spread[:, i], "o", color=tau_colour(level), markersize=size)
        ax.loglog(result.total, result.predicted_spread[:, i], color=tau_colour(level))
    ax.set(xlabel="Sum of the rates α⁺ + α⁻", ylabel="Spread (SD of the prediction)")
    ax.set_xticks(result.total, [f"{each:g}" for each in result.total])
    ax.set_yticks([0.01, 0.02, 0.05, 0.1], ["0.01", "0.02", "0.05", "0.1"])
    ax.minorticks_off()
    ax.set_title("Spread grows as the square root")
    direct(ax, 0.045, 0.036, "τ = 0.5", color=tau_colour(0.5), ha="right")
    direct(ax, 0.06, 0.0175, "τ = 0.1 and 0.9\n(one curve)")
    ax = axes[0, 1]
    zero(ax)
    for i, level in enumerate(result.tau):
        ax.errorbar(
            result.total,
            result.bias[:, i],
            1.96 * result.bias_error[:, i],
            fmt="o",
            color=tau_colour(level),
            markersize=3,
            elinewidth=0.8,
        )
        ax.plot(
            np.r_[0, result.total],
            np.r_[0, result.predicted_bias[:, i]],
            color=tau_colour(level),
        )
        direct(ax, 0.335, result.bias[-1, i], f"τ = {level}", color=tau_colour(level))
    ax.set(xlabel="Sum of the rates α⁺ + α⁻", ylabel="Bias (mean − expectile)", xlim=(0, 0.4))
    ax.set_title("Bias grows in proportion")
    for axis, text in zip(axes[0], "ab", strict=True):
        letter(axis, text)
    note(axes[0, 0], "lines: closed form")
    note(axes[0, 1], f"{result.n_runs:,} runs × {result.n_notes} notes,\nbars: 95 % of the mean")
    return fig
