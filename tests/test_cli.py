"""The command line as a stranger meets it: help, exit status, one-sentence refusals."""

import csv
import io
import re
import sys

import pytest
from click.testing import CliRunner, Result

from dopadist.cli import main
from dopadist.cli.common import console
from dopadist.surrogate import surrogate, write_folder

COMMANDS = ["analyze", "data fetch", "data verify", "data where", "run", "check", "accept", "book"]


def call(*arguments) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, [str(item) for item in arguments])


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    """Four simulated cells in the recordings' format."""
    return write_folder(surrogate("matched", seed=1, n_cells=4), tmp_path_factory.mktemp("cells"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command):
    result = call(*command.split(), "--help")
    assert result.exit_code == 0
    assert f"  dopadist {command}" in result.output


def test_help_names_every_command():
    listed = call("--help").output
    assert {name.split()[0] for name in COMMANDS} <= set(re.findall(r"^  (\w+) ", listed, re.M))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "-p", "seed=1"], "go with a NOTEBOOK"),
        (["run", "decoding", "-p", "seed"], "expected name=value"),
        (["run", "decoding", "-p", "2x=1", "--out", "x"], "expected name=value"),
        (["run", "decoding"], "--out DIR"),
        (["run", "nothing", "--out", "x"], "nothing"),
        (["accept"], "name figures, or give --all"),
        (["accept", "acquisition", "--all"], "name figures, or give --all"),
        (["run", "--profile", "long"], "'long'"),
        (["analyze", "no-such-folder", "--out", "x"], "no-such-folder"),
    ],
)
def test_wrong_use_is_status_2_and_one_message(arguments, message):
    result = call(*arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output


def test_outside_a_checkout_the_book_s_commands_say_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in ("run", "check", "book"):
        result = call(command)
        assert result.exit_code == 2
        assert "clone the repository" in result.output


def test_analyze_writes_its_four_files_and_seeds_them(cells, tmp_path):
    for name in ("a", "b"):
        done = call("analyze", cells, "--out", tmp_path / name, "--splits", "20", "--seed", "3")
        assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [
        "cells.csv",
        "decoded.csv",
        "splits.csv",
        "summary.json",
    ]
    first, second = ((tmp_path / name / "splits.csv").read_bytes() for name in ("a", "b"))
    assert first == second
    assert {int(row["split"]) for row in csv.DictReader(first.decode().splitlines())} == set(
        range(20)
    )


def test_analyze_can_take_cued_trials_alone(cells, tmp_path):
    trials = {}
    for kind in ("cued", "uncued", "pooled"):
        done = call("analyze", cells, "--out", tmp_path / kind, "--splits", "5", "--trials", kind)
        assert done.exit_code == 0, done.output
        with (tmp_path / kind / "cells.csv").open() as file:
            trials[kind] = [int(row["n_trials"]) for row in csv.DictReader(file)]
    pairs = zip(trials["cued"], trials["uncued"], strict=True)
    assert trials["pooled"] == [cued + uncued for cued, uncued in pairs]


def test_verify_fails_for_a_folder_that_is_not_the_data_set(cells):
    result = call("data", "verify", cells)
    assert result.exit_code == 1
    assert "0 of 40 files are as published" in result.output


def test_where_says_why_there_are_no_recordings(monkeypatch):
    monkeypatch.setenv("DOPADIST_OFFLINE", "1")
    result = call("data", "where")
    assert result.exit_code == 0
    assert "DOPADIST_OFFLINE is set" in result.output


def test_a_named_folder_that_is_missing_is_an_error_not_the_next_source(monkeypatch, tmp_path):
    monkeypatch.delenv("DOPADIST_OFFLINE", raising=False)
    monkeypatch.setenv("DOPADIST_DATA", str(tmp_path / "gone"))
    result = call("data", "where")
    assert result.exit_code == 2
    assert "does not exist" in result.output


def test_signs_that_the_output_lacks_are_no_error(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    console().print("0 ± 1 …")
    stream.flush()
    assert stream.buffer.getvalue() == b"0 ? 1 ?\n"


def test_an_interrupt_is_told_in_one_sentence(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("dopadist.reproduce.making.make_book", interrupted)
    result = call("book")
    assert result.exit_code == 1
    assert "give the same command again" in result.output
