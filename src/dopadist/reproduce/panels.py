"""The committed list of the paper's panels: what each shows, and what became of it here."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: What the reader sees for each state of ``panels.toml``, in the order of the summary.
STATES = {
    "recordings": "regenerated from recordings",
    "simulated": "simulated",
    "planned": "planned",
    "not possible": "not possible with open data",
    "not verified": "content not verified",
}
_KEYS = {"panel", "shows", "we_show", "state", "why", "sources", "related"}
_NAME = re.compile(r"(?:Fig [1-5]|ED (?:10|[1-9]))[a-m]?")
_FIGURES = {"Fig": range(1, 6), "ED": range(1, 11)}


class PanelsError(ValueError):
    """The list of panels says something that it must not; the message is one sentence."""


def read_panels(path: Path) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Rows of ``panels.toml`` and its table of sources.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    panels : list of dict
        As written, in order, each checked.
    sources : dict of str to str
        What each key of a row's ``sources`` stands for, as MyST text.

    Raises
    ------
    PanelsError
        At the first row that is unknown, missing or inconsistent, naming it, or where a figure of
        the paper has no row.
    """
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    sources, panels = document.get("sources", {}), document.get("panel", [])
    names = [entry.get("panel", "") for entry in panels]
    for entry in panels:
        _check(entry, sources, names)
    for kind, numbers in _FIGURES.items():
        for number in numbers:
            if not any(figure_of(name) == f"{kind} {number}" for name in names):
                raise PanelsError(f"{path.name} has no row for {kind} {number}, expected one")
    return panels, sources


def _check(entry: Mapping[str, Any], sources: Mapping[str, str], names: list[str]) -> None:
    name = entry.get("panel", "")
    if not _NAME.fullmatch(name):
        raise PanelsError(f"a row is for panel {name!r}, expected one like 'Fig 2b' or 'ED 6'")
    if unknown := sorted(set(entry) - _KEYS):
        raise PanelsError(f"{name} has the unknown entry '{unknown[0]}', expected {sorted(_KEYS)}")
    if names.count(name) > 1:
        raise PanelsError(f"{name} has two rows, expected one")
    if entry.get("state") not in STATES:
        raise PanelsError(f"{name} has state {entry.get('state')!r}, expected one of {[*STATES]}")
    if not entry.get("why") or not entry.get("sources"):
        raise PanelsError(f"{name} needs a reason (why) and at least one source")
    if missing := sorted(set(entry["sources"]) - set(sources)):
        raise PanelsError(f"{name} has the source {missing[0]!r}, expected one of {[*sources]}")
    # What could not be verified is not printed; what could be is.
    if (entry["state"] == "not verified") != (not entry.get("shows")):
        raise PanelsError(f"{name} needs `shows`, unless its content is 'not verified'")
    wants = entry["state"] == "not verified" and bool(entry.get("related"))
    if wants != bool(entry.get("we_show")):
        raise PanelsError(
            f"{name} needs `we_show` if it is 'not verified' and has related figures, only then"
        )


def figure_of(panel: str) -> str:
    """The paper's figure to which a panel belongs.

    Examples
    --------
    >>> figure_of("ED 10"), figure_of("Fig 2b"), figure_of("ED 4d")
    ('ED 10', 'Fig 2', 'ED 4')
    """
    match = re.match(r"(Fig|ED) ?(\d+)", panel)
    return f"{match[1]} {match[2]}" if match else panel


def covers(panel: str, row: str) -> bool:
    """Whether a figure that names `panel` belongs to a row.

    A row for a whole figure takes every panel of it.

    Examples
    --------
    >>> covers("ED 6b", "ED 6"), covers("Fig 2a", "Fig 2b"), covers("ED 1a", "ED 10")
    (True, False, False)
    """
    return panel == row or row == figure_of(panel)
