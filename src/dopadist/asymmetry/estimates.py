"""One call for both estimators: reversal point, slopes and asymmetry of every cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from dopadist._compiled import HAVE_NUMBA
from dopadist._parallel import in_chunks
from dopadist.asymmetry._authors import estimate_rows
from dopadist.asymmetry.joint import joint_fit
from dopadist.asymmetry.slopes import slopes
from dopadist.reversal import (
    CAP_ABOVE,
    CAP_BELOW,
    MagnitudeStatistics,
    Ties,
    check_axis,
    reversal_points,
)

Floats = NDArray[np.float64]
_WORTH_A_THREAD = 10_000  # rows
Estimator = Literal["authors", "joint"]
ESTIMATORS: tuple[Estimator, ...] = get_args(Estimator)


@dataclass(frozen=True)
class CellEstimates:
    """Estimates of cells, any leading dimensions before ``n_cells``.

    Attributes
    ----------
    reversal_point : numpy.ndarray, shape (..., n_cells)
        In axis units.
    slope_minus, slope_plus : numpy.ndarray, shape (..., n_cells)
        Below and above the reversal point, spikes/s per axis unit.
    asymmetry : numpy.ndarray, shape (..., n_cells)
        ``slope_plus / (slope_plus + slope_minus)``, unclipped: outside [0, 1] where a slope is
        negative, and without meaning where both are. NaN where a slope is NaN or their sum 0.
    usable : numpy.ndarray of bool, shape (..., n_cells)
        Reversal point strictly inside the caps and both slopes positive.
    estimator : {"authors", "joint"}
        Which estimator.
    """

    reversal_point: NDArray[np.float64]
    slope_minus: NDArray[np.float64]
    slope_plus: NDArray[np.float64]
    asymmetry: NDArray[np.float64]
    usable: NDArray[np.bool_]
    estimator: Estimator


def estimate(
    statistics: MagnitudeStatistics,
    axis: NDArray[np.float64],
    *,
    estimator: Estimator = "authors",
    ties: Ties = "mean",
    rng: np.random.Generator | None = None,
) -> CellEstimates:
    r"""Reversal point, slopes and asymmetry :math:`\hat\tau = \beta_+ / (\beta_+ + \beta_-)`.

    Parameters
    ----------
    statistics : MagnitudeStatistics
        Shape ``(..., n_cells, n_magnitudes)``, magnitudes ascending.
    axis : array_like, shape (n_magnitudes,) or (n_cells, n_magnitudes)
        Value of each magnitude, for all cells or for each.
    estimator : {"authors", "joint"}
        ``"authors"``: sign counts, then regression on either side (the paper). ``"joint"``: both
        at once by least squares, slopes >= 0 (:func:`joint_fit`).
    ties, rng
        Of the authors' estimator, see :func:`dopadist.reversal.reversal_points`.

    Returns
    -------
    CellEstimates
        Shape ``(..., n_cells)``. The caps are :math:`u_1 + 0.01` and :math:`u_K - 0.1` for the
        authors' estimator, the ends of the axis for the joint one.

    Raises
    ------
    ValueError
        If the estimator is unknown or ``axis`` doesn't fit the statistics.

    Notes
    -----
    Reversal point and asymmetry of *one* call share their trials, so their correlation over
    cells means nothing: use :func:`dopadist.crossfit.cross_fit`.

    Examples
    --------
    >>> from dopadist.reversal import magnitude_statistics
    >>> trials = [[[-3.0, -3.0], [-1.0, -1.0], [2.0, 2.0], [6.0, 6.0]]]
    >>> cells = estimate(magnitude_statistics(trials), [-2.0, 0.0, 2.0, 4.0])
    >>> cells.reversal_point, cells.usable
    (array([1.]), array([ True]))
    >>> cells.asymmetry.round(3)
    array([0.667])
    """
    u = check_axis(axis, statistics.n.shape[-1])
    if estimator == "authors":
        fit = _authors if HAVE_NUMBA and ties == "mean" else _authors_plain
        reversal_point, slope_minus, slope_plus = fit(statistics, u, ties, rng)
        low, high = u[..., 0] + CAP_BELOW, u[..., -1] - CAP_ABOVE
    elif estimator == "joint":
        reversal_point, slope_minus, slope_plus = joint_fit(statistics, u)
        low, high = u.min(-1), u.max(-1)
    else:
        raise ValueError(f"estimator is {estimator!r}, expected one of {', '.join(ESTIMATORS)}")
    both = slope_minus + slope_plus
    asymmetry = np.divide(slope_plus, both, out=np.full(both.shape, np.nan), where=both != 0)
    with np.errstate(invalid="ignore"):
        usable = (
            (reversal_point > low) & (reversal_point < high) & (slope_minus > 0) & (slope_plus > 0)
        )
    return CellEstimates(
        reversal_point=reversal_point,
        slope_minus=slope_minus,
        slope_plus=slope_plus,
        asymmetry=asymmetry,
        usable=usable,
        estimator=estimator,
    )


def _authors_plain(
    statistics: MagnitudeStatistics, u: Floats, ties: Ties, rng: np.random.Generator | None
) -> tuple[Floats, Floats, Floats]:
    reversal_point = reversal_points(statistics, u, ties=ties, rng=rng)
    return reversal_point, *slopes(statistics, u, reversal_point)


def _authors(
    statistics: MagnitudeStatistics, u: Floats, ties: Ties, rng: np.random.Generator | None
) -> tuple[Floats, Floats, Floats]:
    """The same for tied scores averaged, compiled."""
    shape, size = statistics.n.shape[:-1], u.shape[-1]
    every = (statistics.n, statistics.positive, statistics.negative, statistics.total)
    rows = [np.ascontiguousarray(one.reshape(-1, size)) for one in every]
    axis, caps = np.ascontiguousarray(u.reshape(-1, size)), np.array([CAP_BELOW, CAP_ABOVE])
    found = np.empty((3, len(rows[0])))
    in_chunks(
        lambda start, stop: estimate_rows(*rows, axis, caps, start, stop, *found),
        len(rows[0]),
        least=_WORTH_A_THREAD,
    )
    return found[0].reshape(shape), found[1].reshape(shape), found[2].reshape(shape)
