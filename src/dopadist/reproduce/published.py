"""Values that the paper printed, each set beside a statistic of ours."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_KEYS = ("panel", "quantity", "value", "text", "source", "ours", "why")
_OPTIONAL = ("within",)


@dataclass(frozen=True)
class Published:
    """A published value and the statistic of ours that it is compared with.

    Attributes
    ----------
    panel : str
        Single panel of the paper, such as ``"Fig 2c"``.
    quantity, text : str
        What was published, and the value as printed.
    value : float
        The value as a number.
    source : str
        Where it was read: a key of the sources in ``book/panels.toml``.
    ours : str
        Name of the statistic of the same figure.
    why : str
        How the two compare, one sentence.
    within : float or None
        Where no chance is involved, how far apart the two values may be, such as the rounding of
        the printed one; ``None`` where the published value is a draw, to be held against the
        interval of ours.
    """

    panel: str
    quantity: str
    value: float
    text: str
    source: str
    ours: str
    why: str
    within: float | None = None


@dataclass(frozen=True)
class Comparison:
    """A published value beside ours, of the last run.

    Attributes
    ----------
    published, ours : str
        Both as text; `ours` is empty where the run doesn't have it.
    agrees : bool or None
        Whether the published value lies in the interval of ours or, without chance, equals it;
        ``None`` where there is nothing to compare with, as on a surrogate.
    why : str
        How the two compare.
    """

    published: str
    ours: str
    agrees: bool | None
    why: str


def parse_published(
    tables: Any, panels: Iterable[str], where: str, *, error: type[ValueError]
) -> tuple[Published, ...]:
    """Entries ``[[figure.published]]`` of one figure.

    Parameters
    ----------
    tables : object
        What the catalogue holds under ``published``.
    panels : iterable of str
        Panels that the figure shows; a published value belongs to one of them.
    where : str
        Which figure, for messages.
    error : type
        Class of what is raised.

    Raises
    ------
    ValueError
        Of class `error`, if an entry is incomplete, has unknown keys, or names another panel.
    """
    if not isinstance(tables, list):
        raise error(f"{where} has published = {tables!r}, expected tables [[figure.published]]")
    found = []
    for table in tables:
        if odd := sorted((set(table) - set(_OPTIONAL)) ^ set(_KEYS)):
            raise error(f"{where} has a published value with {odd[0]!r} missing or unknown")
        for key in _KEYS:
            if key != "value" and not (isinstance(table[key], str) and table[key].strip()):
                raise error(f"{where} has a published value with {key} = {table[key]!r}")
        for key in ("value", *(key for key in _OPTIONAL if key in table)):
            if not _finite(table[key]):
                raise error(
                    f"{where} has a published value with {key} = {table[key]!r}, "
                    "expected a finite number"
                )
        if table["panel"] not in panels:
            raise error(
                f"{where} has a published value of {table['panel']!r}, which it does not show"
            )
        if not table["ours"].isidentifier():
            raise error(f"{where} compares with {table['ours']!r}, expected a statistic's name")
        found.append(Published(**table))
    return tuple(found)


def _finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def compare(published: Published, record: Mapping[str, Any] | None) -> Comparison:
    """A published value beside the statistic of the last run.

    Parameters
    ----------
    published : Published
        Of the catalogue.
    record : mapping or None
        The figure's entry in the manifest; ``None`` where it was not run.

    Returns
    -------
    Comparison
        On simulated recordings ours is said and not compared.
    """
    said = f"{published.text} ({published.quantity})"
    found = None
    for statistic in (record or {}).get("statistics", []):
        if statistic["name"] == published.ours:
            found = statistic
    if record is None or found is None:
        return Comparison(said, "", None, published.why)
    ours = f"{found['text']}: {found['quantity']}"
    if record["evidence"] == "surrogate":
        return Comparison(said, f"{ours}, simulated recordings", None, published.why)
    low, high = found["low"], found["high"]
    if published.within is not None:
        low, high = found["value"], found["value"]
    if low is None or high is None:
        return Comparison(said, ours, None, published.why)
    room = published.within or 0.0
    return Comparison(said, ours, low - room <= published.value <= high + room, published.why)


def lost_comparisons(
    published: Iterable[Published], statistics: Iterable[Mapping[str, Any]]
) -> list[str]:
    """Sentences on published values whose statistic a figure does not give."""
    names = {statistic["name"] for statistic in statistics}
    return [
        f"compares {entry.panel} with the statistic '{entry.ours}', which it does not give"
        for entry in published
        if entry.ours not in names
    ]
