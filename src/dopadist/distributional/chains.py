"""Small Markov chains with rewards, and the exact distributions of their returns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.tasks.distributions import RewardDistribution, discrete
from dopadist.tasks.rewards import bernoulli

__all__ = ["MarkovChain", "backup", "return_distributions", "two_coins"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MarkovChain:
    """States, where they lead, and what leaving each of them pays.

    Parameters
    ----------
    transitions : (n_states, n_states) array_like
        Probability of moving from state (row) to state (column). What a row lacks to 1 is the
        probability that the episode ends there.
    rewards : tuple of RewardDistribution
        Reward on leaving each state, independent of where to.
    discount : float
        Between 0 and 1.
    start : int
        State in which each episode begins.

    Raises
    ------
    ValueError
        If a row sums to more than 1, an entry is negative, or the parts do not fit together.

    Examples
    --------
    >>> MarkovChain([[0.0]], (bernoulli(0.5),)).n_states
    1
    """

    transitions: Array
    rewards: tuple[RewardDistribution, ...]
    discount: float = 1.0
    start: int = 0

    def __post_init__(self) -> None:
        matrix = np.array(self.transitions, dtype=float)
        n = len(self.rewards)
        if matrix.shape != (n, n):
            raise ValueError(
                f"transitions have shape {matrix.shape}, expected ({n}, {n}) for {n} rewards"
            )
        if np.any(matrix < 0) or np.any(matrix.sum(axis=1) > 1 + 1e-12):
            raise ValueError(
                f"transitions have row sums {matrix.sum(axis=1)}, expected entries of 0 or more "
                "and sums of at most 1"
            )
        if not 0 <= self.discount <= 1:
            raise ValueError(f"discount is {self.discount}, expected a number between 0 and 1")
        if not 0 <= self.start < n:
            raise ValueError(f"start is {self.start}, expected a state from 0 to {n - 1}")
        matrix.flags.writeable = False
        object.__setattr__(self, "transitions", matrix)

    @property
    def n_states(self) -> int:
        """Number of states."""
        return len(self.rewards)


def two_coins(low: float = 0.2, high: float = 0.8) -> MarkovChain:
    """Start (state 0) leads with equal chance to one of two coins (states 1 and 2).

    Parameters
    ----------
    low, high : float
        Reward probabilities of the two coins.

    Returns
    -------
    MarkovChain
        Undiscounted; moving from the start pays nothing.

    Examples
    --------
    >>> return_distributions(two_coins())[0].probabilities
    array([0.5, 0.5])
    """
    nothing = discrete([0.0], [1.0])
    moves = np.array([[0.0, 0.5, 0.5], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    return MarkovChain(moves, (nothing, bernoulli(low), bernoulli(high)))


def backup(
    chain: MarkovChain, state: int, values: Array, probabilities: Array
) -> RewardDistribution:
    """Distribution of ``reward + discount * (a value of the next state)``.

    Parameters
    ----------
    chain : MarkovChain
        The chain.
    state : int
        Where it is left from.
    values, probabilities : (n_states, k) array
        What each state is taken to be worth, as a distribution; the end is worth 0.

    Returns
    -------
    RewardDistribution
        Atoms that agree to 1e-12 are merged.

    Examples
    --------
    >>> worth = np.array([[9.0], [0.25], [0.75]])
    >>> backup(two_coins(), 0, worth, np.ones((3, 1))).values
    array([0.25, 0.75])
    """
    moves = chain.transitions[state]
    future = np.concatenate([(chain.discount * values).ravel(), [0.0]])
    chance = np.concatenate([(moves[:, None] * probabilities).ravel(), [max(1 - moves.sum(), 0.0)]])
    reward = chain.rewards[state]
    total = (reward.values[:, None] + future).ravel()
    weight = (reward.probabilities[:, None] * chance).ravel()
    return discrete(total.round(12), weight / weight.sum())


def return_distributions(chain: MarkovChain) -> tuple[RewardDistribution, ...]:
    """Exact distribution of the discounted return from each state.

    Parameters
    ----------
    chain : MarkovChain
        Without loops: from any state the episode ends within ``n_states`` moves.

    Returns
    -------
    tuple of RewardDistribution
        One a state.

    Raises
    ------
    ValueError
        If the chain has a loop; the return would then have endlessly many values.

    Examples
    --------
    >>> return_distributions(MarkovChain([[0.0]], (bernoulli(0.25),)))[0].mean
    0.25
    """
    if np.linalg.matrix_power(chain.transitions, chain.n_states).any():
        raise ValueError(
            "transitions hold a loop, expected a chain whose episodes end within n_states moves; "
            "learn its values by sampling instead"
        )
    result: list[RewardDistribution] = [discrete([0.0], [1.0])] * chain.n_states
    for _ in range(chain.n_states):
        width = max(each.values.size for each in result)
        values, probabilities = np.zeros((2, chain.n_states, width))
        for state, each in enumerate(result):
            values[state, : each.values.size] = each.values
            probabilities[state, : each.values.size] = each.probabilities
        result = [backup(chain, state, values, probabilities) for state in range(chain.n_states)]
    return tuple(result)
