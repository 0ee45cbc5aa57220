"""Write recordings as MATLAB files, in the format that `read_folder` reads."""

import io
from pathlib import Path

import numpy as np
from scipy.io import savemat

from dopadist.recordings import Cell, RecordingError, Recordings

#: MATLAB files begin with 116 bytes of free text; SciPy writes the date there, which would
#: give the same cells another SHA-256 every second.
_HEADER = b"MATLAB 5.0 MAT-file, written by dopadist".ljust(116)


def write_cell(cell: Cell, path: str | Path) -> None:
    """Write one cell; the same cell gives the same bytes.

    Parameters
    ----------
    cell : Cell
        Trial types become small integers where none is NaN, as in the recordings.
    path : str or Path
        Name of the file, with ``.mat``.
    """
    whole = not np.isnan(cell.trial_type).any()
    trial_type = cell.trial_type.astype(np.uint8) if whole else cell.trial_type
    content = io.BytesIO()
    savemat(
        content,
        {
            "events": {"odorOn": cell.odor_on[:, None], "trialType": trial_type[:, None]},
            "responses": {"spike": cell.spike_times[:, None]},
        },
        do_compression=True,
    )
    Path(path).write_bytes(_HEADER + content.getvalue()[len(_HEADER) :])


def write_folder(recordings: Recordings, path: str | Path) -> Path:
    """Write every cell into a new or empty folder, ``<name>.mat`` each.

    Parameters
    ----------
    recordings : Recordings
        Usually a surrogate: to try the analysis, or as an example of the format.
    path : str or Path
        Folder; made where it does not exist.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    RecordingError
        If the folder holds anything.

    Examples
    --------
    >>> import tempfile
    >>> from dopadist.recordings import read_folder
    >>> from dopadist.surrogate import surrogate
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write_folder(surrogate(n_cells=2), folder)
    ...     len(read_folder(folder).cells)
    2
    """
    folder = Path(path).expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    present = sorted(item.name for item in folder.iterdir())
    if present:
        raise RecordingError(
            f"{folder} holds {present[0]}, expected a new or empty folder; choose another"
        )
    for cell in recordings.cells:
        write_cell(cell, folder / f"{cell.name}.mat")
    return folder
