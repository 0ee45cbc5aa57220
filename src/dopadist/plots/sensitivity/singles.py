"""One choice at a time."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.sensitivity.choices import CHOICES
from dopadist.experiments.sensitivity.singles import Single, Singles
from dopadist.plots.sensitivity.marks import at_left, place
from dopadist.plots.shared.marks import zero
from dopadist.plots.style import COLOURS, GRID, INK, MUTED, figure, letter, note, style

_GAP = 0.45
_TITLES = ("i. reversal point, both halves", "ii. reversal point, asymmetry")
_NULLS = ("trials permuted", "equal slopes")


@style()
def singles(result: Singles) -> Figure:
    """Each row changes one choice of the default."""
    fig, axes = figure(1, 2, height_mm=156)
    place(fig, axes, lefts=(0.27, 0.6), width=0.29, rows=((0.07, 0.95),))
    rows = _placed(result)
    bottom = rows[-1][1] + 0.7
    for question, ax in enumerate(axes[0]):
        default = float(result.default.r[question])
        ax.plot([default] * 2, [-0.7, bottom], color=GRID, linewidth=0.9, zorder=0)
        zero(ax, "x")
        for one, y in rows:
            _row(ax, one, question, y)
        ax.set(
            ylim=(bottom, -1.7), xlim=(-0.62, 1.0), title=_TITLES[question],
            xlabel="r, mean over splits", xticks=[-0.5, 0, 0.5, 1],
        )  # fmt: skip
        ax.set_yticks([y for _, y in rows], [])
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        note(ax, _NULLS[question], xy=(0.385, 1.0), color=COLOURS["null"], va="top", ha="center")
        letter(ax, "ab"[question])
    left, right = axes[0]
    left.set_yticks([y for _, y in rows], [_label(one) for one, _ in rows])
    seen = set()
    for one, y in rows:
        if one.choice not in seen:
            seen.add(one.choice)
            name = "the default" if one.choice == "default" else CHOICES[one.choice][0]
            left.text(
                0.008, y, name, transform=at_left(left), ha="left",
                va="center_baseline", fontsize=7,
                fontweight="bold",
            )  # fmt: skip
        right.text(
            1.1, y, f"{one.n_cells:.0f}", transform=right.get_yaxis_transform(), ha="right",
            va="center_baseline", fontsize=7, color=INK,
        )  # fmt: skip
        right.text(
            1.22, y, f"{one.n_sessions}", transform=right.get_yaxis_transform(), ha="right",
            va="center_baseline", fontsize=7, color=INK,
        )  # fmt: skip
    for x, text in ((1.1, "cells"), (1.31, "sessions")):
        right.text(
            x, -0.9, text, transform=right.get_yaxis_transform(), ha="right", va="bottom",
            fontsize=7, color=MUTED,
        )  # fmt: skip
    return fig


def _label(one: Single) -> str:
    return "" if one.choice == "default" else CHOICES[one.choice][1][one.level]


def _placed(result: Singles) -> list[tuple[Single, float]]:
    found: list[tuple[Single, float]] = []
    y, before = 0.0, result.rows[0].choice
    for one in result.rows:
        if one.choice != before:
            y += _GAP
        found.append((one, y))
        y, before = y + 1, one.choice
    return found


def _row(ax: Axes, one: Single, question: int, y: float) -> None:
    null = one.null(question)
    low, high = np.nanpercentile(null, [2.5, 97.5])
    ochre, colour = COLOURS["null"], INK
    ax.plot([low, high], [y, y], color=ochre, alpha=0.35, linewidth=5, solid_capstyle="butt")
    mean = float(np.nanmean(null))
    ax.plot([mean, mean], [y - 0.33, y + 0.33], color=ochre, linewidth=1.4)
    ax.plot(one.splits[question], [y + 0.27] * 2, color=MUTED, linewidth=0.8)
    ax.plot(one.sessions[question], [y, y], color=colour, linewidth=1.4)
    beats = one.p(question) <= 0.05
    ax.scatter(
        one.r[question], y, s=20, facecolor=colour if beats else "white", edgecolor=colour,
        linewidth=1.0, zorder=3,
    )  # fmt: skip
