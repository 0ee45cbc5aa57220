"""Two coins behind one door: what a channel may take as a sample of the next state."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.distributional import (
    Bootstrap,
    Impute,
    bootstrap_fixed_points,
    from_tau,
    learn_chain,
    maximum_entropy_samples,
    return_distributions,
    two_coins,
)
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.distributional_td.settings import by_profile, middles
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
    coin_expectiles : numpy.ndarray
        Expectiles of the higher coin at ``coin_tau``, ``(n_coin,)``.
    n_runs, n_episodes : int
    """

    tau: Array
    truth: Array
    exact: dict[str, Array]
    learnt: dict[str, Array]
    coins: tuple[float, float]
    coin_tau: Array
    coin_expectiles: Array
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
        coin_expectiles=expectiles([0, 1], coin_tau, weights=[1 - coin_high, coin_high]),
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
        "largest_error_with_raw_expectiles": float(
            np.abs(result.learnt["raw"] - result.truth).max()
        ),
        "largest_error_with_imputation": float(
            np.abs(result.learnt["imputed"] - result.truth).max()
        ),
        "largest_miss_of_fixed_points": float(max(miss.values())),
    }
