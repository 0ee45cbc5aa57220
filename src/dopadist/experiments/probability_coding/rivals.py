r"""Other reasons for a spread of positions, and an experiment that takes some of them apart.

A classical cell whose firing is the value passed through

.. math:: R(V) = \frac{V}{V+\sigma(1-V)} , \qquad \sigma = \frac{1-\tau}{\tau} ,

responds to every probability exactly as a distributional cell at :math:`\tau`: put :math:`V=p` and
compare with the closed form of the expectile. What the twins don't share is their memory: two
rates forget by :math:`b=p\,\alpha^++(1-p)\,\alpha^-` a trial, which differs between cues; a single
rate forgets by itself at every cue.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist.distributional import Population, from_tau, learn
from dopadist.evidence import Evidence
from dopadist.experiments.probability_coding.measures import (
    cue_statistics,
    groups,
    heterogeneity,
    mann_whitney,
    positions,
)
from dopadist.experiments.probability_coding.populations import draw_cells, simulate
from dopadist.experiments.probability_coding.settings import N_CELLS, N_TRIALS
from dopadist.experiments.probability_coding.theory import CUES, bernoulli_expectile
from dopadist.experiments.profiles import by_profile
from dopadist.streams import stream

Array = NDArray[np.float64]

ACCOUNTS = {
    "classical": "one rate, straight",
    "utility": "own utility of reward",
    "response": "own curve of firing",
    "both": "own utility and own curve",
    "distributional": "two rates",
}
MEMORY_TAU = np.array([0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9])
_LAG = 50  # trials over which a learner's memory is followed
_EXPONENT = 2.0  # of the utility, as in the book's other simulations of normalised RL


def saturating(value: ArrayLike, sigma: ArrayLike) -> Array:
    """Firing of a cell for a value between 0 and 1: 0 at 0, 1 at 1, bent by ``sigma``.

    >>> saturating([0.0, 0.5, 1.0], 1.0), saturating(0.5, 0.25)
    (array([0. , 0.5, 1. ]), np.float64(0.8))
    """
    v, bend = np.asarray(value, dtype=float), np.asarray(sigma, dtype=float)
    return v / (v + bend * (1 - v))


def utility(reward: ArrayLike, half: ArrayLike) -> Array:
    """Divisively normalised utility with exponent 2; 1 for the whole reward.

    >>> utility([0.5, 1.0], 0.5)
    array([0.625, 1.   ])
    """
    power = np.asarray(reward, dtype=float) ** _EXPONENT
    other = np.asarray(half, dtype=float) ** _EXPONENT
    return power * (1 + other) / (power + other)


@dataclass(frozen=True)
class ProbabilityRivals:
    """Five accounts in the task, and in a second experiment.

    Attributes
    ----------
    tau : numpy.ndarray
        Asymmetries from which cells of every account get their one odd number, ``(n_cells,)``.
    true_position : dict
        By account, ``(n_cells,)``.
    position : dict
        Measured from trials, by account, ``(n_cells,)``.
    coin_minus_sure : dict
        Response to a cue for the whole reward by the toss of a coin, minus the response to a cue
        for a sure half, in units of the response to a sure whole one, by account, ``(n_cells,)``;
        without noise.
    curve_probability : numpy.ndarray
        ``(n_p,)``.
    curve_tau : numpy.ndarray
        ``(n_curves,)``.
    curve_response, curve_expectile : numpy.ndarray
        ``(n_curves, n_p)``: a classical cell behind the curve, and the distributional one.
    rejects : dict
        Share of populations with all cells alike rejected, by account.
    called : dict
        Share of cells called optimistic or pessimistic by the two Mann-Whitney tests.
    n_called : int
        Cells of each account behind ``called``.
    memory_two_rates, memory_one_rate : numpy.ndarray
        Forgetting a trial at the cue of 90 % over that at 10 %, measured on learners at
        ``MEMORY_TAU`` and on as many of their twins, ``(n_memory,)``.
    n_memory_runs : int
    n_trials, n_populations, seed : int
    """

    tau: Array
    true_position: dict[str, Array]
    position: dict[str, Array]
    coin_minus_sure: dict[str, Array]
    curve_probability: Array
    curve_tau: Array
    curve_response: Array
    curve_expectile: Array
    rejects: dict[str, float]
    called: dict[str, float]
    n_called: int
    memory_two_rates: Array
    memory_one_rate: Array
    n_memory_runs: int
    n_trials: int
    n_populations: int
    seed: int
    evidence: Evidence = "simulation"


def cue_values(account: str, tau: Array, half: Array) -> tuple[Array, Array]:
    """Firing (before gain) to the three cues and to a sure half, without noise.

    Parameters
    ----------
    account : str
        Key of ``ACCOUNTS``.
    tau : (...) array
        Asymmetry; cells that are bent elsewhere get their bend from it.
    half : (...) array
        Reward of half utility.

    Returns
    -------
    cues : (..., 3) array
    sure : (...) array

    Examples
    --------
    >>> cues, sure = cue_values("distributional", np.array([0.8]), np.array([1.0]))
    >>> cues.round(3), sure
    (array([[0.308, 0.8  , 0.973]]), array([0.5]))
    """
    chance, sure = np.broadcast_to(CUES, (*tau.shape, 3)), np.full(tau.shape, 0.5)
    if account == "distributional":
        return bernoulli_expectile(tau[..., None], CUES), sure
    if account in ("utility", "both"):  # the one size of reward is worth 1, half of it u(1/2)
        sure = utility(sure, half)
    if account in ("response", "both"):
        bend = (1 - tau) / tau
        return saturating(chance, bend[..., None]), saturating(sure, bend)
    return chance.copy(), sure


def memory_ratio(population: Population, *, n_runs: int, rng: np.random.Generator) -> Array:
    """Forgetting a trial at the cue of 90 % over that at 10 %, measured, by channel.

    The same rewards are learnt from 0 and from 1. What is left of the distance after some trials
    is what a learner remembers of where it was.

    Parameters
    ----------
    population : Population
        Rates ``(n_channels,)``.
    n_runs : int
        Sequences of rewards at each cue.
    rng : numpy.random.Generator
        Draws the rewards.

    Returns
    -------
    array
        ``(n_channels,)``.

    Examples
    --------
    >>> one_rate = Population([0.02], [0.02])
    >>> memory_ratio(one_rate, n_runs=5, rng=np.random.default_rng(0)).round(6)
    array([1.])
    """
    forgotten = []
    for p in (CUES[2], CUES[0]):
        rewards = (rng.random((n_runs, _LAG)) < p).astype(float)
        apart = learn(population, rewards, initial=1.0) - learn(population, rewards, initial=0.0)
        forgotten.append(1 - apart.mean(axis=0) ** (1 / _LAG))
    return np.asarray(forgotten[0] / forgotten[1])


def run_probability_rivals(
    *,
    seed: int = 0,
    profile: str = "full",
    n_cells: int = N_CELLS,
    n_trials: int = N_TRIALS,
) -> ProbabilityRivals:
    """The same gains and noise for all accounts; values stay as they are."""
    n_populations = by_profile(profile, full=200, quick=50)
    rng = stream(seed, "probability_coding/rivals")
    cells = draw_cells("distributional", (n_populations, n_cells), rng=rng)
    half = np.exp(rng.uniform(np.log(0.2), np.log(2.0), cells.tau.shape))
    true, found, second, rejects, called = {}, {}, {}, {}, {}
    for account in ACCOUNTS:
        cues, sure = cue_values(account, cells.tau, half)
        trials = simulate(cells, n_trials, rng=rng, value=cues)
        stats = cue_statistics(trials)
        width = cues[0, :, 2] - cues[0, :, 0]
        true[account] = (cues[0, :, 1] - cues[0, :, 0]) / width
        second[account] = cues[0, :, 1] - sure[0]
        found[account] = positions(stats)[0]
        rejects[account] = float((heterogeneity(stats) < 0.05).mean())
        called[account] = float((groups(mann_whitney(trials[:50])) < 2).mean())
    # A stream of its own: no other number moves with it.
    rng = stream(seed, "probability_coding/memory")
    n_runs = by_profile(profile, full=2_000, quick=500)
    same = np.full(MEMORY_TAU.size, 0.5)
    memory = [
        memory_ratio(from_tau(tau, total=0.04), n_runs=n_runs, rng=rng)
        for tau in (MEMORY_TAU, same)
    ]
    probability, curve_tau = np.linspace(0.0, 1.0, 101), np.array([0.2, 0.5, 0.8])
    bend = ((1 - curve_tau) / curve_tau)[:, None]
    return ProbabilityRivals(
        tau=cells.tau[0],
        true_position=true,
        position=found,
        coin_minus_sure=second,
        curve_probability=probability,
        curve_tau=curve_tau,
        curve_response=saturating(probability, bend),
        curve_expectile=bernoulli_expectile(curve_tau[:, None], probability),
        rejects=rejects,
        called=called,
        n_called=min(50, n_populations) * n_cells,
        memory_two_rates=memory[0],
        memory_one_rate=memory[1],
        n_memory_runs=n_runs,
        n_trials=n_trials,
        n_populations=n_populations,
        seed=seed,
    )
