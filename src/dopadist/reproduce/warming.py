"""Compiles the package's kernels once, before several notebooks would compile the same.

``python -m dopadist.reproduce.warming 0 2`` compiles every second one, from the first, in the
environment of the notebooks; the machine code stays in Numba's cache.
"""

import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np


def learning() -> None:
    """Population of learners."""
    from dopadist.distributional import Population, learn

    rate = np.array([0.5])
    learn(Population(rate, rate), [1.0, 0.0])


def joint_estimator() -> None:
    """Reversal point and slopes fitted jointly."""
    from dopadist.asymmetry.joint import joint_fit
    from dopadist.reversal import magnitude_statistics

    trials = np.array([[-1.0, -1.0], [1.0, 1.0]])
    joint_fit(magnitude_statistics(trials), np.array([0.0, 1.0]))


def saturating_estimator() -> None:
    """Reversal point and slopes of a saturating response."""
    from dopadist.asymmetry import hill_fit
    from dopadist.reversal import magnitude_statistics

    trials = np.array([[[-1.0, -1.0], [1.0, 1.0]]])
    hill_fit(magnitude_statistics(trials), np.array([0.0, 1.0]), half_saturation=1.0)


def halves() -> None:
    """Statistics of random halves."""
    from dopadist.crossfit import random_halves

    random_halves(np.ones((1, 2, 4)), n_splits=1, rng=np.random.default_rng(0))


def decoding() -> None:
    """Newton's method of the maximum-entropy decode."""
    from dopadist.imputation import maximum_entropy

    maximum_entropy([0.5], [0.5], grid=np.linspace(0.0, 1.0, 5), sigma=0.1)


def authors_estimator() -> None:
    """Reversal points by sign counts, and slopes."""
    from dopadist.asymmetry import estimate
    from dopadist.reversal import magnitude_statistics

    trials = np.array([[[-1.0, -1.0], [1.0, 1.0]]])
    estimate(magnitude_statistics(trials), np.array([0.0, 1.0]))


def large_samples() -> None:
    """Expectiles of a sample that is large enough for buckets."""
    from dopadist.expectiles import expectiles

    expectiles(np.arange(300.0), 0.3)


def coupled_learning() -> None:
    """Predictors that share their errors."""
    from dopadist.distributional.coupled import learn_coupled

    learn_coupled(np.eye(2), [0.5, 0.5], [0.5, 0.5], [1.0], rate=1.0)


# The smallest call of each compiled function, slowest first.
CALLS: tuple[Callable[[], None], ...] = (
    learning,
    joint_estimator,
    saturating_estimator,
    halves,
    decoding,
    coupled_learning,
    authors_estimator,
    large_samples,
)


def warm_up(environment: Mapping[str, str], *, stamp: str, processes: int) -> None:
    """Compile in processes of their own, unless these sources were compiled already.

    Parameters
    ----------
    environment : mapping
        Of the notebooks' kernels; ``NUMBA_CACHE_DIR`` is in it.
    stamp : str
        Digest of the sources, remembered beside the cache.
    processes : int
        How many to compile in at a time.

    Notes
    -----
    A failure is left to the notebooks, which say where it happens.
    """
    if find_spec("numba") is None:
        return
    remembered = Path(environment["NUMBA_CACHE_DIR"]) / "warm.txt"
    if remembered.is_file() and remembered.read_text() == stamp:
        return
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "dopadist.reproduce.warming", str(first), str(processes)],
            env=dict(environment),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for first in range(processes)
    ]
    statuses = [process.wait() for process in running]
    if not any(statuses):
        remembered.parent.mkdir(parents=True, exist_ok=True)
        remembered.write_text(stamp)


if __name__ == "__main__":
    for call in CALLS[int(sys.argv[1]) :: int(sys.argv[2])]:
        call()
