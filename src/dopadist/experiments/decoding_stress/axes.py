"""The same decode on every axis and kind of trial, beside every null: where does it stand out?"""

import dataclasses
from dataclasses import dataclass

import numpy as np

from dopadist.crossfit import cross_fit
from dopadist.decoding import cross_fitted_decode, reward_on_axis
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import Cells, all_trials
from dopadist.experiments.shared.decoding_nulls import (
    EQUAL_SLOPES,
    FLOOR,
    ONE_POINT,
    RIVAL,
    SPIKING,
    seed_of,
)
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.nulls import (
    equal_slopes,
    exceedance_p,
    homogeneous,
    normalised_rl,
    permuted_trials,
    unrelated_asymmetries,
)
from dopadist.responses import Kind, Responses, TrialSet, compute_responses, pool
from dopadist.streams import stream
from dopadist.surrogate import surrogate
from dopadist.tasks.rewards import VOLUMES, hill_utility

KINDS: tuple[Kind, ...] = ("pooled", "cued", "uncued")
AXES = ("empirical", "Hill", "log", "linear")
VARIANTS = tuple((kind, axis) for axis in AXES for kind in KINDS)
PERMUTED, UNRELATED = "permuted trials", "unrelated asymmetries"
# Those of an earlier figure come first, from its streams: its numbers stay.
FIRST = (ONE_POINT, EQUAL_SLOPES)
NULLS = (*FIRST, PERMUTED, FLOOR, SPIKING[1], UNRELATED, RIVAL)
# What stands for asymmetry that isn't there; normalised RL is a rival and passes.
WITHOUT = NULLS[:-1]
MEASURES = ("distance", "gain over dealt asymmetries", "gain over one asymmetry")
_OLD_STREAMS = {
    ("pooled", "empirical"): "pooled",
    ("cued", "empirical"): "cued",
    ("uncued", "empirical"): "uncued",
    ("pooled", "Hill"): "Hill axis",
    ("pooled", "log"): "log axis",
}


@dataclass(frozen=True)
class Axes:
    """Joint estimator, one split at a time, for ``VARIANTS`` of trials and axes.

    Attributes
    ----------
    observed : numpy.ndarray
        ``MEASURES`` as fractions of the prior's distance, shape ``(n_variants, 3)``.
    null : dict of str to numpy.ndarray
        Distance and gain over dealt asymmetries of populations by null, shape
        ``(n_variants, n_draws, 2)``, NaN where there are fewer populations.
    n_usable : numpy.ndarray
        Cells that enter a split, median, shape ``(n_variants,)``.
    """

    observed: Floats
    null: dict[str, Floats]
    n_usable: Floats
    evidence: Evidence

    def draws(self, name: str, variant: int) -> Floats:
        """Distance and gain of a null's populations for one variant, shape ``(n_draws, 2)``."""
        rows = self.null[name][variant]
        return np.asarray(rows[np.isfinite(rows[:, 0])])

    def p_values(self, name: str) -> Floats:
        """How often a null does at least as well: distance, gain; ``(n_variants, 2)``."""
        signs = np.array([-1.0, 1.0])  # a smaller distance is better, a larger gain is better
        return np.array(
            [
                [
                    exceedance_p(
                        signs[m] * self.observed[v, m], signs[m] * self.draws(name, v)[:, m]
                    )
                    for m in range(2)
                ]
                for v in range(len(VARIANTS))
            ]
        )

    def largest_p(self, kind: str, axis: str, nulls: tuple[str, ...] = FIRST) -> float:
        """Largest P over both measures and some nulls."""
        v = VARIANTS.index((kind, axis))
        return max(float(self.p_values(name)[v].max()) for name in nulls)

    def stands_out(self, nulls: tuple[str, ...] = FIRST) -> tuple[tuple[str, str], ...]:
        """Variants whose largest P over both measures and some nulls is at most 0.05."""
        return tuple(one for one in VARIANTS if self.largest_p(*one, nulls) <= 0.05)

    @property
    def rows(self) -> tuple[tuple[str, float, float, float], ...]:
        """Name, distance as a share of the prior's, largest P over two nulls, and over six."""
        return tuple(
            (
                f"{axis.lower()}_{kind}",
                float(self.observed[v, 0]),
                self.largest_p(kind, axis),
                self.largest_p(kind, axis, WITHOUT),
            )
            for v, (kind, axis) in enumerate(VARIANTS)
        )


def run_axes(cells: Cells, *, seed: int = 0, profile: str = "full") -> Axes:
    """Decode every kind of trial on every axis, with its nulls, figure ``decoding-axes``.

    Null populations are made on the empirical axis of their trials, as the cells' responses
    lie there, and then placed on the variant's axis like the cells.

    Parameters
    ----------
    cells : Cells
        Of this run.
    seed : int
        Of populations and splits.
    profile : {"full", "quick"}
        20 or 9 populations of each null and variant, five splits each (30 or 19 of the first two in
        five variants, ten or six splits each); 100 or 40 splits of the cells.
    """
    n_first = by_profile(profile, full=30, quick=19)
    n_others = by_profile(profile, full=20, quick=9)
    n_own = by_profile(profile, full=100, quick=40)
    n_old = by_profile(profile, full=10, quick=6)
    observed = np.zeros((len(VARIANTS), len(MEASURES)))
    n_usable = np.zeros(len(VARIANTS))
    null = {name: np.full((len(VARIANTS), n_first, 2), np.nan) for name in NULLS}
    spiking = [
        compute_responses(surrogate("equal_slopes", seed=seed_of(rng)))
        for rng in [stream(seed, "decoding_stress/axes/spiking")]
        for _ in range(n_others)
    ]
    for v, (kind, axis) in enumerate(VARIANTS):
        like, where = _trials(cells, kind), on_axis(axis)
        old = _OLD_STREAMS.get((kind, axis))
        name = f"decoding/axes/{old}" if old else f"decoding_stress/axes/{kind}/{axis}"
        rng = stream(seed, name)
        observed[v, :2] = _measure(like, where, rng, n_own)
        point = all_trials(like, estimator="joint").reversal_point
        point = np.where(np.isfinite(point), point, 0.0)
        n, n_splits = (n_first, n_old) if old else (n_others, 5)
        for k in range(n):
            drawn = homogeneous(like, rng=rng), equal_slopes(like, reversal_point=point, rng=rng)
            for first, one in zip(FIRST, drawn, strict=True):
                null[first][v, k] = _measure(one, where, rng, n_splits)
        rng = stream(seed, f"decoding_stress/axes/{kind}/{axis}/others")
        observed[v, 2], n_usable[v] = _over_one(like, where, rng, n_own)
        for k in range(n_others):
            for other, one in _others(cells, kind, point, spiking[k], rng).items():
                null[other][v, k] = _measure(one, where, rng, 5)
    return Axes(observed, null, n_usable, cells.evidence)


def on_axis(axis: str) -> Floats | None:
    """Values of the seven volumes on an axis of theory, ``None`` for the empirical one.

    Examples
    --------
    >>> on_axis("linear")[-1], on_axis("empirical") is None
    (np.float64(20.0), True)
    """
    volumes = np.asarray(VOLUMES)
    return {"empirical": None, "Hill": hill_utility(volumes), "log": np.log(volumes)}.get(
        axis, volumes
    )


def _trials(cells: Cells, kind: str) -> TrialSet:
    return {"pooled": cells.pooled, "cued": cells.cued, "uncued": cells.uncued}[kind]


def _others(
    cells: Cells, kind: Kind, point: Floats, spikes: Responses, rng: np.random.Generator
) -> dict[str, TrialSet]:
    """One population of each null but the first two."""
    like = _trials(cells, kind)
    found = all_trials(like, estimator="joint")
    tau = found.asymmetry[found.usable]
    tau = tau[(tau > 0) & (tau < 1)]
    permuted = permuted_trials(cells.responses, rng=rng, scaling="gain")
    rates = cells.responses.baseline_rate
    return {
        PERMUTED: pool(permuted, kind=kind),
        FLOOR: equal_slopes(like, reversal_point=point, rng=rng, baseline_rate=rates),
        SPIKING[1]: pool(spikes, kind=kind),
        UNRELATED: unrelated_asymmetries(like, reversal_point=point, tau=tau, rng=rng),
        RIVAL: normalised_rl(like, reversal_point=point, rng=rng),
    }


def _placed(trial_set: TrialSet, axis: Floats | None) -> TrialSet:
    return trial_set if axis is None else dataclasses.replace(trial_set, axis=axis)


def _measure(
    trial_set: TrialSet, axis: Floats | None, rng: np.random.Generator, n_splits: int
) -> Floats:
    placed = _placed(trial_set, axis)
    reward = reward_on_axis(placed)
    fitted = cross_fit(placed, n_splits=n_splits, rng=rng, estimator="joint")
    plain = cross_fitted_decode(fitted, reward=reward)
    dealt = cross_fitted_decode(fitted, reward=reward, control="tau_shuffled", rng=rng)
    distance = float(plain.w1.mean())
    return np.array([distance, float(dealt.w1.mean()) - distance]) / plain.w1_prior


def _over_one(
    trial_set: TrialSet, axis: Floats | None, rng: np.random.Generator, n_splits: int
) -> tuple[float, float]:
    """Gain over one asymmetry for all, as a share of the prior's distance; cells in a split."""
    placed = _placed(trial_set, axis)
    reward = reward_on_axis(placed)
    fitted = cross_fit(placed, n_splits=n_splits, rng=rng, estimator="joint")
    plain = cross_fitted_decode(fitted, reward=reward)
    one = cross_fitted_decode(fitted, reward=reward, control="tau_mean")
    gain = float(one.w1.mean() - plain.w1.mean()) / plain.w1_prior
    return gain, float(np.median(plain.n_cells))
