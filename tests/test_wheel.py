"""The installed wheel: no Jupyter Book, papermill or Sphinx, and `analyze` runs."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dopadist.surrogate import surrogate, write_folder

ROOT = Path(__file__).resolve().parents[1]
BOOK_ONLY = ("papermill", "sphinx", "jupyter-book", "myst-nb", "nbformat", "ipykernel")


def run(*command, **keywords) -> str:
    """Output of a command, which must succeed."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **keywords
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """An environment that holds the wheel and its core dependencies, and nothing else."""
    uv = shutil.which("uv", path=os.pathsep.join([str(ROOT / ".tools/bin"), os.environ["PATH"]]))
    assert uv, "uv is missing: run `make test`, which brings it"
    folder = tmp_path_factory.mktemp("wheel")
    run(uv, "build", "--quiet", "--wheel", "--out-dir", folder / "dist", ROOT)
    [wheel] = (folder / "dist").glob("*.whl")
    run(uv, "venv", "--quiet", "--python", sys.executable, folder / "env")
    install = [uv, "pip", "install", "--quiet", "--python", folder / "env/bin/python"]
    # The lock without hashes: only versions matter here, and the wheel has no hash in it.
    versions = re.findall(
        r"^[a-z0-9._-]+==\S+", (ROOT / "requirements.lock").read_text(), flags=re.MULTILINE
    )
    (folder / "versions.txt").write_text("\n".join(versions))
    run(*install, "--constraint", folder / "versions.txt", wheel)
    return folder / "env/bin"


def test_the_wheel_needs_nothing_of_the_book(installed):
    listed = run(
        installed / "python",
        "-c",
        "from importlib.metadata import distributions as d; print(*[x.name.lower() for x in d()])",
    ).split()
    assert "numpy" in listed
    assert not set(BOOK_ONLY) & set(listed)


def test_analyze_runs_from_the_wheel(installed, tmp_path):
    write_folder(surrogate("matched", seed=0, n_cells=6), tmp_path / "cells")
    run(installed / "dopadist", "analyze", "cells", "--out", "out", cwd=tmp_path)
    table = (tmp_path / "out/cells.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    assert [row["cell"] for row in rows] == sorted(row["cell"] for row in rows)
    assert len(rows) == 6


@pytest.mark.parametrize("command", ["run", "check", "accept", "book"])
def test_the_book_s_commands_say_that_they_need_a_checkout(installed, tmp_path, command):
    done = subprocess.run(
        [installed / "dopadist", command, *(["some-figure"] if command == "accept" else [])],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 2
    assert "checkout" in done.stderr
    assert "Traceback" not in done.stderr
