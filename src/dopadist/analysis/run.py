"""The whole analysis of a folder of recordings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dopadist.analysis.checks import check_cells, choose_trials
from dopadist.analysis.results import Results, compute
from dopadist.analysis.summary import summarise
from dopadist.analysis.writing import (
    cells_table,
    check_out,
    decoded_table,
    splits_table,
    summary_text,
    write_all,
)
from dopadist.asymmetry import Estimator
from dopadist.recordings import RecordingError, Recordings, read_folder
from dopadist.responses import Kind, Responses, TrialSet, compute_responses


@dataclass(frozen=True)
class Analysis:
    """What was analysed and what came out.

    Parameters
    ----------
    responses : Responses
        Of all cells.
    trial_set : TrialSet
        Trials that were analysed, and their axis.
    results : dict of {"authors", "joint"} to Results
        Estimates, correlations over splits, decodes.
    summary : dict
        Contents of ``summary.json``.
    out : Path or None
        Where the files are; None if none were written.
    """

    responses: Responses
    trial_set: TrialSet
    results: dict[Estimator, Results]
    summary: dict[str, Any]
    out: Path | None = None

    def describe(self) -> str:
        """A few lines for people."""
        summary = self.summary
        what = "the 40 cells as published" if summary["verified"] else "not the published cells"
        lines = [
            f"{summary['cells']} cells ({what}) in {summary['sessions']} sessions, "
            f"{summary['trials']} {summary['trial_kind']} trials; "
            f"{summary['usable_cells']} cells usable"
        ]
        lines.extend(
            f"{second} has the same spikes as {first}: leave one out, or it counts twice"
            for first, second in summary["copies"]
        )
        for estimator, sets in summary["correlations"].items():
            r = sets["usable"]
            lines.append(
                f"{estimator}, usable cells, independent halves: reversal point with asymmetry "
                f"r = {_number(r['r_reversal_asymmetry'])}, with reversal point "
                f"r = {_number(r['r_reversal_reversal'])} (mean of {summary['splits']} splits)"
            )
        if self.out is not None:
            lines.append(f"cells.csv, splits.csv, decoded.csv and summary.json are in {self.out}")
        return "\n".join(lines)


def analyze(
    path: str | Path,
    out: str | Path,
    *,
    n_splits: int = 1000,
    seed: int = 0,
    kind: Kind | None = None,
) -> Analysis:
    """Analyse a folder of recordings and write four files, all or none.

    Parameters
    ----------
    path : str or Path
        Folder that holds the ``.mat`` files, one a cell.
    out : str or Path
        Folder to write: new, empty, or with an earlier analysis, which is replaced.
        ``cells.csv``: one row a cell in ASCII order of the files, estimates from all its
        trials. ``splits.csv``: correlations from independent halves. ``decoded.csv``: mean of
        the distributions decoded one split at a time, authors' estimator, usable cells.
        ``summary.json``: axis with its µL, counts, same-trials decode, seed, versions, digest.
    n_splits : int
        Random splits, 1 or more.
    seed : int
        Of the splits, 0 or more.
    kind : {"pooled", "cued", "uncued"}, optional
        Trials to use; by default pooled where both kinds occur, else the one there is.

    Returns
    -------
    Analysis
        ``.describe()`` for people.

    Raises
    ------
    RecordingError
        In one sentence: a bad file, fewer than 3 cells, a cell that lacks a magnitude, a place
        that cannot be written or holds other things. Nothing is written then.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from dopadist.surrogate import surrogate, write_folder
    >>> with TemporaryDirectory() as place:
    ...     folder = write_folder(surrogate("matched", n_cells=5), Path(place) / "cells")
    ...     analysis = analyze(folder, Path(place) / "out", n_splits=20)
    ...     sorted(path.name for path in analysis.out.iterdir())
    ['cells.csv', 'decoded.csv', 'splits.csv', 'summary.json']
    """
    out = Path(out).expanduser()
    _check_settings(n_splits, seed)
    check_out(out)
    analysis = analyze_recordings(read_folder(path), n_splits=n_splits, seed=seed, kind=kind)
    contents = {
        "cells.csv": cells_table(analysis.responses, analysis.trial_set, analysis.results),
        "splits.csv": splits_table(analysis.results),
        "decoded.csv": decoded_table(analysis.results),
        "summary.json": summary_text(analysis.summary),
    }
    write_all(out, contents)
    return Analysis(analysis.responses, analysis.trial_set, analysis.results, analysis.summary, out)


def analyze_recordings(
    recordings: Recordings, *, n_splits: int = 1000, seed: int = 0, kind: Kind | None = None
) -> Analysis:
    """The same on recordings in memory, writing nothing.

    Parameters
    ----------
    recordings : Recordings
        At least three cells, recorded or simulated.
    n_splits, seed, kind
        As for `analyze`.

    Returns
    -------
    Analysis

    Raises
    ------
    RecordingError
        As for `analyze`.

    Examples
    --------
    >>> from dopadist.surrogate import surrogate
    >>> analysis = analyze_recordings(surrogate("matched", n_cells=5), n_splits=20)
    >>> analysis.summary["cells"], len(analysis.summary["axis"]), analysis.out
    (5, 7, None)
    """
    _check_settings(n_splits, seed)
    check_cells(recordings)
    responses = compute_responses(recordings)
    trial_set = choose_trials(responses, kind)
    results = compute(trial_set, n_splits=n_splits, seed=seed)
    summary = summarise(recordings, trial_set, results, n_splits=n_splits, seed=seed)
    return Analysis(responses, trial_set, results, summary)


def _check_settings(n_splits: int, seed: int) -> None:
    if n_splits < 1:
        raise RecordingError(f"n_splits is {n_splits}, expected 1 or more; 1000 is the default")
    if seed < 0:
        raise RecordingError(f"seed is {seed}, expected 0 or more; choose another")


def _number(spread: dict[str, Any]) -> str:
    return "undefined" if spread["mean"] is None else f"{spread['mean']:.2f}"
