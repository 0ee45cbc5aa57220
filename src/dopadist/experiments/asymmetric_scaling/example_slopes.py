"""Nine cells with both fits, and how far resampled trials move them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import CellEstimates, Estimator, estimate
from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.study import Floats, Study
from dopadist.reversal import MagnitudeStatistics, magnitude_statistics
from dopadist.statistic import Statistic
from dopadist.streams import stream

# The nine cells of the authors' example panel, counted from 1 in the files' order.
EXAMPLES = (25, 33, 1, 17, 15, 29, 26, 19, 21)


@dataclass(frozen=True)
class ExampleSlopes:
    """Mean responses (± SEM) of nine cells with both fits; arrays begin with (9, ...).

    ``x``: where the fits are drawn; ``band``: by estimator, 2.5 and 97.5 % of the fits to
    resampled trials there, shape (2, 9, n_x); ``tau``: by estimator, asymmetries of resampled
    trials, shape (n_resamples, 9); ``explained``: of every usable cell.
    """

    cells: tuple[int, ...]
    axis: Floats
    mean: Floats
    sem: Floats
    n_trials: NDArray[np.int64]
    fits: dict[Estimator, CellEstimates]
    x: Floats
    band: dict[Estimator, Floats]
    tau: dict[Estimator, Floats]
    explained: Floats
    seed: int
    evidence: Evidence


def run_example_slopes(study: Study) -> ExampleSlopes:
    """The authors' nine example cells, and how much two lines explain in every usable cell."""
    rng = stream(study.seed, "asymmetric_scaling/example_slopes")
    data = study.trial_set
    index = np.array(EXAMPLES) - 1
    statistics = magnitude_statistics(data.trials)
    n = np.maximum(statistics.n, 1)
    sem = np.nanstd(data.trials, axis=-1, ddof=1) / np.sqrt(n)
    x = np.linspace(data.axis.min(), data.axis.max(), 101)
    n_resamples = by_profile(study.profile, full=1000, quick=300)
    drawn = resampled(data.trials[index], n_resamples, rng)
    refits = {one: estimate(drawn, data.axis, estimator=one) for one in study.estimates}
    return ExampleSlopes(
        cells=EXAMPLES,
        axis=data.axis,
        mean=statistics.mean[index],
        sem=sem[index],
        n_trials=statistics.n[index].sum(1),
        fits={one: _take(study.estimates[one], index) for one in study.estimates},
        x=x,
        band={one: _band(fit, x) for one, fit in refits.items()},
        tau={one: fit.asymmetry for one, fit in refits.items()},
        explained=_explained(statistics.mean, statistics.n, data.axis, study.estimates["joint"]),
        seed=study.seed,
        evidence=study.evidence,
    )


def example_slopes_claims(result: ExampleSlopes) -> dict[str, float]:
    """Share of the variance between means that two lines explain, and cells that bend."""
    return {
        "explained_median": float(np.median(result.explained)),
        "bent": float(sum(not low <= 0.5 <= high for low, high in _intervals(result))),
    }


def example_slopes_statistics(result: ExampleSlopes) -> tuple[Statistic, ...]:
    """Asymmetry of each of the nine cells, with a bootstrap interval over trials."""
    fit = result.fits["authors"]
    n_resamples = result.tau["authors"].shape[0]
    return tuple(
        Statistic(
            name=f"tau_cell_{cell}", quantity=f"asymmetry of cell {cell}, authors' estimator",
            value=float(fit.asymmetry[at]), low=low, high=high,
            interval=f"95 %, bootstrap over trials within volume, {n_resamples:,} resamples",
            n=int(result.n_trials[at]), unit="trials", test="none", p=None,
            effect="difference from 1/2", effect_size=float(fit.asymmetry[at] - 0.5),
            seed=result.seed,
        )
        for at, (cell, (low, high)) in enumerate(
            zip(result.cells, _intervals(result), strict=True)
        )
    )  # fmt: skip


def resampled(trials: Floats, n_resamples: int, rng: np.random.Generator) -> MagnitudeStatistics:
    """Statistics of trials drawn with replacement within cell and volume.

    ``trials``: shape (n_cells, n_magnitudes, n_slots), NaN in unused slots; the result has shape
    (n_resamples, n_cells, n_magnitudes).

    >>> drawn = resampled(np.array([[[1.0, 1.0, np.nan]]]), 2, np.random.default_rng(0))
    >>> drawn.n.ravel(), drawn.total.ravel()
    (array([2, 2]), array([2., 2.]))
    """
    shape = (n_resamples, *trials.shape[:2])
    n, positive, negative = (np.zeros(shape, np.int64) for _ in range(3))
    total = np.zeros(shape)
    for cell, magnitude in np.ndindex(*trials.shape[:2]):
        own = trials[cell, magnitude]
        own = own[np.isfinite(own)]
        if own.size:
            drawn = own[rng.integers(own.size, size=(n_resamples, own.size))]
            n[:, cell, magnitude] = own.size
            positive[:, cell, magnitude] = (drawn > 0).sum(1)
            negative[:, cell, magnitude] = (drawn < 0).sum(1)
            total[:, cell, magnitude] = drawn.sum(1)
    return MagnitudeStatistics(n=n, positive=positive, negative=negative, total=total)


def _intervals(result: ExampleSlopes) -> list[tuple[float, float]]:
    low, high = middle_95(result.tau["authors"])
    return [(float(a), float(b)) for a, b in zip(low, high, strict=True)]


def _band(fit: CellEstimates, x: Floats) -> Floats:
    v = fit.reversal_point[..., None]
    slope = np.where(x < v, fit.slope_minus[..., None], fit.slope_plus[..., None])
    return middle_95(slope * (x - v))


def middle_95(values: Floats) -> Floats:
    """2.5 and 97.5 % of what is finite along the first axis, NaN where nothing is."""
    empty = ~np.isfinite(values).any(0)
    found = np.nanpercentile(np.where(empty, 0.0, values), [2.5, 97.5], axis=0)
    return np.where(empty, np.nan, found)


def _take(estimates: CellEstimates, index: NDArray[np.int64]) -> CellEstimates:
    return CellEstimates(
        reversal_point=estimates.reversal_point[index],
        slope_minus=estimates.slope_minus[index],
        slope_plus=estimates.slope_plus[index],
        asymmetry=estimates.asymmetry[index],
        usable=estimates.usable[index],
        estimator=estimates.estimator,
    )


def _explained(mean: Floats, n: NDArray[np.int64], axis: Floats, fit: CellEstimates) -> Floats:
    x = axis - fit.reversal_point[:, None]
    line = np.where(x < 0, fit.slope_minus[:, None], fit.slope_plus[:, None]) * x
    centre = (n * mean).sum(1, keepdims=True) / n.sum(1, keepdims=True)
    left = (n * (mean - line) ** 2).sum(1)
    return (1 - left / (n * (mean - centre) ** 2).sum(1))[fit.usable]
