r"""How often two Mann-Whitney tests say what, for cells whose three means are equally spaced.

Of such a cell nothing but *both differ* is true. With normal noise the share of pairs in which
the 50 % response exceeds the 10 % one is an average over pairs, so its mean and variance, and
its covariance with the share of the other test, are integrals over one normal variable; the two
shares are then taken to be jointly normal.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import multivariate_normal, norm

Array = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(61)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def group_shares(effect: float, n_trials: int, *, level: float = 0.05) -> Array:
    """Shares of the four outcomes of the two tests for a cell exactly in the middle.

    Parameters
    ----------
    effect : float
        Distance of neighbouring cues' means in standard deviations of a trial.
    n_trials : int
        Trials of each cue.
    level : float
        Of each test, two-sided.

    Returns
    -------
    (4,) array
        In the order of ``measures.GROUPS``: called optimistic, called pessimistic, both tests
        significant, neither.

    Examples
    --------
    >>> group_shares(0.0, 50).round(2)  # two tests of nothing that share a group
    array([0.04, 0.04, 0.01, 0.91])
    >>> bool(group_shares(1.0, 100)[2] > 0.999)
    True
    """
    n = n_trials
    above = float(norm.cdf(effect / np.sqrt(2)))
    twice = float(_WEIGHTS @ norm.cdf(_NODES + effect) ** 2)
    variance = (above * (1 - above) + 2 * (n - 1) * (twice - above**2)) / n**2
    both = float(_WEIGHTS @ (norm.cdf(_NODES + effect) * norm.cdf(effect - _NODES)))
    correlation = (both - above**2) / n / variance
    # The test's limits, with its correction for continuity, in shares of pairs.
    limit = (0.5 + norm.isf(level / 2) * n * np.sqrt((2 * n + 1) / 12)) / n**2
    high = (0.5 + limit - above) / np.sqrt(variance)
    low = (0.5 - limit - above) / np.sqrt(variance)
    joint = multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], allow_singular=True)

    def below(x: float, y: float) -> float:
        return float(joint.cdf([x, y]))

    one = norm.sf(high) + norm.cdf(low)
    corners = (
        below(-high, -high)  # both above their limit, by the mirror
        + below(low, low)
        + 2 * (norm.cdf(low) - below(low, high))
    )
    return np.array([one - corners, one - corners, corners, 1 - 2 * one + corners])


def mixed_group_shares(effect: float, log_sd: float, n_trials: ArrayLike) -> Array:
    """Mean shares over cells whose effects scatter log-normally around a median.

    Parameters
    ----------
    effect : float
        Median distance of neighbouring cues in standard deviations of a trial.
    log_sd : float
        Of the logarithm of the effect.
    n_trials : (n,) array_like of int
        Trials of each cue.

    Returns
    -------
    (n, 4) array
        As :func:`group_shares`.

    Examples
    --------
    >>> mixed_group_shares(1.0, 0.4, [100]).round(2)
    array([[0.01, 0.01, 0.98, 0.  ]])
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(9)
    weights = weights / weights.sum()
    counts = np.asarray(n_trials)
    shares = [
        sum(w * group_shares(effect * np.exp(log_sd * x), int(n))
            for x, w in zip(nodes, weights, strict=True))
        for n in counts.ravel()
    ]  # fmt: skip
    return np.array(shares)
