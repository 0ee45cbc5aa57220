"""Spike trains of simulated cells, with the schema of the recorded ones."""

import hashlib
import json
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from dopadist.recordings import AUTHORS, Cell, Recordings
from dopadist.streams import streams
from dopadist.surrogate.population import truth
from dopadist.surrogate.settings import SETTINGS, Population, Settings
from dopadist.tasks.rewards import VOLUME_PROBABILITIES

# First session, cells and sessions of each of the six file-name prefixes, as in the recordings.
_PREFIXES = (
    (0, "A", 3, 3),
    (3, "B", 6, 3),
    (6, "C", 9, 6),
    (12, "D", 16, 12),
    (24, "E", 3, 3),
    (27, "F", 3, 3),
)


def surrogate(
    population: Population = "matched",
    *,
    seed: int = 0,
    n_cells: int = 40,
    reason: str = "",
    settings: Settings = SETTINGS,
) -> Recordings:
    """Simulated recordings: what the analysis finds when a hypothesis is true.

    Parameters
    ----------
    population : {"matched", "theory", "classical", "equal_slopes"}
        What is true of the cells, see `truth`. ``"matched"`` and ``"theory"`` have the
        distributional code built in, the other two do not.
    seed : int
        The same arguments give the same spikes.
    n_cells : int
        40 cells in 30 sessions of six prefixes, like the recordings; cells of a session share
        its trials.
    reason : str
        Why simulated cells stand in for recorded ones, carried in the result.
    settings : Settings
        The fitted numbers.

    Returns
    -------
    Recordings
        ``evidence`` is ``"surrogate"``; such data never support a sentence about the brain.

    Notes
    -----
    The rate is the baseline except in the 400 ms response window of a rewarded trial, where it
    is ``max(0, baseline + alpha (u - V) + noise)`` with alpha_plus above and alpha_minus below
    the reversal point V. Spikes are a gamma renewal process in operational time. Known misfits:
    mean asymmetry a little high, too few cells beyond the edges, too few negative cells at 5 µL,
    no shared variance within sessions.

    Examples
    --------
    >>> cells = surrogate("classical", seed=1, n_cells=2)
    >>> cells.evidence, cells.source, len(cells.cells)
    ('surrogate', 'surrogate:classical', 2)
    """
    true = truth(population, seed=seed, n_cells=n_cells, settings=settings)
    layout = _layout(n_cells)
    n_sessions = max(session for _, session in layout) + 1
    sessions = [_trials(rng, settings) for rng in streams(seed, "surrogate/sessions", n_sessions)]
    utility = np.array(settings.utility)
    utility = np.where(utility < 0, settings.below_zero * utility, utility)
    cells = []
    for index, rng in enumerate(streams(seed, "surrogate/spikes", n_cells)):
        name, session = layout[index]
        odor_on, trial_type = sessions[session]
        error = utility - true.reversal_point[index]
        slope = np.where(error > 0, true.alpha_plus[index], true.alpha_minus[index])
        response = slope * error
        # Indexed by trial type: 1-7 unannounced, 8-14 announced, all others no response.
        change = np.full(16, np.nan)
        change[list(AUTHORS.uncued_types)] = response + settings.surprise
        change[list(AUTHORS.cued_types)] = response
        spikes = _spike_times(rng, true.baseline_rate[index], change, odor_on, trial_type, settings)
        cells.append(Cell(name, spikes, odor_on, trial_type))
    described = json.dumps([population, seed, n_cells, asdict(settings)])
    return Recordings(
        cells=tuple(cells),
        evidence="surrogate",
        digest=hashlib.sha256(described.encode()).hexdigest(),
        source=f"surrogate:{population}",
        reason=reason,
    )


def _layout(n_cells: int) -> list[tuple[str, int]]:
    """Name and session of each cell, in ASCII order of the names.

    After 40 cells the layout begins again with new sessions.
    """
    template = [
        (prefix, first + unit * n_sessions // n_in_prefix)
        for first, prefix, n_in_prefix, n_sessions in _PREFIXES
        for unit in range(n_in_prefix)
    ]
    n_sessions = template[-1][1] + 1
    places = []
    for index in range(n_cells):
        again, rest = divmod(index, len(template))
        prefix, session = template[rest]
        session += again * n_sessions
        tetrode, unit = index % 8 + 1, index + 1
        places.append((f"{prefix}_{session + 1:04d}_TT{tetrode}_{unit}_Surrogate", session))
    return sorted(places, key=lambda place: place[0] + ".mat")


def _trials(
    rng: np.random.Generator, settings: Settings
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """First events (ms) and types of the trials of one session."""
    n_rewarded = int(np.clip(round(rng.normal(*settings.n_trials)), *settings.n_trials_limits))
    volumes = VOLUME_PROBABILITIES / VOLUME_PROBABILITIES.sum()
    shares = np.concatenate([(1 - settings.cued) * volumes, settings.cued * volumes])
    counts = rng.multinomial(n_rewarded, shares)
    # At least one trial of each type: the axis needs every volume, and the recordings have it.
    rewarded = np.repeat(np.arange(1, 15), np.maximum(counts, 1))
    n_listed = rewarded.size / (1 - settings.empty - settings.unclassified)
    types = np.concatenate(
        [
            rewarded.astype(np.float64),
            np.full(round(n_listed * settings.empty), 15.0),
            np.full(round(n_listed * settings.unclassified), np.nan),
        ]
    )
    rng.shuffle(types)
    gaps = settings.shortest_gap + rng.exponential(
        settings.mean_gap - settings.shortest_gap, types.size
    )
    return settings.lead + np.cumsum(gaps), types


def _spike_times(
    rng: np.random.Generator,
    baseline_rate: float,
    change: NDArray[np.float64],
    odor_on: NDArray[np.float64],
    trial_type: NDArray[np.float64],
    settings: Settings,
) -> NDArray[np.float64]:
    """Gamma renewal process whose rate follows the trials, ms."""
    response = change[np.where(np.isnan(trial_type), 0, trial_type).astype(int)]
    responding = np.isfinite(response)
    uncued = np.isin(trial_type, AUTHORS.uncued_types)[responding]
    start = odor_on[responding] + np.where(
        uncued, AUTHORS.uncued_response[0], AUTHORS.cued_response[0]
    )
    length = AUTHORS.cued_response[1] - AUTHORS.cued_response[0]
    noise = settings.rate_noise * rng.standard_normal(start.size)
    rate = np.maximum(0.0, baseline_rate + response[responding] + noise)

    # Knots at which the rate changes: response windows never overlap (shortest_gap).
    end = odor_on[-1] + settings.lead
    knots = np.concatenate([[0.0], np.column_stack([start, start + length]).ravel(), [end]])
    rates = np.concatenate(
        [[baseline_rate], np.column_stack([rate, np.full(rate.size, baseline_rate)]).ravel()]
    )
    expected = np.concatenate([[0.0], np.cumsum(rates * np.diff(knots) / 1000.0)])
    n = int(expected[-1] + 8 * np.sqrt(expected[-1]) + 20)
    operational = np.cumsum(rng.gamma(1 / settings.fano, settings.fano, n))
    operational = operational[operational < expected[-1]]
    return np.interp(operational, expected, knots)
