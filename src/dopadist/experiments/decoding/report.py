"""Statistics of the figures of this chapter: of draws, splits, searches and null populations."""

import numpy as np

from dopadist.asymmetry import ESTIMATORS
from dopadist.decoding import SIGMA_ALL_TRIALS, SIGMA_HALF_TRIALS
from dopadist.experiments.decoding.cells import DecodedCells
from dopadist.experiments.decoding.methods import METHODS, Methods
from dopadist.experiments.decoding.noise import SigmaResult, nearest
from dopadist.experiments.decoding.nulls import Nulls, p_value
from dopadist.experiments.decoding.simulated import Simulated
from dopadist.experiments.decoding.trap import Trap
from dopadist.experiments.shared.decodes import distance_to
from dopadist.experiments.shared.decoding_nulls import STATISTICS
from dopadist.experiments.shared.simulated_cells import N_CELLS, Floats
from dopadist.experiments.shared.statistics import fisher_interval, over_draws, over_populations
from dopadist.nulls import exceedance_p
from dopadist.statistic import Statistic

_HERTZ = "distance in spikes/s"


def methods_statistics(result: Methods, *, seed: int) -> tuple[Statistic, ...]:
    """Distance to the task over draws of the noise, by method."""
    return tuple(
        over_draws(
            f"w1_{name}",
            f"1-Wasserstein distance to the task (µL), {name.replace('_', ' ')}",
            result.w1[:, i],
            what="draws of the noise",
            n=N_CELLS,
            effect="distance in µL",
            seed=seed,
        )
        for i, name in enumerate(METHODS)
    )


def simulated_statistics(result: Simulated, *, seed: int) -> tuple[Statistic, ...]:
    """Distance to the task of single searches, by population."""
    return tuple(
        over_draws(
            f"w1_search_{name}",
            f"1-Wasserstein distance to the task (µL), {name} population, one search",
            np.array([distance_to(search, result.reward) for search in one.searches]),
            what="searches",
            n=one.points.size,
            effect="distance in µL",
            seed=seed,
        )
        for name, one in (
            ("distributional", result.distributional),
            ("classical", result.classical),
        )
    )


def sigma_statistics(result: SigmaResult, *, seed: int) -> tuple[Statistic, ...]:
    """Distance to the truth with the slack used, over worlds, and that of the prior."""
    used = {
        "half": result.half[:, nearest(result.fractions, SIGMA_HALF_TRIALS)],
        "whole": result.whole[:, nearest(result.fractions, SIGMA_ALL_TRIALS)],
        "prior": result.prior,
    }
    texts = {"half": "halves of the trials", "whole": "all trials", "prior": "the prior alone"}
    return tuple(
        over_draws(
            f"w1_{name}",
            f"1-Wasserstein distance to the truth (spikes/s), {texts[name]}",
            w1,
            what="worlds",
            n=w1.size,
            unit="worlds",
            effect=_HERTZ,
            seed=seed,
        )
        for name, w1 in used.items()
    )


def decoded_cells_statistics(result: DecodedCells, *, seed: int) -> tuple[Statistic, ...]:
    """Distance to the delivered rewards over splits, by trials and estimator, and over searches."""
    found = [
        over_draws(
            f"w1_{kind}_{estimator}",
            f"1-Wasserstein distance to the rewards (spikes/s), {kind} trials, {estimator} "
            f"estimator, one split at a time; the prior alone: {splits.w1_prior:.3g}",
            splits.w1,
            what="random splits",
            n=int(np.median(splits.n_cells)),
            effect=_HERTZ,
            seed=seed,
        )
        for (kind, estimator), splits in result.splits.items()
    ]
    joint = result.splits["pooled", "joint"]
    found.append(
        over_draws(
            "behind_gaussian",
            "distance less that of a truncated Gaussian that knows no cell (spikes/s), pooled "
            "trials, joint estimator",
            joint.w1 - result.references["gaussian"],
            what="random splits",
            n=int(np.median(joint.n_cells)),
            effect="difference in spikes/s",
            seed=seed,
        )
    )
    found.append(
        over_draws(
            "w1_search",
            "1-Wasserstein distance to the rewards (spikes/s), published search, same trials",
            result.published.w1,
            what="searches",
            n=result.published.w1.size,
            unit="searches",
            effect=_HERTZ,
            seed=seed,
        )
    )
    return tuple(found)


def trap_statistics(result: Trap, *, seed: int) -> tuple[Statistic, ...]:
    """Correlations on the same trials; distances of the null, with P of the cells."""
    found = []
    for name, points, tau in (
        ("cells", result.points, result.tau),
        ("one_point", result.null_points, result.null_tau),
    ):
        r = float(np.corrcoef(points, tau)[0, 1])
        low, high = fisher_interval(r, points.size)
        found.append(
            Statistic(
                name=f"r_{name}",
                quantity="Pearson r, reversal point against asymmetry, same trials, "
                f"{'the cells' if name == 'cells' else 'a population with one reversal point'}",
                value=r,
                low=low,
                high=high,
                interval="95 %, Fisher z, cells taken as independent",
                n=points.size,
                unit="cells",
                test="none",
                p=None,
                effect="r",
                effect_size=r,
                seed=seed,
            )
        )
    rows: tuple[tuple[str, str, Floats, float], ...] = (
        (
            "search",
            "same trials, published search",
            result.published,
            float(result.cells.w1.mean()),
        ),
        ("same", "same trials, maximum entropy", result.same, result.cells_same),
        ("split", "one split at a time", result.split, result.cells_split),
    )
    for name, text, null, cells in rows:
        found.append(
            over_draws(
                f"w1_{name}",
                f"1-Wasserstein distance to the rewards (spikes/s), {text}, one reversal point; P "
                f"of the cells, which lie at {cells:.3g}",
                null,
                what="populations",
                n=null.size,
                unit="populations",
                test=over_populations(null),
                p=exceedance_p(-cells, -null),
                effect=_HERTZ,
                seed=seed,
                median=True,
            )
        )
    return tuple(found)


def nulls_statistics(result: Nulls, *, seed: int) -> tuple[Statistic, ...]:
    """Distance and gain of every null and estimator, with P of the cells."""
    shown = {"one_split": "distance to the rewards", "over_shuffled": "gain over dealt asymmetries"}
    found = []
    for row, estimator in enumerate(ESTIMATORS):
        for statistic, text in shown.items():
            column = STATISTICS.index(statistic)
            for name, draws in result.null.items():
                null = draws[row, :, column]
                short = name.lower().replace(",", "").replace(" ", "_")
                found.append(
                    over_draws(
                        f"{text.split()[0]}_{short}_{estimator}",
                        f"{text} (spikes/s), {estimator} estimator, {name}; P of the cells, which "
                        f"lie at {result.observed[row, column]:.3g}",
                        null,
                        what="populations",
                        n=null.size,
                        unit="populations",
                        test=over_populations(null),
                        p=p_value(result, name, statistic, estimator=estimator),
                        effect=f"{text.split()[0]} in spikes/s",
                        seed=seed,
                        median=True,
                    )
                )
    return tuple(found)
