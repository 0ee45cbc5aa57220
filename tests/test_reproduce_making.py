"""`make book`'s last line, and that a failure anywhere is neither lost nor in the way."""

from pathlib import Path

import pytest
from rich.console import Console

from dopadist.reproduce import making
from dopadist.reproduce.book import BookResult
from dopadist.reproduce.data import Data
from dopadist.reproduce.execution import NotebookRun
from dopadist.reproduce.project import Project
from dopadist.reproduce.report import Problem, Report
from dopadist.reproduce.running import Run

RECORDED = Data("recorded", "0" * 64, "DOPADIST_DATA")
SURROGATE = Data("surrogate", "surrogate", "surrogate", "DOPADIST_OFFLINE is set")
PROBLEM = Problem("figure", "learning", "curve", "the claim 'final_value' fails")


def run_of(data=RECORDED, state="ran") -> Run:
    """A run of one notebook."""
    notebook = NotebookRun(name="learning", state=state, seconds=1.0, peak_mb=100.0)
    return Run(profile="full", data=data, workers=1, seconds=1.0, notebooks=(notebook,))


def report_of(*problems, data=RECORDED) -> Report:
    """A check that found these problems."""
    return Report(profile="full", data=data, figures=(), problems=problems)


def book_of(root, *warnings) -> BookResult:
    """A built book with these warnings."""
    index = root / "_build/html/index.html"
    return BookResult(index=index, warnings=warnings, ok=not warnings, seconds=1.0)


@pytest.fixture
def make(monkeypatch, tmp_path):
    """`make_book` with its three parts replaced, and how the build was called."""
    calls: list[bool] = []

    def run(run_result, report, *warnings):
        def build(project, *, strict):
            calls.append(strict)
            return book_of(tmp_path, *warnings)

        monkeypatch.setattr(making, "resolve", lambda: run_result.data)
        monkeypatch.setattr(making, "run_book", lambda *_, **__: run_result)
        monkeypatch.setattr(making, "check_book", lambda *_, **__: report)
        monkeypatch.setattr(making, "build_book", build)
        return making.make_book(Project(Path(tmp_path))), calls

    return run


def test_the_last_line_says_where_how_long_and_on_what_it_rests(make):
    made, calls = make(run_of(), report_of())
    assert made.ok
    where, seconds, evidence = made.last_line.split(" | ")
    assert where == "_build/html/index.html"
    assert seconds == "0 s"
    assert evidence == "evidence: recorded (the 40 recorded cells, every file verified)"
    assert calls == [True]


def test_a_surrogate_is_named_with_its_reason(make):
    made, _ = make(run_of(SURROGATE), report_of(data=SURROGATE))
    assert made.ok
    assert made.last_line.endswith(
        "surrogate (simulated recordings, not the recorded cells), because DOPADIST_OFFLINE is set"
    )


def test_a_failed_check_still_builds_and_the_last_line_says_so(make):
    made, calls = make(run_of(), report_of(PROBLEM, PROBLEM))
    assert not made.ok
    assert made.last_line.endswith("NOT AS IT SHOULD BE: 2 failed checks")
    assert calls == [True]


def test_a_failed_notebook_still_builds_what_there_is(make):
    made, calls = make(run_of(state="failed"), report_of(PROBLEM), "a page is stale")
    assert not made.ok
    assert made.last_line.endswith("1 failed notebook, 1 failed check, 1 build warning")
    assert calls == [False]


def test_the_last_line_is_printed_last(make):
    made, _ = make(run_of(), report_of(PROBLEM), "a page is stale")
    console = Console(width=300, record=True, file=None, quiet=False, force_terminal=False)
    with console.capture() as captured:
        console.print(made)
    lines = captured.get().strip().splitlines()
    assert lines[-1] == made.last_line
    assert "a page is stale" in lines
