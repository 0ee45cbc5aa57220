"""One choice at a time, from the default of the book: for reading, with intervals."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dopadist.crossfit import CrossFit, Method, Within, bootstrap, split_correlations
from dopadist.crossfit.correlations import Cells, Pair
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.sensitivity.analysis import (
    fit,
    responses_of,
    rules,
    run_worlds,
    trial_set,
)
from dopadist.experiments.sensitivity.choices import (
    AUTHORS_ONLY,
    CHOICES,
    COMBINATIONS,
    DEFAULT,
    SHARED,
    Path,
)
from dopadist.nulls import exceedance_p
from dopadist.recordings import Recordings
from dopadist.statistic import Statistic
from dopadist.streams import stream

Floats = NDArray[np.float64]
Row = tuple[str, str]


@dataclass(frozen=True)
class Single:
    """The default with one choice changed; arrays hold both questions, halves and relation.

    Attributes
    ----------
    choice, level : str
        What was changed, and to what.
    r : numpy.ndarray, shape (2,)
        Mean over splits.
    splits, sessions : numpy.ndarray, shape (2, 2)
        2.5 and 97.5 % of single splits, and of means resampled over sessions.
    permuted, equal_slopes : numpy.ndarray, shape (2, n_draws)
        The same analysis of null populations.
    n_cells : float
        Mean over splits.
    n_sessions, n_splits : int
    """

    choice: str
    level: str
    r: Floats
    splits: Floats
    sessions: Floats
    permuted: Floats
    equal_slopes: Floats
    n_cells: float
    n_sessions: int
    n_splits: int

    def null(self, question: int) -> Floats:
        """Draws of the question's null: permuted trials, equal slopes."""
        return (self.permuted, self.equal_slopes)[question][question]

    def p(self, question: int) -> float:
        """One-sided P against the question's null."""
        return exceedance_p(float(self.r[question]), self.null(question))


@dataclass(frozen=True)
class Singles:
    """All of them; the first is the default itself."""

    rows: tuple[Single, ...]
    n_draws: int
    seed: int
    evidence: Evidence

    @property
    def default(self) -> Single:
        """Nothing changed."""
        return self.rows[0]

    def of(self, choice: str, level: str) -> Single:
        """By choice and level; a choice's first level is the default."""
        if level == next(iter(CHOICES[choice][1])) and choice != AUTHORS_ONLY:
            return self.default
        return next(one for one in self.rows if (one.choice, one.level) == (choice, level))


def changes() -> list[tuple[Row, Path, tuple[str, str, str]]]:
    """What is run: row, path, and levels of the shared choices."""
    usual = ("usable", "ignored", "pearson")
    found = [(("default", "default"), DEFAULT, usual)]
    for choice, (_, levels) in CHOICES.items():
        for level in list(levels)[1:]:
            row = (choice, level)
            if choice in SHARED:
                place = SHARED.index(choice)
                shared = (*usual[:place], level, *usual[place + 1 :])
                found.append((row, DEFAULT, shared))  # type: ignore[arg-type]
            elif choice == AUTHORS_ONLY:
                found.append((row, replace(DEFAULT, estimator="authors", ties=level), usual))
            else:
                found.append((row, replace(DEFAULT, **{choice: level}), usual))
    return found


def run_singles(recordings: Recordings, *, seed: int, profile: Profile) -> Singles:
    """The default and every single change, on the cells and on both nulls."""
    n_splits = by_profile(profile, full=200, quick=60)
    n_draws = by_profile(profile, full=39, quick=19)
    n_resamples = by_profile(profile, full=400, quick=200)
    rows = changes()
    paths = list(dict.fromkeys(path for _, path, _ in rows))
    variants = responses_of(recordings, paths)
    worlds = run_worlds(
        variants, paths, n_draws=n_draws, rng=stream(seed, "sensitivity/single_worlds")
    )
    fits: dict[Path, tuple[CrossFit, dict[str, NDArray[np.bool_]]]] = {}
    found = []
    for row, path, shared in rows:
        rng = stream(seed, f"sensitivity/singles/{row[0]}/{row[1]}")
        if path not in fits:
            data = trial_set(variants[path.constants], path)
            # The same splits for every path: a row differs from the default by its choice.
            splits = stream(seed, "sensitivity/singles/splits")
            fitted = fit(data, path, n_splits=n_splits, rng=splits)
            fits[path] = fitted, rules(data, fitted)
        at = paths.index(path), COMBINATIONS.index(shared)
        found.append(
            _single(
                row,
                *fits[path],
                shared,
                nulls=(worlds.permuted[:, :, *at], worlds.equal_slopes[:, :, *at]),
                rng=rng,
                n_resamples=n_resamples,
            )
        )
    return Singles(rows=tuple(found), n_draws=n_draws, seed=seed, evidence=recordings.evidence)


def _single(
    row: Row,
    fitted: CrossFit,
    masks: dict[str, NDArray[np.bool_]],
    shared: tuple[str, str, str],
    *,
    nulls: tuple[Floats, Floats],
    rng: np.random.Generator,
    n_resamples: int,
) -> Single:
    rule = masks[shared[0]]
    within: Within = shared[1]  # type: ignore[assignment]
    method: Method = shared[2]  # type: ignore[assignment]
    cells: Cells = "usable" if shared[0] == "usable" else "all"
    # What never counts, by the rule for all data; in single splits the rule for halves decides.
    usable = np.asarray(rule.any(0))
    r = split_correlations(fitted, cells=cells, usable=usable, within=within, method=method)
    both = (r.r_reversal_reversal, r.r_reversal_asymmetry)
    pairs: tuple[Pair, Pair] = ("reversal", "asymmetry")
    resampled = [
        bootstrap(
            fitted, rng=rng, pair=pair, cells=cells, usable=usable, unit="sessions",
            n_resamples=n_resamples, method=method, within=within,
        )
        for pair in pairs
    ]  # fmt: skip
    return Single(
        choice=row[0],
        level=row[1],
        r=np.array([np.nanmean(one) for one in both]),
        splits=np.array([np.nanpercentile(one, [2.5, 97.5]) for one in both]),
        sessions=np.array([[one.low, one.high] for one in resampled]),
        permuted=nulls[0].T,
        equal_slopes=nulls[1].T,
        n_cells=float(r.n_cells.mean()),
        n_sessions=resampled[1].n_units,
        n_splits=fitted.n_splits,
    )


def singles_claims(result: Singles) -> dict[str, float]:
    """The default, the choices that turn out to matter, and those that don't."""
    relation = {(one.choice, one.level): one for one in result.rows}
    claims = {
        "halves": float(result.default.r[0]),
        "relation": float(result.default.r[1]),
        "p_relation": result.default.p(1),
        "early_window": float(relation["window", "0-400"].r[1]),
        "cued": float(relation["trials", "cued"].r[1]),
        "uncued": float(relation["trials", "uncued"].r[1]),
        "others_axis": float(relation["axis", "others"].r[1] - result.default.r[1]),
        "time": float(relation["scheme", "time"].r[1]),
        "one_cell": float(relation["within", "one_cell"].r[1]),
        "centred": float(relation["within", "centred"].r[1]),
        "default_null": float(np.nanmean(result.default.null(1))),
        "authors_null": float(np.nanmean(relation["estimator", "authors"].null(1))),
        "log_null": float(np.nanmean(relation["axis", "log"].null(1))),
        "lowest": float(min(one.r[1] for one in result.rows)),
        "above": float(np.mean([one.p(1) <= 0.05 for one in result.rows])),
    }
    for choice, usual in (
        ("ties", relation["estimator", "authors"]),
        ("smoothing", result.default),
    ):
        others = [one for one in result.rows if one.choice == choice]
        claims[choice] = float(max(abs(one.r[1] - usual.r[1]) for one in others))
    return claims


def singles_statistics(result: Singles) -> tuple[Statistic, ...]:
    """Every row, both questions."""
    found = []
    for one in result.rows:
        label = "default" if one.choice == "default" else (
            f"{CHOICES[one.choice][0]}: {CHOICES[one.choice][1][one.level]}"
        )  # fmt: skip
        for question, name in enumerate(("halves", "relation")):
            what = ("reversal points of two halves", "reversal point and asymmetry")[question]
            null = ("permuted trials", "equal slopes")[question]
            found.append(
                Statistic(
                    name=f"{name}_{one.choice}_{one.level}".replace("-", "_").lower(),
                    quantity=f"r, {what}, mean over {one.n_splits} splits ({label})",
                    value=float(one.r[question]),
                    low=float(one.sessions[question, 0]),
                    high=float(one.sessions[question, 1]),
                    interval=f"95 % bootstrap over {one.n_sessions} sessions",
                    n=round(one.n_cells),
                    unit="cells",
                    test=f"{null}, {result.n_draws} populations, one-sided",
                    p=one.p(question),
                    effect="r less the null's mean",
                    effect_size=float(one.r[question] - np.nanmean(one.null(question))),
                    seed=result.seed,
                )
            )
    return tuple(found)
