"""Numbers in captions: ``{name:.2f}`` is a claim or a number of the same notebook."""

import re
from collections.abc import Mapping
from typing import Any

# A role such as {math}`x`, or mathematics between dollars, is left alone.
_SKIP_OR_FIELD = re.compile(
    r"(?P<skip>\{[a-z:]+\}`[^`]*`|\$[^$]*\$)|\{(?P<name>[a-z][a-z0-9_]*)(?::(?P<format>[^{}]*))?\}"
)


def fill(
    caption: str, claims: Mapping[str, float], numbers: Mapping[str, Mapping[str, Any]]
) -> tuple[str, list[str]]:
    """Caption with its numbers, and the names that are not known.

    Parameters
    ----------
    caption : str
        Text with fields such as ``{n_runs}`` or ``{mean:.2f}``.
    claims : mapping
        Values by name; three digits are shown where the caption gives no format.
    numbers : mapping
        ``{"value": ..., "text": ...}`` by name; the text is shown where the caption gives no
        format.

    Returns
    -------
    text : str
        The caption; an unknown name is shown as "…".
    unknown : list of str
        Names that occur in the caption and are neither claim nor number.

    Examples
    --------
    >>> fill("{n} runs at $\\\\tau_{i}$, {q}.", {}, {"n": {"value": 20.0, "text": "20"}})
    ('20 runs at $\\\\tau_{i}$, ….', ['q'])
    """
    unknown: list[str] = []

    def replace(match: re.Match[str]) -> str:
        if match["skip"] is not None:
            return match["skip"]
        name, style = match["name"], match["format"]
        if name in claims:
            return format(float(claims[name]), style or ".3g")
        if name not in numbers:
            unknown.append(name)
            return "…"
        number = numbers[name]
        return format(float(number["value"]), style) if style else str(number["text"])

    return _SKIP_OR_FIELD.sub(replace, caption), unknown
