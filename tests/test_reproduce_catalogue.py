"""The catalogue: what is read from it, and every way in which it can be wrong."""

import math
from pathlib import Path

import pytest

import minibook
from dopadist.reproduce.caption import fill
from dopadist.reproduce.catalogue import Bound, CatalogueError, read_catalogue


def _read(tmp_path: Path, text: str):
    path = tmp_path / "figures.toml"
    minibook.write(path, text)
    return read_catalogue(path)


def test_reads_every_entry(tmp_path):
    figures = _read(tmp_path, minibook.CATALOGUE)
    assert list(figures) == ["curve", "error", "cells"]
    cells = figures["cells"]
    assert cells.trial_level
    assert set(cells.evidence) == {"recorded", "surrogate"}
    assert cells.claims["mean_rate"].bound("recorded", "full") == Bound(expected=5, tolerance=1)
    assert cells.claims["mean_rate"].judge(0, evidence="surrogate", profile="full") == "not judged"
    assert figures["error"].rtol == 1e-6


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "error"', 'id = "curve"', "figure 'curve' stands twice"),
        ('id = "error"', 'id = "Error"', "lower-case words"),
        ('notebook = "learning"', "", "needs notebook"),
        ("panels = []", "panels = []\nwidth = 3", "unknown entry 'width'"),
        ('panels = ["Fig 1a"]', 'panels = "Fig 1a"', "needs panels, a list"),
        ('evidence = ["simulation"]', 'evidence = ["guess"]', "has evidence \\['guess'\\]"),
        ('evidence = ["simulation"]', "evidence = []", "has evidence none"),
        ("trial_level = true", 'trial_level = "yes"', "expected true or false"),
        ('reason = "closed form 1 - rate"', "", "needs reason"),
        ('source = "closed form"', 'source = " "', "needs source"),
        ("tolerance = 1e-9 }", "tolerance = 1e-9, at_least = 1 }", "needs either"),
        (", tolerance = 1e-9", "", "needs either"),
        ("tolerance = 1e-9", "tolerance = -1", "expected 0 or more"),
        ("tolerance = 1e-9", "tolerance = nan", "expected a finite number"),
        ("tolerance = 1e-9", "tolerence = 1e-9", "unknown entry 'tolerence'"),
        ("at_least = 0.49", "at_least = 0.52", "at_least 0.52 above at_most 0.51"),
        ("at_least = 0.49, ", "quick_at_least = 0.4, ", "quick_at_least without at_least"),
        ("recorded = { expected", "theory = { expected", "bound for theory"),
        ("recorded = { expected = 5, tolerance = 1 }", "", "has no bound for recorded"),
        ("simulation = { at_least = 0.49, at_most = 0.51 }", "simulation = 0.5", "a table such"),
        ("panels = []", "panels = []\nrtol = 1e-3", "rtol and rtol_reason together"),
        ("panels = []", 'panels = []\nrtol = 2\nrtol_reason = "x"', "between 0 and 1"),
        ("\n[[figure]]", "title = 'x'\n[[figure]]", "unknown entry 'title'"),
        ('id = "curve"', "id = curve", "not valid TOML"),
    ],
)
def test_refuses_with_one_sentence(tmp_path, old, new, message):
    assert old in minibook.CATALOGUE
    with pytest.raises(CatalogueError, match=message):
        _read(tmp_path, minibook.CATALOGUE.replace(old, new, 1))


def test_refuses_a_figure_without_claims(tmp_path):
    head = minibook.CATALOGUE.split("[figure.claims", maxsplit=1)[0]
    with pytest.raises(CatalogueError, match="'curve' makes no claim"):
        _read(tmp_path, head)


def test_a_missing_catalogue_is_said(tmp_path):
    with pytest.raises(CatalogueError, match="is missing"):
        read_catalogue(tmp_path / "figures.toml")


def test_quick_loosens_only_the_quick_run(tmp_path):
    text = minibook.CATALOGUE.replace("tolerance = 1 }", "tolerance = 1, quick_tolerance = 2 }")
    claim = _read(tmp_path, text)["cells"].claims["mean_rate"]
    assert claim.judge(6.5, evidence="recorded", profile="full") == "fails"
    assert claim.judge(6.5, evidence="recorded", profile="quick") == "holds"


@pytest.mark.parametrize(
    ("bound", "inside", "outside", "text"),
    [
        (Bound(expected=1, tolerance=0.5), 1.5, 1.51, "1 ± 0.5"),
        (Bound(at_least=0.3), 0.3, 0.29, "at least 0.3"),
        (Bound(at_most=0.3), 0.3, 0.31, "at most 0.3"),
        (Bound(at_least=0.1, at_most=0.3), 0.2, 0.05, "0.1 to 0.3"),
    ],
)
def test_bounds(bound, inside, outside, text):
    assert bound.holds(inside)
    assert not bound.holds(outside)
    assert str(bound) == text
    assert not any(bound.holds(value) for value in (math.nan, math.inf, -math.inf))


def test_captions_leave_mathematics_and_roles_alone():
    caption = "At $x_{n}$ {math}`y_{n}` of {n}, {n:.1f}, {claim} and {claim:.1f}; {unknown:.2f}."
    text, unknown = fill(caption, {"claim": 0.12345}, {"n": {"value": 2000.0, "text": "2,000"}})
    assert text == "At $x_{n}$ {math}`y_{n}` of 2,000, 2000.0, 0.123 and 0.1; …."
    assert unknown == ["unknown"]
