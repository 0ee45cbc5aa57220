"""Build the book: Jupyter Book 1.x, every warning an error, the site in ``_build/html``."""

import gc
import io
import re
import shutil
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from dopadist.reproduce import timing
from dopadist.reproduce.project import Project

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_BEGINS = re.compile(r"\b(WARNING|ERROR|CRITICAL|SEVERE|Exception occurred)\b")


@dataclass(frozen=True)
class BookResult:
    """What a build came to.

    Attributes
    ----------
    index : pathlib.Path
        The page to open.
    warnings : tuple of str
        What Sphinx warned of, one sentence each.
    ok : bool
        Whether the book stands as it should: built, and if strict without a warning.
    seconds : float
        How long it took.
    """

    index: Path
    warnings: tuple[str, ...]
    ok: bool
    seconds: float


def build_book(project: Project, *, strict: bool = True) -> BookResult:
    """Build the site of a checkout from its pages and the last checked run.

    Parameters
    ----------
    project : Project
        The checkout.
    strict : bool
        Whether a warning fails the build. The pages are written either way.

    Returns
    -------
    BookResult
        Where the site is, what was warned of, and whether it is as it should be.
    """
    timing.begin("start")
    start = time.perf_counter()
    from jupyter_book.sphinx import build_sphinx

    build = project.root / "_build"
    status, complaints = io.StringIO(), io.StringIO()
    # Sphinx speaks through the standard streams; the caller decides what is shown of it.
    with (
        redirect_stdout(status),
        redirect_stderr(complaints),
        warnings.catch_warnings(),
        _without_collection(),
    ):
        warnings.simplefilter("ignore")
        code = build_sphinx(
            project.root,
            build / "html",
            noconfig=True,
            path_config=project.root / "_config.yml",
            confoverrides={
                "external_toc_path": (project.root / "_toc.yml").as_posix(),
                "latex_individualpages": False,
                "nitpicky": True,
            },
            doctreedir=build / "doctrees",
            quiet=True,
            warningiserror=strict,
            keep_going=strict,
        )
    found = _sentences(complaints.getvalue(), project.root)
    if found:
        # Sphinx warns only of pages that it reads: what it warned of once must warn again.
        shutil.rmtree(build / "doctrees", ignore_errors=True)
    index = build / "html" / "index.html"
    return BookResult(
        index=index,
        warnings=found,
        ok=code == 0 and index.exists() and not (strict and found),
        seconds=time.perf_counter() - start,
    )


@contextmanager
def _without_collection() -> Iterator[None]:
    """No garbage collection: Sphinx's millions of nodes live to the end, a third of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _sentences(text: str, root: Path) -> tuple[str, ...]:
    """Sphinx's complaints, each on one line, without colours, paths from the root."""
    plain = _COLOUR.sub("", text).replace(f"{root}/", "")
    found: list[str] = []
    for line in filter(None, map(str.strip, plain.splitlines())):
        if _BEGINS.search(line) or not found:
            found.append(line)
        else:
            found[-1] += f" {line}"
    return tuple(dict.fromkeys(found))
