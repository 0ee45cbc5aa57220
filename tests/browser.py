"""A page of the built book as a reader's browser sees it: what is wrong with it, in sentences."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 375, "height": 740}
DESK = {"width": 1280, "height": 900}
THEMES = ("light", "dark")
SECONDS = 20
# WCAG 2.2 AA: 4.5 to 1, and 3 to 1 for text of 24 px, or of 18.66 px if bold.
CONTRAST = """() => {
  const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const luminance = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const parse = text => {
    const parts = text.match(/[\\d.]+/g).map(Number);
    if (text.startsWith("color(srgb")) for (let i = 0; i < 3; i++) parts[i] *= 255;
    return parts.length > 3 ? parts : [...parts, 1];
  };
  const ground = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce(
      (under, over) => under.map((v, i) => over[3] * over[i] + (1 - over[3]) * v), [255, 255, 255]);
  };
  const found = new Map();
  const walker = document.createTreeWalker(
    document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility()) continue;
    if (element.closest("mjx-container, script, style, .headerlink")) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    const text = parse(style.color).slice(0, 3);
    const [a, b] = [luminance(text), luminance(ground(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5))
      found.set(`${element.tagName}.${element.className}`,
        `${ratio.toFixed(2)}: ${walker.currentNode.textContent.trim().slice(0, 40)}`);
  }
  return [...found].map(([what, how]) => `${what} ${how}`);
}"""
WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("article *")].filter(
    e => e.getBoundingClientRect().right > width + 1 && !e.closest("mjx-assistive-mml"));
  return wide.slice(-3).map(e => `${e.tagName}.${e.className}`.slice(0, 60)).concat("page");
}"""


def chromium() -> str:
    """Path of a Chromium; without one the test is skipped and says so."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no Chromium on this machine, looked for {', '.join(NAMES)}")
    return path


@contextmanager
def browser() -> Iterator[Any]:
    """A headless browser."""
    path = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield running
        finally:
            running.close()


def complaints(running: Any, path: Path) -> list[str]:
    """What a reader would stumble over on one page; nothing if all is well.

    Opened from ``file://``: any request to a host, an error in the console, formulas that do not
    render, images without a text, text too faint in either theme, a page wider than a phone.
    """
    found: list[str] = []
    page = running.new_page(viewport=DESK)
    page.on("request", lambda request: found.extend(_foreign(request.url)))
    page.on("requestfailed", lambda request: found.append(f"failed to load {request.url}"))
    page.on("pageerror", lambda error: found.append(f"script error: {error}"))
    page.on("console", lambda line: found.extend(_logged(line)))
    page.goto(path.as_uri(), wait_until="load")
    wait_for_formulas(page)
    # A colour on its way from one theme to the other is neither.
    page.add_style_tag(content="* { transition: none !important }")
    found += _structure(page)
    for theme in THEMES:
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        found += [f"contrast in the {theme} theme: {item}" for item in page.evaluate(CONTRAST)]
    found += _figures_in_the_dark(page)
    page.set_viewport_size(PHONE)
    found += [f"wider than a phone: {item}" for item in page.evaluate(WIDE)]
    page.close()
    return list(dict.fromkeys(found))


def wait_for_formulas(page: Any) -> None:
    """Wait until MathJax, where a page has it, has set every formula."""
    page.wait_for_function(
        "() => !window.MathJax || MathJax.startup?.promise?.then(() => true)",
        timeout=1000 * SECONDS,
    )


def _foreign(url: str) -> list[str]:
    own = url.startswith(("file:", "data:", "blob:"))
    return [] if own else [f"asks another host: {url}"]


def _logged(line: Any) -> list[str]:
    return [f"console: {line.text}"] if line.type == "error" else []


def _structure(page: Any) -> list[str]:
    found = []
    if not page.title().strip():
        found.append("has no title")
    if not page.get_attribute("html", "lang"):
        found.append("does not say its language")
    titles = page.locator("article.bd-article h1, .bd-search-container h1").count()
    if titles != 1:
        found.append(f"has {titles} headings of the first rank, expected 1")
    for image in page.locator("img").all():
        if not (image.get_attribute("alt") or "").strip():
            found.append(f"image without alt text: {image.get_attribute('src')}")
    broken = page.evaluate(
        "() => [...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
    )
    found += [f"image that does not show: {source}" for source in broken]
    # MathJax sets a command that it does not know in red, and a formula that it cannot read apart.
    wrong = page.locator("mjx-merror, mjx-container [style*='color: red']")
    found += [f"formula that does not render: {item.inner_html()[:200]}" for item in wrong.all()]
    if page.locator(".math").count() and not page.locator("mjx-container").count():
        found.append("formulas are not rendered")
    return found


def _figures_in_the_dark(page: Any) -> list[str]:
    grounds = page.evaluate(
        "() => [...document.querySelectorAll('article figure img')].map(i => {"
        "  const s = getComputedStyle(i); return s.backgroundColor + ' ' + s.filter; })"
    )
    return [
        f"figure on a ground of its own in the dark theme: {ground}"
        for ground in grounds
        if ground != "rgb(255, 255, 255) none"
    ]


class _Links(HTMLParser):
    """Targets that a page offers, and links that it has."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        self.targets |= {str(values[key]) for key in ("id", "name") if values.get(key)}
        link = values.get("href") if tag in {"a", "link"} else values.get("src")
        if link:
            self.links.append(link)


def dead_links(site: Path) -> list[str]:
    """Links within the site that lead nowhere, each with the page that has it."""
    # What lies in _static is the theme's own: templates among it.
    paths = [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]
    pages = {path.resolve(): _parse(path) for path in paths}
    found = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                found.append(f"{path.relative_to(site.resolve())}: {link}")
            elif parts.fragment and target in pages:
                anchor = unquote(parts.fragment)
                if anchor not in pages[target].targets and not _generated(anchor):
                    found.append(f"{path.relative_to(site.resolve())}: {link}")
    return found


def _generated(anchor: str) -> bool:
    """Whether an anchor is made in the browser (the page's top, a search result)."""
    return bool(re.fullmatch(r"|top|__.*", anchor))


def _parse(path: Path) -> _Links:
    parser = _Links()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser
