r"""Per cell and population: where the 50 % cue lies, and how sure one may be.

All take responses of shape ``(..., n_cells, 3, n_trials)``, the cues of 10, 50 and 90 % in order.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CueStatistics:
    """Mean and variance (n - 1) of the responses to each cue, ``(..., n_cells, 3)``."""

    mean: Array
    variance: Array
    n_trials: int


def cue_statistics(trials: Array) -> CueStatistics:
    """Means and variances over trials.

    Examples
    --------
    >>> cue_statistics(np.array([[[0.0, 2.0], [1.0, 3.0], [4.0, 4.0]]])).mean
    array([[1., 2., 4.]])
    """
    return CueStatistics(trials.mean(axis=-1), trials.var(axis=-1, ddof=1), trials.shape[-1])


def positions(found: CueStatistics) -> Array:
    """Normalised 50 % response of each cell: 0 where its 10 % response is, 1 at its 90 %.

    Examples
    --------
    >>> positions(cue_statistics(np.array([[[0.0, 2.0], [1.0, 3.0], [4.0, 6.0]]])))
    array([0.25])
    """
    low, middle, high = np.moveaxis(found.mean, -1, 0)
    return (middle - low) / (high - low)


def shared_position(found: CueStatistics) -> Array:
    """Position that all cells of a population share, as a ratio of sums, ``(...)``.

    The mean of the cells' own ratios is at the mercy of any cell whose outer responses are near
    each other; the ratio of the sums isn't.

    Examples
    --------
    >>> trials = np.array([[[0.0], [1.0], [2.0]], [[0.0], [0.0], [2.0]]]).repeat(2, axis=-1)
    >>> shared_position(cue_statistics(trials))
    array(0.25)
    """
    low, middle, high = np.moveaxis(found.mean, -1, 0)
    return np.asarray((middle - low).sum(axis=-1) / (high - low).sum(axis=-1))


def naive_t(found: CueStatistics, *, against: Array | float | None = None) -> Array:
    r"""One-sample t of each cell's normalised 50 % trials, the normalisation taken as exact.

    Parameters
    ----------
    found : CueStatistics
        ``(..., n_cells, 3)``.
    against : array_like, optional
        Position under test, broadcast to ``(..., n_cells)``; the across-cell mean if not given.

    Returns
    -------
    array
        ``(..., n_cells)``, :math:`(\nu_i-\bar\nu)\,|m_{90}-m_{10}|\,\sqrt n/s_{50}`.

    Examples
    --------
    >>> found = cue_statistics(np.array([[[0.0, 0.0], [1.0, 2.0], [2.0, 2.0]]]))
    >>> naive_t(found, against=0.5)
    array([1.])
    """
    each = positions(found)
    target = each.mean(axis=-1, keepdims=True) if against is None else against
    width = np.abs(found.mean[..., 2] - found.mean[..., 0])
    return (each - target) * width * np.sqrt(found.n_trials / found.variance[..., 1])


def contrast_t(
    found: CueStatistics, *, against: Array | float | None = None
) -> tuple[Array, Array]:
    r"""t of :math:`m_{50}-(1-\nu)m_{10}-\nu m_{90}`, with the noise of all three means.

    Parameters
    ----------
    found : CueStatistics
        ``(..., n_cells, 3)``.
    against : array_like, optional
        Position under test; :func:`shared_position` if not given.

    Returns
    -------
    t, df : array
        ``(..., n_cells)``; degrees of freedom after Welch and Satterthwaite.

    Examples
    --------
    >>> found = cue_statistics(np.array([[[0.0, 2.0], [2.0, 4.0], [2.0, 4.0]]]))
    >>> [each.round(4).tolist() for each in contrast_t(found, against=0.5)]
    [[0.8165], [2.0]]
    """
    target = shared_position(found)[..., None] if against is None else against
    weight = np.stack(np.broadcast_arrays(np.subtract(target, 1), 1.0, np.negative(target)), -1)
    contrast = (weight * found.mean).sum(axis=-1)
    parts = weight**2 * found.variance / found.n_trials
    total = parts.sum(axis=-1)
    df = total**2 / (parts**2 / (found.n_trials - 1)).sum(axis=-1)
    return contrast / np.sqrt(total), df


def two_sided(t: Array, df: Array | float) -> Array:
    """Two-sided P of a t statistic.

    >>> round(float(two_sided(np.array(2.0), 10)), 4)
    0.0734
    """
    return np.asarray(2 * stats.t.sf(np.abs(t), df))


def share_interval(share: float, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share of ``n`` things.

    >>> [round(end, 3) for end in share_interval(1.0, 100)]
    [0.963, 1.0]
    """
    z2 = 1.96**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    # At 0 and 1 rounding would leave the share itself outside.
    return min(max(float(middle - half), 0.0), share), max(min(float(middle + half), 1.0), share)


def naive_anova(found: CueStatistics) -> tuple[Array, int, int]:
    """One-way analysis of variance of the normalised 50 % trials over cells.

    Returns
    -------
    f : array
        ``(...)``.
    df_between, df_within : int

    Examples
    --------
    >>> trials = np.array([[[0.0, 0.0], [1.0, 2.0], [2.0, 2.0]]] * 2)
    >>> naive_anova(cue_statistics(trials))
    (array(0.), 1, 2)
    """
    each = positions(found)
    n_cells, n = each.shape[-1], found.n_trials
    width = found.mean[..., 2] - found.mean[..., 0]
    between = n * each.var(axis=-1, ddof=1)
    within = (found.variance[..., 1] / width**2).mean(axis=-1)
    return np.asarray(between / within), n_cells - 1, n_cells * (n - 1)


def heterogeneity(found: CueStatistics) -> Array:
    """P that all cells share one position: the contrasts' squares against chi-squared.

    Each t is first turned into a standard normal of the same P; one degree of freedom goes to
    the shared position.

    Examples
    --------
    >>> trials = np.array([[[0.0, 2.0], [2.0, 4.0], [4.0, 6.0]]] * 3)
    >>> heterogeneity(cue_statistics(trials))
    array(1.)
    """
    t, df = contrast_t(found)
    z = stats.norm.isf(np.maximum(stats.t.sf(np.abs(t), df), 1e-300))
    return np.asarray(stats.chi2.sf((z**2).sum(axis=-1), t.shape[-1] - 1))


GROUPS = ("optimistic", "pessimistic", "both differ", "neither differs")


def mann_whitney(trials: Array) -> Array:
    """P of 50 against 10 % and of 50 against 90 %, ``(..., n_cells, 2)``.

    Two-sided, by the normal approximation with its correction for ties and for continuity, at
    any number of trials.

    Examples
    --------
    >>> trials = np.array([[[0.0, 1.0, 2.0], [5.0, 6.0, 7.0], [5.0, 6.0, 8.0]]])
    >>> mann_whitney(trials).round(3)
    array([[0.081, 1.   ]])
    """
    low, middle, high = np.moveaxis(trials, -2, 0)
    return np.stack(
        [
            stats.mannwhitneyu(middle, other, axis=-1, method="asymptotic").pvalue
            for other in (low, high)
        ],
        axis=-1,
    )


def groups(p: Array, *, level: float = 0.05) -> NDArray[np.int64]:
    """Index into ``GROUPS`` from the two P values of each cell, ``(..., n_cells)``.

    Examples
    --------
    >>> groups(np.array([[0.01, 0.2], [0.2, 0.01], [0.01, 0.01], [0.2, 0.2]]))
    array([0, 1, 2, 3])
    """
    from_low, from_high = np.moveaxis(p < level, -1, 0)
    return np.where(from_low, np.where(from_high, 2, 0), np.where(from_high, 1, 3))
