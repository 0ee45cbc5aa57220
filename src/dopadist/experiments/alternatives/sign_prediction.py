"""Up or down? Held-out trials predicted with one reversal point for all, or with one a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.crossfit import random_halves
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.study import Floats, Study
from dopadist.nulls import exceedance_p, homogeneous, permuted_trials, spiking
from dopadist.nulls.distribution import Draw
from dopadist.responses import Kind, TrialSet, pool
from dopadist.reversal import MagnitudeStatistics, reversal_points
from dopadist.statistic import Statistic
from dopadist.streams import stream

KINDS: tuple[Kind, ...] = ("pooled", "cued")
NULLS = {
    "permuted": "trials permuted",
    "homogeneous": "one tuning curve, own residuals",
    "classical": "classical TD, spiking",
}


def share_right(halves: MagnitudeStatistics, axis: Floats, groups: NDArray[np.int64]) -> Floats:
    """Share of each cell's held-out trials whose sign is predicted, each half from the other.

    Parameters
    ----------
    halves : MagnitudeStatistics
        Shape ``(n_splits, 2, n_cells, n_magnitudes)``.
    axis : array, shape (n_magnitudes,)
        Axis of the reversal points.
    groups : array of int, shape (n_cells,)
        Cells with one label share one reversal point, found from the counts of all of them.

    Returns
    -------
    array, shape (n_splits, n_cells)
        Mean of both directions. A trial is predicted up if its reward lies above the reversal
        point; a response of exactly 0 counts as not up.
    """
    label = np.unique(groups, return_inverse=True)[1]
    member = (label == np.arange(label.max() + 1)[:, None]).astype(float)
    train = MagnitudeStatistics(
        n=np.einsum("gc,shck->shgk", member, halves.n),
        positive=np.einsum("gc,shck->shgk", member, halves.positive),
        negative=np.einsum("gc,shck->shgk", member, halves.negative),
        total=np.einsum("gc,shck->shgk", member, halves.total),
    )
    point = reversal_points(train, axis)[:, ::-1][..., label]
    up = np.asarray(axis) > point[..., None]
    right = np.where(up, halves.positive, halves.n - halves.positive).sum(-1)
    return np.asarray((right / halves.n.sum(-1)).mean(1))


def sign_gain(data: TrialSet, *, rng: np.random.Generator, n_splits: int) -> float:
    """Gain of one reversal point a cell over one for all, mean over splits and cells."""
    halves = random_halves(data.trials, n_splits=n_splits, rng=rng)
    cells = np.arange(len(data.names))
    own, one = (share_right(halves, data.axis, g) for g in (cells, np.zeros_like(cells)))
    return float((own - one).mean())


@dataclass(frozen=True)
class SignPrediction:
    """Shares of held-out trials whose sign is predicted.

    ``one``, ``prefix``, ``own``: by kind of trials, one reversal point for all cells, one a
    filename prefix, one a cell, shape (n_splits, n_cells); ``null``: gains of own over one by
    (kind, null), one a population.
    """

    one: dict[str, Floats]
    prefix: dict[str, Floats]
    own: dict[str, Floats]
    null: dict[tuple[str, str], Floats]
    low: dict[str, float]
    high: dict[str, float]
    p_sessions: dict[str, float]
    n_sessions: int
    n_splits: int
    seed: int
    evidence: Evidence

    def gain(self, kind: str) -> Floats:
        """Own over one for each cell, mean over splits, in percentage points."""
        return np.asarray(100 * (self.own[kind] - self.one[kind]).mean(0))

    def percent(self, model: str, kind: str) -> float:
        """Mean over splits and cells, per cent."""
        return float(100 * getattr(self, model)[kind].mean())

    def p_null(self, kind: str, null: str) -> float:
        """P of the cells' gain against a null."""
        return exceedance_p(float(self.gain(kind).mean()), self.null[kind, null])


def run_sign_prediction(study: Study) -> SignPrediction:
    """Two-fold prediction over many splits, in the cells and in three nulls without diversity."""
    n_splits = by_profile(study.profile, full=400, quick=100)
    n_populations = by_profile(study.profile, full=60, quick=20)
    n_null_splits = by_profile(study.profile, full=20, quick=8)
    one: dict[str, Floats] = {}
    prefix: dict[str, Floats] = {}
    own: dict[str, Floats] = {}
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    p_sessions: dict[str, float] = {}
    null: dict[tuple[str, str], Floats] = {}
    n_cells = len(study.trial_set.names)
    labels = {
        "one": np.zeros(n_cells, np.int64),
        "prefix": np.unique(study.trial_set.prefixes, return_inverse=True)[1],
        "own": np.arange(n_cells),
    }
    session = np.unique(study.trial_set.sessions, return_inverse=True)[1]
    for kind in KINDS:
        rng = stream(study.seed, f"alternatives/sign_prediction/{kind}")
        data = pool(study.responses, kind=kind)
        halves = random_halves(data.trials, n_splits=n_splits, rng=rng)
        one[kind], prefix[kind], own[kind] = (
            share_right(halves, data.axis, groups) for groups in labels.values()
        )
        gain = 100 * (own[kind] - one[kind]).mean(0)
        low[kind], high[kind] = over_sessions(gain, session, rng)
        p_sessions[kind] = flipped_p(gain, session, rng)
        for name, draw in null_draws(study, kind).items():
            generator = stream(study.seed, f"alternatives/sign_prediction/{kind}/{name}")
            n = n_populations // 2 if name == "classical" else n_populations  # spikes take longer
            null[kind, name] = 100 * np.array(
                [
                    sign_gain(draw(generator), rng=generator, n_splits=n_null_splits)
                    for _ in range(n)
                ]
            )
    return SignPrediction(
        one=one,
        prefix=prefix,
        own=own,
        null=null,
        low=low,
        high=high,
        p_sessions=p_sessions,
        n_sessions=int(session.max()) + 1,
        n_splits=n_splits,
        seed=study.seed,
        evidence=study.evidence,
    )


def null_draws(study: Study, kind: Kind) -> dict[str, Draw]:
    """Populations in which no cell has a reversal point of its own."""
    responses, data = study.responses, pool(study.responses, kind=kind)
    return {
        "permuted": lambda rng: pool(permuted_trials(responses, rng=rng), kind=kind),
        "homogeneous": lambda rng: homogeneous(data, rng=rng),
        "classical": lambda rng: spiking(
            "classical", seed=int(rng.integers(2**31)), n_cells=len(data.names), kind=kind
        ),
    }


def over_sessions(
    gain: Floats, session: NDArray[np.int64], rng: np.random.Generator, *, n: int = 2000
) -> tuple[float, float]:
    """95 % percentile interval of the mean over cells, whole sessions drawn with replacement."""
    n_sessions = int(session.max()) + 1
    counts = rng.multinomial(n_sessions, np.full(n_sessions, 1 / n_sessions), size=n)
    total = np.bincount(session, gain, n_sessions)
    size = np.bincount(session, minlength=n_sessions)
    means = np.einsum("bs,s->b", counts, total) / np.einsum("bs,s->b", counts, size)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def flipped_p(
    gain: Floats, session: NDArray[np.int64], rng: np.random.Generator, *, n: int = 9999
) -> float:
    """One-sided P of the mean gain, signs of whole sessions flipped at random."""
    total = np.bincount(session, gain)
    flipped = np.einsum("bs,s->b", rng.choice([-1.0, 1.0], (n, total.size)), total)
    reached = flipped >= total.sum() - 1e-12 * abs(total.sum())
    return float((1 + reached.sum()) / (1 + n))


def sign_prediction_claims(result: SignPrediction) -> dict[str, float]:
    """Shares, gains, their P over sessions, and the gain where there is nothing to gain."""
    claims = {}
    for kind in KINDS:
        claims[f"one_{kind}"] = result.percent("one", kind)
        claims[f"own_{kind}"] = result.percent("own", kind)
        claims[f"gain_{kind}"] = float(result.gain(kind).mean())
        claims[f"p_sessions_{kind}"] = result.p_sessions[kind]
        claims[f"p_permuted_{kind}"] = result.p_null(kind, "permuted")
    claims["null_pooled"] = float(result.null["pooled", "permuted"].mean())
    claims["null_classical"] = float(result.null["pooled", "classical"].mean())
    return claims


def sign_prediction_statistics(result: SignPrediction) -> tuple[Statistic, ...]:
    """Gain by kind of trials: over cells, over sessions, and over splits."""
    found = []
    for kind in KINDS:
        gain = result.gain(kind)
        by_split = 100 * (result.own[kind] - result.one[kind]).mean(1)
        t = stats.ttest_1samp(gain, 0)
        d = float(gain.mean() / gain.std(ddof=1))
        common: dict[str, Any] = {
            "effect": "Cohen's d over cells",
            "effect_size": d,
            "seed": result.seed,
        }
        found += [
            Statistic(
                name=f"gain_{kind}",
                quantity=f"points of per cent gained by one reversal point a cell, {kind} trials, "
                "mean over splits and cells",
                value=float(gain.mean()),
                low=result.low[kind],
                high=result.high[kind],
                interval="95 % bootstrap over sessions",
                n=result.n_sessions,
                unit="sessions",
                test="signs of whole sessions flipped, one-sided",
                p=result.p_sessions[kind],
                **common,
            ),
            Statistic(
                name=f"gain_cells_{kind}",
                quantity=f"the same, {kind} trials, cells taken as independent",
                value=float(gain.mean()),
                low=float(t.confidence_interval().low),
                high=float(t.confidence_interval().high),
                interval="95 %, Student's t",
                n=gain.size,
                unit="cells",
                test="paired t over cells, two-sided",
                p=float(t.pvalue),
                **common,
            ),
            Statistic(
                name=f"gain_splits_{kind}",
                quantity=f"the same, {kind} trials, one split at a time, median",
                value=float(np.median(by_split)),
                low=float(np.percentile(by_split, 2.5)),
                high=float(np.percentile(by_split, 97.5)),
                interval=f"2.5–97.5 % of {result.n_splits} random splits",
                n=gain.size,
                unit="cells",
                test="none",
                p=None,
                **common,
            ),
        ]
        found += [
            Statistic(
                name=f"{name}_{kind}",
                quantity=f"the same, {kind} trials, null: {text}",
                value=float(null.mean()),
                low=float(np.percentile(null, 2.5)),
                high=float(np.percentile(null, 97.5)),
                interval="2.5–97.5 % of populations",
                n=null.size,
                unit="null populations",
                test="the cells against the populations, one-sided",
                p=result.p_null(kind, name),
                effect="cells minus null, points of per cent",
                effect_size=float(gain.mean() - null.mean()),
                seed=result.seed,
            )
            for name, text in NULLS.items()
            for null in [result.null[kind, name]]
        ]
    return tuple(found)


def better(gain: Sequence[float] | Floats) -> int:
    """Cells that are predicted better with a reversal point of their own."""
    return int((np.asarray(gain) > 0).sum())
