"""Figures of correlations by number of trials, and of what to plan."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.recovery.attenuation import Attenuation
from dopadist.experiments.recovery.plan import LEVEL, RELIABILITIES, SIZES, Plan
from dopadist.experiments.recovery.simulation import per_volume
from dopadist.plots.recovery.trials import recorded_line
from dopadist.plots.shared.marks import direct, zero
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style


@style()
def attenuation(result: Attenuation) -> Figure:
    """Reliabilities, the relation with its expected attenuation, and equal slopes."""
    fig, axes = figure(1, 3, height_mm=70, sharey=True)
    reliable, relation, equal = axes[0]
    for values, dash, name in (
        (result.reversal, "-", "reversal point"),
        (result.asymmetry, "--", "asymmetry"),
    ):
        for estimator in ("authors", "joint"):
            reliable.plot(result.n, values["matched", estimator], dash, marker="o", markersize=3.5,
                          color=COLOURS[estimator], linewidth=1.1)  # fmt: skip
        at = 1.06 if dash == "-" else 0.68
        direct(reliable, result.n[-1], at, name, ha="right")
    for estimator in ("authors", "joint"):
        key = ("matched", estimator)
        colour = COLOURS[estimator]
        relation.plot(result.n, result.expected[key], color=colour, linewidth=1.1)  # type: ignore[index]
        relation.scatter(result.n, result.relation[key], s=20, color=colour, zorder=3)  # type: ignore[index]
        corrected = result.corrected("matched", estimator)  # type: ignore[arg-type]
        relation.scatter(result.n, corrected, s=14, facecolor="white", edgecolor=colour, zorder=3,
                         linewidth=0.9)  # fmt: skip
        equal.plot(result.n, result.relation["equal_slopes", estimator], marker="o", markersize=4,  # type: ignore[index]
                   color=colour, linewidth=1.1)  # fmt: skip
    true = float(result.truth["matched", "joint"].mean())
    relation.axhline(true, color=COLOURS["truth"], linewidth=1.0)
    direct(relation, result.n[-1], true + 0.05, "true", color=COLOURS["truth"], ha="right")
    for ax in axes[0]:
        ax.set(xscale="log", xlabel="trials a volume, both halves", ylim=(-0.15, 1.12))
        recorded_line(ax, label=ax is equal, y=-0.1)
        zero(ax)
    reliable.set(ylabel="r over cells, half against half", title="the same quantity")
    relation.set_title("point with asymmetry")
    equal.set_title("the same, equal slopes")
    note(relation, "filled: simulated\nopen: corrected\nlines: expected",
         xy=(0.97, 0.15), ha="right", va="bottom", color=INK)  # fmt: skip
    note(equal, "authors", xy=(0.97, 0.78), ha="right", color=COLOURS["authors"])
    note(equal, "joint fit", xy=(0.97, 0.71), ha="right", color=COLOURS["joint"])
    note(equal, f"truth: 0\nn = {result.n_cells:,} cells", xy=(0.97, 0.97), ha="right")
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig


@style()
def plan(result: Plan) -> Figure:
    """Reliability by trials, cells needed by trials, power and false alarms by cells."""
    fig, axes = figure(1, 3, height_mm=70)
    reliable, cells, power = axes[0]
    for what, dash in (("reversal", "-"), ("asymmetry", "--")):
        values = getattr(result, what)
        reliable.plot(result.n, values, dash, color=COLOURS["joint"], marker="o", markersize=3.5,
                      linewidth=1.1)  # fmt: skip
        wanted = result.trials[what][RELIABILITIES.index(0.8)]
        reliable.plot([wanted, wanted], [0.3, 0.8], color=INK, linewidth=0.8, linestyle=":")
        direct(reliable, wanted * 1.1, 0.34, f"{wanted:.0f}")
    reliable.axhline(0.8, color=INK, linewidth=0.8, linestyle=":")
    reliable.set(xscale="log", xlabel="trials a volume in the estimate", ylabel="reliability",
                 ylim=(0.3, 1.03))  # fmt: skip
    note(reliable, "solid: V\ndashed: τ", xy=(0.97, 0.45), ha="right",
         color=INK)  # fmt: skip
    recorded_line(reliable)
    cells.plot(2 * result.n, result.cells, color=COLOURS["joint"], marker="o", markersize=4)
    cells.set(xscale="log", yscale="log", xlabel="trials a volume, both halves",
              ylabel="usable cells for power 0.8", ylim=(5, 60))  # fmt: skip
    cells.set_yticks([5, 10, 20, 40], ["5", "10", "20", "40"])
    cells.minorticks_off()
    recorded_line(cells, label=True, y=52)
    sizes = np.array(SIZES)
    power.plot(sizes, result.predicted, color=COLOURS["joint"], linewidth=1.1)
    power.scatter(sizes, result.power, s=22, color=COLOURS["joint"], zorder=3)
    for estimator in ("authors", "joint"):
        power.plot(sizes, result.false_alarms[estimator], "--", marker="s", markersize=3.5,
                   color=COLOURS[estimator], linewidth=1.0)  # fmt: skip
    power.axhline(LEVEL, color=MUTED, linewidth=0.8, linestyle=":")
    power.set(xscale="log", xlabel="cells", ylabel="share of populations with P < 0.05",
              ylim=(0, 1.28))  # fmt: skip
    power.set_xticks(sizes, [str(size) for size in SIZES])
    power.minorticks_off()
    note(power, "line, dots: the relation is there\nsquares: equal slopes", color=INK)
    note(power, "authors", xy=(0.97, 0.5), ha="right", color=COLOURS["authors"])
    note(power, "joint fit", xy=(0.97, 0.29), ha="right", color=COLOURS["joint"])
    power.set_title(f"{per_volume(1.0):.0f} trials a volume")
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig
