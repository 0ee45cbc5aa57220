"""Three things that the rule does not say: medians, more firing, a distribution in each cell."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.distributional import fixed_points, from_tau, learn, step
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.profiles import by_profile
from dopadist.streams import stream
from dopadist.tasks.distributions import discrete
from dopadist.tasks.rewards import bernoulli, variable_magnitude

Array = NDArray[np.float64]


@dataclass(frozen=True)
class MeanNotMedian:
    """Two learners with equal rates, on rewards of 1, 2 and now and then 20.

    Attributes
    ----------
    trial : numpy.ndarray
        ``(n_notes,)``.
    linear, sign : numpy.ndarray
        Values by run, ``(n_notes, n_runs)``.
    rewards, probabilities : numpy.ndarray
        ``(3,)``.
    mean, median : float
    """

    trial: NDArray[np.int64]
    linear: Array
    sign: Array
    rewards: Array
    probabilities: Array
    mean: float
    median: float
    evidence: Evidence = "simulation"


def run_mean_not_median(*, seed: int = 0, profile: str = "full") -> MeanNotMedian:
    """The same asymmetry of one half; the response is the error, or only its sign."""
    n_runs = by_profile(profile, full=400, quick=200)
    task = discrete([1, 2, 20], [0.4, 0.4, 0.2])
    trial = np.arange(0, 1_501, 10)
    rewards = task.sample(stream(seed, "distributional_td/mean_not_median"), (n_runs, trial[-1]))
    linear = learn(from_tau([0.5], total=0.02), rewards, after=trial)[..., 0]
    sign = learn(from_tau([0.5], total=0.04, response="sign"), rewards, after=trial)[..., 0]
    return MeanNotMedian(
        trial=trial,
        linear=linear,
        sign=sign,
        rewards=task.values,
        probabilities=task.probabilities,
        mean=task.mean,
        median=2.0,
    )


def mean_not_median_claims(result: MeanNotMedian) -> dict[str, float]:
    """Ends of the two learners, means over runs and the last 500 trials."""
    late = result.trial > 1_000
    return {
        "end_of_linear_learner": float(result.linear[late].mean()),
        "end_of_sign_learner": float(result.sign[late].mean()),
    }


@dataclass(frozen=True)
class ResponsesAtEquilibrium:
    """How channels respond to the seven volumes once they have learnt; rates sum to 1.

    Attributes
    ----------
    volumes, probabilities : numpy.ndarray
        µL, ``(7,)``.
    tau : numpy.ndarray
        ``(n_tau,)``.
    response : numpy.ndarray
        Update to each volume, µL, ``(n_tau, 7)``.
    mean_response : numpy.ndarray
        Mean over trials, µL, ``(n_tau,)``, to 12 decimals: what is left below that is the
        rounding of one processor, and another's differs.
    excited : numpy.ndarray
        Share of trials with a positive response, ``(n_tau,)``.
    """

    volumes: Array
    probabilities: Array
    tau: Array
    response: Array
    mean_response: Array
    excited: Array
    evidence: Evidence = "theory"


def run_responses_at_equilibrium() -> ResponsesAtEquilibrium:
    """Channels from pessimistic to optimistic, exactly at their fixed points."""
    task = variable_magnitude()
    tau = np.arange(5, 96) / 100
    population = from_tau(tau, total=1.0)
    response = step(population, task.values[:, None] - fixed_points(population, task)).T
    return ResponsesAtEquilibrium(
        volumes=task.values,
        probabilities=task.probabilities,
        tau=tau,
        response=response,
        mean_response=np.round(response @ task.probabilities, 12) + 0.0,  # no -0
        excited=(response > 0) @ task.probabilities,
    )


def responses_at_equilibrium_claims(result: ResponsesAtEquilibrium) -> dict[str, float]:
    """No channel responds more on average, and optimists are excited by fewer trials."""
    low, high = np.searchsorted(result.tau, [0.1 - 1e-9, 0.9 - 1e-9])
    return {
        "largest_mean_response": float(np.abs(result.response @ result.probabilities).max()),
        "trials_that_excite_a_pessimist": float(result.excited[low]),
        "trials_that_excite_an_optimist": float(result.excited[high]),
        "largest_rise_of_excited_share_with_tau": float(np.diff(result.excited).max()),
    }


@dataclass(frozen=True)
class OneNumber:
    """One channel in two worlds, and the population that tells the worlds apart.

    Attributes
    ----------
    trial : numpy.ndarray
        ``(n_notes,)``.
    coin, certain : numpy.ndarray
        Values of the channel at tau = 0.8 by run, ``(n_notes, n_runs)``.
    tau : numpy.ndarray
        ``(n_tau,)``.
    coin_expectile, certain_expectile : numpy.ndarray
        What channels at all levels settle on, ``(n_tau,)``.
    coin_value : numpy.ndarray
        What a population learnt in the world of the coin, ``(n_channels,)`` at ``channel_tau``,
        mean over runs.
    """

    trial: NDArray[np.int64]
    coin: Array
    certain: Array
    tau: Array
    coin_expectile: Array
    certain_expectile: Array
    channel_tau: Array
    coin_value: Array
    evidence: Evidence = "simulation"


def run_one_number(*, seed: int = 0, profile: str = "full") -> OneNumber:
    """A fair coin that pays 0 or 1, or a certain 0.8: both have 0.8 as 0.8-expectile."""
    n_runs = by_profile(profile, full=400, quick=200)
    trial = np.arange(0, 1_501, 10)
    coin = bernoulli(0.5).sample(
        stream(seed, "distributional_td/one_number"), (n_runs, int(trial[-1]))
    )
    channel_tau = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    learnt = learn(from_tau(channel_tau, total=0.05), coin, after=trial)
    one = from_tau([0.8], total=0.05)
    tau = np.linspace(0.02, 0.98, 97)
    return OneNumber(
        trial=trial,
        coin=learnt[..., 7],
        certain=learn(one, np.full((1, int(trial[-1])), 0.8), after=trial)[..., 0],
        tau=tau,
        coin_expectile=expectiles([0, 1], tau),
        certain_expectile=np.full(tau.size, 0.8),
        channel_tau=channel_tau,
        coin_value=learnt[trial > 1_000].mean(axis=(0, 1)),
    )


def one_number_claims(result: OneNumber) -> dict[str, float]:
    """The channel ends at one number in both worlds; the population does not."""
    late = result.trial > 1_000
    return {
        "channel_with_coin": float(result.coin[late].mean()),
        "channel_with_certain_reward": float(result.certain[late].mean()),
        "largest_difference_over_population": float(np.abs(result.coin_value - 0.8).max()),
    }
