"""Simulated cells whose reversal points and slopes are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.nulls import two_lines
from dopadist.responses import TrialSet
from dopadist.reversal import MagnitudeStatistics
from dopadist.surrogate import SETTINGS, Population, truth
from dopadist.tasks.rewards import VOLUMES

Floats = NDArray[np.float64]
AXIS = np.array(SETTINGS.utility)
# Of the recorded cells: mean trials per volume, and median SD of single trials, spikes/s
# (sections 1 and 3.3 of the methods reference).
N_TRIALS = np.array([14.7, 20.2, 33.0, 34.4, 69.2, 33.5, 17.1])
RESIDUAL_SD = 4.15
# Times the recorded number of trials; 32 makes about 1,000 a volume.
SCALES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)


@dataclass(frozen=True)
class Cells:
    """True reversal points (spikes/s), slopes and asymmetries, shape (n_cells,) each."""

    point: Floats
    minus: Floats
    plus: Floats

    @property
    def tau(self) -> Floats:
        """Asymmetry."""
        return self.plus / (self.plus + self.minus)

    @property
    def mean(self) -> Floats:
        """Mean responses, shape (n_cells, 7), spikes/s."""
        return two_lines(self.point, self.minus, self.plus, AXIS)

    def repeated(self, n: int) -> Cells:
        """Every cell n times, copies side by side."""
        return Cells(*(np.repeat(values, n) for values in (self.point, self.minus, self.plus)))


def counts(scale: float) -> NDArray[np.int64]:
    """Trials of each volume at so many times the recorded number.

    >>> counts(1.0)
    array([15, 20, 33, 34, 69, 34, 17])
    """
    return np.maximum(np.rint(scale * N_TRIALS), 2).astype(np.int64)


def per_volume(scale: float) -> float:
    """Mean trials a volume.

    >>> round(per_volume(1.0), 1)
    31.7
    """
    return float(counts(scale).mean())


def examples() -> Cells:
    """Three cells: the quartiles of the recorded reversal points, pessimistic to optimistic.

    The slopes have geometric mean 1; the levels are 0.3, 0.5 and 0.7.
    """
    tau = np.array([0.3, 0.5, 0.7])
    odds = np.sqrt(tau / (1 - tau))
    return Cells(point=np.array([-1.07, -0.15, 1.59]), minus=1 / odds, plus=odds)


def population(kind: Population, *, seed: int, n_cells: int) -> Cells:
    """Cells of a surrogate population, as straight lines without spikes."""
    true = truth(kind, seed=seed, n_cells=n_cells)
    inside = np.clip(true.reversal_point, AXIS[0] + 1e-6, AXIS[-1] - 1e-6)
    return Cells(point=inside, minus=true.alpha_minus, plus=true.alpha_plus)


def draw_trials(cells: Cells, scale: float, rng: np.random.Generator) -> Floats:
    """Single trials, shape (n_cells, 7, n_slots), NaN where there is none, spikes/s."""
    n = counts(scale)
    slots = np.arange(n.max())
    shape = (cells.point.size, n.size, slots.size)
    trials = rng.standard_normal(shape)
    trials *= RESIDUAL_SD
    trials += cells.mean[..., None]
    trials[:, slots >= n[:, None]] = np.nan
    return trials


def draw_statistics(cells: Cells, scale: float, rng: np.random.Generator) -> MagnitudeStatistics:
    """Counts and sums of so many trials, shape (n_cells, 7), drawn volume by volume."""
    mean = cells.mean
    n = counts(scale)
    positive = np.zeros(mean.shape, dtype=np.int64)
    total = np.zeros(mean.shape)
    for k, size in enumerate(n):
        trials = rng.standard_normal((len(mean), size))
        trials *= RESIDUAL_SD
        trials += mean[:, k, None]
        positive[:, k] = (trials > 0).sum(1)
        total[:, k] = trials.sum(1)
    n_all = np.broadcast_to(n, mean.shape)
    return MagnitudeStatistics(n=n_all, positive=positive, negative=n_all - positive, total=total)


def draw_halves(cells: Cells, scale: float, rng: np.random.Generator) -> MagnitudeStatistics:
    """Two independent halves of so many trials, shape (2, n_cells, 7)."""
    halves = [draw_statistics(cells, scale / 2, rng) for _ in range(2)]
    return MagnitudeStatistics(
        n=np.stack([half.n for half in halves]),
        positive=np.stack([half.positive for half in halves]),
        negative=np.stack([half.negative for half in halves]),
        total=np.stack([half.total for half in halves]),
    )


def trial_set(trials: Floats) -> TrialSet:
    """Trials on the known axis, as the analysis takes them."""
    names = tuple(f"simulated {index}" for index in range(len(trials)))
    order = np.broadcast_to(np.arange(trials.shape[-1], dtype=float), trials.shape)
    return TrialSet(
        trials=trials, times=np.where(np.isfinite(trials), order, np.nan), axis=AXIS, offset=0.0,
        kind="cued", names=names, sessions=names, prefixes=names, volumes=np.asarray(VOLUMES),
        evidence="simulation", digest="",
    )  # fmt: skip
