"""The speed table: its rows, its verdict, its page, and the decode's quality at the same noise."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from dopadist.bench import ROWS, Bench, Measured, result
from dopadist.bench.growth import Growth
from dopadist.bench.page import draw, table
from dopadist.bench.rows import NAMES, row_of
from dopadist.bench.running import measure, rows_of
from dopadist.cli import main
from dopadist.reproduce.project import Project, ProjectError

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

# The issue's own numbers: a row can't be made easier by the way.
TARGETS = {
    "expectiles-1000": 300,
    "expectiles-100000": 100,
    "population": 200,
    "population-draws": 50,
    "population-limit": 0.6,
    "decoding": 5000,
    "responses": 50,
    "splits": 100,
    "joint": 100,
    "null": 1,
    "cross-fitted": 1,
}


def one(name: str, who: str, *times: float, scale: float = 1.0, **words: object) -> dict:
    """One benchmark of pytest-benchmark's report."""
    extra = {"row": name, "who": who, "scale": scale, "note": "", "words": words}
    return {"extra_info": extra, "stats": {"data": list(times)}}


def measured(name: str, ours: float, reference: float) -> Measured:
    """A row as if measured."""
    return Measured(row_of(name), "work", "against", ours, reference, (3, 1), "")


def test_targets_are_those_asked_for() -> None:
    assert {row.name: row.target for row in ROWS} == TARGETS
    assert {row.name for row in ROWS if row.kind == "limit"} == {"null", "cross-fitted"}


def test_times_are_medians_over_all_blocks_and_a_long_reference_says_that_it_ran_once() -> None:
    rows = rows_of(
        [
            one("splits", "ours", 0.1, 0.5, n_splits="2,000"),
            one("splits", "ours", 0.2, n_splits="2,000"),
            one("splits", "reference", 40.0, n_splits="2,000"),
            one("decoding", "ours", 1e-4),
            one("decoding", "reference", 2.0, scale=10.0),
            one("null", "ours", 4.0, n_permutations=400, limit=10.0),
        ]
    )
    assert [row.row.name for row in rows] == ["decoding", "splits", "null"]
    decoding, splits, null = rows
    assert (splits.ours_s, splits.ratio) == (0.2, 200.0)
    assert splits.note == "reference ran once"
    assert splits.work.startswith("2,000 random half splits")
    assert decoding.ratio == pytest.approx(2e5)
    assert (null.reference_s, null.ratio, null.row.target) == (10.0, 2.5, 1)
    assert null.runs == (1, 0)


def test_the_verdict_is_the_ratio_s() -> None:
    near, far = measured("splits", 1.0, 80.0), measured("joint", 1.0, 500.0)
    assert not Bench((near, far), share=1.0, seconds=1.0).ok
    assert Bench((near, far), share=2 / 3, seconds=1.0).ok
    line = Bench((near, far), share=1.0, seconds=1.0).last_line
    assert line.startswith("1 of 2 rows reach target, not splits")


@pytest.mark.parametrize(("reference", "status"), [(90.0, 1), (110.0, 0)])
def test_json_and_exit_status(monkeypatch, tmp_path, reference: float, status: int) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(result, "measure", lambda *_, **__: (measured("joint", 1.0, reference),))
    target = tmp_path / "speed.json"
    done = CliRunner().invoke(main, ["bench", "--quick", "--json", str(target)])
    assert done.exit_code == status, done.output
    [row] = json.loads(target.read_text())
    assert {"work", "ours_s", "reference_s", "ratio", "target"} <= set(row)
    assert row["ratio"] == reference


def test_an_unknown_row_is_refused() -> None:
    with pytest.raises(ProjectError, match="no row 'speed', expected one of expectiles-1000"):
        measure(Project(ROOT), only=["speed"])


def test_a_row_runs_with_pytest_benchmark() -> None:
    [row] = measure(Project(ROOT), quick=True, only=["expectiles-1000"])
    assert row.row.name == "expectiles-1000"
    # Other tests run beside this one: far from the target, but not slow.
    assert row.ratio > 30
    assert row.runs[0] > row.runs[1] >= 3


def test_growth_finds_the_exponent_of_the_largest_decade(tmp_path) -> None:
    sizes = (10, 30, 100, 300, 1000)
    curve = Growth("cells", "learning", sizes, tuple(1e-3 + 1e-6 * n**2 for n in sizes))
    assert 1.8 < curve.exponent < 2
    straight = Growth("cells", "learning", sizes, tuple(1e-6 * n**2 for n in sizes))
    assert straight.exponent == pytest.approx(2)
    every = [replace(straight, over=over) for over in ("cells", "trials", "splits", "taus")]
    draw(every, tmp_path / "growth.png")
    assert (tmp_path / "growth.png").stat().st_size > 1000


def test_the_page_shows_what_was_measured() -> None:
    folder = ROOT / "book" / "bench"
    data = json.loads((folder / "bench.json").read_text(encoding="utf-8"))
    assert (folder / "table.md").read_text(encoding="utf-8") == table(data)
    assert [row["target"] for row in data["rows"]] == [TARGETS[name] for name in NAMES]
    assert {"cells", "trials", "splits", "taus"} == {curve["over"] for curve in data["growth"]}
    for curve in data["growth"]:
        assert max(curve["sizes"]) >= 100 * min(curve["sizes"])
        assert np.isfinite(curve["seconds"]).all()
    assert (folder / "growth.png").is_file()


@pytest.mark.parametrize("seed", [0, 1])
def test_the_default_decode_is_no_worse_than_the_recipe_and_gains_more(seed: int) -> None:
    # Mean over 14 populations; over six seeds the recipe was 0.23 to 0.5 spikes/s further from the
    # truth and never gained more, so a red test is no accident.
    import quality

    found = quality.compare("halves", seed=seed)
    assert found.n_populations == 14
    assert found.w1[0] <= found.w1[1]
    assert found.over_prior[0] > found.over_prior[1]
    assert found.over_mean[0] > found.over_mean[1]
    assert found.ok


def test_from_all_trials_the_default_decode_is_closer_too() -> None:
    import quality

    found = quality.compare("all", seed=0)
    assert found.w1[0] <= found.w1[1]
    assert found.over_prior[0] > found.over_prior[1]
