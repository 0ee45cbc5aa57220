"""The browser checks, on the miniature book and on a page with every fault that they look for."""

from pathlib import Path

import pytest

import browser
import shown_book
from dopadist.reproduce.book import build_book

BROKEN = """<!DOCTYPE html><html data-theme="light"><head><title> </title>
<style>.faint { color: #aaa } figure img { background: #222 }</style>
<script src="MATHJAX"></script></head><body><main><article class="bd-article">
<h1>One</h1><h1>Two</h1>
<p class="faint">Too faint.</p><p class="math">\\(\\notacommand\\)</p>
<figure><img src="picture.png"></figure><img src="absent.png" alt="nothing here">
<img src="https://example.invalid/picture.png" alt="from elsewhere">
<div style="width: 900px">Wide</div>
<a href="page.html">dead</a> <a href="#nowhere">dead too</a> <a href="#here" id="here">alive</a>
<script>console.error("complained"); throw Error("broke")</script>
</article></main></body></html>"""


@pytest.fixture(scope="module")
def running():
    with browser.browser() as started:
        yield started


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = shown_book.build(tmp_path_factory.mktemp("site"))
    assert build_book(project).ok
    return project.build / "html"


@pytest.mark.parametrize("page", ["book/index", "notebooks/learning", "notebooks/recordings"])
def test_no_page_of_the_miniature_book_has_anything_to_stumble_over(running, site, page):
    assert browser.complaints(running, site / f"{page}.html") == []


def test_no_link_of_the_miniature_book_is_dead(site):
    assert browser.dead_links(site) == []


def test_every_fault_is_found(running, tmp_path):
    (tmp_path / "picture.png").write_bytes(shown_book.png(10))
    mathjax = (shown_book.ASSETS / "mathjax" / "tex-mml-chtml.js").as_uri()
    path = tmp_path / "broken.html"
    path.write_text(BROKEN.replace("MATHJAX", mathjax), encoding="utf-8")
    found = "\n".join(browser.complaints(running, path))
    for fault in (
        "asks another host: https://example.invalid/picture.png",
        "console: complained",
        "script error: broke",
        "has no title",
        "does not say its language",
        "has 2 headings of the first rank",
        "image without alt text: picture.png",
        "image that does not show: file:///",
        "formula that does not render: ",
        "contrast in the light theme: P.faint 2.32: Too faint.",
        "figure on a ground of its own in the dark theme: rgb(34, 34, 34)",
        "wider than a phone: DIV.",
    ):
        assert fault in found
    assert browser.dead_links(tmp_path)[-2:] == ["broken.html: page.html", "broken.html: #nowhere"]


def test_a_machine_without_a_browser_skips_and_says_so(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.skip.Exception, match="no Chromium on this machine"):
        browser.chromium()
