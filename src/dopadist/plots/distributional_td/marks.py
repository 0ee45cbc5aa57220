"""Small marks that several figures of the chapter share."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from numpy.typing import NDArray

from dopadist.plots.style import ASYMMETRY, INK, MUTED, text_colour

__all__ = ["asymmetry_bar", "direct", "tau_colour", "tau_lines", "zero"]


def tau_colour(tau: float) -> tuple[float, float, float, float]:
    """Colour of an asymmetry: pessimistic blue, optimistic red."""
    return ASYMMETRY(float(tau))


def tau_lines(
    ax: Axes,
    x: NDArray[Any],
    lines: NDArray[np.float64],
    tau: NDArray[np.float64],
    **keywords: Any,
) -> None:
    """One line a channel, coloured by asymmetry; ``lines`` is ``(n_channels, n_x)``."""
    for line, level in zip(lines, tau, strict=True):
        ax.plot(x, line, color=tau_colour(level), **({"linewidth": 1.1} | keywords))


def zero(ax: Axes, value: float = 0.0) -> None:
    """Thin horizontal line."""
    ax.axhline(value, color=MUTED, linewidth=0.6, zorder=0)


def direct(ax: Axes, x: float, y: float, text: str, *, color: Any = INK, **keywords: Any) -> None:
    """Label beside what it labels, in its colour, dark enough to be read; data coordinates."""
    options: dict[str, Any] = {"fontsize": 7, "ha": "left", "va": "center"}
    ax.text(x, y, text, color=text_colour(color), **(options | keywords))


def asymmetry_bar(fig: Any, ax: Any) -> None:
    """Colour scale of the asymmetry beside ``ax`` (one axes or several)."""
    bar = fig.colorbar(ScalarMappable(Normalize(0, 1), ASYMMETRY), ax=ax, aspect=18, pad=0.02)
    bar.set_label("Asymmetry τ")
    bar.set_ticks([0, 0.5, 1])
    bar.outline.set_linewidth(0.5)
