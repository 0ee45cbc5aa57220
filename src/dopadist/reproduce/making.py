"""`make book`: run, check, build, and one line that says what came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from dopadist.evidence import describe
from dopadist.reproduce import timing
from dopadist.reproduce.book import BookResult, build_book
from dopadist.reproduce.checking import check_book
from dopadist.reproduce.data import resolve
from dopadist.reproduce.project import Project
from dopadist.reproduce.report import Report
from dopadist.reproduce.running import Run, run_book


@dataclass(frozen=True)
class Made:
    """A book and what it rests on; renders with rich, the last line says it all."""

    run: Run
    report: Report
    book: BookResult
    index: str
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether every notebook ran, every check holds and the site was built cleanly."""
        return self.run.ok and self.report.ok and self.book.ok

    @property
    def last_line(self) -> str:
        """Where the book is, how long it took, what it rests on, and what is wrong with it."""
        data = self.run.data
        evidence = f"evidence: {data.evidence} ({describe(data.evidence)})"
        if data.reason:
            evidence += f", because {data.reason}"
        parts = [self.index, f"{self.seconds:.0f} s", evidence]
        wrong = [
            f"{count} {what if count == 1 else what + 's'}"
            for count, what in (
                (sum(item.state == "failed" for item in self.run.notebooks), "failed notebook"),
                (len(self.report.problems), "failed check"),
                (len(self.book.warnings), "build warning"),
            )
            if count
        ]
        if wrong:
            parts.append(f"NOT AS IT SHOULD BE: {', '.join(wrong)}")
        return " | ".join(parts)

    def __rich_console__(self, console: Any, options: Any) -> Any:
        yield self.run
        yield self.report
        yield from self.book.warnings
        yield self.last_line


def make_book(
    project: Project, *, profile: str = "full", workers: int | None = None, progress: Any = None
) -> Made:
    """Run what is not current, check every figure, and build the site.

    Parameters
    ----------
    project : Project
        The checkout.
    profile : {"full", "quick"}
        Length of the run.
    workers : int, optional
        Notebooks at a time, by default one a core.
    progress : rich.console.Console, optional
        Where to show progress.

    Returns
    -------
    Made
        A failed check still builds the book: each figure shows what failed.
    """
    began = time.perf_counter()
    data = resolve()
    run = run_book(project, profile=profile, workers=workers, data=data, progress=progress)
    timing.begin("check")
    report = check_book(project, profile=profile, data=data)
    parts = {
        "compile": run.compile_seconds,
        "run": run.seconds - run.compile_seconds,
        "check": timing.lasted("check"),
    }
    timing.note(project.root, run.kind, parts)
    # After a failure the pages are built as far as they go; the exit status is 1 anyway.
    book = build_book(project, strict=run.ok)
    return Made(
        run=run,
        report=report,
        book=book,
        index=book.index.relative_to(project.root).as_posix(),
        seconds=time.perf_counter() - began,
    )
