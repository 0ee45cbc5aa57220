"""The miniature book with a run made by hand: no kernel starts, so that any state can be had."""

import base64
import copy
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

import minibook
from dopadist.reproduce.fingerprint import fingerprint
from dopadist.reproduce.project import Project

REPOSITORY = Path(__file__).parents[1]
REASON = minibook.SURROGATE.reason
ASSETS = REPOSITORY / "book" / "_assets"
SETTINGS = REPOSITORY / "_config.yml"


def png(colour: int) -> bytes:
    """A small image of one colour, as wide as a figure of one column."""
    buffer = io.BytesIO()
    Image.new("RGB", (701, 40), (colour, colour, 255)).save(buffer, format="png")
    return buffer.getvalue()


PICTURES = {"curve": png(10), "error": png(20), "cells": png(30)}


def build(root: Path) -> Project:
    """Write the book, and a run in which one figure fails."""
    project = minibook.build(root)
    write_pages(project)
    execute(project, "learning", {"curve-figure": "curve", "error-figure": "error"})
    execute(project, "recordings", {"cells-figure": "cells"})
    write_manifest(project, manifest())
    minibook.write(project.build / "run.json", json.dumps(REPORT))
    return project


def write_pages(project: Project) -> None:
    """Give the book the settings of the real one, and a preface that shows its figures."""
    settings = yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))
    settings.pop("logo")
    settings["html"].pop("favicon")
    settings["sphinx"]["config"]["html_static_path"] = [str(ASSETS)]
    minibook.write(project.root / "_config.yml", yaml.safe_dump(settings))
    minibook.write(project.root / "book" / "references.bib", "")
    minibook.write(
        project.root / "book" / "index.md",
        "# A miniature book\n\nSee {numref}`fig-curve`: {{ learning.last }}, where the mean is "
        "{{ claim:cells.mean_rate }}.\n\n```{run-report}\n```\n",
    )


def execute(project: Project, notebook: str, figures: dict[str, str]) -> None:
    """Write executed copy, record and arrays of a notebook; figures are given by their cell."""
    folder = project.run_folder("quick", "surrogate") / notebook
    document = json.loads(project.notebook(notebook).read_text(encoding="utf-8"))
    for cell in document["cells"]:
        if cell["id"] in figures:
            cell["outputs"] = [shown(figures[cell["id"]])]
    injected = copy.deepcopy(document["cells"][1])
    injected |= {"id": "injected-parameters", "source": ['profile = "quick"\n', "seed = 0\n"]}
    injected["metadata"] = {"tags": ["injected-parameters"]}
    document["cells"].insert(2, injected)
    minibook.write(folder / "executed.ipynb", json.dumps(document))
    parameters = {"profile": "quick"}
    record = {
        "notebook": notebook,
        "parameters": parameters,
        "figures": list(figures.values()),
        "fingerprint": fingerprint(
            project,
            notebook,
            parameters=parameters,
            profile="quick",
            evidence="surrogate",
            data_digest="0" * 64,
        ),
    }
    minibook.write(folder / "record.json", json.dumps(record))
    for figure in figures.values():
        arrays = {"png_sha256": digest(figure), "arrays": [1, 2, 3]}
        minibook.write(folder / "figures" / f"{figure}.json", json.dumps(arrays))
        (folder / "figures" / f"{figure}.png").write_bytes(PICTURES[figure])


def digest(figure: str) -> str:
    """SHA-256 of a figure's image."""
    return hashlib.sha256(PICTURES[figure]).hexdigest()


def shown(figure: str) -> dict[str, Any]:
    """Output of a cell that shows a figure."""
    return {
        "output_type": "display_data",
        "data": {"image/png": base64.b64encode(PICTURES[figure]).decode(), "text/plain": "figure"},
        "metadata": {"dopadist": {"figure": figure}},
    }


def write_manifest(project: Project, document: dict[str, Any]) -> None:
    """Write what a check would have found."""
    minibook.write(project.manifest, json.dumps(document))


def manifest() -> dict[str, Any]:
    """A check that found one figure failing in all three tiers."""
    return {
        "profile": "quick",
        "evidence": "surrogate",
        "data": {"digest": "0" * 64, "source": "surrogate:matched", "reason": REASON},
        "numbers": {"learning": {"last": "0.999", "n_trials": "10"}, "recordings": {}},
        "figures": [
            figure("curve", "learning", "simulation", claim("final_value", 0.99902, "1 ± 0.1")),
            figure("error", "learning", "simulation", claim("ratio", 0.9, "0.49 to 0.51", "fails")),
            figure("cells", "recordings", "surrogate", claim("mean_rate", 4.9, "", "not judged")),
        ],
    }


def claim(name: str, value: float, bound: str, state: str = "holds") -> dict[str, Any]:
    """Entry of a claim."""
    return {
        "name": name,
        "value": value,
        "meaning": f"what {name} means",
        "bound": bound or None,
        "state": state,
        "reason": "closed form",
        "source": "Rescorla and Wagner 1972",
    }


def figure(name: str, notebook: str, evidence: str, *claims: dict[str, Any]) -> dict[str, Any]:
    """Entry of a figure."""
    return {
        "id": name,
        "notebook": notebook,
        "cell": f"{name}-figure",
        "panels": ["Fig 1a"] if name == "curve" else [],
        "evidence": evidence,
        "alt": f"What {name} looks like.",
        "caption": f"Caption of {name}, $x^2$.",
        "claims": list(claims),
        "trial_level": name == "cells",
        "png_sha256": digest(name),
        "tiers": {},
    }


REPORT: dict[str, Any] = {
    "profile": "quick",
    "evidence": "surrogate",
    "data": minibook.SURROGATE.as_json(),
    "seconds": 3.21,
    "workers": 2,
    "cores": 2,
    "date": "2026-11-24T07:00:00Z",
    "machine": "x86_64",
    "system": "Linux",
    "python": "3.11.2",
    "versions": {"numpy": "2.4.6"},
    "notebooks": [
        {"name": "learning", "state": "ran", "seconds": 1.5, "peak_mb": 100.0},
        {"name": "recordings", "state": "current", "seconds": 1.1, "peak_mb": None},
    ],
}
