"""What simultaneously recorded cells share from trial to trial, and what that does to halves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared import Study
from dopadist.experiments.simultaneous_diversity.semivariances import difference_products, levels_of
from dopadist.experiments.simultaneous_diversity.sessions import (
    Floats,
    Together,
    session_fit,
    together,
)
from dopadist.nulls import exceedance_p
from dopadist.statistic import Statistic
from dopadist.streams import stream


@dataclass(frozen=True)
class Fluctuations:
    """Correlations of residuals: responses minus the cell's mean for that volume and kind.

    Attributes
    ----------
    r : numpy.ndarray, shape (n_pairs,)
        Of the same trial, distinct cells of one session.
    r_next : numpy.ndarray, shape (n_pairs,)
        One cell's residual with the other's on the next rewarded trial, mean of both orders.
    r_shuffled : numpy.ndarray, shape (n_shuffles,)
        Mean over pairs with trials shuffled within volume and kind.
    r_other : numpy.ndarray, shape (n_other,)
        Cells of different sessions, trials matched by their order within volume and kind.
    x, y : numpy.ndarray, shape (n_trials,)
        Residuals of the pair with the median correlation, spikes/s.
    shared_split, own_split : float
        Semivariance of reversal points within sessions (joint fit, pooled) from halves that the
        cells of a session share, and from halves drawn for each cell.
    expected_loss : float
        What the second should lose, mean over pairs of r times the noise of both estimates.
    n_trials : numpy.ndarray of int, shape (n_pairs,)
        Trials behind each correlation.
    """

    r: Floats
    r_next: Floats
    r_shuffled: Floats
    r_other: Floats
    x: Floats
    y: Floats
    median_pair: tuple[int, int]
    shared_split: float
    own_split: float
    expected_loss: float
    n_trials: NDArray[np.int64]
    pairs: Together
    interval: tuple[float, float]
    seed: int
    evidence: Evidence


def run_fluctuations(study: Study) -> Fluctuations:
    """Noise correlations, their time course, their null, and their price."""
    rng = stream(study.seed, "simultaneous_diversity/fluctuations")
    pairs = together(study.recordings)
    residual, order = _residuals(study)
    first, second = pairs.first[pairs.kept], pairs.second[pairs.kept]
    flat = residual.reshape(residual.shape[0], -1)
    r = np.array([_r(flat[a], flat[b]) for a, b in zip(first, second, strict=True)])
    in_time = [one[np.argsort(when)][: np.isfinite(when).sum()] for one, when in
               zip(flat, order.reshape(flat.shape), strict=True)]  # fmt: skip
    r_next = np.array(
        [
            0.5 * (_r(in_time[a][:-1], in_time[b][1:]) + _r(in_time[b][:-1], in_time[a][1:]))
            for a, b in zip(first, second, strict=True)
        ]
    )
    shuffled = []
    for _ in range(by_profile(study.profile, full=400, quick=100)):
        mixed = _shuffled(residual[second], rng)
        found = [_r(flat[a], m.ravel()) for a, m in zip(first, mixed, strict=True)]
        shuffled.append(np.mean(found))
    cells = np.flatnonzero(pairs.distinct)
    i, j = np.triu_indices(cells.size, 1)
    apart = pairs.session[cells[i]] != pairs.session[cells[j]]
    r_other = np.array(
        [_r(flat[a], flat[b]) for a, b in zip(cells[i][apart], cells[j][apart], strict=True)]
    )
    middle = int(np.argsort(r)[r.size // 2])
    x, y = flat[first[middle]], flat[second[middle]]
    both = np.isfinite(x) & np.isfinite(y)
    shared, own, loss = _price(study, pairs, r, rng)
    sessions = pairs.session[first]
    names = np.unique(sessions)
    drawn = rng.choice(names, (2000, names.size))
    means = [np.concatenate([r[sessions == one] for one in row]).mean() for row in drawn]
    return Fluctuations(
        r=r,
        r_next=r_next,
        r_shuffled=np.array(shuffled),
        r_other=r_other,
        x=x[both],
        y=y[both],
        median_pair=(int(first[middle]), int(second[middle])),
        shared_split=shared,
        own_split=own,
        expected_loss=loss,
        n_trials=np.array([np.isfinite(flat[a] + flat[b]).sum() for a, b in
                           zip(first, second, strict=True)]),
        pairs=pairs,
        interval=(float(np.percentile(means, 2.5)), float(np.percentile(means, 97.5))),
        seed=study.seed,
        evidence=study.evidence,
    )  # fmt: skip


def fluctuations_claims(result: Fluctuations) -> dict[str, float]:
    """Mean noise correlation, against shuffled trials and other sessions, and its price."""
    return {
        "r_mean": float(result.r.mean()),
        "p_shuffled": exceedance_p(float(result.r.mean()), result.r_shuffled),
        "r_other": float(result.r_other.mean()),
        "r_next": float(result.r_next.mean()),
        "loss": result.shared_split - result.own_split,
        "loss_excess": result.shared_split - result.own_split - result.expected_loss,
    }


def fluctuations_statistics(result: Fluctuations) -> tuple[Statistic, ...]:
    """The mean correlation, with its interval over sessions."""
    mean = float(result.r.mean())
    low, high = result.interval
    return (
        Statistic(
            name="r_noise", quantity="Pearson r of residuals of two cells on the same trial, mean "
            "over pairs", value=mean, low=low, high=high,
            interval="95 % bootstrap over sessions", n=result.r.size, unit="pairs of cells",
            test="trials shuffled within volume and kind, one-sided",
            p=exceedance_p(mean, result.r_shuffled), effect="r", effect_size=mean,
            seed=result.seed,
        ),
        Statistic(
            name="r_next", quantity="Pearson r of one cell's residual with the other's on the "
            "next rewarded trial, mean over pairs", value=float(result.r_next.mean()),
            low=float(result.r_next.min()), high=float(result.r_next.max()),
            interval="lowest and highest pair", n=result.r_next.size, unit="pairs of cells",
            test="none", p=None, effect="r", effect_size=float(result.r_next.mean()), seed=None,
        ),
    )  # fmt: skip


def _residuals(study: Study) -> tuple[Floats, Floats]:
    """Residuals and the times of their trials, shape (n_cells, 14, n_slots)."""
    both = (study.responses.cued, study.responses.uncued)
    residual = [kind - np.nanmean(kind, axis=-1, keepdims=True) for kind in both]
    times = (study.responses.cued_times, study.responses.uncued_times)
    return np.concatenate(residual, axis=1), np.concatenate(times, axis=1)


def _r(x: Floats, y: Floats) -> float:
    both = np.isfinite(x) & np.isfinite(y)
    return float(np.corrcoef(x[both], y[both])[0, 1])


def _shuffled(residual: Floats, rng: np.random.Generator) -> Floats:
    """Trials shuffled within volume and kind; used slots stay the used ones."""
    used = np.isfinite(residual)
    key = np.where(used, rng.random(residual.shape), np.inf)
    return np.take_along_axis(residual, np.argsort(key, axis=-1), axis=-1)


def _price(
    study: Study, pairs: Together, r: Floats, rng: np.random.Generator
) -> tuple[float, float, float]:
    """Semivariance within sessions from shared and from own halves, and the expected difference.

    Halves drawn for each cell put half of a cell's first half into its mate's second half. With
    equal trials the noise of V_i0 and V_j1 then has the covariance of the estimates from all
    trials, r times the product of their errors, and the semivariance loses just that. The error
    variance of an estimate from all trials is taken as half that of a half's.
    """
    n_splits = by_profile(study.profile, full=400, quick=100)
    data = study.trial_set
    found = []
    for label in (pairs.session, np.arange(pairs.session.size)):
        fit = session_fit(data, label, n_splits=n_splits, rng=rng, estimator="joint")
        found.append(levels_of(*difference_products(fit, data, pairs, "reversal_point"), pairs)[0])
        if label is pairs.session:
            point, good = fit.estimates.reversal_point, fit.estimates.usable.all(1)
            gap = np.where(good, point[:, 0] - point[:, 1], 0.0)
            n = np.maximum(good.sum(0), 1)
            # (V_0 - V_1)^2 / 2 is the error variance of a half; that of the whole is half of it.
            error = np.where(good.any(0), np.sqrt((gap**2).sum(0) / n / 4), np.nan)
    first, second = pairs.first[pairs.kept], pairs.second[pairs.kept]
    loss = float(np.nanmean(r * error[first] * error[second]))
    return float(found[0]), float(found[1]), loss
