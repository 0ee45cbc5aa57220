"""A reader's variation: one notebook with other parameters, into a folder of the reader's."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dopadist.reproduce.data import Data, resolve
from dopadist.reproduce.environment import cores, environment
from dopadist.reproduce.execution import NotebookRun, Task, Workers, execute
from dopadist.reproduce.judging import judge
from dopadist.reproduce.parameters import refuse_texts_for_numbers, refuse_unknown
from dopadist.reproduce.progress import Display
from dopadist.reproduce.project import PROFILES, Project, ProjectError
from dopadist.reproduce.records import read_record
from dopadist.reproduce.report import failure_panel


@dataclass(frozen=True)
class Variation:
    """How a variation fared; renders with rich."""

    run: NotebookRun
    out: Path
    figures: tuple[Mapping[str, Any], ...]

    @property
    def ok(self) -> bool:
        """Whether the notebook came to its end; claims may well fail in a variation."""
        return self.run.state == "ran"

    @property
    def last_line(self) -> str:
        """What happened, in one line."""
        if not self.ok:
            return f"{self.run.name} failed; what it came to is in {self.out}"
        states = [claim["state"] for figure in self.figures for claim in figure["claims"]]
        holds, judged = states.count("holds"), states.count("holds") + states.count("fails")
        return (
            f"{self.run.name}: {len(self.figures)} figures in {self.out}, {holds} of {judged} "
            f"claims hold, in {self.run.seconds:.1f} s"
        )

    def __rich_console__(self, console: Any, options: Any) -> Any:
        from rich.table import Column, Table

        if self.run.failure is not None:
            yield failure_panel(self.run.failure)
        if self.figures:
            # Folded, not cut: a name that ends in dots can't be looked up.
            names = (Column(name, overflow="fold") for name in ("figure", "claim"))
            table = Table(*names, "value", Column("bound", overflow="fold"), "state")
            for figure in self.figures:
                for claim in figure["claims"]:
                    value = "nan" if claim["value"] is None else f"{claim['value']:.4g}"
                    table.add_row(
                        figure["id"], claim["name"], value, claim["bound"] or "", claim["state"]
                    )
            yield table
        yield self.last_line


def run_variation(
    project: Project,
    notebook: str,
    parameters: Mapping[str, Any],
    out: Path,
    *,
    data: Data | None = None,
    progress: Any = None,
) -> Variation:
    """Execute a notebook with a reader's parameters; write to ``out`` and nowhere else.

    Parameters
    ----------
    project : Project
        The checkout.
    notebook : str
        Name of a notebook of the book.
    parameters : mapping
        Values by the names in its parameters cell.
    out : Path
        Folder that is absent or empty, or holds an earlier variation, which is replaced.
    data : Data, optional
        The recordings, by default resolved now.
    progress : rich.console.Console, optional
        Where to show progress.

    Returns
    -------
    Variation
        Its figures with the state of their claims; no reference is judged.

    Raises
    ------
    ProjectError
        If the notebook or a parameter is unknown, or the folder holds something else.
    """
    if not project.notebook(notebook).is_file():
        raise ProjectError(
            f"'{notebook}' is no notebook of the book, expected one of: "
            f"{', '.join(project.chapters)}"
        )
    profile = parameters.get("profile", "full")
    if profile not in PROFILES:
        raise ProjectError(f"profile is {profile!r}, expected 'full' or 'quick'")
    refuse_unknown(project.notebook(notebook), parameters)
    refuse_texts_for_numbers(project.notebook(notebook), parameters)
    _check_folder(project, out)
    data = resolve() if data is None else data
    _make_folder(out)
    with (
        tempfile.TemporaryDirectory(prefix="dd") as scratch,
        Display(progress, [notebook]) as shown,
    ):
        # Executed aside and moved: a variation that is interrupted leaves nothing half done.
        folder = Path(scratch) / "out"
        variables = environment(project, data, threads=cores(), scratch=Path(scratch))
        if not (project.build / "cache").is_dir():  # made by `make book`, never by a variation
            variables["NUMBA_CACHE_DIR"] = str(Path(scratch) / "numba")
        task = Task(
            project=project,
            notebook=notebook,
            folder=folder,
            parameters=parameters,
            profile=profile,
            evidence=data.evidence,
            fingerprint="",
            environment=variables,
        )
        run = execute(task, Workers(), on_cell=shown.on_cell)
        shown.on_end(run)
        shutil.rmtree(out.resolve(), ignore_errors=True)
        shutil.copytree(folder, out, dirs_exist_ok=True)
    record = read_record(out) if run.state == "ran" else None
    figures = [] if record is None else _figures(project, out, record, profile)
    return Variation(run=run, out=out, figures=tuple(figures))


def _figures(
    project: Project, folder: Path, record: Mapping[str, Any], profile: str
) -> list[dict[str, Any]]:
    return [
        judge(
            project,
            project.catalogue[id],
            folder,
            profile=profile,
            numbers=record["numbers"],
            why_not_here="a variation has no reference",
        ).entry
        for id in record["figures"]
    ]


def _check_folder(project: Project, out: Path) -> None:
    if out.is_file() or project.root.resolve() == out.resolve():
        raise ProjectError(f"{out} cannot be written to, expected a folder of your own")
    if out.is_dir() and any(out.iterdir()) and not (out / "executed.ipynb").is_file():
        raise ProjectError(f"{out} holds other files, expected an empty folder or a new name")


def _make_folder(out: Path) -> None:
    # Before the notebook runs: nobody waits for minutes to hear that there is no place.
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not os.access(out, os.W_OK):
            raise PermissionError(13, "it is read-only")
    except OSError as error:
        raise ProjectError(
            f"{out} cannot be written to ({error.strerror}), expected a folder of your own"
        ) from None
