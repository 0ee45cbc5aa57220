"""The paper map as a page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dopadist.reproduce.caption import in_prose
from dopadist.reproduce.panels import STATES, figure_of, read_panels
from dopadist.reproduce.paper_map import Row, ShownFigure, paper_map
from dopadist.reproduce.published import Comparison

VERDICTS = {True: "agrees", False: "doesn't agree", None: "not compared"}
_COUNTED = {True: "agree", False: "don't agree", None: "not compared in this run"}


def render(root: Path, manifest: Mapping[str, Any]) -> str:
    """The paper map as MyST text: a summary, a table for each figure of the paper, the sources.

    Parameters
    ----------
    root : Path
        Folder of the checkout.
    manifest : mapping
        ``_build/manifest.json`` of the last run; empty where there is none.

    Returns
    -------
    str
        MyST markdown. Figures of the last run are linked with ``{numref}``.
    """
    rows = paper_map(root, manifest)
    _, sources = read_panels(root / "book" / "panels.toml")
    parts = [_summary(rows)]
    for name in dict.fromkeys(figure_of(row.panel) for row in rows):
        parts.append(_table(name, [row for row in rows if figure_of(row.panel) == name]))
    legend = "\n".join(f"- [{key}] {text}" for key, text in sources.items())
    return "\n\n".join([*parts, ":::{rubric} Sources of the rows\n:::", legend])


def _summary(rows: Sequence[Row]) -> str:
    counts = Counter(row.state for row in rows)
    said = ", ".join(f"{counts[state]} {text}" for state, text in STATES.items() if counts[state])
    stand_ins = sum(row.stand_in for row in rows)
    note = (
        f" In this run {stand_ins} of the rows that belong to the recordings show simulated "
        "recordings instead."
        if stand_ins
        else ""
    )
    return f"Of {len(rows)} rows: {said}.{note}{_agreement(rows)}"


def _agreement(rows: Sequence[Row]) -> str:
    verdicts = Counter(one.agrees for row in rows for one in row.comparisons)
    if not verdicts:
        return ""
    said = ", ".join(f"{verdicts[key]} {text}" for key, text in _COUNTED.items() if verdicts[key])
    return f" Of {verdicts.total()} published values set beside ours: {said}."


def _table(figure: str, rows: Sequence[Row]) -> str:
    title = figure.replace("ED", "Extended Data Figure").replace("Fig ", "Figure ")
    lines = [
        f":::{{rubric}} {title}",
        ":::",
        "",
        ":::{list-table}",
        ":header-rows: 1",
        ":widths: 12 58 30",
        ":class: paper-map",
        "",
        "* - Panel",
        "  - What it shows, *why it stands so*, and the source of this row",
        "  - Here",
    ]
    for row in rows:
        said = " ".join(filter(None, [row.shows, row.we_show, f"*{row.why}*"]))
        lines += [f"* - {row.panel}", f"  - {said} [{', '.join(row.sources)}]"]
        for one in row.comparisons:
            lines += ["", f"    {_comparison(one)}", ""]
        lines.append(f"  - {_here(row)}")
    return "\n".join([*lines, ":::"])


def _comparison(one: Comparison) -> str:
    ours = in_prose(one.ours) if one.ours else "not in this run"
    verdict = VERDICTS[one.agrees].capitalize()
    return f"**Published**: {one.published}. **Ours**: {ours}. **{verdict}.** {one.why}"


def _here(row: Row) -> str:
    state = f"**{STATES[row.state]}**"
    if row.stand_in:
        state += ", in this run a surrogate"
    shown = [_link(figure) for figure in row.figures]
    near = [_link(figure) for figure in row.related]
    if near:
        shown.append(f"near it: {', '.join(near)}")
    return f"{state}: {', '.join(shown)}" if shown else state


def _link(figure: ShownFigure) -> str:
    if figure.evidence is None:
        return f"{figure.id} (not in this run)"
    verdict = ", fails its check" if figure.failed else ""
    return f"{{numref}}`fig-{figure.id}` ({figure.evidence}{verdict})"
