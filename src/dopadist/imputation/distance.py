"""Distance between two distributions on the line."""

import numpy as np
from numpy.typing import ArrayLike


def wasserstein1(
    values_a: ArrayLike, probabilities_a: ArrayLike, values_b: ArrayLike, probabilities_b: ArrayLike
) -> float:
    """Area between two cumulative distribution functions (1-Wasserstein distance).

    It is the least average distance that probability has to be moved to turn one distribution
    into the other, so it is in the units of the axis. Exact on atoms, no binning.

    Parameters
    ----------
    values_a, probabilities_a : array_like
        One distribution: atoms in any order, shape ``(n,)``, and their weights, which are
        normalised.
    values_b, probabilities_b : array_like
        The other, shape ``(m,)``.

    Returns
    -------
    float
        Axis units.

    Raises
    ------
    ValueError
        If shapes disagree, a value is NaN, or weights are negative or all zero.

    Examples
    --------
    >>> wasserstein1([0.0, 1.0], [0.5, 0.5], [0.0], [1.0])
    0.5
    """
    atoms, mass = [], []
    for sign, values, probabilities in (
        (1.0, np.asarray(values_a, dtype=float), np.asarray(probabilities_a, dtype=float)),
        (-1.0, np.asarray(values_b, dtype=float), np.asarray(probabilities_b, dtype=float)),
    ):
        if values.shape != probabilities.shape or values.ndim != 1:
            raise ValueError(
                f"values have shape {values.shape} and probabilities {probabilities.shape}, "
                "expected the same, one-dimensional"
            )
        total = probabilities.sum()
        if not np.isfinite(values).all() or not (probabilities >= 0).all() or not total > 0:
            raise ValueError("expected finite values with weights of 0 or more, not all zero")
        atoms.append(values)
        mass.append(sign * probabilities / total)
    value, weight = np.concatenate(atoms), np.concatenate(mass)
    order = np.argsort(value, kind="stable")
    return float(np.sum(np.abs(np.cumsum(weight[order])[:-1]) * np.diff(value[order])))
