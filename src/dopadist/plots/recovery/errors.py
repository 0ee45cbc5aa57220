"""Figure of error bars under test."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from scipy import stats

from dopadist.experiments.recovery.errors import LEVEL, Errors
from dopadist.experiments.recovery.simulation import examples
from dopadist.plots.recovery.trials import recorded_line
from dopadist.plots.shared.marks import direct, zero
from dopadist.plots.style import ASYMMETRY, COLOURS, GRID, INK, MUTED, figure, letter, note, style

# Cells starred in the result file of the authors' deposit (section 3.6 of the methods reference).
AUTHORS_STARS = 16 / 39


@style()
def errors(result: Errors) -> Figure:
    """SEM over folds, stars where nothing differs, and coverage of bootstrap intervals."""
    fig, axes = figure(1, 3, height_mm=70, width_ratios=[1.1, 0.75, 1.25])
    folds, stars, cover = axes[0]
    for cell, tau in enumerate(examples().tau):
        colour = ASYMMETRY(tau) if tau != 0.5 else MUTED
        folds.plot(result.n, result.sem_over_sd[:, cell], marker="o", markersize=4, color=colour,
                   linewidth=1.0)  # fmt: skip
        folds.hlines(result.sem_expected[cell], result.n[0], result.n[-1] * 1.15, color=colour,
                     linewidth=0.9, linestyle="--")  # fmt: skip
    folds.axhline(1, color=INK, linewidth=0.9)
    direct(folds, result.n[-1], 1.04, "an honest error bar", ha="right", va="bottom")
    recorded_line(folds)
    folds.set_xscale("log")
    folds.set_xticks(result.n, [f"{n:.0f}" for n in result.n])
    folds.minorticks_off()
    folds.set(xlabel="trials a volume", ylabel="SEM over 7 folds / SD of τ",
              ylim=(0, 1.3))  # fmt: skip
    note(folds, "dashed: closed form", xy=(0.97, 0.03), ha="right", va="bottom")
    for line, tau in enumerate(examples().tau):
        note(folds, f"τ = {tau:.1f}", xy=(0.03, 0.24 - 0.075 * line), ha="left",
             color=ASYMMETRY(tau) if tau != 0.5 else MUTED)  # fmt: skip
    for at, (share, colour) in enumerate(((result.starred, COLOURS["null"]), (AUTHORS_STARS, INK))):
        stars.bar(at, share, width=0.6, color=colour)
        direct(stars, at, share + 0.015, f"{100 * share:.0f} %", ha="center", va="bottom")
    stars.axhline(0.05, color=MUTED, linewidth=0.9, linestyle=":")
    direct(stars, 1.34, 0.065, "5 %", color=MUTED, va="bottom")
    names = [f"all τ = ½,\n{result.n_starred_cells:,} cells", "authors' file,\n16 of 39"]
    stars.set(xticks=[0, 1], xticklabels=names, ylim=(0, 0.62),
              ylabel="share of cells with a star", xlim=(-0.6, 1.6))  # fmt: skip
    groups = (("point", "reversal\npoint"), ("tau", "asymmetry"))
    for at, (what, _) in enumerate(groups):
        for shift, estimator in ((-0.2, "authors"), (0.2, "joint")):
            values = result.coverage[estimator, what]  # type: ignore[index]
            for row, size in enumerate((10, 18, 30)[: len(values)]):
                x = at + shift + 0.07 * (row - 1)
                cover.scatter(np.full(3, x), values[row], s=size, color=COLOURS[estimator],
                              linewidth=0, alpha=0.85)  # fmt: skip
    cover.scatter(2, result.coverage_r, s=34, color=COLOURS["joint"], marker="D")
    ends = stats.binom.ppf([0.025, 0.975], result.n_repetitions, LEVEL) / result.n_repetitions
    cover.axhspan(*ends, color=GRID, alpha=0.5, linewidth=0, zorder=0)
    cover.axhline(LEVEL, color=INK, linewidth=0.9)
    zero(cover)
    cover.set(xticks=[0, 1, 2], xticklabels=[*(name for _, name in groups), "mean r,\nover cells"],
              yticks=[0.8, 0.85, 0.9, 0.95, 1.0], ylim=(0.8, 1.005), xlim=(-0.5, 2.5),
              ylabel="coverage of 95 % bootstrap")  # fmt: skip
    sizes = ", ".join(f"{n:.0f}" for n in result.n[:3])
    note(cover, f"three cells each; small to large:\n{sizes} trials a volume", xy=(0.03, 0.2))
    note(cover, "authors", xy=(0.97, 0.13), ha="right", color=COLOURS["authors"])
    note(cover, "joint fit", xy=(0.97, 0.06), ha="right", color=COLOURS["joint"])
    for ax, name in zip(axes[0], "abc", strict=True):
        letter(ax, name)
    return fig
