"""Recorded cells: what they are, how they are read, verified, fetched and located."""

from dopadist.recordings.cells import Cell, RecordingError, Recordings
from dopadist.recordings.constants import AUTHORS, Constants, Window
from dopadist.recordings.fetching import FetchError, cache_folder, fetch
from dopadist.recordings.locating import Located, locate
from dopadist.recordings.reading import read_cell, read_folder
from dopadist.recordings.sources import SOURCES, Source, folder_of_files, osf_project
from dopadist.recordings.sums import (
    FOLDER_NAME,
    KnownFile,
    Verification,
    digest_of,
    known_files,
    verify,
)

__all__ = [
    "AUTHORS",
    "FOLDER_NAME",
    "SOURCES",
    "Cell",
    "Constants",
    "FetchError",
    "KnownFile",
    "Located",
    "RecordingError",
    "Recordings",
    "Source",
    "Verification",
    "Window",
    "cache_folder",
    "digest_of",
    "fetch",
    "folder_of_files",
    "known_files",
    "locate",
    "osf_project",
    "read_cell",
    "read_folder",
    "verify",
]
