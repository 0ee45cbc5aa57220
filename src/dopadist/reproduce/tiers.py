"""Tiers 2 and 3: what is drawn against the committed reference, and how it looks."""

import io
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from dopadist.reproduce.arrays import decode, is_array, scale
from dopadist.reproduce.contract import pixels

COLOUR_STEP = 0.02
# Rounding noise about a constant has a range too, and no meaning: it differs between processors.
ROUNDING = 1e-12
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
THUMBNAIL_WIDTH = 120
# Root mean square over pixels and colours, 0 to 1. Over the first 24 figures of the book a shift
# of the whole drawing by one pixel of the full image gives at most 0.017, half of the figure
# wiped out at least 0.045. What is subtler is for the plotted arrays to see.
IMAGE_TOLERANCE = 0.03


def differences(reference: Any, found: Any, *, rtol: float, place: str = "figure") -> list[str]:
    """Where two descriptions of a figure disagree, each as one sentence.

    Parameters
    ----------
    reference, found : dict
        Encoded descriptions (:func:`dopadist.reproduce.arrays.encode`), both whole or both
        summarised.
    rtol : float
        Arrays agree where ``|a - b| <= rtol * range`` of the reference array, or where they
        differ by rounding alone, and NaN stand at the same places. Numbers within texts agree
        where they differ by at most `rtol` of their size.
    place : str
        Where in the figure these stand.
    """
    return list(_differences(reference, found, rtol, place))


def _differences(a: Any, b: Any, rtol: float, place: str) -> Iterator[str]:
    if is_array(a) and is_array(b):
        yield from _array_differences(a, b, rtol, place)
    elif isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(a.keys() | b.keys()):
            if key not in b or key not in a:
                yield f"{place} {'lacks' if key in a else 'has gained'} '{key}'"
            else:
                yield from _differences(a[key], b[key], rtol, f"{place}, {key}")
    elif isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            yield f"{place}: {len(b)} instead of {len(a)}"
            return
        for index, (one, other) in enumerate(zip(a, b, strict=True)):
            yield from _differences(one, other, rtol, f"{place} {index}")
    elif a != b and not (isinstance(a, str) and isinstance(b, str) and _same_text(a, b, rtol)):
        yield f"{place}: {b!r} instead of {a!r}"


def _same_text(a: str, b: str, rtol: float) -> bool:
    """Whether two texts differ in numbers alone, and these by at most `rtol` of their size.

    >>> _same_text("median 0.59", "median 0.58", 0.1), _same_text("n = 40", "n = 39", 1e-6)
    (True, False)
    >>> _same_text("median 0.59", "mean 0.59", 0.1)
    False
    """
    if _NUMBER.split(a) != _NUMBER.split(b):
        return False
    pairs = zip(_NUMBER.findall(a), _NUMBER.findall(b), strict=True)
    numbers = [(float(one), float(other)) for one, other in pairs]
    return all(abs(one - other) <= rtol * max(abs(one), abs(other)) for one, other in numbers)


def _array_differences(
    a: dict[str, Any], b: dict[str, Any], rtol: float, place: str
) -> Iterator[str]:
    if a["shape"] != b["shape"]:
        yield f"{place}: shape {b['shape']} instead of {a['shape']}"
        return
    if "quantiles" in a:
        if a["nan"] != b["nan"]:
            yield f"{place}: {b['nan']} NaN instead of {a['nan']}"
            return
        shape = [len(a["quantiles"])]
        a = {"shape": shape, "values": a["quantiles"]}
        b = {"shape": shape, "values": b["quantiles"]}
    one, other = decode(a), decode(b)
    if (np.isnan(one) != np.isnan(other)).any():
        yield f"{place}: NaN at other places"
        return
    tolerance = max(rtol * scale(one), ROUNDING * max(1.0, _largest(one)))
    if place.endswith("colour"):
        tolerance = COLOUR_STEP
    # Equal infinities agree; their difference is NaN and would not.
    with np.errstate(invalid="ignore"):
        gap = np.where((one == other) | np.isnan(one), 0.0, np.abs(one - other))
    if gap.size and not gap.max() <= tolerance:
        index = int(np.argmax(gap))
        yield (
            f"{place}: {other.ravel()[index]:.9g} instead of {one.ravel()[index]:.9g} "
            f"(allowed {tolerance:.2g})"
        )


def _largest(values: np.ndarray) -> float:
    """Largest finite magnitude, 0 where there is none."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def thumbnail(png: bytes) -> bytes:
    """A figure small enough to be committed, 120 pixels wide."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        height = max(1, round(image.height * THUMBNAIL_WIDTH / image.width))
        small = image.convert("RGB").resize((THUMBNAIL_WIDTH, height), Image.Resampling.BOX)
    buffer = io.BytesIO()
    small.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def image_difference(one: bytes, other: bytes) -> float:
    """Root mean square difference of two images of one size, 0 to 1; infinite for two sizes."""
    a, b = (pixels(image)[..., :3] / 255 for image in (one, other))
    if a.shape != b.shape:
        return float("inf")
    return float(np.sqrt(np.mean((a - b) ** 2)))
