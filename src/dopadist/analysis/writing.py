"""Write the four files of an analysis, all or none."""

import csv
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dopadist.analysis.results import Results
from dopadist.asymmetry import Estimator
from dopadist.recordings import RecordingError
from dopadist.responses import Responses, TrialSet

#: In the order of writing: a folder with a summary is complete.
FILES = ("cells.csv", "splits.csv", "decoded.csv", "summary.json")
_ESTIMATES = ("reversal_point", "slope_minus", "slope_plus", "asymmetry", "usable")
CELL_COLUMNS = (
    *("cell", "n_trials", "baseline_rate", *_ESTIMATES),
    *(f"joint_{name}" for name in _ESTIMATES),
    *("session", "prefix"),
)
SPLIT_COLUMNS = (
    *("split", "estimator", "cells"),
    *("r_reversal_asymmetry", "r_reversal_reversal", "n_cells"),
)
DECODED_COLUMNS = ("value", "probability")


def check_out(out: Path) -> None:
    """Refuse a place to write that holds other things, before anything is computed.

    Raises
    ------
    RecordingError
        If `out` is a file or holds files that no analysis wrote.
    """
    if out.exists() and not out.is_dir():
        raise RecordingError(f"{out} is a file, expected a folder to write; choose another name")
    try:
        present = sorted(out.iterdir()) if out.is_dir() else []
    except OSError as error:
        raise RecordingError(
            f"{out} cannot be read ({error.strerror}); choose another folder"
        ) from error
    # A folder called cells.csv would stop the writing half way.
    foreign = [item.name for item in present if item.name not in FILES or item.is_dir()]
    if foreign:
        raise RecordingError(
            f"{out} holds {foreign[0]}, expected a new or empty folder or an earlier analysis; "
            "choose another"
        )


def cells_table(
    responses: Responses, trial_set: TrialSet, results: dict[Estimator, Results]
) -> str:
    """``cells.csv``: one row a cell, estimates from all its trials, axis units, unclipped."""
    authors, joint = results["authors"].estimates, results["joint"].estimates
    columns = [
        trial_set.names,
        trial_set.n_trials,
        responses.baseline_rate,
        *(getattr(estimates, field) for estimates in (authors, joint) for field in _ESTIMATES),
        trial_set.sessions,
        trial_set.prefixes,
    ]
    return _csv(CELL_COLUMNS, zip(*columns, strict=True))


def splits_table(results: dict[Estimator, Results]) -> str:
    """``splits.csv``: one row a split, estimator and set of cells."""
    rows = (
        (split, estimator, cells, r_asymmetry, r_reversal, n_cells)
        for estimator, result in results.items()
        for cells, correlations in result.correlations.items()
        for split, (r_asymmetry, r_reversal, n_cells) in enumerate(
            zip(
                correlations.r_reversal_asymmetry,
                correlations.r_reversal_reversal,
                correlations.n_cells,
                strict=True,
            )
        )
    )
    return _csv(SPLIT_COLUMNS, rows)


def decoded_table(results: dict[Estimator, Results]) -> str:
    """``decoded.csv``: mean of the distributions decoded one split at a time (authors')."""
    decoded = results["authors"].decoded
    return _csv(DECODED_COLUMNS, zip(decoded.values, decoded.probabilities, strict=True))


def summary_text(summary: dict[str, Any]) -> str:
    """``summary.json``."""
    return json.dumps(summary, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_all(out: Path, contents: dict[str, str]) -> None:
    """Write the files beside `out` first, then move them in; the summary goes last.

    Parameters
    ----------
    out : Path
        A folder that `check_out` accepts.
    contents : dict of str to str
        One text for each of `FILES`.

    Raises
    ------
    RecordingError
        If the place cannot be written; then nothing is left behind.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise RecordingError(
            f"{out} cannot be written ({error.strerror}); choose another folder"
        ) from error
    try:
        for name in FILES:
            (staging / name).write_text(contents[name], encoding="utf-8")
        if out.is_dir():
            # Only a complete folder has a summary, also while the files are replaced.
            (out / FILES[-1]).unlink(missing_ok=True)
            for name in FILES:
                os.replace(staging / name, out / name)
        else:
            staging.chmod(0o777 & ~_umask())
            staging.rename(out)
    except OSError as error:
        raise RecordingError(
            f"{out} cannot be written ({error.strerror}); choose another folder"
        ) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_field(value) for value in row] for row in rows)
    return text.getvalue()


def _field(value: Any) -> str:
    """Numbers in full: the shortest text that reads back as the same number."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)):
        return repr(float(value))
    return str(value)
