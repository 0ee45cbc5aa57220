"""The site around the pages: buttons, scripts, and what earlier builds left."""

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

BRANCH = "main"
_THEBE = ("sphinx-thebe", "thebe_selector", "THEBE_JS_URL", "text/x-thebe-config")
_PRELOAD = re.compile(r'<link rel="preload" as="font"[^>]*>\n?')
_REFERENCE = re.compile(r"(?:_images|_downloads)/[^\"'?#\s)]+")


def repository(root: Path) -> str:
    """Public address of the repository, from ``[tool.dopadist]`` in ``pyproject.toml``.

    Empty while it is not set.
    """
    path = root / "pyproject.toml"
    if not path.exists():
        return ""
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    return str(settings.get("tool", {}).get("dopadist", {}).get("repository", "")).rstrip("/")


def buttons(address: str) -> dict[str, Any]:
    """Options of the theme for launch and edit buttons.

    Parameters
    ----------
    address : str
        Address of the repository, or empty.

    Returns
    -------
    dict
        All off for an empty address. Colab opens notebooks from GitHub alone; Binder from
        GitHub and GitLab.

    Raises
    ------
    ValueError
        If the address is not ``https://HOST/OWNER/NAME``.

    Examples
    --------
    >>> buttons("")["use_edit_page_button"]
    False
    >>> buttons("https://github.com/someone/dopadist")["launch_buttons"]["colab_url"]
    'https://colab.research.google.com'
    """
    if not address:
        off = dict.fromkeys(
            ("use_repository_button", "use_edit_page_button", "use_issues_button"), False
        )
        return off | {"repository_url": "", "launch_buttons": {}}
    parts = urlsplit(address)
    if parts.scheme != "https" or len(parts.path.strip("/").split("/")) != 2:
        raise ValueError(
            f"[tool.dopadist] repository is {address!r}, expected https://HOST/OWNER/NAME or ''"
        )
    launch = {"notebook_interface": "jupyterlab"}
    if parts.netloc in {"github.com", "gitlab.com"}:
        launch["binderhub_url"] = "https://mybinder.org"
    if parts.netloc == "github.com":
        launch["colab_url"] = "https://colab.research.google.com"
    return {
        "use_repository_button": True,
        "use_edit_page_button": True,
        "use_issues_button": parts.netloc in {"github.com", "gitlab.com"},
        "repository_url": address,
        "repository_branch": BRANCH,
        "path_to_docs": "",
        "launch_buttons": launch,
    }


def is_thebe(script: Any) -> bool:
    """Whether a script of a page is sphinx-thebe's, which names a CDN and fails twice a page."""
    text = f"{getattr(script, 'filename', script)} {getattr(script, 'attributes', {})}"
    return any(word in text for word in _THEBE)


def drop_preloads(html: Path) -> None:
    """Take the theme's font preloads off the pages: browsers refuse them from ``file://``."""
    for path in html.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        if 'rel="preload"' in page:
            path.write_text(_PRELOAD.sub("", page), encoding="utf-8")


def remove_litter(html: Path, pages: set[str]) -> list[Path]:
    """Remove what an earlier build left: pages no longer in the book, images no page shows.

    Parameters
    ----------
    html : pathlib.Path
        The built site.
    pages : set of str
        Names of the pages that belong there.

    Returns
    -------
    list of pathlib.Path
        What was removed.
    """
    # The entrance and the search page are no pages of the book; they lie at the top.
    old = [
        path
        for path in html.rglob("*/*.html")
        if path.relative_to(html).parts[0] not in ("_static", "_downloads")
        and path.relative_to(html).with_suffix("").as_posix() not in pages
    ]
    for path in old:
        path.unlink()
    shown = {
        name
        for path in html.rglob("*.html")
        for name in _REFERENCE.findall(path.read_text(encoding="utf-8"))
    }
    unused = [
        path
        for folder in ("_images", "_downloads")
        for path in (html / folder).rglob("*")
        if path.is_file() and path.relative_to(html).as_posix() not in shown
    ]
    for path in unused:
        path.unlink()
    return old + unused


def entrance(page: str, title: str) -> str:
    """The site's ``index.html``: it leads to the preface, by itself or by a link."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<title>{title}</title>\n<meta http-equiv="refresh" content="0; url={page}">\n'
        f'<link rel="canonical" href="{page}">\n</head>\n'
        f'<body><p><a href="{page}">{title}</a></p></body>\n</html>\n'
    )
