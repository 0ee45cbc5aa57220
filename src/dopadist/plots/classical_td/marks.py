"""Marks that the chapter's figures share: events on a time axis, a line of no error."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dopadist.plots.style import GRID, INK, MUTED, text_colour


def zero(ax: Axes) -> None:
    """Thin line at no error."""
    ax.axhline(0, color=GRID, linewidth=0.8, zorder=0)


def event(ax: Axes, at: float, label: str, *, y: float = 1.0, **text: Any) -> None:
    """Dotted line at a step, with its name at height ``y`` (fraction of the panel)."""
    ax.axvline(at, color=MUTED, linewidth=0.7, linestyle=":", zorder=0)
    options: dict[str, Any] = {"ha": "center", "va": "bottom", "fontsize": 7.5, "color": MUTED}
    ax.text(at, y, label, transform=ax.get_xaxis_transform(), **(options | text))


def stems(
    ax: Axes, time: NDArray[np.int64], error: NDArray[np.float64], *, color: str, width: float = 2.4
) -> None:
    """Errors as bars from zero: nothing drawn where there is no error."""
    ax.vlines(time, 0, error, color=color, linewidth=width)
    zero(ax)


def direct(ax: Axes, x: float, y: float, text: str, *, color: str = INK, **keywords: Any) -> None:
    """Label beside a line, in its colour, dark enough to be read."""
    options: dict[str, Any] = {"ha": "left", "va": "center", "fontsize": 7.5}
    ax.text(x, y, text, color=text_colour(color), **(options | keywords))
