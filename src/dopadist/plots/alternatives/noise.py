"""Figure of classical TD with noise."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.alternatives.noise import PUBLISHED, ClassicalNoise
from dopadist.plots.shared.marks import direct, histogram, signed, volume_ticks
from dopadist.plots.style import ASYMMETRY, COLOURS, GRID, INK, MUTED, figure, letter, note, style

_PAIRS = {"halves": "point with point", "relation": "point with asymmetry"}
_TINTS = {"halves": COLOURS["classical"], "relation": INK}


@style()
def classical_noise(result: ClassicalNoise) -> Figure:
    """One population, all populations, and P of a single split."""
    fig, axes = figure(2, 2, height_mm=118)
    halves, relation, many, chance = axes.flat
    halves.axline((0, 0), slope=1, color=GRID, linewidth=0.8, zorder=0)
    halves.scatter(*result.point, s=15, color=COLOURS["classical"], linewidth=0)
    relation.scatter(
        result.tau[1], result.point[0], s=15, c=ASYMMETRY(np.clip(result.tau[1], 0, 1)), linewidth=0
    )
    for which in ("x", "y"):
        volume_ticks(halves, result.axis, which)
    volume_ticks(relation, result.axis, "y")
    limits = (-4.2, 9.0)
    halves.set(
        xlim=limits, ylim=limits, xlabel="reversal point (µL), one half",
        ylabel="reversal point (µL), other half",
    )  # fmt: skip
    relation.set(
        xlim=(-0.1, 1.1), ylim=limits, xlabel="asymmetry τ, one half",
        ylabel="reversal point (µL), other half",
    )  # fmt: skip
    pairs = {"halves": halves, "relation": relation}
    for pair, ax in pairs.items():
        r = result.r["authors", pair][0, 0]
        note(ax, f"one population, one split\nr = {signed(r)}, n = {result.tau.shape[1]} cells")
    for row, pair in enumerate(_PAIRS):
        mean = result.mean(pair)
        histogram(many, mean, bins=np.linspace(-0.6, 0.6, 41), color=_TINTS[pair], filled=row == 0)
        note(
            many, f"{_PAIRS[pair]}: mean {signed(float(mean.mean()))}",
            xy=(0.02, 0.97 - 0.075 * row), color=_TINTS[pair],
        )  # fmt: skip
    many.axvline(0, ymax=0.85, color=GRID, linewidth=0.8, zorder=0)
    many.set(
        xlabel="r, mean over splits", ylabel="share of populations", ylim=(0, 0.24),
        xlim=(-0.6, 0.6),
    )  # fmt: skip
    note(many, f"{result.n_populations} populations", xy=(0.98, 0.97), ha="right")
    chance.plot([0, 1], [0, 1], color=GRID, linewidth=0.8, zorder=0)
    for row, pair in enumerate(_PAIRS):
        p = np.sort(result.p[pair])
        chance.plot(
            p, np.arange(1, p.size + 1) / p.size, color=_TINTS[pair], drawstyle="steps-post"
        )
        published = PUBLISHED[pair]
        chance.plot([published] * 2, [0, 1], color=_TINTS[pair], linewidth=0.9, linestyle=":")
        direct(
            chance, published + 0.015, 0.04 + 0.09 * row, f"published {published:g}",
            color=_TINTS[pair],
        )  # fmt: skip
        note(chance, _PAIRS[pair], xy=(0.02, 0.97 - 0.075 * row), color=_TINTS[pair])
    chance.set(
        xlabel="P of one split",
        ylabel="share of populations at or below",
        xlim=(0, 1),
        ylim=(0, 1.2),
    )
    chance.set_yticks([0, 0.25, 0.5, 0.75, 1.0])
    note(chance, "grey: chance", xy=(0.98, 0.97), ha="right", color=MUTED)
    for ax, name in zip(axes.flat, "abcd", strict=True):
        letter(ax, name)
    return fig
