"""Checks a run: every figure there, of this run, and true; writes the manifest."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dopadist.reproduce.arrays import canonical, read_json, write_bytes, write_json
from dopadist.reproduce.data import Data, resolve
from dopadist.reproduce.judging import judge
from dopadist.reproduce.paper_map import encoded_map
from dopadist.reproduce.project import PROFILES, Project, ProjectError
from dopadist.reproduce.records import defects, read_record
from dopadist.reproduce.report import Problem, Report
from dopadist.reproduce.running import fingerprints
from dopadist.reproduce.versions import differences

# Memory that a chapter's kernel may take at its peak.
MOST_MB = 1000


def check_book(project: Project, *, profile: str = "full", data: Data | None = None) -> Report:
    """Check the last run of a book and write ``_build/manifest.json`` and ``_build/figures``.

    Parameters
    ----------
    project : Project
        The checkout.
    profile : {"full", "quick"}
        Which run.
    data : Data, optional
        The recordings that the run must rest on, by default resolved now.

    Returns
    -------
    Report
        What holds and what does not. Problems are in the manifest too, so that the book can be
        built with them.
    """
    if profile not in PROFILES:
        raise ProjectError(f"profile is {profile!r}, expected 'full' or 'quick'")
    data = resolve() if data is None else data
    folder = project.run_folder(profile, data.evidence)
    why_not = why_not_here(project, profile)
    prints = fingerprints(project, profile=profile, data=data)
    problems = [Problem("notebook", name, "", text) for name, text in project.disagreements()]
    figures: list[dict[str, Any]] = []
    notebooks: list[dict[str, Any]] = []
    numbers: dict[str, dict[str, str]] = {}
    for name in project.chapters:
        found = defects(folder / name, fingerprint=prints[name])
        problems += [Problem("notebook", name, "", _why(folder / name, text)) for text in found]
        record = read_record(folder / name)
        executed = (folder / name / "executed.ipynb").relative_to(project.root).as_posix()
        notebooks.append(
            {"name": name, "fingerprint": prints[name], "executed": None if found else executed}
        )
        problems += _of_memory(folder / name, name)
        if found or record is None:
            continue
        numbers[name] = {key: item["text"] for key, item in record["numbers"].items()}
        problems += _of_pages(record)
        for id in record["figures"]:
            entry = project.catalogue.get(id)
            if entry is None:
                problems.append(Problem("complete", name, id, "is not in the catalogue"))
                continue
            judged = judge(
                project, entry, folder / name, profile=profile, numbers=record["numbers"],
                why_not_here=why_not,
            )  # fmt: skip
            figures.append(judged.entry)
            if judged.entry["evidence"] == "recorded" != data.evidence:
                text = "says that it draws recorded cells, but this run had none"
                problems.append(Problem("figure", name, id, text))
            problems += [Problem("figure", name, id, text) for text in judged.problems]
    problems += _missing(project, [figure["id"] for figure in figures])
    problems += [_stranger(path) for path in strange_references(project)]
    manifest = {
        "profile": profile,
        "evidence": data.evidence,
        "data": data.as_json(),
        "figures": figures,
        "numbers": numbers,
        "notebooks": notebooks,
        "problems": [problem.as_json() for problem in problems],
    }
    _publish(project, folder, manifest)
    return Report(
        profile=profile, data=data, figures=tuple(figures), problems=tuple(problems),
        not_judged_here=why_not,
    )  # fmt: skip


def why_not_here(project: Project, profile: str) -> str:
    """Why plotted arrays and images are not judged; empty if they are."""
    if profile == "quick":
        return "references are of profile full"
    found = differences(project.lock)
    if not found:
        return ""
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"installed versions are not the lock's: {found[0]}{more}"


def _why(folder: Path, text: str) -> str:
    failure = folder / "failure.json"
    if not failure.is_file():
        return text
    found = read_json(failure)
    place = f" in cell '{found['cell']}'" if found["cell"] else ""
    return f"failed{place}: {found['error']}"


def _of_memory(folder: Path, name: str) -> list[Problem]:
    timing = folder / "timing.json"
    peak = read_json(timing).get("peak_mb") if timing.is_file() else None
    if peak is None or peak <= MOST_MB:
        return []
    text = f"its kernel took more than {MOST_MB:,} MB of memory; _build/run.json says how much"
    return [Problem("notebook", name, "", text)]


def _of_pages(record: Mapping[str, Any]) -> list[Problem]:
    name = record["notebook"]
    return [
        *(
            Problem("complete", name, "", f"cell '{cell}' shows an image that is not published")
            for cell in record["unpublished"]
        ),
        *(
            Problem("complete", name, "", f"cell '{cell}' writes warnings onto the page")
            for cell in record["warnings"]
        ),
    ]


def _missing(project: Project, shown: list[str]) -> list[Problem]:
    found = []
    for id, entry in project.catalogue.items():
        if entry.notebook not in project.chapters:
            text = f"belongs to the notebook '{entry.notebook}', which the book lacks"
            found.append(Problem("complete", entry.notebook, id, text))
        elif id not in shown:
            text = "is in the catalogue and was not published"
            found.append(Problem("complete", entry.notebook, id, text))
    return found


def strange_references(project: Project) -> list[Path]:
    """Committed references that no figure of the catalogue can have."""
    found = []
    for path in sorted((project.root / "tests" / "reference").glob("*/*")):
        entry = project.catalogue.get(path.stem)
        allowed = entry is not None and path.parent.name in entry.evidence
        if not allowed or (entry is not None and entry.trial_level and path.suffix == ".png"):
            found.append(path)
    return found


def _stranger(path: Path) -> Problem:
    text = f"has the reference {path.parent.name}/{path.name}, which no figure can have: delete it"
    return Problem("complete", "", path.stem, text)


def _publish(project: Project, folder: Path, manifest: dict[str, Any]) -> None:
    """Write manifest and figures; what was there of earlier figures goes, what is equal stays."""
    target = project.build / "figures"
    wanted = {f"{figure['id']}.png": figure["notebook"] for figure in manifest["figures"]}
    for path in target.iterdir() if target.is_dir() else ():
        if path.name not in wanted:
            path.unlink()
    for name, notebook in wanted.items():
        content = (folder / notebook / "figures" / name).read_bytes()
        _write_if_changed(target / name, content)
    _write_json_if_changed(project.manifest, manifest)
    rows = encoded_map(project.root, manifest)
    _write_json_if_changed(project.build / "paper_map.json", rows)


def _write_json_if_changed(path: Path, content: Any) -> None:
    if not path.is_file() or canonical(read_json(path)) != canonical(content):
        write_json(path, content)


def _write_if_changed(path: Path, content: bytes) -> None:
    # Sphinx goes by the time stamp: an equal file must not look new.
    if not path.is_file() or path.read_bytes() != content:
        write_bytes(path, content)
