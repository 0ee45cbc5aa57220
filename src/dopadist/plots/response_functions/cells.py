"""Figures of single cells: their lines with bands, and what held-out trials say of them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.asymmetry import ESTIMATORS, Estimator
from dopadist.experiments.response_functions.bands import Bands
from dopadist.experiments.response_functions.held_out import MODELS
from dopadist.experiments.response_functions.one_or_many import CONTROLS, OneOrMany
from dopadist.plots.shared.marks import direct, signed, spread, zero
from dopadist.plots.style import (
    ASYMMETRY,
    COLOURS,
    GRID,
    INK,
    MUTED,
    figure,
    letter,
    note,
    style,
)

_MODELS = {
    "gain": "axis\n× gain",
    "straight": "one\nline",
    "shared": "shared\nτ",
    "own": "own\nτ",
    "means": "seven\nmeans",
}
_CONTROLS = {
    "permuted": "permuted",
    "homogeneous": "one tuning curve",
    "equal_slopes": "equal slopes",
    "equal_slopes_spiking": "… in spikes",
    "unrelated": "diverse τ",
}
_NAMES = {"authors": "authors' reversal point", "joint": "each model's best reversal point"}


@style()
def bands(result: Bands) -> Figure:
    """Five cells with trials and bands; below, the interval of tau of every cell."""
    fig, axes = figure(2, len(result.shown), height_mm=112, height_ratios=[1, 1.15])
    for ax in axes[1]:
        ax.remove()
    for index, (ax, cell) in enumerate(zip(axes[0], result.shown, strict=True)):
        colour = ASYMMETRY(result.tau[cell])
        trials = result.trials[index]
        place = np.repeat(result.axis, trials.shape[1])
        shift = np.linspace(-0.22, 0.22, trials.shape[1])
        x = place + np.tile(shift, result.axis.size)
        ax.scatter(x, trials.ravel(), s=2.5, color=MUTED, alpha=0.35, linewidth=0, zorder=1)
        ax.fill_between(
            result.u[index], result.low[index], result.high[index], color=colour, alpha=0.35,
            linewidth=0, zorder=2,
        )  # fmt: skip
        ax.plot(result.u[index], result.middle[index], color=colour, linewidth=1.3, zorder=4)
        means = np.nanmean(trials, 1)
        ax.scatter(result.axis, means, s=11, color=INK, linewidth=0, zorder=5)
        zero(ax)
        ticks = [0, 4, 5, 6]
        ax.set_xticks(result.axis[ticks], ["0.1", "5", "10", "20"])
        low, high = np.nanpercentile(trials, [1, 99])
        ax.set(ylim=(low - 2, high + 4), xlabel="volume (µL)")
        n = int(np.isfinite(trials).sum())
        ax.set_title(f"cell {cell + 1}, n = {n}")
        text = f"τ {result.tau[cell]:.2f}\n({result.tau_low[cell]:.2f}–{result.tau_high[cell]:.2f})"
        note(ax, text, xy=(0.04, 0.99), color="#1f2328")
    axes[0, 0].set_ylabel("response (spikes/s)")
    letter(axes[0, 0], "a")
    grid = axes[1, 0].get_gridspec()
    with_all = fig.add_subplot(grid[1, :4])
    _all_cells(with_all, result)
    letter(with_all, "b")
    null = fig.add_subplot(grid[1, 4])
    x, y = spread(result.null_share, 0.0)
    null.scatter(x, y, s=8, color=COLOURS["null"], linewidth=0, alpha=0.8)
    null.axhline(0.05, color=MUTED, linewidth=0.8, linestyle="--", zorder=0)
    null.axhline(result.excluded, color=INK, linewidth=1.4)
    direct(null, -0.55, result.excluded + 0.012, "the cells", va="bottom")
    null.set(
        xlim=(-0.6, 0.6), ylim=(-0.01, max(0.33, result.excluded + 0.06)), xticks=[0],
        xticklabels=[f"equal slopes,\n{result.null_share.size} populations"],
        ylabel="share excluding ½",
    )  # fmt: skip
    letter(null, "c")
    return fig


def _all_cells(ax: Axes, result: Bands) -> None:
    order = np.argsort(result.tau)
    low, tau, high = (one[order] for one in (result.tau_low, result.tau, result.tau_high))
    away = (low > 0.5) | (high < 0.5)
    at = np.arange(tau.size)
    ax.axhline(0.5, color=MUTED, linewidth=0.8, linestyle="--", zorder=0)
    ax.vlines(at, low, high, color=[ASYMMETRY(one) for one in tau], linewidth=1.6)
    ax.scatter(at[away], tau[away], s=17, c=ASYMMETRY(tau[away]), zorder=3, linewidth=0)
    ax.scatter(
        at[~away], tau[~away], s=15, facecolor="white", linewidth=1.0, zorder=3,
        edgecolor=[ASYMMETRY(value) for value in tau[~away]],
    )  # fmt: skip
    ax.set(
        ylim=(0, 1), xlim=(-1, tau.size), xticks=[], ylabel="asymmetry τ",
        xlabel=f"{tau.size} cells, sorted; filled: 95 % interval excludes ½ ({int(away.sum())})",
    )  # fmt: skip


@style()
def one_or_many(result: OneOrMany) -> Figure:
    """Errors of five descriptions; improvement of cells, of controls, under both rules."""
    fig, axes = figure(2, 3, height_mm=124, width_ratios=[1.05, 0.9, 1.05])
    for row, estimator in enumerate(ESTIMATORS):
        ladder, cells, null = axes[row]
        colour = COLOURS[estimator]
        errors = result.cells[estimator].error.mean(1)
        ladder.plot(errors - errors.min(0), color=GRID, linewidth=0.6, zorder=1)
        ladder.plot((errors - errors.min(0)).mean(1), color=colour, marker="o", ms=4, zorder=3)
        for place, mean in enumerate((errors - errors.min(0)).mean(1)):
            ladder.annotate(
                f"{errors[place].mean():.2f}", (place, mean), xytext=(0, 6),
                textcoords="offset points", fontsize=7, ha="center", color=INK,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.8},
            )  # fmt: skip
        ladder.set(
            xticks=range(len(MODELS)), ylim=(-0.2, 4.2), xlim=(-0.5, len(MODELS) - 0.5),
            ylabel="held-out error above\nthe cell's best (spikes/s)²", title=_NAMES[estimator],
        )  # fmt: skip
        ladder.set_xticklabels(list(_MODELS.values()))
        note(ladder, f"grey: n = {errors.shape[1]} cells", xy=(0.98, 0.97), ha="right")
        gain = np.sort(result.observed(estimator))
        at = np.arange(gain.size)
        cells.scatter(at, gain, s=12, color=np.where(gain > 0, colour, MUTED), linewidth=0)
        zero(cells)
        cells.axhline(gain.mean(), color=colour, linewidth=1.0, linestyle="--")
        top = float(np.percentile(gain, 97))
        cells.set(
            xticks=[], xlabel=f"{gain.size} cells, sorted", ylim=(-2.2, max(4.2, top)),
            ylabel="shared τ − own τ (spikes/s)²", title="improvement by an own τ",
        )  # fmt: skip
        interval = f"({signed(result.low[estimator])} to {signed(result.high[estimator])})"
        note(
            cells,
            f"own better in {int((gain > 0).sum())} of {gain.size}\n"
            f"mean {signed(float(gain.mean()))}\n{interval}",
        )
        beyond = int((gain > max(4.2, top)).sum())
        if beyond:
            note(cells, f"{beyond} beyond", xy=(0.98, 0.03), ha="right", va="bottom")
        _controls(null, result, estimator)
        for ax, name in zip(axes[row], "abc" if row == 0 else "def", strict=True):
            letter(ax, name)
    return fig


def _controls(ax: Axes, result: OneOrMany, estimator: Estimator) -> None:
    observed = float(result.observed(estimator).mean())
    zero(ax, "x")
    ax.axvline(observed, color=INK, linewidth=1.3)
    for row, key in enumerate(CONTROLS):
        y = len(CONTROLS) - 1 - row
        values = result.improvement[key][estimator]
        shift, sorted_values = spread(values, float(y), width=0.2)
        colour = COLOURS["truth"] if key == "unrelated" else COLOURS["null"]
        ax.scatter(sorted_values, shift, s=7, color=colour, linewidth=0, alpha=0.75)
    ax.set(
        xlim=(-0.75, 2.0), ylim=(-0.5, len(CONTROLS) - 0.1),
        xlabel="mean improvement (spikes/s)²",
        title=f"{result.n_populations} populations each",
    )  # fmt: skip
    n_cells = result.observed(estimator).size
    labels = [
        f"{name}\n({result.counts[key][estimator].mean():.0f} of {n_cells} better)"
        for key, name in _CONTROLS.items()
    ]
    ax.set_yticks(range(len(CONTROLS)), labels[::-1])
    direct(ax, observed, len(CONTROLS) - 0.22, f" the cells {signed(observed)}", ha="left")
