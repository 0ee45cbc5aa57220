"""Both signs at 5 µL: how many cells go up, how many down, and how many would by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared import Study
from dopadist.experiments.simultaneous_diversity.responses import MIDDLE, largest_prefix, t_tests
from dopadist.experiments.simultaneous_diversity.sessions import Floats, Ints
from dopadist.nulls import exceedance_p, permuted_trials
from dopadist.statistic import Statistic
from dopadist.streams import stream

LEVEL = 0.05


@dataclass(frozen=True)
class MiddleTests:
    """One-sample t of the responses to 5 µL, and the counts that permuted trials give.

    Attributes
    ----------
    t, p : dict
        By trial kind, shape (n_cells,).
    n : numpy.ndarray of int, shape (n_cells,)
        Cued trials at 5 µL.
    inside : numpy.ndarray of bool, shape (n_cells,)
        Cells of the largest prefix.
    prefixes : tuple of str
        Of each cell.
    null_up, null_down : numpy.ndarray, shape (n_populations,)
        Cells of the largest prefix beyond P = 0.05, cued trials permuted between all cells.
    null_up_all, null_down_all : numpy.ndarray, shape (n_populations,)
        The same counts over all cells.
    null_sorted : numpy.ndarray, shape (3, n_inside)
        2.5, 50 and 97.5 % of the sorted t of the prefix's cells in permuted populations.
    """

    t: dict[str, Floats]
    p: dict[str, Floats]
    n: Ints
    inside: NDArray[np.bool_]
    prefixes: tuple[str, ...]
    null_up: Floats
    null_down: Floats
    null_up_all: Floats
    null_down_all: Floats
    null_sorted: Floats
    seed: int
    evidence: Evidence

    def count(self, sign: int, kind: str = "cued", *, inside: bool = True) -> int:
        """Cells with t of this sign and P < 0.05."""
        chosen = self.inside if inside else np.ones_like(self.inside)
        return int((chosen & (sign * self.t[kind] > 0) & (self.p[kind] < LEVEL)).sum())

    def survivors(self, sign: int) -> int:
        """Cells of the largest prefix that Holm's correction over its cells leaves, cued."""
        return int((holm(self.p["cued"][self.inside]) & (sign * self.t_inside > 0)).sum())

    @property
    def t_inside(self) -> Floats:
        """t of the largest prefix's cells, cued trials."""
        return self.t["cued"][self.inside]


def holm(p: Floats, level: float = LEVEL) -> NDArray[np.bool_]:
    """Which tests Holm's step-down procedure rejects, at one error in all with chance ``level``.

    Examples
    --------
    >>> holm(np.array([0.001, 0.04, 0.02]))
    array([ True,  True,  True])
    >>> holm(np.array([0.02, 0.04, 0.03]))
    array([False, False, False])
    """
    order = np.argsort(p, kind="stable")
    passed = np.cumprod(p[order] <= level / (p.size - np.arange(p.size))).astype(bool)
    rejected = np.zeros(p.size, dtype=bool)
    rejected[order] = passed
    return rejected


def run_middle(study: Study) -> MiddleTests:
    """Tests of every cell, for cued and uncued 5 µL, and permuted populations."""
    rng = stream(study.seed, "simultaneous_diversity/middle")
    inside = largest_prefix(study)
    trials = {"cued": study.responses.cued, "uncued": study.responses.uncued}
    tests = {kind: t_tests(values[:, MIDDLE]) for kind, values in trials.items()}
    drawn = [
        t_tests(permuted_trials(study.responses, rng=rng).cued[:, MIDDLE])
        for _ in range(by_profile(study.profile, full=1000, quick=200))
    ]
    up = np.array([(t > 0) & (p < LEVEL) for t, p, _ in drawn])
    down = np.array([(t < 0) & (p < LEVEL) for t, p, _ in drawn])
    ranked = np.sort([t[inside] for t, _, _ in drawn], axis=1)
    return MiddleTests(
        t={kind: found[0] for kind, found in tests.items()},
        p={kind: found[1] for kind, found in tests.items()},
        n=tests["cued"][2],
        inside=inside,
        prefixes=study.responses.prefixes,
        null_up=up[:, inside].sum(1).astype(float),
        null_down=down[:, inside].sum(1).astype(float),
        null_up_all=up.sum(1).astype(float),
        null_down_all=down.sum(1).astype(float),
        null_sorted=np.percentile(ranked, [2.5, 50, 97.5], axis=0),
        seed=study.seed,
        evidence=study.evidence,
    )


def middle_claims(result: MiddleTests) -> dict[str, float]:
    """Counts, what survives Holm, P against permuted trials, and how uncued trials differ."""
    both = min(result.count(+1), result.count(-1))
    null_both = np.minimum(result.null_up, result.null_down)
    return {
        "up_all": float(result.count(+1, inside=False)),
        "down_all": float(result.count(-1, inside=False)),
        "holm_up": float(result.survivors(+1)),
        "holm_down": float(result.survivors(-1)),
        "p_up": exceedance_p(result.count(+1, inside=False), result.null_up_all),
        "p_down": exceedance_p(result.count(-1, inside=False), result.null_down_all),
        "p_both_inside": exceedance_p(both, null_both),
        "uncued_higher": float((result.t["uncued"] > result.t["cued"]).mean()),
    }


def middle_statistics(result: MiddleTests) -> tuple[Statistic, ...]:
    """Counts over cells with exact binomial intervals, tested against permuted trials."""
    rows = []
    for name, sign, inside in (
        ("up_prefix", +1, True),
        ("down_prefix", -1, True),
        ("up_all", +1, False),
        ("down_all", -1, False),
    ):
        null = {
            ("up", True): result.null_up,
            ("down", True): result.null_down,
            ("up", False): result.null_up_all,
            ("down", False): result.null_down_all,
        }["up" if sign > 0 else "down", inside]
        count = result.count(sign, inside=inside)
        n = int(result.inside.sum()) if inside else result.inside.size
        bounds = stats.binomtest(count, n).proportion_ci()
        where = "largest prefix" if inside else "all cells"
        rows.append(
            Statistic(
                name=name,
                quantity=f"cells {'above' if sign > 0 else 'below'} baseline at cued 5 µL with "
                f"P < 0.05, {where}",
                value=float(count),
                low=float(bounds.low * n),
                high=float(bounds.high * n),
                interval="95 %, exact binomial, cells taken as independent",
                n=n,
                unit="cells",
                test=f"counts in {null.size:,} populations of permuted trials, one-sided",
                p=exceedance_p(count, null),
                effect="cells more than in the mean permuted population",
                effect_size=float(count - null.mean()),
                seed=result.seed,
            )
        )
    return tuple(rows)
