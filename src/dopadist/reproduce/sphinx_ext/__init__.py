"""Sphinx extension of the book.

Notebooks lie in git without outputs. As Sphinx reads one, this puts the outputs of the executed
copy on it, gives each figure caption, number, alt text and claims from the manifest, and fills in
the numbers of the prose. A missing or stale copy, an unknown number or an image that wasn't
checked is a warning, and the book is built with warnings as errors.
"""

from typing import Any

from sphinx.application import Sphinx

from dopadist.reproduce.sphinx_ext import directives, events, source


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    directives.register(app)
    source.register(app)
    source.share_docstring_template()
    # Before the theme reads its options (500).
    app.connect("config-inited", events.set_buttons, priority=400)
    app.connect("builder-inited", events.read_run)
    app.connect("env-get-outdated", events.stale_pages)
    app.connect("source-read", events.source_read)
    app.connect("env-updated", events.all_read)
    # After the theme has collected the scripts, before sphinx-external-toc writes a bare index.
    app.connect("html-page-context", events.drop_thebe, priority=900)
    app.connect("doctree-resolved", events.drop_thebe_settings, priority=900)
    app.connect("build-finished", events.tidy, priority=100)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
