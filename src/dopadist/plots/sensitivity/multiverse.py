"""The specification curve of both questions, and what moves it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dopadist.experiments.sensitivity.choices import CHOICES
from dopadist.experiments.sensitivity.multiverse import NULL_OF, Multiverse
from dopadist.experiments.sensitivity.singles import Single, Singles
from dopadist.nulls import exceedance_p
from dopadist.plots.sensitivity.marks import at_left, place
from dopadist.plots.shared.marks import signed, spread, zero
from dopadist.plots.style import COLOURS, GRID, INK, MUTED, figure, letter, note, style

Floats = NDArray[np.float64]
_TITLES = ("i. reversal point, both halves", "ii. reversal point, asymmetry")
_NULLS = ("trials permuted", "equal slopes")
_GAP = 0.35
_BINS = 40
# How much more or less often a level occurs: white never, dark 2.5 times as often as everywhere.
_OFTEN = LinearSegmentedColormap.from_list("often", ["#ffffff", "#c9d7e8", "#5b86b8", "#12365f"])
_MOST = 2.5
_SHARE = LinearSegmentedColormap.from_list("share", ["#ffffff", INK])


@style()
def multiverse(result: Multiverse, singles: Singles) -> Figure:
    """Sorted correlations with their own nulls above, the choices behind them below."""
    fig, axes = figure(2, 2, height_mm=212, height_ratios=[1, 2.75])
    place(
        fig, axes, lefts=(0.285, 0.655), width=0.245, rows=((0.735, 0.965), (0.05, 0.71))
    )  # fmt: skip
    for question, (curve, matrix) in enumerate(axes.T):
        order, bins = _sorted(result, question)
        _curve(curve, result, question, order, bins)
        r = result.r[question][order]
        _mark(curve, singles.default, question, r, "the book’s default", 0)
        _mark(curve, singles.of("estimator", "authors"), question, r, "authors’ estimator", 1)
        _matrix(matrix, result, order, bins, named=question == 0)
        _columns(matrix, result, question)
        curve.set_title(_TITLES[question])
        letter(curve, "ab"[question])
    axes[0, 0].set_ylabel("r, mean over splits")
    _scale(fig)
    return fig


def _sorted(result: Multiverse, question: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Defined specifications by their correlation, and the edges of bins of equal numbers."""
    r = result.r[question]
    order = np.argsort(r, kind="stable")[: np.isfinite(r).sum()]
    return order, np.linspace(0, order.size, _BINS + 1).round().astype(np.int64)


def _curve(
    ax: Axes, result: Multiverse, question: int, order: NDArray[np.int64], bins: NDArray[np.int64]
) -> None:
    r = result.r[question][order]
    null = result.null(NULL_OF[question], question)[:, order]
    middle = 0.5 * (bins[1:] + bins[:-1])
    low, mean, high = (
        np.array([np.nanmean(row[a:b]) for a, b in pairwise(bins)])
        for row in (
            np.nanpercentile(null, 2.5, axis=0),
            np.nanmean(null, axis=0),
            np.nanpercentile(null, 97.5, axis=0),
        )
    )
    zero(ax)
    ochre = COLOURS["null"]
    ax.fill_between(middle, low, high, color=ochre, alpha=0.22, linewidth=0)
    ax.plot(middle, mean, color=ochre, linewidth=1.2)
    ax.scatter(np.arange(r.size), r, s=2.2, color=INK, linewidth=0)
    ax.set(ylim=(-1.0, 1.0), xlim=(0, r.size))
    ax.tick_params(labelbottom=False)
    share = result.share_above(NULL_OF[question], question)
    p = result.joint(NULL_OF[question], question)[0]
    note(
        ax,
        f"{100 * share:.0f} % above own null\n"
        f"median {signed(float(np.median(r)))}, P = {p:.3f}\n"
        f"{r.size:,} specifications",
        xy=(0.98, 0.02), ha="right", va="bottom", color=INK,
    )  # fmt: skip
    note(ax, _NULLS[question], xy=(0.98, 0.25), ha="right", va="bottom", color=ochre)


def _mark(ax: Axes, one: Single, question: int, r: Floats, name: str, row: int) -> None:
    """Where a named analysis stands on the curve."""
    value = float(one.r[question])
    rank = float(np.searchsorted(r, value))
    ax.annotate(
        f"{name} {signed(value)}",
        (rank, value),
        xytext=(0.03, 0.97 - 0.085 * row),
        textcoords="axes fraction",
        fontsize=7,
        ha="left",
        va="center",
        arrowprops={
            "arrowstyle": "-",
            "color": MUTED,
            "linewidth": 0.6,
            "shrinkB": 2,
            "relpos": (1.0, 0.5),
        },
    )
    ax.scatter(rank, value, s=16, facecolor="white", edgecolor=INK, linewidth=0.9, zorder=5)


def _rows() -> list[tuple[str, str, float]]:
    """Choice, level, and upper edge of each row."""
    found, y = [], 1 + _GAP
    for choice, (_, levels) in CHOICES.items():
        for level in levels:
            found.append((choice, level, y))
            y += 1
        y += _GAP
    return found


def _matrix(
    ax: Axes,
    result: Multiverse,
    order: NDArray[np.int64],
    bins: NDArray[np.int64],
    *,
    named: bool,
) -> None:
    for choice, level, y in _rows():
        taken = result.is_level(choice, level)[order]
        share = np.array(
            [taken[a:b].mean() for a, b in pairwise(bins)]
        )  # fmt: skip
        often = share / max(float(taken.mean()), 1e-9)
        ax.pcolormesh(
            bins.astype(float), [y + 0.04, y + 0.96], often[None], cmap=_OFTEN, vmin=0, vmax=_MOST,
            rasterized=True,
        )  # fmt: skip
    question = 0 if named else 1
    above = result.above(NULL_OF[question], question)[order]
    ax.pcolormesh(
        bins.astype(float), [0.04, 0.96],
        np.array([[above[a:b].mean() for a, b in pairwise(bins)]]), cmap=_SHARE, vmin=0, vmax=1,
        rasterized=True,
    )  # fmt: skip
    rows = _rows()
    ax.set(ylim=(rows[-1][2] + 1.05, -0.05), xlabel="specifications, sorted by r")
    ax.set_yticks([y + 0.5 for *_, y in rows], [])
    ax.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    if not named:
        return
    ax.set_yticks([y + 0.5 for *_, y in rows], [CHOICES[a][1][b] for a, b, _ in rows])
    ax.text(
        0.008, 0.5, "above own null (black: all)", transform=at_left(ax), ha="left",
            va="center_baseline",
        fontsize=7, fontweight="bold",
    )  # fmt: skip
    seen = set()
    for choice, _, y in rows:
        if choice not in seen:
            seen.add(choice)
            ax.text(
                0.008, y + 0.5, CHOICES[choice][0], transform=at_left(ax), ha="left",
            va="center_baseline",
                fontsize=7, fontweight="bold",
            )  # fmt: skip


def _scale(fig: Figure) -> None:
    """What the shades of the matrix mean."""
    ax = fig.add_axes((0.03, 0.032, 0.15, 0.009))
    ax.pcolormesh(np.linspace(0, _MOST, 101), [0, 1], np.linspace(0, _MOST, 100)[None], cmap=_OFTEN)
    ax.set(xticks=[0, 1, _MOST], yticks=[])
    ax.set_xticklabels(["never", "as usual", f"{_MOST:g} ×"])
    ax.tick_params(length=2, pad=1)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


def _columns(ax: Axes, result: Multiverse, question: int) -> None:
    """Beside each level: median, and per cent of its specifications above their own null."""
    r = result.r[question]
    above = result.above(NULL_OF[question], question)
    defined = np.isfinite(r)
    groups = [(result.is_level(choice, level) & defined, y) for choice, level, y in _rows()]
    for own, y in [(defined, 0.0), *groups]:
        for x, text in (
            (1.17, signed(float(np.median(r[own])))),
            (1.36, f"{100 * above[own].mean():.0f}"),
        ):
            ax.text(
                x, y + 0.5, text, transform=ax.get_yaxis_transform(), fontsize=7, ha="right",
                va="center_baseline", color=INK,
            )  # fmt: skip
    for x, text in ((1.17, "median"), (1.38, "above")):
        ax.text(
            x, -0.3, text, transform=ax.get_yaxis_transform(), fontsize=7, ha="right", va="bottom",
            color=MUTED,
        )  # fmt: skip


@style()
def explained(result: Multiverse) -> Figure:
    """Which choice moves the result, and the median specification against the null's."""
    fig, axes = figure(1, 3, height_mm=84, width_ratios=[1, 1, 1.15])
    names = list(CHOICES)
    order = np.argsort(-(result.explained[0].shares + result.explained[1].shares), kind="stable")
    furthest = 100 * max(
        0.21,
        *(float(one.high.max()) for one in result.explained),
        float(np.percentile(result.explained_permuted, 95, axis=1).max()),
    )
    for question, ax in enumerate(axes[0, :2]):
        found = result.explained[question]
        low, high = np.percentile(result.explained_permuted[question], [5, 95], axis=0)
        for row, choice in enumerate(order):
            ax.plot(
                100 * np.array([low[choice], high[choice]]), [row, row], color=COLOURS["null"],
                alpha=0.4, linewidth=5, solid_capstyle="butt",
            )  # fmt: skip
            ax.plot(
                100 * np.array([found.low[choice], found.high[choice]]), [row, row], color=INK,
                linewidth=1.2,
            )  # fmt: skip
            ax.scatter(100 * found.shares[choice], row, s=18, color=INK, zorder=3)
        zero(ax, "x")
        ax.set(
            ylim=(len(names) - 0.4, -0.6), xlim=(-1, furthest + 1), xlabel="variance explained (%)",
            title=_TITLES[question],
        )  # fmt: skip
        ax.set_yticks(range(len(names)), [] if question else [CHOICES[names[i]][0] for i in order])
        note(
            ax,
            f"no choice alone: {100 * found.rest:.0f} %\n{found.n_paths} paths,\n"
            f"{found.n_specifications:,} specifications",
            xy=(0.97, 0.04), ha="right", va="bottom",
        )  # fmt: skip
        letter(ax, "ab"[question])
    _medians(axes[0, 2], result)
    letter(axes[0, 2], "c")
    return fig


def _medians(ax: Axes, result: Multiverse) -> None:
    zero(ax)
    rows = (
        (result.medians("permuted", 0), float(np.nanmedian(result.r[0])), "i,\npermuted"),
        (result.medians("permuted", 1), float(np.nanmedian(result.r[1])), "ii, per-\nmuted"),
        (result.medians("equal_slopes", 1), float(np.nanmedian(result.r[1])), "equal\nslopes"),
        (result.spiking[:, 1], float(result.cells_few[1]), "… in\nspikes"),
    )
    for at, (null, median, _) in enumerate(rows):
        shift, values = spread(null, float(at), width=0.25)
        ax.scatter(shift, values, s=8, color=COLOURS["null"], linewidth=0, alpha=0.8)
        ax.hlines(median, at - 0.36, at + 0.36, color=INK, linewidth=1.6)
        p = exceedance_p(median, null)
        ax.text(at, median + 0.02, f"P {p:.3f}", ha="center", va="bottom", fontsize=7)
    ax.set(
        xlim=(-0.6, 3.6), ylim=(-0.3, 0.85), ylabel="r, median of specifications",
        title="each null as one data set",
    )  # fmt: skip
    ax.set_xticks(range(4), [label for *_, label in rows])
    ax.tick_params(axis="x", length=0)
    note(
        ax,
        f"{result.n_draws} populations, {len(result.spiking)} in spikes",
        xy=(0.97, 0.97),
        ha="right",
        color=COLOURS["null"],
    )
    ax.spines["bottom"].set_color(GRID)
