"""What the whole analysis finds in many populations drawn from one null."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist._parallel import in_order
from dopadist.asymmetry import Estimator, estimate
from dopadist.crossfit import cross_fit, split_correlations
from dopadist.crossfit.correlations import Cells
from dopadist.crossfit.halves import split_keys
from dopadist.responses import TrialSet
from dopadist.reversal import magnitude_statistics

Draw = Callable[[np.random.Generator], TrialSet]
Rule = tuple[Estimator, Cells]
# The reproduction, and the analysis that carries the argument.
RULES: tuple[Rule, ...] = (("authors", "all"), ("joint", "usable"))


@dataclass(frozen=True)
class NullDistribution:
    """Correlations of many null populations, one number a population.

    Attributes
    ----------
    r_reversal_asymmetry, r_reversal_reversal : numpy.ndarray, shape (n_populations,)
        Means over splits, from independent halves.
    r_same_trials : numpy.ndarray, shape (n_populations,)
        Reversal point with asymmetry from all trials of both: the trap.
    estimator : {"authors", "joint"}
    cells : {"all", "usable"}
    """

    r_reversal_asymmetry: NDArray[np.float64]
    r_reversal_reversal: NDArray[np.float64]
    r_same_trials: NDArray[np.float64]
    estimator: Estimator
    cells: Cells


def population_correlations(
    trial_set: TrialSet,
    *,
    rng: np.random.Generator,
    n_splits: int,
    estimator: Estimator,
    cells: Cells,
) -> tuple[float, float, float]:
    """Mean over splits of both correlations, and the one of the same trials.

    Parameters
    ----------
    trial_set : TrialSet
        One population.
    rng : numpy.random.Generator
        Draws the splits.
    n_splits : int
        Number of random splits.
    estimator : {"authors", "joint"}
        Which estimator.
    cells : {"all", "usable"}
        ``"usable"``: cells usable on all data and, in each split, in both halves.

    Returns
    -------
    r_reversal_asymmetry, r_reversal_reversal, r_same_trials : float

    Examples
    --------
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=8)))
    >>> r = population_correlations(
    ...     trials, rng=np.random.default_rng(0), n_splits=5, estimator="joint", cells="usable"
    ... )
    >>> len(r)
    3
    """
    whole = estimate(magnitude_statistics(trial_set.trials), trial_set.axis, estimator=estimator)
    finite = np.isfinite(whole.reversal_point) & np.isfinite(whole.asymmetry)
    mask = whole.usable if cells == "usable" else finite
    fitted = cross_fit(trial_set, rng=rng, n_splits=n_splits, estimator=estimator)
    r = split_correlations(fitted, cells=cells, usable=mask)
    same = np.corrcoef(whole.reversal_point[mask], whole.asymmetry[mask])[0, 1]
    return (
        float(np.nanmean(r.r_reversal_asymmetry)),
        float(np.nanmean(r.r_reversal_reversal)),
        float(same),
    )


def null_distributions(
    draw: Draw,
    *,
    rng: np.random.Generator,
    n_populations: int,
    n_splits: int,
    rules: Sequence[Rule] = RULES,
) -> tuple[NullDistribution, ...]:
    """Draw populations and analyse each like the recorded one.

    Parameters
    ----------
    draw : callable
        Generator -> TrialSet, a new population each time.
    rng : numpy.random.Generator
        For the populations and their splits.
    n_populations, n_splits : int
        The mean over few splits of many populations says more than many splits of few.
    rules : sequence of (estimator, cells)
        Analyses, all of the same populations: the authors' and the one that carries the
        argument.

    Notes
    -----
    Populations are drawn one after the other and analysed on all cores: the number of threads
    changes no bit.

    Returns
    -------
    tuple of NullDistribution
        One a rule.

    Examples
    --------
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=8)))
    >>> from dopadist.nulls import homogeneous
    >>> authors, joint = null_distributions(
    ...     lambda rng: homogeneous(trials, rng=rng),
    ...     rng=np.random.default_rng(0), n_populations=2, n_splits=3,
    ... )
    >>> joint.r_reversal_asymmetry.shape
    (2,)
    """

    def drawn() -> Iterator[tuple[TrialSet, list[np.random.Generator]]]:
        for _ in range(n_populations):
            population = draw(rng)
            own = []
            for _ in rules:
                own.append(copy.deepcopy(rng))
                split_keys(rng, n_splits)  # what the analysis will draw from its copy
            yield population, own

    def analysed(one: tuple[TrialSet, list[np.random.Generator]]) -> list[tuple[float, ...]]:
        population, generators = one
        return [
            population_correlations(
                population, rng=generator, n_splits=n_splits, estimator=estimator, cells=cells
            )
            for generator, (estimator, cells) in zip(generators, rules, strict=True)
        ]

    found = np.array(list(in_order(analysed, drawn()))).reshape(n_populations, len(rules), 3)
    return tuple(
        NullDistribution(
            r_reversal_asymmetry=found[:, rule, 0],
            r_reversal_reversal=found[:, rule, 1],
            r_same_trials=found[:, rule, 2],
            estimator=estimator,
            cells=cells,
        )
        for rule, (estimator, cells) in enumerate(rules)
    )


def exceedance_p(observed: float, null: NDArray[np.float64]) -> float:
    """One-sided P of an observed number against draws from a null.

    Examples
    --------
    >>> exceedance_p(0.5, np.array([0.1, 0.2, 0.7]))
    0.5
    """
    return float((1 + (null >= observed).sum()) / (1 + null.size))
