"""What happens when: the extension's answers to Sphinx's events."""

from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from dopadist.reproduce import timing
from dopadist.reproduce.environment import cores
from dopadist.reproduce.sphinx_ext import markup, site
from dopadist.reproduce.sphinx_ext.notebooks import (
    after_title,
    dress_figures,
    put_outputs,
    stand_in,
)
from dopadist.reproduce.sphinx_ext.placeholders import replace_placeholders
from dopadist.reproduce.sphinx_ext.shown import ShownRun, keep_run, run_of

_LOG = logging.getLogger(__name__)
_NOTEBOOKS = "notebooks/"
_WORTH_FORKING = 10  # pages
_REMEDY = "run 'dopadist run' and 'dopadist check'"


def set_buttons(app: Sphinx, config: Any) -> None:
    """Derive launch and edit buttons from the repository's address."""
    options = site.buttons(site.repository(Path(app.srcdir)))
    config.html_theme_options = {**config.html_theme_options, **options}


def read_run(app: Sphinx) -> None:
    """Read the checked run once, before any page."""
    timing.begin("read")
    keep_run(app, ShownRun.read(Path(app.srcdir)))


def all_read(app: Sphinx, env: BuildEnvironment) -> None:
    """Note when reading ends and writing begins; write on all cores.

    Set here, because some extensions don't say whether they may read in parallel, and asking
    would be a warning.
    """
    timing.begin("write")
    if len(env.found_docs) >= _WORTH_FORKING:
        app.parallel = cores()


def stale_pages(app: Sphinx, env: BuildEnvironment, *changes: set[str]) -> list[str]:
    """Notebooks whose run isn't current: read again, so that they warn at each build."""
    run = run_of(app)
    return [
        page
        for page in sorted(env.found_docs)
        if page.startswith(_NOTEBOOKS) and run.problem(page.removeprefix(_NOTEBOOKS))
    ]


def source_read(app: Sphinx, page: str, source: list[str]) -> None:
    """Complete the source of one page."""
    path = str(app.env.doc2path(page))
    if page.startswith(_NOTEBOOKS) and path.endswith(".ipynb"):
        source[0] = _complete_notebook(app, page, source[0])
    elif path.endswith(".md"):
        source[0], shown = _replace(app, page, source[0], notebook="")
        if shown:
            _depend(app, run_of(app).manifest_path)
        if any(map(run_of(app).surrogate, shown)):
            source[0] = after_title(source[0], markup.surrogate_note(run_of(app).reason))


def drop_thebe(app: Sphinx, page: str, template: str, context: dict[str, Any], _: Any) -> None:
    """Leave out sphinx-thebe: its scripts point at a CDN and fail on every page."""
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context.get(kind, []) if not site.is_thebe(file)]


def drop_thebe_settings(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Leave out the settings that sphinx-thebe writes into the text of each page."""
    for node in list(doctree.findall(nodes.raw)):
        if site.is_thebe(node.astext()):
            node.parent.remove(node)


def tidy(app: Sphinx, error: Exception | None) -> None:
    """Write the site's entrance, remove what earlier builds left."""
    if error is not None or app.builder.name != "html":
        return
    html = Path(app.outdir)
    page = f"{app.config.root_doc}.html"
    if page != "index.html":
        text = site.entrance(page, str(app.config.html_title))
        (html / "index.html").write_text(text, encoding="utf-8")
    site.drop_preloads(html)
    site.remove_litter(html, set(app.env.found_docs))
    timing.finish(Path(app.srcdir))
    timing.fill(Path(app.srcdir), html / "book" / "run_report.html")


def _complete_notebook(app: Sphinx, page: str, source: str) -> str:
    run = run_of(app)
    name = page.removeprefix(_NOTEBOOKS)
    notebook = nbformat.reads(source, as_version=4)
    _depend(app, run.manifest_path)
    _depend(app, run.executed(name))
    stale = run.problem(name)
    if not stale:
        executed = nbformat.read(run.executed(name), as_version=4)
        stale = put_outputs(notebook, executed)
    note = ""
    if stale:
        _warn(page, f"{stale}; {_REMEDY}")
        stand_in(notebook, run.catalogued(name))
        note = markup.stale_note(stale)
    else:
        shown = _fill_in(app, page, notebook, name)
        dress_figures(
            notebook,
            run.figures(name),
            download=lambda identifier: run.arrays(name, identifier),
            problem=lambda sentence: _warn(page, f"{sentence}; {_REMEDY}"),
        )
        if any(map(run.surrogate, {name, *shown})):
            note = markup.surrogate_note(run.reason)
    if note:
        first = next(cell for cell in notebook.cells if cell.cell_type == "markdown")
        first.source = after_title(first.source, note)
    return str(nbformat.writes(notebook))


def _fill_in(app: Sphinx, page: str, notebook: nbformat.NotebookNode, name: str) -> set[str]:
    """Replace the placeholders of all prose; the notebooks whose run it shows."""
    shown: set[str] = set()
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source, sources = _replace(app, page, cell.source, notebook=name)
            shown |= sources
    return shown


def _replace(app: Sphinx, page: str, text: str, *, notebook: str) -> tuple[str, set[str]]:
    return replace_placeholders(
        text,
        run=run_of(app),
        notebook=notebook,
        unknown=lambda name: _warn(page, f"'{{{{ {name} }}}}' names nothing that the run has"),
    )


def _depend(app: Sphinx, path: Path) -> None:
    app.env.note_dependency(str(path))


def _warn(page: str, sentence: str) -> None:
    _LOG.warning(sentence, location=page, type="dopadist")
