"""One figure against its catalogue entry and its references: the manifest's entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dopadist.reproduce.arrays import read_json, summarise
from dopadist.reproduce.caption import fill
from dopadist.reproduce.catalogue import FigureEntry
from dopadist.reproduce.contract import SHORTEST_ALT, is_blank, pixels
from dopadist.reproduce.project import Project
from dopadist.reproduce.published import lost_comparisons
from dopadist.reproduce.records import read_figure_record
from dopadist.reproduce.tiers import IMAGE_TOLERANCE, differences, image_difference, thumbnail


@dataclass(frozen=True)
class Judged:
    """A figure's entry in the manifest, and what is wrong with it."""

    entry: dict[str, Any]
    problems: tuple[str, ...]


def judge(
    project: Project,
    entry: FigureEntry,
    folder: Path,
    *,
    profile: str,
    numbers: Mapping[str, Any],
    why_not_here: str,
) -> Judged:
    """Judge one recorded figure.

    Parameters
    ----------
    project : Project
        The checkout, with its references.
    entry : FigureEntry
        What the catalogue says.
    folder : Path
        Folder of the executed notebook.
    profile : {"full", "quick"}
        Length of the run.
    numbers : mapping
        Numbers of the notebook, for the caption.
    why_not_here : str
        Why tiers 2 and 3 are not judged, empty if they are.
    """
    record = read_figure_record(folder, entry.id)
    # Decoded once, for both the question whether it is blank and the one how it looks.
    small = thumbnail((folder / "figures" / f"{entry.id}.png").read_bytes())
    values = {name: float(value) for name, value in record["claims"].items()}
    claims = [_claim(entry, name, values, record["evidence"], profile) for name in entry.claims]
    caption, unknown = fill(entry.caption, values, numbers)
    tiers = _tiers(project, entry, record, small, why_not_here)
    problems = [
        *(_sentence(claim) for claim in claims if claim["state"] == "fails"),
        *(tier["message"] for tier in tiers.values() if tier["state"] == "fails"),
        *(f"the caption names '{name}', which is neither claim nor number" for name in unknown),
        *lost_comparisons(entry.published, record["statistics"]),
        *_contract(entry, record, values, small),
    ]
    return Judged(
        entry={
            "id": entry.id,
            "notebook": record["notebook"],
            "cell": record["cell"],
            "panels": list(entry.panels),
            "evidence": record["evidence"],
            "alt": record["alt"],
            "caption": caption,
            "claims": claims,
            "statistics": record["statistics"],
            "trial_level": entry.trial_level,
            "data_sha256": record["data_sha256"],
            "png_sha256": record["png_sha256"],
            "tiers": tiers,
        },
        problems=tuple(problems),
    )


def _claim(
    entry: FigureEntry, name: str, values: Mapping[str, float], evidence: Any, profile: str
) -> dict[str, Any]:
    claim = entry.claims[name]
    bound = claim.bound(evidence, profile)
    value = values.get(name, float("nan"))
    return {
        "name": name,
        "value": value if abs(value) < float("inf") else None,
        "meaning": claim.meaning,
        "bound": None if bound is None else str(bound),
        "state": claim.judge(value, evidence=evidence, profile=profile),
        "reason": claim.reason,
        "source": claim.source,
    }


def _sentence(claim: Mapping[str, Any]) -> str:
    value = "no finite number" if claim["value"] is None else f"{claim['value']:.6g}"
    return f"claim {claim['name']} fails: expected {claim['bound']}, got {value}"


def _contract(
    entry: FigureEntry, record: Mapping[str, Any], values: Mapping[str, float], small: bytes
) -> list[str]:
    # publish refuses all of these; the catalogue may have changed since.
    found = []
    if record["evidence"] not in entry.evidence:
        found.append(f"its evidence is {record['evidence']}, which the catalogue does not allow")
    if record["notebook"] != entry.notebook:
        found.append(f"it is in {record['notebook']}, the catalogue says {entry.notebook}")
    found += [f"the catalogue lacks its claim '{name}'" for name in values.keys() - entry.claims]
    found += [f"it lacks the claim '{name}'" for name in entry.claims.keys() - values]
    if len(record["alt"]) < SHORTEST_ALT:
        found.append("it has no alt text")
    if is_blank(pixels(small)):
        found.append("it is blank")
    return sorted(found)


def _tiers(
    project: Project,
    entry: FigureEntry,
    record: Mapping[str, Any],
    small: bytes,
    why_not_here: str,
) -> dict[str, dict[str, str]]:
    if why_not_here:
        skipped = {"state": "not judged here", "message": why_not_here}
        return {"arrays": skipped, "image": skipped}
    path = project.reference(record["evidence"], entry.id)
    if not path.is_file():
        message = f"has no reference: look at it, then run 'dopadist accept {entry.id}'"
        return {
            "arrays": {"state": "fails", "message": message},
            "image": {"state": "not judged", "message": "no reference"},
        }
    reference = read_json(path)
    return {
        "arrays": _arrays(entry, reference, record),
        "image": _image(entry, path.with_suffix(".png"), small),
    }


def _arrays(
    entry: FigureEntry, reference: Mapping[str, Any], record: Mapping[str, Any]
) -> dict[str, str]:
    found = summarise(record["arrays"]) if entry.trial_level else record["arrays"]
    if reference["trial_level"] != entry.trial_level:
        message = "its reference was accepted with another trial_level: accept it again"
        return {"state": "fails", "message": message}
    gaps = differences(reference["arrays"], found, rtol=entry.rtol)
    if not gaps:
        return {"state": "holds", "message": ""}
    more = f" (and {len(gaps) - 1} more)" if len(gaps) > 1 else ""
    return {
        "state": "fails",
        "message": f"what is drawn differs from the reference: {gaps[0]}{more}",
    }


def _image(entry: FigureEntry, path: Path, small: bytes) -> dict[str, str]:
    if entry.trial_level:
        return {"state": "not judged", "message": "single trials have no committed image"}
    if not path.is_file():
        return {"state": "fails", "message": "its thumbnail is missing: accept it again"}
    gap = image_difference(path.read_bytes(), small)
    if gap <= IMAGE_TOLERANCE:
        return {"state": "holds", "message": ""}
    message = f"it looks unlike its thumbnail (by {gap:.3f}, allowed {IMAGE_TOLERANCE})"
    return {"state": "fails", "message": message}
