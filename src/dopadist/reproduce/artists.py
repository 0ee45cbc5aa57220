"""What a figure draws, read off its artists: so that what is compared is what is drawn."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_rgba, to_rgba_array
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch, Rectangle, StepPatch
from matplotlib.quiver import Barbs, Quiver
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedFormatter

Layer = dict[str, Any]
"""One drawn thing: ``kind``, texts, and arrays of numbers."""


def read_figure(figure: Figure) -> dict[str, Any]:
    """Everything that a figure shows, as texts and arrays.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A drawn figure, so that limits and tick labels are settled.

    Returns
    -------
    dict
        ``{"texts": [...], "axes": [...]}``: texts of the figure; for each visible axes title,
        labels, limits, scales, fixed tick labels, legend, and its layers in drawing order.

    Examples
    --------
    >>> figure = Figure()
    >>> line, = figure.subplots().plot([0, 1], [2, 3])
    >>> read_figure(figure)["axes"][0]["layers"][0]["y"].tolist()
    [2.0, 3.0]
    """
    return {
        "texts": [text.get_text() for text in _figure_texts(figure)],
        "axes": [_axes(ax) for ax in _all_axes(figure)],
    }


def visible_texts(artist: Artist) -> list[Text]:
    """Every text that is drawn: not empty, visible, and in nothing that is hidden."""
    if not artist.get_visible():
        return []
    if isinstance(artist, Text):
        return [artist] if artist.get_text().strip() else []
    children = artist.get_children()
    if isinstance(artist, Axes) and not artist.axison:
        children = [child for child in children if child not in (artist.xaxis, artist.yaxis)]
    return [text for child in children for text in visible_texts(child)]


def has_layers(description: dict[str, Any]) -> bool:
    """Whether anything but frames and texts is drawn, with at least one finite number."""
    layers = (layer for ax in description["axes"] for layer in ax["layers"])
    return any(
        isinstance(item, np.ndarray) and bool(np.isfinite(item).any())
        for layer in layers
        if layer["kind"] != "text"
        for key, item in layer.items()
        if key != "colour"
    )


def _figure_texts(figure: Any) -> list[Text]:
    found = [child for child in figure.get_children() if isinstance(child, Text)]
    found = [text for text in found if text.get_visible() and text.get_text()]
    return found + [text for part in figure.subfigs for text in _figure_texts(part)]


def _all_axes(figure: Figure) -> list[Axes]:
    found: list[Axes] = []
    for ax in figure.axes:
        found += _with_insets(ax)
    return [ax for ax in dict.fromkeys(found) if ax.get_visible()]


def _with_insets(ax: Any) -> list[Axes]:
    insets = [axes for child in ax.child_axes for axes in _with_insets(child)]
    return [ax, *insets]


def _axes(ax: Axes) -> dict[str, Any]:
    legend = ax.get_legend()
    titles = [ax.get_title(loc=loc) for loc in ("left", "center", "right")]
    return {
        "title": " | ".join(title for title in titles if title),
        "xlabel": ax.get_xlabel() if ax.axison else "",
        "ylabel": ax.get_ylabel() if ax.axison else "",
        "xscale": ax.get_xscale(),
        "yscale": ax.get_yscale(),
        "xlim": _array(ax.get_xlim()),
        "ylim": _array(ax.get_ylim()),
        "xticks": _fixed_labels(ax.xaxis),
        "yticks": _fixed_labels(ax.yaxis),
        "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
        "layers": [
            layer
            for artist in ax.get_children()
            if artist.get_visible() and (layer := _layer(ax, artist)) is not None
        ],
    }


def _fixed_labels(axis: Any) -> list[str]:
    # Labels made from numbers follow from the limits; labels that somebody wrote do not.
    formatter = axis.get_major_formatter()
    if isinstance(formatter, FixedFormatter) or type(formatter).__name__ == "StrCategoryFormatter":
        return [text.get_text() for text in axis.get_ticklabels()]
    return []


def _layer(ax: Axes, artist: Artist) -> Layer | None:
    if artist is ax.patch or artist in ax.spines.values() or _is_ramp(ax, artist):
        return None
    if isinstance(artist, Text):
        return _text(artist)
    if isinstance(artist, Line2D):
        return _line(artist)
    if isinstance(artist, AxesImage):
        return {
            "kind": "image",
            "values": _array(artist.get_array()),
            "extent": _array(artist.get_extent()),
            "limits": _array(artist.get_clim()),
            "colour_map": artist.get_cmap().name,
        }
    if isinstance(artist, Collection):
        return _collection(artist)
    if isinstance(artist, Patch):
        return _patch(artist)
    return None


def _is_ramp(ax: Axes, artist: Artist) -> bool:
    # A colour bar's ramp follows from its limits.
    return artist is getattr(getattr(ax, "_colorbar", None), "solids", ax)


def _text(text: Text) -> Layer | None:
    if not text.get_text().strip():
        return None
    layer: Layer = {"kind": "text", "text": text.get_text(), "at": _array(text.get_position())}
    if isinstance(text, Annotation):
        layer["xy"] = _array(text.xy)
        if text.arrow_patch is not None:
            layer["kind"] = "arrow"
    return layer


def _line(line: Line2D) -> Layer | None:
    x, y = _array(line.get_xdata(orig=False)), _array(line.get_ydata(orig=False))
    if x.size == 0:
        return None
    return {
        "kind": "line",
        "style": f"{line.get_linestyle()} {line.get_marker()} {line.get_drawstyle()}",
        "colour": _colours(line.get_color()),
        "x": x,
        "y": y,
    }


def _collection(artist: Collection) -> Layer | None:
    layer: Layer = {"kind": type(artist).__name__}
    if isinstance(artist, ContourSet):
        return layer | {
            "levels": _array(artist.levels),
            "vertices": _vertices(artist.get_paths()),
            "limits": _array(artist.get_clim()),
        }
    if isinstance(artist, Quiver | Barbs):
        x, y = np.asarray(artist.XY).T if isinstance(artist, Quiver) else (artist.x, artist.y)
        u, v = (artist.U, artist.V) if isinstance(artist, Quiver) else (artist.u, artist.v)
        return layer | {"x": _array(x), "y": _array(y), "u": _array(u), "v": _array(v)}
    if hasattr(artist, "get_coordinates"):  # a QuadMesh's paths follow from its corners
        layer["corners"] = _array(artist.get_coordinates())
    else:
        offsets = _array(artist.get_offsets())
        # Markers stand at their offsets; their outline is style, not data.
        if artist.get_offset_transform().is_affine and _is_marker(artist):
            if offsets.size == 0:
                return None
            layer |= {"x": offsets[:, 0], "y": offsets[:, 1]}
            layer["sizes"] = _array(artist.get_sizes())  # type: ignore[attr-defined]
        else:
            vertices = _vertices(artist.get_paths())
            if vertices.size == 0:
                return None
            layer |= {"x": vertices[:, 0], "y": vertices[:, 1]}
            if len(offsets) > 1:  # one outline drawn at many places: hexagons
                layer["offsets"] = offsets
    values = artist.get_array()
    if values is not None:
        limits = _array(artist.get_clim())
        return layer | {
            "values": _array(values), "limits": limits, "colour_map": artist.get_cmap().name,
        }  # fmt: skip
    face = artist.get_facecolor()
    return layer | {"colour": _colours(face if len(face) else artist.get_edgecolor())}


def _is_marker(artist: Collection) -> bool:
    return hasattr(artist, "get_sizes") and len(artist.get_sizes()) > 0


def _patch(patch: Patch) -> Layer | None:
    layer: Layer = {"kind": type(patch).__name__, "colour": _colours(_fill(patch))}
    if isinstance(patch, Rectangle):
        # matplotlib's own bars: left, bottom, width, height
        return layer | {"box": _array([*patch.get_xy(), patch.get_width(), patch.get_height()])}
    if isinstance(patch, StepPatch):
        values, edges, baseline = patch.get_data()
        base = _array(0.0 if baseline is None else baseline)
        return layer | {"values": _array(values), "edges": _array(edges), "baseline": base}
    if isinstance(patch, FancyArrowPatch):
        # Its path is in pixels and moves with the fonts; its ends are the data.
        ends = getattr(patch, "_posA_posB", None)
        return layer | {"ends": _array(ends)} if ends else None
    vertices = patch.get_patch_transform().transform(patch.get_path().vertices)
    return layer | {"x": _array(vertices[:, 0]), "y": _array(vertices[:, 1])}


def _fill(patch: Patch) -> Any:
    return patch.get_facecolor() if patch.get_fill() else patch.get_edgecolor()


def _vertices(paths: Any) -> np.ndarray:
    parts = [np.vstack([_array(path.vertices), [[np.nan, np.nan]]]) for path in paths]
    return np.vstack(parts)[:-1] if parts else np.empty((0, 2))


def _colours(colours: Any) -> np.ndarray:
    array = to_rgba_array(colours) if np.ndim(colours) > 1 else np.array([to_rgba(colours)])
    return array[:1] if (array == array[:1]).all() else array


def _array(values: Any) -> np.ndarray:
    array = np.ma.asarray(values)
    return np.asarray(np.ma.filled(array.astype(float), np.nan), dtype=float)
