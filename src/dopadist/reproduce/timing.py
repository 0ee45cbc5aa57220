"""How long each part of making the book took, for the last cold and the last warm build.

A build is cold if every chapter ran in it, and warm if none had to. The report page shows both.
Sphinx writes that page before it knows how long it takes, so the page has marks where times
belong, and the marks are replaced when the site is finished.
"""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dopadist.reproduce.arrays import read_json, write_json

PARTS = {
    "compile": "Compiling the kernels",
    "run": "Running the chapters",
    "check": "Checking the figures",
    "start": "Starting Sphinx",
    "read": "Sphinx reads the pages",
    "write": "Sphinx writes the site",
}
KINDS = ("cold", "warm")
# When the parts of the build that is going on in this process began.
_began: dict[str, float] = {}


def begin(part: str) -> None:
    """Note that a part begins."""
    _began[part] = time.perf_counter()


def lasted(part: str, until: str = "") -> float:
    """Seconds from the beginning of a part until that of another, or until now; 0 if unknown."""
    end = _began.get(until, time.perf_counter())
    return max(0.0, end - _began.get(part, end))


def path_of(root: Path) -> Path:
    """Where times are kept, under ``_build``: they vary from build to build."""
    return root / "_build" / "build_times.json"


def note(root: Path, kind: str, seconds: Mapping[str, float]) -> None:
    """Begin the times of a build of one kind; ``"partly"`` cold ones are not kept."""
    kept = _read(root)
    kept["this"] = kind
    if kind in KINDS:
        kept[kind] = {part: round(value, 2) for part, value in seconds.items()}
    write_json(path_of(root), kept)


def finish(root: Path) -> None:
    """Add what Sphinx took, once the site is written."""
    kept = _read(root)
    if "this" not in kept:
        return
    kind = kept.pop("this")
    if kind in KINDS:
        sphinx = {"start": lasted("start", "read"), "read": lasted("read", "write")}
        sphinx["write"] = lasted("write")
        kept[kind] |= {part: round(value, 2) for part, value in sphinx.items()}
    write_json(path_of(root), kept)


def mark(kind: str, part: str) -> str:
    """What stands on the page until the time is known."""
    return f"[seconds of {part}, {kind}]"


def fill(root: Path, page: Path) -> None:
    """Replace the marks of a written page by seconds, or by a dash."""
    if not page.is_file():
        return
    kept, text = _read(root), page.read_text(encoding="utf-8")
    for kind in KINDS:
        found = kept.get(kind, {})
        for part in PARTS:
            text = text.replace(mark(kind, part), seconds(found.get(part)))
        total = sum(found.values()) if set(PARTS) <= set(found) else None
        text = text.replace(mark(kind, "all"), seconds(total))
    page.write_text(text, encoding="utf-8")


def seconds(value: float | None) -> str:
    """Seconds for readers, a dash for none.

    >>> seconds(1.234), seconds(None)
    ('1.2 s', '–')
    """
    return "–" if value is None else f"{value:.1f} s"


def _read(root: Path) -> dict[str, Any]:
    path = path_of(root)
    return dict(read_json(path)) if path.is_file() else {}
