r"""A saturating utility of each cell's own, learnt symmetrically: what it predicts, and a way out.

Cell i has the utility :math:`u_i(r) = r^2 / (\sigma_i^2 + r^2)`, learns its mean with one
learning rate, and responds :math:`g_i\,(u_i(r) - \mathbb E u_i)`. Around its reversal point the
curve bends, so its two slopes differ. With another distribution of rewards the prediction changes.
A cell with one learning rate then subtracts another number, the same from all rewards. With two
learning rates its response to rewards above both predictions changes by
:math:`-\alpha^+ \Delta V` and to rewards below both by :math:`-\alpha^- \Delta V`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import CellEstimates, estimate
from dopadist.crossfit import cross_fit
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.response_functions.common import area_under_curve
from dopadist.experiments.response_functions.functions import Floats
from dopadist.experiments.response_functions.simulated import (
    N_TRIALS,
    draw_gain,
    draw_tau,
    lines,
    noisy_trials,
    weights,
)
from dopadist.experiments.shared import Study
from dopadist.reversal import MagnitudeStatistics, magnitude_statistics
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.surrogate.settings import SETTINGS
from dopadist.tasks.rewards import VOLUMES

ACCOUNTS = {
    "rates": "two learning rates (distributional TD)",
    "fixed": "own utility, fixed",
    "adapting": "own utility, σ follows the mean reward",
}
# Probabilities of the volumes after the change: large ones have become frequent.
RICH = np.array([0.05, 0.05, 0.05, 0.10, 0.15, 0.30, 0.30])
N_RICH = np.array([11, 11, 11, 22, 33, 67, 67])
# Volumes far below and far above both predictions: 0.1 to 1.2 µL; 20 µL.
LOW, HIGH = [0, 1, 2], [6]
# Of log sigma over cells, sigma in µL: reversal volumes from about 2 to 9 µL.
LOG_SIGMA = (1.6, 1.0)
N_SIGMAS = 121
# The drawn example is the cell nearest to this asymmetry.
EXAMPLE_TAU = 0.7


@dataclass(frozen=True)
class Adaptation:
    """The rival's curve, and the same cells before and after a change of the rewards.

    Attributes
    ----------
    axis : numpy.ndarray, shape (n_magnitudes,)
        That of the cells.
    tau, point : numpy.ndarray, shape (n_cells,)
        Of usable cells, from the two halves of one split (joint fit).
    rival_tau, rival_point : numpy.ndarray, shape (n_sigmas,)
        Joint fit to noiseless cells with own utilities, NaN where not usable.
    curve_tau, curve : numpy.ndarray
        Expectiles of the rewards.
    before, after : dict of numpy.ndarray, shape (n_magnitudes,)
        By account, the mean responses of one noiseless optimistic cell under the task's rewards
        and with large volumes frequent.
    contrast : dict of numpy.ndarray, shape (2, n_cells)
        By account, of one noiseless population: asymmetry before the change, and how much more
        the responses to the largest volume fall than those to the smallest ones, spikes/s.
    r_contrast : dict of numpy.ndarray, shape (n_populations,)
        By account, their correlation over usable cells with the recordings' noise, from
        independent trials.
    """

    axis: Floats
    tau: Floats
    point: Floats
    rival_tau: Floats
    rival_point: Floats
    curve_tau: Floats
    curve: Floats
    before: dict[str, Floats]
    after: dict[str, Floats]
    contrast: dict[str, Floats]
    r_contrast: dict[str, Floats]
    n_populations: int
    seed: int
    evidence: Evidence

    @property
    def r_rival(self) -> float:
        """Correlation along the rival's curve, within the range of the cells' points."""
        kept = np.isfinite(self.rival_tau)
        return float(np.corrcoef(self.rival_point[kept], self.rival_tau[kept])[0, 1])

    @property
    def curve_gap(self) -> float:
        """Median distance of the rival's reversal points from the expectiles, spikes/s.

        A cell whose mean response to the rewards is zero, and which two lines describe, obeys
        tau E[(u - V)+] = (1 - tau) E[(V - u)+]: its reversal point is the tau-expectile, whatever
        made its slopes unequal.
        """
        kept = np.isfinite(self.rival_tau) & (np.abs(self.rival_tau - 0.5) < 0.4)
        expected = np.interp(self.rival_tau[kept], self.curve_tau, self.curve)
        return float(np.median(np.abs(self.rival_point[kept] - expected)))

    def area(self, account: str) -> float:
        """Chance of telling a population from one with two learning rates by that."""
        area = area_under_curve(self.r_contrast[account], self.r_contrast["rates"])
        return max(area, 1 - area)


def run_adaptation(study: Study) -> Adaptation:
    """The rival on the cells' axis, and the experiment that would decide, simulated."""
    data = study.trial_set
    rng = stream(study.seed, "response_functions/adaptation")
    split = cross_fit(data, rng=rng, n_splits=1, estimator="joint").estimates
    kept = split.usable[0].all(0) & study.usable
    sigma = np.exp(np.linspace(-2.0, 5.0, N_SIGMAS))
    rival = noiseless_fit(own_utilities(sigma, np.ones(sigma.size), weights()), data.axis)
    curve_tau = np.linspace(0.02, 0.98, 97)
    order = np.argsort(data.axis)
    before, after, contrast = {}, {}, {}
    for account, (first, second) in populations(rng).items():
        fit = noiseless_fit(first, np.array(SETTINGS.utility))
        tau = np.where(fit.usable, fit.asymmetry, np.nan)
        cell = int(np.nanargmin(np.abs(tau - EXAMPLE_TAU)))
        before[account], after[account] = first[cell], second[cell]
        contrast[account] = np.stack([tau, fall(first, second)])[:, fit.usable]
    n_populations = by_profile(study.profile, full=60, quick=25)
    r: dict[str, list[float]] = {account: [] for account in ACCOUNTS}
    for _ in range(n_populations):
        for account, means in populations(rng).items():
            r[account].append(_measured(means, rng))
    return Adaptation(
        axis=data.axis, tau=split.asymmetry[0, 1][kept], point=split.reversal_point[0, 0][kept],
        rival_tau=np.where(rival.usable, rival.asymmetry, np.nan),
        rival_point=np.where(rival.usable, rival.reversal_point, np.nan),
        curve_tau=curve_tau,
        curve=expectiles(data.axis[order], curve_tau, weights=weights()[order]),
        before=before, after=after, contrast=contrast,
        r_contrast={account: np.array(one) for account, one in r.items()},
        n_populations=n_populations, seed=study.seed, evidence=study.evidence,
    )  # fmt: skip


def own_utilities(sigma: Floats, gain: Floats, probabilities: Floats) -> Floats:
    """Mean responses, shape (n_cells, n_magnitudes), each scaled to its gain on the task's axis.

    >>> own_utilities(np.array([5.0]), np.ones(1), weights()).shape
    (1, 7)
    """
    square = VOLUMES**2
    utility = square / (sigma[:, None] ** 2 + square)
    axis = np.array(SETTINGS.utility)
    x = axis - weights() @ axis
    # The scale belongs to the cell and not to the context: it is that of the task's own rewards.
    slope = utility @ (weights() * x) / (weights() @ x**2)
    return np.asarray((utility - (utility @ probabilities)[:, None]) * (gain / slope)[:, None])


def populations(rng: np.random.Generator) -> dict[str, tuple[Floats, Floats]]:
    """Mean responses before and after, by account: the same cells, other rewards."""
    axis = np.array(SETTINGS.utility)
    tau, gain = draw_tau(rng), draw_gain(rng)
    sigma = np.exp(LOG_SIGMA[0] + LOG_SIGMA[1] * rng.standard_normal(tau.size))
    richer = float(RICH @ VOLUMES / (weights() @ VOLUMES))
    learnt = [lines(axis, expectiles(axis, tau, weights=w), tau, gain) for w in (weights(), RICH)]
    first = own_utilities(sigma, gain, weights())
    return {
        "rates": (learnt[0], learnt[1]),
        "fixed": (first, own_utilities(sigma, gain, RICH)),
        "adapting": (first, own_utilities(sigma * richer, gain, RICH)),
    }


def noiseless_fit(mean: Floats, axis: Floats) -> CellEstimates:
    """Joint fit to mean responses themselves, trials of an average recorded cell as weights."""
    n = np.broadcast_to(N_TRIALS, mean.shape)
    statistics = MagnitudeStatistics(
        n=n, positive=n * (mean > 0), negative=n * (mean < 0), total=n * mean
    )
    return estimate(statistics, axis, estimator="joint")


def fall(first: Floats, second: Floats) -> Floats:
    """How much more responses to the largest volume fall than those to the smallest, (n_cells,).

    >>> fall(np.zeros((1, 7)), np.full((1, 7), -2.0))
    array([0.])
    """
    change = first - second
    return np.asarray(change[:, HIGH].mean(1) - change[:, LOW].mean(1))


def _measured(means: tuple[Floats, Floats], rng: np.random.Generator) -> float:
    """Correlation with the asymmetry from other trials, with noise."""
    axis = np.array(SETTINGS.utility)
    trials = noisy_trials(means[0], rng, n_trials=N_TRIALS)
    cells = estimate(magnitude_statistics(trials), axis, estimator="joint")
    again, after = (
        magnitude_statistics(noisy_trials(mean, rng, n_trials=n)).mean
        for mean, n in zip(means, (N_TRIALS, N_RICH), strict=True)
    )
    kept = cells.usable
    return float(np.corrcoef(cells.asymmetry[kept], fall(again, after)[kept])[0, 1])


def adaptation_claims(result: Adaptation) -> dict[str, float]:
    """The rival's correlation, and what the change of rewards would tell."""
    return {
        "r_rival": result.r_rival,
        "curve_gap": result.curve_gap,
        "fixed_contrast": float(np.abs(result.contrast["fixed"][1]).max()),
        "r_rates": float(result.r_contrast["rates"].mean()),
        "r_fixed": float(result.r_contrast["fixed"].mean()),
        "area_fixed": result.area("fixed"),
        "area_adapting": result.area("adapting"),
    }


def adaptation_statistics(result: Adaptation) -> tuple[Statistic, ...]:
    """What the deciding experiment would find under each account."""
    found = []
    for account in ACCOUNTS:
        values = result.r_contrast[account]
        low, high = np.percentile(values, [2.5, 97.5])
        found.append(
            Statistic(
                name=f"r_{account}",
                quantity="Pearson r over cells of asymmetry and how much more large rewards' "
                f"responses fall, mean over populations: {ACCOUNTS[account]}",
                value=float(values.mean()), low=float(low), high=float(high),
                interval=f"2.5–97.5 % of {values.size} populations of 40 cells",
                n=values.size, unit="populations", test="none", p=None,
                effect="area under the curve against two learning rates",
                effect_size=result.area(account), seed=result.seed,
            )
        )  # fmt: skip
    return tuple(found)
