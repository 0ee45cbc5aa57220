"""The reversal point of a cell: the reward at which its response changes sign.

The authors' estimator needs only counts of positive and negative responses, so everything here
works on sufficient statistics and on any leading dimensions (cells, halves, splits).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

# Arbitrary, and described so in the authors' code: where a cell that never changes sign is put.
CAP_BELOW = 0.01
CAP_ABOVE = 0.1
# Standard deviation of the noise by which the authors break ties, in trials.
JITTER = 0.001
Ties = Literal["mean", "lowest", "highest", "jitter"]


@dataclass(frozen=True)
class MagnitudeStatistics:
    """What the estimators need of the trials, per reward magnitude.

    Attributes
    ----------
    n, positive, negative : numpy.ndarray of int64, shape (..., n_magnitudes)
        Trials; those above and those below zero. A response of exactly 0 is in neither.
    total : numpy.ndarray, shape (..., n_magnitudes)
        Sum of the responses, spikes/s.
    """

    n: NDArray[np.int64]
    positive: NDArray[np.int64]
    negative: NDArray[np.int64]
    total: NDArray[np.float64]

    @property
    def mean(self) -> NDArray[np.float64]:
        """Mean response, NaN where there is no trial."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.n > 0, self.total / self.n, np.nan)


def magnitude_statistics(trials: NDArray[np.float64]) -> MagnitudeStatistics:
    """Counts and sums of single-trial responses.

    Parameters
    ----------
    trials : array_like, shape (..., n_magnitudes, n_slots)
        Baseline-subtracted responses, spikes/s; NaN in unused slots.

    Returns
    -------
    MagnitudeStatistics
        Shape ``(..., n_magnitudes)``.

    Raises
    ------
    ValueError
        If ``trials`` has fewer than two dimensions.

    Examples
    --------
    >>> statistics = magnitude_statistics([[-2.0, -1.0, np.nan], [0.0, 3.0, 5.0]])
    >>> statistics.n, statistics.positive, statistics.negative, statistics.total
    (array([2, 3]), array([0, 2]), array([2, 0]), array([-3.,  8.]))
    """
    values = np.asarray(trials, dtype=float)
    if values.ndim < 2:
        raise ValueError(
            f"trials has shape {values.shape}, expected (..., n_magnitudes, n_slots): "
            "put magnitudes on the second last axis"
        )
    used = np.isfinite(values)
    return MagnitudeStatistics(
        n=used.sum(-1),
        positive=(values > 0).sum(-1),  # NaN compares false
        negative=(values < 0).sum(-1),
        total=np.where(used, values, 0.0).sum(-1),
    )


def sign_scores(statistics: MagnitudeStatistics) -> NDArray[np.int64]:
    r"""Trials on the right side of each candidate border.

    .. math:: C(\theta) = \#\{k > \theta, y_{kj} > 0\} + \#\{k < \theta, y_{kj} < 0\},
       \qquad \theta \in \{0.5, 1.5, \dots, K + 0.5\}

    Parameters
    ----------
    statistics : MagnitudeStatistics
        Shape ``(..., n_magnitudes)``, magnitudes ascending.

    Returns
    -------
    numpy.ndarray of int64, shape (..., n_magnitudes + 1)
        Candidate ``i`` lies between magnitudes ``i`` and ``i + 1``, counted from 1.

    Notes
    -----
    The authors' MATLAB analysis of Dabney et al. 2020 (doi 10.1038/s41586-019-1924-6).

    Examples
    --------
    >>> sign_scores(magnitude_statistics([[-2.0, -1.0, np.nan], [0.0, 3.0, 5.0]]))
    array([2, 4, 2])
    """
    below = np.cumsum(statistics.negative, axis=-1)
    above = np.cumsum(statistics.positive[..., ::-1], axis=-1)[..., ::-1]
    nothing = np.zeros_like(below[..., :1])
    return np.concatenate([nothing, below], -1) + np.concatenate([above, nothing], -1)


def reversal_points(
    statistics: MagnitudeStatistics,
    axis: NDArray[np.float64],
    *,
    ties: Ties = "mean",
    rng: np.random.Generator | None = None,
) -> NDArray[np.float64]:
    r"""Reversal points by the authors' sign counts.

    The candidate border with the highest :func:`sign_scores` wins. Between two magnitudes the
    point is interpolated: with :math:`d_\mp` the fall of the score to the candidate before and
    after,

    .. math:: \hat V = w\,u_{\hat\theta - 1/2} + (1 - w)\,u_{\hat\theta + 1/2},
       \qquad w = \frac{d_+}{d_- + d_+}.

    A cell that is best described as never changing sign gets :math:`u_1 + 0.01` or
    :math:`u_K - 0.1`.

    Parameters
    ----------
    statistics : MagnitudeStatistics
        Shape ``(..., n_magnitudes)``, magnitudes ascending.
    axis : array_like, shape (n_magnitudes,) or (n_cells, n_magnitudes)
        Value of each magnitude, for all cells or for each, in the units of the reversal point.
    ties : {"mean", "lowest", "highest", "jitter"}
        Where several candidates have the highest score: the mean of their estimates, the lowest
        or the highest candidate, or the authors' own way, normal noise of 0.001 trials on
        every score.
    rng : numpy.random.Generator, optional
        Draws the noise; required by ``ties="jitter"``, unused otherwise.

    Returns
    -------
    numpy.ndarray, shape (...)
        In axis units; NaN where no trial has a sign.

    Raises
    ------
    ValueError
        If ``axis`` doesn't have one finite value for each magnitude, ``ties`` is unknown, or
        noise is asked for without a generator.

    Notes
    -----
    The mean over the tied candidates is the expectation of the authors' noisy estimate; where
    the scores on both sides of a winner tie with it, its weight is 1/2.

    Examples
    --------
    >>> statistics = magnitude_statistics([[-2.0, -1.0, np.nan], [0.0, 3.0, 5.0]])
    >>> reversal_points(statistics, [0.0, 4.0])
    array(2.)
    """
    u = check_axis(axis, statistics.n.shape[-1])
    if ties not in get_args(Ties):
        raise ValueError(f"ties is {ties!r}, expected one of {', '.join(get_args(Ties))}")
    scores: NDArray[np.float64] = sign_scores(statistics).astype(float)
    if ties == "jitter":
        if rng is None:
            raise ValueError("rng is None, expected a generator for the noise of ties='jitter'")
        scores = scores + rng.normal(0, JITTER, scores.shape)
    fall = np.abs(np.diff(scores, axis=-1))
    before, after = fall[..., :-1], fall[..., 1:]
    both = before + after
    weight = np.divide(after, both, out=np.full_like(both, 0.5), where=both > 0)
    inside = weight * u[..., :-1] + (1 - weight) * u[..., 1:]
    end = np.ones_like(inside[..., :1])
    low, high = u[..., :1] + CAP_BELOW, u[..., -1:] - CAP_ABOVE
    estimates = np.concatenate([low * end, inside, high * end], -1)
    tied = scores == scores.max(-1, keepdims=True)
    if ties in ("lowest", "highest"):
        first = tied.argmax(-1) if ties == "lowest" else -1 - tied[..., ::-1].argmax(-1)
        tied = np.arange(tied.shape[-1]) == (first % tied.shape[-1])[..., None]
    point = np.where(tied, estimates, 0.0).sum(-1) / tied.sum(-1)
    signed = (statistics.positive + statistics.negative).sum(-1)
    return np.where(signed > 0, point, np.nan)


def check_axis(axis: NDArray[np.float64], n_magnitudes: int) -> NDArray[np.float64]:
    """``axis`` as an array, or a ValueError that says what is wrong with it.

    Examples
    --------
    >>> check_axis([1, 2], 2)
    array([1., 2.])
    """
    u = np.asarray(axis, dtype=float)
    if u.ndim not in (1, 2) or u.shape[-1] != n_magnitudes or not np.isfinite(u).all():
        raise ValueError(
            f"axis is {u} of shape {u.shape}, expected {n_magnitudes} finite values, "
            "one for each magnitude, or one such row for each cell"
        )
    return u
