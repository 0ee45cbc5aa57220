"""What the code should be: expectiles of 0 and 1, and where the 50 % cue then lies."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles_reference
from dopadist.experiments.probability_coding.theory import (
    CUES,
    bernoulli_expectile,
    position,
    position_at_the_error,
)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class BernoulliExpectiles:
    """Curves of the closed form, and the position of the 50 % cue under four assumptions.

    Attributes
    ----------
    probability : numpy.ndarray
        ``(n_p,)``.
    curve_tau, curve : numpy.ndarray
        ``(n_curves,)`` and expectiles ``(n_curves, n_p)``.
    tau, cue_value, position : numpy.ndarray
        ``(n_tau,)``, values of the three cues ``(n_tau, 3)``, position ``(n_tau,)``.
    pause : numpy.ndarray
        ``(n_pause,)``, in time constants of the discount.
    position_at_the_error : numpy.ndarray
        ``(n_pause, n_tau)``.
    position_when_sampled : numpy.ndarray
        Each cell's error built from the values of all cells in turn, ``(n_tau,)``.
    """

    probability: Array
    curve_tau: Array
    curve: Array
    tau: Array
    cue_value: Array
    position: Array
    pause: Array
    position_at_the_error: Array
    position_when_sampled: Array
    evidence: Evidence = "theory"


def run_bernoulli_expectiles() -> BernoulliExpectiles:
    """Evaluate the closed forms on grids."""
    probability = np.linspace(0.01, 0.99, 99)
    curve_tau = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
    tau = np.arange(1, 20) / 20
    value = bernoulli_expectile(tau[:, None], CUES)
    pause = np.array([0.0, 1.0, 3.0, 10.0])
    # An error against a sample of the population: on average against its mean, for every cell.
    low, middle, high = value.mean(axis=0)
    return BernoulliExpectiles(
        probability=probability,
        curve_tau=curve_tau,
        curve=bernoulli_expectile(curve_tau[:, None], probability),
        tau=tau,
        cue_value=value,
        position=(value[:, 1] - value[:, 0]) / (value[:, 2] - value[:, 0]),
        pause=pause,
        position_at_the_error=np.array([position_at_the_error(tau, pause=c) for c in pause]),
        position_when_sampled=np.full(tau.size, (middle - low) / (high - low)),
    )


def bernoulli_expectiles_claims(result: BernoulliExpectiles) -> dict[str, float]:
    """Closed form against root finding; log odds add; the position is a straight line in tau."""
    slow = [
        expectiles_reference([0.0, 1.0], result.curve_tau, weights=[1 - p, p])
        for p in result.probability
    ]
    added = logit(result.probability) + logit(result.curve_tau)[:, None]
    slope, intercept = np.polyfit(result.tau, result.position, 1)
    pessimist = int(np.argmin(np.abs(result.tau - 0.2)))
    return {
        "largest_distance_to_root_finding": float(np.abs(result.curve - np.array(slow).T).max()),
        "largest_distance_of_log_odds": float(np.abs(logit(result.curve) - added).max()),
        "slope_of_position": float(slope),
        "intercept_of_position": float(intercept),
        "largest_distance_to_line": float(np.abs(result.position - position(result.tau)).max()),
        "pessimist_without_pause": float(result.position_at_the_error[0, pessimist]),
        "range_after_long_pause": float(np.ptp(result.position_at_the_error[-1])),
        "range_when_sampled": float(np.ptp(result.position_when_sampled)),
    }
