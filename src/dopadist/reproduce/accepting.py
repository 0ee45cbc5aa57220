"""Makes a figure the reference: shows old against new, and writes only when told to."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dopadist.reproduce.arrays import read_json, summarise, write_bytes, write_json
from dopadist.reproduce.catalogue import FigureEntry
from dopadist.reproduce.checking import strange_references, why_not_here
from dopadist.reproduce.data import Data, resolve
from dopadist.reproduce.judging import judge
from dopadist.reproduce.project import Project, ProjectError
from dopadist.reproduce.records import defects, read_figure_record, read_record
from dopadist.reproduce.running import fingerprints
from dopadist.reproduce.tiers import differences, thumbnail


@dataclass(frozen=True)
class Proposal:
    """A figure as it is now against its reference."""

    id: str
    evidence: str
    claims: tuple[tuple[str, float | None, float | None], ...]
    """Name, old value, new value."""
    differences: tuple[str, ...]
    failing: tuple[str, ...]
    picture: Path
    """Old and new, side by side."""
    is_new: bool


@dataclass(frozen=True)
class Acceptance:
    """What was shown, and what of it was written; renders with rich."""

    proposals: tuple[Proposal, ...]
    refused: tuple[str, ...]
    strangers: tuple[Path, ...]
    written: bool

    @property
    def ok(self) -> bool:
        """Whether nothing was refused."""
        return not self.refused

    @property
    def last_line(self) -> str:
        """What happened, in one line."""
        if self.refused:
            return (
                f"Not accepted, for claims fail: {', '.join(self.refused)} "
                "(mend the figure, or give --despite-claims)"
            )
        if not self.proposals and not self.strangers:
            return "Every figure equals its reference: nothing to accept"
        count = f"{len(self.proposals)} figures"
        if self.written:
            return f"Accepted {count}: commit tests/reference"
        return f"{count} shown, nothing written: look at the pictures, then give --yes"

    def __rich_console__(self, console: Any, options: Any) -> Any:
        from rich.table import Table
        from rich.text import Text

        for proposal in self.proposals:
            state = "new" if proposal.is_new else f"{len(proposal.differences)} differences"
            table = Table(
                "claim", "old", "new", title=f"{proposal.id} ({proposal.evidence}): {state}"
            )
            for name, old, new in proposal.claims:
                table.add_row(name, _text(old), _text(new))
            yield table
            for text in proposal.differences[:5]:
                yield Text(f"  {text}")
            for text in proposal.failing:
                yield Text(f"  {text}", style="red")
            yield Text(f"  {proposal.picture}")
        for path in self.strangers:
            yield Text(f"{path}: belongs to no figure, {'' if self.written else 'to be '}deleted")
        yield Text(self.last_line, style="bold green" if self.ok else "bold red")


def accept(
    project: Project,
    figures: Sequence[str] | None = None,
    *,
    write: bool = False,
    despite_claims: bool = False,
    data: Data | None = None,
) -> Acceptance:
    """Show figures of the current full run against their references, and make them references.

    Parameters
    ----------
    project : Project
        The checkout, after a full run.
    figures : sequence of str, optional
        Ids; by default every figure that differs from its reference or has none.
    write : bool
        Whether to write references; without it they are only shown.
    despite_claims : bool
        Whether to accept figures whose claims fail.
    data : Data, optional
        The recordings, by default resolved now.

    Returns
    -------
    Acceptance
        What was shown and written.

    Raises
    ------
    ProjectError
        If an id is unknown, its run is not current, or the versions are not the lock's.
    """
    data = resolve() if data is None else data
    for id in figures or ():
        if id not in project.catalogue:
            raise ProjectError(f"figure '{id}' is not in the catalogue notebooks/figures.toml")
    if why := why_not_here(project, "full"):
        raise ProjectError(f"references are made with the lock's versions alone, but {why}")
    wanted = [
        entry
        for entry in project.catalogue.values()
        if (entry.id in figures if figures else entry.notebook in project.chapters)
    ]
    prints = fingerprints(project, profile="full", data=data)
    found: list[tuple[Proposal, FigureEntry, Mapping[str, Any], bytes]] = []
    for entry in wanted:
        folder = project.run_folder("full", data.evidence) / entry.notebook
        fingerprint = prints.get(entry.notebook, "")
        if defect := defects(folder, fingerprint=fingerprint):
            raise ProjectError(f"{entry.notebook} {defect[0]}: run 'dopadist run' first")
        if not (folder / "figures" / f"{entry.id}.json").is_file():
            raise ProjectError(f"{entry.notebook} does not publish the figure '{entry.id}'")
        record: Mapping[str, Any] = read_figure_record(folder, entry.id)
        png = (folder / "figures" / f"{entry.id}.png").read_bytes()
        proposal = _propose(project, entry, folder, record)
        if figures or proposal.is_new or proposal.differences:
            old = project.reference(record["evidence"], entry.id).with_suffix(".png")
            write_bytes(proposal.picture, _side_by_side(old, png))
            found.append((proposal, entry, record, png))
    refused = [proposal.id for proposal, *_ in found if proposal.failing and not despite_claims]
    strangers = () if figures else tuple(strange_references(project))
    written = write and not refused
    if written:
        for _, accepted, drawn, image in found:
            _write(project, accepted, drawn, image)
        for path in strangers:
            path.unlink()
    return Acceptance(tuple(item[0] for item in found), tuple(refused), strangers, written)


def _propose(
    project: Project, entry: FigureEntry, folder: Path, record: Mapping[str, Any]
) -> Proposal:
    path = project.reference(record["evidence"], entry.id)
    old = read_json(path) if path.is_file() else None
    new = reference(entry, record)
    gaps = (
        ()
        if old is None
        else differences(
            {key: old[key] for key in ("arrays", "trial_level")},
            {key: new[key] for key in ("arrays", "trial_level")},
            rtol=entry.rtol,
        )
    )
    numbers = (read_record(folder) or {})["numbers"]
    judged = judge(
        project, entry, folder, profile="full", numbers=numbers, why_not_here="being accepted"
    )
    values = {} if old is None else old["claims"]
    return Proposal(
        id=entry.id,
        evidence=record["evidence"],
        claims=tuple(
            (name, _number(values.get(name)), _number(value))
            for name, value in new["claims"].items()
        ),
        differences=tuple(gaps),
        failing=judged.problems,
        picture=project.build / "accept" / f"{record['evidence']}-{entry.id}.png",
        is_new=old is None,
    )


def reference(entry: FigureEntry, record: Mapping[str, Any]) -> dict[str, Any]:
    """What is committed of a figure: of one with single trials quantiles alone."""
    arrays = record["arrays"]
    return {
        "id": entry.id,
        "evidence": record["evidence"],
        "trial_level": entry.trial_level,
        "claims": record["claims"],
        "arrays": summarise(arrays) if entry.trial_level else arrays,
    }


def _write(project: Project, entry: FigureEntry, record: Mapping[str, Any], png: bytes) -> None:
    path = project.reference(record["evidence"], entry.id)
    write_json(path, reference(entry, record))
    if entry.trial_level:
        path.with_suffix(".png").unlink(missing_ok=True)
    else:
        write_bytes(path.with_suffix(".png"), thumbnail(png))


def _side_by_side(old: Path, new: bytes) -> bytes:
    from PIL import Image

    right = Image.open(io.BytesIO(new)).convert("RGB")
    canvas = Image.new("RGB", (2 * right.width + 20, right.height), "#6e7681")
    canvas.paste(right, (right.width + 20, 0))
    if old.is_file():
        # The reference keeps a thumbnail alone: enlarged, it shows what moved.
        left = Image.open(io.BytesIO(old.read_bytes())).convert("RGB")
        canvas.paste(left.resize(right.size), (0, 0))
    buffer = io.BytesIO()
    canvas.save(buffer, format="PNG")
    return buffer.getvalue()


def _number(value: float | str | None) -> float | None:
    return None if value is None else float(value)


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
