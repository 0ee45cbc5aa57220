"""Which recordings a run uses: named, cached, downloaded, or none (then the surrogate)."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dopadist.recordings.cells import RecordingError
from dopadist.recordings.fetching import FetchError, Progress, cache_folder, fetch
from dopadist.recordings.sums import Verification, verify

_OFF = ("", "0", "false", "no")


@dataclass(frozen=True)
class Located:
    """Where the recordings of this run are.

    Parameters
    ----------
    source : {"DOPADIST_DATA", "cache", "download", "surrogate"}
        What was found first.
    folder : Path or None
        Folder with the 40 verified files; None for the surrogate.
    digest : str
        SHA-256 over their sums; empty for the surrogate.
    reason : str
        Why a surrogate; otherwise empty.
    """

    source: str
    folder: Path | None
    digest: str
    reason: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """Variables that make another process use the same, without looking again."""
        if self.folder is None:
            return {"DOPADIST_OFFLINE": "1"}
        return {"DOPADIST_DATA": str(self.folder)}

    def describe(self) -> str:
        """One sentence for people."""
        if self.folder is None:
            return f"simulated cells (surrogate), because {self.reason}"
        return f"the 40 recorded cells in {self.folder} ({self.source}), every file verified"


def locate(
    *,
    download: bool = True,
    progress: Progress | None = None,
    environ: Mapping[str, str] | None = None,
    fetcher: Callable[..., Verification] = fetch,
) -> Located:
    """Find the recordings: ``DOPADIST_DATA``, else the cache, else a download, else none.

    With ``DOPADIST_OFFLINE=1`` the answer is the surrogate, whatever else there is. The next
    place is tried only where one is absent: a ``DOPADIST_DATA`` or a cache that is there and
    not as published is an error.

    Parameters
    ----------
    download : bool
        Whether a download may be tried.
    progress : callable, optional
        For the download, see `fetch`.
    environ : mapping, optional
        Environment variables; those of the process by default.
    fetcher : callable
        Stands in for `fetch` in tests.

    Returns
    -------
    Located
        All files verified.

    Raises
    ------
    RecordingError
        If ``DOPADIST_DATA`` is missing, incomplete, altered or holds other cells too, or the
        cache is altered.
    """
    environ = os.environ if environ is None else environ
    named = environ.get("DOPADIST_DATA", "")
    if environ.get("DOPADIST_OFFLINE", "").lower() not in _OFF:
        ignored = " (DOPADIST_DATA is not looked at)" if named else ""
        return Located("surrogate", None, "", f"DOPADIST_OFFLINE is set{ignored}")
    if named:
        return _verified(
            "DOPADIST_DATA",
            Path(named).expanduser(),
            "correct the path, unset DOPADIST_DATA to use the cache or a download, or use "
            "`dopadist analyze` for recordings of your own",
        )
    cache = cache_folder()
    if cache.is_dir():
        return _verified("cache", cache, "run `dopadist data fetch` to repair the cache")
    if not download:
        return Located("surrogate", None, "", "nothing is in the cache and no download was tried")
    try:
        report = fetcher(cache, progress)
    except FetchError as error:
        return Located("surrogate", None, "", error.summary)
    return Located("download", report.folder, report.digest)


def _verified(source: str, folder: Path, remedy: str) -> Located:
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise RecordingError(
            f"{source} is {folder}, which {what}, expected the folder with the 40 files; {remedy}"
        )
    report = verify(folder)
    if not report.ok:
        raise RecordingError(
            f"{source} is not as published: {report.describe()}, expected the 40 files alone; "
            f"{remedy}"
        )
    return Located(source, report.folder.absolute(), report.digest)
