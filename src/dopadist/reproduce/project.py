"""A checkout: where its notebooks, catalogue, lock, sources and build folder are."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from dopadist.evidence import Evidence
from dopadist.reproduce.catalogue import FigureEntry, read_catalogue

PROFILES = ("full", "quick")


class ProjectError(RuntimeError):
    """Something about the checkout or its environment is not as needed; one sentence."""


@dataclass(frozen=True)
class Project:
    """A book: the real one, or a miniature in a temporary folder."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> "Project":
        """The checkout that holds ``start`` (by default the working folder).

        Raises
        ------
        ProjectError
            Outside a checkout.
        """
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / "notebooks" / "figures.toml").is_file():
                return cls(folder)
        raise ProjectError(
            f"{here} is in no checkout of the book, but this command needs one: "
            "clone the repository and run it there"
        )

    @property
    def notebooks(self) -> Path:
        """Folder of the notebooks."""
        return self.root / "notebooks"

    @property
    def catalogue_path(self) -> Path:
        """The catalogue of figures."""
        return self.notebooks / "figures.toml"

    @property
    def sources(self) -> Path:
        """Folder of the package's sources."""
        return self.root / "src"

    @property
    def lock(self) -> Path:
        """Exact versions of everything that ``make book`` installs."""
        return self.root / "requirements.lock"

    @property
    def build(self) -> Path:
        """Everything that is made, nothing that is kept."""
        return self.root / "_build"

    @property
    def manifest(self) -> Path:
        """What the last check found."""
        return self.build / "manifest.json"

    @cached_property
    def catalogue(self) -> dict[str, FigureEntry]:
        """Figures by id."""
        return read_catalogue(self.catalogue_path)

    @cached_property
    def chapters(self) -> tuple[str, ...]:
        """Names of the notebooks in the order of ``_toc.yml``, those that are there."""
        return tuple(name for name in self._listed if self.notebook(name).is_file())

    def disagreements(self) -> list[tuple[str, str]]:
        """Notebooks that the contents list and the folder lacks, or the other way round."""
        here = {path.stem for path in self.notebooks.glob("*.ipynb")}
        missing = [(name, "is in _toc.yml and missing") for name in self._listed]
        strange = [(name, "is not in _toc.yml, add it to the contents") for name in sorted(here)]
        return [item for item in missing if item[0] not in here] + [
            item for item in strange if item[0] not in self._listed
        ]

    def notebook(self, name: str) -> Path:
        """File of one notebook."""
        return self.notebooks / f"{name}.ipynb"

    def run_folder(self, profile: str, evidence: Evidence) -> Path:
        """Folder of the executed copies and records of one kind of run."""
        return self.build / "runs" / f"{profile}-{evidence}"

    def reference(self, evidence: Evidence, figure: str) -> Path:
        """Committed arrays of one figure; its thumbnail lies beside it."""
        return self.root / "tests" / "reference" / evidence / f"{figure}.json"

    @cached_property
    def _listed(self) -> list[str]:
        try:
            import yaml  # type: ignore[import-untyped]
        except ImportError:
            raise ProjectError(needs_book_environment("PyYAML")) from None
        path = self.root / "_toc.yml"
        if not path.is_file():
            raise ProjectError(f"{path} is missing, expected the book's table of contents")
        found: list[str] = []
        pending: list[Any] = [yaml.safe_load(path.read_text(encoding="utf-8"))]
        while pending:
            item = pending.pop(0)
            if isinstance(item, dict):
                if str(item.get("file", "")).startswith("notebooks/"):
                    found.append(Path(item["file"]).name.removesuffix(".ipynb"))
                pending = list(item.values()) + pending
            elif isinstance(item, list):
                pending = item + pending
        return found


def needs_book_environment(missing: str) -> str:
    """The sentence for somebody who has the package alone."""
    return (
        f"this command needs a checkout with the book's environment, and {missing} is not "
        "installed: run 'make book' in the checkout"
    )


def read_notebook(path: Path) -> dict[str, Any]:
    """A notebook as its JSON."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ProjectError(f"{path.name} is not a notebook: {error}") from None
    if "cells" not in document:
        raise ProjectError(f"{path.name} is not a notebook: it has no cells")
    return dict(document)


def source(cell: dict[str, Any]) -> str:
    """Source of a cell as one text."""
    text = cell["source"]
    return text if isinstance(text, str) else "".join(text)
