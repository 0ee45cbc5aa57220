"""What one recorded cell is, and a set of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.evidence import Evidence


class RecordingError(ValueError):
    """A recording, or a folder of them, that cannot be used; says file, field and remedy."""


@dataclass(frozen=True)
class Cell:
    """Spikes and trials of one cell.

    Parameters
    ----------
    name : str
        File name without ``.mat``.
    spike_times : ndarray, shape (n_spikes,)
        Spike times, ms from the start of the session, never decreasing, finite.
    odor_on : ndarray, shape (n_trials,)
        First event of each trial, ms: odour onset, or the reward itself where the reward
        came unannounced (types 1-7).
    trial_type : ndarray, shape (n_trials,)
        1-7 unannounced reward, 8-14 announced reward (volume index type - 7), 15 an odour
        that announces nothing, NaN unclassified.

    Examples
    --------
    >>> cell = Cell("D_05-07_15-42-29_TT8_2", np.array([1.0]), np.array([0.0]), np.array([3.0]))
    >>> cell.session, cell.prefix
    ('D_05-07_15-42-29', 'D')
    """

    name: str
    spike_times: NDArray[np.float64]
    odor_on: NDArray[np.float64]
    trial_type: NDArray[np.float64]

    @property
    def session(self) -> str:
        """Part of the name before ``_TT`` (the tetrode): cells of one session share it."""
        return self.name.split("_TT", 1)[0]

    @property
    def prefix(self) -> str:
        """Part of the name before the first ``_``: a letter, or a month; not always one mouse."""
        return self.name.split("_", 1)[0]


@dataclass(frozen=True)
class Recordings:
    """Cells that are analysed together, and what they are.

    Parameters
    ----------
    cells : tuple of Cell
        In ASCII order of the file names.
    evidence : {"recorded", "surrogate"}
        ``"surrogate"`` for simulated cells.
    digest : str
        SHA-256 (hex) over the sums of the files, or over the settings of the surrogate.
    source : str
        ``"DOPADIST_DATA"``, ``"cache"``, ``"download"``, ``"folder"`` or
        ``"surrogate:<population>"``.
    reason : str
        Why a surrogate stands here; otherwise empty.
    verified : bool
        Whether these are exactly the 40 cells of Dabney et al. 2020, each file matching its
        SHA-256 sum. Somebody else's recordings are ``"recorded"`` and not verified.
    """

    cells: tuple[Cell, ...]
    evidence: Evidence
    digest: str
    source: str
    reason: str = ""
    verified: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each cell."""
        return tuple(cell.name for cell in self.cells)

    @property
    def sessions(self) -> tuple[str, ...]:
        """Session of each cell."""
        return tuple(cell.session for cell in self.cells)

    @property
    def prefixes(self) -> tuple[str, ...]:
        """File-name prefix of each cell."""
        return tuple(cell.prefix for cell in self.cells)
