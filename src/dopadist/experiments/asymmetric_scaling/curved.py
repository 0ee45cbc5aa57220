"""The same question with a saturating response instead of two straight lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dopadist.asymmetry import CellEstimates, hill_fit, saturated
from dopadist.crossfit import Bootstrap, CrossFit, bootstrap, random_halves, split_correlations
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.statistics import over_populations, over_units
from dopadist.experiments.shared.study import Floats, Study
from dopadist.nulls import exceedance_p
from dopadist.nulls.fitted import cell_gains, with_residuals
from dopadist.responses import TrialSet
from dopadist.reversal import MagnitudeStatistics, magnitude_statistics
from dopadist.statistic import Statistic
from dopadist.streams import stream

# Distance from the reversal point of half the largest response, spikes/s; inf is two lines. The
# authors' code fixes the parameter of its Hill option at 10.
HALF_SATURATIONS = (np.inf, 40.0, 20.0, 10.0, 5.0)
AUTHORS_CHOICE = 10.0


@dataclass(frozen=True)
class Curved:
    """Two lines and saturating curves, fitted to the cells and to cells with equal slopes.

    ``tau``: by half saturation, asymmetries of all trials, NaN where unusable; ``relation``: by
    half saturation, of the cells over sessions; ``null``: by half saturation of the cells that
    were made and of the fit, mean correlations of populations with equal slopes; ``error``: by
    half saturation, squared error on the other half, summed over cells and splits, over that of
    two lines, with its 95 % interval over sessions; ``example``: one cell and its fits.
    """

    tau: dict[float, Floats]
    relation: dict[float, Bootstrap]
    null: dict[tuple[float, float], Floats]
    error: dict[float, tuple[float, float, float]]
    axis: Floats
    example: int
    example_mean: Floats
    example_fits: dict[float, tuple[float, float, float]]
    n_cells: int
    n_splits: int
    seed: int
    evidence: Evidence

    def p(self, made: float, fitted: float) -> float:
        """One-sided P of the cells' correlation, fitted alike, against equal slopes."""
        return exceedance_p(self.relation[fitted].mean, self.null[made, fitted])


def run_curved(study: Study) -> Curved:
    """Fits with every half saturation: of the cells, and of both kinds of equal slopes."""
    rng = stream(study.seed, "asymmetric_scaling/curved")
    n_splits = by_profile(study.profile, full=200, quick=100)
    n_populations = by_profile(study.profile, full=40, quick=20)
    data = study.trial_set
    statistics = magnitude_statistics(data.trials)
    whole = {k: hill_fit(statistics, data.axis, half_saturation=k) for k in HALF_SATURATIONS}
    halves = random_halves(data.trials, n_splits=n_splits, rng=rng)
    fits = {k: _cross_fit(data, halves, k) for k in HALF_SATURATIONS}
    null: dict[tuple[float, float], list[float]] = {}
    for made in HALF_SATURATIONS:
        fitted = HALF_SATURATIONS if np.isinf(made) else (np.inf, made)
        for _ in range(n_populations):
            one = equal_curves(data, whole[made], made, rng)
            split = random_halves(one.trials, n_splits=10, rng=rng)
            for k in fitted:
                r = _mean_r(_cross_fit(one, split, k), _usable(one, k))
                null.setdefault((made, k), []).append(r)
    example = study.usable.argmax()
    return Curved(
        tau={k: np.where(fit.usable, fit.asymmetry, np.nan) for k, fit in whole.items()},
        relation={
            k: bootstrap(fit, rng=rng, cells="usable", usable=whole[k].usable, unit="sessions")
            for k, fit in fits.items()
        },
        null={key: np.array(values) for key, values in null.items()},
        error=_errors(halves, fits, study, rng),
        axis=data.axis,
        example=int(example) + 1,
        example_mean=statistics.mean[example],
        example_fits={
            k: (fit.reversal_point[example], fit.slope_minus[example], fit.slope_plus[example])
            for k, fit in whole.items()
        },
        n_cells=int(study.usable.sum()),
        n_splits=n_splits,
        seed=study.seed,
        evidence=study.evidence,
    )


def equal_curves(
    like: TrialSet, fit: CellEstimates, half_saturation: float, rng: np.random.Generator
) -> TrialSet:
    """Diverse reversal points and one curve for both signs of error, with the cells' own noise.

    Gains are those of ``like`` on the mean axis, so that responses are as large as the cells'.
    """
    shape = saturated(like.axis - fit.reversal_point[:, None], half_saturation)
    n = np.isfinite(like.trials).sum(-1)
    x = like.axis - (n * like.axis).sum(-1, keepdims=True) / n.sum(-1, keepdims=True)
    slope = (n * x * shape).sum(-1) / (n * x * x).sum(-1)
    return with_residuals(shape * (cell_gains(like.trials) / slope)[:, None], like, rng=rng)


def curved_claims(result: Curved) -> dict[str, float]:
    """What the response function does to equal slopes, and what it leaves of the cells."""
    line, k = np.inf, AUTHORS_CHOICE
    both = np.isfinite(result.tau[line]) & np.isfinite(result.tau[k])
    claims = {
        "tau_agree": float(np.corrcoef(result.tau[line][both], result.tau[k][both])[0, 1]),
        "lines_on_lines": float(result.null[line, line].mean()),
        "lines_on_hill": float(result.null[k, line].mean()),
        "hill_on_lines": float(result.null[line, k].mean()),
        "r_lines": result.relation[line].mean,
        "r_hill": result.relation[k].mean,
        "error_hill": result.error[k][0],
        "low_error_strongest": result.error[HALF_SATURATIONS[-1]][1],
    }
    names = {40.0: "slight", 20.0: "medium", 10.0: "strong", 5.0: "strongest"}
    claims |= {f"p_{name}": result.p(at, at) for at, name in names.items()}
    return claims


def curved_statistics(result: Curved) -> tuple[Statistic, ...]:
    """Correlation with every response function, over sessions, against its own equal slopes."""
    found = []
    for k, relation in result.relation.items():
        null = result.null[k, k]
        found.append(
            over_units(
                f"r_{_name(k)}", "Pearson r, reversal point of one half and asymmetry of the "
                f"other, {_label(k)}", relation, n=result.n_cells, test=over_populations(null),
                p=result.p(k, k), seed=result.seed,
            )
        )  # fmt: skip
        mean, low, high = result.error[k]
        found.append(
            Statistic(
                name=f"error_{_name(k)}", quantity="squared error of the other half's means, over "
                f"that of two lines, {_label(k)}", value=mean, low=low, high=high,
                interval=f"95 %, bootstrap over {relation.n_units} sessions", n=result.n_cells,
                unit="cells", test="none", p=None, effect="ratio", effect_size=mean,
                seed=result.seed,
            )
        )  # fmt: skip
    return tuple(found)


def _name(k: float) -> str:
    return "lines" if np.isinf(k) else f"hill_{k:.0f}"


def _label(k: float) -> str:
    return "two lines" if np.isinf(k) else f"half saturation {k:.0f} spikes/s"


def _usable(data: TrialSet, k: float) -> np.ndarray:
    return hill_fit(magnitude_statistics(data.trials), data.axis, half_saturation=k).usable


def _cross_fit(data: TrialSet, halves: MagnitudeStatistics, k: float) -> CrossFit:
    return CrossFit(
        estimates=hill_fit(halves, data.axis, half_saturation=k),
        scheme="random", estimator="joint", axis=data.axis, evidence=data.evidence,
        names=data.names, sessions=data.sessions, prefixes=data.prefixes,
    )  # fmt: skip


def _mean_r(fit: CrossFit, usable: np.ndarray) -> float:
    found = split_correlations(fit, cells="usable", usable=usable)
    return float(np.nanmean(found.r_reversal_asymmetry))


def _errors(
    halves: MagnitudeStatistics, fits: dict[float, CrossFit], study: Study,
    rng: np.random.Generator,
) -> dict[float, tuple[float, float, float]]:  # fmt: skip
    """Error of half 0's fit on half 1's means, summed over cells, relative to two lines."""
    axis = study.trial_set.axis
    kept = study.usable & np.all([fit.estimates.usable[:, 0] for fit in fits.values()], axis=0)
    errors = {}
    for k, fit in fits.items():
        cells = fit.estimates
        x = axis - cells.reversal_point[:, 0, :, None]
        slope = np.where(x < 0, cells.slope_minus[:, 0, :, None], cells.slope_plus[:, 0, :, None])
        left = halves.n[:, 1] * (halves.mean[:, 1] - slope * saturated(x, k)) ** 2
        errors[k] = np.where(kept, np.nansum(left, axis=-1), 0.0).sum(0)
    _, session = np.unique(study.trial_set.sessions, return_inverse=True)
    n = int(session.max()) + 1
    weights = rng.multinomial(n, np.full(n, 1 / n), size=1000)[:, session]
    found = {}
    for k, error in errors.items():
        ratio = (weights @ error) / (weights @ errors[np.inf])
        low, high = np.percentile(ratio, [2.5, 97.5])
        found[k] = (float(error.sum() / errors[np.inf].sum()), float(low), float(high))
    return found
