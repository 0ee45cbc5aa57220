"""Every population in which the hypothesis is false, under both analyses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import Estimator
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.study import Study
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
from dopadist.responses import TrialSet, pool
from dopadist.streams import stream
from dopadist.surrogate import Population
from dopadist.tasks.rewards import VOLUME_PROBABILITIES

# Standard deviation over cells of a misjudged baseline, spikes/s.
BASELINE_SD = 1.0
# Called with the key of a null and each population that is drawn from it.
Seen = Callable[[str, TrialSet], None]
# What a reader sees, by key.
NULLS = {
    "permuted": "trials permuted",
    "permuted_sd": "… scaled by residual SD",
    "permuted_gain": "… scaled by gain",
    "permuted_prefix": "… within filename prefix",
    "wrong_baseline": "… plus wrong baselines",
    "homogeneous": "one tuning curve, own residuals",
    "classical": "classical TD, spiking",
    "diffuse": "one prediction, diverse τ",
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
    mean = np.full(point.shape, float(data.axis @ VOLUME_PROBABILITIES))

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
        "diffuse": lambda rng: unrelated_asymmetries(data, reversal_point=mean, tau=tau, rng=rng),
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


def run_nulls(
    study: Study, *, keys: Sequence[str] = tuple(NULLS), seen: Seen | None = None
) -> Nulls:
    """Nulls under both rules: all of them, or those with ``keys``.

    ``seen`` may look at each population as well; it must draw from a stream of its own.
    """
    n_populations = by_profile(study.profile, full=40, quick=20)
    n_splits = by_profile(study.profile, full=20, quick=10)
    found = {}
    drawn = draws(study)
    for key in keys:

        def draw(rng: np.random.Generator, key: str = key) -> TrialSet:
            population = drawn[key](rng)
            if seen is not None:
                seen(key, population)
            return population

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
