"""Runs the book: every notebook that is not current, in parallel."""

import platform
import shutil
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dopadist.reproduce.arrays import read_json, write_json
from dopadist.reproduce.data import Data, resolve
from dopadist.reproduce.environment import cores, environment
from dopadist.reproduce.execution import NotebookRun, Task, Workers, execute
from dopadist.reproduce.fingerprint import fingerprint, sources_digest
from dopadist.reproduce.parameters import refuse_unknown
from dopadist.reproduce.progress import Display
from dopadist.reproduce.project import PROFILES, Project, ProjectError
from dopadist.reproduce.records import defects
from dopadist.reproduce.warming import warm_up


@dataclass(frozen=True)
class Run:
    """How the run of a book fared; renders with rich."""

    profile: str
    data: Data
    workers: int
    seconds: float
    notebooks: tuple[NotebookRun, ...]
    compile_seconds: float = 0.0

    @property
    def kind(self) -> str:
        """``"cold"`` if every notebook ran, ``"warm"`` if none had to, else ``"partly"``."""
        states = {notebook.state for notebook in self.notebooks}
        return {frozenset({"ran"}): "cold", frozenset({"current"}): "warm"}.get(
            frozenset(states), "partly"
        )

    @property
    def ok(self) -> bool:
        """Whether every notebook came to its end."""
        return all(notebook.state != "failed" for notebook in self.notebooks)

    @property
    def last_line(self) -> str:
        """What happened, in one line."""
        names = {
            state: [notebook.name for notebook in self.notebooks if notebook.state == state]
            for state in ("ran", "current", "failed")
        }
        ran, current = len(names["ran"]), len(names["current"])
        parts = [
            f"{ran} notebook{'s' if ran != 1 else ''} ran",
            f"{current} {'were' if current != 1 else 'was'} current",
        ]
        if names["failed"]:
            parts.append(f"{len(names['failed'])} failed ({', '.join(names['failed'])})")
        return f"{', '.join(parts)}, in {self.seconds:.1f} s"

    def __rich_console__(self, console: Any, options: Any) -> Any:
        from dopadist.reproduce.report import failure_panel

        for notebook in self.notebooks:
            if notebook.failure is not None:
                yield failure_panel(notebook.failure)
        yield self.last_line


def fingerprints(project: Project, *, profile: str, data: Data) -> dict[str, str]:
    """Fingerprint of every notebook, as of now."""
    sources = sources_digest(project)
    return {
        name: fingerprint(
            project,
            name,
            parameters={"profile": profile},
            profile=profile,
            evidence=data.evidence,
            data_digest=data.digest,
            sources=sources,
        )
        for name in project.chapters
    }


def run_book(
    project: Project,
    *,
    profile: str = "full",
    workers: int | None = None,
    data: Data | None = None,
    progress: Any = None,
) -> Run:
    """Execute every notebook whose record is not current.

    Parameters
    ----------
    project : Project
        The checkout.
    profile : {"full", "quick"}
        Length of the run.
    workers : int, optional
        Notebooks at a time, by default one a core.
    data : Data, optional
        The recordings, by default resolved now.
    progress : rich.console.Console, optional
        Where to show progress; without one nothing is shown.

    Returns
    -------
    Run
        How each notebook fared; one that raises does not stop the others. An interrupted run
        keeps what finished, and the next picks up there.

    Raises
    ------
    ProjectError
        If the profile, the contents or the parameters of a notebook are not as needed.
    """
    if profile not in PROFILES:
        raise ProjectError(f"profile is {profile!r}, expected 'full' or 'quick'")
    if workers is not None and workers < 1:
        raise ProjectError(f"workers is {workers}, expected 1 or more")
    began = time.perf_counter()
    data = resolve() if data is None else data
    folder = project.run_folder(profile, data.evidence)
    prints = fingerprints(project, profile=profile, data=data)
    due = [name for name in project.chapters if defects(folder / name, fingerprint=prints[name])]
    for name in due:
        refuse_unknown(project.notebook(name), {"profile": profile})
    _remove_strangers(folder, keep=project.chapters)
    n_workers = max(1, min(len(due), workers or cores()))
    finished: dict[str, NotebookRun] = {}
    compiling = 0.0
    with tempfile.TemporaryDirectory(prefix="dd") as scratch, Display(progress, due) as display:
        if due:
            variables = environment(
                project, data, threads=max(1, cores() // n_workers), scratch=Path(scratch)
            )
            tasks = [
                Task(
                    project=project,
                    notebook=name,
                    folder=folder / name,
                    parameters={"profile": profile},
                    profile=profile,
                    evidence=data.evidence,
                    fingerprint=prints[name],
                    environment=variables,
                )
                for name in _longest_first(due, folder)
            ]
            if (project.sources / "dopadist").is_dir():
                since = time.perf_counter()
                warm_up(variables, stamp=sources_digest(project), processes=cores())
                compiling = time.perf_counter() - since
            finished = execute_all(tasks, n_workers=n_workers, display=display)
    run = Run(
        profile=profile,
        data=data,
        workers=n_workers,
        seconds=time.perf_counter() - began,
        notebooks=tuple(
            finished.get(name) or _current(name, folder / name) for name in project.chapters
        ),
        compile_seconds=compiling,
    )
    write_json(project.build / "run.json", _varying(run))
    return run


def execute_all(
    tasks: Sequence[Task], *, n_workers: int, display: Display
) -> dict[str, NotebookRun]:
    """Execute several notebooks; an interrupt ends all workers and keeps what is finished."""
    workers = Workers()
    finished: dict[str, NotebookRun] = {}
    with ThreadPoolExecutor(n_workers) as pool:
        waiting = [pool.submit(execute, task, workers, on_cell=display.on_cell) for task in tasks]
        try:
            for future in as_completed(waiting):
                run = future.result()
                finished[run.name] = run
                display.on_end(run)
        except BaseException:
            workers.stop()
            pool.shutdown(cancel_futures=True)
            raise
    return finished


def _current(name: str, folder: Path) -> NotebookRun:
    timing = read_json(folder / "timing.json") if (folder / "timing.json").is_file() else {}
    return NotebookRun(name=name, state="current", **timing)


def _longest_first(names: Sequence[str], folder: Path) -> list[str]:
    """By the time of the run before, so that no worker idles while the longest ends."""
    return sorted(names, key=lambda name: -_current(name, folder / name).seconds)


def _remove_strangers(folder: Path, *, keep: Sequence[str]) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in keep:
            shutil.rmtree(path)


def _varying(run: Run) -> dict[str, Any]:
    packages = ("numpy", "scipy", "matplotlib", "numba", "papermill")
    return {
        "profile": run.profile,
        "evidence": run.data.evidence,
        "data": run.data.as_json(),
        "seconds": round(run.seconds, 2),
        "compile_seconds": round(run.compile_seconds, 2),
        "workers": run.workers,
        "cores": cores(),
        "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "machine": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in packages if _installed(name)},
        "notebooks": [
            {
                "name": notebook.name,
                "state": notebook.state,
                "seconds": notebook.seconds,
                "cpu_seconds": notebook.cpu_seconds,
                "peak_mb": notebook.peak_mb,
            }
            for notebook in run.notebooks
        ],
    }


def _installed(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(name) is not None
