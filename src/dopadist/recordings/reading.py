"""Read recorded cells in the "CommonFormat": MATLAB v5 files with ``events`` and ``responses``."""

import hashlib
import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.io import loadmat

from dopadist.recordings.cells import Cell, RecordingError, Recordings
from dopadist.recordings.sums import digest_of, is_recording, known_files, recordings_folder

#: Signature of an HDF5 file, which MATLAB writes with ``save -v7.3``.
_HDF5 = b"\x89HDF\r\n\x1a\n"
#: Trials of the task are seconds apart; a median gap below this (ms) means other units.
_SHORTEST_GAP = 500.0
#: Spikes that all lie further than this (ms) from all trials are on another clock.
_SLACK = 4000.0
_KINDS = {"U": "text", "S": "text", "O": "a cell array", "c": "complex numbers", "V": "a struct"}
_REMEDY_MAT = "save it in MATLAB with save(file, 'events', 'responses', '-v7'), or fetch it again"


def read_cell(path: str | Path) -> Cell:
    """Read one cell.

    Parameters
    ----------
    path : str or Path
        A MATLAB file (version 5 to 7) with the structs ``events`` (fields ``odorOn`` and
        ``trialType``) and ``responses`` (field ``spike``); other fields are not looked at.
        Rows or columns, any real number type.

    Returns
    -------
    Cell
        Times in ms; trials of type 15 and NaN are kept.

    Raises
    ------
    RecordingError
        With file, field, what was found, what was expected and the remedy: no MATLAB file,
        truncated, HDF5 (v7.3), a struct or field missing, text or complex numbers or a matrix
        in place of a vector, unequal lengths, spike times that are not finite or go back, types
        other than 1-15 or NaN, rewarded trials without a time, times that are not in ms.

    Notes
    -----
    Read with `scipy.io.loadmat`, which executes nothing from the file. Schema: section 3.2 of
    the methods reference, from the authors' analysis of Dabney et al. 2020,
    doi:10.1038/s41586-019-1924-6.
    """
    path = Path(path)
    return _cell(path, _bytes(path))


def read_folder(path: str | Path, *, source: str = "folder") -> Recordings:
    """Read every ``.mat`` file of a folder, in ASCII order of the names.

    Parameters
    ----------
    path : str or Path
        Folder with the ``.mat`` files (or the one above its ``light_id_dopamine``).
    source : str
        Written into the result.

    Returns
    -------
    Recordings
        ``evidence`` is ``"recorded"``; ``verified`` is true only for exactly the 40 cells of
        Dabney et al. 2020, each with the right sum.

    Raises
    ------
    RecordingError
        If the folder does not exist or holds no ``.mat`` file, for names that
        cannot be told apart or printed, or for the first bad file.
    """
    given = Path(path).expanduser()
    if not given.is_dir():
        kind = "is a file" if given.exists() else "does not exist"
        raise RecordingError(
            f"{given} {kind}, expected a folder of .mat files, one a cell; name the folder"
        )
    try:
        folder = recordings_folder(given)
        # Path objects compare by case-folded parts on some systems; strings are ASCII order.
        paths = sorted(filter(is_recording, folder.iterdir()), key=lambda item: item.name)
    except OSError as error:
        raise RecordingError(
            f"{given} cannot be read ({error.strerror}); check the rights of the folder"
        ) from error
    if not paths:
        raise RecordingError(
            f"{folder} holds no .mat file, expected one a cell; name the folder that holds them"
        )
    _check_names(paths)
    contents = {item.name: _bytes(item) for item in paths}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    return Recordings(
        cells=tuple(_cell(item, contents[item.name]) for item in paths),
        evidence="recorded",
        digest=digest_of(sums),
        source=source,
        verified=sums == {name: known.sha256 for name, known in known_files().items()},
    )


def _check_names(paths: list[Path]) -> None:
    """Names go into tables: they have to be text, and to tell the cells apart."""
    by_stem: dict[str, str] = {}
    for path in paths:
        if not path.name.isprintable():  # also where the bytes of the name are no UTF-8
            raise RecordingError(
                f"{path.parent} holds {path.name!r}, expected a name of printable characters; "
                "rename the file"
            )
        first = by_stem.setdefault(path.stem, path.name)
        if first != path.name:
            raise RecordingError(
                f"{path.parent} holds {first} and {path.name}, expected one file a cell; "
                "rename or remove one"
            )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise RecordingError(f"{path} cannot be read ({reason}); check name and rights") from error


def _cell(path: Path, content: bytes) -> Cell:
    structs = _structs(path, content)
    spikes = _vector(path, structs, "responses", "spike")
    odor_on = _vector(path, structs, "events", "odorOn")
    trial_type = _vector(path, structs, "events", "trialType")
    _check_trials(path, odor_on, trial_type)
    _check_spikes(path, spikes, odor_on)
    return Cell(path.stem, spikes, odor_on, trial_type)


def _structs(path: Path, content: bytes) -> dict[str, NDArray[Any]]:
    if content.startswith(_HDF5) or _HDF5 in content[:1024]:
        raise RecordingError(
            f"{path} is an HDF5 file (MATLAB -v7.3), expected MATLAB version 5 to 7; {_REMEDY_MAT}"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            loaded = loadmat(io.BytesIO(content), variable_names=("events", "responses"))
    # A damaged file fails in as many ways as there are bytes: all mean the same to the reader.
    except Exception as error:
        detail = " ".join(str(error).split()) or type(error).__name__
        raise RecordingError(
            f"{path} ({len(content)} bytes) is no whole MATLAB file ({detail}), expected MATLAB "
            f"version 5 to 7; {_REMEDY_MAT}"
        ) from error
    for name in ("events", "responses"):
        struct = loaded.get(name)
        if struct is None:
            raise RecordingError(f"{path} has no variable '{name}'; {_REMEDY_MAT}")
        if not isinstance(struct, np.ndarray) or struct.dtype.names is None or struct.size != 1:
            raise RecordingError(f"{path}: '{name}' is no struct of size 1 x 1; {_REMEDY_MAT}")
    return loaded


def _vector(
    path: Path, structs: dict[str, NDArray[Any]], struct: str, field: str
) -> NDArray[np.float64]:
    where = f"{path}: {struct}.{field}"
    record = structs[struct].reshape(-1)[0]
    if field not in (record.dtype.names or ()):
        raise RecordingError(f"{where} is missing; add this field to the struct '{struct}'")
    values = record[field]
    if not isinstance(values, np.ndarray) or values.dtype.kind not in "fiub":
        kind = _KINDS.get(getattr(getattr(values, "dtype", None), "kind", "?"), "something else")
        raise RecordingError(
            f"{where} holds {kind}, expected a vector of real numbers; convert it to double"
        )
    if values.size == 0:
        raise RecordingError(f"{where} is empty, expected at least one number; leave the cell out")
    if max(values.shape) != values.size:
        raise RecordingError(f"{where} has shape {values.shape}, expected a row or a column")
    return values.reshape(-1).astype(np.float64)


def _check_trials(
    path: Path, odor_on: NDArray[np.float64], trial_type: NDArray[np.float64]
) -> None:
    if odor_on.size != trial_type.size:
        raise RecordingError(
            f"{path}: events.odorOn has {odor_on.size} values and events.trialType "
            f"{trial_type.size}, expected one of each a trial"
        )
    typed = trial_type[~np.isnan(trial_type)]
    wrong = typed[(typed < 1) | (typed > 15) | (typed != np.round(typed))]
    if wrong.size:
        raise RecordingError(
            f"{path}: events.trialType holds {wrong[0]:g}, expected whole numbers from 1 to 15, "
            "or NaN for trials to be left out"
        )
    untimed = np.flatnonzero((trial_type <= 14) & ~np.isfinite(odor_on))
    if untimed.size:
        raise RecordingError(
            f"{path}: events.odorOn is {odor_on[untimed[0]]} in trial {untimed[0] + 1}, expected "
            "a time in ms; set its trialType to NaN to leave the trial out"
        )
    gaps = np.diff(np.sort(odor_on[np.isfinite(odor_on)]))
    if gaps.size and np.median(gaps) < _SHORTEST_GAP:
        raise RecordingError(
            f"{path}: events.odorOn has trials {np.median(gaps):g} ms apart (median), expected "
            f"more than {_SHORTEST_GAP:g}; give all times in ms, not seconds"
        )


def _check_spikes(path: Path, spikes: NDArray[np.float64], odor_on: NDArray[np.float64]) -> None:
    where = f"{path}: responses.spike"
    bad = np.flatnonzero(~np.isfinite(spikes))
    if bad.size:
        raise RecordingError(
            f"{where} is {spikes[bad[0]]} at spike {bad[0] + 1}, expected finite times in ms; "
            "leave such spikes out"
        )
    back = np.flatnonzero(np.diff(spikes) < 0)
    if back.size:
        first, second = spikes[back[0]], spikes[back[0] + 1]
        raise RecordingError(
            f"{where} goes back from {first:g} to {second:g} ms at spike {back[0] + 2}, expected "
            "times that never decrease; sort them"
        )
    events = odor_on[np.isfinite(odor_on)]
    if events.size and (spikes[0] - events.max() > _SLACK or events.min() - spikes[-1] > _SLACK):
        raise RecordingError(
            f"{where} runs from {spikes[0]:g} to {spikes[-1]:g} ms and events.odorOn from "
            f"{events.min():g} to {events.max():g}, expected one clock; give both in ms of it"
        )
