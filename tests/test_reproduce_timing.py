"""What the report page says of times, and that it cannot say what was not measured."""

import json

from dopadist.reproduce import timing
from dopadist.reproduce.data import Data
from dopadist.reproduce.execution import NotebookRun
from dopadist.reproduce.running import Run
from dopadist.reproduce.sphinx_ext.report import run_report
from dopadist.reproduce.sphinx_ext.shown import ShownRun


def test_cold_and_warm_builds_are_kept_apart_and_others_not_at_all(tmp_path):
    (tmp_path / "_build").mkdir()
    page = tmp_path / "report.html"
    for kind, seconds in (("cold", 9.0), ("warm", 0.25), ("partly", 5.0)):
        timing.note(tmp_path, kind, dict.fromkeys(("compile", "run", "check"), seconds))
        timing.begin("start")
        timing.begin("read")
        timing.begin("write")
        timing.finish(tmp_path)
    kept = json.loads(timing.path_of(tmp_path).read_text())
    assert set(kept) == {"cold", "warm"}
    assert kept["cold"]["run"] == 9.0
    assert set(kept["warm"]) == set(timing.PARTS)
    marks = [timing.mark(kind, part) for kind in timing.KINDS for part in (*timing.PARTS, "all")]
    page.write_text(" ".join(marks))
    timing.fill(tmp_path, page)
    words = page.read_text()
    assert "[" not in words
    assert words.count("9.0 s") == 3
    assert "27.0 s" in words


def test_what_was_not_measured_is_a_dash(tmp_path):
    page = tmp_path / "report.html"
    page.write_text(timing.mark("warm", "read") + timing.mark("warm", "all"))
    timing.fill(tmp_path, page)
    assert page.read_text() == "––"
    timing.fill(tmp_path, tmp_path / "absent.html")


def test_a_build_is_cold_warm_or_between():
    def kind(*states):
        notebooks = tuple(NotebookRun(name=state, state=state) for state in states)
        return Run("full", Data("recorded", "0", "cache"), 1, 1.0, notebooks).kind

    assert kind("ran", "ran") == "cold"
    assert kind("current", "current") == "warm"
    assert kind("ran", "current") == "partly"
    assert kind("ran", "failed") == "partly"


def test_the_report_has_a_place_for_every_part(tmp_path):
    report = {
        "profile": "full", "evidence": "surrogate", "seconds": 1.0, "workers": 1, "cores": 2,
        "date": "2026-01-01T00:00:00Z", "machine": "m", "system": "s", "python": "3",
        "versions": {}, "notebooks": [],
        "data": {"source": "surrogate", "reason": "", "digest": "surrogate"},
    }  # fmt: skip
    text = run_report(ShownRun(tmp_path, report=report))
    for kind in timing.KINDS:
        for part in (*timing.PARTS, "all"):
            assert timing.mark(kind, part) in text
