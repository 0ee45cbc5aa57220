"""What a laboratory should plan: trials for a reliability, cells for a power."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from dopadist.asymmetry import ESTIMATORS, Estimator, estimate
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.recovery.attenuation import POPULATIONS, Attenuation, Key
from dopadist.experiments.recovery.simulation import AXIS, Floats, draw_halves, population
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.surrogate import Population

RELIABILITIES = (0.5, 0.6, 0.7, 0.8, 0.9)
SIZES = (10, 20, 40, 80, 160)
LEVEL, POWER = 0.05, 0.8


@dataclass(frozen=True)
class Plan:
    """Trials and cells that are needed, joint fit, cells matched to the recorded ones.

    Attributes
    ----------
    n : numpy.ndarray, shape (n_scales,)
        Trials a volume in *one* estimate.
    reversal, asymmetry : numpy.ndarray, shape (n_scales,)
        Reliability of such an estimate: correlation over cells of two of them.
    trials : dict
        By "reversal" and "asymmetry": trials a volume for each of ``RELIABILITIES``, NaN beyond
        the simulated range.
    cells : numpy.ndarray, shape (n_scales,)
        Usable cells needed to find the relation with power 0.8, one-sided level 0.05, from halves
        of 2 n trials a volume.
    power, predicted : numpy.ndarray, shape (n_sizes,)
        Share of simulated populations of ``SIZES`` cells that find it at the recorded number of
        trials, one split; and what Fisher's z gives for as many usable cells.
    usable : float
        Share of cells usable in both halves, joint fit, recorded number of trials.
    false_alarms : dict
        By estimator, the same share where slopes are equal, shape (n_sizes,).
    """

    n: Floats
    reversal: Floats
    asymmetry: Floats
    trials: dict[str, Floats]
    cells: Floats
    power: Floats
    predicted: Floats
    usable: float
    false_alarms: dict[Estimator, Floats]
    n_populations: int
    seed: int
    evidence: Evidence = "simulation"


def run_plan(attenuation: Attenuation, *, profile: Profile) -> Plan:
    """Read reliabilities backwards, and test the power formula on simulated populations."""
    seed = attenuation.seed
    rng = stream(seed, "recovery/plan")
    n_populations = by_profile(profile, full=400, quick=100)
    joint: Key = ("matched", "joint")
    half = attenuation.n / 2
    reliability = {
        "reversal": attenuation.reversal[joint],
        "asymmetry": attenuation.asymmetry[joint],
    }
    r = attenuation.relation[joint]
    shares = {
        kind: [
            _significant(kind, size, n_populations, seed + row, rng)
            for row, size in enumerate(SIZES)
        ]
        for kind in POPULATIONS
    }
    usable = shares["matched"][-1]["joint"][1]
    return Plan(
        n=half,
        reversal=reliability["reversal"],
        asymmetry=reliability["asymmetry"],
        trials={what: needed(half, values) for what, values in reliability.items()},
        cells=cells_needed(r),
        power=np.array([one["joint"][0] for one in shares["matched"]]),
        predicted=predicted_power(float(r[1]), usable * np.array(SIZES)),
        usable=usable,
        false_alarms={
            one: np.array([share[one][0] for share in shares["equal_slopes"]]) for one in ESTIMATORS
        },
        n_populations=n_populations,
        seed=seed,
    )


def needed(n: Floats, reliability: Floats) -> Floats:
    """Trials at which a rising reliability passes each of ``RELIABILITIES``.

    Linear in the logarithm of the odds against the logarithm of n, which is exact where
    reliability is n / (n + constant).

    Examples
    --------
    >>> n = np.array([1.0, 10.0, 100.0])
    >>> needed(n, n / (n + 10)).round(1)
    array([10. , 15. , 23.3, 40. , 90. ])
    """
    odds = np.log(reliability / (1 - reliability))
    wanted = np.array(RELIABILITIES)
    at = np.interp(np.log(wanted / (1 - wanted)), odds, np.log(n), left=np.nan, right=np.nan)
    return np.exp(at)


def cells_needed(r: Floats) -> Floats:
    """Cells for power 0.8 at one-sided level 0.05, Fisher's z.

    Examples
    --------
    >>> cells_needed(np.array([0.3, 0.5])).round()
    array([68., 23.])
    """
    wanted = stats.norm.isf(LEVEL) + stats.norm.ppf(POWER)
    return np.asarray(3 + (wanted / np.arctanh(np.maximum(r, 1e-6))) ** 2)


def predicted_power(r: float, n_cells: Floats) -> Floats:
    """Power of a one-sided test of a correlation, Fisher's z.

    Examples
    --------
    >>> predicted_power(0.3, np.array([68.0])).round(2)
    array([0.8])
    """
    return np.asarray(
        stats.norm.sf(stats.norm.isf(LEVEL) - np.arctanh(r) * np.sqrt(np.asarray(n_cells) - 3))
    )


def plan_claims(result: Plan) -> dict[str, float]:
    """Trials for a reliability of 0.8, the power formula, and false alarms with 40 cells."""
    level = RELIABILITIES.index(0.8)
    forty = SIZES.index(40)
    return {
        "trials_reversal": float(result.trials["reversal"][level]),
        "trials_asymmetry": float(result.trials["asymmetry"][level]),
        "power_off": float(np.abs(result.power - result.predicted).max()),
        "power_recorded": float(result.power[forty]),
        "false_authors": float(result.false_alarms["authors"][forty]),
        "false_joint": float(result.false_alarms["joint"][forty]),
    }


def plan_statistics(result: Plan) -> tuple[Statistic, ...]:
    """Shares of populations with 40 cells, exact binomial intervals."""
    forty = SIZES.index(40)
    rows = []
    for name, share, quantity in (
        ("power", result.power[forty], "that find the relation, joint fit"),
        ("false_authors", result.false_alarms["authors"][forty],
         "with equal slopes that find a relation, authors"),
        ("false_joint", result.false_alarms["joint"][forty],
         "with equal slopes that find a relation, joint fit"),
    ):  # fmt: skip
        n = result.n_populations
        found = stats.binomtest(round(float(share) * n), n).proportion_ci()
        rows.append(
            Statistic(
                name=name, quantity=f"share of populations of 40 cells {quantity}, recorded "
                "number of trials, P < 0.05 one-sided", value=float(share), low=float(found.low),
                high=float(found.high), interval="95 %, exact binomial", n=n, unit="populations",
                test="none", p=None, effect="share above the nominal 0.05",
                effect_size=float(share) - LEVEL, seed=result.seed,
            )
        )  # fmt: skip
    return tuple(rows)


def _significant(
    kind: Population, size: int, n_populations: int, seed: int, rng: np.random.Generator
) -> dict[Estimator, tuple[float, float]]:
    """Share of populations whose correlation has P below the level, and of usable cells."""
    cells = population(kind, seed=seed, n_cells=size * n_populations)
    halves = draw_halves(cells, 1.0, rng)
    shares: dict[Estimator, tuple[float, float]] = {}
    for one in ESTIMATORS:
        fit = estimate(halves, AXIS, estimator=one)
        keep = fit.usable.all(0).reshape(-1, size)
        point = fit.reversal_point[0].reshape(-1, size)
        tau = fit.asymmetry[1].reshape(-1, size)
        n = keep.sum(1)
        rows = zip(point, tau, keep, strict=True)
        r = np.array([np.corrcoef(p[k], t[k])[0, 1] for p, t, k in rows])
        t = r * np.sqrt((n - 2) / (1 - r * r))
        shares[one] = float((stats.t.sf(t, n - 2) < LEVEL).mean()), float(keep.mean())
    return shares
