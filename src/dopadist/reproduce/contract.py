"""What a figure must be before it is published: drawn, legible, opaque, of one of two widths."""

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dopadist.plots.style import RC, WIDTHS_MM, style
from dopadist.reproduce.artists import has_layers, read_figure, visible_texts

SMALLEST_TEXT = 7.0
SHORTEST_ALT = 20
_MM_PER_INCH = 25.4


class FigureError(ValueError):
    """A figure breaks the contract; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Drawn:
    """A figure's bytes and what they show."""

    png: bytes
    description: dict[str, Any]


def draw(figure: Figure, *, id: str) -> Drawn:
    """Draw a figure once, read what it shows, refuse it if it breaks the contract.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        89 or 183 mm wide.
    id : str
        Id of the figure, for messages.

    Raises
    ------
    FigureError
        If the figure is blank, has another width, text smaller than 7 pt, or a ground that
        lets the page shine through.
    """
    _check_width(figure, id)
    with style():
        _settle(figure)
        buffer = io.BytesIO()
        # No date and no version in the file: the same drawing is the same bytes.
        figure.savefig(
            buffer, format="png", dpi=RC["savefig.dpi"], bbox_inches=None,
            metadata={"Software": None},
        )  # fmt: skip
        _check_texts(figure, id)
        description = read_figure(figure)
    png = buffer.getvalue()
    _check_pixels(png, description, id)
    return Drawn(png=png, description=description)


def check_alt(alt: str, *, id: str) -> None:
    """Refuse an alt text that is missing or too short to say what is seen."""
    if len(alt.strip()) < SHORTEST_ALT:
        raise FigureError(
            f"figure '{id}' has the alt text {alt!r}, expected a sentence of at least "
            f"{SHORTEST_ALT} characters that says what is seen"
        )


def pixels(png: bytes) -> np.ndarray:
    """Red, green, blue and opacity, shape ``(height, width, 4)``, 0 to 255."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGBA"))


def is_blank(image: np.ndarray) -> bool:
    """Whether all pixels are alike."""
    return bool((image == image[:1, :1]).all())


def _settle(figure: Figure) -> None:
    """Let the layout find its places, once, and round them.

    The solver behind it goes through its variables in the order of their addresses in memory,
    so that its last bits, and now and then a pixel, differ from process to process.
    """
    figure.set_dpi(RC["savefig.dpi"])
    engine = figure.get_layout_engine()
    if engine is None:
        return
    engine.execute(figure)
    figure.set_layout_engine("none")
    for ax in figure.axes:
        ax.set_position(np.round(ax.get_position(original=True).bounds, 9).tolist())
    for text in figure.texts:  # a title over all panels moves with them
        x, y = text.get_position()
        text.set_position((round(float(x), 9), round(float(y), 9)))


def _check_width(figure: Figure, id: str) -> None:
    width = figure.get_figwidth() * _MM_PER_INCH
    if min(abs(width - allowed) for allowed in WIDTHS_MM.values()) > 0.1:
        raise FigureError(
            f"figure '{id}' is {width:.0f} mm wide, expected 89 or 183 mm: "
            "make it with dopadist.plots.style.figure"
        )


def _check_texts(figure: Figure, id: str) -> None:
    for text in visible_texts(figure):
        size = float(text.get_fontsize())
        if size < SMALLEST_TEXT - 1e-6:
            raise FigureError(
                f"figure '{id}' has the text {text.get_text()!r} at {size:g} pt, "
                f"expected at least {SMALLEST_TEXT:g} pt"
            )


def _check_pixels(png: bytes, description: dict[str, Any], id: str) -> None:
    image = pixels(png)
    if is_blank(image) or not has_layers(description):
        raise FigureError(f"figure '{id}' is blank, expected at least one layer of finite data")
    opacity = image[..., 3].min()
    if opacity < 255:
        raise FigureError(
            f"figure '{id}' lets the page shine through (opacity {opacity} of 255), "
            "expected an opaque ground"
        )
