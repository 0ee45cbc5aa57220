"""Copies of this checkout in which models are broken on purpose; minutes, not seconds."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy_of_checkout(tmp_path: Path) -> Callable[[str], Path]:
    """Copies what git would hold, without anything that was made."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]

    def copy(name: str) -> Path:
        folder = tmp_path / name
        for relative in names:
            (folder / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / relative, folder / relative)
        return folder

    return copy


@pytest.fixture
def dopadist() -> Callable[..., subprocess.CompletedProcess]:
    """Runs the command line of a copy with the copy's own package."""

    def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "dopadist.cli", *arguments],
            cwd=folder,
            # Before the editable install, so that the copy's package is the one imported.
            env=os.environ | {"PYTHONPATH": str(folder / "src")},
            capture_output=True,
            text=True,
            check=False,
        )

    return run
