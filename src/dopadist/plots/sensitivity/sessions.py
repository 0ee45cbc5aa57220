"""Within sessions and between them."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.sensitivity.sessions import Sessions
from dopadist.plots.shared.marks import histogram, signed, volume_ticks
from dopadist.plots.style import ASYMMETRY, COLOURS, INK, MUTED, figure, letter, note, style

_TITLES = ("i. reversal point, both halves", "ii. reversal point, asymmetry")


@style()
def sessions(result: Sessions) -> Figure:
    """Cells that share a session, joined; and correlations with labels shuffled."""
    fig, axes = figure(1, 3, height_mm=66, width_ratios=[1.05, 1, 1])
    cells = axes[0, 0]
    for session in np.unique(result.session):
        own = result.session == session
        order = np.argsort(result.tau[own], kind="stable")
        cells.plot(
            result.tau[own][order], result.point[own][order], color=MUTED, linewidth=0.9, zorder=1
        )
    cells.scatter(
        result.tau, result.point, s=20, c=ASYMMETRY(np.clip(result.tau, 0, 1)), linewidth=0,
        zorder=3,
    )  # fmt: skip
    volume_ticks(cells, result.axis, "y")
    cells.set(
        xlim=(-0.02, 1.02), xlabel="asymmetry τ, one half",
        title="one split, cells of a session joined", ylabel="reversal point (µL), other half",
        ylim=(result.axis[0] - 0.6, result.axis[-1] + 0.6),
    )  # fmt: skip
    n_sessions = np.unique(result.session).size
    note(cells, f"n = {result.tau.size} cells, {n_sessions} sessions", xy=(0.97, 0.03), ha="right",
         va="bottom")  # fmt: skip
    bins = np.linspace(-1, 1, 41)
    tallest = max(np.histogram(one, bins)[0].max() / one.size for one in result.shuffled["joint"])
    top = max(0.42, 1.25 * float(tallest))
    for question, ax in enumerate(axes[0, 1:]):
        shuffled = result.shuffled["joint"][question]
        histogram(ax, shuffled, bins=bins, color=COLOURS["null"])
        value = float(result.r["joint"][question])
        ax.plot([value] * 2, [0, 0.8 * top], color=INK, linewidth=1.4)
        ax.set(
            ylim=(0, top), xlim=(-1, 1), title=_TITLES[question], xlabel="r within sessions",
            ylabel="share of shuffles" if question == 0 else "",
        )  # fmt: skip
        note(ax, f"labels shuffled, n = {shuffled.size}", color=COLOURS["null"])
        note(
            ax, f"as they are: {signed(value)}, P = {result.p_low(question):.3f}", xy=(0.03, 0.89),
            color=INK,
        )  # fmt: skip
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig
