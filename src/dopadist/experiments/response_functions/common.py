r"""One response function for all cells, scaled cell by cell: the analysis, our recipe.

For each trial kind one function is fitted to the population's mean response,
:math:`f(r) = a\,\frac{r^{1/2}}{r^{1/2} + s^{1/2}} + b`, then each cell's mean responses with it.
*Scale*, :math:`y_i = c_i f`, leaves every cell the zero of f; *scale and offset*,
:math:`y_i = c_i f + d_i`, lets it cross zero wherever it likes.

What it must miss. A cell of distributional TD with asymmetry :math:`\frac12 + \eta` is, to first
order and on the axis u,

.. math:: y(u) = g (u - \mu) + 2 g \eta\,(|u - \mu| - \mathbb E|u - \mu|).

The first term is the common function. The second is what distinguishes cells, and after scale and
offset have taken their part there remains of the variance over rewards

.. math:: \frac{4 \eta^2\,\mathrm{Var}|u-\mu|\,(1 - \rho^2)}{\mathrm{Var}\,u},\qquad
   \rho = \mathrm{corr}(u, |u - \mu|).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from dopadist.experiments.response_functions.functions import Floats, spread
from dopadist.experiments.response_functions.simulated import weights
from dopadist.responses import Responses
from dopadist.reversal import magnitude_statistics
from dopadist.tasks.rewards import VOLUMES

# Candidate half-saturations, µL.
SIGMAS = np.geomspace(0.01, 1e4, 181)


@dataclass(frozen=True)
class CommonFunction:
    """What the analysis reports of one population.

    Attributes
    ----------
    sigma : float
        Half-saturation of the cued function, µL.
    function : numpy.ndarray, shape (n_magnitudes,)
        The cued function at the volumes, spikes/s.
    mean, predicted : numpy.ndarray, shape (n_cells, n_magnitudes)
        Cued mean responses, and scale and offset times the function.
    explained_scale, explained : numpy.ndarray, shape (n_cells,)
        Share of a cell's variance over the volumes, as often as they come, that the common
        function explains with a scale alone and with scale and offset (cued trials; scale alone
        may be negative, where the cell crosses zero elsewhere).
    scale_cued, scale_uncued : numpy.ndarray, shape (n_cells,)
        Scales from disjoint trials, scale and offset.
    """

    sigma: float
    function: Floats
    mean: Floats
    predicted: Floats
    explained_scale: Floats
    explained: Floats
    scale_cued: Floats
    scale_uncued: Floats

    @property
    def numbers(self) -> dict[str, float]:
        """The analysis in three numbers."""
        return {
            "explained_scale": float(np.median(self.explained_scale)),
            "explained": float(np.median(self.explained)),
            "r_scales": float(np.corrcoef(self.scale_cued, self.scale_uncued)[0, 1]),
        }


def common_function(cued: Floats, uncued: Floats) -> CommonFunction:
    """Apply the recipe to single trials, shapes (n_cells, n_magnitudes, n_slots), NaN padded."""
    mean = magnitude_statistics(cued).mean
    other = magnitude_statistics(uncued).mean
    function, sigma = fit_hill(mean.mean(0))
    scale, offset = _scale_and_offset(mean, function)
    scale_uncued, _ = _scale_and_offset(other, fit_hill(other.mean(0))[0])
    predicted = scale[:, None] * function + offset[:, None]
    alone = (mean * function) @ weights() / ((function**2) @ weights())
    return CommonFunction(
        sigma=sigma,
        function=function,
        mean=mean,
        predicted=predicted,
        explained_scale=explained(mean, alone[:, None] * function),
        explained=explained(mean, predicted),
        scale_cued=scale,
        scale_uncued=scale_uncued,
    )


def of_responses(responses: Responses) -> CommonFunction:
    """The recipe on recorded or simulated cells."""
    return common_function(responses.cued, responses.uncued)


def fit_hill(mean: Floats) -> tuple[Floats, float]:
    """Least-squares Hill function with offset at the volumes, and its half-saturation in µL.

    For each candidate half-saturation ceiling and offset are a straight-line fit; volumes count as
    often as they come.
    """
    root = np.sqrt(VOLUMES)
    shapes = root / (root + np.sqrt(SIGMAS)[:, None])
    centred = shapes - (shapes @ weights())[:, None]
    y = mean - weights() @ mean
    slope = (centred * weights()) @ y / (centred**2 @ weights())
    error = ((y - slope[:, None] * centred) ** 2) @ weights()
    best = int(error.argmin())
    return slope[best] * centred[best] + weights() @ mean, float(SIGMAS[best])


def _scale_and_offset(mean: Floats, function: Floats) -> tuple[Floats, Floats]:
    centred = function - weights() @ function
    scale = mean @ (weights() * centred) / (centred**2 @ weights())
    return scale, mean @ weights() - scale * (weights() @ function)


def explained(mean: Floats, predicted: Floats) -> Floats:
    """Share of each cell's variance over rewards that a prediction explains, shape (n_cells,)."""
    middle = (mean @ weights())[:, None]
    return np.asarray(1 - (mean - predicted) ** 2 @ weights() / ((mean - middle) ** 2 @ weights()))


def explained_by_mean(mean: Floats) -> Floats:
    """The same with the population's own mean as the function, scale and offset."""
    function = mean.mean(0)
    scale, offset = _scale_and_offset(mean, function)
    return explained(mean, scale[:, None] * function + offset[:, None])


def unexplained_first_order(eta: Floats, axis: Floats) -> Floats:
    """Share of a noiseless cell's variance that scale and offset leave, shape of ``eta``.

    >>> unexplained_first_order(np.zeros(2), np.array([-2.0, -1, 0, 1, 2, 3, 4]))
    array([0., 0.])
    """
    distance = np.abs(axis - weights() @ axis)
    centred, other = axis - weights() @ axis, distance - weights() @ distance
    rho = (weights() @ (centred * other)) / (spread(axis) * spread(distance))
    return np.asarray(4 * eta**2 * (spread(distance) / spread(axis)) ** 2 * (1 - rho**2))


def area_under_curve(some: Floats, others: Floats) -> float:
    """Chance that one of ``some`` exceeds one of ``others``, ties half: 0.5 is indistinguishable.

    >>> area_under_curve(np.array([1.0, 2.0]), np.array([0.0, 1.0]))
    0.875
    """
    u = stats.mannwhitneyu(some, others).statistic
    return float(u / (some.size * others.size))
