"""Two coins behind one door: samples of the next state, right and wrong, own and shared."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.distributional import (
    Bootstrap,
    Impute,
    bootstrap_fixed_points,
    fixed_points,
    from_tau,
    learn_chain,
    maximum_entropy_samples,
    restoring_rate,
    return_distributions,
    step_variance,
    two_coins,
)
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles, quantiles
from dopadist.experiments.distributional_td.settings import middles
from dopadist.experiments.profiles import by_profile
from dopadist.streams import stream

Array = NDArray[np.float64]
KINDS = ("own", "raw", "imputed")


@dataclass(frozen=True)
class Bootstrapping:
    """Values at the start of the chain, learnt in three ways.

    Attributes
    ----------
    tau : numpy.ndarray
        ``(n_channels,)``; one of them is 0.9.
    truth : numpy.ndarray
        Exact expectiles of the return from the start, ``(n_channels,)``.
    exact, learnt : dict of str to numpy.ndarray
        By kind (its own value; all channels' raw values; imputed samples): fixed point, and
        mean over runs and late episodes, ``(n_channels,)``.
    coins : tuple of float
        Probabilities of the two coins, the lower first.
    coin_expectiles, coin_quantiles : numpy.ndarray
        Those of the higher coin at ``coin_tau``, ``(n_coin,)``.
    n_runs, n_episodes : int
    """

    tau: Array
    truth: Array
    exact: dict[str, Array]
    learnt: dict[str, Array]
    coins: tuple[float, float]
    coin_tau: Array
    coin_expectiles: Array
    coin_quantiles: Array
    n_runs: int
    n_episodes: int
    evidence: Evidence = "simulation"


def run_bootstrapping(
    *, seed: int = 0, profile: str = "full", coin_low: float = 0.2, coin_high: float = 0.8
) -> Bootstrapping:
    """Thirty channels, each drawing for itself in every step."""
    n_runs = by_profile(profile, full=60, quick=40)
    n_episodes = 1_500
    tau, coin_tau = middles(30), middles(10_000)
    tau[26] = 0.9  # replaces 0.883, so that the worked example is one of the channels
    chain, population = two_coins(coin_low, coin_high), from_tau(tau, total=0.08)
    start = return_distributions(chain)[chain.start]
    coin = [1 - coin_high, coin_high]
    impute: Impute = maximum_entropy_samples(np.linspace(0, 1, 11), sigma=0.02)
    exact, learnt = {}, {}
    for kind in KINDS:
        bootstrap: Bootstrap = "own" if kind == "own" else "all"
        imputing = impute if kind == "imputed" else None
        exact[kind] = bootstrap_fixed_points(
            population, chain, bootstrap=bootstrap, impute=imputing
        )[0]
        notes = learn_chain(
            population,
            chain,
            n_episodes=n_episodes,
            n_runs=n_runs,
            rng=stream(seed, f"distributional_td/bootstrapping/{kind}"),
            bootstrap=bootstrap,
            impute=imputing,
            impute_every=50,
            initial=0.5,
            after=np.arange(700, n_episodes + 1, 50),
        )
        learnt[kind] = notes[:, :, 0].mean(axis=(0, 1))
    return Bootstrapping(
        tau=tau,
        truth=expectiles(start.values, tau, weights=start.probabilities),
        exact=exact,
        learnt=learnt,
        coins=(coin_low, coin_high),
        coin_tau=coin_tau,
        coin_expectiles=expectiles([0, 1], coin_tau, weights=coin),
        coin_quantiles=quantiles([0, 1], coin_tau, weights=coin),
        n_runs=n_runs,
        n_episodes=n_episodes,
    )


def bootstrapping_claims(result: Bootstrapping) -> dict[str, float]:
    """The worked numbers, and learning that goes where they say."""
    optimist = int(np.flatnonzero(result.tau == 0.9)[0])
    miss = {kind: np.abs(result.learnt[kind] - result.exact[kind]).max() for kind in KINDS}
    return {
        "true_expectile": float(result.truth[optimist]),
        "own_value": float(result.exact["own"][optimist]),
        "own_value_learnt": float(result.learnt["own"][optimist]),
        "imputed_learnt": float(result.learnt["imputed"][optimist]),
        "mean_of_raw_expectiles": float(result.coin_expectiles.mean()),
        "mean_of_raw_quantiles": float(result.coin_quantiles.mean()),
        "largest_error_with_raw_expectiles": float(
            np.abs(result.learnt["raw"] - result.truth).max()
        ),
        "largest_error_with_imputation": float(
            np.abs(result.learnt["imputed"] - result.truth).max()
        ),
        "largest_miss_of_fixed_points": float(max(miss.values())),
    }


@dataclass(frozen=True)
class SharedDraw:
    """Mean prediction of a population at the start, with a draw for each channel and one for all.

    Attributes
    ----------
    n_channels : numpy.ndarray
        Sizes of the populations, ``(n_sizes,)``.
    episode : numpy.ndarray
        ``(n_notes,)``.
    path : dict of str to numpy.ndarray
        By kind of draw, "all" (each channel draws for itself from all) and "shared" (one draw
        serves all): population mean in one run of the largest population, ``(n_notes,)``.
    spread, predicted : dict of str to numpy.ndarray
        Standard deviation of the population mean over runs and episodes, and its first-order
        form, ``(n_sizes,)``.
    floor : float
        What is left of the spread of endlessly many channels that draw for themselves: which
        coin it is.
    bias : dict of str to float
        Largest distance, over the channels of the largest population, of the mean prediction to
        the true expectile.
    truth : float
        What the population mean should be in the largest population.
    n_runs : int
    """

    n_channels: NDArray[np.int64]
    episode: NDArray[np.int64]
    path: dict[str, Array]
    spread: dict[str, Array]
    predicted: dict[str, Array]
    floor: float
    bias: dict[str, float]
    truth: float
    n_runs: int
    evidence: Evidence = "simulation"


def run_shared_draw(
    *, seed: int = 0, profile: str = "full", coin_low: float = 0.2, coin_high: float = 0.8
) -> SharedDraw:
    """Channels that know the coins already and go on learning about the start."""
    n_runs = by_profile(profile, full=200, quick=60)
    sizes, total = np.array([4, 16, 64]), 0.08
    episode = np.arange(150, 451, 5)
    chain = two_coins(coin_low, coin_high)
    start = return_distributions(chain)[chain.start]
    # A coin pays 0 or 1 and nothing else, so its imputation is exact.
    impute = maximum_entropy_samples([0.0, 1.0], sigma=1e-3)
    path: dict[str, Array] = {}
    bias: dict[str, float] = {}
    truth = np.empty(0)
    spread: dict[str, list[float]] = {"all": [], "shared": []}
    predicted: dict[str, list[float]] = {"all": [], "shared": []}
    kinds: tuple[Bootstrap, ...] = ("all", "shared")
    between = _share_between(coin_low, coin_high)
    for size in sizes:
        population = from_tau(middles(size), total=total)
        known = np.array([fixed_points(population, each) for each in return_distributions(chain)])
        truth = known[chain.start]
        for kind in kinds:
            notes = learn_chain(
                population,
                chain,
                n_episodes=int(episode[-1]),
                n_runs=n_runs,
                rng=stream(seed, f"distributional_td/shared_draw/{kind}/{size}"),
                bootstrap=kind,
                impute=impute,
                impute_every=int(episode[-1]) + 1,  # once, from what is known
                initial=known,
                after=episode,
            )[:, :, chain.start]
            path[kind] = notes[:, 0].mean(axis=-1)
            bias[kind] = float(np.abs(notes.mean(axis=(0, 1)) - truth).max())
            spread[kind].append(float(notes.mean(axis=-1).std()))
            # What two channels' draws have in common: all, or which coin it is. Deviations of
            # channels that are pulled back at rates b_i and kicked by s_i have, to first order,
            # the covariance common * s_i * s_j / (b_i + b_j).
            common = 1.0 if kind == "shared" else between
            kick = np.sqrt(step_variance(population, start, truth))
            pull = restoring_rate(population, start, truth)
            shared = common + (1 - common) * np.eye(size)
            covariance = shared * np.outer(kick, kick) / (pull[:, None] + pull)
            predicted[kind].append(float(np.sqrt(covariance.mean())))
    return SharedDraw(
        n_channels=sizes,
        episode=episode,
        path=path,
        spread={kind: np.array(each) for kind, each in spread.items()},
        predicted={kind: np.array(each) for kind, each in predicted.items()},
        floor=float(np.sqrt(between) * predicted["shared"][-1]),
        bias=bias,
        truth=float(truth.mean()),
        n_runs=n_runs,
    )


def _share_between(low: float, high: float) -> float:
    """Share of the variance of a payment that lies between two equally likely coins.

    >>> round(_share_between(0.2, 0.8), 12)
    0.36
    """
    mean = (low + high) / 2
    return (high - low) ** 2 / 4 / (mean * (1 - mean))


def shared_draw_claims(result: SharedDraw) -> dict[str, float]:
    """One draw for all: each channel right on average, and the population no calmer than one."""
    own, one = result.spread["all"], result.spread["shared"]
    miss = [result.spread[kind] / result.predicted[kind] - 1 for kind in result.spread]
    return {
        "spread_with_own_draws": float(own[-1]),
        "spread_with_one_draw": float(one[-1]),
        "own_over_one": float(own[-1] / one[-1]),
        "largest_bias_with_one_draw": result.bias["shared"],
        "largest_relative_miss": float(np.abs(miss).max()),
    }
