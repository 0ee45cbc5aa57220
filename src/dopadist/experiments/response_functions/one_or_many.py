"""Does a cell need an asymmetry of its own? Held-out trials of the cells, and of nulls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from dopadist.asymmetry import ESTIMATORS, Estimator
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.response_functions.functions import Floats
from dopadist.experiments.response_functions.held_out import MODELS, HeldOut, held_out
from dopadist.experiments.response_functions.sessions import over_sessions
from dopadist.experiments.shared import Study, draws
from dopadist.nulls import exceedance_p
from dopadist.statistic import Statistic
from dopadist.streams import stream

# Populations in which an own asymmetry has nothing to add; one in which only the floor under
# firing rates makes one; and one in which it has.
CONTROLS = {
    "permuted": "trials permuted",
    "homogeneous": "one tuning curve",
    "equal_slopes": "diverse points, equal slopes",
    "equal_slopes_spiking": "the same in spikes, rates floored at 0",
    "unrelated": "diverse points, diverse τ",
}
WITHOUT = ("permuted", "homogeneous", "equal_slopes")


@dataclass(frozen=True)
class OneOrMany:
    """Errors on held-out trials.

    ``cells``: by estimator; ``improvement``: by control and estimator, mean over splits and cells
    of the error with a shared minus that with an own asymmetry, one number a population;
    ``counts``: the number of its cells in which that is positive; ``low``, ``high``: by estimator,
    interval of the cells' own improvement over resampled sessions.
    """

    cells: dict[Estimator, HeldOut]
    improvement: dict[str, dict[Estimator, Floats]]
    counts: dict[str, dict[Estimator, Floats]]
    low: dict[Estimator, float]
    high: dict[Estimator, float]
    sessions: tuple[str, ...]
    n_splits: int
    n_populations: int
    seed: int
    evidence: Evidence

    def observed(self, estimator: Estimator, over: str = "shared") -> Floats:
        """Improvement of each cell, mean over splits, (spikes/s)^2, shape (n_cells,)."""
        return np.asarray(self.cells[estimator].gain_of_own(over).mean(0))

    def p(self, key: str, estimator: Estimator) -> float:
        """One-sided P of the cells' mean improvement against a control."""
        mean = float(self.observed(estimator).mean())
        return exceedance_p(mean, self.improvement[key][estimator])

    def error(self, estimator: Estimator, model: str) -> float:
        """Mean squared error over splits and cells."""
        return float(self.cells[estimator].error[MODELS.index(model)].mean())


def run_one_or_many(study: Study) -> OneOrMany:
    """The five descriptions in the cells, and shared against own in every control."""
    n_splits = by_profile(study.profile, full=120, quick=60)
    n_populations = by_profile(study.profile, full=30, quick=19)
    few = by_profile(study.profile, full=5, quick=4)
    rng = stream(study.seed, "response_functions/one_or_many")
    cells = {
        one: held_out(study.trial_set, rng=rng, n_splits=n_splits, estimator=one)
        for one in ESTIMATORS
    }
    low, high = {}, {}
    for one, found in cells.items():
        gain = found.gain_of_own().mean(0)
        low[one], high[one] = over_sessions(
            lambda some, gain=gain: float(gain[some].mean()),  # type: ignore[misc]
            study.trial_set.sessions, rng,
        )  # fmt: skip
    improvement: dict[str, dict[Estimator, Floats]] = {}
    counts: dict[str, dict[Estimator, Floats]] = {}
    for key in CONTROLS:
        rng = stream(study.seed, f"response_functions/one_or_many/{key}")
        gains: dict[Estimator, list[Floats]] = {one: [] for one in ESTIMATORS}
        for _ in range(n_populations):
            population = draws(study)[key](rng)
            for one in ESTIMATORS:
                found = held_out(population, rng=rng, n_splits=few, estimator=one)
                gains[one].append(found.gain_of_own().mean(0))
        improvement[key] = {one: np.mean(gains[one], 1) for one in ESTIMATORS}
        counts[key] = {one: (np.array(gains[one]) > 0).sum(1).astype(float) for one in ESTIMATORS}
    return OneOrMany(
        cells=cells, improvement=improvement, counts=counts, low=low, high=high,
        sessions=study.trial_set.sessions, n_splits=n_splits, n_populations=n_populations,
        seed=study.seed, evidence=study.evidence,
    )  # fmt: skip


def one_or_many_claims(result: OneOrMany) -> dict[str, float]:
    """The result as it looks, the same in populations without, and what is left of it."""
    authors, joint = result.observed("authors"), result.observed("joint")
    return {
        "error_straight": result.error("authors", "straight"),
        "error_own": result.error("authors", "own"),
        "cells_improved": float((result.observed("authors", "straight") > 0).sum()),
        "improvement_authors": float(authors.mean()),
        "null_improvement_authors": float(
            min(result.improvement[key]["authors"].mean() for key in WITHOUT)
        ),
        "null_cells_improved": float(result.counts["permuted"]["authors"].mean()),
        "p_authors": max(result.p(key, "authors") for key in WITHOUT),
        "improvement_joint": float(joint.mean()),
        "null_improvement_joint": float(
            max(result.improvement[key]["joint"].mean() for key in WITHOUT)
        ),
        "improvement_joint_above": float(joint.mean())
        - max(float(result.improvement[key]["joint"].mean()) for key in WITHOUT),
        "p_joint": max(result.p(key, "joint") for key in WITHOUT),
    }


def one_or_many_statistics(result: OneOrMany) -> tuple[Statistic, ...]:
    """Paired tests over cells, as they look and against controls."""
    n_cells, found = len(result.sessions), []
    for one in ESTIMATORS:
        gain = result.observed(one)
        test = stats.ttest_1samp(gain, 0)
        common: dict[str, Any] = {
            "value": float(gain.mean()), "low": result.low[one], "high": result.high[one],
            "interval": f"95 % bootstrap over {len(set(result.sessions))} sessions",
            "n": n_cells, "unit": "cells", "seed": result.seed,
        }  # fmt: skip
        what = f"held-out error, shared minus own asymmetry, mean over {result.n_splits} splits"
        found.append(
            Statistic(
                name=f"improvement_{one}", quantity=f"{what}, (spikes/s)², {one}",
                test="paired t over cells of means over splits, two-sided (as if cells were "
                "independent and zero the null)", p=float(test.pvalue),
                effect="Cohen's d", effect_size=float(gain.mean() / gain.std(ddof=1)), **common,
            )
        )  # fmt: skip
        found.append(
            Statistic(
                name=f"improvement_{one}_controls", quantity=f"{what}, (spikes/s)², {one}",
                test="against the least favourable of three controls without own asymmetries, "
                f"{result.n_populations} populations each, one-sided",
                p=max(result.p(key, one) for key in WITHOUT),
                effect="difference to that control's mean, (spikes/s)²",
                effect_size=float(
                    gain.mean() - max(result.improvement[key][one].mean() for key in WITHOUT)
                ),
                **common,
            )
        )  # fmt: skip
        split_p = stats.ttest_1samp(result.cells[one].gain_of_own(), 0, axis=1).pvalue
        low, high = np.percentile(split_p, [2.5, 97.5])
        found.append(
            Statistic(
                name=f"p_split_{one}", quantity=f"P of the paired t of one split, median, {one}",
                value=float(np.median(split_p)), low=float(low), high=float(high),
                interval=f"2.5–97.5 % of {result.n_splits} random splits", n=n_cells, unit="cells",
                test="none", p=None, effect="median P", effect_size=float(np.median(split_p)),
                seed=result.seed,
            )
        )  # fmt: skip
    straight = result.observed("authors", "straight")
    rank = stats.wilcoxon(straight)
    low, high = np.percentile(straight, [2.5, 97.5])
    found.append(
        Statistic(
            name="improvement_over_straight",
            quantity="held-out error, one straight line minus own asymmetry, (spikes/s)², authors, "
            "median over cells of means over splits",
            value=float(np.median(straight)), low=float(low), high=float(high),
            interval="2.5–97.5 % of cells", n=n_cells, unit="cells",
            test="Wilcoxon signed rank over cells, two-sided", p=float(rank.pvalue),
            effect="share of cells improved", effect_size=float((straight > 0).mean()),
            seed=result.seed,
        )
    )  # fmt: skip
    return tuple(found)
