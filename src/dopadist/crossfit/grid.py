"""Every kind of correlation of one cross-fit at once, for those who compare analyses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dopadist.crossfit.correlations import correlations, mean_over_splits
from dopadist.crossfit.fit import CrossFit
from dopadist.crossfit.kinds import centred, one_cell, ranks, several


def correlation_grid(
    cross_fit: CrossFit, valid: Sequence[NDArray[np.bool_]]
) -> NDArray[np.float64]:
    """Mean over splits of both correlations, for every rule, treatment of sessions and method.

    Parameters
    ----------
    cross_fit : CrossFit
        Estimates of both halves.
    valid : sequence of bool arrays, each of shape (n_splits, n_cells)
        One rule for cells each: which count in which split.

    Returns
    -------
    numpy.ndarray, shape (2, n_rules, 3, 2)
        First the correlation of reversal points of the two halves, then that of reversal point
        and asymmetry; then rules, ``WITHIN`` and ``METHODS`` in their order. NaN where no split
        has three cells.

    Notes
    -----
    The same numbers as from :func:`split_correlations`, several times faster.

    Examples
    --------
    >>> from dopadist.crossfit import cross_fit
    >>> from dopadist.responses import compute_responses, pool
    >>> from dopadist.surrogate import surrogate
    >>> trials = pool(compute_responses(surrogate("matched", n_cells=5)))
    >>> fitted = cross_fit(trials, n_splits=3, rng=np.random.default_rng(0), estimator="joint")
    >>> correlation_grid(fitted, [fitted.estimates.usable.all(1)]).shape
    (2, 1, 3, 2)
    """
    estimates = cross_fit.estimates
    label = np.asarray(cross_fit.sessions)
    same = (label[:, None] == label[None, :]).astype(float)
    rule = np.stack(list(valid))  # (n_rules, n_splits, n_cells)
    values = np.stack(
        [
            estimates.reversal_point[:, 0],
            estimates.reversal_point[:, 1],
            estimates.asymmetry[:, 1],
        ]
    )
    plain = np.where(rule[:, None], values, 0.0)
    keep = np.stack([rule, several(rule, same), one_cell(rule, same)], axis=1)[:, :, None]
    differences = centred(plain, rule[:, None], same)
    adjusted = np.where(keep, np.stack([plain, differences, plain], axis=1), 0.0)
    # (n_methods, n_rules, n_within, three estimates, n_splits, n_cells)
    both = np.stack([adjusted, ranks(adjusted, np.broadcast_to(keep, adjusted.shape))])
    x = np.stack([both[:, :, :, 0]] * 2)
    y = np.stack([both[:, :, :, 1], both[:, :, :, 2]])
    counted = np.broadcast_to(keep[:, :, 0], x.shape)
    n_cells = x.shape[-1]
    rows = (x.reshape(-1, n_cells), y.reshape(-1, n_cells), counted.reshape(-1, n_cells))
    r = correlations(np.ones((1, n_cells)), *rows)[0]
    means = mean_over_splits(r.reshape(-1, cross_fit.n_splits)).reshape(x.shape[:-2])
    return np.moveaxis(means, 1, -1)
