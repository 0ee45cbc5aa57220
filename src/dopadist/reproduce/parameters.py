"""Parameters of a notebook: their names are checked before anything runs."""

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dopadist.reproduce.project import ProjectError, needs_book_environment


def refuse_unknown(path: Path, parameters: Mapping[str, Any]) -> None:
    """Refuse names that the notebook's parameters cell lacks (papermill would only warn).

    Raises
    ------
    ProjectError
        Naming the parameter and those that there are.
    """
    known = inspect(path)
    for name in parameters:
        if name not in known:
            raise ProjectError(
                f"{path.stem} has no parameter '{name}', expected one of: "
                f"{', '.join(sorted(known)) or 'none, for it has no parameters cell'}"
            )


def refuse_texts_for_numbers(path: Path, parameters: Mapping[str, Any]) -> None:
    """Refuse a value that is no number where the notebook's own is one.

    Raises
    ------
    ProjectError
        Naming the parameter, what it was given and what stands in the notebook.
    """
    known = inspect(path)
    for name, given in parameters.items():
        if _is_number(known[name]) and not _is_number(given):
            raise ProjectError(
                f"{path.stem} has {name} = {given!r}, expected a number such as {known[name]}"
            )


def _is_number(item: Any) -> bool:
    return isinstance(item, int | float) and not isinstance(item, bool)


def inspect(path: Path) -> dict[str, Any]:
    """Parameters of a notebook with their default values."""
    try:
        import papermill
    except ImportError:
        raise ProjectError(needs_book_environment("papermill")) from None
    found = papermill.inspect_notebook(str(path))
    return {name: value(item["default"]) for name, item in found.items()}


def value(text: str) -> Any:
    """Value of a parameter as typed on the command line: a Python literal, else a text.

    Examples
    --------
    >>> value("0.5"), value("quick"), value("[1, 2]")
    (0.5, 'quick', [1, 2])
    """
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return {"true": True, "false": False}.get(text, text)
