"""What the pages can ask for: labels, the paper map, the report of the run."""

from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from dopadist.evidence import EVIDENCE
from dopadist.reproduce.paper_map_page import render
from dopadist.reproduce.project import Project
from dopadist.reproduce.sphinx_ext import report
from dopadist.reproduce.sphinx_ext.shown import run_of


def register(app: Sphinx) -> None:
    """Register roles and directives with Sphinx."""
    for evidence in EVIDENCE:
        app.add_role(f"evidence-{evidence}", _label("evidence", f"evidence-{evidence}"))
    for state in ("holds", "fails", "unjudged"):
        app.add_role(f"claim-{state}", _label("claim-state", f"claim-{state}"))
    app.add_directive("run-report", RunReport)
    app.add_directive("paper-map", PaperMap)
    app.add_directive("absent-figure", AbsentFigure)


def _label(*classes: str) -> Any:
    def role(
        name: str, rawtext: str, text: str, lineno: int, inliner: Any, *_: Any, **__: Any
    ) -> tuple[list[Node], list[Node]]:
        return [nodes.inline(rawtext, text, classes=list(classes))], []

    return role


class AbsentFigure(SphinxDirective):
    """``{absent-figure} id``: number and name of a figure that the run didn't make."""

    required_arguments = 1

    def run(self) -> list[Node]:
        figure = nodes.figure("", nodes.caption("", "is not in this run."))
        figure["names"].append(f"fig-{self.arguments[0]}")
        self.state.document.note_explicit_target(figure, figure)
        return [figure]


class _Generated(SphinxDirective):
    """A part of a page that is made from the run; read again whenever the manifest changes."""

    def run(self) -> list[Node]:
        shown = run_of(self.env.app)
        self.env.note_dependency(str(shown.manifest_path))
        try:
            text = self.text()
        except ValueError as error:
            raise self.error(str(error)) from error
        return self.parse_text_to_nodes(text)

    def text(self) -> str:
        raise NotImplementedError


class RunReport(_Generated):
    """``{run-report}``: settings, versions and times of the run that the book shows."""

    def text(self) -> str:
        self.env.note_dependency(str(run_of(self.env.app).report_path))
        return report.run_report(run_of(self.env.app))


class PaperMap(_Generated):
    """``{paper-map}``: every panel of the paper with its state."""

    def text(self) -> str:
        project = Project(Path(self.env.srcdir))
        self.env.note_dependency(str(project.root / "book" / "panels.toml"))
        self.env.note_dependency(str(project.catalogue_path))
        return render(project.root, run_of(self.env.app).manifest)
