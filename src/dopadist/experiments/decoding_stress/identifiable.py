"""How far distributions can differ that fit the cells equally well."""

from dataclasses import dataclass

import numpy as np

from dopadist.crossfit import cross_fit
from dopadist.decoding import (
    SIGMA_HALF_TRIALS,
    cross_fitted_decode,
    decode_cells,
    decoding_grid,
    distances,
    reward_on_axis,
)
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import Cells
from dopadist.experiments.shared.simulated_cells import AXIS, N_CELLS, Floats
from dopadist.experiments.shared.statistics import over_draws
from dopadist.imputation import (
    Imputed,
    cdf_range,
    near_optimal,
    optimal_support,
    published_loss,
)
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.tasks.rewards import VOLUME_PROBABILITIES, RewardDistribution, discrete

# Of the exact cells: largest loss that counts as a fit (squared spikes/s), and the slack of a
# maximum entropy that stays below it (fraction of the range).
LOSS_EXACT = 1e-6
SIGMA_SHARP = 0.001


@dataclass(frozen=True)
class Band:
    """Range of the distribution function among distributions that fit.

    Attributes
    ----------
    reward : RewardDistribution
        The truth, spikes/s.
    points : numpy.ndarray
        Reversal points that were decoded, shape ``(n_cells,)``.
    at, lower, upper : numpy.ndarray
        Where, and the smallest and largest probability of at most that, shape ``(n,)``.
    values, decoded : numpy.ndarray
        Grid (spikes/s) and maximum-entropy distribution, shape ``(n_grid,)``; one of those that
        fit.
    loss : float
        Largest published loss that counts as a fit, squared spikes/s.
    grid : numpy.ndarray
        Values of the solutions below, spikes/s, shape ``(n_values,)``.
    solutions : numpy.ndarray
        Distributions that fit, each the nearest to another random prior, shape
        ``(n_solutions, n_values)``.
    solution_loss, solution_w1 : numpy.ndarray
        Their published losses and their distances to the truth (spikes/s), ``(n_solutions,)``.
    decoded_w1, truth_loss : float
        Distance of maximum entropy (spikes/s), and the loss of the truth itself.
    """

    reward: RewardDistribution
    points: Floats
    at: Floats
    lower: Floats
    upper: Floats
    values: Floats
    decoded: Floats
    loss: float
    grid: Floats
    solutions: Floats
    solution_loss: Floats
    solution_w1: Floats
    decoded_w1: float
    truth_loss: float

    @property
    def apart(self) -> float:
        """Largest distance between two of the solutions, spikes/s."""
        steps = self.solutions.cumsum(axis=1)[:, :-1]
        return max(float((np.abs(steps - row) @ np.diff(self.grid)).max()) for row in steps)

    @property
    def width(self) -> float:
        """Mean width of the band over the range."""
        return float(np.mean(self.upper - self.lower))

    @property
    def widest(self) -> tuple[float, float]:
        """Smallest and largest probability where the band is widest."""
        place = int(np.argmax(self.upper - self.lower))
        return float(self.lower[place]), float(self.upper[place])


@dataclass(frozen=True)
class Identifiable:
    """Bands of 40 exact cells (simulated) and of one split of the cells of this run."""

    exact: Band
    cells: Band
    evidence: Evidence


def run_identifiable(cells: Cells, *, seed: int = 0, profile: str = "full") -> Identifiable:
    """Find the spread of near-optimal distributions, figure ``decoding-identifiable``.

    Parameters
    ----------
    cells : Cells
        Of this run.
    seed : int
        Of the split.
    profile : {"full", "quick"}
        61 or 31 places; 100 or 40 distributions that fit.
    """
    rng = stream(seed, "decoding/identifiable")
    n = by_profile(profile, full=61, quick=31)
    truth = discrete(AXIS, np.asarray(VOLUME_PROBABILITIES))
    tau = (np.arange(N_CELLS) + 0.5) / N_CELLS
    points = expectiles(truth.values, tau, weights=truth.probabilities)
    fitted = cross_fit(cells.pooled, n_splits=1, rng=rng, estimator="joint")
    split = cross_fitted_decode(fitted)
    usable = np.all(fitted.estimates.usable[0], axis=0)
    point, level = fitted.estimates.reversal_point[0, 0], fitted.estimates.asymmetry[0, 1]
    others = stream(seed, "decoding_stress/identifiable/solutions")
    n_solutions = by_profile(profile, full=100, quick=40)
    return Identifiable(
        exact=_band(
            points,
            tau,
            truth,
            AXIS,
            n,
            sigma=SIGMA_SHARP,
            loss=LOSS_EXACT,
            n_solutions=n_solutions,
            rng=others,
        ),
        # Whatever fits the cells no worse than maximum entropy does.
        cells=_band(
            point[usable],
            level[usable],
            reward_on_axis(cells.pooled),
            cells.pooled.axis,
            n,
            sigma=SIGMA_HALF_TRIALS,
            loss=float(split.loss[0]),
            n_solutions=n_solutions,
            rng=others,
        ),
        evidence=cells.evidence,
    )


def _band(
    points: Floats,
    tau: Floats,
    reward: RewardDistribution,
    axis: Floats,
    n: int,
    *,
    sigma: float,
    loss: float,
    n_solutions: int,
    rng: np.random.Generator,
) -> Band:
    low, high = float(np.min(axis)), float(np.max(axis))
    at = np.linspace(low, high, n)
    # Grid, reversal points and true values: neither optimum nor truth is lost between points.
    grid = np.unique(
        np.concatenate(
            [decoding_grid(axis), optimal_support(points, low=low, high=high), reward.values]
        )
    )
    lower, upper = cdf_range(points, tau, grid=grid, at=at, loss=loss)
    decoded = decode_cells(points, tau, axis, sigma=sigma * (high - low))
    solutions, losses = near_optimal(
        points, tau, grid=grid, loss=loss, sigma=sigma * (high - low), n=n_solutions, rng=rng
    )
    return Band(
        reward=reward,
        points=points,
        at=at,
        lower=lower,
        upper=upper,
        values=decoded.values,
        decoded=decoded.probabilities,
        loss=loss,
        grid=grid,
        solutions=solutions,
        solution_loss=losses,
        solution_w1=distances(grid, solutions, reward),
        decoded_w1=float(distances(decoded.values, decoded.probabilities[None], reward)[0]),
        truth_loss=published_loss(points, tau, reward.values, reward.probabilities),
    )


def _outside(band: Band, cdf: Floats) -> float:
    """How far a distribution function, at the places of the band, leaves it."""
    return float(np.maximum(band.lower - cdf, cdf - band.upper).max())


def identifiable_claims(result: Identifiable) -> dict[str, float]:
    """The truth lies in the exact band, the decodes lie in theirs; the cells' band is wide."""
    decodes = (
        _outside(
            band, Imputed(band.values, band.decoded, band.loss, "maximum_entropy").cdf(band.at)
        )
        for band in (result.exact, result.cells)
    )
    return {
        "truth_outside": _outside(result.exact, result.exact.reward.cdf(result.exact.at)),
        "decode_outside": max(decodes),
        "solutions_outside": max(
            _outside(band, Imputed(band.grid, p, band.loss, "maximum_entropy").cdf(band.at))
            for band in (result.exact, result.cells)
            for p in band.solutions
        ),
        "excess_loss": max(
            float(band.solution_loss.max() / band.loss) for band in (result.exact, result.cells)
        ),
        "farthest_cells": float(result.cells.solution_w1.max() / result.cells.decoded_w1),
        "apart_cells": result.cells.apart,
        "width_exact": result.exact.width,
        "width_cells": result.cells.width,
    }


def identifiable_statistics(result: Identifiable, *, seed: int) -> tuple[Statistic, ...]:
    """How far from the rewards distributions lie that fit as well."""
    return tuple(
        over_draws(
            f"w1_solutions_{name}",
            f"1-Wasserstein distance to the rewards (spikes/s) of distributions that fit, {label}",
            band.solution_w1,
            what="random priors",
            n=band.points.size,
            effect="distance in spikes/s",
            seed=seed,
        )
        for name, label, band in (
            ("exact", "exact cells", result.exact),
            ("cells", "one split of the cells", result.cells),
        )
    )
