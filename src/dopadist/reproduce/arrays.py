"""Plotted arrays as text: rounded, written, digested, summarised."""

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np

QUANTILES = np.linspace(0.0, 1.0, 11)
DIGEST_STEP = 1e-9


def scale(values: np.ndarray) -> float:
    """Range of the finite values; of a constant its size, of zeros 1.

    Examples
    --------
    >>> scale(np.array([1.0, 3.0, np.nan]))
    2.0
    """
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return 1.0
    width = float(finite.max() - finite.min())
    return width or float(abs(finite[0])) or 1.0


def rounded(values: np.ndarray) -> np.ndarray:
    """Values to 1e-9 of their range, so that a last bit changes no digest.

    Examples
    --------
    >>> rounded(np.array([0.0, 0.12345678987654, 1.0])).tolist()
    [0.0, 0.12345679, 1.0]
    """
    # The millionth keeps ranges of exactly 1 or 10, which are common, off the edge between two
    # numbers of digits, where a last bit would tip them.
    digits = math.ceil(-math.log10(DIGEST_STEP * scale(values)) - 1e-6)
    # Adding 0 turns -0.0 into 0.0, which prints alike.
    return np.round(values, min(max(digits, -300), 300)) + 0.0


def encode(description: Any) -> Any:
    """The same with every array as ``{"shape": [...], "values": [...]}``, ready for JSON.

    NaN becomes ``None``, the infinities the texts ``"inf"`` and ``"-inf"``.
    """
    if isinstance(description, np.ndarray):
        values = rounded(description).ravel()
        return {"shape": list(description.shape), "values": [_to_json(v) for v in values.tolist()]}
    if isinstance(description, dict):
        return {key: encode(value) for key, value in description.items()}
    if isinstance(description, list):
        return [encode(item) for item in description]
    return description


def is_array(item: Any) -> bool:
    """Whether an encoded item is an array, whole or summarised."""
    return isinstance(item, dict) and "shape" in item


def decode(array: dict[str, Any]) -> np.ndarray:
    """Values of an encoded array, in its shape."""
    values = np.array([_from_json(value) for value in array["values"]], dtype=float)
    return values.reshape(array["shape"])


def summarise(document: Any) -> Any:
    """The same with every array as shape, count of NaN and eleven quantiles.

    This is all that a committed reference may hold of trial-level recordings.
    """
    if is_array(document):
        if "values" not in document:
            return document
        values = decode(document).ravel()
        known = values[~np.isnan(values)]
        # Values that occur, not means of two of them, so that infinities do no harm.
        picked = np.quantile(known, QUANTILES, method="nearest") if known.size else []
        quantiles = [_to_json(float(value)) for value in picked]
        missing = int(np.isnan(values).sum())
        return {"shape": document["shape"], "nan": missing, "quantiles": quantiles}
    if isinstance(document, dict):
        return {key: summarise(value) for key, value in document.items()}
    if isinstance(document, list):
        return [summarise(item) for item in document]
    return document


def canonical(document: Any) -> str:
    """JSON with one spelling, so that equal documents are equal bytes."""
    return json.dumps(
        document, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def digest(document: Any) -> str:
    """SHA-256 of a document's canonical JSON."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def write_json(path: Path, document: Any) -> None:
    """Write a document whole or not at all, one entry a line, arrays of numbers on one."""
    text = _pretty(document) + "\n"
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(content)
    partial.replace(path)


def read_json(path: Path) -> Any:
    """A document that :func:`write_json` wrote."""
    return json.loads(path.read_text(encoding="utf-8"))


def _pretty(item: Any, indent: str = "") -> str:
    deeper = indent + " "
    if isinstance(item, dict) and item and not is_array(item):
        lines = [f"{deeper}{json.dumps(key)}: {_pretty(item[key], deeper)}" for key in sorted(item)]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(item, list) and any(isinstance(part, dict | list) for part in item):
        return "[\n" + ",\n".join(deeper + _pretty(part, deeper) for part in item) + f"\n{indent}]"
    return canonical(item)


def _to_json(value: float) -> float | str | None:
    if math.isnan(value):
        return None
    return value if math.isfinite(value) else str(value)


def _from_json(value: float | str | None) -> float:
    return math.nan if value is None else float(value)
