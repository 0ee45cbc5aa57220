"""Runs the benchmarks with pytest-benchmark and makes rows of what it measured."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dopadist.bench.rows import NAMES, Row, row_of
from dopadist.reproduce.environment import ONE_THREAD
from dopadist.reproduce.project import Project, ProjectError

# A reference that takes longer than this runs once.
LONG = 5.0


@dataclass(frozen=True)
class Measured:
    """One row, measured; times are medians over runs."""

    row: Row
    work: str
    against: str
    ours_s: float
    reference_s: float
    runs: tuple[int, int]
    note: str

    @property
    def ratio(self) -> float:
        """How much faster than the reference; of the machine's limit, the share reached."""
        return self.reference_s / self.ours_s

    def reaches(self, share: float = 1.0) -> bool:
        """Whether the ratio is at least that share of the target."""
        return self.ratio >= share * self.row.target

    def as_json(self) -> dict[str, Any]:
        """The five keys that a table needs, and how they came about."""
        return {
            "work": self.work,
            "ours_s": self.ours_s,
            "reference_s": self.reference_s,
            "ratio": self.ratio,
            "target": self.row.target,
            "against": self.against,
            "runs_ours": self.runs[0],
            "runs_reference": self.runs[1],
            "note": self.note,
        }


def measure(
    project: Project, *, quick: bool = False, only: Sequence[str] = ()
) -> tuple[Measured, ...]:
    """Run the cases of ``benchmarks/`` in a process of their own.

    Parameters
    ----------
    project : Project
        The checkout.
    quick : bool
        Fewer splits and permutations, and one epoch of the published recipe.
    only : sequence of str
        Rows by name, all by default.

    Returns
    -------
    tuple of Measured
        In the table's order.

    Raises
    ------
    ProjectError
        If pytest-benchmark is absent, a row unknown, or a case failed: ours and the reference
        gave different results.
    """
    if find_spec("pytest_benchmark") is None:
        raise ProjectError("pytest-benchmark is not installed: `make book` brings it")
    unknown = sorted(set(only) - set(NAMES))
    if unknown:
        raise ProjectError(f"there is no row {unknown[0]!r}, expected one of {', '.join(NAMES)}")
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        report = Path(folder) / "report.json"
        done = subprocess.run(
            [
                sys.executable, "-m", "pytest", "benchmarks",
                "-c", "benchmarks/pytest.ini", "--rootdir", "benchmarks",
                f"--benchmark-json={report}",
                *(["--quick"] if quick else []),
                *(f"--only={name}" for name in only),
            ],
            cwd=project.root, env=environment(project),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0 or not report.is_file():
            tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-25:])
            raise ProjectError(f"a benchmark failed, its results are not those expected:\n{tail}")
        return rows_of(json.loads(report.read_text(encoding="utf-8"))["benchmarks"])


def rows_of(benchmarks: Sequence[dict[str, Any]]) -> tuple[Measured, ...]:
    """Rows from pytest-benchmark's report: medians over all runs of all blocks."""
    times: dict[tuple[str, str], list[float]] = {}
    about: dict[str, dict[str, Any]] = {}
    for one in benchmarks:
        extra = one["extra_info"]
        times.setdefault((extra["row"], extra["who"]), []).extend(one["stats"]["data"])
        about[extra["row"]] = extra
    found = []
    for name in (name for name in NAMES if name in about):
        row, extra = row_of(name), about[name]
        ours = times[name, "ours"]
        reference = times.get((name, "reference"), [])
        notes = [extra["note"]]
        if row.kind == "limit":
            reference_s = float(extra["words"]["limit"])
        else:
            reference_s = statistics.median(reference) * extra["scale"]
            if reference_s > LONG and len(reference) == 1:
                notes.insert(0, "reference ran once")
        found.append(
            Measured(
                row=row,
                work=row.work.format(**extra["words"]),
                against=row.against.format(**extra["words"]),
                ours_s=statistics.median(ours),
                reference_s=reference_s,
                runs=(len(ours), len(reference)),
                note="; ".join(filter(None, notes)),
            )
        )
    return tuple(found)


def environment(project: Project) -> dict[str, str]:
    """Of the processes that are measured."""
    path = [str(project.sources), *filter(None, [os.environ.get("PYTHONPATH")])]
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return {
        **kept,
        # As in the book's kernels; the package's own loops use all cores.
        **dict.fromkeys(ONE_THREAD, "1"),
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONDONTWRITEBYTECODE": "",
        "MPLBACKEND": "Agg",
    }


def now() -> str:
    """Date of a measurement, UTC."""
    return time.strftime("%Y-%m-%d", time.gmtime())
