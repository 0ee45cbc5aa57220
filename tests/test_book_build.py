"""The book as it is built: the miniature one, with the settings of the real one."""

import hashlib
import json
import re
from html import unescape
from pathlib import Path

import pytest

import minibook
import shown_book
from dopadist.reproduce.book import BookResult, build_book
from dopadist.reproduce.checking import check_book
from dopadist.reproduce.project import Project
from dopadist.reproduce.running import run_book


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, BookResult]:
    project = shown_book.build(tmp_path_factory.mktemp("built"))
    return project, build_book(project)


def page(project: Project, name: str) -> str:
    return (project.build / "html" / f"{name}.html").read_text(encoding="utf-8")


def article(project: Project, name: str) -> str:
    """Text of a page's article, without tags, spaces collapsed."""
    body = page(project, name).split('<article class="bd-article">')[1].split("</article>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_a_book_with_a_failed_claim_is_built_without_a_warning(built):
    project, result = built
    assert result.warnings == ()
    assert result.ok
    assert result.index == project.build / "html" / "index.html"
    assert 'url=book/index.html"' in result.index.read_text(encoding="utf-8")


def test_figures_have_number_caption_evidence_and_alt_text(built):
    html = page(built[0], "notebooks/learning")
    assert 'alt="What curve looks like."' in html
    assert 'id="fig-curve"' in html
    text = article(built[0], "notebooks/learning")
    assert re.search(r"Fig\. 1 Caption of curve, .{3,9}\. simulation: simulated with a model", text)
    assert re.search(r"Fig\. 2 Caption of error", text)


def test_a_figure_is_referred_to_by_number_from_another_page(built):
    html = page(built[0], "book/index")
    assert re.search(r'href="\.\./notebooks/learning\.html#fig-curve".*?Fig\. 1', html)


def test_the_image_shown_is_the_one_that_was_checked(built):
    project, _ = built
    for figure in shown_book.manifest()["figures"]:
        path = project.build / "html" / "_images" / f"{figure['png_sha256']}.png"
        assert hashlib.sha256(path.read_bytes()).hexdigest() == figure["png_sha256"]
        assert path.name in page(project, f"notebooks/{figure['notebook']}")


def test_claims_stand_under_their_figure_and_a_failed_one_is_prominent(built):
    html, text = page(built[0], "notebooks/learning"), article(built[0], "notebooks/learning")
    assert "holds what final_value means: 0.999 (1 ± 0.1)" in text
    assert "closed form Rescorla and Wagner 1972" in text
    assert "This figure failed its check" in text
    assert "fails what ratio means: expected 0.49 to 0.51, got 0.9" in text
    assert html.count("figure-record-fails") == 1


def test_plotted_data_are_offered_unless_they_are_single_trials(built):
    project, _ = built
    links = re.findall(r'href="(\.\./_downloads/[^"]+)"', page(project, "notebooks/learning"))
    assert [Path(link).name for link in links] == ["curve.json", "error.json"]
    folder = project.build / "html" / "notebooks"
    assert json.loads((folder / links[0]).read_text(encoding="utf-8"))["arrays"] == [1, 2, 3]
    assert "_downloads" not in page(project, "notebooks/recordings")
    assert "single trials" in article(project, "notebooks/recordings")
    assert not list((project.build / "html" / "_downloads").rglob("cells*"))


def test_values_that_were_injected_are_shown_and_the_injected_cell_is_not(built):
    assert 'profile = "quick" # or "quick" seed = 0' in article(built[0], "notebooks/learning")
    assert "injected" not in page(built[0], "notebooks/learning")


def test_numbers_and_claims_stand_in_the_prose(built):
    assert "A curve ends at 0.999" in article(built[0], "notebooks/learning")
    index = article(built[0], "book/index")
    assert "Fig. 1 : 0.999, where the mean is 4.9 (not judged on a surrogate)" in index


def test_a_surrogate_is_said_at_the_top_of_each_page_that_shows_it_and_of_no_other(built):
    for name in ("notebooks/recordings", "book/index"):
        text = article(built[0], name)
        assert text.index("Simulated recordings on this page") < 80
        assert f"Why: {shown_book.REASON}." in text
    assert "Simulated recordings" not in article(built[0], "notebooks/learning")


def test_the_run_is_reported(built):
    text = article(built[0], "book/index")
    assert "2026-11-24 07:00:00 UTC" in text
    assert "1 fail, 1 hold, 1 not judged, in 3 figures" in text
    assert "Learning ran 1.5 s 100 MB" in text
    assert "Recordings current 1.1 s" in text


def test_nothing_is_asked_of_another_host(built):
    html = built[0].build / "html"
    for path in html.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "thebe" not in text
        assert 'rel="preload" as="font"' not in text
        # Links may lead out; scripts, styles and images may not.
        assert not re.search(r'<(script|img|iframe)[^>]+src="(https?:)?//', text)
        assert not re.search(r'<link[^>]+rel="stylesheet"[^>]+href="(https?:)?//', text)


def test_without_an_address_there_are_no_buttons_that_lead_out(built):
    html = page(built[0], "notebooks/learning")
    assert "launch-buttons" not in html
    assert "source-buttons" not in html
    assert 'href="../_sources/notebooks/learning.ipynb"' in html


def test_an_address_gives_launch_and_edit_buttons(tmp_path):
    project = shown_book.build(tmp_path)
    address = "https://github.com/someone/somewhere"
    minibook.write(tmp_path / "pyproject.toml", f'[tool.dopadist]\nrepository = "{address}"\n')
    assert build_book(project).ok
    html = page(project, "notebooks/learning")
    path = "notebooks/learning.ipynb"
    assert f"https://colab.research.google.com/github/someone/somewhere/blob/main/{path}" in html
    assert f"https://mybinder.org/v2/gh/someone/somewhere/main?urlpath=lab/tree/{path}" in html
    assert f"{address}/edit/main/{path}" in html


def test_changed_prose_needs_no_run_and_a_figure_that_left_leaves_no_file(tmp_path):
    project = shown_book.build(tmp_path)
    assert build_book(project).ok
    minibook.edit(project.notebook("learning"), "A curve ends", "The learning curve ends")
    manifest = shown_book.manifest()
    shown_book.PICTURES["cells"], old = shown_book.png(40), shown_book.PICTURES["cells"]
    try:
        shown_book.execute(project, "recordings", {"cells-figure": "cells"})
        manifest["figures"][2] = shown_book.figure(
            "cells", "recordings", "surrogate", *manifest["figures"][2]["claims"]
        )
    finally:
        shown_book.PICTURES["cells"] = old
    shown_book.write_manifest(project, manifest)
    stranger = project.build / "html" / "notebooks" / "renamed.html"
    stranger.write_text("an earlier name of a chapter", encoding="utf-8")
    result = build_book(project)
    assert result.warnings == ()
    assert "The learning curve ends at 0.999" in article(project, "notebooks/learning")
    names = {path.stem for path in (project.build / "html" / "_images").iterdir()}
    assert names == {figure["png_sha256"] for figure in manifest["figures"]}
    assert not stranger.exists()


def test_each_thing_that_is_not_as_it_should_be_is_a_warning_at_each_build(tmp_path):
    project = shown_book.build(tmp_path)
    (project.run_folder("quick", "surrogate") / "recordings" / "executed.ipynb").unlink()
    minibook.edit(project.notebook("learning"), "seed = 0", "seed = 1")
    minibook.edit(project.root / "book" / "index.md", "{{ learning.last }}", "{{ learning.lost }}")
    minibook.edit(project.root / "book" / "index.md", "fig-curve", "fig-curl")
    for _ in range(2):
        result = build_book(project)
        assert not result.ok
        assert len(result.warnings) == 4
        said = " ".join(result.warnings)
        assert "notebooks/learning" in said
        assert "is stale: its code, parameters, package, lock or data changed since it ran" in said
        assert "notebooks/recordings.ipynb: WARNING: has lost its executed copy" in said
        assert "'{{ learning.lost }}' names nothing that the run has" in said
        assert "undefined label: 'fig-curl'" in said
    # A stale page shows no outputs, and keeps numbers and references of its figures.
    text = article(project, "notebooks/learning")
    assert "Figures and numbers are missing on this page The notebook behind it is stale" in text
    assert "failed its check" not in text
    assert "see Fig. 1" in text
    assert "Fig. 1 is not in this run." in text


def test_an_image_that_was_not_checked_is_a_warning(tmp_path):
    project = shown_book.build(tmp_path)
    manifest = shown_book.manifest()
    manifest["figures"][1]["png_sha256"] = "0" * 64
    manifest["figures"].pop(0)
    shown_book.write_manifest(project, manifest)
    minibook.write(project.root / "book" / "index.md", "# Nothing\n")
    said = " ".join(build_book(project).warnings)
    assert "'error-figure' doesn't show the image of 'error' that was checked" in said
    assert "'curve-figure' shows an image that no figure of the manifest is" in said


def test_a_build_that_breaks_is_told_and_not_ok(tmp_path):
    project = shown_book.build(tmp_path)
    minibook.write(project.manifest, "{")
    result = build_book(project, strict=False)
    assert not result.ok
    assert result.warnings


def test_a_run_is_checked_and_shown_and_a_broken_model_is_seen_on_the_page(tmp_path):
    project = minibook.build(tmp_path)
    shown_book.write_pages(project)

    def run_and_check() -> None:
        assert run_book(project, profile="quick", data=minibook.SURROGATE).ok
        check_book(project, profile="quick", data=minibook.SURROGATE)

    run_and_check()
    result = build_book(project)
    assert result.warnings == ()
    text = article(project, "notebooks/learning")
    assert "A curve ends at 0.999, see Fig. 1" in text
    assert "holds value after 10 trials: 0.999" in text
    assert "fails" not in text
    minibook.edit(project.sources / "minimodel" / "__init__.py", "RATE = 0.5", "RATE = 0.4")
    assert "is stale: its code" in " ".join(build_book(project).warnings)
    run_and_check()
    result = build_book(project)
    assert result.warnings == ()
    text = article(project, "notebooks/learning")
    assert "fails error of a trial over that of the one before: expected 0.49 to 0.51" in text
    # The rate stands in both claims, so both figures say so.
    assert page(project, "notebooks/learning").count("figure-record-fails") == 2


def test_the_paper_map_is_made_anew_from_panels_catalogue_and_run(tmp_path):
    project = shown_book.build(tmp_path)
    for name in ("panels.toml", "references.bib"):
        text = (shown_book.REPOSITORY / "book" / name).read_text(encoding="utf-8")
        minibook.write(tmp_path / "book" / name, text)
    minibook.write(
        tmp_path / "book" / "index.md",
        "# Map\n\n```{paper-map}\n```\n\n```{bibliography}\n```\n",
    )
    assert build_book(project).warnings == ()
    assert re.search(
        r"Fig 1a .* simulated : Fig\. 1 \(simulation\)", article(project, "book/index")
    )
    minibook.edit(tmp_path / "book" / "panels.toml", 'panel = "Fig 1a"', 'panel = "Fig 9"')
    said = " ".join(build_book(project).warnings)
    assert "a row is for panel 'Fig 9'" in said


def test_a_number_that_changed_is_shown_on_every_page_that_has_it(tmp_path):
    project = shown_book.build(tmp_path)
    assert build_book(project).ok
    manifest = shown_book.manifest()
    manifest["numbers"]["learning"]["last"] = "0.123"
    shown_book.write_manifest(project, manifest)
    assert build_book(project).ok
    assert "A curve ends at 0.123" in article(project, "notebooks/learning")
    assert "Fig. 1 : 0.123, where" in article(project, "book/index")
