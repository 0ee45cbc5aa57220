"""Figure of every null under both analyses."""

from __future__ import annotations

from matplotlib.figure import Figure

from dopadist.experiments.shared.nulls import NULLS, Nulls
from dopadist.plots.shared.marks import signed, spread, zero
from dopadist.plots.style import COLOURS, INK, MUTED, figure, letter, style

_TITLES = {"authors": "authors, every finite ratio", "joint": "joint fit, usable cells"}


@style()
def nulls(result: Nulls) -> Figure:
    """Every null under both analyses, and the cells."""
    fig, axes = figure(1, 2, height_mm=112, sharey=True)
    for ax, estimator in zip(axes[0], ("authors", "joint"), strict=True):
        observed = result.observed[estimator][0]  # type: ignore[index]
        ax.plot([observed] * 2, [-0.6, len(NULLS) - 0.5], color=INK, linewidth=1.2)
        zero(ax, "x")
        for row, key in enumerate(NULLS):
            y = len(NULLS) - 1 - row
            null = result.of(key, estimator).r_reversal_asymmetry  # type: ignore[arg-type]
            shift, values = spread(null, float(y), width=0.26)
            colour = COLOURS["classical"] if key != "normalised" else COLOURS["rival"]
            ax.scatter(values, shift, s=7, color=colour, linewidth=0, alpha=0.75)
            ax.vlines(null.mean(), y - 0.34, y + 0.34, color=COLOURS["null"], linewidth=1.8)
            if estimator == "joint":
                ax.text(
                    1.02, y, f"{result.p(key, 'joint'):.2f}", fontsize=7, color=MUTED,
                    transform=ax.get_yaxis_transform(), va="center",
                )  # fmt: skip
        ax.set(
            xlim=(-0.5, 1.0), title=_TITLES[estimator],
            xlabel="r(reversal point, asymmetry), mean over splits",
        )  # fmt: skip
        ax.text(
            observed, len(NULLS) - 0.45, f"the cells: {signed(observed)}", ha="center", fontsize=7,
            va="bottom",
        )  # fmt: skip
    axes[0, 0].set(yticks=range(len(NULLS)), yticklabels=list(NULLS.values())[::-1])
    axes[0, 0].set_ylim(-0.6, len(NULLS) + 0.1)
    axes[0, 1].text(
        1.02, len(NULLS) - 0.45, "P", fontsize=7, color=MUTED, va="bottom",
        transform=axes[0, 1].get_yaxis_transform(),
    )  # fmt: skip
    letter(axes[0, 0], "a")
    letter(axes[0, 1], "b")
    return fig
