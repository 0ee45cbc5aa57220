"""One notebook in a process of its own, with its folder, its environment and its record."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from dopadist.reproduce.arrays import read_json, write_json
from dopadist.reproduce.project import Project, ProjectError
from dopadist.reproduce.records import write_record

OnCell = Callable[[str, int, int], None]
"""Called with the notebook's name, the cell that starts and the number of cells."""


@dataclass(frozen=True)
class NotebookRun:
    """How one notebook fared."""

    name: str
    state: Literal["ran", "current", "failed"]
    seconds: float = 0.0
    cpu_seconds: float | None = None
    peak_mb: float | None = None
    failure: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Task:
    """A notebook to be executed into a folder."""

    project: Project
    notebook: str
    folder: Path
    parameters: Mapping[str, Any]
    profile: str
    evidence: str
    fingerprint: str
    environment: Mapping[str, str]


@dataclass
class Workers:
    """The worker processes that are running, so that an interrupt can end them."""

    processes: set[subprocess.Popen[str]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    stopped: bool = False

    def start(self, environment: Mapping[str, str]) -> subprocess.Popen[str]:
        """Start a worker, unless all have been stopped."""
        with self.lock:
            if self.stopped:
                raise ProjectError("the run was stopped")
            process = subprocess.Popen(
                [sys.executable, "-m", "dopadist.reproduce.worker"],
                env=dict(environment), text=True, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )  # fmt: skip
            self.processes.add(process)
        return process

    def stop(self) -> None:
        """End every worker; each ends its kernel."""
        with self.lock:
            self.stopped = True
            for process in self.processes:
                process.terminate()


def execute(task: Task, workers: Workers, *, on_cell: OnCell) -> NotebookRun:
    """Run a notebook from an empty folder to its record, or to the failure that it met."""
    shutil.rmtree(task.folder, ignore_errors=True)
    task.folder.mkdir(parents=True)
    process = workers.start(
        {
            **task.environment,
            "DOPADIST_RUN": str(task.folder.resolve()),
            "DOPADIST_NOTEBOOK": task.notebook,
            "DOPADIST_PROFILE": task.profile,
            "DOPADIST_CATALOGUE": str(task.project.catalogue_path.resolve()),
        }
    )
    try:
        errors = _converse(process, task, on_cell)
    finally:
        with workers.lock:
            workers.processes.discard(process)
    timing = _read(task.folder / "timing.json") or {}
    failure = _read(task.folder / "failure.json")
    if failure is None and process.returncode != 0:
        failure = _no_cell(task, f"the worker ended with status {process.returncode}", errors)
    if failure is None:
        try:
            write_record(
                task.folder,
                notebook=task.notebook,
                fingerprint=task.fingerprint,
                profile=task.profile,
                evidence=task.evidence,
                parameters=task.parameters,
            )
        except ProjectError as error:
            failure = _no_cell(task, str(error), "")
    if failure is not None:
        write_json(task.folder / "failure.json", failure)
    return NotebookRun(
        name=task.notebook,
        state="ran" if failure is None else "failed",
        **timing,
        failure=failure,
    )


def _converse(process: subprocess.Popen[str], task: Task, on_cell: OnCell) -> str:
    """Hand the worker its task, pass on its progress, return what it wrote as errors."""
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    errors: list[str] = []
    # Read aside, or a full pipe of warnings would stop the worker.
    reader = threading.Thread(target=lambda: errors.extend(process.stderr), daemon=True)  # type: ignore[arg-type]
    reader.start()
    message = {
        "notebook": task.notebook,
        "path": str(task.project.notebook(task.notebook).resolve()),
        "folder": str(task.folder.resolve()),
        "working_folder": str(task.project.notebooks.resolve()),
        "parameters": dict(task.parameters),
    }
    with process:
        try:
            process.stdin.write(json.dumps(message))
            process.stdin.close()
        except BrokenPipeError:
            pass  # it ended before it began; its status and errors say why
        for line in process.stdout:
            try:
                step = json.loads(line)
                on_cell(task.notebook, step["cell"], step["of"])
            except (ValueError, KeyError, TypeError):
                continue  # not ours: some library printed
        process.wait()
        reader.join()
    return "".join(errors)


def _read(path: Path) -> dict[str, Any] | None:
    return dict(read_json(path)) if path.is_file() else None


def _no_cell(task: Task, error: str, details: str) -> dict[str, str]:
    return {
        "notebook": task.notebook, "cell": "", "source": "", "error": error, "traceback": details,
    }  # fmt: skip
