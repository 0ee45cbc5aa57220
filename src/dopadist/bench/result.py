"""One run of the benchmarks: what is printed, what is written, and whether it is enough."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dopadist.bench.running import Measured, measure
from dopadist.reproduce.project import Project


@dataclass(frozen=True)
class Bench:
    """All rows of a run; renders with rich."""

    rows: tuple[Measured, ...]
    share: float
    seconds: float
    written: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every ratio is at least the asked share of its target."""
        return all(row.reaches(self.share) for row in self.rows)

    @property
    def last_line(self) -> str:
        """What came of it, in one line."""
        below = [row.row.name for row in self.rows if not row.reaches(self.share)]
        of = "target" if self.share == 1 else f"{self.share:.2g} of the target"
        reached = f"{len(self.rows) - len(below)} of {len(self.rows)} rows reach {of}"
        named = f", not {', '.join(below)}" if below else ""
        wrote = f" | wrote {', '.join(self.written)}" if self.written else ""
        return f"{reached}{named} | {self.seconds:.0f} s{wrote}"

    def __rich_console__(self, console: Any, options: Any) -> Any:
        from rich.table import Table

        table = Table(box=None, pad_edge=False)
        for header in ("work", "ours", "reference", "ratio", "target", ""):
            table.add_column(header, justify="left" if header in ("work", "") else "right")
        for row in self.rows:
            table.add_row(
                row.work,
                readable(row.ours_s),
                readable(row.reference_s),
                f"{row.ratio:,.3g}" if row.ratio < 1000 else f"{row.ratio:,.0f}",
                f"{row.row.target:g}",
                "" if row.reaches(self.share) else "below",
            )
        yield table
        yield self.last_line


def readable(seconds: float) -> str:
    """A time with three digits and a unit.

    >>> readable(0.0003451), readable(12.34), readable(0.0123)
    ('345 µs', '12.3 s', '12.3 ms')
    >>> readable(0.0009999)
    '1 ms'
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= 0.9995 * size:  # what is rounded to 1,000 of the smaller unit, too
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def run_bench(
    project: Project,
    *,
    quick: bool = False,
    only: Sequence[str] = (),
    share: float = 1.0,
    json_file: Path | None = None,
) -> Bench:
    """Measure, and write what was asked for.

    Parameters
    ----------
    project : Project
        The checkout.
    quick : bool
        The short form; it leaves the page alone.
    only : sequence of str
        Rows by name; a part of the table leaves the page alone, too.
    share : float
        Part of each target that is enough.
    json_file : pathlib.Path, optional
        A list of rows, each with ``work``, ``ours_s``, ``reference_s``, ``ratio``, ``target``.

    Returns
    -------
    Bench
        The rows, and whether they are fast enough.
    """
    began = time.perf_counter()
    rows = measure(project, quick=quick, only=only)
    written = []
    if json_file is not None:
        text = json.dumps([row.as_json() for row in rows], indent=2, ensure_ascii=False)
        json_file.parent.mkdir(parents=True, exist_ok=True)
        json_file.write_text(text + "\n", encoding="utf-8")
        written.append(str(json_file))
    if not quick and not only:
        from dopadist.bench.growth import measure_growth
        from dopadist.bench.page import write_page

        written += write_page(project, rows, measure_growth(project))
    return Bench(rows, share, time.perf_counter() - began, tuple(written))
