"""Where ``publish`` and ``number`` are called: under a run, or at somebody's desk."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dopadist.reproduce.catalogue import FigureEntry, read_catalogue


@dataclass(frozen=True)
class Session:
    """Where a notebook runs: under a run with a folder, or at somebody's desk."""

    folder: Path | None
    notebook: str
    profile: str
    catalogue: Mapping[str, FigureEntry] | None


def current_session() -> Session:
    """The session of this process, as of now."""
    folder = os.environ.get("DOPADIST_RUN")
    if folder:
        path = Path(os.environ["DOPADIST_CATALOGUE"])
        return Session(
            folder=Path(folder),
            notebook=os.environ["DOPADIST_NOTEBOOK"],
            profile=os.environ["DOPADIST_PROFILE"],
            catalogue=_catalogue(path),
        )
    return Session(
        folder=None, notebook="", profile=_profile_of_notebook(), catalogue=_nearby_catalogue()
    )


def _catalogue(path: Path) -> Mapping[str, FigureEntry]:
    # Every figure and number asks for it; it is read again only when it has changed.
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _read(path: Path, changed: int) -> Mapping[str, FigureEntry]:
    return read_catalogue(path)


def _nearby_catalogue() -> Mapping[str, FigureEntry] | None:
    here = Path.cwd()
    for folder in (here, *here.parents):
        for path in (folder / "figures.toml", folder / "notebooks" / "figures.toml"):
            if path.is_file():
                return _catalogue(path)
    return None


def _profile_of_notebook() -> str:
    running = shell()
    profile = running.user_ns.get("profile") if running is not None else None
    return profile if profile in ("full", "quick") else "full"


def shell() -> Any:
    """The IPython shell that runs this, ``None`` in a plain script."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()
