"""The same decode on other trials and other axes: does it still stand out?"""

import dataclasses
from dataclasses import dataclass

import numpy as np

from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.decodes import Cells, all_trials
from dopadist.experiments.shared.decoding_nulls import STATISTICS, population_statistics
from dopadist.experiments.shared.simulated_cells import Floats
from dopadist.nulls import equal_slopes, exceedance_p, homogeneous
from dopadist.responses import TrialSet
from dopadist.streams import stream
from dopadist.tasks.rewards import hill_utility

VARIANTS = ("pooled", "cued", "uncued", "Hill axis", "log axis")
NULLS = ("one reversal point", "equal slopes")


@dataclass(frozen=True)
class Axes:
    """Joint estimator, one split at a time, on five sets of trials and axes.

    Attributes
    ----------
    observed : numpy.ndarray
        Distance and gain over dealt asymmetries as fractions of the prior's distance, shape
        ``(n_variants, 2)``.
    null : numpy.ndarray
        Of null populations, shape ``(n_variants, n_nulls, n_draws, 2)``.
    p : numpy.ndarray
        How often a null population does at least as well, shape ``(n_variants, n_nulls, 2)``.
    """

    observed: Floats
    null: Floats
    p: Floats
    evidence: Evidence

    @property
    def rows(self) -> tuple[tuple[str, float, float], ...]:
        """Name, distance as a share of the prior's, and largest P of each variant."""
        return tuple(
            (name, float(self.observed[v, 0]), float(self.p[v].max()))
            for v, name in enumerate(("pooled", "cued", "uncued", "hill", "log"))
        )


def run_axes(cells: Cells, *, seed: int = 0, profile: str = "full") -> Axes:
    """Decode cued, uncued and pooled trials, and two axes from theory, figure ``decoding-axes``.

    Null populations are made on the empirical axis of their trials, as the cells' responses
    lie there, and then placed on the variant's axis like the cells.

    Parameters
    ----------
    cells : Cells
        Of this run.
    seed : int
        Of populations and splits.
    profile : {"full", "quick"}
        30 or 19 populations of each null and variant, ten splits each; 100 splits of the cells.
    """
    n_draws = by_profile(profile, full=30, quick=19)
    observed = np.zeros((len(VARIANTS), 2))
    null = np.zeros((len(VARIANTS), len(NULLS), n_draws, 2))
    p = np.zeros((len(VARIANTS), len(NULLS), 2))
    for v, variant in enumerate(VARIANTS):
        rng = stream(seed, f"decoding/axes/{variant}")
        like, axis = _variant(cells, variant)
        observed[v] = _measure(like, axis, rng, 100)
        point = all_trials(like, estimator="joint").reversal_point
        point = np.where(np.isfinite(point), point, 0.0)
        for k in range(n_draws):
            drawn = homogeneous(like, rng=rng), equal_slopes(like, reversal_point=point, rng=rng)
            null[v, :, k] = [_measure(one, axis, rng, 10) for one in drawn]
        for i in range(len(NULLS)):
            # A smaller distance is better, a larger gain is better.
            p[v, i, 0] = exceedance_p(-observed[v, 0], -null[v, i, :, 0])
            p[v, i, 1] = exceedance_p(observed[v, 1], null[v, i, :, 1])
    return Axes(observed, null, p, cells.evidence)


def _variant(cells: Cells, variant: str) -> tuple[TrialSet, Floats | None]:
    """Trials, and the axis to place them on (``None``: their own)."""
    if variant == "Hill axis":
        return cells.pooled, hill_utility(cells.pooled.volumes)
    if variant == "log axis":
        return cells.pooled, np.log(cells.pooled.volumes)
    return {"pooled": cells.pooled, "cued": cells.cued, "uncued": cells.uncued}[variant], None


def _measure(
    trial_set: TrialSet, axis: Floats | None, rng: np.random.Generator, n_splits: int
) -> Floats:
    placed = trial_set if axis is None else dataclasses.replace(trial_set, axis=axis)
    found = population_statistics(placed, estimator="joint", rng=rng, n_splits=n_splits)
    distance = found[STATISTICS.index("one_split")]
    prior = distance + found[STATISTICS.index("over_prior")]
    return np.array([distance, found[STATISTICS.index("over_shuffled")]]) / prior


def axes_claims(result: Axes) -> dict[str, float]:
    """Largest P over both nulls and both measures: small only where the decode stands out."""
    claims = {f"p_{name}": largest for name, _, largest in result.rows}
    others = (share for name, share, _ in result.rows if name in ("uncued", "hill", "log"))
    return claims | {"share_elsewhere": min(others)}
