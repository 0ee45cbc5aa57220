"""The catalogue of figures: what each shows, and what would make it wrong."""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dopadist.evidence import EVIDENCE, Evidence
from dopadist.reproduce.published import Published, parse_published

State = Literal["holds", "fails", "not judged"]

_ID = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FIGURE_KEYS = {
    "id", "notebook", "panels", "evidence", "trial_level", "caption", "claims", "rtol",
    "rtol_reason", "published",
}  # fmt: skip
_BOUND_KEYS = ("expected", "tolerance", "at_least", "at_most")
DEFAULT_RTOL = 1e-6


class CatalogueError(ValueError):
    """The catalogue says something that it must not; the message is one sentence."""


@dataclass(frozen=True)
class Bound:
    """What a claim's value must meet: expected with tolerance, or one or two limits."""

    expected: float | None = None
    tolerance: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float) -> bool:
        """Whether the value is inside; NaN never is.

        Examples
        --------
        >>> Bound(expected=1.0, tolerance=0.1).holds(1.05)
        True
        >>> Bound(at_least=0.3).holds(float("nan"))
        False
        """
        if not math.isfinite(value):
            return False
        if self.expected is not None and self.tolerance is not None:
            return abs(value - self.expected) <= self.tolerance
        above = self.at_least is None or value >= self.at_least
        return above and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        if self.expected is not None:
            return f"{self.expected:g} ± {self.tolerance:g}"
        if self.at_least is not None and self.at_most is not None:
            return f"{self.at_least:g} to {self.at_most:g}"
        if self.at_least is not None:
            return f"at least {self.at_least:g}"
        return f"at most {self.at_most:g}"


@dataclass(frozen=True)
class Claim:
    """A figure's message as a number, with its bound for each kind of evidence."""

    name: str
    meaning: str
    reason: str
    source: str
    bounds: Mapping[Evidence, Mapping[str, float]]

    def bound(self, evidence: Evidence, profile: str) -> Bound | None:
        """Bound in force, ``None`` where the claim is not judged.

        In profile ``quick`` an entry ``quick_tolerance`` replaces ``tolerance``, and so on.
        """
        entry = self.bounds.get(evidence)
        if entry is None:
            return None
        values = {key: entry.get(key) for key in _BOUND_KEYS}
        if profile == "quick":
            values |= {key: entry[f"quick_{key}"] for key in _BOUND_KEYS if f"quick_{key}" in entry}
        return Bound(**values)

    def judge(self, value: float, *, evidence: Evidence, profile: str) -> State:
        """State of the claim for one value."""
        bound = self.bound(evidence, profile)
        if bound is None:
            return "not judged"
        return "holds" if bound.holds(value) else "fails"


@dataclass(frozen=True)
class FigureEntry:
    """One figure of the catalogue."""

    id: str
    notebook: str
    panels: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    trial_level: bool
    caption: str
    claims: Mapping[str, Claim]
    rtol: float = DEFAULT_RTOL
    published: tuple[Published, ...] = ()


def read_catalogue(path: Path) -> dict[str, FigureEntry]:
    """Figures by id, in the order of the file.

    Raises
    ------
    CatalogueError
        At the first entry that is unknown, missing or inconsistent, naming the figure.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CatalogueError(f"{path} is missing, expected the catalogue of figures") from None
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path.name} is not valid TOML: {error}") from None
    _refuse_unknown(document, {"figure"}, "the catalogue")
    figures: dict[str, FigureEntry] = {}
    for table in document.get("figure", []):
        entry = _figure(table)
        if entry.id in figures:
            raise CatalogueError(f"figure '{entry.id}' stands twice in the catalogue, rename one")
        figures[entry.id] = entry
    return figures


def _figure(table: dict[str, Any]) -> FigureEntry:
    name = table.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise CatalogueError(
            f"a figure's id is {name!r}, expected lower-case words joined by '_' or '-'"
        )
    where = f"figure '{name}'"
    _refuse_unknown(table, _FIGURE_KEYS, where)
    evidence = _strings(table, "evidence", where)
    unknown = sorted(set(evidence) - set(EVIDENCE))
    if unknown or not evidence:
        raise CatalogueError(
            f"{where} has evidence {unknown or 'none'}, expected some of {', '.join(EVIDENCE)}"
        )
    trial_level = table.get("trial_level", False)
    if not isinstance(trial_level, bool):
        raise CatalogueError(f"{where} has trial_level {trial_level!r}, expected true or false")
    rtol = table.get("rtol", DEFAULT_RTOL)
    if not _number(rtol) or not 0 < rtol < 1:
        raise CatalogueError(f"{where} has rtol {rtol!r}, expected a number between 0 and 1")
    if ("rtol" in table) != bool(table.get("rtol_reason")):
        raise CatalogueError(f"{where} needs rtol and rtol_reason together, or neither")
    kinds = tuple(item for item in EVIDENCE if item in evidence)
    claims = table.get("claims", {})
    if not isinstance(claims, dict) or not claims:
        raise CatalogueError(f"{where} makes no claim, expected a table [figure.claims.name]")
    panels = tuple(_strings(table, "panels", where))
    return FigureEntry(
        id=name,
        notebook=_text(table, "notebook", where),
        panels=panels,
        evidence=kinds,
        trial_level=trial_level,
        caption=_text(table, "caption", where),
        claims={key: _claim(key, value, kinds, where) for key, value in claims.items()},
        rtol=float(rtol),
        published=parse_published(table.get("published", []), panels, where, error=CatalogueError),
    )


def _claim(name: str, table: Any, kinds: tuple[Evidence, ...], figure: str) -> Claim:
    where = f"claim '{name}' of {figure}"
    if not _NAME.fullmatch(name):
        raise CatalogueError(f"{where} has a name that is not a lower-case identifier")
    if not isinstance(table, dict):
        raise CatalogueError(f"{where} is {table!r}, expected a table")
    _refuse_unknown(table, {"meaning", "reason", "source", *EVIDENCE}, where)
    bounds = {kind: _bound(table[kind], f"{kind} of {where}") for kind in EVIDENCE if kind in table}
    for kind in bounds:
        if kind not in kinds:
            raise CatalogueError(f"{where} has a bound for {kind}, which the figure never is")
    for kind in kinds:
        if kind != "surrogate" and kind not in bounds:
            raise CatalogueError(f"{where} has no bound for {kind}, which the figure can be")
    if not bounds:
        raise CatalogueError(f"{where} has no bound, expected one for some kind of evidence")
    return Claim(
        name=name,
        meaning=_text(table, "meaning", where),
        reason=_text(table, "reason", where),
        source=_text(table, "source", where),
        bounds=bounds,
    )


def _bound(table: Any, where: str) -> dict[str, float]:
    if not isinstance(table, dict):
        raise CatalogueError(f"{where} is {table!r}, expected a table such as {{ at_least = 0.3 }}")
    _refuse_unknown(table, {*_BOUND_KEYS, *(f"quick_{key}" for key in _BOUND_KEYS)}, where)
    for key, value in table.items():
        if not _number(value):
            raise CatalogueError(f"{where} has {key} = {value!r}, expected a finite number")
        if key.endswith("tolerance") and value < 0:
            raise CatalogueError(f"{where} has {key} = {value!r}, expected 0 or more")
        if key.startswith("quick_") and key.removeprefix("quick_") not in table:
            raise CatalogueError(f"{where} has {key} without {key.removeprefix('quick_')}")
    both = {"expected", "tolerance"} <= set(table)
    limits = "at_least" in table or "at_most" in table
    if both == limits or ("expected" in table) != ("tolerance" in table):
        raise CatalogueError(
            f"{where} needs either expected and tolerance, or at_least and/or at_most"
        )
    values = {key: float(value) for key, value in table.items()}
    for prefix in ("", "quick_"):
        low = values.get(f"{prefix}at_least", values.get("at_least", -math.inf))
        high = values.get(f"{prefix}at_most", values.get("at_most", math.inf))
        if low > high:
            raise CatalogueError(f"{where} has at_least {low:g} above at_most {high:g}")
    return values


def _refuse_unknown(table: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise CatalogueError(
            f"{where} has the unknown entry '{unknown[0]}', expected {', '.join(sorted(known))}"
        )


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CatalogueError(f"{where} needs {key}, a text that is not empty")
    return value.strip()


def _strings(table: Mapping[str, Any], key: str, where: str) -> list[str]:
    value = table.get(key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise CatalogueError(f"{where} needs {key}, a list of texts")
    return value


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
