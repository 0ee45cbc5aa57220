r"""Five descriptions of a cell, judged by trials that they haven't seen.

From one half of the trials: (1) the mean axis times a gain; (2) one straight line through the
cell's own reversal point; (3) two lines through it, their asymmetry shared by all cells; (4) two
lines with an asymmetry of the cell's own; (5) a mean of its own for each volume. On the other half:
mean squared error of single trials.

For one side of a reversal point V let :math:`L = \sum t_k |u_k - V|` with sign and
:math:`Q = \sum n_k (u_k - V)^2`. Slopes :math:`g\,a` and :math:`g\,b` explain
:math:`(a L_+ + b L_-)^2 / (a^2 Q_+ + b^2 Q_-)` with the best gain, free slopes
:math:`L_+^2 / Q_+ + L_-^2 / Q_-`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import Estimator
from dopadist.crossfit import random_halves
from dopadist.experiments.response_functions.functions import Floats
from dopadist.responses import TrialSet
from dopadist.reversal import MagnitudeStatistics, reversal_points

MODELS = ("gain", "straight", "shared", "own", "means")
# Candidates of the shared asymmetry, and of the joint fit's reversal points between the ends of
# the axis.
TAUS = np.linspace(0.05, 0.95, 37)
N_POINTS = 97


@dataclass(frozen=True)
class HeldOut:
    """Mean squared error on held-out trials.

    Attributes
    ----------
    error : numpy.ndarray, shape (5, n_splits, n_cells)
        (spikes/s)^2, by ``MODELS``; mean of both directions (a half fits, the other judges).
    tau : numpy.ndarray, shape (n_splits, 2)
        Shared asymmetry of each fitting half.
    """

    error: Floats
    tau: Floats

    def gain_of_own(self, over: str = "shared") -> Floats:
        """Error of another model minus that with an own asymmetry, shape (n_splits, n_cells)."""
        return np.asarray(self.error[MODELS.index(over)] - self.error[MODELS.index("own")])


def held_out(
    data: TrialSet, *, rng: np.random.Generator, n_splits: int, estimator: Estimator
) -> HeldOut:
    """Fit one half, judge the other, for every cell and split.

    Parameters
    ----------
    data : TrialSet
        Trials and axis.
    rng : numpy.random.Generator
        Draws the halves.
    n_splits : int
        Number of random splits.
    estimator : {"authors", "joint"}
        Of the reversal point. ``"authors"``: sign counts, the same point for both models of two
        lines, slopes of any sign. ``"joint"``: each model has the reversal point that suits it
        best, slopes >= 0; a shared asymmetry isn't held to a point that free slopes chose.

    Returns
    -------
    HeldOut
    """
    key = int(rng.integers(2**63))

    def again() -> np.random.Generator:
        # The same key twice: the same trials, once as they are and once squared.
        return np.random.default_rng(key)

    halves = random_halves(data.trials, n_splits=n_splits, rng=again())
    squares = random_halves(data.trials**2, n_splits=n_splits, rng=again()).total
    n, total = halves.n.astype(float), halves.total
    fit = _authors if estimator == "authors" else _joint
    straight, shared, own, tau = fit(halves, data.axis)
    gain = np.maximum((data.axis * total).sum(-1) / (n * data.axis**2).sum(-1), 0.0)
    means = np.divide(total, n, out=np.zeros_like(total), where=n > 0)
    predicted = np.stack([gain[..., None] * data.axis, straight, shared, own, means])
    # What was fitted to half 0 is judged on half 1, and the other way round.
    n, total, squares = (one[:, ::-1] for one in (n, total, squares))
    error = (squares - 2 * predicted * total + n * predicted**2).sum(-1) / n.sum(-1)
    return HeldOut(error=error.mean(2), tau=tau)


def _sides(halves: MagnitudeStatistics, x: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """L and Q below and above; ``x``: axis minus candidates, (..., n_candidates, n_magnitudes)."""
    n, t = halves.n[..., None, :], halves.total[..., None, :]
    low, high = np.minimum(x, 0.0), np.maximum(x, 0.0)
    return (t * low).sum(-1), (n * low**2).sum(-1), (t * high).sum(-1), (n * high**2).sum(-1)


def _ratio(a: Floats, b: Floats) -> Floats:
    return np.divide(a, b, out=np.zeros(np.broadcast(a, b).shape), where=b > 0)


def _two_lines(x: Floats, minus: Floats, plus: Floats) -> Floats:
    return np.asarray(np.where(x < 0, minus[..., None], plus[..., None]) * x)


def _shared_gain(sides: tuple[Floats, ...], tau: Floats | float) -> tuple[Floats, Floats]:
    """Best gain, and what it explains, with slopes gain x tau and gain x (1 - tau)."""
    l_minus, q_minus, l_plus, q_plus = sides
    cross = tau * l_plus + (1 - tau) * l_minus
    square = tau**2 * q_plus + (1 - tau) ** 2 * q_minus
    return _ratio(cross, square), _ratio(cross**2, square)


Fits = tuple[Floats, Floats, Floats, Floats]


def _authors(halves: MagnitudeStatistics, axis: Floats) -> Fits:
    point = reversal_points(halves, axis)
    x = axis - point[..., None]
    sides = _sides(halves, x[..., None, :])
    explained = np.stack([_shared_gain(sides, tau)[1].sum((-1, -2)) for tau in TAUS], -1)
    best = TAUS[explained.argmax(-1)]
    gain, _ = _shared_gain(sides, best[..., None, None])
    gain = gain[..., 0]
    shared = _two_lines(x, gain * (1 - best)[..., None], gain * best[..., None])
    minus, plus = _ratio(sides[0], sides[1])[..., 0], _ratio(sides[2], sides[3])[..., 0]
    one = _shared_gain(sides, 0.5)[0][..., 0] / 2
    return _two_lines(x, one, one), shared, _two_lines(x, minus, plus), best


def _joint(halves: MagnitudeStatistics, axis: Floats) -> Fits:
    points = np.linspace(axis.min(), axis.max(), N_POINTS)
    sides = _sides(halves, axis - points[:, None])
    l_minus, q_minus, l_plus, q_plus = (np.maximum(side, 0.0) for side in sides)
    own = _ratio(l_minus**2, q_minus) + _ratio(l_plus**2, q_plus)
    at = own.argmax(-1)
    minus, plus = _at(_ratio(l_minus, q_minus), at), _at(_ratio(l_plus, q_plus), at)
    prediction = _two_lines(axis - points[at][..., None], minus, plus)

    def common(tau: Floats | float) -> tuple[Floats, Floats]:
        gain, explained = _shared_gain(sides, tau)
        return np.maximum(gain, 0.0), np.where(gain > 0, explained, 0.0)

    def with_tau(tau: Floats) -> Floats:
        gain, explained = common(tau[..., None, None])
        at = explained.argmax(-1)
        gain = _at(gain, at)
        x = axis - points[at][..., None]
        return _two_lines(x, gain * (1 - tau)[..., None], gain * tau[..., None])

    explained = np.stack([common(tau)[1].max(-1).sum(-1) for tau in TAUS], -1)
    best = TAUS[explained.argmax(-1)]
    return with_tau(np.full(best.shape, 0.5)), with_tau(best), prediction, best


def _at(values: Floats, index: np.ndarray) -> Floats:
    return np.asarray(np.take_along_axis(values, index[..., None], -1)[..., 0])
