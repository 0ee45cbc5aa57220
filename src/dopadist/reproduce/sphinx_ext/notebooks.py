"""The notebook that git holds, with the outputs of the run that was checked."""

import ast
import base64
import hashlib
import re
from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from dopadist.reproduce.sphinx_ext import markup

# Figures have 200 pixels an inch, pages 96; text of 7 pt needs 1.15 times its print size here.
_CSS_PER_PIXEL = 96 / 200 * 1.15
_TITLE = re.compile(r"^# .+$", re.MULTILINE)


def is_injected(cell: NotebookNode) -> bool:
    """Whether papermill put this cell there."""
    return "injected-parameters" in cell.metadata.get("tags", [])


def put_outputs(notebook: NotebookNode, executed: NotebookNode) -> str:
    """Copy the outputs of the executed copy onto the notebook, cell by cell.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        As git holds it; changed in place, unless the copy is stale.
    executed : nbformat.NotebookNode
        What papermill wrote.

    Returns
    -------
    str
        What makes the copy stale, empty if nothing does: every code cell needs one of the same
        id and source in the copy, none more or fewer.
    """
    ours = {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}
    theirs = {
        cell.id: cell
        for cell in executed.cells
        if cell.cell_type == "code" and not is_injected(cell)
    }
    for identifier in [*ours, *theirs]:
        if identifier not in theirs:
            return f"is stale: cell '{identifier}' was not run"
        if identifier not in ours:
            return f"is stale: cell '{identifier}' of the run is no longer in the notebook"
        if ours[identifier].source != theirs[identifier].source:
            return f"is stale: cell '{identifier}' has changed since the run"
    for identifier, cell in ours.items():
        cell.outputs = theirs[identifier].outputs
        cell.execution_count = theirs[identifier].execution_count
    injected = next((cell for cell in executed.cells if is_injected(cell)), None)
    for cell in notebook.cells:
        if injected is not None and "parameters" in cell.metadata.get("tags", []):
            cell.source = with_values(cell.source, injected.source)
    return ""


def with_values(parameters: str, injected: str) -> str:
    """Source of the parameters cell with the values that papermill injected.

    Examples
    --------
    >>> with_values("seed = 0  # any integer", "seed = 3")
    'seed = 3  # any integer'
    """
    values = {
        name: ast.get_source_segment(injected, node.value) or ""
        for name, node in _assignments(injected)
    }
    lines = parameters.splitlines()
    # From the end, so that earlier positions stay true. Positions count UTF-8 bytes.
    for name, node in reversed(_assignments(parameters)):
        old, end = node.value, (node.value.end_lineno, node.value.end_col_offset)
        if name not in values or end[0] is None:
            continue
        head = lines[old.lineno - 1].encode()[: old.col_offset].decode()
        tail = lines[end[0] - 1].encode()[end[1] :].decode()
        lines[old.lineno - 1 : end[0]] = [head + values[name] + tail]
    return "\n".join(lines)


def _assignments(source: str) -> list[tuple[str, ast.Assign]]:
    return [
        (node.targets[0].id, node)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    ]


def dress_figures(
    notebook: NotebookNode,
    figures: dict[str, dict[str, Any]],
    *,
    download: Callable[[str], str | None],
    problem: Callable[[str], None],
) -> None:
    """Give each figure its caption, number, alt text and claims; changes the notebook in place.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        With outputs.
    figures : dict
        Entries of the manifest by the id of their cell.
    download : callable
        From a figure's id to the path of its plotted arrays.
    problem : callable
        Called with a sentence for each image that isn't the one that was checked.
    """
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        images = _images(cell)
        figure = figures.get(cell.id)
        if figure is None:
            if images:
                problem(f"cell '{cell.id}' shows an image that no figure of the manifest is")
            continue
        if images != [figure["png_sha256"]]:
            problem(f"cell '{cell.id}' doesn't show the image of '{figure['id']}' that was checked")
        cell.metadata["mystnb"] = {
            "image": {"alt": figure["alt"], "width": _width(cell)},
            "figure": {"caption": markup.caption(figure), "name": f"fig-{figure['id']}"},
            "code_prompt_show": "Show the code of this figure",
            "code_prompt_hide": "Hide the code of this figure",
        }
        # Readers look at the figure first; how it was made is one click away.
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
        path = None if figure["trial_level"] else download(figure["id"])
        record = markup.figure_record(figure, download=path)
        cells.append(new_markdown_cell(record, id=f"{cell.id}-record"))
    notebook.cells = cells


def stand_in(notebook: NotebookNode, figures: list[str]) -> None:
    """Put an empty figure where each figure of a stale page belongs; changes the notebook in place.

    References to it stay whole, so that a stale page is one warning and not dozens.
    """
    cells = []
    left = list(figures)
    for cell in notebook.cells:
        cells.append(cell)
        here = [name for name in left if cell.cell_type == "code" and f'"{name}"' in cell.source]
        cells += [_absent(name) for name in here]
        left = [name for name in left if name not in here]
    notebook.cells = cells + [_absent(name) for name in left]


def _absent(figure: str) -> NotebookNode:
    return new_markdown_cell(f":::{{absent-figure}} {figure}\n:::", id=f"absent-{figure}")


def _images(cell: NotebookNode) -> list[str]:
    """SHA-256 of each PNG that a cell shows; myst-nb names the files by it."""
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    pictures = [item["image/png"] for item in data if "image/png" in item]
    return [hashlib.sha256(base64.b64decode(picture)).hexdigest() for picture in pictures]


def _width(cell: NotebookNode) -> str:
    """Width on the page: the print size, a little larger, whatever the resolution.

    A PNG's width in pixels stands in its bytes 16 to 19.
    """
    picture = next(o["data"]["image/png"] for o in cell.outputs if "image/png" in o.get("data", {}))
    pixels = int.from_bytes(base64.b64decode(picture[:64])[16:20])
    return f"{pixels * _CSS_PER_PIXEL:.0f}px"


def after_title(text: str, block: str) -> str:
    """Text with a block put after its first title.

    Examples
    --------
    >>> after_title("# Title\\n\\nProse.", "> Note.")
    '# Title\\n\\n> Note.\\n\\nProse.'
    """
    return _TITLE.sub(lambda title: f"{title[0]}\n\n{block}", text, count=1)
