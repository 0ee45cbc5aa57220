"""Which panel of the paper stands where in this book, what it rests on, whether it agrees.

Made from three files: ``book/panels.toml`` says what is known about each panel and what became of
it, the catalogue which figures show it and what was published, the manifest what the last run
made of them. Nothing about a run is typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dopadist.evidence import Evidence
from dopadist.reproduce.catalogue import FigureEntry, read_catalogue
from dopadist.reproduce.panels import STATES, covers, read_panels
from dopadist.reproduce.published import Comparison, compare


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
    """One panel of the paper.

    Attributes
    ----------
    panel : str
        Such as ``"Fig 2b"``; a whole figure where its letters are not known.
    shows : str
        What the panel shows; empty where that could not be verified.
    we_show : str
        What the related figures show, where the panel could not be verified.
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
    comparisons : tuple of Comparison
        Published values beside ours.
    """

    panel: str
    shows: str
    we_show: str
    state: str
    why: str
    sources: tuple[str, ...]
    figures: tuple[ShownFigure, ...]
    related: tuple[ShownFigure, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def stand_in(self) -> bool:
        """Whether the last run shows simulated recordings where the recorded cells belong."""
        return self.state == "recordings" and any(
            figure.evidence == "surrogate" for figure in self.figures
        )

    @property
    def agrees(self) -> bool | None:
        """Whether every published value agrees with ours; ``None`` if nothing was compared."""
        verdicts = [one.agrees for one in self.comparisons if one.agrees is not None]
        return all(verdicts) if verdicts else None

    def encode(self) -> dict[str, Any]:
        """The row as ``_build/paper_map.json`` holds it; what is absent is ``None``."""
        here = next(iter(self.figures or self.related), None)
        said = [one.why for one in self.comparisons]
        return {
            "panel": self.panel,
            "state": STATES[self.state],
            "evidence": here.evidence if here else None,
            "notebook": here.notebook if here else None,
            "figure": here.id if here else None,
            "published": "; ".join(one.published for one in self.comparisons) or None,
            "ours": "; ".join(one.ours for one in self.comparisons if one.ours) or None,
            "agrees": self.agrees,
            "why": " ".join(filter(None, [self.we_show, self.why, *said])),
        }


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
    named = [
        figure
        for figure in catalogue.values()
        if any(covers(panel, entry["panel"]) for panel in figure.panels)
    ]
    related = [catalogue[name] for name in entry.get("related", []) if name in catalogue]
    return Row(
        panel=entry["panel"],
        shows=entry.get("shows", ""),
        we_show=entry.get("we_show", ""),
        state=entry["state"],
        why=entry["why"],
        sources=tuple(entry["sources"]),
        figures=tuple(_shown(figure, run) for figure in named),
        related=tuple(_shown(figure, run) for figure in related if figure not in named),
        comparisons=tuple(
            compare(published, run.get(figure.id))
            for figure in named
            for published in figure.published
            if published.panel == entry["panel"]
        ),
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
        that evidence; a row called planned, impossible or not verified that a figure names; a
        panel in the catalogue, a related figure, or a source of a published value that doesn't
        exist.
    """
    panels, sources = read_panels(root / "book" / "panels.toml")
    catalogue = read_catalogue(root / "notebooks" / "figures.toml")
    found = []
    for row in paper_map(root, {}):
        kinds = {kind for figure in row.figures for kind in catalogue[figure.id].evidence}
        if row.state == "recordings" and "recorded" not in kinds:
            found.append(f"{row.panel} is called regenerated, but no figure draws recordings")
        if row.state == "simulated" and not kinds & {"theory", "simulation"}:
            found.append(f"{row.panel} is called simulated, but no figure computes it")
        if row.state not in ("recordings", "simulated") and row.figures:
            found.append(
                f"{row.panel} is called {STATES[row.state]}, but '{row.figures[0].id}' names it"
            )
    names = [entry["panel"] for entry in panels]
    for entry in panels:
        for name in entry.get("related", []):
            if name not in catalogue:
                found.append(
                    f"{entry['panel']} is related to '{name}', which isn't in the catalogue"
                )
    for figure in catalogue.values():
        for panel in figure.panels:
            if not any(covers(panel, name) for name in names):
                found.append(f"figure '{figure.id}' shows {panel!r}, which has no row")
        for published in figure.published:
            if published.source not in sources:
                found.append(
                    f"figure '{figure.id}' has a published value from {published.source!r}, "
                    "which is no source"
                )
    return found


def encoded_map(root: Path, manifest: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The rows as ``_build/paper_map.json`` holds them; none where a book has no list of panels."""
    if not (root / "book" / "panels.toml").is_file():
        return []
    return [row.encode() for row in paper_map(root, manifest)]
