"""The trap of the same trials, in a population without any diversity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dopadist.crossfit import cross_fit
from dopadist.evidence import Evidence
from dopadist.experiments.shared.nulls import Nulls, draws
from dopadist.experiments.shared.statistics import (
    fisher_interval,
    over_draws,
    over_populations,
)
from dopadist.experiments.shared.study import Floats, Study, whole
from dopadist.nulls import NullDistribution, exceedance_p
from dopadist.statistic import Statistic
from dopadist.streams import stream


@dataclass(frozen=True)
class SameTrials:
    """One permuted population, estimated from the same trials and from halves.

    ``point``, ``tau``: of all trials, shape (n_cells,); ``half_point``, ``half_tau``: of the
    first split of the same population; ``null``: many such populations.
    """

    point: Floats
    tau: Floats
    half_point: Floats
    half_tau: Floats
    axis: Floats
    r_one_same: float
    r_one_halves: float
    null: NullDistribution
    observed_same: float
    observed_halves: float
    n_cells: int
    seed: int
    evidence: Evidence


def run_same_trials(study: Study, nulls: Nulls) -> SameTrials:
    """The trap of the same trials, in a population without any diversity."""
    rng = stream(study.seed, "reversal_points/same_trials")
    population = draws(study)["permuted"](rng)
    every = whole(population, "authors")
    halves = cross_fit(population, rng=rng, n_splits=1).estimates
    point, tau = halves.reversal_point[0, 0], halves.asymmetry[0, 1]
    return SameTrials(
        point=every.reversal_point,
        tau=every.asymmetry,
        half_point=point,
        half_tau=tau,
        axis=population.axis,
        r_one_same=float(np.corrcoef(every.reversal_point, every.asymmetry)[0, 1]),
        r_one_halves=float(np.corrcoef(point, tau)[0, 1]),
        null=nulls.of("permuted", "authors"),
        observed_same=nulls.observed["authors"][2],
        observed_halves=nulls.observed["authors"][0],
        n_cells=len(study.trial_set.names),
        seed=study.seed,
        evidence=study.evidence,
    )


def same_trials_claims(result: SameTrials) -> dict[str, float]:
    """Correlation without diversity, from the same trials and from halves; the cells' own."""
    return {
        "null_same_trials": float(np.median(result.null.r_same_trials)),
        "null_halves": float(result.null.r_reversal_asymmetry.mean()),
        "observed_same_trials": result.observed_same,
        "share_of_nulls_above": float((result.null.r_same_trials >= result.observed_same).mean()),
    }


def same_trials_statistics(result: SameTrials) -> tuple[Statistic, ...]:
    """Correlation of the same trials, in the cells and in populations without any diversity."""
    null = result.null.r_same_trials
    low, high = fisher_interval(result.observed_same, result.n_cells)
    return (
        Statistic(
            name="r_same_trials", quantity="Pearson r, reversal point and asymmetry of the same "
            "trials, the cells, authors", value=result.observed_same, low=low, high=high,
            interval="95 %, Fisher's z, as if it meant something", n=result.n_cells, unit="cells",
            test=over_populations(null), p=exceedance_p(result.observed_same, null), effect="r",
            effect_size=result.observed_same, seed=result.seed,
        ),
        over_draws(
            "r_same_trials_permuted", "the same where no cell has anything of its own", null,
            what="permuted populations", n=null.size, unit="populations", seed=result.seed,
            median=True,
        ),
        over_draws(
            "r_halves_permuted", "Pearson r of halves where no cell has anything of its own",
            result.null.r_reversal_asymmetry, what="permuted populations", n=null.size,
            unit="populations", seed=result.seed,
        ),
    )  # fmt: skip
