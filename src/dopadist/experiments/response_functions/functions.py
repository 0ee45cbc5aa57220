r"""Response functions of the reward, how bent each is, and what a bend does to the two slopes.

A cell without any asymmetry responds :math:`g(r) - g(r_V)`. Somebody places the rewards on
another axis, :math:`x = h(r)`, and fits two straight lines through :math:`x_V = h(r_V)`. On that
axis the response is :math:`F = g \circ h^{-1}`, and if F bends the two slopes differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist.surrogate.settings import SETTINGS
from dopadist.tasks.rewards import VOLUME_PROBABILITIES, VOLUMES

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ResponseFunction:
    """One increasing function of a volume in µL.

    Attributes
    ----------
    name : str
        As a reader sees it.
    value, slope : callable
        The function and its derivative.
    curvature : callable
        :math:`A(r) = -g''(r) / g'(r)`, 1/µL: above 0 where the function is concave. Economists
        call it absolute risk aversion.
    """

    name: str
    value: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    curvature: Callable[[Floats], Floats]

    def on_axis(self, volumes: ArrayLike = VOLUMES) -> Floats:
        """Values moved and stretched to mean and spread of the recorded cells' axis, spikes/s.

        A straight line more or less changes no asymmetry; it makes the noise equally harmful
        for every function.
        """
        scale = spread(np.array(SETTINGS.utility)) / spread(self.value(VOLUMES))
        middle = VOLUME_PROBABILITIES @ self.value(VOLUMES) / VOLUME_PROBABILITIES.sum()
        return np.asarray(scale * (self.value(np.asarray(volumes, dtype=float)) - middle))


def spread(values: Floats) -> float:
    """Standard deviation over the rewards as often as they come.

    >>> spread(np.ones(7))
    0.0
    """
    weights = VOLUME_PROBABILITIES / VOLUME_PROBABILITIES.sum()
    return float(np.sqrt(weights @ (values - weights @ values) ** 2))


def power(exponent: float, name: str) -> ResponseFunction:
    """:math:`r^p`, with :math:`A(r) = (1 - p) / r`.

    >>> power(2.0, "square").curvature(np.array([4.0]))
    array([-0.25])
    """
    return ResponseFunction(
        name=name,
        value=lambda r: r**exponent,
        slope=lambda r: exponent * r ** (exponent - 1),
        curvature=lambda r: (1 - exponent) / r,
    )


def hill(sigma: float, name: str) -> ResponseFunction:
    r""":math:`r^{1/2} / (r^{1/2} + \sigma^{1/2})`, half of its ceiling at :math:`\sigma` µL.

    With :math:`z = \sqrt{r / \sigma}`, :math:`A(r) = (1/2 + z / (1 + z)) / r`.

    >>> hill(5.0, "Hill").value(np.array([5.0]))
    array([0.5])
    """

    def z(r: Floats) -> Floats:
        return np.sqrt(r / sigma)

    return ResponseFunction(
        name=name,
        value=lambda r: z(r) / (1 + z(r)),
        slope=lambda r: z(r) / (2 * r * (1 + z(r)) ** 2),
        curvature=lambda r: (0.5 + z(r) / (1 + z(r))) / r,
    )


# From convex to ever more concave, by r A(r) at 5 µL: -1, 0, 0.5, 0.64, 0.83, 1, 1.11.
FUNCTIONS: dict[str, ResponseFunction] = {
    "square": power(2.0, "r²"),
    "linear": power(1.0, "r"),
    "root": power(0.5, "√r"),
    "hill200": hill(200.0, "Hill, σ = 200"),
    "hill20": hill(20.0, "Hill, σ = 20"),
    "log": ResponseFunction(
        name="log r", value=np.log, slope=lambda r: 1 / r, curvature=lambda r: 1 / r
    ),
    "hill2": hill(2.0, "Hill, σ = 2"),
}


def regression_asymmetry(
    response: Floats, axis: Floats, reversal_volume: ArrayLike, *, weights: Floats
) -> Floats:
    r"""Asymmetry of the two slopes through the *true* reversal point, without noise.

    .. math:: \beta_\pm = \frac{\sum_\pm w_k x_k^2\, s_k}{\sum_\pm w_k x_k^2},\qquad
       s_k = \frac{g(r_k) - g(r_V)}{x_k},\quad x_k = h(r_k) - h(r_V):

    the regression slope is a mean of the secants from the reversal point, far rewards first.

    Parameters
    ----------
    response, axis : array_like, shape (n_magnitudes + n_points,)
        g and h of the magnitudes, then of the reversal volumes.
    reversal_volume : array_like, shape (n_points,)
        Only its length matters.
    weights : array_like, shape (n_magnitudes,)
        Trials of each magnitude.

    Returns
    -------
    numpy.ndarray, shape (n_points,)
        NaN where one side has no magnitude.
    """
    n_points = np.asarray(reversal_volume).size
    x = axis[None, :-n_points] - axis[-n_points:, None]
    y = response[None, :-n_points] - response[-n_points:, None]

    def slope(side: NDArray[np.bool_]) -> Floats:
        square = np.where(side, weights * x * x, 0.0).sum(1)
        cross = np.where(side, weights * x * y, 0.0).sum(1)
        return np.divide(cross, square, out=np.full(square.shape, np.nan), where=square > 0)

    minus, plus = slope(x < 0), slope(x > 0)
    return np.asarray(plus / (plus + minus))


def apparent_asymmetry(
    generator: ResponseFunction, fitted: ResponseFunction, reversal_volume: ArrayLike
) -> Floats:
    """:func:`regression_asymmetry` of a symmetric cell, by volume of its reversal.

    >>> linear = FUNCTIONS["linear"]
    >>> apparent_asymmetry(linear, linear, [2.0, 7.0])
    array([0.5, 0.5])
    """
    points = np.asarray(reversal_volume, dtype=float)
    volumes = np.concatenate([VOLUMES, points])
    return regression_asymmetry(
        generator.on_axis(volumes), fitted.on_axis(volumes), points, weights=VOLUME_PROBABILITIES
    )


def first_order_asymmetry(
    generator: ResponseFunction, fitted: ResponseFunction, reversal_volume: ArrayLike
) -> Floats:
    r"""The same for a parabola through the reversal point, to first order in its bend.

    .. math:: \hat\tau \approx \frac12 + \frac{F''(x_V)}{8 F'(x_V)}\,(M_+ + M_-),\qquad
       M_\pm = \frac{\sum_\pm w_k |x_k|^3}{\sum_\pm w_k x_k^2},\qquad
       \frac{F''}{F'} = -\frac{A_g(r_V) - A_h(r_V)}{h'(r_V)}.

    Parameters
    ----------
    generator, fitted : ResponseFunction
        g and h.
    reversal_volume : array_like, shape (n_points,)
        :math:`r_V`, µL, between the smallest and the largest volume.

    Returns
    -------
    numpy.ndarray, shape (n_points,)
        Not held within 0 and 1: where it leaves them, far rewards are no longer on the parabola.
    """
    points = np.asarray(reversal_volume, dtype=float)
    h = fitted.value(np.concatenate([VOLUMES, points]))
    x = h[None, : VOLUMES.size] - h[VOLUMES.size :, None]

    def reach(side: NDArray[np.bool_]) -> Floats:
        cubes = np.where(side, VOLUME_PROBABILITIES * np.abs(x) ** 3, 0.0).sum(1)
        squares = np.where(side, VOLUME_PROBABILITIES * x * x, 0.0).sum(1)
        return np.divide(cubes, squares, out=np.full(cubes.shape, np.nan), where=squares > 0)

    difference = generator.curvature(points) - fitted.curvature(points)
    bend = -difference / fitted.slope(points)
    return np.asarray(0.5 + bend * (reach(x < 0) + reach(x > 0)) / 8)
