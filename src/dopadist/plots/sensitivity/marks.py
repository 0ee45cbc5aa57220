"""What the figures with many rows share: panels placed by hand, names at the left edge."""

from collections.abc import Sequence
from typing import cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Transform, blended_transform_factory


def place(
    fig: Figure,
    axes: np.ndarray,
    *,
    lefts: Sequence[float],
    width: float,
    rows: Sequence[tuple[float, float]],
) -> None:
    """Put panels where they are wanted, since the layout solver knows no columns of names.

    ``lefts``: left edge of each column; ``rows``: lower and upper edge of each row; fractions of
    the figure.
    """
    fig.set_layout_engine("none")
    for row, (low, high) in zip(axes, rows, strict=True):
        for ax, left in zip(row, lefts, strict=True):
            ax.set_position((left, low, width, high - low))


def at_left(ax: Axes) -> Transform:
    """Horizontal place as a fraction of the figure, vertical in the data of a panel."""
    return blended_transform_factory(cast(Figure, ax.figure).transFigure, ax.transData)
