"""Numbers in captions and prose: ``{name:.2f}`` is a claim or a number of the same notebook."""

import re
from collections.abc import Mapping
from typing import Any

# A role such as {math}`x`, or mathematics between dollars, is left alone.
_SKIP_OR_FIELD = re.compile(
    r"(?P<skip>\{[a-z:]+\}`[^`]*`|\$[^$]*\$)|\{(?P<name>[a-z][a-z0-9_]*)(?::(?P<format>[^{}]*))?\}"
)

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# 1e-05 is a power alone, 4.4e-16 a multiple of one.
_POWER = re.compile(r"(?:(?<![\d.])1|(\d[\d.]*))e([+-]\d+)")
# "-0.03", not "TD-0", not "10-20".
_NEGATIVE = re.compile(r"(?<![\w.)\]}-])-(?=\.?\d)")


def in_prose(text: str) -> str:
    """A number as the notebook printed it, with a true minus and powers as people write them.

    Examples
    --------
    >>> in_prose("-0.03"), in_prose("1.5e-05"), in_prose("-0.5 to 1"), in_prose("split-half")
    ('−0.03', '1.5×10⁻⁵', '−0.5 to 1', 'split-half')
    """
    return _NEGATIVE.sub("−", _POWER.sub(_raised, text))


def _raised(match: re.Match[str]) -> str:
    return f"{match[1] + '×' if match[1] else ''}10{str(int(match[2])).translate(_RAISED)}"


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
            return in_prose(format(float(claims[name]), style or ".3g"))
        if name not in numbers:
            unknown.append(name)
            return "…"
        number = numbers[name]
        text = format(float(number["value"]), style) if style else str(number["text"])
        return in_prose(text)

    return _SKIP_OR_FIELD.sub(replace, caption), unknown
