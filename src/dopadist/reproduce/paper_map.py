"""Which panel of the paper stands where in this book, and what it rests on there.

Made from three files: ``book/panels.toml`` says what is known about each panel and what became of
it, the catalogue which figures show it, the manifest what the last run made of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dopadist.evidence import Evidence
from dopadist.reproduce.catalogue import FigureEntry, read_catalogue
from dopadist.reproduce.panels import STATES, covers, figure_of, letters, read_panels


@dataclass(frozen=True)
class ShownFigure:
    """A figure of this book that shows a panel.

    Attributes
    ----------
    id, notebook : str
        As in the catalogue.
    evidence : Evidence or None
        What it rests on in the last run; ``None`` where it was not run.
    failed : bool
        Whether a claim of it failed there.
    """

    id: str
    notebook: str
    evidence: Evidence | None
    failed: bool


@dataclass(frozen=True)
class Row:
    """One panel, or panels that share a fate.

    Attributes
    ----------
    panel : str
        Such as ``"Fig 2b"`` or ``"ED 4d-h"``.
    shows : str
        What the panel shows; empty where that could not be verified.
    state : str
        A key of `STATES`.
    why : str
        Why this state.
    sources : tuple of str
        Where this row's knowledge comes from, as keys of the table of sources.
    figures : tuple of ShownFigure
        Figures of the catalogue that name the panel.
    related : tuple of ShownFigure
        Figures that we believe to be near a panel that could not be verified.
    """

    panel: str
    shows: str
    state: str
    why: str
    sources: tuple[str, ...]
    figures: tuple[ShownFigure, ...]
    related: tuple[ShownFigure, ...]

    @property
    def stand_in(self) -> bool:
        """Whether the last run shows simulated recordings where the recorded cells belong."""
        return self.state == "recordings" and any(
            figure.evidence == "surrogate" for figure in self.figures
        )


def paper_map(root: Path, manifest: Mapping[str, Any]) -> list[Row]:
    """One row for each panel of the paper, with what the last run shows of it.

    Parameters
    ----------
    root : Path
        Folder of the checkout, with ``book/panels.toml`` and ``notebooks/figures.toml``.
    manifest : mapping
        ``_build/manifest.json`` of the last run; empty where there is none.

    Returns
    -------
    list of Row
        In the order of ``panels.toml``.
    """
    panels, _ = read_panels(root / "book" / "panels.toml")
    catalogue = read_catalogue(root / "notebooks" / "figures.toml")
    run = {figure["id"]: figure for figure in manifest.get("figures", [])}
    return [_row(entry, catalogue, run) for entry in panels]


def _row(
    entry: Mapping[str, Any],
    catalogue: Mapping[str, FigureEntry],
    run: Mapping[str, Mapping[str, Any]],
) -> Row:
    wanted = letters(entry["panel"])
    named = [
        figure
        for figure in catalogue.values()
        if any(covers(panel, wanted, entry["panel"]) for panel in figure.panels)
    ]
    related = [catalogue[name] for name in entry.get("related", []) if name in catalogue]
    return Row(
        panel=entry["panel"],
        shows=entry.get("shows", ""),
        state=entry["state"],
        why=entry["why"],
        sources=tuple(entry["sources"]),
        figures=tuple(_shown(figure, run) for figure in named),
        related=tuple(_shown(figure, run) for figure in related if figure not in named),
    )


def _shown(figure: FigureEntry, run: Mapping[str, Mapping[str, Any]]) -> ShownFigure:
    record = run.get(figure.id)
    if record is None:
        return ShownFigure(figure.id, figure.notebook, None, failed=False)
    failed = any(claim["state"] == "fails" for claim in record["claims"])
    return ShownFigure(figure.id, figure.notebook, record["evidence"], failed=failed)


def problems(root: Path) -> list[str]:
    """Sentences on where the list of panels and the catalogue disagree; empty if nowhere.

    Parameters
    ----------
    root : Path
        Folder of the checkout.

    Returns
    -------
    list of str
        A row called regenerated or simulated that no figure shows, or whose figures can't have
        that evidence; a row called planned or impossible that a figure shows; a panel in the
        catalogue, or a related figure, that doesn't exist.
    """
    panels, _ = read_panels(root / "book" / "panels.toml")
    catalogue = read_catalogue(root / "notebooks" / "figures.toml")
    found = []
    for row in paper_map(root, {}):
        kinds = {kind for figure in row.figures for kind in catalogue[figure.id].evidence}
        if row.state == "recordings" and "recorded" not in kinds:
            found.append(f"{row.panel} is called regenerated, but no figure draws recordings")
        if row.state == "simulated" and not kinds & {"theory", "simulation"}:
            found.append(f"{row.panel} is called simulated, but no figure computes it")
        if row.state in ("planned", "not possible") and row.figures:
            found.append(f"{row.panel} is called {row.state}, but '{row.figures[0].id}' shows it")
    for entry in panels:
        for name in entry.get("related", []):
            if name not in catalogue:
                found.append(
                    f"{entry['panel']} is related to '{name}', which isn't in the catalogue"
                )
    names = [entry["panel"] for entry in panels]
    for figure in catalogue.values():
        for panel in figure.panels:
            if not any(covers(panel, letters(name), name) for name in names):
                found.append(f"figure '{figure.id}' shows {panel!r}, which has no row")
    return found


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
    return f"Of {len(rows)} rows: {said}.{note}"


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
        lines += [
            f"* - {row.panel}",
            f"  - {' '.join(filter(None, [row.shows, f'*{row.why}*']))} [{', '.join(row.sources)}]",
            f"  - {_here(row)}",
        ]
    return "\n".join([*lines, ":::"])


def _here(row: Row) -> str:
    state = f"**{STATES[row.state]}**"
    if row.stand_in:
        state += ", in this run a surrogate"
    shown = [_link(figure) for figure in row.figures]
    near = [_link(figure) for figure in row.related]
    if row.state == "not verified":
        shown, near = [], shown + near
    if near:
        shown.append(f"near it: {', '.join(near)}")
    return f"{state}: {', '.join(shown)}" if shown else state


def _link(figure: ShownFigure) -> str:
    if figure.evidence is None:
        return f"{figure.id} (not in this run)"
    verdict = ", fails its check" if figure.failed else ""
    return f"{{numref}}`fig-{figure.id}` ({figure.evidence}{verdict})"
