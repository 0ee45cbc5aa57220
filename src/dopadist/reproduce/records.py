"""Records of executed notebooks: written when one ends, read to know whether it is current."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dopadist.reproduce.arrays import read_json, write_json
from dopadist.reproduce.executed import cells_with_warnings, images
from dopadist.reproduce.project import ProjectError, read_notebook


def write_record(
    folder: Path,
    *,
    notebook: str,
    fingerprint: str,
    profile: str,
    evidence: str,
    parameters: Mapping[str, Any],
) -> None:
    """Gather what a run of a notebook left in its folder into ``record.json``.

    The record is written last, so that a folder without one was not finished.

    Raises
    ------
    ProjectError
        If a cell shows two figures, or a figure in other bytes than those recorded.
    """
    executed = read_notebook(folder / "executed.ipynb")
    shown = images(executed)
    cells = [image.cell for image in shown if image.figure is not None]
    for cell in cells:
        if cells.count(cell) > 1:
            raise ProjectError(
                f"cell '{cell}' of {notebook} publishes two figures, expected one a cell: split it"
            )
    figures = [image.figure for image in shown if image.figure is not None]
    for image in shown:
        if image.figure is not None:
            path = folder / "figures" / f"{image.figure}.json"
            write_json(path, {**read_json(path), "cell": image.cell})
    numbers = folder / "numbers.json"
    record = {
        "notebook": notebook,
        "fingerprint": fingerprint,
        "profile": profile,
        "evidence": evidence,
        "parameters": dict(parameters),
        "numbers": read_json(numbers) if numbers.is_file() else {},
        "figures": figures,
        "unpublished": [image.cell for image in shown if image.figure is None],
        "warnings": cells_with_warnings(executed),
    }
    numbers.unlink(missing_ok=True)
    write_json(folder / "record.json", record)


def read_record(folder: Path) -> dict[str, Any] | None:
    """Record of a notebook, ``None`` if it did not come to its end."""
    path = folder / "record.json"
    if not path.is_file():
        return None
    try:
        return dict(read_json(path))
    except ValueError:
        return None


def read_figure_record(folder: Path, figure: str) -> dict[str, Any]:
    """What one figure shows, as ``publish`` recorded it."""
    return dict(read_json(folder / "figures" / f"{figure}.json"))


def defects(folder: Path, *, fingerprint: str) -> list[str]:
    """Why the record of a notebook does not count, each as half a sentence; none if it does."""
    record = read_record(folder)
    if record is None:
        return ["has not run to its end"]
    if record["fingerprint"] != fingerprint:
        return ["is stale: its code, parameters, package, lock or data changed since it ran"]
    path = folder / "executed.ipynb"
    if not path.is_file():
        return ["has lost its executed copy"]
    try:
        shown = {image.figure: image.png_sha256 for image in images(read_notebook(path))}
    except (ProjectError, ValueError):
        return ["has an executed copy that cannot be read"]
    found = []
    for figure in record["figures"]:
        png = folder / "figures" / f"{figure}.png"
        if not png.is_file() or not png.with_suffix(".json").is_file():
            found.append(f"has lost the file of figure '{figure}'")
            continue
        digests = {
            hashlib.sha256(png.read_bytes()).hexdigest(),
            read_figure_record(folder, figure)["png_sha256"],
            shown.get(figure),
        }
        if len(digests) > 1:
            found.append(f"shows figure '{figure}' in other bytes than those it recorded")
    return found
