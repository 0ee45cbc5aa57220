"""Rasters of the cells of one prefix, and of cells recorded at the same time."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.simultaneous_diversity.responses import Animal, Simultaneous
from dopadist.plots.shared.marks import Floats, direct, signed, zero
from dopadist.plots.style import COLOURS, GRID, INK, MUTED, figure, letter, note, style
from dopadist.responses import AUTHORS, AlignedSpikes, trial_rates

_SECOND = 1000.0
_UP, _DOWN = COLOURS["unpredicted"], COLOURS["predicted"]


@style()
def animal(result: Animal) -> Figure:
    """Every cell of the largest prefix: raster above, change of rate below, sorted by t."""
    columns = 8
    rows = -(-result.cells.size // columns)
    fig, axes = figure(
        2 * rows, columns, height_mm=58 * rows, height_ratios=[1.5, 1] * rows, sharex=True
    )
    changes = [_change(spikes) for spikes in result.spikes]
    high = max(float(change.max()) for _, change in changes) * 1.05
    low = min(float(change.min()) for _, change in changes) * 1.05
    for index, (cell, spikes) in enumerate(zip(result.cells, result.spikes, strict=True)):
        row, column = divmod(index, columns)
        raster, rate = axes[2 * row, column], axes[2 * row + 1, column]
        colour = {0: _DOWN, result.cells.size - 1: _UP}.get(index, MUTED)
        _raster(raster, spikes, colour)
        raster.set_title(
            f"cell {cell + 1}\nt({result.n_trials[index] - 1}) = {signed(result.t[index], 1)}",
            fontsize=7,
            fontweight="normal" if colour == MUTED else "bold",
        )
        time, change = changes[index]
        rate.plot(time / _SECOND, change, color=colour if colour != MUTED else INK, linewidth=0.9)
        _events(rate, colour)
        zero(rate)
        rate.set(ylim=(low, high), xlim=(-1.8, 1.2), xticks=[-1.5, 0], xticklabels=["−1.5", "0"])
        raster.set_yticks([])
        raster.tick_params(axis="x", labelbottom=False)
        if column:
            rate.tick_params(axis="y", labelleft=False)
    for spare in range(result.cells.size, rows * columns):
        row, column = divmod(spare, columns)
        axes[2 * row, column].set_visible(False)
        axes[2 * row + 1, column].set_visible(False)
    for row in range(rows):
        axes[2 * row, 0].set_ylabel("trials")
        axes[2 * row + 1, 0].set_ylabel("Δ spikes/s")
    fig.supxlabel("time from reward (s)", fontsize=8)
    return fig


@style()
def simultaneous(result: Simultaneous) -> Figure:
    """All sessions; then two sessions in which cells saw the same drops."""
    fig = figure(1, 1, height_mm=128)[0]
    for ax in fig.axes:
        ax.remove()
    n_columns = sum(len(cells) for cells in result.shown)
    grid = fig.add_gridspec(3, n_columns, height_ratios=[1.25, 1.1, 0.8])
    top = fig.add_subplot(grid[0, :])
    _sessions(top, result)
    letter(top, "a")
    column = 0
    for group, (cells, spikes) in enumerate(zip(result.shown, result.spikes, strict=True)):
        t = result.t[list(cells)]
        for cell, one in zip(cells, spikes, strict=True):
            colour = _UP if result.t[cell] == t.max() else _DOWN
            raster, rate = (fig.add_subplot(grid[row, column]) for row in (1, 2))
            _raster(raster, one, colour)
            raster.set_title(f"cell {cell + 1}: t = {signed(result.t[cell], 1)}")
            raster.tick_params(axis="x", labelbottom=False)
            time, change = _change(one)
            rate.plot(time / _SECOND, change, color=colour, linewidth=1.0)
            _events(rate, colour)
            zero(rate)
            rate.set(xlim=(-1.8, 1.2), xlabel="time from reward (s)", ylim=(-14, 24))
            if cell == cells[0]:
                raster.set_ylabel("trial")
                rate.set_ylabel("Δ spikes/s")
                letter(raster, "bc"[group])
            else:
                raster.tick_params(axis="y", labelleft=False)
                rate.tick_params(axis="y", labelleft=False)
            column += 1
    return fig


def _sessions(ax: Axes, result: Simultaneous) -> None:
    session, prefix = result.pairs.session, np.asarray(result.prefixes)
    company = np.bincount(session) > 1
    x = np.zeros(session.size)
    at, ticks = 0.0, []
    for name in dict.fromkeys(result.prefixes):
        start = at
        for one in dict.fromkeys(session[prefix == name]):
            x[session == one] = at
            at += 1.0
        ticks.append((0.5 * (start + at - 1), name))
        at += 1.0
    for one in np.flatnonzero(company):
        own = session == one
        ax.plot(x[own], result.t[own], color=INK, linewidth=1.0, zorder=2)
    ax.axhspan(-2, 2, color=GRID, alpha=0.5, zorder=0, linewidth=0)
    zero(ax)
    distinct = result.pairs.distinct
    alone = distinct & ~company[session]
    ax.scatter(x[alone], result.t[alone], s=16, facecolor="white", edgecolor=INK, linewidth=0.8,
               zorder=3)  # fmt: skip
    both = distinct & company[session]
    ax.scatter(x[both], result.t[both], s=18, color=INK, linewidth=0, zorder=3)
    ax.scatter(x[~distinct], result.t[~distinct], s=22, marker="x", color=COLOURS["null"],
               linewidth=1.2, zorder=4)  # fmt: skip
    for group, cells in enumerate(result.shown):
        cell = cells[int(np.argmax(result.t[list(cells)]))]
        direct(ax, x[cell], result.t[cell] + 1.0, "bc"[group], ha="center")
    ax.set(
        xticks=[place for place, _ in ticks], xticklabels=[name for _, name in ticks],
        ylabel="t of cued 5 µL", xlabel="sessions, by filename prefix", ylim=(-7.5, 9),
    )  # fmt: skip
    ax.tick_params(axis="x", length=0)
    note(ax, f"filled, joined: recorded at once ({company.sum()} sessions); open: alone "
         f"({(~company).sum()} sessions)", xy=(0.01, 0.99))  # fmt: skip
    if (~distinct).any():
        note(ax, "cross: its spikes are another cell's", xy=(0.99, 0.99), ha="right",
             color=COLOURS["null"])  # fmt: skip


def _raster(ax: Axes, spikes: AlignedSpikes, colour: str) -> None:
    shown = (spikes.offset >= -1800) & (spikes.offset <= 1200)
    ax.scatter(
        spikes.offset[shown] / _SECOND, spikes.trial[shown] + 1, s=2.2, marker="|", color=INK,
        linewidth=0.5,
    )  # fmt: skip
    _events(ax, colour)
    ax.set(xlim=(-1.8, 1.2), ylim=(spikes.n_trials + 1, 0))


def _change(spikes: AlignedSpikes) -> tuple[Floats, Floats]:
    """Mean rate minus that of the second before the odour, 100-ms running mean."""
    time, rates = trial_rates(spikes)
    before = rates[:, (time >= -1950) & (time < -1500)].mean()
    smooth = np.convolve(rates.mean(0), np.ones(100) / 100, mode="same") - before
    shown = (time >= -1800) & (time <= 1200)
    return time[shown][::20], smooth[shown][::20]


def _events(ax: Axes, colour: str) -> None:
    window = [at / _SECOND for at in AUTHORS.uncued_response]
    ax.axvspan(*window, color=colour, alpha=0.18, zorder=0, linewidth=0)
    ax.axvline(0, color=MUTED, linewidth=0.7, linestyle=":", zorder=0)
    ax.axvline(-1.5, color=MUTED, linewidth=0.7, linestyle=":", zorder=0)
