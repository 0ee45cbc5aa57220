"""The authors' slopes: regression through the reversal point, on either side of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dopadist.reversal import MagnitudeStatistics, check_axis


def slopes(
    statistics: MagnitudeStatistics,
    axis: NDArray[np.float64],
    reversal_point: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    r"""Slopes of the response below and above a given reversal point.

    With :math:`x_k = u_k - \hat V`, least squares on single trials without a constant:

    .. math:: \hat\beta = \frac{\sum_k x_k \sum_j y_{kj}}{\sum_k n_k x_k^2},

    over the magnitudes with :math:`x_k \le 0` and with :math:`x_k \ge 0`.

    Parameters
    ----------
    statistics : MagnitudeStatistics
        Shape ``(..., n_magnitudes)``.
    axis : array_like, shape (n_magnitudes,) or (n_cells, n_magnitudes)
        Value of each magnitude, for all cells or for each.
    reversal_point : array_like, shape (...)
        In axis units.

    Returns
    -------
    slope_minus, slope_plus : numpy.ndarray, shape (...)
        Spikes/s per axis unit, either sign. NaN where no trial lies off the reversal point on
        that side, or the reversal point is NaN.

    Notes
    -----
    The authors' MATLAB analysis of Dabney et al. 2020 (doi 10.1038/s41586-019-1924-6).

    Examples
    --------
    >>> from dopadist.reversal import magnitude_statistics
    >>> statistics = magnitude_statistics([[-2.0, -2.0], [-1.0, -1.0], [3.0, 3.0]])
    >>> slopes(statistics, [-2.0, -1.0, 1.0], 0.0)
    (array(1.), array(3.))
    """
    u = check_axis(axis, statistics.n.shape[-1])
    x = u - np.asarray(reversal_point, dtype=float)[..., None]

    def through_origin(side: NDArray[np.bool_]) -> NDArray[np.float64]:
        numerator = np.where(side, x * statistics.total, 0.0).sum(-1)
        denominator = np.where(side, statistics.n * x * x, 0.0).sum(-1)
        return np.divide(
            numerator,
            denominator,
            out=np.full(numerator.shape, np.nan),
            where=denominator > 0,
        )

    return through_origin(x <= 0), through_origin(x >= 0)
