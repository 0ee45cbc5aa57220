"""What each null predicts and what the cells show: every observable of every null, in one table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import ESTIMATORS
from dopadist.crossfit import bootstrap, cross_fit, random_halves
from dopadist.crossfit.correlations import Cells, Pair
from dopadist.decoding import cross_fitted_decode, reward_on_axis
from dopadist.evidence import Evidence
from dopadist.experiments.alternatives.sign_prediction import over_sessions, share_right, sign_gain
from dopadist.experiments.alternatives.simulated import MIDDLE, significant
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.nulls import NULLS, Nulls, run_nulls
from dopadist.experiments.shared.study import Floats, Study
from dopadist.nulls import exceedance_p, null_distributions, spiking
from dopadist.responses import TrialSet
from dopadist.streams import stream

# By question: (i) do cells differ, (ii) is the difference related to asymmetry.
OBSERVABLES = {
    "halves_authors": "halves agree,\nauthors\n(r)",
    "halves_joint": "halves agree,\njoint fit\n(r)",
    "both_signs": "rarer sign\nat 5 µL\n(cells)",
    "sign_gain": "own point for\nheld-out signs\n(gain, points)",
    "relation_authors": "point with τ,\nauthors\n(r)",
    "relation_joint": "point with τ,\njoint fit\n(r)",
    "decode_gain": "own τ for\nthe decode\n(gain, spikes/s)",
}
QUESTION = {"i": tuple(OBSERVABLES)[:4], "ii": tuple(OBSERVABLES)[4:]}
FIRST_QUESTION, SECOND_QUESTION = QUESTION.values()
# Rows by what is false in them.
GROUPS = {
    "no cell differs": (
        "permuted", "permuted_sd", "permuted_gain", "permuted_prefix", "homogeneous", "classical",
    ),
    "only baselines differ": ("wrong_baseline",),
    "only asymmetries differ": ("diffuse",),
    "only reversal points differ": ("equal_slopes", "equal_slopes_floor", "equal_slopes_spiking"),
    "both differ, unrelated": ("unrelated",),
    "related, symmetric learning": ("normalised",),
}  # fmt: skip
# Not a null: the hypothesis itself, beside which the cells are to be seen as well.
THEORY = "theory"
ROWS = {**NULLS, THEORY: "asymmetric learning, spiking"}
_RELATION, _HALVES = 0, 1


@dataclass(frozen=True)
class Table:
    """Observables of the cells, of many populations of every null, and of the hypothesis.

    ``null``: by (row, observable), one value a population; ``observed``, ``low``, ``high``: by
    observable, the cells' value and its 95 % interval over sessions (decode: over splits);
    ``baseline_reversal``: over cells, baseline rate with reversal point of all trials, authors.
    """

    nulls: Nulls
    null: dict[tuple[str, str], Floats]
    observed: dict[str, float]
    low: dict[str, float]
    high: dict[str, float]
    baseline_reversal: float
    n_sessions: int
    seed: int
    evidence: Evidence

    def p(self, null: str, observable: str) -> float:
        """One-sided P: how often a population has at least as much of it as the cells."""
        return exceedance_p(self.observed[observable], self.null[null, observable])

    def reached(self, null: str, observable: str) -> bool:
        """Whether the null explains the observable: 1 population in 20 reaches the cells."""
        return self.p(null, observable) > 0.05


def rarer_sign(trials: Floats) -> float:
    """Cells significantly up at 5 µL or cells down, whichever are fewer."""
    up, down = significant(trials[:, [MIDDLE]])
    return float(min(up.sum(), down.sum()))


def decode_gains(data: TrialSet, *, rng: np.random.Generator, n_splits: int) -> Floats:
    """How much closer a decode comes to the rewards with each cell's own asymmetry, by split.

    Against the asymmetries dealt anew among the cells; spikes/s, joint fit.
    """
    reward = reward_on_axis(data)
    fitted = cross_fit(data, rng=rng, n_splits=n_splits, estimator="joint")
    own = cross_fitted_decode(fitted, reward=reward)
    dealt = cross_fitted_decode(fitted, reward=reward, control="tau_shuffled", rng=rng)
    return np.asarray(dealt.w1 - own.w1)


def run_table(study: Study) -> Table:
    """Every null with every observable, from the same populations as the figure of the relation."""
    n_splits = by_profile(study.profile, full=20, quick=5)
    n_decodes = by_profile(study.profile, full=6, quick=2)
    many = by_profile(study.profile, full=200, quick=60)
    rest: dict[tuple[str, str], list[float]] = {}
    rng = {key: stream(study.seed, f"alternatives/table/{key}") for key in ROWS}

    def seen(key: str, population: TrialSet) -> None:
        found = {
            "both_signs": rarer_sign(population.trials),
            "sign_gain": 100 * sign_gain(population, rng=rng[key], n_splits=n_splits),
            "decode_gain": float(decode_gains(population, rng=rng[key], n_splits=n_decodes).mean()),
        }
        for name, value in found.items():
            rest.setdefault((key, name), []).append(value)

    def theory(generator: np.random.Generator) -> TrialSet:
        population = spiking(
            "theory",
            seed=int(generator.integers(2**31)),
            n_cells=len(study.trial_set.names),
            kind=study.trial_set.kind,  # type: ignore[arg-type]
        )
        seen(THEORY, population)
        return population

    nulls = run_nulls(study, seen=seen)
    true = null_distributions(
        theory, rng=rng[THEORY], n_populations=nulls.n_populations, n_splits=nulls.n_splits
    )
    null = {key: np.array(values) for key, values in rest.items()}
    for key in ROWS:
        for found in true if key == THEORY else nulls.found[key]:
            null[key, f"halves_{found.estimator}"] = found.r_reversal_reversal
            null[key, f"relation_{found.estimator}"] = found.r_reversal_asymmetry
    observed, low, high = _observed(study, nulls, many)
    return Table(
        nulls=nulls,
        null=null,
        observed=observed,
        low=low,
        high=high,
        baseline_reversal=float(
            np.corrcoef(study.responses.baseline_rate, study.estimates["authors"].reversal_point)[
                0, 1
            ]
        ),
        n_sessions=len(set(study.trial_set.sessions)),
        seed=study.seed,
        evidence=study.evidence,
    )


def _observed(
    study: Study, nulls: Nulls, n_splits: int
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    data = study.trial_set
    rng = stream(study.seed, "alternatives/table/observed")
    session = np.unique(data.sessions, return_inverse=True)[1]
    observed, low, high = {}, {}, {}
    pairs: dict[str, tuple[Pair, int]] = {
        "halves": ("reversal", _HALVES),
        "relation": ("asymmetry", _RELATION),
    }
    for estimator in ESTIMATORS:
        fitted = cross_fit(data, rng=rng, n_splits=n_splits, estimator=estimator)
        cells: Cells = "all" if estimator == "authors" else "usable"
        usable = study.usable if estimator == "joint" else None
        for name, (pair, which) in pairs.items():
            found = bootstrap(
                fitted, rng=rng, pair=pair, cells=cells, usable=usable, unit="sessions",
                n_resamples=500,
            )  # fmt: skip
            key = f"{name}_{estimator}"
            observed[key] = nulls.observed[estimator][which]
            low[key], high[key] = found.low, found.high
    halves = random_halves(data.trials, n_splits=n_splits, rng=rng)
    own, one = (
        share_right(halves, data.axis, groups)
        for groups in (np.arange(session.size), np.zeros_like(session))
    )
    gain = 100 * (own - one).mean(0)
    observed["sign_gain"] = float(gain.mean())
    low["sign_gain"], high["sign_gain"] = over_sessions(gain, session, rng)
    observed["both_signs"] = rarer_sign(data.trials)
    low["both_signs"], high["both_signs"] = _rarer_over_sessions(data.trials, session, rng)
    decoded = decode_gains(data, rng=rng, n_splits=n_splits)
    observed["decode_gain"] = float(decoded.mean())
    low["decode_gain"], high["decode_gain"] = (
        float(x) for x in np.percentile(decoded, [2.5, 97.5])
    )
    return observed, low, high


def _rarer_over_sessions(
    trials: Floats, session: NDArray[np.int64], rng: np.random.Generator, *, n: int = 1000
) -> tuple[float, float]:
    up, down = (
        np.bincount(session, which[:, 0].astype(float))
        for which in significant(trials[:, [MIDDLE]])
    )
    counts = rng.multinomial(up.size, np.full(up.size, 1 / up.size), size=n).astype(float)
    fewer = np.minimum(np.einsum("bs,s->b", counts, up), np.einsum("bs,s->b", counts, down))
    low, high = np.percentile(fewer, [2.5, 97.5])
    return float(low), float(high)
