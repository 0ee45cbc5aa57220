"""Which choice moves the result: shares of the variance over specifications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.experiments.sensitivity.choices import CHOICES

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Decomposition:
    """Of the variance of one correlation over specifications.

    Attributes
    ----------
    shares : numpy.ndarray, shape (n_choices,)
        What leaving a choice out of an additive model costs, over the whole variance: its main
        effect (eta squared), in the order of ``CHOICES``.
    low, high : numpy.ndarray, shape (n_choices,)
        95 % bootstrap interval over paths; NaN if not asked for.
    rest : float
        What no choice explains for itself: combinations of choices, and chance in splitting.
    n_paths, n_specifications : int
    """

    shares: Floats
    low: Floats
    high: Floats
    rest: float
    n_paths: int
    n_specifications: int

    def share(self, choice: str) -> float:
        """Of one choice."""
        return float(self.shares[list(CHOICES).index(choice)])


def decompose(
    r: Floats,
    levels: Mapping[str, NDArray[np.int64]],
    *,
    per_path: int,
    rng: np.random.Generator | None = None,
    n_resamples: int = 0,
) -> Decomposition:
    """Main effects of all choices, each given all others.

    Parameters
    ----------
    r : numpy.ndarray, shape (n_specifications,)
        Correlations; NaN is left out.
    levels : mapping of int arrays (n_specifications,)
        Level of each choice.
    per_path : int
        Successive specifications that share a path: they are resampled together.
    rng : numpy.random.Generator, optional
        Draws the resamples.
    n_resamples : int
        0 for no interval.

    Returns
    -------
    Decomposition

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> levels = {name: rng.integers(0, 2, 100).repeat(2) for name in CHOICES}
    >>> levels["window"] = np.tile([0, 1], 100)  # either window beside every other choice
    >>> found = decompose(levels["window"] + 0.0, levels, per_path=2)
    >>> round(found.share("window"), 6)
    1.0
    """
    design, owner = _design(levels)
    defined = np.isfinite(r)
    y = np.where(defined, r, 0.0)
    y = np.where(defined, y - y.sum() / defined.sum(), 0.0)
    x = np.where(defined[:, None], design, 0.0)
    together = np.column_stack([x, y]).reshape(-1, per_path, design.shape[1] + 1)
    # Products of each path, so that resampling paths is a weighted sum of small matrices.
    products = np.einsum("pij,pik->pjk", together, together)
    shares, rest = _shares(products.sum(0), owner)
    low = high = np.full(shares.shape, np.nan)
    if rng is not None and n_resamples:
        n_paths = products.shape[0]
        weights = rng.multinomial(n_paths, np.full(n_paths, 1 / n_paths), size=n_resamples)
        resampled = np.einsum("bp,pjk->bjk", weights.astype(float), products)
        low, high = np.percentile([_shares(one, owner)[0] for one in resampled], [2.5, 97.5], 0)
    return Decomposition(
        shares=shares,
        low=low,
        high=high,
        rest=rest,
        n_paths=products.shape[0],
        n_specifications=int(defined.sum()),
    )


def _design(levels: Mapping[str, NDArray[np.int64]]) -> tuple[Floats, NDArray[np.int64]]:
    """One column for every level but the first, and the choice that owns it; -1: the mean."""
    columns = [np.ones(len(next(iter(levels.values()))))]
    owner = [-1]
    for number, name in enumerate(CHOICES):
        for level in range(1, len(CHOICES[name][1])):
            columns.append((levels[name] == level).astype(float))
            owner.append(number)
    return np.column_stack(columns), np.array(owner)


def _shares(products: Floats, owner: NDArray[np.int64]) -> tuple[Floats, float]:
    """Shares of the sum of squares from the products of design and response."""
    n, total_y = products[0, 0], products[0, -1]
    total = products[-1, -1] - total_y**2 / n
    every = np.append(np.ones(owner.size, bool), False)
    full = _unexplained(products, every)
    shares = []
    for number in range(len(CHOICES)):
        kept = np.append(owner != number, False)
        shares.append((_unexplained(products, kept) - full) / total)
    return np.array(shares), float(full / total)


def _unexplained(products: Floats, kept: NDArray[np.bool_]) -> float:
    gram = products[np.ix_(kept, kept)]
    target = products[kept, -1]
    solution = np.linalg.lstsq(gram, target, rcond=1e-10)[0]
    return float(products[-1, -1] - target @ solution)
