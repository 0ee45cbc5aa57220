"""Every kind of correlation of one cross-fit at once, for those who compare analyses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dopadist.crossfit.correlations import correlations, mean_over_splits
from dopadist.crossfit.fit import CrossFit
from dopadist.crossfit.kinds import METHODS, WITHIN, centred, one_cell, ranks


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
    n_splits, n_rules = cross_fit.n_splits, len(valid)
    rows: list[list[NDArray[np.float64]]] = []
    kept: list[NDArray[np.bool_]] = []
    for rule in valid:
        point, again, asymmetry = (
            np.where(rule, one, 0.0)
            for one in (
                estimates.reversal_point[:, 0],
                estimates.reversal_point[:, 1],
                estimates.asymmetry[:, 1],
            )
        )
        point_c, again_c, several = centred(point, again, rule, same)
        asymmetry_c = centred(asymmetry, asymmetry, rule, same)[0]
        single = one_cell(rule, same)
        for chosen, one in (
            (rule, (point, again, asymmetry)),
            (several, (point_c, again_c, asymmetry_c)),
            (single, (point, again, asymmetry)),
        ):
            kept.append(chosen)
            rows.append([np.where(chosen, values, 0.0) for values in one])
    keep = np.concatenate(kept)
    point, again, asymmetry = (np.concatenate(column) for column in zip(*rows, strict=True))
    ranked = [ranks(one, keep) for one in (point, again, asymmetry)]
    weights = np.ones((1, keep.shape[1]))
    found = np.empty((2, n_rules, len(WITHIN), len(METHODS)))
    for method, (x, y, tau) in enumerate(((point, again, asymmetry), ranked)):
        for question, other in enumerate((y, tau)):
            r = correlations(weights, x, other, keep)[0]
            found[question, ..., method] = mean_over_splits(r.reshape(-1, n_splits)).reshape(
                n_rules, len(WITHIN)
            )
    return found
