"""Responses aligned at the reversal point: noise fans out too, unless halves are kept apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import ESTIMATORS, CellEstimates, Estimator, estimate
from dopadist.crossfit import cross_fit, random_halves
from dopadist.evidence import Evidence
from dopadist.expectiles import expectiles
from dopadist.experiments.asymmetric_scaling.prediction import RESPONSE_FLOOR, fan
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.nulls import draws
from dopadist.experiments.shared.statistics import over_draws, over_populations
from dopadist.experiments.shared.study import Floats, Study, whole
from dopadist.nulls import exceedance_p, two_lines
from dopadist.nulls.fitted import cell_gains, with_residuals
from dopadist.responses import TrialSet
from dopadist.reversal import magnitude_statistics
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.tasks.rewards import VOLUME_PROBABILITIES

# Populations that stand beside the cells, and what a reader sees.
BESIDE = {
    "code": "simulated, with the code",
    "equal_slopes": "equal slopes",
    "permuted": "trials permuted",
}


@dataclass(frozen=True)
class Curves:
    """Usable cells of one population: x from the reversal point, y over the slope below it.

    ``rank``: of the reversal point that sorts and colours them, 0 to 1; ``odds``: slope above
    over slope below.
    """

    x: Floats
    y: Floats
    rank: Floats
    odds: Floats


@dataclass(frozen=True)
class Aligned:
    """Curves and fans, by population ("cells", and the keys of ``BESIDE``).

    ``same``: sorted by the reversal point of the very trials that are drawn (authors' estimator);
    ``halves``: drawn from one half, sorted by the reversal point of the other. ``fan_same``: by
    population and estimator, one a population of the null, one number for the cells;
    ``fan_halves``: geometric means over splits; ``fan_splits``: of the cells, one a split.
    """

    same: dict[str, Curves]
    halves: dict[str, Curves]
    fan_same: dict[tuple[str, Estimator], Floats]
    fan_halves: dict[tuple[str, Estimator], Floats]
    fan_splits: dict[Estimator, Floats]
    n_cells: int
    n_populations: int
    n_splits: int
    seed: int
    evidence: Evidence

    def p(self, estimator: Estimator, null: str) -> float:
        """One-sided P of the cells' fan from halves against a null."""
        return exceedance_p(
            float(self.fan_halves["cells", estimator][0]), self.fan_halves[null, estimator]
        )


def run_aligned(study: Study) -> Aligned:
    """The cells, a population with the code, equal slopes, and permuted trials, treated alike."""
    rng = stream(study.seed, "asymmetric_scaling/aligned")
    n_populations = by_profile(study.profile, full=60, quick=20)
    n_splits = by_profile(study.profile, full=400, quick=100)
    every = draws(study)
    make = {
        "code": lambda generator: code(study.trial_set, generator),
        "equal_slopes": every["equal_slopes"],
        "permuted": every["permuted"],
    }
    same, halves = {}, {}
    fan_same: dict[tuple[str, Estimator], Floats] = {}
    fan_halves: dict[tuple[str, Estimator], Floats] = {}
    fan_splits: dict[Estimator, Floats] = {}
    same["cells"], halves["cells"] = _curves(study.trial_set, rng)
    for estimator in ESTIMATORS:
        one, splits = _fans(study.trial_set, estimator, rng, n_splits)
        fan_same["cells", estimator] = np.array([one])
        fan_splits[estimator] = splits
        fan_halves["cells", estimator] = np.array([_geometric(splits)])
    for key, draw in make.items():
        populations = [draw(rng) for _ in range(n_populations)]
        same[key], halves[key] = _curves(populations[0], rng)
        for estimator in ESTIMATORS:
            found = [_fans(one, estimator, rng, 10) for one in populations]
            fan_same[key, estimator] = np.array([one for one, _ in found])
            fan_halves[key, estimator] = np.array([_geometric(many) for _, many in found])
    return Aligned(
        same=same,
        halves=halves,
        fan_same=fan_same,
        fan_halves=fan_halves,
        fan_splits=fan_splits,
        n_cells=len(study.trial_set.names),
        n_populations=n_populations,
        n_splits=n_splits,
        seed=study.seed,
        evidence=study.evidence,
    )


def code(like: TrialSet, rng: np.random.Generator) -> TrialSet:
    """Cells with the code built in: expectiles at asymmetries of rates from the unit square.

    Slopes are the rates plus a floor, as where the authors' code draws responses, scaled to each
    cell's gain; counts and residuals are those of ``like``.
    """
    plus, minus = rng.uniform(size=(2, len(like.names)))
    order = np.argsort(like.axis)
    point = expectiles(like.axis[order], plus / (plus + minus), weights=VOLUME_PROBABILITIES[order])
    above, below = plus + RESPONSE_FLOOR, minus + RESPONSE_FLOOR
    gain = cell_gains(like.trials) / np.sqrt(above * below)
    return with_residuals(two_lines(point, gain * below, gain * above, like.axis), like, rng=rng)


def aligned_claims(result: Aligned) -> dict[str, float]:
    """Permuted trials fan from the same trials and not from halves; the cells do from both."""
    return {
        "same_permuted": _middle(result.fan_same["permuted", "authors"]),
        "halves_permuted": _middle(result.fan_halves["permuted", "joint"]),
        "halves_equal_authors": _middle(result.fan_halves["equal_slopes", "authors"]),
        "halves_equal_joint": _middle(result.fan_halves["equal_slopes", "joint"]),
        "halves_cells": float(result.fan_halves["cells", "joint"][0]),
        "p_permuted": result.p("joint", "permuted"),
        "p_equal_slopes": result.p("joint", "equal_slopes"),
    }


def aligned_statistics(result: Aligned) -> tuple[Statistic, ...]:
    """Fan of the cells from halves, against both nulls, with either estimator."""
    found = []
    for estimator in ESTIMATORS:
        for null in ("permuted", "equal_slopes"):
            values = result.fan_halves[null, estimator]
            found.append(
                over_draws(
                    f"fan_{estimator}_{null}",
                    f"fan from independent halves, {estimator}, against {BESIDE[null]}",
                    np.exp(np.log(result.fan_splits[estimator])), what="random splits",
                    n=result.n_cells, test=over_populations(values),
                    p=result.p(estimator, null), effect="ratio of slope ratios",
                    seed=result.seed, median=True,
                )
            )  # fmt: skip
    return tuple(found)


def _middle(values: Floats) -> float:
    return float(np.median(values))


def _geometric(values: Floats) -> float:
    return float(np.exp(np.log(values).mean()))


def _log_odds(cells: CellEstimates) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(cells.usable, np.log(cells.slope_plus / cells.slope_minus), np.nan)


def _fans(
    data: TrialSet, estimator: Estimator, rng: np.random.Generator, n_splits: int
) -> tuple[float, Floats]:
    """Fan of the same trials, and of every split."""
    every = whole(data, estimator)
    keep = every.usable
    same = fan(every.reversal_point[keep], _log_odds(every)[keep])
    fitted = cross_fit(data, rng=rng, n_splits=n_splits, estimator=estimator).estimates
    point, odds = fitted.reversal_point[:, 0], _log_odds(fitted)[:, 1]
    kept = fitted.usable.all(1) & keep
    return same, np.array([fan(v[k], o[k]) for v, o, k in zip(point, odds, kept, strict=True)])


def _curves(data: TrialSet, rng: np.random.Generator) -> tuple[Curves, Curves]:
    """Curves sorted by the trials that they show, and of one half sorted by the other."""
    statistics = magnitude_statistics(data.trials)
    every = whole(data, "authors")
    split = random_halves(data.trials, n_splits=1, rng=rng)
    fitted = estimate(split, data.axis, estimator="authors")
    keep = every.usable & fitted.usable[0].all(0)
    return (
        _aligned(data.axis, statistics.mean, every, every.reversal_point, every.usable),
        _aligned(data.axis, split.mean[0, 1], _half(fitted, 1), fitted.reversal_point[0, 0], keep),
    )


def _half(fitted: CellEstimates, half: int) -> CellEstimates:
    return CellEstimates(
        reversal_point=fitted.reversal_point[0, half],
        slope_minus=fitted.slope_minus[0, half],
        slope_plus=fitted.slope_plus[0, half],
        asymmetry=fitted.asymmetry[0, half],
        usable=fitted.usable[0, half],
        estimator=fitted.estimator,
    )


def _aligned(
    axis: Floats, mean: Floats, cells: CellEstimates, sorting: Floats, keep: NDArray[np.bool_]
) -> Curves:
    rank = np.argsort(np.argsort(sorting[keep], kind="stable")) / max(keep.sum() - 1, 1)
    return Curves(
        x=axis - cells.reversal_point[keep, None],
        y=mean[keep] / cells.slope_minus[keep, None],
        rank=rank,
        odds=(cells.slope_plus / cells.slope_minus)[keep],
    )
