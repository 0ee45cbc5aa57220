r"""What can be known at best, and what an estimator tends to with endless trials.

Cells of this chapter respond in two straight lines with normal noise,

.. math:: y_{kj} = \beta_{\pm} (u_k - V) + \varepsilon_{kj},\qquad
   \operatorname{sd} \varepsilon = \sigma .

With sums over the magnitudes on one side, :math:`N = \sum n_k`, :math:`S = \sum n_k (u_k - V)`,
:math:`Q = \sum n_k (u_k - V)^2`, the inverse of the Fisher information of
:math:`(V, \beta_-, \beta_+)` is in closed form

.. math::
   \operatorname{var}\hat V = \frac{\sigma^2}{\sum_\pm \beta^2 (N - S^2 / Q)},\quad
   \operatorname{cov}(\hat V, \hat\beta) = \frac{\beta S}{Q} \operatorname{var}\hat V,\quad
   \operatorname{cov}(\hat\beta_s, \hat\beta_t) = \frac{\sigma^2}{Q_s} \delta_{st}
   + \frac{\beta_s S_s}{Q_s} \frac{\beta_t S_t}{Q_t} \operatorname{var}\hat V ,

and that of :math:`\tau = \beta_+ / (\beta_+ + \beta_-)` follows by the delta method. All of it
goes with one over the number of trials. A side with a single magnitude says nothing about V.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from dopadist.asymmetry import CellEstimates, estimate
from dopadist.nulls import two_lines
from dopadist.reversal import MagnitudeStatistics

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bound:
    """Smallest standard deviations that unbiased estimates can have, shape (n_cells,) each.

    ``point``: of the reversal point, spikes/s; ``minus``, ``plus``: of the slopes; ``tau``: of
    the asymmetry; ``tau_given_point``: of the asymmetry if the reversal point were known;
    ``correlation``: of the errors of reversal point and asymmetry from the same trials.
    """

    point: Floats
    minus: Floats
    plus: Floats
    tau: Floats
    tau_given_point: Floats
    correlation: Floats


def bound(
    reversal_point: Floats,
    slope_minus: Floats,
    slope_plus: Floats,
    *,
    n_trials: Floats | NDArray[np.int64],
    axis: Floats,
    sd: float,
) -> Bound:
    """Cramér–Rao bounds of cells that respond in two straight lines.

    Parameters
    ----------
    reversal_point, slope_minus, slope_plus : numpy.ndarray, shape (n_cells,)
        Of the cells; the reversal point between two magnitudes, with magnitudes on both sides.
    n_trials : numpy.ndarray, shape (n_magnitudes,)
        Of each magnitude; fractions are allowed.
    axis : numpy.ndarray, shape (n_magnitudes,)
        Value of each magnitude, spikes/s.
    sd : float
        Of single trials, spikes/s.

    Returns
    -------
    Bound
        Infinite where the trials don't determine the cell.

    Examples
    --------
    Two magnitudes a side, one trial each: by hand N = 2, S = 3, Q = 5, hence
    N - S²/Q = 0.2 a side and a variance of 1 / 0.4.

    >>> one = np.ones(1)
    >>> b = bound(0 * one, one, one, n_trials=np.ones(4), axis=np.array([-2.0, -1, 1, 2]), sd=1.0)
    >>> float((b.point**2).round(12)[0])
    2.5
    """
    v = np.asarray(reversal_point, dtype=float)[:, None]
    x = np.asarray(axis, dtype=float) - v
    n = np.broadcast_to(np.asarray(n_trials, dtype=float), x.shape)
    below, above = x < 0, x > 0

    def sums(side: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
        m = np.where(side, n, 0.0)
        return m.sum(1), (m * x).sum(1), (m * x * x).sum(1)

    minus, plus = np.asarray(slope_minus, float), np.asarray(slope_plus, float)
    variance = sd * sd
    (n_0, s_0, q_0), (n_1, s_1, q_1) = sums(below), sums(above)
    with np.errstate(divide="ignore", invalid="ignore"):
        # 1e-12 of N: what is left of a side with one magnitude, where it should be nothing.
        spread_0 = np.where(n_0 - s_0**2 / q_0 > 1e-12 * n_0, n_0 - s_0**2 / q_0, 0.0)
        spread_1 = np.where(n_1 - s_1**2 / q_1 > 1e-12 * n_1, n_1 - s_1**2 / q_1, 0.0)
        point = variance / (minus**2 * spread_0 + plus**2 * spread_1)
        tilt_0, tilt_1 = minus * s_0 / q_0, plus * s_1 / q_1
        var_0, var_1 = variance / q_0 + tilt_0**2 * point, variance / q_1 + tilt_1**2 * point
        both = (minus + plus) ** 2
        # tau moves by minus / both with slope_plus, by -plus / both with slope_minus.
        given = (minus**2 * variance / q_1 + plus**2 * variance / q_0) / both**2
        tilt = (minus * tilt_1 - plus * tilt_0) / both
        tau = given + tilt**2 * point
        correlation = tilt * np.sqrt(point / tau)
    return Bound(
        point=np.sqrt(point),
        minus=np.sqrt(var_0),
        plus=np.sqrt(var_1),
        tau=np.sqrt(tau),
        tau_given_point=np.sqrt(given),
        correlation=correlation,
    )


def authors_limit(
    reversal_point: Floats,
    slope_minus: Floats,
    slope_plus: Floats,
    *,
    n_trials: Floats | NDArray[np.int64],
    axis: Floats,
    sd: float,
) -> CellEstimates:
    """What the authors' estimator finds with endless trials in these proportions.

    The share of positive responses at each magnitude is then exactly the normal distribution
    function of mean over SD, and the mean response is exact.

    Returns
    -------
    CellEstimates
        Shape ``(n_cells,)``. Not the truth: counts of signs are interpolated as if they fell in
        straight lines between the magnitudes.

    Examples
    --------
    A cell that reverses in the middle of an even axis is found right, by symmetry:

    >>> one = np.ones(1)
    >>> axis = np.array([-3.0, -1.0, 1.0, 3.0])
    >>> found = authors_limit(0 * one, one, one, n_trials=np.ones(4), axis=axis, sd=2.0)
    >>> abs(float(found.reversal_point[0])) < 1e-12, round(float(found.asymmetry[0]), 12)
    (True, 0.5)
    """
    mean = two_lines(reversal_point, slope_minus, slope_plus, axis)
    n = np.broadcast_to(np.asarray(n_trials, dtype=float), mean.shape)
    positive = n * norm.cdf(mean / sd)
    expected = MagnitudeStatistics(n, positive, n - positive, n * mean)
    return estimate(expected, axis, estimator="authors")
