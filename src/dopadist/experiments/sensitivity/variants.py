"""The relation of asymmetry and reversal point, asked in other ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import Estimator
from dopadist.crossfit import CrossFit, bootstrap, cross_fit
from dopadist.crossfit.correlations import Cells
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.study import Study, whole
from dopadist.responses import Kind, pool
from dopadist.streams import stream

_KINDS: dict[Kind, str] = {
    "pooled": "pooled trials",
    "cued": "cued only",
    "uncued": "uncued only",
}


@dataclass(frozen=True)
class Variant:
    """One way of doing the analysis, with its mean and 95 % interval over sessions."""

    name: str
    group: str
    mean: float
    low: float
    high: float
    n_sessions: int


@dataclass(frozen=True)
class Variants:
    """The same question asked in other ways."""

    variants: tuple[Variant, ...]
    evidence: Evidence

    def mean(self, name: str) -> float:
        """Mean correlation of a variant by its name."""
        return {one.name: one.mean for one in self.variants}[name]


def run_variants(study: Study) -> Variants:
    """Trial kinds, estimators, rules for cells, and halves by time."""
    rng = stream(study.seed, "reversal_points/variants")
    n_splits = by_profile(study.profile, full=300, quick=100)
    found = []
    for kind, trials in _KINDS.items():
        data = pool(study.responses, kind=kind)
        for estimator in study.estimates:
            fit = cross_fit(data, rng=rng, n_splits=n_splits, estimator=estimator)
            mask = whole(data, estimator).usable
            found.append(_variant(fit, trials, estimator, "usable", mask, rng))
            if kind == "pooled":
                found.append(_variant(fit, "every finite ratio", estimator, "all", None, rng))
                found.append(_variant(fit, "one fixed set of cells", estimator, "all", mask, rng))
                time = cross_fit(data, rng=rng, estimator=estimator, scheme="time")
                found.append(_variant(time, "early against late", estimator, "usable", mask, rng))
    return Variants(variants=tuple(found), evidence=study.evidence)


def variants_claims(result: Variants) -> dict[str, float]:
    """The argument on announced trials alone, by time, and what the edge cell does."""
    return {
        "joint_cued": result.mean("joint: cued only"),
        "joint_uncued": result.mean("joint: uncued only"),
        "joint_time": result.mean("joint: early against late"),
        "authors_time": result.mean("authors: early against late"),
        "lowest": min(one.mean for one in result.variants),
    }


def _variant(
    fit: CrossFit, group: str, estimator: Estimator, cells: Cells,
    mask: NDArray[np.bool_] | None, rng: np.random.Generator,
) -> Variant:  # fmt: skip
    found = bootstrap(fit, rng=rng, cells=cells, usable=mask, unit="sessions", n_resamples=400)
    return Variant(
        name=f"{estimator}: {group}", group=group, mean=found.mean, low=found.low, high=found.high,
        n_sessions=found.n_units,
    )  # fmt: skip
