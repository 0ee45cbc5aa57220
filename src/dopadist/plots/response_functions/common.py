"""Figures of the common response function: on the cells, and on six models."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dopadist.experiments.response_functions.common_cells import CONTROLS, CommonCells
from dopadist.experiments.response_functions.discriminability import Discriminability
from dopadist.experiments.response_functions.six_models import MODELS
from dopadist.plots.shared.marks import direct, signed, spread
from dopadist.plots.style import (
    COLOURS,
    INK,
    MUTED,
    figure,
    letter,
    note,
    style,
)
from dopadist.tasks.rewards import VOLUMES

_TITLES = {
    "explained": "explained, scale and offset",
    "explained_scale": "explained, scale alone",
    "r_scales": "r of scales",
    "r_points": "halves: reversal points",
    "r_asymmetry": "halves: point and asymmetry",
}
_MODEL_COLOURS = {
    "classical": COLOURS["classical"],
    "noisy": COLOURS["null"],
    "uncoupled": COLOURS["rival"],
    "linear": COLOURS["distributional"],
    "hill": COLOURS["truth"],
    "sign": COLOURS["quantile"],
}


@style()
def common_cells(result: CommonCells) -> Figure:
    """The function and all cells brought onto it; what it explains; scales of both kinds."""
    fig, axes = figure(2, 3, height_mm=112)
    found = result.found
    raw, onto, scales = axes[0]
    place = np.arange(VOLUMES.size)
    for ax, values, title in (
        (raw, found.mean, "cued responses of all cells"),
        (onto, _brought_onto(result), "offset and scale undone"),
    ):
        ax.plot(place, values.T, color=MUTED, linewidth=0.5, alpha=0.5, zorder=1)
        ax.plot(place, found.function, color=COLOURS["joint"], linewidth=2.0, zorder=3)
        ax.axhline(0, color=MUTED, linewidth=0.6, zorder=0)
        ax.set_xticks(place, [f"{volume:g}" for volume in VOLUMES])
        ax.set(xlabel="volume (µL)", ylabel="response (spikes/s)", title=title, ylim=(-11, 21))
    note(raw, f"n = {found.mean.shape[0]} cells\norange: common function")
    hidden = int(((found.scale_cued < 0.2) | (np.abs(_brought_onto(result)) > 21).any(1)).sum())
    note(onto, f"not drawn: {hidden} (scale near 0)" if hidden else "")
    scales.scatter(found.scale_cued, found.scale_uncued, s=14, color=INK, linewidth=0)
    top = 1.05 * max(found.scale_cued.max(), found.scale_uncued.max())
    low = min(0.0, found.scale_cued.min(), found.scale_uncued.min()) - 0.04 * top
    scales.plot([low, top], [low, top], color=MUTED, linewidth=0.7, linestyle="--", zorder=0)
    scales.set(
        xlim=(low, top), ylim=(low, top), xlabel="scale, cued trials",
        ylabel="scale, uncued trials", title="scales from disjoint trials",
    )  # fmt: skip
    text = f"r = {signed(result.number('r_scales'))}\nn = {found.mean.shape[0]} cells"
    note(scales, text, xy=(0.98, 0.04), ha="right", va="bottom")
    for ax, name in zip(axes[1], ("explained", "explained_scale", "r_scales"), strict=True):
        _against_controls(ax, result, name)
    for ax, name in zip(axes.flat, "abcdef", strict=True):
        letter(ax, name)
    return fig


def _brought_onto(result: CommonCells) -> np.ndarray:
    """Each cell's mean responses with its offset and scale undone, spikes/s."""
    found = result.found
    scale = np.where(np.abs(found.scale_cued) > 0.05, found.scale_cued, np.nan)
    offset = (found.predicted - found.scale_cued[:, None] * found.function)[:, :1]
    return np.asarray((found.mean - offset) / scale[:, None])


def _against_controls(ax: Axes, result: CommonCells, name: str) -> None:
    value, (low, high) = result.number(name), result.intervals[name]
    rows = list(CONTROLS)
    for row, key in enumerate(rows):
        at, values = spread(result.controls[key][name], float(len(rows) - 1 - row), width=0.24)
        ax.scatter(values, at, s=6, color=COLOURS["null"], linewidth=0, alpha=0.75)
    ax.plot([low, high], [len(rows)] * 2, color=INK, linewidth=1.5)
    ax.scatter(value, len(rows), s=24, color=INK, linewidth=0)
    ax.axvline(value, color=INK, linewidth=0.7, linestyle=":", zorder=0)
    labels = ["the cells, 95 %", *CONTROLS.values()]
    ax.set_yticks(range(len(rows) + 1), labels[::-1] if name == "explained" else [])
    ax.tick_params(axis="y", length=0)
    ax.set(
        title=_TITLES[name], ylim=(-0.5, len(rows) + 0.9),
        xlabel="median share of variance" if name != "r_scales" else "r over cells",
    )  # fmt: skip
    note(ax, signed(value), xy=(0.98, 0.985), ha="right", color=INK)


@style()
def discriminability(result: Discriminability) -> Figure:
    """Numbers of populations by model; chances of telling two models apart; the derivation."""
    fig, axes = figure(2, 3, height_mm=124, width_ratios=[1, 1, 1])
    for ax, number in zip(axes[0], ("explained", "r_scales", "r_points"), strict=True):
        for row, model in enumerate(MODELS):
            values = result.values[number][model]
            at, ordered = spread(values, float(len(MODELS) - 1 - row), width=0.27)
            ax.scatter(ordered, at, s=5, color=_MODEL_COLOURS[model], linewidth=0, alpha=0.7)
        ax.set_yticks(
            range(len(MODELS)), list(MODELS.values())[::-1] if number == "explained" else []
        )
        ax.tick_params(axis="y", length=0)
        ax.set(title=_TITLES[number], ylim=(-0.6, len(MODELS) - 0.3))
        what = "median share" if number == "explained" else "r"
        ax.set_xlabel(f"{what}, {result.n_populations} populations each")
    for ax, number in zip(axes[1, :2], ("explained", "r_points"), strict=True):
        _areas(ax, result, number)
    _derivation(axes[1, 2], result)
    for ax, name in zip(axes.flat, "abcdef", strict=True):
        letter(ax, name)
    return fig


def _areas(ax: Axes, result: Discriminability, number: str) -> None:
    names = list(MODELS)
    n = len(names)
    area = np.array([[result.area(number, one, other) for other in names] for one in names])
    area[np.triu_indices(n)] = np.nan
    ax.imshow(area, cmap="Blues", vmin=0.5, vmax=1.15, aspect="auto")
    for i in range(n):
        for j in range(i):
            dark = area[i, j] > 0.9
            ax.text(
                j, i, f"{area[i, j]:.2f}", ha="center", va="center", fontsize=7,
                color="white" if dark else INK,
            )  # fmt: skip
    short = ["classical", "noisier", "one pred.", "linear", "Hill", "sign"]
    ax.set_xticks(range(n - 1), short[:-1], rotation=35, ha="right")
    ax.set_yticks(range(1, n), short[1:])
    ax.set(ylim=(n - 0.5, 0.5), xlim=(-0.5, n - 1.5))
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    what = "explained" if number == "explained" else "reversal points"
    ax.set_title(f"chance of telling apart by\n{what} (½: guess)")


def _derivation(ax: Axes, result: Discriminability) -> None:
    order = np.argsort(result.eta)
    eta = result.eta[order]
    ax.scatter(
        eta + 0.5, 1 - result.noiseless[order], s=5, color=COLOURS["distributional"], linewidth=0,
        alpha=0.7,
    )  # fmt: skip
    ax.plot(eta + 0.5, 1 - result.predicted[order], color=INK, linewidth=1.2)
    noise = 1 - float(np.median(result.cells["classical"]))
    ax.axhline(noise, color=COLOURS["classical"], linewidth=1.0, linestyle="--")
    direct(
        ax, 0.5, noise + 0.012, "median of noisy\nclassical cells", color=COLOURS["classical"],
        ha="center", va="bottom",
    )  # fmt: skip
    ax.set(
        xlabel="asymmetry τ", ylabel="share left unexplained", xlim=(0, 1), ylim=(0, 0.36),
        title="linear distributional TD,\nno noise",
    )  # fmt: skip
    note(ax, f"dots: {eta.size} cells\nline: first order", xy=(0.5, 0.97), ha="center")
