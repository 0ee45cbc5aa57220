"""Expectiles by root finding: slow, obvious, for comparison."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from dopadist.expectiles._samples import prepare

__all__ = ["expectiles_reference"]

Array = NDArray[np.float64]


def expectiles_reference(
    values: ArrayLike, tau: ArrayLike, *, weights: ArrayLike | None = None
) -> Array:
    """Expectiles by root finding on the defining equation: slow, obvious, for comparison.

    Parameters
    ----------
    values : (n,) array_like
        Samples or atoms.
    tau, weights
        As for :func:`expectiles`.

    Returns
    -------
    array
        The shape of ``tau``.

    Raises
    ------
    ValueError
        As for :func:`expectiles`, and if ``values`` has more than one axis.

    Examples
    --------
    >>> round(float(expectiles_reference([0.0, 1.0], 0.9)), 12)
    0.9
    """
    x, w, levels = prepare(values, tau, weights)
    if x.ndim != 1:
        raise ValueError(f"values have shape {x.shape}, expected (n,)")

    def imbalance(point: float, level: float) -> float:
        gain = np.sum(w * np.maximum(x - point, 0))
        loss = np.sum(w * np.maximum(point - x, 0))
        return float(level * gain - (1 - level) * loss)

    result = np.empty(levels.size)
    for i, level in enumerate(levels):
        low, high = x.min(), x.max()
        if np.isnan(level) or np.isnan(low):
            result[i] = np.nan
        elif low == high or level == 0:
            result[i] = low
        elif level == 1:
            result[i] = high
        else:
            result[i] = brentq(imbalance, low, high, args=(level,), xtol=1e-15, rtol=1e-15)
    return result.reshape(np.shape(tau))
