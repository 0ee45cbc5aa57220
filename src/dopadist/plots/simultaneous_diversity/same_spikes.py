"""Figure of spike times that two cells have in common."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.simultaneous_diversity.same_spikes import SameSpikes
from dopadist.plots.shared.marks import direct
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, note, style


@style()
def same_spikes(result: SameSpikes) -> Figure:
    """Cross-correlograms of all pairs, and the share of common spikes."""
    fig, axes = figure(1, 2, height_mm=66, width_ratios=[1.2, 1.0])
    lags, shares = axes[0]
    pairs = result.pairs
    order = np.argsort(pairs.shared)
    floor = 0.03
    for pair in order:
        colour, width = _look(pairs.shared[pair], bool(result.same_tetrode[pair]))
        lags.plot(result.lag, np.maximum(result.rate[pair], floor), color=colour, linewidth=width)
    lags.axhline(1, color=MUTED, linewidth=0.7, linestyle=":")
    lags.set(
        yscale="log", ylim=(floor, 3e2), xlabel="lag of one cell's spikes after the other's (ms)",
        ylabel="coincidences / independent",
    )  # fmt: skip
    top = order[-1]
    note(lags, f"n = {order.size} pairs of one session")
    for rank, pair in enumerate(order[::-1]):
        colour, _ = _look(pairs.shared[pair], bool(result.same_tetrode[pair]))
        y = order.size - 1 - rank
        share = max(pairs.shared[pair], 2e-4)
        shares.plot([2e-4, share], [y, y], color=colour, linewidth=1.0)
        shares.scatter(share, y, s=20, color=colour, zorder=3)
        shares.scatter(pairs.expected[pair], y, s=26, marker="|", color=INK, zorder=4)
    names = [
        f"{pairs.first[pair] + 1}, {pairs.second[pair] + 1}"
        + (" *" if result.same_tetrode[pair] else "")
        for pair in order
    ]
    shares.set(
        xscale="log", xlim=(1.5e-4, 3), yticks=range(order.size), yticklabels=names,
        ylabel="cells of a pair", xlabel="share of the shorter list at the very same times",
    )  # fmt: skip
    note(shares, "* one tetrode\n| expected by chance", xy=(0.97, 0.03), ha="right", va="bottom",
         color=INK)  # fmt: skip
    if pairs.shared[top] > 0.5:
        direct(lags, 0.7, result.rate[top].max(), f"cells {names[-1].rstrip(' *')}",
               color=COLOURS["joint"])  # fmt: skip
    letter(lags, "a")
    letter(shares, "b")
    return fig


def _look(share: float, same_tetrode: bool) -> tuple[str, float]:
    if share > 0.5:
        return COLOURS["joint"], 1.5
    return (COLOURS["null"], 1.1) if same_tetrode else (MUTED, 0.8)
