"""Populations of simulated cells and the trials that they would give."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dopadist.distributional import Population, learn
from dopadist.experiments.probability_coding.settings import (
    BASE_RATE,
    BURN_IN,
    KINDS,
    LOG_GAIN_SD,
    LOG_NOISE_SD,
    CellKind,
    Model,
)
from dopadist.experiments.probability_coding.theory import CUES, bernoulli_expectile

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Cells:
    """Simulated cells, ``(..., n_cells)`` with populations in front.

    Attributes
    ----------
    alpha_plus, alpha_minus : numpy.ndarray
        Learning rates.
    gain : numpy.ndarray
        Response to a value of 1, spikes/s.
    noise : numpy.ndarray
        Standard deviation of a trial's response, spikes/s.
    """

    alpha_plus: Array
    alpha_minus: Array
    gain: Array
    noise: Array

    @property
    def tau(self) -> Array:
        return self.alpha_plus / (self.alpha_plus + self.alpha_minus)

    @property
    def value(self) -> Array:
        """Values of the three cues that each cell settles on, ``(..., n_cells, 3)``."""
        return bernoulli_expectile(self.tau[..., None], CUES)


def draw_cells(
    model: Model,
    shape: tuple[int, ...],
    *,
    rng: np.random.Generator,
    kind: CellKind = "dopamine",
    base_rate: float = BASE_RATE,
) -> Cells:
    """Cells with random rates, gains and noise.

    Parameters
    ----------
    model : {"classical", "distributional"}
        One rate for both signs, or two independent ones. Each is ``base_rate`` times a uniform
        number between 0 and 1, as the authors' simulations of the other task have it.
    shape : tuple of int
        ``(..., n_cells)``.
    rng : numpy.random.Generator
        Draws rates, then gains, then noise.
    kind : {"dopamine", "gaba"}
        Sets the median gain and noise.
    base_rate : float
        Largest learning rate.

    Returns
    -------
    Cells

    Examples
    --------
    >>> cells = draw_cells("classical", (5,), rng=np.random.default_rng(0))
    >>> bool(np.all(cells.tau == 0.5))
    True
    """
    # Not exactly 0: a cell that never learns has no asymmetry.
    plus, minus = base_rate * np.maximum(rng.random((2, *shape)), 1e-6)
    gain = KINDS[kind].gain * np.exp(LOG_GAIN_SD * rng.standard_normal(shape))
    noise = KINDS[kind].noise * np.exp(LOG_NOISE_SD * rng.standard_normal(shape))
    return Cells(plus, plus if model == "classical" else minus, gain, noise)


def alike(cells: Cells, *, gain: float, noise: float) -> Cells:
    """Return the cells with one gain and one noise, for comparison with closed forms."""
    shape = cells.gain.shape
    return replace(cells, gain=np.full(shape, gain), noise=np.full(shape, noise))


def values_over_trials(
    cells: Cells, n_trials: int, *, rng: np.random.Generator, one_session: bool = False
) -> Array:
    """Values with which each cell meets its trials while it goes on learning.

    Parameters
    ----------
    cells : Cells
        ``(..., n_cells)``.
    n_trials : int
        Trials of each cue.
    rng : numpy.random.Generator
        Draws the rewards.
    one_session : bool
        Whether the cells of a population share their rewards, as cells recorded at once do;
        else each has its own, as if it had been recorded in a session of its own.

    Returns
    -------
    array
        ``(..., n_cells, 3, n_trials)``, the value before each trial's outcome.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> cells = draw_cells("classical", (2,), rng=rng)
    >>> values_over_trials(cells, 4, rng=rng).shape
    (2, 3, 4)
    """
    shape = (*cells.tau.shape[:-1], 1) if one_session else cells.tau.shape
    total = BURN_IN + n_trials
    rewards = (rng.random((*shape, 3, total)) < CUES[:, None]).astype(float)
    plus, minus = (
        np.repeat(rate[..., None, None], 3, -2) for rate in (cells.alpha_plus, cells.alpha_minus)
    )
    notes = learn(
        Population(plus, minus),
        rewards,
        initial=cells.value[..., None],
        after=range(BURN_IN, total),
    )
    return np.moveaxis(notes[..., 0], 0, -1)


def simulate(
    cells: Cells,
    n_trials: int,
    *,
    rng: np.random.Generator,
    learning: bool = True,
    one_session: bool = False,
    value: Array | None = None,
) -> Array:
    """Responses to the cues, trial by trial: gain times value, plus noise.

    Parameters
    ----------
    cells : Cells
        ``(..., n_cells)``.
    n_trials : int
        Trials of each cue.
    rng : numpy.random.Generator
        Draws rewards, if any, and noise.
    learning : bool
        Whether values go on changing from trial to trial, or stay at their fixed points.
    one_session : bool
        Whether cells share their rewards, see :func:`values_over_trials`.
    value : (..., n_cells, 3) array, optional
        Values to use instead of the cells' own; they stay as they are.

    Returns
    -------
    array
        ``(..., n_cells, 3, n_trials)``, spikes/s above what precedes the cue. That constant is
        the same for the three cues of a cell and is left out.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> simulate(draw_cells("classical", (2,), rng=rng), 4, rng=rng).shape
    (2, 3, 4)
    """
    if value is not None:
        mean = value[..., None]
    elif learning:
        mean = values_over_trials(cells, n_trials, rng=rng, one_session=one_session)
    else:
        mean = cells.value[..., None]
    noise = rng.standard_normal((*cells.tau.shape, CUES.size, n_trials))
    noise *= cells.noise[..., None, None]
    noise += cells.gain[..., None, None] * mean
    return noise
