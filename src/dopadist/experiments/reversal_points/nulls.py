"""Every population in which the hypothesis is false, and the trap of the same trials."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import Estimator
from dopadist.crossfit import cross_fit
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.reversal_points.study import Floats, Study, whole
from dopadist.nulls import (
    RULES,
    NullDistribution,
    equal_slopes,
    exceedance_p,
    homogeneous,
    normalised_rl,
    null_distributions,
    permuted_trials,
    population_correlations,
    shifted_baselines,
    spiking,
    unrelated_asymmetries,
)
from dopadist.nulls.distribution import Draw
from dopadist.nulls.permuted import Scaling
from dopadist.responses import pool
from dopadist.streams import stream
from dopadist.surrogate import Population

# Standard deviation over cells of a misjudged baseline, spikes/s.
BASELINE_SD = 1.0
# What a reader sees, by key.
NULLS = {
    "permuted": "trials permuted",
    "permuted_sd": "… scaled by residual SD",
    "permuted_gain": "… scaled by gain",
    "permuted_prefix": "… within filename prefix",
    "wrong_baseline": "… plus wrong baselines",
    "homogeneous": "one tuning curve, own residuals",
    "classical": "classical TD, spiking",
    "equal_slopes": "diverse points, equal slopes",
    "equal_slopes_floor": "… rates floored at 0",
    "equal_slopes_spiking": "… spiking surrogate",
    "unrelated": "diverse points, unrelated τ",
    "normalised": "normalised RL, symmetric errors",
}


@dataclass(frozen=True)
class Nulls:
    """Both analyses of many populations of every null, and of the cells.

    ``found``: by key of ``NULLS``, one distribution a rule (authors' and joint); ``observed``:
    by estimator, mean correlations (reversal-asymmetry, reversal-reversal, same trials).
    """

    found: dict[str, tuple[NullDistribution, ...]]
    observed: dict[Estimator, tuple[float, float, float]]
    n_populations: int
    n_splits: int
    evidence: Evidence

    def of(self, key: str, estimator: Estimator) -> NullDistribution:
        """Distribution of one null under one estimator."""
        return next(one for one in self.found[key] if one.estimator == estimator)

    def p(self, key: str, estimator: Estimator = "joint") -> float:
        """One-sided P of the cells' mean correlation against a null."""
        null = self.of(key, estimator).r_reversal_asymmetry
        return exceedance_p(self.observed[estimator][0], null)


def draws(study: Study) -> dict[str, Draw]:
    """How a population of each null is drawn: counts, gains and residuals are the cells' own."""
    data, responses = study.trial_set, study.responses
    kind = data.kind
    joint, authors = study.estimates["joint"], study.estimates["authors"]
    # Where the joint fit finds no reversal point, the authors' (on an edge) stands in.
    point = np.where(
        np.isfinite(joint.reversal_point), joint.reversal_point, authors.reversal_point
    )
    tau = joint.asymmetry[joint.usable]

    def permuted(scaling: Scaling = "raw", within_prefix: bool = False) -> Draw:
        return lambda rng: pool(
            permuted_trials(responses, rng=rng, scaling=scaling, within_prefix=within_prefix),
            kind=kind,  # type: ignore[arg-type]
        )

    def spikes(population: Population) -> Draw:
        return lambda rng: spiking(
            population,
            seed=int(rng.integers(2**31)),
            n_cells=len(data.names),
            kind=kind,  # type: ignore[arg-type]
        )

    return {
        "permuted": permuted(),
        "permuted_sd": permuted("residual_sd"),
        "permuted_gain": permuted("gain"),
        "permuted_prefix": permuted(within_prefix=True),
        "wrong_baseline": lambda rng: shifted_baselines(permuted()(rng), sd=BASELINE_SD, rng=rng),
        "homogeneous": lambda rng: homogeneous(data, rng=rng),
        "classical": spikes("classical"),
        "equal_slopes": lambda rng: equal_slopes(data, reversal_point=point, rng=rng),
        "equal_slopes_floor": lambda rng: equal_slopes(
            data, reversal_point=point, rng=rng, baseline_rate=responses.baseline_rate
        ),
        "equal_slopes_spiking": spikes("equal_slopes"),
        "unrelated": lambda rng: unrelated_asymmetries(
            data, reversal_point=point, tau=tau, rng=rng
        ),
        "normalised": lambda rng: normalised_rl(data, reversal_point=point, rng=rng),
    }


def run_nulls(study: Study) -> Nulls:
    """All nulls under both rules."""
    n_populations = by_profile(study.profile, full=40, quick=20)
    n_splits = by_profile(study.profile, full=20, quick=10)
    found = {}
    for key, draw in draws(study).items():
        # One stream a null: adding one changes no other.
        rng = stream(study.seed, f"reversal_points/nulls/{key}")
        found[key] = null_distributions(
            draw, rng=rng, n_populations=n_populations, n_splits=n_splits
        )
    rng = stream(study.seed, "reversal_points/nulls/observed")
    many = by_profile(study.profile, full=400, quick=200)
    observed = {
        estimator: population_correlations(
            study.trial_set, rng=rng, n_splits=many, estimator=estimator, cells=cells
        )
        for estimator, cells in RULES
    }
    return Nulls(
        found=found,
        observed=observed,
        n_populations=n_populations,
        n_splits=n_splits,
        evidence=study.evidence,
    )


def nulls_claims(result: Nulls) -> dict[str, float]:
    """P of the argument against each null, and the null that passes the test."""
    claims = {f"p_{key}": result.p(key) for key in NULLS if key != "normalised"}
    claims["normalised_mean"] = float(result.of("normalised", "joint").r_reversal_asymmetry.mean())
    claims["equal_slopes_authors"] = float(
        result.of("equal_slopes", "authors").r_reversal_asymmetry.mean()
    )
    claims["equal_slopes_joint"] = float(
        result.of("equal_slopes", "joint").r_reversal_asymmetry.mean()
    )
    points = {key: result.of(key, "joint").r_reversal_reversal for key in NULLS}
    claims["equal_slopes_halves"] = float(points["equal_slopes"].mean())
    claims["wrong_baseline_halves"] = float(points["wrong_baseline"].mean())
    return claims


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
