"""Populations in which the hypothesis is false, with the recorded counts, gains and noise."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from dopadist.nulls.fitted import Residuals, cell_gains, with_residuals
from dopadist.responses import TrialSet, compute_responses, pool
from dopadist.responses.pooling import Kind
from dopadist.surrogate import Population, surrogate
from dopadist.tasks.rewards import VOLUME_PROBABILITIES

# Exponent of the normalisation. With 2 the reversal volumes reach from 0.4 to 7.4 µL of this
# task; with 1 they couldn't exceed the mean reward.
_EXPONENT = 2.0


def homogeneous(
    like: TrialSet, *, rng: np.random.Generator, residuals: Residuals = "own"
) -> TrialSet:
    """No diversity: one tuning curve, the mean axis, times each cell's gain.

    Parameters
    ----------
    like : TrialSet
        Gives counts, gains and residuals.
    rng : numpy.random.Generator
        Draws the noise.
    residuals : {"own", "gaussian"}
        See :func:`dopadist.nulls.with_residuals`. With their own skewed residuals the cells'
        *medians* cross zero at different rewards, which a count of signs takes for diversity.

    Returns
    -------
    TrialSet
        Counts and times of ``like``, axis computed anew.

    Examples
    --------
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=5)))
    >>> homogeneous(trials, rng=np.random.default_rng(0)).evidence
    'simulation'
    """
    mean = cell_gains(like.trials)[:, None] * like.axis
    return with_residuals(mean, like, rng=rng, residuals=residuals)


def equal_slopes(
    like: TrialSet,
    *,
    reversal_point: NDArray[np.float64],
    rng: np.random.Generator,
    residuals: Residuals = "own",
    baseline_rate: NDArray[np.float64] | None = None,
) -> TrialSet:
    """Diverse reversal points, tau = 1/2 in every cell: one straight line a cell.

    Parameters
    ----------
    like : TrialSet
        Gives counts, gains and residuals.
    reversal_point : array_like, shape (n_cells,)
        True reversal points, axis units.
    rng, residuals
        As in :func:`homogeneous`.
    baseline_rate : array_like, shape (n_cells,), optional
        spikes/s. If given, a mean response can't fall below minus the baseline: the line has a
        floor, lowest cells first and high reversal points most. Slopes are equal still, but the
        floor makes them look unequal.

    Returns
    -------
    TrialSet
        Counts and times of ``like``, axis computed anew.

    Examples
    --------
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=5)))
    >>> points = np.array([-2.0, -1.0, 0.0, 2.0, 4.0])
    >>> equal_slopes(trials, reversal_point=points, rng=np.random.default_rng(0)).evidence
    'simulation'
    """
    gain = cell_gains(like.trials)
    mean = two_lines(reversal_point, gain, gain, like.axis)
    if baseline_rate is not None:
        mean = np.maximum(mean, -np.asarray(baseline_rate, dtype=float)[:, None])
    return with_residuals(mean, like, rng=rng, residuals=residuals)


def unrelated_asymmetries(
    like: TrialSet,
    *,
    reversal_point: NDArray[np.float64],
    tau: NDArray[np.float64],
    rng: np.random.Generator,
    residuals: Residuals = "own",
) -> TrialSet:
    """Diverse reversal points and diverse asymmetries that have nothing to do with each other.

    Parameters
    ----------
    like : TrialSet
        Gives counts, gains and residuals.
    reversal_point : array_like, shape (n_cells,)
        True reversal points, axis units.
    tau : array_like, shape (n_taus,)
        Asymmetries inside (0, 1), dealt to the cells at random: without replacement if there
        are enough of them.
    rng, residuals
        As in :func:`homogeneous`.

    Returns
    -------
    TrialSet
        Counts and times of ``like``, axis computed anew.

    Raises
    ------
    ValueError
        If a tau isn't inside (0, 1).

    Examples
    --------
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=5)))
    >>> points, tau = np.linspace(-2.0, 4.0, 5), np.linspace(0.3, 0.7, 5)
    >>> rng = np.random.default_rng(0)
    >>> unrelated_asymmetries(trials, reversal_point=points, tau=tau, rng=rng).evidence
    'simulation'
    """
    pack = np.asarray(tau, dtype=float)
    if not ((pack > 0) & (pack < 1)).all():
        raise ValueError(f"tau spans {pack.min()} to {pack.max()}, expected inside (0, 1)")
    n_cells = like.trials.shape[0]
    dealt = rng.choice(pack, n_cells, replace=pack.size < n_cells)
    gain = cell_gains(like.trials)
    odds = np.sqrt(dealt / (1 - dealt))
    mean = two_lines(reversal_point, gain / odds, gain * odds, like.axis)
    return with_residuals(mean, like, rng=rng, residuals=residuals)


def normalised_rl(
    like: TrialSet,
    *,
    reversal_point: NDArray[np.float64],
    rng: np.random.Generator,
    residuals: Residuals = "own",
) -> TrialSet:
    r"""A rival that passes: cells with different saturating utilities and symmetric errors.

    Each cell learns the mean of its own utility with one learning rate,

    .. math:: u_i(r) = \frac{r^2}{\sigma_i^2 + r^2},\qquad
       y_i(r) \propto u_i(r) - \mathbb E[u_i],

    and :math:`\sigma_i` is chosen so that it reverses at the given point. Curvature makes its
    slopes unequal; no learning rate is.

    Parameters
    ----------
    like : TrialSet
        Gives counts, gains, volumes and residuals.
    reversal_point : array_like, shape (n_cells,)
        Wanted reversal points, axis units; beyond 0.4 or 7.4 µL the nearest possible.
    rng, residuals
        As in :func:`homogeneous`.

    Returns
    -------
    TrialSet
        Counts and times of ``like``, axis computed anew.

    Notes
    -----
    Louie 2022, PLoS Computational Biology 18:e1010350 (normalised reinforcement learning).

    Examples
    --------
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=5)))
    >>> points = np.linspace(-2.0, 4.0, 5)
    >>> normalised_rl(trials, reversal_point=points, rng=np.random.default_rng(0)).evidence
    'simulation'
    """
    volumes = like.volumes
    # Reversal volumes by interpolation on the axis, as the axis labels are read.
    order = np.argsort(like.axis)
    wanted = np.interp(reversal_point, like.axis[order], volumes[order])
    sigma = _half_saturation(wanted, volumes)
    utility = _utility(volumes, sigma)
    expected = utility @ VOLUME_PROBABILITIES / VOLUME_PROBABILITIES.sum()
    shape = utility - expected[:, None]
    # Scale each to the gain of its cell on the axis.
    n = np.isfinite(like.trials).sum(-1)
    x = like.axis - (n * like.axis).sum(-1, keepdims=True) / n.sum(-1, keepdims=True)
    slope = (n * x * shape).sum(-1) / (n * x * x).sum(-1)
    mean = shape * (cell_gains(like.trials) / slope)[:, None]
    return with_residuals(mean, like, rng=rng, residuals=residuals)


def spiking(
    population: Population, *, seed: int, n_cells: int = 40, kind: Kind = "pooled"
) -> TrialSet:
    """Spiking cells of a surrogate population: rates have noise of their own and a floor at 0.

    Parameters
    ----------
    population : {"classical", "equal_slopes", "theory", "matched"}
        ``"classical"``: one reversal point, equal slopes. ``"equal_slopes"``: diverse reversal
        points, equal slopes, and a floor that flattens the negative limb, most where the
        reversal point is high: bias that both halves share and no estimator of two lines takes
        away. The other two have the code built in.
    seed : int
        Of the population and its spikes.
    n_cells : int
        Number of cells.
    kind : {"pooled", "cued", "uncued"}
        Which trials.

    Returns
    -------
    TrialSet
        With evidence ``"simulation"``: it stands beside recorded cells, never for them.

    Examples
    --------
    >>> spiking("classical", seed=1, n_cells=2).evidence
    'simulation'
    """
    trials = pool(compute_responses(surrogate(population, seed=seed, n_cells=n_cells)), kind=kind)
    return dataclasses.replace(trials, evidence="simulation")


def two_lines(
    reversal_point: NDArray[np.float64],
    slope_minus: NDArray[np.float64],
    slope_plus: NDArray[np.float64],
    axis: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Mean responses of cells that are linear on either side of their reversal point.

    Examples
    --------
    >>> two_lines(np.array([1.0]), np.array([1.0]), np.array([3.0]), np.array([0.0, 1.0, 2.0]))
    array([[-1.,  0.,  3.]])
    """
    x = axis - np.asarray(reversal_point, dtype=float)[:, None]
    return np.where(x < 0, np.asarray(slope_minus)[:, None], np.asarray(slope_plus)[:, None]) * x


def _utility(volumes: NDArray[np.float64], sigma: NDArray[np.float64]) -> NDArray[np.float64]:
    power = volumes**_EXPONENT
    return power / (sigma[:, None] ** _EXPONENT + power)


def _half_saturation(
    wanted: NDArray[np.float64], volumes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """sigma (µL) at which the reversal volume is the wanted one, by bisection of its logarithm."""
    low, high = np.full(wanted.shape, np.log(0.02)), np.full(wanted.shape, np.log(500.0))
    for _ in range(60):
        middle = 0.5 * (low + high)
        sigma = np.exp(middle)
        mean = _utility(volumes, sigma) @ VOLUME_PROBABILITIES / VOLUME_PROBABILITIES.sum()
        reversal = sigma * (mean / (1 - mean)) ** (1 / _EXPONENT)
        low, high = (
            np.where(reversal < wanted, middle, low),
            np.where(reversal < wanted, high, middle),
        )
    return np.exp(0.5 * (low + high))
