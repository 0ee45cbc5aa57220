"""What a record rests on, as one number: equal means current, no time stamp decides."""

import hashlib
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dopadist.evidence import Evidence
from dopadist.reproduce.arrays import digest
from dopadist.reproduce.project import Project, read_notebook, source


def fingerprint(
    project: Project,
    notebook: str,
    *,
    parameters: Mapping[str, Any],
    profile: str,
    evidence: Evidence,
    data_digest: str,
    sources: str | None = None,
) -> str:
    """SHA-256 over everything that can change what a notebook finds.

    Parameters
    ----------
    project : Project
        The checkout.
    notebook : str
        Name of the notebook; its code cells (id and source) count, its prose does not.
    parameters : mapping
        What is injected into its parameters cell.
    profile : {"full", "quick"}
        Length of the run.
    evidence : {"recorded", "surrogate"}
        What the run's recordings are.
    data_digest : str
        Digest of the recordings, or of the surrogate's settings.
    sources : str, optional
        Result of :func:`sources_digest`, where it is known already.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    cells = read_notebook(project.notebook(notebook))["cells"]
    return digest(
        {
            "cells": [
                [cell.get("id", ""), source(cell)] for cell in cells if cell["cell_type"] == "code"
            ],
            "parameters": dict(parameters),
            "sources": sources_digest(project) if sources is None else sources,
            "lock": _file_digest(project.lock),
            "python": platform.python_version(),
            "profile": profile,
            "evidence": evidence,
            "data": data_digest,
        }
    )


def sources_digest(project: Project) -> str:
    """SHA-256 over names and contents of every file of the package's sources."""
    files = sorted(
        path
        for path in project.sources.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not any(part.endswith(".egg-info") for part in path.parts)
    )
    names = [path.relative_to(project.sources).as_posix() for path in files]
    return digest([[name, _file_digest(path)] for name, path in zip(names, files, strict=True)])


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
