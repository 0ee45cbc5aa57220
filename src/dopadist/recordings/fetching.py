"""Download the 40 recorded cells: verified, resumable, never half a data set in place."""

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dopadist.recordings.cells import RecordingError
from dopadist.recordings.downloading import Downloads
from dopadist.recordings.sources import SOURCES, Source
from dopadist.recordings.sums import FOLDER_NAME, KnownFile, Verification, known_files, verify

#: Called with the number of files that are there, how many there will be, and the last name.
Progress = Callable[[int, int, str], None]
CONNECT_SECONDS = 10.0
TOTAL_SECONDS = 60.0


class FetchError(RecordingError):
    """The recordings could not be downloaded; says from where, why, and what else there is.

    Parameters
    ----------
    summary : str
        How many files are missing and what went wrong with each source.
    """

    def __init__(self, summary: str) -> None:
        super().__init__(
            f"{summary}, expected every file with its SHA-256 sum; run `dopadist data fetch` again "
            "(what came is kept), set DOPADIST_DATA to a folder that holds them, or "
            "DOPADIST_OFFLINE=1 for simulated cells"
        )
        self.summary = summary


def cache_folder() -> Path:
    """Folder in the user's cache in which the 40 files lie after `fetch`."""
    # Imported where it is needed: in a notebook without widgets its progress bars warn on import.
    import pooch

    return Path(pooch.os_cache("dopadist")) / "dabney2020" / FOLDER_NAME


def fetch(
    destination: str | Path | None = None,
    progress: Progress | None = None,
    *,
    known: Mapping[str, KnownFile] | None = None,
    sources: Sequence[Source] = SOURCES,
    connect_seconds: float = CONNECT_SECONDS,
    total_seconds: float = TOTAL_SECONDS,
) -> Verification:
    """Download what is missing and put the complete data set in place.

    Files are collected in a sibling folder, ``<destination>.partial``, each against its SHA-256
    sum, and moved into place in one step when all are there. Files that are already good, in
    `destination` or from an interrupted run, are kept. Each source is asked for what the ones
    before it could not give.

    Parameters
    ----------
    destination : str or Path, optional
        `cache_folder` by default. A folder that holds anything else than these files is refused.
    progress : callable, optional
        ``progress(done, total, name)`` after each file.
    known : mapping, optional
        Sums of the files to fetch; the 40 cells by default.
    sources : sequence of Source
        Public copies, in order.
    connect_seconds, total_seconds : float
        To connect, and for everything.

    Returns
    -------
    Verification
        Of the destination: complete, ``.folder`` says where.

    Raises
    ------
    FetchError
        If a file could be had from no source in time; what was had is kept for the next run.
    RecordingError
        If the destination holds other things, or cannot be written.
    """
    known = known_files() if known is None else known
    place = cache_folder() if destination is None else Path(destination).expanduser().absolute()
    staging = place.with_name(place.name + ".partial")
    _refuse_foreign(place, known)
    if place.is_dir() and verify(place, known=known).ok:
        return verify(place, known=known)
    try:
        staging.mkdir(parents=True, exist_ok=True)
        if place.is_dir():
            for name in verify(place, known=known).good:
                shutil.copyfile(place / name, staging / name)
    except OSError as error:
        raise RecordingError(
            f"{staging} cannot be written ({error.strerror}); choose another folder"
        ) from error

    downloads = Downloads(
        known=known,
        folder=staging,
        connect_seconds=connect_seconds,
        deadline=time.monotonic() + total_seconds,
        total_seconds=total_seconds,
    )
    problems = []
    for source in sources:
        missing = _not_good(staging, known)
        if not missing:
            break
        n_good = len(known) - len(missing)

        def report(done: int, name: str, n_good: int = n_good) -> None:
            if progress is not None:
                progress(n_good + done, len(known), name)

        problem = downloads.get(source, missing, report)
        if problem:
            problems.append(f"{source.name}: {problem}")
    missing = _not_good(staging, known)
    if not missing:
        _move_into_place(staging, place, known)
    elif verify(place, known=known).ok:
        # Another process finished first, and took the folder in which both collected.
        shutil.rmtree(staging, ignore_errors=True)
    else:
        if not any(staging.iterdir()):
            staging.rmdir()
        raise FetchError(
            f"{len(missing)} of {len(known)} recordings could not be fetched "
            f"({'; '.join(problems) or 'no source'})"
        )
    return verify(place, known=known)


def _not_good(folder: Path, known: Mapping[str, KnownFile]) -> list[str]:
    report = verify(folder, known=known)
    return [*report.missing, *report.altered]


def _refuse_foreign(place: Path, known: Mapping[str, KnownFile]) -> None:
    if place.exists() and not place.is_dir():
        raise RecordingError(f"{place} is a file, expected a folder; choose another name")
    others = sorted(item.name for item in place.iterdir()) if place.is_dir() else []
    others = [name for name in others if name not in known]
    if others:
        raise RecordingError(
            f"{place} holds {others[0]}, expected a new folder or one with the recordings alone; "
            "choose another folder"
        )


def _move_into_place(staging: Path, place: Path, known: Mapping[str, KnownFile]) -> None:
    """Swap the complete folder in; what an interrupted download left behind stays out."""
    old = place.with_name(place.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    try:
        for item in staging.iterdir():
            if item.name not in known:
                item.unlink()
        if place.exists():
            place.rename(old)
        staging.rename(place)
    except OSError as error:
        if old.exists() and not place.exists():
            old.rename(place)
        # Another process may have put the same files there a moment before.
        if not verify(place, known=known).ok:
            raise RecordingError(f"{place} cannot be written ({error.strerror})") from error
        shutil.rmtree(staging, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
