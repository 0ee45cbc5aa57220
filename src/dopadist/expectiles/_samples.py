"""What the functions of this room accept, brought to one form."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def prepare(
    values: ArrayLike, tau: ArrayLike, weights: ArrayLike | None
) -> tuple[Array, Array, Array]:
    """Values and weights of one shape, flat levels; values of weight 0 become harmless ties."""
    x = np.asarray(values, dtype=float)
    levels = np.asarray(tau, dtype=float).ravel()
    if x.ndim == 0 or x.shape[-1] == 0:
        raise ValueError(f"values have shape {x.shape}, expected (..., n) with n of 1 or more")
    outside = (levels < 0) | (levels > 1)
    if outside.any():
        raise ValueError(f"tau is {levels[outside][0]}, expected a level between 0 and 1")
    if weights is None:
        w = np.ones(x.shape)
    else:
        x, w = np.broadcast_arrays(x, np.asarray(weights, dtype=float))
    if np.any(w < 0) or np.any(np.isinf(w)):
        raise ValueError(f"weights reach from {np.min(w)} to {np.max(w)}, expected 0 or more")
    absent = w == 0
    if np.any(np.isinf(x) & ~absent):
        raise ValueError("values hold an infinite one, expected finite numbers")
    if absent.any():
        if absent.all(axis=-1).any():
            raise ValueError("weights are all 0 in a row, expected at least one above 0")
        # Any value that counts will do: here the row's smallest (NaN if it holds a NaN).
        smallest = np.min(np.where(absent, np.inf, x), axis=-1, keepdims=True)
        x = np.where(absent, smallest, x)
    # A NaN weight spoils its row as a NaN value does.
    spoiled = np.isnan(x).any(axis=-1, keepdims=True) | np.isnan(w).any(axis=-1, keepdims=True)
    if spoiled.any():
        x, w = np.where(spoiled, np.nan, x), np.where(spoiled, 1.0, w)
    return x, w, levels
