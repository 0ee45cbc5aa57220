"""Numbers in prose: ``{{ name }}``, ``{{ notebook.name }}``, ``{{ claim:figure.claim }}``.

Replaced in the source of one page at a time, so that a number that changed has its own pages
read again and no others.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from dopadist.reproduce.caption import in_prose
from dopadist.reproduce.sphinx_ext import markup
from dopadist.reproduce.sphinx_ext.shown import ShownRun

_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_][\w.:-]*)\s*\}\}")
# Inline code is left alone, the text of a role is not.
_INLINE = re.compile(
    r"(?P<role>\{[\w:+-]+\})?(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)|" + _PLACEHOLDER.pattern
)
_FENCE = re.compile(r"^\s*(?P<fence>`{3,}|~{3,})\s*(?P<info>.*)$")
_DIRECTIVE = re.compile(r"\{(?!code)[\w:+-]+\}")


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

    def inline(match: re.Match[str]) -> str:
        if not match["tick"]:
            return _PLACEHOLDER.sub(value, match[0])
        return _PLACEHOLDER.sub(value, match[0]) if match["role"] else match[0]

    lines = [
        line if code else _INLINE.sub(inline, line)
        for line, code in _with_code(text.splitlines(keepends=True))
    ]
    return "".join(lines), sources


def _with_code(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each line with whether it belongs to a block of code; a directive is none."""
    directives: list[str] = []
    code = ""
    for line in lines:
        match = _FENCE.match(line.rstrip("\n"))
        fence, info = (match["fence"], match["info"]) if match else ("", "")
        closes = bool(fence) and not info
        if code:
            yield line, True
            code = "" if closes and fence.startswith(code) else code
        elif closes and directives and fence.startswith(directives[-1]):
            directives.pop()
            yield line, True
        elif fence and _DIRECTIVE.match(info):
            directives.append(fence)
            yield line, False
        elif fence:
            code = fence
            yield line, True
        else:
            yield line, False


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
    return None if text is None else (in_prose(text), notebook)
