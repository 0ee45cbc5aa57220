"""Names, sizes and SHA-256 sums of the 40 recorded cells, and a check against them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

#: Name of the folder in which the 40 files lie, in the cache and in most copies.
FOLDER_NAME = "light_id_dopamine"


@dataclass(frozen=True)
class KnownFile:
    """Size in bytes and SHA-256 (hex) of one file."""

    size: int
    sha256: str


@cache
def known_files() -> Mapping[str, KnownFile]:
    """The 40 files of the data set by name, in ASCII order.

    Returns
    -------
    mapping of str to KnownFile
        Read from ``SHA256SUMS`` beside this module. Sums are facts about the files; the files
        themselves are not part of this project.

    Examples
    --------
    >>> len(known_files()), sum(known.size for known in known_files().values())
    (40, 2644705)
    """
    text = files(__package__).joinpath("SHA256SUMS").read_text(encoding="ascii")
    table = {}
    for line in text.splitlines():
        sha256, size, name = line.split(maxsplit=2)
        table[name] = KnownFile(int(size), sha256)
    return table


def digest_of(sums: Mapping[str, str]) -> str:
    """One SHA-256 (hex) over the sums of a set of files, in ASCII order of their names.

    Examples
    --------
    >>> digest_of({"b.mat": "01", "a.mat": "02"}) == digest_of({"a.mat": "02", "b.mat": "01"})
    True
    """
    text = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    return hashlib.sha256(text.encode()).hexdigest()


def is_recording(path: Path) -> bool:
    """Whether a file counts as a recording: ``.mat``, and not hidden (``._x.mat`` of macOS)."""
    return path.suffix.lower() == ".mat" and not path.name.startswith(".") and path.is_file()


def recordings_folder(path: str | Path) -> Path:
    """The folder that holds the ``.mat`` files: `path` itself or its ``light_id_dopamine``."""
    folder = Path(path).expanduser()
    inner = folder / FOLDER_NAME
    if inner.is_dir() and not any(is_recording(item) for item in folder.iterdir()):
        return inner
    return folder


@dataclass(frozen=True)
class Verification:
    """What a folder holds against the sums of the 40 cells.

    Parameters
    ----------
    folder : Path
        The folder that was looked at.
    good, missing, altered, extra : tuple of str
        File names: with the right sum; not there; there with another sum; ``.mat`` files that
        are none of the 40.
    digest : str
        SHA-256 over the sums of the ``.mat`` files that are there.
    """

    folder: Path
    good: tuple[str, ...]
    missing: tuple[str, ...]
    altered: tuple[str, ...]
    extra: tuple[str, ...]
    digest: str

    @property
    def ok(self) -> bool:
        """Whether the folder holds exactly the data set."""
        return not (self.missing or self.altered or self.extra)

    def describe(self) -> str:
        """One sentence: how many files are good, and the first of each kind that is not."""
        n_known = len(self.good) + len(self.missing) + len(self.altered)
        parts = [f"{self.folder}: {len(self.good)} of {n_known} files are as published"]
        for kind in ("missing", "altered", "extra"):
            names = getattr(self, kind)
            if names:
                more = f" and {len(names) - 1} more" if len(names) > 1 else ""
                parts.append(f"{len(names)} {kind} ({names[0]}{more})")
        return ", ".join(parts)


def verify(folder: str | Path, *, known: Mapping[str, KnownFile] | None = None) -> Verification:
    """Check every file of a folder against its SHA-256 sum.

    Parameters
    ----------
    folder : str or Path
        The folder with the ``.mat`` files, or the one above it that contains
        ``light_id_dopamine``. A folder that does not exist holds nothing: all are missing.
    known : mapping of str to KnownFile, optional
        The sums; the 40 cells of Dabney et al. 2020 by default.

    Returns
    -------
    Verification
        ``.ok``, ``.describe()`` and the names of the good, missing, altered and extra files.

    Examples
    --------
    >>> report = verify("no-such-folder")
    >>> report.ok, len(report.missing)
    (False, 40)
    """
    known = known_files() if known is None else known
    place = recordings_folder(folder)
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (sorted(place.iterdir()) if place.is_dir() else ())
        if is_recording(path)
    }
    here = [name for name in sorted(known) if name in found]
    return Verification(
        folder=place,
        good=tuple(name for name in here if found[name] == known[name].sha256),
        missing=tuple(name for name in sorted(known) if name not in found),
        altered=tuple(name for name in here if found[name] != known[name].sha256),
        extra=tuple(sorted(set(found) - set(known))),
        digest=digest_of(found),
    )
