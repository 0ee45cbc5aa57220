"""Figures of the estimators' bias and of the decision between them."""

from __future__ import annotations

from matplotlib.figure import Figure

from dopadist.experiments.asymmetric_scaling.bias import Decision, EstimatorBias
from dopadist.plots.shared.marks import direct, signed, spread, volume_ticks, zero
from dopadist.plots.style import COLOURS, GRID, MUTED, figure, letter, note, style

_NAMES = {"authors": "authors", "joint": "joint fit"}
_POPULATIONS = {
    "straight lines": "straight lines,\ndiverse points",
    "classical": "spiking:\none point",
    "equal_slopes": "spiking: diverse\npoints, τ = ½",
    "no_floor": "the same, far\nfrom the floor",
    "theory": "spiking:\nexpectile code",
    "matched": "spiking: matched\nto recordings",
}


@style()
def bias(result: EstimatorBias) -> Figure:
    """Estimated reversal point and asymmetry against the true reversal point, tau = 1/2."""
    fig, axes = figure(1, 2, height_mm=66)
    points, taus = axes[0]
    for estimator in ("authors", "joint"):
        colour = COLOURS[estimator]
        low, middle, high = result.point[estimator] - result.value
        points.fill_between(result.value, low, high, color=colour, alpha=0.15, linewidth=0)
        points.plot(result.value, middle, color=colour)
        low, middle, high = result.tau[estimator]
        taus.fill_between(result.value, low, high, color=colour, alpha=0.15, linewidth=0)
        taus.plot(result.value, middle, color=colour)
    zero(points)
    taus.axhline(0.5, color=GRID, linewidth=0.8, zorder=0)
    for ax in axes[0]:
        volume_ticks(ax, result.axis)
        ax.set(xlabel="true reversal point (µL on the axis)", xlim=(-3.6, 7.2))
    points.set_ylabel("estimated − true reversal point (spikes/s)")
    taus.set(ylabel="estimated asymmetry; true 1/2", ylim=(0.2, 0.8))
    for row, estimator in enumerate(("authors", "joint")):
        note(taus, _NAMES[estimator], xy=(0.03, 0.97 - 0.075 * row), color=COLOURS[estimator])
    note(points, f"median and quartiles of\n{result.n_cells} simulated cells a point",
         xy=(0.97, 0.03), ha="right", va="bottom")  # fmt: skip
    letter(points, "a")
    letter(taus, "b")
    return fig


@style()
def decision(result: Decision) -> Figure:
    """Mean correlation from halves in simulated populations, by estimator."""
    fig, axes = figure(1, 1, height_mm=74)
    ax = axes[0, 0]
    for at, found in enumerate(result.found):
        for shift, null in zip((-0.19, 0.19), found, strict=True):
            colour = COLOURS[null.estimator]
            x, y = spread(null.r_reversal_asymmetry, at + shift, width=0.1)
            ax.scatter(x, y, s=10, color=colour, linewidth=0, alpha=0.7)
            mean = float(null.r_reversal_asymmetry.mean())
            ax.hlines(mean, at + shift - 0.14, at + shift + 0.14, color=colour, linewidth=1.6)
            direct(ax, at + shift, 0.95, signed(mean), ha="center", color=colour)
    zero(ax)
    edge = result.populations.index("theory") - 0.5
    ax.axvline(edge, color=MUTED, linewidth=0.8, linestyle=":")
    direct(ax, edge - 0.05, -0.42, "nothing to find", color=MUTED, ha="right")
    direct(ax, edge + 0.05, -0.42, "something to find", color=MUTED)
    ax.set(
        xticks=range(len(result.populations)),
        xticklabels=[_POPULATIONS[one] for one in result.populations],
        ylim=(-0.5, 1.0),
        ylabel="r(reversal point, asymmetry), halves",
    )
    note(ax, f"one dot a population of 40 cells, {result.n_splits} splits each", xy=(0.005, 0.14))
    for row, estimator in enumerate(("authors", "joint")):
        note(ax, _NAMES[estimator], xy=(0.005, 0.86 - 0.07 * row), color=COLOURS[estimator])
    return fig
