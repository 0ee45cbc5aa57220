"""Within sessions and between them: where the relation lives."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dopadist.crossfit import CrossFit, split_correlations
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.sensitivity.analysis import fit, rules, trial_set
from dopadist.experiments.sensitivity.choices import DEFAULT, Path
from dopadist.nulls import exceedance_p
from dopadist.recordings import Recordings
from dopadist.responses import compute_responses
from dopadist.statistic import Statistic
from dopadist.streams import stream

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sessions:
    """Differences from the session's mean, and what they would be with labels shuffled.

    Attributes
    ----------
    point, tau : numpy.ndarray, shape (n_kept,)
        Of one split, joint fit: reversal point and asymmetry of the other half, cells of
        sessions with two usable cells or more; as they are, not yet centred.
    session : numpy.ndarray of int, shape (n_kept,)
    r : dict of arrays (2,)
        By estimator: both correlations within sessions, mean over splits.
    splits : dict of arrays (2, 2)
        By question, 2.5 and 97.5 % of single splits.
    shuffled : dict of arrays (2, n_shuffles)
        The same with the sessions' labels dealt to the cells at random.
    axis : numpy.ndarray, shape (7,)
        For the ticks.
    n_cells, n_sessions : dict
        By estimator: cells, mean over splits; sessions with two usable cells or more.
    """

    point: Floats
    tau: Floats
    session: NDArray[np.int64]
    r: dict[str, Floats]
    splits: dict[str, Floats]
    shuffled: dict[str, Floats]
    axis: Floats
    n_cells: dict[str, float]
    n_sessions: dict[str, int]
    n_splits: int
    seed: int
    evidence: Evidence

    def p_low(self, question: int, estimator: str = "joint") -> float:
        """One-sided P: shuffled labels that give as little or less."""
        return exceedance_p(
            -float(self.r[estimator][question]), -self.shuffled[estimator][question]
        )

    def attenuated(self) -> float:
        """Median of the shuffled relation, were it less by noise alone, joint fit.

        A correlation falls with the root of both reliabilities' product; that of asymmetries is
        taken to fall by the same factor as that of reversal points.
        """
        halves, relation = np.median(self.shuffled["joint"], axis=1)
        return float(relation * self.r["joint"][0] / halves)


def run_sessions(recordings: Recordings, *, seed: int, profile: Profile) -> Sessions:
    """The default analysis, and the same with the authors' estimator, within sessions."""
    rng = stream(seed, "sensitivity/sessions")
    n_splits = by_profile(profile, full=100, quick=40)
    n_shuffles = by_profile(profile, full=999, quick=199)
    data = trial_set(compute_responses(recordings), DEFAULT)
    r, splits, shuffled, fits = {}, {}, {}, {}
    for estimator in ("joint", "authors"):
        fitted = fit(data, Path(estimator=estimator), n_splits=n_splits, rng=rng)
        usable = np.asarray(rules(data, fitted)["usable"].any(0))
        both = _within(fitted, usable)
        fits[estimator] = fitted, usable
        splits[estimator] = np.nanpercentile(both, [2.5, 97.5], axis=1).T
        r[estimator] = np.nanmean(both, axis=1)
        labels = np.asarray(fitted.sessions)
        shuffled[estimator] = np.array(
            [
                np.nanmean(
                    _within(replace(fitted, sessions=tuple(rng.permutation(labels))), usable),
                    axis=1,
                )
                for _ in range(n_shuffles)
            ]
        ).T
    fitted, usable = fits["joint"]
    kept = fitted.estimates.usable[0].all(0) & usable
    _, label = np.unique(fitted.sessions, return_inverse=True)
    counts = np.bincount(label[kept], minlength=label.max() + 1)
    shown = kept & (counts[label] > 1)
    n_cells, n_sessions = {}, {}
    for estimator, (one, own) in fits.items():
        found = split_correlations(one, cells="usable", usable=own, within="centred")
        n_cells[estimator] = float(found.n_cells.mean())
        n_sessions[estimator] = int((np.bincount(label[own]) > 1).sum())
    return Sessions(
        point=fitted.estimates.reversal_point[0, 0, shown],
        tau=fitted.estimates.asymmetry[0, 1, shown],
        session=label[shown],
        r=r,
        splits=splits,
        shuffled=shuffled,
        axis=data.axis,
        n_cells=n_cells,
        n_sessions=n_sessions,
        n_splits=n_splits,
        seed=seed,
        evidence=recordings.evidence,
    )


def _within(fitted: CrossFit, usable: NDArray[np.bool_]) -> Floats:
    found = split_correlations(fitted, cells="usable", usable=usable, within="centred")
    return np.stack([found.r_reversal_reversal, found.r_reversal_asymmetry])


def sessions_claims(result: Sessions) -> dict[str, float]:
    """Both correlations within sessions, and what shuffled labels give."""
    return {
        "halves": float(result.r["joint"][0]),
        "relation": float(result.r["joint"][1]),
        "shuffled_relation": float(np.median(result.shuffled["joint"][1])),
        "p_low": result.p_low(1),
        "p_low_authors": result.p_low(1, "authors"),
    }


def sessions_statistics(result: Sessions) -> tuple[Statistic, ...]:
    """Both questions, both estimators."""
    found = []
    for estimator, suffix in (("joint", ""), ("authors", "_authors")):
        for question, name in enumerate(("halves", "relation")):
            what = ("reversal points of two halves", "reversal point and asymmetry")[question]
            shuffled = result.shuffled[estimator][question]
            value = float(result.r[estimator][question])
            low, high = result.splits[estimator][question]
            found.append(
                Statistic(
                    name=f"within_{name}{suffix}",
                    quantity=f"r of differences from the session's mean, {what}, mean over "
                    f"splits ({'joint fit' if estimator == 'joint' else 'authors’ estimator'})",
                    value=value,
                    low=float(low),
                    high=float(high),
                    interval=f"2.5–97.5 % of {result.n_splits} random splits",
                    n=max(round(result.n_cells[estimator]), 1),
                    unit=f"cells of {result.n_sessions[estimator]} sessions",
                    test=f"labels of sessions shuffled {shuffled.size} times, one-sided (as low)",
                    p=result.p_low(question, estimator),
                    effect="r less the median of shuffled labels",
                    effect_size=float(value - np.median(shuffled)),
                    seed=result.seed,
                )
            )
    return tuple(found)
