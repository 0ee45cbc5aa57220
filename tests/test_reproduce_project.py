"""Checkout, fingerprint, versions and the recordings that a run rests on."""

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import dopadist.recordings
import minibook
from dopadist.recordings.locating import Located
from dopadist.reproduce.data import Data, resolve
from dopadist.reproduce.fingerprint import fingerprint
from dopadist.reproduce.parameters import inspect
from dopadist.reproduce.project import Project, ProjectError, read_notebook
from dopadist.reproduce.running import fingerprints
from dopadist.reproduce.versions import differences
from minibook import RECORDED, SURROGATE


@pytest.fixture
def book(tmp_path) -> Project:
    return minibook.build(tmp_path)


def test_chapters_are_in_the_order_of_the_contents(book):
    assert book.chapters == ("learning", "recordings")
    text = minibook.TOC.replace("learning", "x").replace("recordings", "learning")
    minibook.write(
        book.root / "_toc.yml", text.replace("notebooks/x", "notebooks/recordings.ipynb")
    )
    assert Project(book.root).chapters == ("recordings", "learning")


def test_a_broken_checkout_is_said(book, monkeypatch):
    (book.root / "_toc.yml").unlink()
    with pytest.raises(ProjectError, match=r"_toc\.yml is missing"):
        _ = book.chapters
    for text in ("{", "{}"):
        minibook.write(book.notebook("learning"), text)
        with pytest.raises(ProjectError, match=r"learning\.ipynb is not a notebook"):
            read_notebook(book.notebook("learning"))
    for name, call in (
        ("yaml", lambda: Project(book.root).chapters),
        ("papermill", lambda: inspect(book.notebook("recordings"))),
    ):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(ProjectError, match="needs a checkout with the book's environment"):
            call()


CHANGES = {
    "code": lambda book: minibook.edit(book.notebook("learning"), "n_trials = 10", "n_trials = 9"),
    "a cell's id": lambda book: minibook.edit(book.notebook("learning"), '"imports"', '"import"'),
    "a module": lambda book: minibook.edit(
        book.sources / "minimodel" / "__init__.py", "0.5", "0.4"
    ),
    "a new file": lambda book: minibook.write(book.sources / "minimodel" / "sums.txt", "1"),
    "a file's name": lambda book: (book.sources / "minimodel").rename(book.sources / "model"),
    "the lock": lambda book: minibook.edit(book.lock, "numpy==", "numpy==0."),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_fingerprint_sees(book, change):
    before = fingerprints(book, profile="full", data=SURROGATE)["learning"]
    change(book)
    assert fingerprints(book, profile="full", data=SURROGATE)["learning"] != before


def test_the_fingerprint_is_blind_to_prose_place_and_byte_code(book, tmp_path_factory):
    before = fingerprints(book, profile="full", data=SURROGATE)
    minibook.edit(book.notebook("learning"), "# Learning", "# Learning more")
    minibook.write(book.sources / "minimodel" / "__pycache__" / "x.pyc", "")
    minibook.write(book.sources / "minimodel.egg-info" / "PKG-INFO", "")
    minibook.write(book.root / "README.md", "x")
    assert fingerprints(book, profile="full", data=SURROGATE) == before
    elsewhere = minibook.build(tmp_path_factory.mktemp("elsewhere"))
    assert fingerprints(elsewhere, profile="full", data=SURROGATE) == before


def test_the_fingerprint_sees_profile_evidence_data_parameters_and_python(book, monkeypatch):
    options = {
        "parameters": {}, "profile": "full", "evidence": "surrogate", "data_digest": "0",
    }  # fmt: skip
    changes = [
        {},
        {"parameters": {"seed": 1}},
        {"profile": "quick"},
        {"evidence": "recorded"},
        {"data_digest": "1"},
    ]
    found = [fingerprint(book, "learning", **(options | change)) for change in changes]
    monkeypatch.setattr("platform.python_version", lambda: "2.7.18")
    found.append(fingerprint(book, "learning", **options))
    assert len(set(found)) == 6
    by_data = [fingerprints(book, profile="full", data=data) for data in (SURROGATE, RECORDED)]
    assert by_data[0]["learning"] != by_data[1]["learning"]


def test_versions_are_the_locks_or_said(tmp_path):
    lock = tmp_path / "requirements.lock"
    minibook.write(
        lock,
        f"# a comment\nnumpy=={version('numpy')} \\\n    --hash=sha256:0\nscipy==0.1\n"
        'absent==1 ; sys_platform == "nowhere" \\\n    --hash=sha256:0\n'
        'gone==2 ; python_version >= "3"\n',
    )
    assert differences(lock) == [
        f"scipy {version('scipy')} (lock says 0.1)",
        "gone absent (lock says 2)",
    ]


@pytest.mark.parametrize(
    ("located", "expected"),
    [
        (
            Located("cache", Path("cells"), "abc"),
            Data("recorded", "abc", "cache", "", {"DOPADIST_DATA": "cells"}),
        ),
        (
            Located("surrogate", None, "", "no network"),
            Data("surrogate", "surrogate", "surrogate", "no network", {"DOPADIST_OFFLINE": "1"}),
        ),
    ],
)
def test_a_run_hands_on_what_was_located(monkeypatch, located, expected):
    monkeypatch.setattr(dopadist.recordings, "locate", lambda: located)
    assert resolve() == expected
    assert set(expected.as_json()) == {"digest", "source", "reason"}
