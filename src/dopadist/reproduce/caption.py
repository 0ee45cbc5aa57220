"""Numbers in captions: ``{name:.2f}`` is a claim or a number of the same notebook."""

import re
from collections.abc import Mapping
from typing import Any

# A role such as {math}`x`, or mathematics between dollars, is left alone.
_SKIP_OR_FIELD = re.compile(
    r"(?P<skip>\{[a-z:]+\}`[^`]*`|\$[^$]*\$)|\{(?P<name>[a-z][a-z0-9_]*)(?::(?P<format>[^{}]*))?\}"
)


def fill(caption: str, values: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Caption with its numbers, and the names that are not known.

    Parameters
    ----------
    caption : str
        Text with fields such as ``{n_runs:.0f}``.
    values : mapping
        Claims and numbers by name.

    Returns
    -------
    text : str
        The caption; an unknown name is shown as "…".
    unknown : list of str
        Names that occur in the caption and not in ``values``.

    Examples
    --------
    >>> fill("Mean of {n:.0f} runs at $\\\\tau_{i}$, {q}.", {"n": 20.0})
    ('Mean of 20 runs at $\\\\tau_{i}$, ….', ['q'])
    """
    unknown: list[str] = []

    def replace(match: re.Match[str]) -> str:
        if match["skip"] is not None:
            return match["skip"]
        name = match["name"]
        if name not in values:
            unknown.append(name)
            return "…"
        value = values[name]
        if isinstance(value, str) and match["format"]:
            value = float(value)
        return format(value, match["format"] or "")

    return _SKIP_OR_FIELD.sub(replace, caption), unknown
