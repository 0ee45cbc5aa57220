"""Figures of the task, of responses over time, and of two cells."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.reversal_points.responses import MIDDLE, Task, TimeCourse, TwoCells
from dopadist.plots.shared.marks import direct, signed, zero
from dopadist.plots.style import COLOURS, GRID, INK, MAGNITUDE, MUTED, figure, letter, note, style
from dopadist.responses import AUTHORS, AlignedSpikes, trial_rates
from dopadist.tasks.rewards import VOLUMES

_SECOND = 1000.0
_SHADES = MAGNITUDE(np.linspace(0.0, 0.92, 7))


@style()
def task(result: Task) -> Figure:
    """Times of the two kinds of trials, and the seven volumes with their probabilities."""
    fig, axes = figure(1, 2, height_mm=52, width_ratios=[1.7, 1.0])
    times, bars = axes[0]
    delay = result.reward_delay / _SECOND
    rows = {"cued": 1.0, "uncued": 0.0}
    for name, y in rows.items():
        reward = delay if name == "cued" else 0.0
        colour = COLOURS[name]
        times.plot([-1.3, 2.6], [y, y], color=GRID, linewidth=1.0, zorder=0)
        times.barh(y, 1.0, left=-1.0, height=0.16, color=GRID)
        window = [at / _SECOND + reward for at in result.response]
        times.barh(y, window[1] - window[0], left=window[0], height=0.34, color=colour, alpha=0.3)
        times.plot([reward], [y], marker="v", color=colour, markersize=6)
        direct(times, reward, y + 0.22, "reward", color=colour, ha="center", va="bottom")
        direct(times, window[0], y - 0.22, "response", color=colour, va="top")
        direct(times, -0.5, y - 0.12, "baseline", color=MUTED, ha="center", va="top")
    times.barh(1.0, 1.0, left=0.0, height=0.16, color=INK, alpha=0.75)
    direct(times, 0.5, 1.12, "one odour for all", ha="center", va="bottom")
    times.set(
        xlabel="time from the first event of the trial (s)",
        ylim=(-0.55, 1.6),
        yticks=list(rows.values()),
        yticklabels=list(rows),
    )
    times.spines["left"].set_visible(False)
    times.tick_params(axis="y", length=0)
    letter(times, "a")
    positions = np.arange(result.volumes.size)
    bars.bar(positions, result.probabilities, color=_SHADES, width=0.75)
    bars.set(
        xlabel="reward volume (µL)",
        ylabel="probability",
        xticks=positions,
        xticklabels=[f"{volume:g}" for volume in result.volumes],
    )
    note(bars, f"mean {result.mean:.2f} µL")
    letter(bars, "b")
    return fig


@style()
def time_course(result: TimeCourse) -> Figure:
    """Mean rate over time for each volume, announced and not, and the axis made from it."""
    fig, axes = figure(1, 3, height_mm=66, width_ratios=[1.5, 1.1, 1.0])
    cued, uncued, line = axes[0]
    panels = (
        (cued, result.rate_cued, "cued rewards", -1.9),
        (uncued, result.rate_uncued, "uncued rewards", -0.6),
    )
    high = float(max(result.rate_cued.max(), result.rate_uncued.max())) * 1.08
    low = float(min(result.rate_cued.min(), result.rate_uncued.min())) * 1.15
    smooth = np.ones(25) / 25  # 25-ms mean, for the eye
    for ax, rates, name, start in panels:
        shown = (result.time / _SECOND >= start) & (result.time <= 1400)
        for rate, shade in zip(rates, _SHADES, strict=True):
            drawn = np.convolve(rate, smooth, mode="same")[shown]
            ax.plot(result.time[shown][::10] / _SECOND, drawn[::10], color=shade, linewidth=1.0)
        window = [at / _SECOND for at in AUTHORS.uncued_response]
        ax.axvspan(*window, color=GRID, alpha=0.6, zorder=0, linewidth=0)
        zero(ax)
        ax.set(xlabel="time from reward (s)", ylim=(low, high), title=name)
    cued.set_ylabel("change of firing rate (spikes/s)")
    cued.axvline(-1.5, color=MUTED, linewidth=0.7, linestyle=":")
    direct(cued, -1.46, high * 0.97, "odour", color=MUTED, va="top")
    note(uncued, f"n = {result.n_cells} cells", xy=(0.97, 0.97), ha="right")
    positions = np.arange(7)
    curves = (
        (result.axis_uncued, COLOURS["uncued"], "uncued"),
        (result.axis_pooled, INK, "pooled: the axis"),
        (result.axis_cued, COLOURS["cued"], "cued"),
    )
    for row, (values, colour, name) in enumerate(curves):
        line.plot(positions, values, color=colour, linewidth=0.9)
        line.scatter(positions, values, color=_SHADES if colour == INK else colour, s=14, zorder=3)
        note(line, name, xy=(0.04, 0.97 - 0.075 * row), color=colour)
    zero(line)
    line.set(
        xlabel="reward volume (µL)",
        ylabel="mean response (spikes/s)",
        xticks=positions,
        xticklabels=[f"{volume:g}" for volume in VOLUMES],
    )
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig


@style()
def two_cells(result: TwoCells) -> Figure:
    """Rasters and rates of two cells at 5 µL, and the test in every cell."""
    fig, axes = figure(2, 3, height_mm=84, width_ratios=[1, 1, 1.1], height_ratios=[1.5, 1])
    for column, (spikes, index, colour) in enumerate(
        (
            (result.spikes_up, result.up, COLOURS["unpredicted"]),
            (result.spikes_down, result.down, COLOURS["predicted"]),
        )
    ):
        raster, rate = axes[:, column]
        _raster(raster, spikes, colour)
        raster.set_title(f"cell {index + 1}: t = {signed(result.t[index], 1)}")
        _rate(rate, spikes, colour)
    axes[0, 0].set_ylabel("trial")
    axes[1, 0].set_ylabel("rate (spikes/s)")
    grid = axes[0, 2].get_gridspec()
    for ax in axes[:, 2]:
        ax.remove()
    ranks = fig.add_subplot(grid[:, 2])
    order = np.argsort(result.t)
    rank = np.arange(1, order.size + 1)
    ranks.plot(rank, result.null_t, color=COLOURS["null"], linewidth=1.4)
    for inside, marker, face in ((True, "o", INK), (False, "o", "white")):
        keep = result.prefix[order] == inside
        ranks.scatter(
            rank[keep], result.t[order][keep], s=13, marker=marker, facecolor=face,
            edgecolor=INK, linewidth=0.7, zorder=3,
        )  # fmt: skip
    for cell, colour in ((result.up, COLOURS["unpredicted"]), (result.down, COLOURS["predicted"])):
        at = int(np.flatnonzero(order == cell)[0])
        ranks.scatter(rank[at], result.t[cell], s=46, facecolor="none", edgecolor=colour, zorder=4)
    zero(ranks)
    ranks.axhspan(-2, 2, color=GRID, alpha=0.5, zorder=0, linewidth=0)
    ranks.set(xlabel="cells, sorted by t", ylabel=f"t of responses to {VOLUMES[MIDDLE]:g} µL")
    note(ranks, "filled: the cells of the largest prefix\nochre: permuted trials, sorted alike")
    n_up = int(((result.t > 0) & (result.p < 0.05)).sum())
    n_down = int(((result.t < 0) & (result.p < 0.05)).sum())
    note(
        ranks,
        f"P < 0.05: {n_up} up, {n_down} down\npermuted: {result.null_up.mean():.1f} up, "
        f"{result.null_down.mean():.1f} down",
        xy=(0.97, 0.03), ha="right", va="bottom", color=INK,
    )  # fmt: skip
    letter(axes[0, 0], "a")
    letter(axes[0, 1], "b")
    letter(ranks, "c")
    return fig


def _raster(ax: Axes, spikes: AlignedSpikes, colour: str) -> None:
    shown = (spikes.offset >= -1800) & (spikes.offset <= 1200)
    ax.scatter(
        spikes.offset[shown] / _SECOND, spikes.trial[shown] + 1, s=3.2, marker="|",
        color=INK, linewidth=0.6,
    )  # fmt: skip
    _events(ax, colour)
    ax.set(xlim=(-1.8, 1.2), ylim=(spikes.n_trials + 1, 0))


def _rate(ax: Axes, spikes: AlignedSpikes, colour: str) -> None:
    time, rates = trial_rates(spikes)
    smooth = np.convolve(rates.mean(0), np.ones(80) / 80, mode="same")
    shown = (time >= -1800) & (time <= 1200)
    ax.plot(time[shown][::20] / _SECOND, smooth[shown][::20], color=colour)
    _events(ax, colour)
    ax.set(xlim=(-1.8, 1.2), xlabel="time from reward (s)")
    ax.set_ylim(bottom=0)
    note(ax, f"n = {spikes.n_trials} trials", xy=(0.13, 0.97))


def _events(ax: Axes, colour: str) -> None:
    window = [at / _SECOND for at in AUTHORS.uncued_response]
    ax.axvspan(*window, color=colour, alpha=0.15, zorder=0, linewidth=0)
    ax.axvline(0, color=MUTED, linewidth=0.7, linestyle=":", zorder=0)
    ax.axvline(-1.5, color=MUTED, linewidth=0.7, linestyle=":", zorder=0)
