"""Figures of bias and standard deviation by number of trials, and of the bias that stays."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from dopadist.experiments.recovery.limits import Limits
from dopadist.experiments.recovery.simulation import per_volume
from dopadist.experiments.recovery.trials import ByTrials
from dopadist.plots.shared.marks import direct, signed, volume_ticks, zero
from dopadist.plots.style import ASYMMETRY, COLOURS, INK, MUTED, figure, letter, note, style

NAMES = {"authors": "authors", "joint": "joint fit"}


@style()
def by_trials(result: ByTrials) -> Figure:
    """Standard deviation and bias of three cells, against the bound and the closed form."""
    fig, axes = figure(2, 3, height_mm=118, sharex=True, sharey="row")
    for row, (what, unit) in enumerate(
        (("point", "reversal point (spikes/s)"), ("tau", "asymmetry"))
    ):
        for column in range(3):
            ax = axes[row, column]
            ax.plot(result.n, result.least[what][:, column], color=INK, linewidth=1.0)
            for estimator in ("authors", "joint"):
                colour = COLOURS[estimator]
                sd = result.sd[estimator, what][:, column]
                bias = np.abs(result.bias[estimator, what][:, column])
                ax.scatter(result.n, sd, s=20, color=colour, linewidth=0, zorder=3)
                ax.plot(result.n, bias, color=colour, linewidth=1.1, linestyle="--", marker="_",
                        markersize=5)  # fmt: skip
            ax.axhline(abs(result.limit[what][column]), color=COLOURS["authors"], linewidth=0.9,
                       linestyle=":")  # fmt: skip
            recorded_line(ax)
            ax.set(xscale="log", yscale="log")
        axes[row, 0].set_ylabel(f"{unit}:\nSD and |bias|")
        axes[row, 0].set_ylim((3e-3, 2) if row == 0 else (1.5e-5, 0.3))
    for column, ax in enumerate(axes[0]):
        v, tau = result.cells.point[column], result.cells.tau[column]
        ax.set_title(f"V = {signed(v)} spikes/s, τ = {tau:.1f}", color=INK)
    for ax in axes[1]:
        ax.set_xlabel("trials a volume")
    # Standard deviations fall to the right: only above them is room at any seed.
    note(axes[0, 0], "dots: SD; dashes: |bias|\nline: the bound on SD", xy=(0.97, 0.97), ha="right",
         color=INK)  # fmt: skip
    note(axes[0, 2], "authors", xy=(0.97, 0.97), ha="right", color=COLOURS["authors"])
    note(axes[0, 2], "joint fit", xy=(0.97, 0.9), ha="right", color=COLOURS["joint"])
    note(axes[1, 2], "dotted grey: recordings", xy=(0.97, 0.97), ha="right")
    note(axes[0, 1], "dotted blue: the authors' bias\nwith endless trials", xy=(0.97, 0.97),
         ha="right", color=COLOURS["authors"])  # fmt: skip
    for ax, name in zip(axes.flat, "abcdef", strict=True):
        letter(ax, name)
    return fig


@style()
def limits(result: Limits) -> Figure:
    """Bias of the authors' estimator with endless trials, over reversal points."""
    fig, axes = figure(1, 2, height_mm=72)
    for ax, curves, measured, joint, even in (
        (axes[0, 0], result.point, result.measured_point, result.joint_point, result.even_point),
        (axes[0, 1], result.tau, result.measured_tau, result.joint_tau, result.even_tau),
    ):
        for tau, curve in curves.items():
            width = 1.6 if tau == 0.5 else 1.0
            ax.plot(result.value, curve, color=ASYMMETRY(tau) if tau != 0.5 else MUTED,
                    linewidth=width)  # fmt: skip
        ax.plot(result.value, even, color=INK, linewidth=1.2, linestyle=(0, (3, 1.5)), zorder=6)
        for values, face in ((measured[0], "white"), (measured[1], COLOURS["authors"])):
            ax.scatter(result.at, values, s=15, facecolor=face, edgecolor=COLOURS["authors"],
                       linewidth=0.9, zorder=4)  # fmt: skip
        ax.scatter(result.at, joint[1], s=13, color=COLOURS["joint"], marker="D", linewidth=0,
                   zorder=5)  # fmt: skip
        zero(ax)
        volume_ticks(ax, result.axis)
        ax.set(xlabel="true reversal point (µL on the axis)", xlim=(-3.5, 7.2))
    points, taus = axes[0]
    points.set(ylabel="bias of reversal point (spikes/s)", ylim=(-1.5, 2.1))
    taus.set(ylabel="bias of asymmetry", ylim=(-0.3, 0.4))
    for tau, x, y, ha in ((0.3, 1.6, 1.65, "center"), (0.5, 1.75, 0.95, "center"),
                          (0.7, 0.35, -0.62, "left")):  # fmt: skip
        direct(
            points, x, y, f"τ = {tau}", ha=ha, color=to_hex(ASYMMETRY(tau)) if tau != 0.5 else MUTED
        )
    note(points, "lines: endless trials, closed form;\nblack dashes: τ = ½, equal trials a volume",
         xy=(0.03, 0.13), color=INK)  # fmt: skip
    few, many = (f"{n:,.0f}" for n in result.n)
    note(taus, f"circles: authors, τ = ½,\n{few} (open), {many} (filled) trials a volume",
         xy=(0.03, 0.97), color=COLOURS["authors"])  # fmt: skip
    note(taus, f"diamonds: joint fit, {many}", xy=(0.03, 0.83), color=COLOURS["joint"])
    letter(points, "a")
    letter(taus, "b")
    return fig


def recorded_line(ax: Axes, *, label: bool = False, y: float = 0.0) -> None:
    """Where the recordings lie on an axis of trials a volume."""
    at = per_volume(1.0)
    ax.axvline(at, color=MUTED, linewidth=0.7, linestyle=":", zorder=0)
    if label:
        direct(ax, at * 1.08, y, "recordings", color=MUTED)
