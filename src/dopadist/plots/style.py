"""The one style of the book: sizes, colours, and the few helpers that every figure uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

MM = 1 / 25.4
WIDTHS_MM = {"single": 89.0, "double": 183.0}

INK = "#1f2328"
MUTED = "#6e7681"
GRID = "#d8dee4"

# One colour a condition in the whole book (Okabe and Ito's set, readable by colour-blind eyes).
COLOURS = {
    "recorded": "#1f2328",
    "surrogate": "#8250df",
    "classical": "#6e7681",
    "distributional": "#0072b2",
    "null": "#b07a00",
    "truth": "#009e73",
    "rival": "#9a3d7a",
    "expectile": "#0072b2",
    "quantile": "#d55e00",
    "categorical": "#009e73",
    "authors": "#0072b2",
    "joint": "#d55e00",
    "cued": "#0072b2",
    "uncued": "#d55e00",
    "predicted": "#0072b2",
    "unpredicted": "#d55e00",
    "omission": "#9a3d7a",
    "td0": "#0072b2",
    "td_lambda": "#d55e00",
    "rescorla_wagner": "#009e73",
}

READABLE = 4.5  # contrast of text with its ground that WCAG 2.1 asks for


def text_colour(colour: str) -> str:
    """Return the colour, darkened as far as text in it must be to be read on white.

    Lines and dots stand out at a contrast of 3:1, small text needs 4.5:1 (WCAG 2.1).

    Examples
    --------
    >>> text_colour("#0072b2"), text_colour("#d55e00")
    ('#0072b2', '#c35600')
    """
    red, green, blue = mpl.colors.to_rgb(colour)
    share = 1.0
    while (
        contrast(text := mpl.colors.to_hex((red * share, green * share, blue * share))) < READABLE
    ):
        share *= 0.99
    return text


def contrast(colour: str) -> float:
    """Contrast of a colour with a white ground, from 1 to 21 (WCAG 2.1).

    >>> round(contrast("black")), round(contrast("white"))
    (21, 1)
    """
    rgb = np.array(mpl.colors.to_rgb(colour))
    linear = np.where(rgb <= 0.03928, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05))


# Asymmetry: pessimistic blue, optimistic red, a grey middle that stands on white.
ASYMMETRY = LinearSegmentedColormap.from_list(
    "asymmetry", ["#08519c", "#4a90c8", "#a6a6a6", "#e0743f", "#a50f15"]
)
# Reward size, small to large.
MAGNITUDE = mpl.colormaps["viridis"]

RC: Any = {
    "figure.facecolor": "white",
    "figure.dpi": 200,
    "savefig.dpi": 200,
    "savefig.facecolor": "white",
    "axes.facecolor": "white",
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 8,
    "axes.titlelocation": "left",
    "axes.labelsize": 8,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.family": "DejaVu Sans",
    "font.size": 7.5,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "lines.linewidth": 1.2,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "svg.hashsalt": "dopadist",
    "figure.constrained_layout.use": True,
}


@contextmanager
def style() -> Iterator[None]:
    """The book's settings, for the length of a ``with`` block."""
    with mpl.rc_context(RC):
        yield


def figure(
    n_rows: int = 1,
    n_columns: int = 1,
    *,
    width: Literal["single", "double"] = "double",
    height_mm: float = 60.0,
    **subplots: Any,
) -> tuple[Figure, np.ndarray]:
    """Empty figure of the book at print size.

    Parameters
    ----------
    n_rows, n_columns : int
        Grid of panels.
    width : {"single", "double"}
        89 or 183 mm.
    height_mm : float
        Height in mm.
    **subplots
        Passed to :meth:`matplotlib.figure.Figure.subplots` (``sharex``, ``width_ratios`` …).

    Returns
    -------
    fig : matplotlib.figure.Figure
        Not known to pyplot, so nothing stays open.
    axes : numpy.ndarray
        Axes, shape ``(n_rows, n_columns)``.

    Examples
    --------
    >>> fig, axes = figure(1, 2)
    >>> axes.shape
    (1, 2)
    """
    with style():
        fig = Figure(figsize=(WIDTHS_MM[width] * MM, height_mm * MM), layout="constrained")
        axes = fig.subplots(n_rows, n_columns, squeeze=False, **subplots)
    return fig, axes


def letter(ax: Axes, text: str) -> None:
    """Bold panel letter, outside the top left corner."""
    ax.annotate(
        text,
        (0, 1),
        xycoords="axes fraction",
        xytext=(-22, 6),
        textcoords="offset points",
        fontsize=9,
        fontweight="bold",
        va="bottom",
    )


def note(ax: Axes, text: str, *, xy: tuple[float, float] = (0.03, 0.97), **keywords: Any) -> None:
    """Small muted note inside a panel (n, interval, test), axes coordinates."""
    options: dict[str, Any] = {"ha": "left", "va": "top", "fontsize": 7, "color": MUTED}
    options |= keywords
    options["color"] = text_colour(options["color"])
    ax.text(*xy, text, transform=ax.transAxes, **options)
