r"""Small differences in firing, large differences in what is decoded.

Let r be the reward on the axis, with mean :math:`\mu`, and a cell have the asymmetry
:math:`\tau = \frac12 + \eta`. To first order its reversal point, the :math:`\tau`-expectile, and
its mean response are

.. math:: V = \mu + 2 \eta\,\mathbb E|r - \mu|,\qquad
   y(r) = g\,(r - \mu) + 2 g \eta\,\bigl(|r - \mu| - \mathbb E|r - \mu|\bigr),

so that it differs from a symmetric cell of the same gain by :math:`2 g |\eta|\,
\mathrm{SD}(|r - \mu|)` spikes/s, root mean square over the rewards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtri

from dopadist.decoding import decode_cells
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.response_functions.functions import FUNCTIONS, Floats, spread
from dopadist.experiments.response_functions.simulated import NOISE_SD, lines, weights
from dopadist.imputation import wasserstein1
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.surrogate.settings import SETTINGS

# Standard deviation over cells of log(tau / (1 - tau)); the fifth is the surrogate's.
SPREADS = (0.0, 0.1, 0.25, 0.5, 0.9, 1.5, 2.5)
SHOWN = (0.0, 0.25, 0.9, 2.5)
# By what log(tau / (1 - tau)) of the slopes is multiplied while reversal points stay.
FACTORS = np.linspace(0.0, 2.0, 21)
# Without noise in the estimates a cell need hardly miss its condition, as a share of the axis.
SIGMA = 0.02
N_CELLS = 40


@dataclass(frozen=True)
class Small:
    """Firing and decode of populations with ever more diverse asymmetries.

    Attributes
    ----------
    difference, first_order : numpy.ndarray, shape (n_spreads,)
        Root mean square over cells and rewards of the mean response minus that of a symmetric
        cell, spikes/s at gain 1; by simulation and by the formula.
    w1, sd : numpy.ndarray, shape (n_spreads,)
        1-Wasserstein distance of the decode to the rewards, and its standard deviation, spikes/s.
    responses : dict of numpy.ndarray, shape (n_cells, n_magnitudes)
        By spread, those of ``SHOWN``.
    decoded : dict of numpy.ndarray, shape (n_grid,)
        Cumulative, by spread.
    turned_difference, turned_w1 : numpy.ndarray, shape (n_factors,)
        A population with its slopes alone changed against the population as it was: firing, root
        mean square, and 1-Wasserstein distance of the two decodes, means over populations.
    turned_low, turned_high : numpy.ndarray, shape (n_factors,)
        2.5 and 97.5 % of populations, of the distance.
    """

    axis: Floats
    difference: Floats
    first_order: Floats
    w1: Floats
    sd: Floats
    true_sd: float
    responses: dict[float, Floats]
    decoded: dict[float, Floats]
    grid: Floats
    factors: Floats
    turned_difference: Floats
    turned_w1: Floats
    turned_low: Floats
    turned_high: Floats
    n_populations: int
    seed: int
    noise_sd: float = NOISE_SD
    evidence: Evidence = "simulation"

    @property
    def volumes_off(self) -> float:
        """Volumes on the scale of the axis, minus the axis, spikes/s, root mean square."""
        centred = self.axis - weights() @ self.axis
        return rms((FUNCTIONS["linear"].on_axis() - centred)[None])


def run_small(*, seed: int, profile: Profile) -> Small:
    """Populations of distributional TD without noise, decoded."""
    axis = np.array(SETTINGS.utility)
    flat = lines(axis, np.array([weights() @ axis]), np.array([0.5]), np.ones(1))
    difference, first, w1, sd = [], [], [], []
    responses, decoded = {}, {}
    for one in SPREADS:
        tau = even_tau(one)
        point = expectiles(axis, tau, weights=weights())
        mean = lines(axis, point, tau, np.ones(N_CELLS))
        difference.append(rms(mean - flat))
        first.append(rms_first_order(tau, axis))
        found = decode_cells(point, tau, axis, sigma=SIGMA * float(np.ptp(axis)))
        w1.append(wasserstein1(found.values, found.probabilities, axis, weights()))
        centred = found.values - found.mean
        sd.append(np.sqrt(found.probabilities @ centred**2))
        if one in SHOWN:
            responses[one], decoded[one] = mean, np.cumsum(found.probabilities)
    rng = stream(seed, "response_functions/small")
    n_populations = by_profile(profile, full=40, quick=15)
    turned = np.array([_turned(axis, rng) for _ in range(n_populations)])
    low, high = np.percentile(turned[..., 1], [2.5, 97.5], axis=0)
    return Small(
        axis=axis, difference=np.array(difference), first_order=np.array(first), w1=np.array(w1),
        sd=np.array(sd), true_sd=spread(axis), responses=responses, decoded=decoded,
        grid=found.values, factors=FACTORS, turned_difference=turned[..., 0].mean(0),
        turned_w1=turned[..., 1].mean(0), turned_low=low, turned_high=high,
        n_populations=n_populations, seed=seed,
    )  # fmt: skip


def even_tau(sd: float) -> Floats:
    """Asymmetries at even quantiles of the logit-normal distribution: nothing left to chance.

    >>> even_tau(0.0)[:2]
    array([0.5, 0.5])
    """
    return np.asarray(expit(sd * ndtri((np.arange(N_CELLS) + 0.5) / N_CELLS)))


def rms(difference: Floats) -> float:
    """Root mean square over cells, and over rewards as often as they come."""
    return float(np.sqrt((difference**2 @ weights()).mean()))


def rms_first_order(tau: Floats, axis: Floats) -> float:
    r""":math:`2\,\mathrm{SD}(|r - \mu|)\,\sqrt{\overline{\eta^2}}` for cells of gain 1."""
    distance = np.abs(axis - weights() @ axis)
    return float(2 * spread(distance) * np.sqrt(((tau - 0.5) ** 2).mean()))


def _turned(axis: Floats, rng: np.random.Generator) -> Floats:
    """Difference in firing and distance of the decodes, for each factor, of one population."""
    logit = SETTINGS.logit_tau[1] * rng.standard_normal(N_CELLS)
    tau = expit(logit)
    point = expectiles(axis, tau, weights=weights())
    mean = lines(axis, point, tau, np.ones(N_CELLS))
    sigma = SIGMA * float(np.ptp(axis))
    own = decode_cells(point, tau, axis, sigma=sigma)
    found = []
    for factor in FACTORS:
        other = expit(factor * logit)
        decode = decode_cells(point, other, axis, sigma=sigma)
        found.append(
            (
                rms(lines(axis, point, other, np.ones(N_CELLS)) - mean),
                wasserstein1(decode.values, decode.probabilities, own.values, own.probabilities),
            )
        )
    return np.array(found)


def moved(result: Small, difference: float) -> float:
    """Distance of the decodes where firing differs by so much, slopes nearer to equal."""
    nearer = result.factors <= 1
    order = np.argsort(result.turned_difference[nearer])
    return float(
        np.interp(
            difference, result.turned_difference[nearer][order], result.turned_w1[nearer][order]
        )
    )


def small_claims(result: Small) -> dict[str, float]:
    """The formula, and how much of the decode goes with how little firing."""
    return {
        "first_order_ratio": float(
            result.difference[SPREADS.index(0.25)] / result.first_order[SPREADS.index(0.25)]
        ),
        "difference_usual": float(result.difference[SPREADS.index(0.9)]),
        "sd_equal": float(result.sd[0] / result.true_sd),
        "sd_usual": float(result.sd[SPREADS.index(0.9)] / result.true_sd),
        "moved_by_half": moved(result, 0.5),
    }


def small_statistics(result: Small) -> tuple[Statistic, ...]:
    """Distance of the decodes with slopes three quarters and half as unequal."""
    found = []
    for name, factor in (("three_quarters", 0.7), ("half", 0.5)):
        at = int(np.argmin(np.abs(result.factors - factor)))
        found.append(
            Statistic(
                name=f"w1_{name}",
                quantity="1-Wasserstein distance between the decodes of one population as it is "
                f"and with log(τ/(1−τ)) of its slopes times {factor:g}, spikes/s, mean",
                value=float(result.turned_w1[at]), low=float(result.turned_low[at]),
                high=float(result.turned_high[at]),
                interval=f"2.5–97.5 % of {result.n_populations} populations of {N_CELLS} cells",
                n=result.n_populations, unit="populations", test="none", p=None,
                effect="times the difference in firing",
                effect_size=float(result.turned_w1[at] / result.turned_difference[at]),
                seed=result.seed,
            )
        )  # fmt: skip
    return tuple(found)
