"""Recorded cells where there are any, simulated ones elsewhere."""

from dopadist.recordings import Recordings, locate, read_folder
from dopadist.surrogate.settings import Population
from dopadist.surrogate.spikes import surrogate


def load_or_surrogate(*, seed: int = 0, population: Population = "matched") -> Recordings:
    """The recordings of this run, as a chapter asks for them.

    ``DOPADIST_DATA``, else the user's cache, else a download, else (or with
    ``DOPADIST_OFFLINE=1``) simulated cells.

    Parameters
    ----------
    seed : int
        Of the simulated cells.
    population : {"matched", "theory", "classical", "equal_slopes"}
        What the simulated cells are, see `truth`.

    Returns
    -------
    Recordings
        ``evidence`` says which; ``reason`` why simulated.

    Raises
    ------
    RecordingError
        If ``DOPADIST_DATA`` or the cache is there and not as published.
    """
    located = locate()
    if located.folder is None:
        return surrogate(population, seed=seed, reason=located.reason)
    return read_folder(located.folder, source=located.source)
