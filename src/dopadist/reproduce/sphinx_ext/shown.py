"""The run that the book shows, as the pages read it: manifest, executed copies, run report."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from dopadist.reproduce.fingerprint import fingerprint, sources_digest
from dopadist.reproduce.project import Project
from dopadist.reproduce.records import defects

Record = dict[str, Any]


@dataclass(frozen=True)
class ShownRun:
    """The last checked run of a checkout.

    Attributes
    ----------
    root : pathlib.Path
        Folder with ``_config.yml``.
    manifest : dict
        ``_build/manifest.json``; empty where no run was checked yet.
    report : dict
        ``_build/run.json``: what varies from run to run; empty where absent.
    """

    root: Path
    manifest: Record = field(default_factory=dict)
    report: Record = field(default_factory=dict)

    @classmethod
    def read(cls, root: Path) -> "ShownRun":
        """Read the manifest and the run report of a checkout."""
        build = root / "_build"
        return cls(root, _read(build / "manifest.json"), _read(build / "run.json"))

    @property
    def manifest_path(self) -> Path:
        return self.root / "_build" / "manifest.json"

    @property
    def report_path(self) -> Path:
        return self.root / "_build" / "run.json"

    @property
    def reason(self) -> str:
        """Why the run rests on a surrogate; empty if it doesn't."""
        return str(self.manifest.get("data", {}).get("reason", ""))

    def folder(self, notebook: str) -> Path:
        """Where the run of one notebook lies."""
        settings = f"{self.manifest.get('profile')}-{self.manifest.get('evidence')}"
        return self.root / "_build" / "runs" / settings / notebook

    def executed(self, notebook: str) -> Path:
        return self.folder(notebook) / "executed.ipynb"

    def problem(self, notebook: str) -> str:
        """Why the executed copy of a notebook can't be shown; empty if it can."""
        if not self.manifest:
            return "has no checked run"
        return next(iter(defects(self.folder(notebook), fingerprint=self._current(notebook))), "")

    def _current(self, notebook: str) -> str:
        return fingerprint(
            Project(self.root),
            notebook,
            parameters={"profile": self.manifest["profile"]},
            profile=self.manifest["profile"],
            evidence=self.manifest["evidence"],
            data_digest=self.manifest["data"]["digest"],
            sources=self._sources,
        )

    @cached_property
    def _sources(self) -> str:
        return sources_digest(Project(self.root))

    def arrays(self, notebook: str, figure: str) -> str:
        """Path of a figure's plotted arrays, from the root."""
        path = self.folder(notebook) / "figures" / f"{figure}.json"
        return path.relative_to(self.root).as_posix()

    def figures(self, notebook: str) -> dict[str, Record]:
        """Figures of one notebook by the id of the cell that shows them."""
        return {
            figure["cell"]: figure
            for figure in self.manifest.get("figures", [])
            if figure["notebook"] == notebook
        }

    def catalogued(self, notebook: str) -> list[str]:
        """Ids of the figures that a notebook should have."""
        entries = Project(self.root).catalogue.values()
        return [entry.id for entry in entries if entry.notebook == notebook]

    def figure(self, identifier: str) -> Record | None:
        """One figure by its id."""
        figures = self.manifest.get("figures", [])
        return next((figure for figure in figures if figure["id"] == identifier), None)

    def claim(self, name: str) -> Record | None:
        """One claim by ``figure-id.claim_name``."""
        identifier, _, claim = name.rpartition(".")
        figure = self.figure(identifier) or {}
        return next((item for item in figure.get("claims", []) if item["name"] == claim), None)

    def number(self, notebook: str, name: str) -> str | None:
        """Text of a number that a notebook computed."""
        return self.manifest.get("numbers", {}).get(notebook, {}).get(name)

    def surrogate(self, notebook: str) -> bool:
        """Whether a figure of the notebook rests on simulated recordings."""
        return any(figure["evidence"] == "surrogate" for figure in self.figures(notebook).values())


def _read(path: Path) -> Record:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def keep_run(app: Sphinx, run: ShownRun) -> None:
    """Keep the run with the application, for one build."""
    app.dopadist_run = run  # type: ignore[attr-defined]


def run_of(app: Sphinx) -> ShownRun:
    """The run that this build shows."""
    run: ShownRun = app.dopadist_run  # type: ignore[attr-defined]
    return run
