"""A statistic with all that belongs to it, from a notebook to the page."""

import dataclasses
import json
import re

import numpy as np
import pytest

import minibook
from dopadist.reproduce.arrays import read_json
from dopadist.reproduce.catalogue import CatalogueError, read_catalogue
from dopadist.reproduce.checking import check_book
from dopadist.reproduce.running import run_book
from dopadist.reproduce.sphinx_ext.markup import figure_record, statistics_list
from dopadist.statistic import Statistic

GIVEN = {
    "name": "r_halves",
    "quantity": "Pearson r of halves, mean over splits",
    "value": 0.7714,
    "low": 0.58,
    "high": 0.87,
    "interval": "2.5–97.5 % of 1,000 splits",
    "n": 1240,
    "unit": "cells",
    "test": "permuted trials, one-sided",
    "p": 0.002,
    "effect": "r",
    "effect_size": 0.7714,
    "seed": 0,
}

PUBLISHED = """
[[figure.published]]
panel = "Fig 1a"
quantity = "value"
value = 0.9
text = "0.9"
source = "reprint"
ours = "value_at_end"
why = "Close."
"""


def test_a_statistic_reads_as_one_phrase():
    text = Statistic(**GIVEN).text
    assert text == "0.771 (0.58 to 0.87, 2.5–97.5 % of 1,000 splits; n = 1,240 cells)"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "R halves"}, "is called 'R halves'"),
        ({"quantity": " "}, "no quantity"),
        ({"interval": ""}, "no interval"),
        ({"unit": ""}, "no unit"),
        ({"effect": ""}, "no effect"),
        ({"n": 0}, "n = 0"),
        ({"low": 0.9, "high": 0.1}, "the lower end first"),
        ({"p": 1.2}, "p = 1.2"),
        ({"p": None}, "expected both"),
        ({"test": "none"}, "expected both"),
    ],
)
def test_what_is_missing_or_wrong_is_one_clear_error(change, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        Statistic(**{**GIVEN, **change})


def test_json_holds_plain_values():
    given = {**GIVEN, "value": np.float64(0.5), "n": np.int64(3), "high": float("nan")}
    encoded = json.loads(json.dumps(Statistic(**given).encode(), allow_nan=False))
    assert encoded["value"] == 0.5
    assert encoded["n"] == 3
    assert encoded["high"] is None
    assert set(encoded) == {field.name for field in dataclasses.fields(Statistic)}


# ----------------------------------------------------------------------- from notebook to page


def give(root, names=("value_at_end",), *, published=PUBLISHED):
    """Let the first figure of the miniature book give statistics, and compare one."""
    path = root / "notebooks" / "learning.ipynb"
    given = {**GIVEN, "value": 0.999, "low": 0.8, "high": 0.9995, "n": 10, "unit": "trials"}
    calls = ", ".join(f"Statistic(**{ {**given, 'name': name}!r})" for name in names)
    old = '"A curve that rises from 0 and levels off at 1.",'
    text = path.read_text()
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if old in source:
            cell["source"] = "from dopadist.statistic import Statistic\n" + source.replace(
                old, f"{old}\n    statistics=[{calls}],"
            )
    path.write_text(json.dumps(notebook))
    minibook.edit(
        root / "notebooks" / "figures.toml",
        '\n[[figure]]\nid = "error"',
        f'{published}\n[[figure]]\nid = "error"',
    )


def test_statistics_go_with_their_figure_into_the_manifest_and_onto_the_page(tmp_path):
    project = minibook.build(tmp_path)
    give(project.root)
    project = type(project)(project.root)
    run = run_book(project, data=minibook.SURROGATE, workers=1)
    assert run.ok
    report = check_book(project, data=minibook.SURROGATE)
    assert not [item for item in report.problems if "statistic" in item.message]
    curve = next(f for f in read_json(project.manifest)["figures"] if f["id"] == "curve")
    (given,) = curve["statistics"]
    assert (given["name"], given["n"], given["seed"]) == ("value_at_end", 10, 0)
    page = figure_record(curve, download=None)
    assert "**0.999** (0.8 to 1, 2.5–97.5 % of 1,000 splits); n = 10 trials;" in page
    assert "P = 0.002 (permuted trials, one-sided); effect size: r 0.771; seed 0" in page


def test_a_comparison_without_its_statistic_turns_the_check_red(tmp_path):
    project = minibook.build(tmp_path)
    give(project.root, names=("something_else",))
    project = type(project)(project.root)
    run_book(project, data=minibook.SURROGATE, workers=1)
    report = check_book(project, data=minibook.SURROGATE)
    assert any("'value_at_end', which it does not give" in item.message for item in report.problems)


def test_two_statistics_of_one_name_stop_the_notebook(tmp_path):
    project = minibook.build(tmp_path)
    give(project.root, names=("value_at_end", "value_at_end"))
    project = type(project)(project.root)
    run = run_book(project, data=minibook.SURROGATE, workers=1)
    assert not run.ok
    report = check_book(project, data=minibook.SURROGATE)
    assert any("gives the statistic 'value_at_end' twice" in p.message for p in report.problems)


def test_chance_and_test_are_named_or_said_to_be_absent():
    bare = Statistic(**{**GIVEN, "test": "none", "p": None, "seed": None}).encode()
    assert "; no test; effect size: r 0.771; no chance involved" in statistics_list([bare])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('panel = "Fig 1a"', 'panel = "Fig 2c"', "'Fig 2c', which it does not show"),
        ("value = 0.9", 'value = "0.9"', "expected a finite number"),
        ("value = 0.9", "value = 0.9\nwithin = true", "within = True"),
        ("value = 0.9", "value = inf", "expected a finite number"),
        ('why = "Close."', "", "'why' missing or unknown"),
        ('why = "Close."', 'why = "Close."\np = 1', "'p' missing or unknown"),
        ('text = "0.9"', 'text = ""', "text = ''"),
        ('ours = "value_at_end"', 'ours = "the end"', "a statistic's name"),
    ],
)
def test_a_wrong_published_value_is_one_clear_error(tmp_path, old, new, message):
    project = minibook.build(tmp_path)
    assert old in PUBLISHED
    give(project.root, published=PUBLISHED.replace(old, new))
    with pytest.raises(CatalogueError, match=re.escape(message)):
        read_catalogue(project.root / "notebooks" / "figures.toml")
