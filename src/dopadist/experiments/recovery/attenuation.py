"""Correlations from halves by number of trials: what noise takes away, and what it leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import ESTIMATORS, Estimator, estimate
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.recovery.simulation import (
    AXIS,
    SCALES,
    Floats,
    draw_halves,
    per_volume,
    population,
)
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.surrogate import Population

Key = tuple[Population, Estimator]
POPULATIONS: tuple[Population, ...] = ("matched", "equal_slopes")


@dataclass(frozen=True)
class Attenuation:
    """Correlations over many simulated cells, each from two independent halves.

    Attributes
    ----------
    n : numpy.ndarray, shape (n_scales,)
        Mean trials a volume, both halves together.
    relation, reversal, asymmetry : dict
        By (population, estimator), shape (n_scales,): reversal point of one half with asymmetry
        of the other; reversal points, and asymmetries, of both halves.
    expected : dict
        By (population, estimator): the true correlation of the same cells times the root of the
        product of both reliabilities.
    truth : dict
        By (population, estimator), shape (n_scales,): correlation of true values over the cells
        that were usable.
    """

    n: Floats
    relation: dict[Key, Floats]
    reversal: dict[Key, Floats]
    asymmetry: dict[Key, Floats]
    expected: dict[Key, Floats]
    truth: dict[Key, Floats]
    n_cells: int
    seed: int
    evidence: Evidence = "simulation"

    def corrected(self, kind: Population, estimator: Estimator) -> Floats:
        """Relation divided by the root of the reliabilities, as Spearman proposed."""
        key: Key = (kind, estimator)
        return np.asarray(self.relation[key] / np.sqrt(self.reversal[key] * self.asymmetry[key]))


def run_attenuation(*, seed: int, profile: Profile) -> Attenuation:
    """Cells with and without the relation, at every number of trials."""
    rng = stream(seed, "recovery/attenuation")
    n_cells = by_profile(profile, full=3000, quick=1000)
    keys: list[Key] = [(kind, one) for kind in POPULATIONS for one in ESTIMATORS]
    found = {
        what: {key: np.zeros(len(SCALES)) for key in keys}
        for what in ("relation", "reversal", "asymmetry", "expected", "truth")
    }
    for kind in POPULATIONS:
        cells = population(kind, seed=seed, n_cells=n_cells)
        for row, scale in enumerate(SCALES):
            halves = draw_halves(cells, scale, rng)
            for one in ESTIMATORS:
                fit = estimate(halves, AXIS, estimator=one)
                keep = fit.usable.all(0)
                point, tau = fit.reversal_point[:, keep], fit.asymmetry[:, keep]
                relation = 0.5 * (_r(point[0], tau[1]) + _r(point[1], tau[0]))
                reversal, asymmetry = _r(*point), _r(*tau)
                true_tau = cells.tau[keep]
                true = _r(cells.point[keep], true_tau) if np.ptp(true_tau) > 1e-9 else 0.0
                for what, value in (
                    ("relation", relation),
                    ("reversal", reversal),
                    ("asymmetry", asymmetry),
                    ("expected", true * np.sqrt(max(reversal * asymmetry, 0.0))),
                    ("truth", true),
                ):
                    found[what][kind, one][row] = value
    return Attenuation(
        n=np.array([per_volume(scale) for scale in SCALES]),
        relation=found["relation"],
        reversal=found["reversal"],
        asymmetry=found["asymmetry"],
        expected=found["expected"],
        truth=found["truth"],
        n_cells=n_cells,
        seed=seed,
    )


def attenuation_claims(result: Attenuation) -> dict[str, float]:
    """Does Spearman's formula hold for the joint fit, and what do equal slopes show?"""
    joint: Key = ("matched", "joint")
    authors: Key = ("matched", "authors")
    gap = np.abs(result.relation[joint] - result.expected[joint])
    return {
        "joint_off_expected": float(gap.max()),
        "reversal_recorded": float(result.reversal[joint][1]),
        "asymmetry_recorded": float(result.asymmetry[joint][1]),
        "relation_recorded": float(result.relation[joint][1]),
        "joint_equal_slopes": float(np.abs(result.relation["equal_slopes", "joint"]).max()),
        "authors_equal_slopes_first": float(result.relation["equal_slopes", "authors"][1]),
        "authors_equal_slopes_last": float(result.relation["equal_slopes", "authors"][-1]),
        "authors_over_expected": float((result.relation[authors] - result.expected[authors])[-1]),
    }


def attenuation_statistics(result: Attenuation) -> tuple[Statistic, ...]:
    """Correlations at the recorded number of trials, over simulated cells."""
    rows = []
    for name, values, quantity in (
        ("r_reversal", result.reversal, "reversal point of one half with that of the other"),
        ("r_asymmetry", result.asymmetry, "asymmetry of one half with that of the other"),
        ("r_relation", result.relation, "reversal point of one half with asymmetry of the other"),
    ):
        r = float(values["matched", "joint"][1])
        low, high = np.tanh(np.arctanh(r) + np.array([-1.96, 1.96]) / np.sqrt(result.n_cells - 3))
        rows.append(
            Statistic(
                name=name, quantity=f"Pearson r, {quantity}, joint fit, recorded number of trials",
                value=r, low=float(low), high=float(high), interval="95 %, Fisher z",
                n=result.n_cells, unit="simulated cells", test="none", p=None, effect="r",
                effect_size=r, seed=result.seed,
            )
        )  # fmt: skip
    return tuple(rows)


def _r(x: Floats, y: Floats) -> float:
    return float(np.corrcoef(x, y)[0, 1])
