"""How times grow: with cells, trials, splits and taus, over two decades and more."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dopadist.bench.running import environment
from dopadist.reproduce.project import Project

# A curve is measured for about this long at each size, at least three times.
_SECONDS = 0.15
_LEAST_RUNS = 3

Call = Callable[[], Any]


@dataclass(frozen=True)
class Growth:
    """Times of one function over one quantity.

    ``exponent``: slope of log time over log size over the upper decade, where what is done once a
    call no longer counts.
    """

    over: str
    name: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]

    @property
    def exponent(self) -> float:
        """Fitted over the upper decade."""
        return float(np.polyfit(*self.upper_decade, 1)[0])

    @property
    def upper_decade(self) -> tuple[np.ndarray, np.ndarray]:
        """Log sizes and log times of the largest sizes, up to a factor of ten apart."""
        sizes, seconds = np.array(self.sizes, dtype=float), np.array(self.seconds)
        upper = sizes >= sizes.max() / 10
        return np.log(sizes[upper]), np.log(seconds[upper])

    def as_json(self) -> dict[str, Any]:
        """For the page's data file."""
        return {
            "over": self.over,
            "name": self.name,
            "sizes": list(self.sizes),
            "seconds": list(self.seconds),
        }


def measure_growth(project: Project) -> tuple[Growth, ...]:
    """Every fast form over what it may grow with, in a process like that of the table."""
    done = subprocess.run(
        [sys.executable, "-m", "dopadist.bench.growth"],
        env=environment(project), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return tuple(
        Growth(one["over"], one["name"], tuple(one["sizes"]), tuple(one["seconds"]))
        for one in json.loads(done.stdout)
    )


def curves() -> list[Growth]:
    """Measure here and now; medians of several runs."""
    return [
        Growth(over, name, tuple(sizes), tuple(_time(make(size)) for size in sizes))
        for over, name, sizes, make in _plan()
    ]


def _time(call: Call) -> float:
    call()
    times: list[float] = []
    while len(times) < _LEAST_RUNS or (sum(times) < _SECONDS and len(times) < 200):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return float(np.median(times))


def _plan() -> list[tuple[str, str, list[int], Callable[[int], Call]]]:
    from dopadist.crossfit import cross_fit, split_correlations
    from dopadist.decoding import cross_fitted_decode
    from dopadist.distributional import Population, learn
    from dopadist.expectiles import expectiles
    from dopadist.imputation import maximum_entropy
    from dopadist.recordings import Recordings
    from dopadist.responses import TrialSet, compute_responses, pool
    from dopadist.surrogate import surrogate

    rng = np.random.default_rng(0)
    recordings = surrogate("matched", seed=0)
    some = pool(compute_responses(recordings))
    grid = np.linspace(0.0, 10.0, 101)

    def many_cells(n: int) -> TrialSet:
        from dataclasses import replace

        index = np.arange(n) % len(some.names)
        names = tuple(f"cell {i}" for i in range(n))
        return replace(
            some,
            trials=some.trials[index],
            times=some.times[index],
            names=names,
            sessions=names,
            prefixes=names,
        )

    def learning(n_cells: int, n_trials: int) -> Call:
        plus, minus = rng.uniform(0.001, 0.03, (2, n_cells))
        rewards = rng.random(n_trials)
        return lambda: learn(Population(plus, minus), rewards)

    def splitting(n_splits: int, n_cells: int, estimator: str) -> Call:
        cells = many_cells(n_cells)
        return lambda: split_correlations(
            cross_fit(
                cells,
                n_splits=n_splits,
                rng=np.random.default_rng(0),
                estimator=estimator,  # type: ignore[arg-type]
            )
        )

    def decoding(n_cells: int) -> Call:
        tau = rng.uniform(0.1, 0.9, n_cells)
        points = 10 * tau + rng.normal(0, 0.5, n_cells)
        return lambda: maximum_entropy(points, tau, grid=grid, sigma=1.0)

    def decoding_splits(n_splits: int) -> Call:
        fitted = cross_fit(some, n_splits=n_splits, rng=np.random.default_rng(0), estimator="joint")
        return lambda: cross_fitted_decode(fitted)

    def spikes(n_cells: int) -> Call:
        from dataclasses import replace

        cells = tuple(recordings.cells[i % len(recordings.cells)] for i in range(n_cells))
        many: Recordings = replace(recordings, cells=cells)
        return lambda: compute_responses(many)

    def levels(n_taus: int, n_values: int) -> Call:
        values, tau = rng.normal(size=n_values), np.linspace(0.01, 0.99, n_taus)
        return lambda: expectiles(values, tau)

    return [
        (
            "cells",
            "learning, 2,500 trials",
            [10, 30, 100, 300, 1000, 3000],
            lambda n: learning(n, 2500),
        ),
        (
            "cells",
            "halves and correlations, 20 splits",
            [4, 12, 40, 120, 400],
            lambda n: splitting(20, n, "authors"),
        ),
        ("cells", "spikes to responses", [4, 12, 40, 120, 400], spikes),
        ("cells", "one decode", [4, 10, 20, 40, 80, 160, 400], decoding),
        (
            "trials",
            "learning, 150 cells",
            [300, 1000, 3000, 10_000, 30_000, 100_000, 300_000],
            lambda n: learning(150, n),
        ),
        (
            "splits",
            "correlations, authors' estimator",
            [20, 60, 200, 600, 2000, 6000],
            lambda n: splitting(n, 40, "authors"),
        ),
        (
            "splits",
            "correlations, joint estimator",
            [20, 60, 200, 600, 2000, 6000],
            lambda n: splitting(n, 40, "joint"),
        ),
        ("splits", "decodes", [10, 30, 100, 300, 1000], decoding_splits),
        (
            "taus",
            "expectiles of 1,000 values",
            [10, 30, 100, 300, 1000, 3000, 10_000],
            lambda n: levels(n, 1000),
        ),
        (
            "taus",
            "expectiles of 100,000 values",
            [10, 30, 100, 300, 1000, 3000],
            lambda n: levels(n, 100_000),
        ),
    ]


if __name__ == "__main__":
    sys.stdout.write(json.dumps([curve.as_json() for curve in curves()]))
