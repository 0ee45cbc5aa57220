"""Statistics of what depends on a random split, in the form in which they are given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dopadist.crossfit import Bootstrap
from dopadist.statistic import Statistic


def over_draws(
    name: str,
    quantity: str,
    values: NDArray[np.float64],
    *,
    what: str,
    n: int,
    unit: str = "cells",
    test: str = "none",
    p: float | None = None,
    effect: str = "r",
    seed: int | None,
    median: bool = False,
) -> Statistic:
    """Mean (or median) over random draws, and the range that holds 95 % of them.

    ``values``: one a draw; ``what``: what the draws are, such as "random splits". That range says
    how much depends on the draw: it is no confidence interval.

    >>> found = over_draws("r", "r", np.arange(101.0), what="splits", n=40, seed=0)
    >>> found.value, found.low, found.high, found.interval
    (50.0, 2.5, 97.5, '2.5–97.5 % of 101 splits')
    """
    finite = values[np.isfinite(values)]
    low, high = np.percentile(finite, [2.5, 97.5])
    value = float(np.median(finite) if median else finite.mean())
    return Statistic(
        name=name, quantity=f"{quantity}, {'median' if median else 'mean'} over {what}",
        value=value, low=float(low), high=float(high),
        interval=f"2.5–97.5 % of {finite.size:,} {what}", n=n, unit=unit, test=test, p=p,
        effect=effect, effect_size=value, seed=seed,
    )  # fmt: skip


def middle(values: NDArray[np.float64]) -> tuple[float, float]:
    """Ends of the middle 95 % of some draws.

    >>> middle(np.arange(101.0))
    (2.5, 97.5)
    """
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def over_units(
    name: str, quantity: str, found: Bootstrap, *, n: int, test: str, p: float, seed: int
) -> Statistic:
    """Mean correlation over splits with a bootstrap interval over cells, sessions or prefixes."""
    return Statistic(
        name=name, quantity=f"{quantity}, mean over splits", value=found.mean, low=found.low,
        high=found.high, interval=f"95 %, bootstrap over {found.n_units} {found.unit}", n=n,
        unit="cells", test=test, p=p, effect="r", effect_size=found.mean, seed=seed,
    )  # fmt: skip


def over_populations(null: NDArray[np.float64]) -> str:
    """Name of the test against populations of a null, with the smallest P that it can give.

    >>> over_populations(np.zeros(99))
    'one-sided against 99 populations of the null, P at least 0.01'
    """
    least = 1 / (1 + null.size)
    return f"one-sided against {null.size} populations of the null, P at least {least:.2g}"


def fisher_interval(r: float, n: int) -> tuple[float, float]:
    """95 % interval of a correlation over ``n`` independent cells, by Fisher's transform.

    >>> low, high = fisher_interval(0.0, 103)
    >>> round(low, 3), round(high, 3)
    (-0.194, 0.194)
    """
    half = 1.959964 / np.sqrt(n - 3)
    return float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half))
