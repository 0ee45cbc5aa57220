"""Figure of pairs broken and rearranged."""

import numpy as np
from matplotlib.figure import Figure

from dopadist.experiments.decoding_stress.pairing import NULLS, SHARES, Pairing
from dopadist.experiments.decoding_stress.pairs import ORDERS
from dopadist.plots.shared.distributions import TRUTH, key, steps, strip, truth_steps
from dopadist.plots.style import COLOURS, MUTED, figure, letter, note, style

TINTS = (COLOURS["null"], COLOURS["quantile"], COLOURS["quantile"])
LINES = ("-", "-", "--")
ORDER_TINTS = {"reversed": "#08519c", "dealt anew": "#b07a00", "sorted": "#a50f15"}
LABELS = {
    "reversed": "reversed",
    "dealt anew": "dealt anew",
    "dealt within a group": "dealt within a\nfilename prefix",
    "as measured": "as measured",
    "all the mean": "all the mean",
    "sorted": "sorted",
}


@style()
def pairing(result: Pairing) -> Figure:
    """Decodes and distances by order of the asymmetries; distance with pairs broken."""
    fig, axes = figure(1, 3, height_mm=78, width_ratios=(1.1, 1, 1.1))
    colour = COLOURS[result.evidence]
    ax, reward = axes[0, 0], result.reward
    ends = (reward.values[0] - 0.6, reward.values[-1] + 0.6)
    truth_steps(ax, reward.values, reward.probabilities, ends=ends)
    for order, tint in (ORDER_TINTS | {"as measured": colour}).items():
        steps(ax, result.values, result.decoded[order], ends=ends, color=tint, linewidth=1.4)
    ax.set(xlabel="Reward axis (spikes/s)", ylabel="Probability of at most this")
    ax.set(xlim=ends, ylim=(0, 1.02))
    names = (("rewards", TRUTH), ("as measured", colour), *ORDER_TINTS.items())
    key(ax, names, xy=(0.98, 0.36), step=0.07)
    letter(ax, "a")

    ax = axes[0, 1]
    for row, order in enumerate(ORDERS):
        tint = colour if order == "as measured" else ORDER_TINTS.get(order, MUTED)
        strip(ax, result.w1[order], -row, tint, markersize=1.8, alpha=0.3)
    ax.axvline(
        np.median(result.w1["as measured"]), color=colour, linewidth=0.7, linestyle=":", zorder=0
    )
    ax.set_yticks(-np.arange(len(ORDERS)), [LABELS[order] for order in ORDERS])
    ax.tick_params(axis="y", length=0)
    ax.set(xlabel="Distance to the rewards (spikes/s)", xlim=(0, None), ylim=(-5.5, 0.6))
    note(
        ax, f"{len(result.broken)} splits,\nn = {result.n_usable} cells", xy=(0.98, 0.1), ha="right"
    )
    letter(ax, "b")

    ax = axes[0, 2]
    for curves, tint, line in zip(result.null.values(), TINTS, LINES, strict=True):
        for row in curves:
            ax.plot(SHARES, row, color=tint, alpha=0.15, linewidth=0.6)
        ax.plot(SHARES, np.median(curves, axis=0), color=tint, linestyle=line, linewidth=1.4)
    low, high = np.quantile(result.broken, [0.025, 0.975], axis=0)
    ax.fill_between(SHARES, low, high, color=colour, alpha=0.15, linewidth=0)
    mean = result.broken.mean(axis=0)
    ax.plot(SHARES, mean, color=colour, marker="o", markersize=3, linewidth=1.6)
    ax.set(xlabel="Share of the pairs broken", ylabel="Distance to the rewards (spikes/s)")
    ax.set_ylim(0, 1.35 * high.max())
    named = [name.replace("spiking, equal slopes", "spiking (dashed)") for name in NULLS]
    labels = [
        (f"{short}: P = {result.p_value(name):.2f}", tint)
        for name, short, tint in zip(NULLS, named, TINTS, strict=True)
    ]
    labels = [("cells: mean, 95 % of splits", colour), *labels]
    key(
        ax,
        labels,
        xy=(0.03, 0.97),
        step=0.065,
        ha="left",
    )
    counts = ", ".join(str(len(result.null[name])) for name in NULLS)
    note(ax, f"n = {counts} populations", xy=(0.98, 0.08), ha="right")
    letter(ax, "c")
    return fig
