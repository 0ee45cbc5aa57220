"""The whole chain from spikes: what more trials mend when the cells aren't two straight lines."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dopadist.asymmetry import ESTIMATORS, Estimator, estimate
from dopadist.crossfit import cross_fit, split_correlations
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import Profile, by_profile
from dopadist.experiments.recovery.simulation import Floats
from dopadist.responses import compute_responses, pool
from dopadist.reversal import magnitude_statistics
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.surrogate import SETTINGS, Population, surrogate, truth

SCALES = (0.5, 1.0, 4.0, 16.0)
POPULATIONS: tuple[Population, ...] = ("equal_slopes", "theory")


@dataclass(frozen=True)
class Spikes:
    """Spiking populations at several numbers of trials.

    Attributes
    ----------
    n : numpy.ndarray, shape (n_scales,)
        Mean trials a volume.
    relation, reversal, asymmetry, to_truth : dict
        By (population, estimator), shape (n_scales, n_populations): mean over splits of the
        correlations of halves; and of the reversal point from all trials with the true one.
    true_point, tau : numpy.ndarray, shape (n_cells,)
        True reversal points of the last equal-slopes populations, and the joint fit's asymmetries
        of usable cells at the largest number of trials; the truth is 1/2.
    baseline : numpy.ndarray, shape (n_cells,)
        Their baseline rates, spikes/s.
    """

    n: Floats
    relation: dict[tuple[Population, Estimator], Floats]
    reversal: dict[tuple[Population, Estimator], Floats]
    asymmetry: dict[tuple[Population, Estimator], Floats]
    to_truth: dict[tuple[Population, Estimator], Floats]
    true_point: Floats
    tau: Floats
    baseline: Floats
    n_populations: int
    seed: int
    evidence: Evidence = "simulation"


def run_spikes(*, seed: int, profile: Profile) -> Spikes:
    """Simulated recordings with more and more trials, analysed like the recorded ones."""
    rng = stream(seed, "recovery/spikes")
    n = by_profile(profile, full=4, quick=2)
    scales = by_profile(profile, full=SCALES, quick=SCALES[:3])
    keys = [(kind, one) for kind in POPULATIONS for one in ESTIMATORS]
    found = {
        what: {key: np.zeros((len(scales), n)) for key in keys}
        for what in ("relation", "reversal", "asymmetry", "to_truth")
    }
    points, taus, rates, per_volume = [], [], [], np.zeros(len(scales))
    for kind in POPULATIONS:
        for one in range(n):
            drawn = int(rng.integers(2**31))
            true = truth(kind, seed=drawn)
            for row, scale in enumerate(scales):
                mean, low, high = (scale * size for size in (SETTINGS.n_trials[0], 135, 303))
                settings = replace(
                    SETTINGS,
                    n_trials=(mean, SETTINGS.n_trials[1] * scale),
                    n_trials_limits=(int(low), int(high)),
                )
                data = pool(compute_responses(surrogate(kind, seed=drawn, settings=settings)))
                per_volume[row] = data.n_trials.mean() / 7
                for estimator in ESTIMATORS:
                    whole = estimate(
                        magnitude_statistics(data.trials), data.axis, estimator=estimator
                    )
                    keep = whole.usable
                    fit = cross_fit(data, rng=rng, n_splits=10, estimator=estimator)
                    r = split_correlations(fit, cells="usable", usable=keep)
                    tau = fit.estimates.asymmetry
                    good = fit.estimates.usable.all(1) & keep
                    both = [np.corrcoef(t[:, g])[0, 1] for t, g in zip(tau, good, strict=True)]
                    for what, value in (
                        ("relation", r.r_reversal_asymmetry.mean()),
                        ("reversal", r.r_reversal_reversal.mean()),
                        ("asymmetry", np.mean(both)),
                        ("to_truth", np.corrcoef(
                            whole.reversal_point[keep], true.reversal_point[keep])[0, 1]),
                    ):  # fmt: skip
                        found[what][kind, estimator][row, one] = value
                    last = row == len(scales) - 1
                    if last and kind == "equal_slopes" and estimator == "joint":
                        points.append(true.reversal_point[keep])
                        taus.append(whole.asymmetry[keep])
                        rates.append(true.baseline_rate[keep])
    return Spikes(
        n=per_volume,
        relation=found["relation"],
        reversal=found["reversal"],
        asymmetry=found["asymmetry"],
        to_truth=found["to_truth"],
        true_point=np.concatenate(points),
        tau=np.concatenate(taus),
        baseline=np.concatenate(rates),
        n_populations=n,
        seed=seed,
    )


def spikes_claims(result: Spikes) -> dict[str, float]:
    """A misfit that stays with trials, and reversal points that are found all the same."""
    return {
        "joint_equal_slopes_last": float(result.relation["equal_slopes", "joint"][-1].mean()),
        "joint_equal_slopes_first": float(result.relation["equal_slopes", "joint"][1].mean()),
        "to_truth_last": float(result.to_truth["equal_slopes", "joint"][-1].mean()),
        "theory_last": float(result.relation["theory", "joint"][-1].mean()),
        "asymmetry_equal_slopes_last": float(result.asymmetry["equal_slopes", "joint"][-1].mean()),
    }


def spikes_statistics(result: Spikes) -> tuple[Statistic, ...]:
    """The relation that equal slopes show, by number of trials."""
    rows = []
    for name, row in (("recorded", 1), ("last", len(result.n) - 1)):
        values = result.relation["equal_slopes", "joint"][row]
        rows.append(
            Statistic(
                name=f"r_equal_slopes_{name}",
                quantity="Pearson r, reversal point of one half with asymmetry of the other, "
                f"equal slopes in spikes, joint fit, {result.n[row]:,.0f} trials a volume, mean",
                value=float(values.mean()), low=float(values.min()), high=float(values.max()),
                interval="lowest and highest population", n=values.size, unit="populations",
                test="none", p=None, effect="r", effect_size=float(values.mean()),
                seed=result.seed,
            )
        )  # fmt: skip
    return tuple(rows)
