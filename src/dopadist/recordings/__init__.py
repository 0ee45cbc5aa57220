"""Recorded cells: what they are, how they are read, verified and fetched."""

from dopadist.recordings.cells import Cell, RecordingError, Recordings
from dopadist.recordings.reading import read_cell, read_folder
from dopadist.recordings.sums import (
    FOLDER_NAME,
    KnownFile,
    Verification,
    digest_of,
    known_files,
    verify,
)

__all__ = [
    "FOLDER_NAME",
    "Cell",
    "KnownFile",
    "RecordingError",
    "Recordings",
    "Verification",
    "digest_of",
    "known_files",
    "read_cell",
    "read_folder",
    "verify",
]
