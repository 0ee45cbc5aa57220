"""The 40 recorded cells, where the machine has them."""

import os

import pytest

from dopadist.recordings import read_folder


@pytest.fixture(scope="session")
def recorded():
    """The verified cells that ``DOPADIST_DATA`` names."""
    folder = os.environ.get("DOPADIST_DATA")
    if not folder:
        pytest.skip("the recordings are absent: DOPADIST_DATA is not set")
    recordings = read_folder(folder, source="DOPADIST_DATA")
    # A wrong folder is a mistake of whoever set it, never a reason to skip.
    assert recordings.verified, f"DOPADIST_DATA is {folder}: not the 40 cells as published"
    return recordings
