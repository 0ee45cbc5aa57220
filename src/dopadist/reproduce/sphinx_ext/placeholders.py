"""Numbers in prose: ``{{ name }}``, ``{{ notebook.name }}``, ``{{ claim:figure.claim }}``.

Replaced in the source of one page at a time, so that a number that changed has its own pages
read again and no others.
"""

import re
from collections.abc import Callable

from dopadist.reproduce.sphinx_ext import markup
from dopadist.reproduce.sphinx_ext.shown import ShownRun

# Code is left alone: fences that are not directives, then inline code. Roles start with `}`.
_CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})(?!\{(?!code))[^\n]*\n.*?^(?P=fence)`*[ \t]*$"
    r"|(?<![`}])(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)",
    re.DOTALL | re.MULTILINE,
)
_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_][\w.:-]*)\s*\}\}")


def replace_placeholders(
    text: str, *, run: ShownRun, notebook: str, unknown: Callable[[str], None]
) -> tuple[str, set[str]]:
    """Text with each placeholder outside code replaced by its value.

    Parameters
    ----------
    text : str
        MyST markdown.
    run : ShownRun
        Where the values come from.
    notebook : str
        Whose names need no prefix; empty on pages that are no notebook.
    unknown : callable
        Called with the name of each placeholder that has no value; it is left as it stands.

    Returns
    -------
    text : str
        With the values.
    notebooks : set of str
        Notebooks whose run the text now shows.
    """
    sources: set[str] = set()

    def value(match: re.Match[str]) -> str:
        name = match[1]
        found = _claim(run, name) if name.startswith("claim:") else _number(run, notebook, name)
        if found is None:
            unknown(name)
            return match[0]
        sources.add(found[1])
        return found[0]

    pieces, end = [], 0
    for code in _CODE.finditer(text):
        pieces += [_PLACEHOLDER.sub(value, text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*pieces, _PLACEHOLDER.sub(value, text[end:])]), sources


def _claim(run: ShownRun, name: str) -> tuple[str, str] | None:
    path = name.removeprefix("claim:")
    claim = run.claim(path)
    if claim is None:
        return None
    figure = run.figure(path.rpartition(".")[0])
    return markup.claim_inline(claim), figure["notebook"] if figure else ""


def _number(run: ShownRun, notebook: str, name: str) -> tuple[str, str] | None:
    if "." in name:
        notebook, name = name.split(".", 1)
    text = run.number(notebook, name)
    return None if text is None else (text, notebook)
