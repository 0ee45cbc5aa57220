"""The executed copy of a notebook: cleaned of what varies, read for what it shows."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ShownImage:
    """An image in the outputs of a cell; ``figure`` is its id if it was published."""

    cell: str
    figure: str | None
    png_sha256: str


def clean(notebook: Any) -> Any:
    """Take out times, paths and random ids, and join texts that arrived in pieces."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
        if cell.cell_type == "code":
            cell["outputs"] = list(_joined(cell.outputs))
    return notebook


def images(notebook: dict[str, Any]) -> list[ShownImage]:
    """Every image that the executed copy shows, in its order."""
    found = []
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            encoded = output.get("data", {}).get("image/png")
            if encoded is None:
                continue
            text = encoded if isinstance(encoded, str) else "".join(encoded)
            published = output.get("metadata", {}).get("dopadist", {}).get("figure")
            digest = hashlib.sha256(base64.b64decode(text)).hexdigest()
            found.append(ShownImage(cell=cell["id"], figure=published, png_sha256=digest))
    return found


def cells_with_warnings(notebook: dict[str, Any]) -> list[str]:
    """Cells that wrote to standard error, which a reader would see on the page."""
    return [
        cell["id"]
        for cell in notebook["cells"]
        if any(output.get("name") == "stderr" for output in cell.get("outputs", []))
    ]


def _joined(outputs: list[Any]) -> Iterator[Any]:
    held = None
    for output in outputs:
        if held is not None and output.output_type == "stream" and output.name == held.name:
            held["text"] += output.text
            continue
        if held is not None:
            yield held
        held = output if output.output_type == "stream" else None
        if held is None:
            yield output
    if held is not None:
        yield held
