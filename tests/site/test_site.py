"""Every page of the built book in a browser."""

import json
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

import browser

pytestmark = pytest.mark.site

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"
# Pages that Sphinx makes of the sources have no prose of ours.
PAGES = sorted(
    path.relative_to(SITE).as_posix()
    for folder in ("book", "notebooks")
    for path in (SITE / folder).rglob("*.html")
)


@pytest.fixture(scope="module")
def running():
    with browser.browser() as started:
        yield started


def test_the_book_is_there():
    assert (SITE / "index.html").exists(), "run 'make book' first"
    chapters = {Path(page).stem for page in PAGES if page.startswith("notebooks/")}
    assert chapters >= {"classical_td", "distributional_td", "reversal_points", "decoding"}


@pytest.mark.parametrize("page", [*PAGES, "search.html", "genindex.html"])
def test_a_page_is_as_a_reader_expects(running, page):
    assert browser.complaints(running, SITE / page) == []


def test_the_entrance_leads_to_the_preface(running):
    page = running.new_page()
    page.goto((SITE / "index.html").as_uri())
    page.wait_for_url("**/book/index.html")
    page.close()


def test_no_link_within_the_site_is_dead():
    assert browser.dead_links(SITE) == []


def test_every_figure_of_the_manifest_is_shown_in_its_page_with_its_text():
    manifest = json.loads((ROOT / "_build" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["figures"]
    for figure in manifest["figures"]:
        page = (SITE / "notebooks" / f"{figure['notebook']}.html").read_text(encoding="utf-8")
        assert f"{figure['png_sha256']}.png" in page, figure["id"]
        assert f'id="fig-{figure["id"]}"' in page


def test_the_search_finds_a_word_without_a_server(running):
    page = running.new_page()
    page.goto((SITE / "search.html").as_uri() + "?q=expectile")
    page.wait_for_selector("#search-results li a", timeout=10_000)
    page.close()


@pytest.fixture
def served():
    """Address of the site on a server of this machine: browsers refuse XHR from ``file://``."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=SITE))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_tools_for_those_who_cannot_see_formulas_need_no_other_host(running, served):
    page = running.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served}/book/glossary.html")
    browser.wait_for_formulas(page)
    with page.expect_response("**/mathmaps/en.json") as answer:
        page.evaluate("() => { MathJax.loader.load('a11y/explorer') }")
    assert answer.value.ok
    assert [url for url in asked if not url.startswith((f"{served}/", "data:", "blob:"))] == []
    page.close()
