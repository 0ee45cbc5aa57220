"""What the chapter's figures share: colours of cues, names of cells, dots side by side."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dopadist.plots.style import ASYMMETRY, COLOURS, INK, text_colour

Array = NDArray[np.float64]

# As in the chapter on classical learning: the likelier the reward, the darker.
CUE_COLOURS = ("#9581cc", "#6a4fb0", "#2f1a66")
CUE_TICKS = ("10 %", "50 %", "90 %")
CELL_NAMES = {"dopamine": "dopamine", "gaba": "GABA"}
ASYMMETRY_TEXT = (ASYMMETRY(0.1), ASYMMETRY(0.9))  # pessimistic, optimistic
MODEL_COLOURS = {
    "classical": COLOURS["classical"],
    "distributional": COLOURS["distributional"],
}


def tau_colours(tau: Array) -> Array:
    """Colours of asymmetries, ``(n, 4)``."""
    return np.asarray(ASYMMETRY(np.asarray(tau, dtype=float)))


def direct(ax: Axes, x: float, y: float, text: str, *, color: Any = INK, **keywords: Any) -> None:
    """Label beside what it labels, in its colour, dark enough to be read; data coordinates."""
    options: dict[str, Any] = {"fontsize": 7, "ha": "left", "va": "center"}
    ax.text(x, y, text, color=text_colour(color), **(options | keywords))


def side_by_side(values: Array, at: float, *, width: float = 0.3) -> tuple[Array, Array]:
    """Values beside one another without chance: sorted, dealt to columns around ``at``."""
    order = np.argsort(values, kind="stable")
    steps = np.array([0.0, 0.5, -0.5, 1.0, -1.0, 0.25, -0.75, 0.75, -0.25])
    return at + width * steps[np.arange(values.size) % steps.size], values[order]
