"""What the simulated nulls take from cells: counts, gains, and each cell's own residuals."""

from __future__ import annotations

import dataclasses
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dopadist.evidence import Evidence
from dopadist.responses import TrialSet, mean_axis
from dopadist.reversal import magnitude_statistics

Residuals = Literal["own", "gaussian"]
# A cell that hardly responds gets a tenth of the median gain: dividing by less only adds noise.
_LEAST_GAIN = 0.1


def cell_gains(trials: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slope of each cell's mean response against the mean axis, trials as weights.

    Parameters
    ----------
    trials : array_like, shape (n_cells, n_magnitudes, n_slots)
        Responses, NaN in unused slots.

    Returns
    -------
    numpy.ndarray, shape (n_cells,)
        Never below a tenth of the median.

    Examples
    --------
    >>> cell_gains(np.array([[[-1.0], [1.0]], [[0.0], [6.0]]]))
    array([0.5, 1.5])
    """
    statistics = magnitude_statistics(trials)
    u = mean_axis(np.asarray(trials, dtype=float))
    n, total = statistics.n, statistics.total
    all_n = n.sum(-1, keepdims=True)
    x = u - (n * u).sum(-1, keepdims=True) / all_n
    gain = (x * total).sum(-1) / (n * x * x).sum(-1)
    return np.maximum(gain, _LEAST_GAIN * np.median(gain))


def residual_sds(trials: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard deviation of each cell's trials around its means, shape ``(n_cells,)``.

    Examples
    --------
    >>> residual_sds(np.array([[[1.0, 3.0], [5.0, 5.0]]]))
    array([1.])
    """
    statistics = magnitude_statistics(trials)
    residual = np.asarray(trials, dtype=float) - statistics.mean[..., None]
    used = np.isfinite(residual)
    squares = np.where(used, residual, 0.0) ** 2
    freedom = used.sum((1, 2)) - (statistics.n > 0).sum(-1)
    return np.sqrt(squares.sum((1, 2)) / np.maximum(freedom, 1))


def with_residuals(
    mean: NDArray[np.float64],
    like: TrialSet,
    *,
    rng: np.random.Generator,
    residuals: Residuals = "own",
    evidence: Evidence = "simulation",
) -> TrialSet:
    """Cells with given mean responses and the trial counts and noise of other cells.

    Parameters
    ----------
    mean : array_like, shape (n_cells, n_magnitudes)
        Mean responses, spikes/s.
    like : TrialSet
        Gives counts, times, names and noise.
    rng : numpy.random.Generator
        Draws the noise.
    residuals : {"own", "gaussian"}
        ``"own"``: the cell's own residuals, scaled to unit variance at each magnitude, put
        together over magnitudes, drawn with replacement and scaled back: the skew of a cell's
        noise stays with the cell. ``"gaussian"``: of the same standard deviations.
    evidence : {"simulation", "surrogate"}
        Of the result.

    Returns
    -------
    TrialSet
        Axis computed from the new trials.

    Raises
    ------
    ValueError
        If ``residuals`` is unknown.

    Examples
    --------
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=5)))
    >>> silent = with_residuals(np.zeros((5, 7)), trials, rng=np.random.default_rng(0))
    >>> bool((silent.n_trials == trials.n_trials).all())
    True
    """
    if residuals not in ("own", "gaussian"):
        raise ValueError(f"residuals is {residuals!r}, expected 'own' or 'gaussian'")
    used = np.isfinite(like.trials)
    statistics = magnitude_statistics(like.trials)
    n = statistics.n
    residual = np.where(used, like.trials - statistics.mean[..., None], 0.0)
    sd = np.sqrt((residual**2).sum(-1) / np.maximum(n - 1, 1))
    unit = np.divide(residual, sd[..., None], out=np.zeros_like(residual), where=sd[..., None] > 0)
    # A residual from n trials has variance (n - 1) / n; undo it before pooling.
    unit *= np.sqrt(n / np.maximum(n - 1, 1))[..., None]
    noise = np.zeros_like(residual)
    for cell in range(mean.shape[0]):
        own = unit[cell][used[cell]]
        drawn = rng.choice(own, own.size) if residuals == "own" else rng.normal(size=own.size)
        noise[cell][used[cell]] = drawn
    trials = np.where(used, mean[..., None] + noise * sd[..., None], np.nan)
    return dataclasses.replace(like, trials=trials, axis=mean_axis(trials), evidence=evidence)
