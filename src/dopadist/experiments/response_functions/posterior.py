r"""Posterior of a cell's reversal point and two slopes, exact but for a grid.

The model of one trial is :math:`y = \beta_\pm (u - V) + \varepsilon,\ \varepsilon \sim N(0, s^2)`,
the slope by the sign of :math:`u - V`. The prior: V uniform over the axis, :math:`\log s` uniform,
and both slopes half-normal with standard deviation :math:`\beta_0`. (A flat prior on the slopes
won't do: as V nears the end of the axis the lever arm of one side shrinks, and the posterior of
that slope could not be normalised.) Given V and s the slopes are independent truncated normals,

.. math:: \beta \sim N(m, 1/A)\ \text{above}\ 0,\qquad A = Q / s^2 + 1 / \beta_0^2,\quad
   m = L / (s^2 A),

with L and Q the sums of one side as in :mod:`.held_out`, and the side contributes
:math:`\frac{2}{\beta_0 \sqrt A}\, e^{m^2 A / 2}\, \Phi(m \sqrt A)` to the probability of the data.
So only V and s need a grid; draws from the posterior are exact draws from the grid's cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from dopadist.experiments.response_functions.functions import Floats

# The mean cell has slopes of about 1 on this axis, because the axis is the mean cell; no recorded
# cell has a slope of ten.
SLOPE_SD = 5.0
N_POINTS = 160
N_NOISES = 24


@dataclass(frozen=True)
class Posterior:
    """Draws from the posterior of one cell.

    Attributes
    ----------
    reversal_point, slope_minus, slope_plus, noise : numpy.ndarray, shape (n_draws,)
        Axis units; slopes without unit; spikes/s.
    """

    reversal_point: Floats
    slope_minus: Floats
    slope_plus: Floats
    noise: Floats

    @property
    def asymmetry(self) -> Floats:
        """slope_plus / (slope_plus + slope_minus) of each draw."""
        return np.asarray(self.slope_plus / (self.slope_plus + self.slope_minus))

    def band(self, u: Floats, *, level: float = 0.95) -> tuple[Floats, Floats]:
        """Pointwise interval of the two lines at ``u``, shape of ``u`` each."""
        x = u - self.reversal_point[:, None]
        y = np.where(x < 0, self.slope_minus[:, None], self.slope_plus[:, None]) * x
        low, high = np.percentile(y, [50 * (1 - level), 50 * (1 + level)], axis=0)
        return low, high


def posterior(
    trials: Floats, axis: Floats, *, rng: np.random.Generator, n_draws: int = 2000
) -> Posterior:
    """Posterior of one cell.

    Parameters
    ----------
    trials : array_like, shape (n_magnitudes, n_slots)
        Responses, spikes/s, NaN in unused slots.
    axis : array_like, shape (n_magnitudes,)
        Value of each magnitude.
    rng : numpy.random.Generator
        For the draws.
    n_draws : int
        Number of draws.

    Returns
    -------
    Posterior
    """
    used = np.isfinite(trials)
    values = np.where(used, trials, 0.0)
    n, total, squares = used.sum(-1), values.sum(-1), float((values**2).sum())
    step = np.ptp(axis) / N_POINTS
    points = axis.min() + step * (np.arange(N_POINTS) + 0.5)
    within = squares - float((total**2 / np.maximum(n, 1)).sum())
    centre = np.sqrt(within / max(int(n.sum()) - axis.size, 1))
    noises = centre * np.exp(np.linspace(-0.35, 0.6, N_NOISES))
    x = axis - points[:, None]
    low, high = np.minimum(x, 0.0), np.maximum(x, 0.0)
    variance = noises[:, None] ** 2
    log_weight = -n.sum() * np.log(noises)[:, None] - squares / (2 * variance)
    sides = []
    for arm in (low, high):
        cross, square = (total * arm).sum(-1), (n * arm**2).sum(-1)
        precision = square / variance + 1 / SLOPE_SD**2
        mean = cross / variance / precision
        sides.append((mean, precision))
        log_weight = (
            log_weight
            - 0.5 * np.log(precision)
            + 0.5 * mean**2 * precision
            + special.log_ndtr(mean * np.sqrt(precision))
        )
    weight = np.exp(log_weight - log_weight.max()).ravel()
    drawn = rng.choice(weight.size, n_draws, p=weight / weight.sum())
    slopes = [
        truncated_normal(mean.ravel()[drawn], precision.ravel()[drawn], rng)
        for mean, precision in sides
    ]
    return Posterior(
        # Uniform within the grid's step: draws don't lie on a lattice.
        reversal_point=points[drawn % N_POINTS] + step * (rng.random(n_draws) - 0.5),
        slope_minus=slopes[0],
        slope_plus=slopes[1],
        noise=noises[drawn // N_POINTS],
    )


def truncated_normal(mean: Floats, precision: Floats, rng: np.random.Generator) -> Floats:
    """Draws of N(mean, 1 / precision) above 0, by inversion in the far tail's own scale.

    >>> bool((truncated_normal(np.full(9, -3.0), np.ones(9), np.random.default_rng(0)) > 0).all())
    True
    """
    root = np.sqrt(precision)
    # -x is below 0: the logarithm of a uniform share of that tail, then back.
    share = np.log(rng.random(mean.shape)) + special.log_ndtr(mean * root)
    return np.asarray(mean - special.ndtri_exp(share) / root)
