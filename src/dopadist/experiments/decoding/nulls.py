"""The decode of the cells beside that of populations in which the hypothesis is false."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import ESTIMATORS, Estimator
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import Cells
from dopadist.experiments.shared.decoding_nulls import (
    EQUAL_SLOPES,
    FLOOR,
    NULLS,
    ONE_POINT,
    RIVAL,
    SPIKING,
    STATISTICS,
    null_draws,
    population_statistics,
)
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.nulls import spiking
from dopadist.responses import TrialSet
from dopadist.streams import stream
from dopadist.surrogate import Population

# Stand beside the matched surrogate where there are no recordings.
OTHERS: tuple[Population, ...] = ("classical", "equal_slopes")


@dataclass(frozen=True)
class Nulls:
    """Decoding statistics of the cells and of null populations.

    Attributes
    ----------
    observed : numpy.ndarray
        Of the cells, shape ``(n_estimators, n_statistics)``, spikes/s.
    null : dict of str to numpy.ndarray
        By null, shape ``(n_estimators, n_draws, n_statistics)``.
    beside : dict of str to numpy.ndarray
        Of other surrogates, where this run has no recordings; shape as ``observed``.
    n_splits : int
        Splits of each null population.

    Notes
    -----
    Statistics, in this order (``STATISTICS``): distance of the same-trials decode; mean distance
    of one split at a time; by how much that is closer than the prior alone, and than with the
    asymmetries dealt anew among the cells.
    """

    observed: Floats
    null: dict[str, Floats]
    beside: dict[str, Floats]
    n_splits: int
    evidence: Evidence


def run_nulls(
    cells: Cells, *, seed: int = 0, profile: str = "full", names: Sequence[str] = NULLS
) -> Nulls:
    """Decode the cells and populations of eight nulls, figures ``decoding-nulls`` and on.

    Parameters
    ----------
    cells : Cells
        Of this run.
    seed : int
        Of populations and splits.
    profile : {"full", "quick"}
        40 or 20 populations of each null (a fifth of spiking cells with one reversal point), ten
        splits each; 200 or 60 splits of the cells themselves.
    names : sequence of str
        Which nulls.
    """
    n_draws = by_profile(profile, full=40, quick=20)
    n_observed = by_profile(profile, full=200, quick=60)
    n_splits = 10

    def measure(trial_set: TrialSet, rng: np.random.Generator, n: int) -> Floats:
        return np.array(
            [population_statistics(trial_set, estimator=e, rng=rng, n_splits=n) for e in ESTIMATORS]
        )

    null = {}
    draws = null_draws(cells)
    for name in names:
        rng = stream(seed, f"decoding/nulls/{name}")
        # Spikes take longer; the null with one reversal point is shown by others, too.
        n = n_draws // 5 if name == SPIKING[0] else n_draws
        null[name] = np.stack([measure(draws[name](rng), rng, n_splits) for _ in range(n)], axis=1)
    rng = stream(seed, "decoding/nulls/observed")
    beside: dict[str, Floats] = {}
    if cells.evidence == "surrogate":
        for population in OTHERS:
            other = spiking(population, seed=cells.seed)
            beside[population] = measure(other, rng, n_observed)
    return Nulls(
        observed=measure(cells.pooled, rng, n_observed),
        null=null,
        beside=beside,
        n_splits=n_splits,
        evidence=cells.evidence,
    )


def as_good(result: Nulls, null: str, statistic: str, *, estimator: Estimator = "joint") -> int:
    """How many populations of a null do at least as well as the cells."""
    row, column = ESTIMATORS.index(estimator), STATISTICS.index(statistic)
    draws: NDArray[np.float64] = result.null[null][row, :, column]
    sign = -1.0 if statistic in ("same_trials", "one_split") else 1.0
    return int(np.sum(sign * draws >= sign * result.observed[row, column]))


def p_value(result: Nulls, null: str, statistic: str, *, estimator: Estimator = "joint") -> float:
    """Share of populations that do at least as well, the cells counted among them.

    "As well" is a distance that is not larger, or a gain that is not smaller.
    """
    n = result.null[null].shape[1]
    return (1 + as_good(result, null, statistic, estimator=estimator)) / (1 + n)


def nulls_claims(result: Nulls) -> dict[str, float]:
    """One split at a time: which nulls the cells stand out from, and what bias is left."""
    joint, authors = ESTIMATORS.index("joint"), ESTIMATORS.index("authors")
    shuffled = STATISTICS.index("over_shuffled")
    bias = np.median(result.null[EQUAL_SLOPES][:, :, shuffled], axis=1)
    return {
        "p_one_point": p_value(result, ONE_POINT, "over_shuffled"),
        "p_equal_slopes": p_value(result, EQUAL_SLOPES, "over_shuffled"),
        "p_floor": p_value(result, FLOOR, "over_shuffled"),
        "p_spiking": p_value(result, SPIKING[1], "over_shuffled"),
        "p_normalised": p_value(result, RIVAL, "over_shuffled"),
        "bias_authors": float(bias[authors]),
        "bias_joint": float(bias[joint]),
    }
