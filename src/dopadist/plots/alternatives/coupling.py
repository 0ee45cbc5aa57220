"""Figures of errors that spread along a topography."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dopadist.distributional.coupled import gaussian_coupling
from dopadist.experiments.alternatives.coupling import (
    N_CHANNELS,
    SPREADS,
    Coupling,
    Diffuse,
    widest_spread,
)
from dopadist.plots.shared.marks import direct, signed, volume_ticks, zero
from dopadist.plots.style import (
    ASYMMETRY,
    COLOURS,
    GRID,
    MAGNITUDE,
    MUTED,
    figure,
    letter,
    note,
    style,
)

_SHOWN = (0.0, 12.0, 50.0, np.inf)


@style()
def coupling(result: Coupling) -> Figure:
    """Weights, predictions along the line, and their range over all spreads."""
    fig, axes = figure(1, 3, height_mm=70, width_ratios=[0.9, 1.1, 1.2])
    weights, predictions, ranges = axes[0]
    place = np.arange(N_CHANNELS)
    middle = N_CHANNELS // 2
    tints = dict(zip(_SHOWN, MAGNITUDE(np.linspace(0.0, 0.85, len(_SHOWN))), strict=True))
    for sd in _SHOWN[1:]:
        weights.plot(place, gaussian_coupling(N_CHANNELS, sd)[middle], color=tints[sd])
    weights.plot([middle] * 2, [0, 0.05], color=tints[0.0])
    weights.set(
        xlabel="value predictor", ylabel="weight from the middle error cell", ylim=(0, 0.062)
    )
    for row, sd in enumerate(_SHOWN):
        note(weights, _name(sd), xy=(0.03, 0.97 - 0.075 * row), color=_hex(tints[sd]))
    predictions.plot(place, result.tau, color=GRID, linewidth=4.0, zorder=0)
    for sd in _SHOWN:
        predictions.plot(place, result.seen_expected[sd], color=tints[sd], linewidth=1.1)
        some = place[::3]
        predictions.scatter(
            some, result.seen[sd].mean(0)[some], s=9, color=[tints[sd]], linewidth=0, zorder=3
        )
    predictions.set(
        xlabel="error cell, by asymmetry", ylabel="prediction it subtracts", ylim=(-0.05, 1.12)
    )
    note(predictions, "dots: simulation, lines: exact\ngrey: expectiles τ")
    share = result.fine / N_CHANNELS
    ranges.fill_between(
        share, *result.fine_seen, color=COLOURS["distributional"], alpha=0.2, linewidth=0
    )
    for edge in result.fine_seen:
        ranges.plot(share, edge, color=COLOURS["distributional"])
    for edge in result.fine_value:
        ranges.plot(
            share,
            np.where((edge > -0.65) & (edge < 1.65), edge, np.nan),
            color=MUTED,
            linewidth=0.9,
            linestyle=":",
        )
    for sd in SPREADS[1:-1]:
        for of in (np.min, np.max):
            values = of(result.seen[sd], axis=1)
            ranges.plot(
                [sd / N_CHANNELS] * 2, [values.min(), values.max()], color=COLOURS["distributional"]
            )
            ranges.scatter(
                sd / N_CHANNELS, values.mean(), s=13, color=COLOURS["distributional"], zorder=3
            )
    widest = widest_spread(result)
    ranges.axvline(widest, color=GRID, linewidth=0.8, zorder=0)
    ranges.set(
        xscale="log", xlabel="SD of the coupling / length of the line", ylim=(-0.85, 1.65),
        ylabel="lowest and highest prediction",
    )  # fmt: skip
    ranges.set_xticks([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"])
    note(ranges, "what errors see", xy=(0.03, 0.52), color=COLOURS["distributional"])
    note(ranges, "dotted: the value predictors", xy=(0.03, 0.065))
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig


def _name(sd: float) -> str:
    if np.isinf(sd):
        return "SD infinite"
    return f"SD {sd:g}" if sd else "SD 0 (× 1/20)"


def _hex(colour: np.ndarray) -> str:
    return "#" + "".join(f"{round(255 * float(part)):02x}" for part in colour[:3])


@style()
def diffuse(result: Diffuse) -> Figure:
    """Apparent reversal points where there is one prediction."""
    fig, axes = figure(1, 3, height_mm=68)
    apparent, one, many = axes[0]
    for estimator, name in (("authors", "authors"), ("joint", "joint fit")):
        low, middle, high = result.apparent[estimator]  # type: ignore[index]
        colour = COLOURS[estimator]
        apparent.fill_between(result.levels, low, high, color=colour, alpha=0.15, linewidth=0)
        apparent.plot(result.levels, middle, "o-", color=colour, markersize=2.5)
        note(apparent, name, xy=(0.97, 0.97 - 0.08 * (name != "authors")), ha="right", color=colour)
    volume_ticks(apparent, result.axis, "y")
    apparent.set(
        xlabel="true asymmetry τ", ylabel="estimated reversal point (µL)", xlim=(0, 1),
        ylim=(-4.2, 12),
    )  # fmt: skip
    note(
        apparent,
        f"median and quartiles,\n{result.n_cells_a_level} cells a point",
        xy=(0.97, 0.8),
        ha="right",
    )
    tau = result.tau[1]
    one.scatter(tau, result.point[0], s=15, c=ASYMMETRY(np.clip(tau, 0, 1)), linewidth=0)
    volume_ticks(one, result.axis, "y")
    one.set(
        xlabel="asymmetry τ, one half", ylabel="reversal point (µL), other half",
        xlim=(-0.1, 1.1), ylim=(-4.2, 12),
    )  # fmt: skip
    r = np.corrcoef(tau, result.point[0])[0, 1]
    note(
        one,
        f"one population\nr = {signed(float(r))}, n = {tau.size} cells",
        xy=(0.97, 0.97),
        ha="right",
    )
    groups = [
        ("authors", "halves"),
        ("joint", "halves"),
        ("authors", "relation"),
        ("joint", "relation"),
    ]
    for at, key in enumerate(groups):
        values = result.r[key]  # type: ignore[index]
        jitter = at + 0.5 * (np.linspace(-0.5, 0.5, values.size))
        many.scatter(jitter, values, s=6, color=COLOURS[key[0]], linewidth=0, alpha=0.6)
        many.hlines(values.mean(), at - 0.38, at + 0.38, color=COLOURS[key[0]], linewidth=1.8)
        direct(many, at, 0.86, signed(float(values.mean())), ha="center", color=COLOURS[key[0]])
    zero(many)
    many.set(
        xticks=[0.5, 2.5], xticklabels=["point and point,\nhalves", "point and\nasymmetry, halves"],
        ylabel="r, mean over splits", ylim=(-0.7, 1.05), xlim=(-0.6, 3.6),
    )  # fmt: skip
    note(
        many,
        f"{result.n_populations} populations of 40 cells",
        xy=(0.01, 0.99),
    )
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig
