"""What figures of recorded cells share: volumes as ticks of the axis, and dots of many cells."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dopadist.plots.style import GRID, INK, MUTED, text_colour
from dopadist.tasks.rewards import VOLUMES

Floats = NDArray[np.float64]
# These lie too near to 0.1 µL on the axis to be written beside it.
_UNWRITTEN = (0.3, 1.2)


def volume_ticks(ax: Axes, axis: Floats, which: Literal["x", "y"] = "x") -> None:
    """Ticks at the axis values of the volumes, written in µL."""
    labels = ["" if volume in _UNWRITTEN else f"{volume:g}" for volume in VOLUMES]
    (ax.set_xticks if which == "x" else ax.set_yticks)(list(axis), labels)


def zero(ax: Axes, which: Literal["x", "y"] = "y") -> None:
    """Thin line at zero."""
    (ax.axhline if which == "y" else ax.axvline)(0, color=GRID, linewidth=0.8, zorder=0)


def direct(ax: Axes, x: float, y: float, text: str, *, color: str = INK, **keywords: Any) -> None:
    """Label beside a line or a group of dots, in its colour, dark enough to be read."""
    options: dict[str, Any] = {"ha": "left", "va": "center", "fontsize": 7}
    ax.text(x, y, text, color=text_colour(color), **(options | keywords))


def signed(value: float, digits: int = 2) -> str:
    """Write a number with a true minus sign.

    >>> signed(-0.104), signed(4.81, 1)
    ('−0.10', '4.8')
    """
    return f"{value:.{digits}f}".replace("-", "−")


def spread(values: Floats, at: float, *, width: float = 0.3) -> tuple[Floats, Floats]:
    """Values side by side without chance: sorted, dealt to columns around ``at``."""
    order = np.argsort(values, kind="stable")
    steps = np.array([0.0, 0.5, -0.5, 1.0, -1.0, 0.25, -0.75, 0.75, -0.25])
    return at + width * steps[np.arange(values.size) % steps.size], values[order]


def histogram(
    ax: Axes, values: Floats, *, bins: Floats, color: str, filled: bool = True, **keywords: Any
) -> None:
    """Share of values a bin, as one outline."""
    kept = values[np.isfinite(values)]
    counts, edges = np.histogram(kept, bins=bins)
    share = counts / max(kept.size, 1)
    if filled:
        ax.stairs(share, edges, color=color, fill=True, alpha=0.35, **keywords)
    ax.stairs(share, edges, color=color, linewidth=1.0)


def mean_line(ax: Axes, y: Floats, at: float, *, color: str = MUTED) -> None:
    """Short line at the mean of dots at ``at``."""
    ax.hlines(float(np.nanmean(y)), at - 0.35, at + 0.35, color=color, linewidth=1.2)
