"""Whether recordings can be analysed, said before anything is computed or written."""

import numpy as np

from dopadist.recordings import RecordingError, Recordings
from dopadist.responses import Kind, Responses, TrialSet, pool

#: A correlation over fewer cells says nothing: two points always lie on a line.
FEWEST_CELLS = 3
#: Each half needs a trial of every magnitude.
FEWEST_TRIALS = 2


def check_cells(recordings: Recordings) -> None:
    """Refuse too few cells.

    Raises
    ------
    RecordingError
        Below three cells.
    """
    n_cells = len(recordings.cells)
    if n_cells < FEWEST_CELLS:
        raise RecordingError(
            f"there {'is' if n_cells == 1 else 'are'} {n_cells} cell"
            f"{'' if n_cells == 1 else 's'} ({', '.join(recordings.names)}), expected "
            f"{FEWEST_CELLS} or more for a correlation over cells; add recordings to the folder"
        )


def choose_trials(responses: Responses, kind: Kind | None) -> TrialSet:
    """Pool the trials, or take the one kind that there is.

    Parameters
    ----------
    responses : Responses
        Of all cells.
    kind : {"pooled", "cued", "uncued"} or None
        None pools where both kinds occur.

    Returns
    -------
    TrialSet
        With at least two trials of every magnitude in every cell.

    Raises
    ------
    RecordingError
        If there are no rewarded trials of the kind, a cell lacks a magnitude, or the mean
        response is the same for all.
    """
    present = {name: np.isfinite(getattr(responses, name)).any() for name in ("cued", "uncued")}
    if not any(present.values()):
        raise RecordingError(
            "events.trialType holds no rewards in any cell, expected codes 1 to 14; number the "
            "trials by reward volume as the data page says"
        )
    if kind is None:
        kind = "pooled" if all(present.values()) else ("cued" if present["cued"] else "uncued")
    needed = ("cued", "uncued") if kind == "pooled" else (kind,)
    for name in needed:
        if not present[name]:
            codes = "8 to 14" if name == "cued" else "1 to 7"
            raise RecordingError(
                f"events.trialType holds no {name} rewards in any cell, expected codes {codes}; "
                "number the trials by reward volume as the data page says"
            )
    trial_set = pool(responses, kind=kind)
    n = np.isfinite(trial_set.trials).sum(axis=2)
    scarce = np.argwhere(n < FEWEST_TRIALS)
    if scarce.size:
        cell, magnitude = scarce[0]
        first_code = {"cued": 8, "uncued": 1}
        codes = " or ".join(str(first_code[name] + magnitude) for name in reversed(needed))
        raise RecordingError(
            f"{trial_set.names[cell]}: {n[cell, magnitude]} trials of magnitude {magnitude + 1} "
            f"({trial_set.volumes[magnitude]:g} µL; trialType {codes}), expected {FEWEST_TRIALS} "
            "or more in every cell, one for each half; leave the cell out"
        )
    if np.ptp(trial_set.axis) == 0:
        raise RecordingError(
            f"the mean response is {trial_set.axis[0]:g} spikes/s for every volume, expected "
            "responses that differ; check that responses.spike and events.odorOn share one clock"
        )
    return trial_set
