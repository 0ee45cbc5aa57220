"""Categorical learning (C51): probabilities on fixed atoms, with a projection onto them.

Bellemare, Dabney and Munos 2017 (arXiv 1707.06887). In a table the learner mixes each projected
target into its probabilities (Rowland et al. 2018, arXiv 1802.08163).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["learn_categorical", "project"]

Array = NDArray[np.float64]


def project(values: ArrayLike, probabilities: ArrayLike, atoms: ArrayLike) -> Array:
    """Probabilities on fixed atoms that stand for a distribution on other values.

    Each value shares its probability between the two atoms around it, in proportion to its
    nearness; a value beyond the ends goes to the end. Inside the ends the mean is kept.

    Parameters
    ----------
    values, probabilities : (n,) array_like
        The distribution, for example ``reward + discount * atoms`` of the next state.
    atoms : (k,) array_like
        Strictly ascending, at least two.

    Returns
    -------
    (k,) array
        Probabilities, with the sum of those given.

    Raises
    ------
    ValueError
        If the atoms do not ascend.

    Examples
    --------
    >>> project([0.25, 9.0], [0.5, 0.5], [0.0, 1.0, 2.0])
    array([0.375, 0.125, 0.5  ])
    """
    grid = np.asarray(atoms, dtype=float)
    if grid.ndim != 1 or grid.size < 2 or np.any(np.diff(grid) <= 0):
        raise ValueError(f"atoms are {grid}, expected two or more, strictly ascending")
    mass = np.asarray(probabilities, dtype=float)
    inside = np.clip(np.asarray(values, dtype=float), grid[0], grid[-1])
    left = np.clip(np.searchsorted(grid, inside, side="right") - 1, 0, grid.size - 2)
    share = (inside - grid[left]) / (grid[left + 1] - grid[left])
    lower = np.bincount(left, weights=mass * (1 - share), minlength=grid.size)
    upper = np.bincount(left + 1, weights=mass * share, minlength=grid.size)
    return np.add(lower, upper, dtype=float)


def learn_categorical(
    rewards: ArrayLike, atoms: ArrayLike, *, rate: float, initial: ArrayLike | None = None
) -> Array:
    """Probabilities on the atoms after learning from rewards, ``p += rate * (target - p)``.

    Parameters
    ----------
    rewards : (n_trials,) array_like
        Rewards in order, finite.
    atoms : (k,) array_like
        Strictly ascending.
    rate : float
        Between 0 and 1.
    initial : (k,) array_like, optional
        Probabilities before the first trial; all equal if not given.

    Returns
    -------
    (k,) array
        Probabilities after the last trial.

    Raises
    ------
    ValueError
        If the rate is outside [0, 1].

    Examples
    --------
    >>> learn_categorical([1.0, 1.0], [0.0, 1.0], rate=0.5)
    array([0.125, 0.875])
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"rate is {rate}, expected a number between 0 and 1")
    sequence = np.asarray(rewards, dtype=float)
    grid = np.asarray(atoms, dtype=float)
    start = np.full(grid.size, 1 / grid.size) if initial is None else np.asarray(initial)
    # The learner forgets geometrically, so its end state is one weighted projection.
    weights = rate * (1 - rate) ** np.arange(sequence.size)[::-1]
    return (1 - rate) ** sequence.size * start + project(sequence, weights, grid)
