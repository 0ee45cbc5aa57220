"""True reversal points and slopes of simulated cells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.expectiles import expectiles
from dopadist.streams import stream
from dopadist.surrogate.settings import POPULATIONS, SETTINGS, Population, Settings
from dopadist.tasks.rewards import VOLUME_PROBABILITIES


@dataclass(frozen=True)
class Truth:
    """What is built into each simulated cell, in the order of the recordings' cells.

    Every array is of shape (n_cells,).

    Parameters
    ----------
    reversal_point : ndarray
        On the utility axis, spikes/s.
    tau : ndarray
        Asymmetry ``alpha_plus / (alpha_plus + alpha_minus)`` of the slopes.
    alpha_plus, alpha_minus : ndarray
        Slopes above and below the reversal point.
    baseline_rate : ndarray
        spikes/s.
    """

    reversal_point: NDArray[np.float64]
    tau: NDArray[np.float64]
    alpha_plus: NDArray[np.float64]
    alpha_minus: NDArray[np.float64]
    baseline_rate: NDArray[np.float64]


def truth(
    population: Population, *, seed: int, n_cells: int = 40, settings: Settings = SETTINGS
) -> Truth:
    """Draw the cells of a population: the truth behind `surrogate` of the same arguments.

    Parameters
    ----------
    population : {"matched", "theory", "classical", "equal_slopes"}
        With E the mean and e(tau) the expectile of the utility of the rewards, and tau of
        logit-normal distribution: ``"theory"`` has reversal points e(tau); ``"matched"``
        E + 1.85 (e(tau) - E) + N(0, 1), clipped to the axis, as widely spread as the recorded
        ones; ``"equal_slopes"`` the reversal points of ``"matched"`` and tau = 1/2 in every
        cell; ``"classical"`` one reversal point, E, and tau = 1/2 in every cell.
    seed : int
        Populations of one seed share baseline rates and gains.
    n_cells : int
        At least 1.
    settings : Settings
        The fitted numbers.

    Returns
    -------
    Truth

    Raises
    ------
    ValueError
        For another population or fewer than 1 cell.

    Examples
    --------
    >>> classical = truth("classical", seed=0)
    >>> bool(np.all(classical.alpha_plus == classical.alpha_minus))
    True
    """
    if population not in POPULATIONS:
        raise ValueError(f"population is {population!r}, expected one of {', '.join(POPULATIONS)}")
    if n_cells < 1:
        raise ValueError(f"n_cells is {n_cells}, expected 1 or more")
    rng = stream(seed, "surrogate/population")
    # One row a cell, so that the first cells do not depend on how many are drawn.
    z = rng.standard_normal((n_cells, 4))
    baseline_rate = np.exp(settings.log_baseline[0] + settings.log_baseline[1] * z[:, 0])
    gain = np.exp(settings.log_gain[0] + settings.log_gain[1] * z[:, 1])
    tau = 1 / (1 + np.exp(-(settings.logit_tau[0] + settings.logit_tau[1] * z[:, 2])))

    utility = np.array(settings.utility)
    mean = float(utility @ VOLUME_PROBABILITIES / VOLUME_PROBABILITIES.sum())
    expectile = expectiles(utility, tau, weights=VOLUME_PROBABILITIES)
    if population == "theory":
        reversal_point = expectile
    elif population == "classical":
        reversal_point = np.full(n_cells, mean)
    else:
        wide = mean + settings.spread * (expectile - mean) + settings.scatter * z[:, 3]
        reversal_point = np.clip(wide, utility[0], utility[-1])
    if population in ("classical", "equal_slopes"):
        tau = np.full(n_cells, 0.5)
    return Truth(
        reversal_point=reversal_point,
        tau=tau,
        alpha_plus=gain * np.sqrt(tau / (1 - tau)),
        alpha_minus=gain * np.sqrt((1 - tau) / tau),
        baseline_rate=baseline_rate,
    )
