r"""Learning over several states: each channel needs a sample of what comes next.

The prediction error in a state :math:`s` that leads to :math:`s'` is

.. math:: \delta_i = r + \gamma z - V_i(s), \qquad z \sim \text{distribution predicted at } s' ,

(Dabney et al. 2020, Methods, Eq. 1, doi 10.1038/s41586-019-1924-6). Each channel draws its own
:math:`z`, from all channels of the next state: from its own value alone it would learn something
else, and one draw for all would make the whole population err together. Quantiles at evenly
spaced levels are such samples as they stand. Expectiles are not: they must first be turned into
a distribution that has them as its expectiles, which is imputation (Rowland et al. 2019,
arXiv 1902.08102).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist.distributional.chains import MarkovChain, backup
from dopadist.distributional.rules import Population, update
from dopadist.distributional.theory import fixed_points
from dopadist.imputation import maximum_entropy_batch

__all__ = [
    "Bootstrap",
    "Impute",
    "bootstrap_fixed_points",
    "learn_chain",
    "maximum_entropy_samples",
]

Array = NDArray[np.float64]
Bootstrap = Literal["all", "own", "shared"]
# (values (n_runs, n_channels), tau (n_channels,)) -> samples (n_runs, n_samples)
Impute = Callable[[Array, Array], Array]


def maximum_entropy_samples(grid: ArrayLike, *, sigma: float, n_samples: int = 200) -> Impute:
    """Imputation for :func:`learn_chain`: expectiles in, equally likely samples out.

    Parameters
    ----------
    grid : (n_grid,) array_like
        Values that a return may take, ascending.
    sigma : float
        See :func:`dopadist.imputation.maximum_entropy`. Values in mid-learning may fit no
        distribution that closely; where the solver then stops, it is doubled, up to ten times.
    n_samples : int
        Samples a distribution, at the quantiles ``(m + 1/2) / n_samples``.

    Returns
    -------
    callable
        From values ``(n_runs, n_channels)`` and ``tau`` ``(n_channels,)`` to samples
        ``(n_runs, n_samples)``.

    Examples
    --------
    The expectiles of a coin that pays 1 with probability 0.8 give back the coin.

    >>> tau = np.array([0.1, 0.5, 0.9])
    >>> coin = tau * 0.8 / (tau * 0.8 + (1 - tau) * 0.2)
    >>> impute = maximum_entropy_samples([0.0, 0.5, 1.0], sigma=1e-3)
    >>> round(float(impute(coin[None], tau).mean()), 2)
    0.8
    """
    points = np.asarray(grid, dtype=float)
    middles = (np.arange(n_samples) + 0.5) / n_samples

    def impute(values: Array, tau: Array) -> Array:
        levels, tolerated = np.broadcast_to(tau, values.shape), sigma
        while True:
            try:
                decoded = maximum_entropy_batch(values, levels, grid=points, sigma=tolerated)
                break
            except RuntimeError:
                tolerated *= 2
                if tolerated > 1_000 * sigma:
                    raise
        steps = np.cumsum(decoded.probabilities, axis=1)
        above = steps[:, None, :-1] < middles[:, None]
        return points[above.sum(axis=-1)]

    return impute


def learn_chain(
    population: Population,
    chain: MarkovChain,
    *,
    n_episodes: int,
    n_runs: int,
    rng: np.random.Generator,
    bootstrap: Bootstrap = "all",
    impute: Impute | None = None,
    impute_every: int = 50,
    initial: ArrayLike = 0.0,
    after: Sequence[int] | NDArray[np.int64] | None = None,
) -> Array:
    """Values of every channel in every state, learnt by walking the chain.

    Parameters
    ----------
    population : Population
        Rates ``(n_channels,)``.
    chain : MarkovChain
        Episodes begin in its start state; all are walked to their end.
    n_episodes, n_runs : int
        Episodes of a run, and independent runs, all walked at once.
    rng : numpy.random.Generator
        Source of transitions, rewards and draws.
    bootstrap : {"all", "own", "shared"}
        Where a channel's sample of the next state comes from: a random channel, anew for each
        channel and step, or (wrong, for comparison) always its own value there, or one random
        channel a step that serves all.
    impute : callable, optional
        Turns a state's values into samples from which the channels draw instead, see
        :func:`maximum_entropy_samples`. Needed for expectiles.
    impute_every : int
        Episodes between imputations.
    initial : array_like
        Values before learning, broadcast to ``(n_runs, n_states, n_channels)``.
    after : sequence of int, optional
        Numbers of episodes after which to note the values, ascending.

    Returns
    -------
    array
        ``(n_runs, n_states, n_channels)``, or ``(len(after), n_runs, n_states, n_channels)``.

    Raises
    ------
    ValueError
        If ``bootstrap`` is unknown, or is ``"own"`` together with an imputation, or ``after`` is
        not ascending within 0 and ``n_episodes``.

    Examples
    --------
    >>> from dopadist.distributional import from_tau, two_coins
    >>> half = from_tau([0.5, 0.5], total=0.04)
    >>> values = learn_chain(
    ...     half, two_coins(), n_episodes=500, n_runs=200, rng=np.random.default_rng(0)
    ... )
    >>> values.shape, values.mean(axis=(0, 2)).round(1)
    ((200, 3, 2), array([0.5, 0.2, 0.8]))
    """
    if bootstrap not in get_args(Bootstrap):
        raise ValueError(f"bootstrap is {bootstrap!r}, expected 'all', 'own' or 'shared'")
    if bootstrap == "own" and impute is not None:
        raise ValueError("bootstrap is 'own', expected 'all' or 'shared' with an imputation")
    counts = np.asarray([n_episodes] if after is None else after, dtype=np.int64)
    if counts.ndim != 1 or np.any(np.diff(np.r_[0, counts, n_episodes]) < 0):
        raise ValueError(
            f"after is {after}, expected ascending numbers of episodes from 0 to {n_episodes}"
        )
    n_channels = population.tau.shape[-1]
    value = np.empty((n_runs, chain.n_states, n_channels))
    value[:] = initial
    noted = np.empty((counts.size, *value.shape))
    samples, note = value, 0
    for episode in range(n_episodes + 1):
        while note < counts.size and counts[note] == episode:
            noted[note] = value
            note += 1
        if note == counts.size:
            break
        if impute is not None and episode % impute_every == 0:
            by_state = [impute(value[:, s], population.tau) for s in range(chain.n_states)]
            samples = np.stack(by_state, axis=1)
        _walk(population, chain, value, samples, bootstrap, rng)
    return noted[0] if after is None else noted


def _walk(
    population: Population,
    chain: MarkovChain,
    value: Array,
    samples: Array,
    bootstrap: Bootstrap,
    rng: np.random.Generator,
) -> None:
    """One episode of every run; changes ``value`` in place."""
    n_runs, n_states, n_channels = value.shape
    # One more column: the end of the episode, state number n_states, worth 0.
    steps = np.cumsum(chain.transitions, axis=1)
    run = np.arange(n_runs)
    state = np.full(n_runs, chain.start)
    while run.size:
        move = rng.random(run.size)
        following = (steps[state] <= move[:, None]).sum(axis=1)
        # One draw from every state's rewards for each run; the state's own is kept.
        drawn = np.stack([reward.sample(rng, run.size) for reward in chain.rewards])
        reward = drawn[state, np.arange(run.size)]
        goes_on = following < n_states
        future = np.zeros((run.size, n_channels))
        on, to = run[goes_on], following[goes_on]
        if bootstrap == "own":
            future[goes_on] = value[on, to]
        else:
            n_draws = 1 if bootstrap == "shared" else n_channels
            draw = rng.integers(samples.shape[-1], size=(on.size, n_draws))
            future[goes_on] = samples[on[:, None], to[:, None], draw]
        target = reward[:, None] + chain.discount * future
        value[run, state] = update(population, value[run, state], target)
        run, state = on, to


def bootstrap_fixed_points(
    population: Population,
    chain: MarkovChain,
    *,
    bootstrap: Bootstrap = "all",
    impute: Impute | None = None,
) -> Array:
    """Where :func:`learn_chain` ends with vanishing rates, computed without chance.

    Parameters
    ----------
    population, chain, bootstrap, impute
        As for :func:`learn_chain`; the chain must have no loop.

    Returns
    -------
    (n_states, n_channels) array
        Fixed points of the mean updates, from the last states backwards.

    Examples
    --------
    >>> from dopadist.distributional import from_tau, two_coins
    >>> optimist = from_tau([0.9], total=0.1)
    >>> bootstrap_fixed_points(optimist, two_coins(), bootstrap="own")[0].round(3)
    array([0.945])
    """
    n_channels = population.tau.shape[-1]
    value = np.zeros((chain.n_states, n_channels))
    for _ in range(chain.n_states):
        samples = value if impute is None else impute(value, population.tau)
        weights = np.full(samples.shape, 1 / samples.shape[-1])
        new = np.empty_like(value)
        for s in range(chain.n_states):
            if bootstrap != "own":  # who else shares the draw changes no channel's mean
                new[s] = fixed_points(population, backup(chain, s, samples, weights))
                continue
            for i in range(n_channels):
                one = replace(
                    population,
                    alpha_plus=population.alpha_plus[i],
                    alpha_minus=population.alpha_minus[i],
                )
                new[s, i] = fixed_points(
                    one, backup(chain, s, value[:, i, None], np.ones((chain.n_states, 1)))
                )[0]
        value = new
    return value
