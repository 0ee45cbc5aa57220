"""Marks that figures of distributions share: staircases, direct labels, rows of dots."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dopadist.plots.style import COLOURS, MUTED, text_colour

Floats = NDArray[np.float64]

TRUTH = COLOURS["truth"]
ENTROPY = COLOURS["distributional"]
SEARCH = COLOURS["joint"]
OPTIMUM = "#9a3d7a"


def steps(
    ax: Axes, values: Floats, probabilities: Floats, *, ends: tuple[float, float], **k: Any
) -> None:
    """Distribution function as a staircase from one end of the axis to the other."""
    x = np.concatenate([[ends[0]], values, [ends[1]]])
    y = np.concatenate([[0.0], np.cumsum(probabilities), [1.0]])
    ax.plot(x, y, drawstyle="steps-post", **k)


def truth_steps(
    ax: Axes, values: Floats, probabilities: Floats, *, ends: tuple[float, float], **k: Any
) -> None:
    """The reward distribution, in its colour."""
    steps(ax, values, probabilities, ends=ends, **({"color": TRUTH, "linewidth": 1.8} | k))


def tell(ax: Axes, x: float, y: float, text: str, colour: str, **k: Any) -> None:
    """Direct label in the colour of its curve, dark enough to be read; data coordinates."""
    ax.text(x, y, text, color=text_colour(colour), **_options(k, fontsize=7, va="center"))


def key(
    ax: Axes,
    entries: Iterable[tuple[str, str]],
    *,
    xy: tuple[float, float],
    step: float = 0.09,
    ha: str = "right",
) -> None:
    """Names of the curves, one below the other, each in its colour; axes fractions."""
    for i, (text, colour) in enumerate(entries):
        tell(ax, xy[0], xy[1] - i * step, text, colour, ha=ha, transform=ax.transAxes)


def in_volumes(ax: Axes, axis: Floats, volumes: Floats) -> None:
    """The magnitudes in µL along the upper edge of a panel in axis units.

    Labels that would touch the one before are left out.
    """
    place = ax.twiny()
    low, high = ax.get_xlim()
    place.set_xlim(low, high)
    order = np.argsort(axis)
    labels, last = [], -np.inf
    for position, volume in zip(axis[order], volumes[order], strict=True):
        far = position - last > 0.075 * (high - low)
        labels.append(f"{volume:g}" if far else "")
        last = position if far else last
    place.set_xticks(axis[order], labels)
    place.tick_params(labelsize=7, length=2, colors=MUTED, pad=1)
    place.spines[["top", "right"]].set_visible(False)
    place.set_xlabel("Reward (µL)", fontsize=7, color=MUTED, labelpad=2)


def _options(given: dict[str, Any], **defaults: Any) -> dict[str, Any]:
    return defaults | given


def strip(ax: Axes, values: Floats, row: float, colour: str, **k: Any) -> None:
    """Single values as dots in a row, spread a little, the median as a tick."""
    offset = 0.28 * (np.arange(values.size) * 0.618034 % 1 - 0.5)
    ax.plot(
        values,
        row + offset,
        "o",
        **_options(k, color=colour, markersize=2.6, alpha=0.45, markeredgewidth=0),
    )
    ax.plot([np.median(values)] * 2, [row - 0.3, row + 0.3], color=colour, linewidth=1.6)
