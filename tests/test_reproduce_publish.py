"""``publish`` and ``number``: what they refuse, record under a run, and show at a desk."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

import minibook
from dopadist.plots.style import figure
from dopadist.reproduce import number, publish, publishing
from dopadist.reproduce.arrays import read_json
from dopadist.reproduce.contract import FigureError, draw

ALT = "A curve that rises from 0 and levels off at 1."
CLAIMS = {"final_value": 0.9990234375}


@dataclass(frozen=True)
class Result:
    evidence: str = "simulation"
    verified: bool = True


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Path:
    """A folder of notebooks with a catalogue, and no run."""
    minibook.write(tmp_path / "figures.toml", minibook.CATALOGUE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DOPADIST_RUN", raising=False)
    monkeypatch.setattr(publishing, "_numbers", {})
    monkeypatch.setattr(publishing, "_figures", [])
    return tmp_path


@pytest.fixture
def under_run(desk, monkeypatch) -> Path:
    """The same under a run of the notebook ``learning``; its folder."""
    monkeypatch.setenv("DOPADIST_RUN", str(desk / "out"))
    monkeypatch.setenv("DOPADIST_NOTEBOOK", "learning")
    monkeypatch.setenv("DOPADIST_PROFILE", "full")
    monkeypatch.setenv("DOPADIST_CATALOGUE", str(desk / "figures.toml"))
    return desk / "out"


def _curve(**options) -> Figure:
    fig, axes = figure(width="single", height_mm=50, **options)
    axes[0, 0].plot([0, 1], [0, 1])
    return fig


def _publish(fig: Figure | None = None, **changes) -> None:
    options = {"id": "curve", "result": Result(), "claims": CLAIMS, "alt": ALT} | changes
    publish(fig or _curve(), options.pop("id"), options.pop("result"), **options)


def test_a_run_records_figure_claims_and_arrays(under_run):
    _publish()
    record = read_json(under_run / "figures" / "curve.json")
    png = (under_run / "figures" / "curve.png").read_bytes()
    assert record["claims"] == CLAIMS
    assert (record["evidence"], record["notebook"], record["alt"]) == (
        "simulation",
        "learning",
        ALT,
    )
    assert record["png_sha256"] == hashlib.sha256(png).hexdigest()
    assert record["arrays"]["axes"][0]["layers"][0]["y"]["values"] == [0, 1]
    assert not record["trial_level"]


def test_the_same_drawing_is_the_same_bytes(under_run, monkeypatch):
    _publish()
    before = {path.name: path.read_bytes() for path in under_run.rglob("*.*")}
    monkeypatch.setattr(publishing, "_figures", [])
    plt.rcParams["font.size"] = 20  # somebody's own settings
    try:
        _publish()
    finally:
        plt.rcdefaults()
    assert before == {path.name: path.read_bytes() for path in under_run.rglob("*.*")}
    assert b"Software" not in before["curve.png"]


def test_the_layouts_last_bits_are_rounded_away(under_run):
    """The solver of the layout starts elsewhere in memory in each process."""
    fig = _curve()
    fig.suptitle("whole")
    draw(fig, id="curve")
    bounds = np.array(fig.axes[0].get_position().bounds)
    np.testing.assert_array_equal(bounds, np.round(bounds, 9))
    assert 0.05 < bounds[0] < 0.3  # it was laid out
    before = bounds.copy()
    draw(fig, id="curve")
    np.testing.assert_array_equal(before, fig.axes[0].get_position().bounds)


def test_publishing_closes_the_figure(under_run):
    fig = plt.figure(figsize=(89 / 25.4, 2))
    fig.subplots().plot([0, 1])
    _publish(fig)
    assert plt.get_fignums() == []


def _blank() -> Figure:
    return figure(width="single", height_mm=50)[0]


def _nan() -> Figure:
    fig = _blank()
    fig.axes[0].plot([np.nan, np.nan], [np.nan, np.nan])
    return fig


def _small_text() -> Figure:
    fig = _curve()
    fig.axes[0].text(0, 0, "n = 3", fontsize=6.5)
    return fig


def _wide() -> Figure:
    fig = _curve()
    fig.set_figwidth(100 / 25.4)
    return fig


def _clear() -> Figure:
    fig = _curve()
    fig.patch.set_alpha(0.5)
    return fig


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"fig": _blank}, "is blank"),
        ({"fig": _nan}, "is blank"),
        ({"fig": _small_text}, "'n = 3' at 6.5 pt"),
        ({"fig": _wide}, "is 100 mm wide, expected 89 or 183"),
        ({"fig": _clear}, "lets the page shine through"),
        ({"alt": ""}, "has the alt text ''"),
        ({"alt": "A curve."}, "expected a sentence of at least 20"),
        ({"claims": {}}, "lacks the claim 'final_value'"),
        ({"claims": CLAIMS | {"more": 1.0}}, "claims 'more', which the catalogue lacks"),
        ({"result": Result("theory")}, "has the evidence theory, expected by the catalogue"),
        ({"also": [Result("surrogate")]}, "has the evidence surrogate"),
        ({"result": object()}, "carries no evidence"),
        ({"result": Result("recorded", verified=False)}, "do not match the 40 cells' sums"),
    ],
)
@pytest.mark.parametrize("where", ["desk", "under_run"])
def test_refuses_what_breaks_the_contract(where, changes, message, request):
    folder = request.getfixturevalue(where)
    changes = dict(changes)
    fig = changes.pop("fig", _curve)()
    with pytest.raises(FigureError, match=message):
        _publish(fig, **changes)
    assert not list(folder.rglob("*.png"))


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("unknown", "'unknown' is not in the catalogue"),
        ("cells", "belongs to the notebook 'recordings'"),
    ],
)
def test_a_run_refuses_a_strange_figure(under_run, id, message):
    with pytest.raises(FigureError, match=message):
        _publish(id=id)


def test_a_run_refuses_the_same_id_or_name_twice(under_run):
    _publish()
    with pytest.raises(FigureError, match="published twice"):
        _publish()
    number("n", 1)
    with pytest.raises(FigureError, match="given twice"):
        number("n", 1)


def test_a_surrogate_anywhere_makes_the_figure_surrogate(under_run, monkeypatch):
    monkeypatch.setenv("DOPADIST_NOTEBOOK", "recordings")
    _publish(
        id="cells", result=Result("recorded"), also=[Result("surrogate")], claims={"mean_rate": 5}
    )
    assert read_json(under_run / "figures" / "cells.json")["evidence"] == "surrogate"


def test_claims_that_are_no_numbers_are_recorded_as_such(under_run):
    _publish(claims={"final_value": float("nan")})
    assert read_json(under_run / "figures" / "curve.json")["claims"] == {"final_value": "nan"}


def test_numbers_are_printed_and_under_a_run_recorded(under_run, capsys):
    number("n_trials", 12, "{:.0f}")
    number("who", "everybody")
    assert capsys.readouterr().out == "n_trials = 12\nwho = everybody\n"
    assert read_json(under_run / "numbers.json") == {
        "n_trials": {"value": 12.0, "text": "12"},
        "who": {"value": "everybody", "text": "everybody"},
    }


@pytest.mark.parametrize("name", ["two words", "Upper", "1st", ""])
def test_numbers_have_names(desk, name):
    with pytest.raises(FigureError, match="expected a lower-case identifier"):
        number(name, 1)


def test_at_a_desk_everything_is_shown_and_nothing_written(desk, capsys):
    before = sorted(desk.rglob("*"))
    number("n_trials", 10)
    _publish()
    _publish()  # a cell may be run again
    shown = capsys.readouterr().out
    assert "Value over 10 trials; it ends at 0.999." in shown
    assert "Evidence: simulation, simulated with a model." in shown
    assert "final_value (value after 10 trials) = 0.999: holds, expected 0.999" in shown
    _publish(claims={"final_value": 0.5})
    assert "= 0.5: **fails**" in capsys.readouterr().out
    _publish(id="cells", result=Result("surrogate"), claims={"mean_rate": 5})
    assert "mean_rate (mean rate in spikes/s) = 5: not judged on a surrogate" in (
        capsys.readouterr().out
    )
    assert sorted(desk.rglob("*")) == before


def test_at_a_desk_without_a_catalogue_the_figure_is_shown_all_the_same(desk, capsys):
    (desk / "figures.toml").unlink()
    _publish(id="mine", claims={"x": 1.0})
    assert "which is not in a catalogue here" in capsys.readouterr().out


def test_in_jupyter_image_and_legend_are_displayed(desk, monkeypatch):
    shown = []
    monkeypatch.setattr("dopadist.reproduce.showing.shell", lambda: True)
    monkeypatch.setattr("IPython.display.display", lambda data, **options: shown.append(data))
    _publish()
    image, text = shown
    assert image["image/png"].startswith(b"\x89PNG")
    assert ALT in image["text/plain"]
    assert "*Evidence: simulation" in text["text/markdown"]


def test_the_reader_needs_neither_runner_nor_ipython(tmp_path):
    code = (
        "import sys\n"
        "for name in ('IPython', 'papermill', 'nbformat', 'sphinx', 'rich', 'yaml', 'numba'):\n"
        "    sys.modules[name] = None\n"
        "from dopadist.plots.style import figure\n"
        "from dopadist.reproduce import number, publish\n"
        "class Result: evidence = 'theory'\n"
        "fig, axes = figure(width='single')\n"
        "axes[0, 0].plot([0, 1])\n"
        "number('one', 1)\n"
        "publish(fig, 'mine', Result, claims={}, alt='A line from corner to corner.')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "one = 1" in done.stdout
    assert list(tmp_path.iterdir()) == []
