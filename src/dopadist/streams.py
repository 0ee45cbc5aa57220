"""Random streams keyed by a seed and the name of the experiment.

Adding, renaming or moving an experiment changes no other experiment's numbers, and figures
that show one experiment share its result.
"""

import hashlib

import numpy as np


def stream(seed: int, experiment: str) -> np.random.Generator:
    """Random generator of one experiment.

    Parameters
    ----------
    seed : int
        The book's seed, 0 or larger.
    experiment : str
        Name of the experiment, for example ``"reversal_points/halves"``.

    Returns
    -------
    numpy.random.Generator
        The same for the same arguments on every platform and in every process.

    Raises
    ------
    ValueError
        If the seed is negative or the name is empty.

    Examples
    --------
    >>> a, b = stream(0, "acquisition"), stream(0, "acquisition")
    >>> bool(a.random() == b.random())
    True
    """
    return np.random.default_rng(_sequence(seed, experiment))


def streams(seed: int, experiment: str, n: int) -> list[np.random.Generator]:
    """``n`` independent generators of one experiment, for example one a run or a thread.

    Examples
    --------
    >>> len(streams(0, "runs", 3))
    3
    """
    return [np.random.default_rng(child) for child in _sequence(seed, experiment).spawn(n)]


def _sequence(seed: int, experiment: str) -> np.random.SeedSequence:
    if seed < 0:
        raise ValueError(f"seed is {seed}, expected an integer of 0 or more")
    if not experiment:
        raise ValueError("experiment is '', expected a name, for example 'acquisition'")
    # hash() is salted by process; SHA-256 is not.
    digest = hashlib.sha256(experiment.encode()).digest()
    words = np.frombuffer(digest, dtype=">u4").astype(np.uint32)
    return np.random.SeedSequence([seed, *(int(word) for word in words)])
