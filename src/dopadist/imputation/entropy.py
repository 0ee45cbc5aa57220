"""Maximum entropy: the distribution closest to a prior among those that fit the cells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dopadist.imputation._newton import newton
from dopadist.imputation.conditions import Imputed, check_grid, check_pairs, check_tau


@dataclass(frozen=True)
class ImputedBatch:
    """Many maximum-entropy decodes on one grid.

    Attributes
    ----------
    values : numpy.ndarray
        Grid, shape ``(n_grid,)``, axis units.
    probabilities : numpy.ndarray
        One distribution a row, shape ``(n_decodes, n_grid)``.
    loss : numpy.ndarray
        Published objective of each, shape ``(n_decodes,)``; NaN without a single finite pair.
    gap : numpy.ndarray
        Duality gap of each, nats, shape ``(n_decodes,)``.
    iterations : numpy.ndarray
        Newton steps of each, shape ``(n_decodes,)``.
    n_cells : numpy.ndarray
        Pairs that entered each, shape ``(n_decodes,)``.
    """

    values: NDArray[np.float64]
    probabilities: NDArray[np.float64]
    loss: NDArray[np.float64]
    gap: NDArray[np.float64]
    iterations: NDArray[np.int64]
    n_cells: NDArray[np.int64]


def maximum_entropy(
    point: ArrayLike,
    tau: ArrayLike,
    *,
    grid: ArrayLike,
    sigma: float,
    prior: ArrayLike | None = None,
) -> Imputed:
    """Distribution that fits the cells up to a noise and otherwise stays at a prior.

    Minimises ``|A w|^2 / (2 sigma^2) + KL(w | q)`` over the probabilities w on the grid, where
    row k of A is the expectile condition of cell k (:func:`condition_matrix`). The problem is
    strictly convex, so the solution is unique and does not depend on a start. It is found by
    Newton's method on the dual, which has one unknown a cell.

    Parameters
    ----------
    point : array_like
        Reversal points, shape ``(n_cells,)``, axis units.
    tau : array_like
        Asymmetries in [0, 1], shape ``(n_cells,)``.
    grid : array_like
        Values that the distribution may take, strictly ascending, shape ``(n_grid,)``.
    sigma : float
        Size, in axis units, by which a cell may miss its condition. Large: the prior comes back.
        Zero is not allowed. Fix it before seeing the data (:mod:`dopadist.decoding`).
    prior : array_like, optional
        Prior probabilities q on the grid, 0 or more, normalised here. Uniform by default.

    Returns
    -------
    Imputed
        With diagnostics ``gap`` (primal minus dual objective, nats: the certificate; the
        solution lies within ``sqrt(2 gap)`` of the optimum in total absolute difference),
        ``iterations``, ``kl`` (nats from the prior) and ``residual`` (root mean square of
        ``A w``, axis units).

    Raises
    ------
    ValueError
        For input that :func:`condition_matrix` refuses, a sigma of 0 or less, or a bad prior.
    RuntimeError
        If Newton's method stops before the gap is below 1e-9.

    Notes
    -----
    Dual: with multipliers l, maximise ``-sigma^2 |l|^2 / 2 - log sum_g q_g exp((A' l)_g)``; then
    ``w_g`` is proportional to ``q_g exp((A' l)_g)``, and the gap is
    ``|sigma^2 l + A w|^2 / (2 sigma^2)``.

    Examples
    --------
    A single cell with equal slopes says only what the mean is.

    >>> grid = np.linspace(0, 10, 101)
    >>> decoded = maximum_entropy([3.0], [0.5], grid=grid, sigma=1e-3)
    >>> round(decoded.mean, 3)
    3.0
    """
    point, tau = check_pairs(point, tau)
    batch = maximum_entropy_batch(point[None], tau[None], grid=grid, sigma=sigma, prior=prior)
    probabilities, q = batch.probabilities[0], _prior(prior, batch.values)
    used = probabilities > 0
    kl = float(np.sum(probabilities[used] * np.log(probabilities[used] / q[used])))
    return Imputed(
        values=batch.values,
        probabilities=probabilities,
        loss=float(batch.loss[0]),
        method="maximum_entropy",
        diagnostics={
            "gap": float(batch.gap[0]),
            "iterations": float(batch.iterations[0]),
            "kl": kl,
            "residual": float(2 * np.sqrt(batch.loss[0])),
        },
    )


def maximum_entropy_batch(
    point: ArrayLike,
    tau: ArrayLike,
    *,
    grid: ArrayLike,
    sigma: float,
    prior: ArrayLike | None = None,
    compiled: bool | None = None,
) -> ImputedBatch:
    """:func:`maximum_entropy` for many sets of pairs, for example one a split.

    Parameters
    ----------
    point, tau : array_like
        Reversal points (axis units) and asymmetries, shape ``(n_decodes, n_cells)``. A pair with
        a NaN in it is left out of its decode; without any pair the decode is the prior.
    grid, sigma, prior
        As in :func:`maximum_entropy`, the same for all.
    compiled : bool, optional
        Use the compiled kernel; by default where Numba is installed. Both give the same result
        to round-off.

    Returns
    -------
    ImputedBatch

    Raises
    ------
    ValueError, RuntimeError
        As :func:`maximum_entropy`.

    Examples
    --------
    >>> batch = maximum_entropy_batch(
    ...     [[3.0], [6.0]], [[0.5], [0.5]], grid=np.linspace(0, 10, 101), sigma=1e-3
    ... )
    >>> (batch.probabilities @ batch.values).round(3)
    array([3., 6.])
    """
    point, tau = np.asarray(point, dtype=float), np.asarray(tau, dtype=float)
    if point.ndim != 2 or point.shape != tau.shape:
        raise ValueError(
            f"reversal points have shape {point.shape} and asymmetries {tau.shape}, expected "
            "both (n_decodes, n_cells)"
        )
    check_tau(tau)
    grid = check_grid(grid)
    if not (np.isfinite(sigma) and sigma > 0):
        raise ValueError(f"sigma is {sigma}, expected a finite size above 0 in axis units")
    with np.errstate(divide="ignore"):
        log_prior = np.log(_prior(prior, grid))
    finite = np.isfinite(point) & np.isfinite(tau)
    n_cells = finite.sum(axis=1)
    probabilities, residual, gap, iterations = newton(
        np.where(finite, point, np.nan), tau, grid, log_prior, float(sigma), compiled=compiled
    )
    if not (gap <= 1e-9).all():
        raise RuntimeError(
            f"maximum entropy stopped at a duality gap of {np.max(gap):.2g} after "
            f"{np.max(iterations)} Newton steps, expected below 1e-9: a larger sigma than "
            f"{sigma:.3g} helps"
        )
    with np.errstate(invalid="ignore"):
        loss = np.where(n_cells > 0, np.sum((0.5 * residual) ** 2, axis=1) / n_cells, np.nan)
    return ImputedBatch(grid, probabilities, loss, gap, iterations, n_cells)


def _prior(prior: ArrayLike | None, grid: NDArray[np.float64]) -> NDArray[np.float64]:
    if prior is None:
        return np.full(grid.size, 1 / grid.size)
    q = np.asarray(prior, dtype=float)
    if q.shape != grid.shape or not (q >= 0).all() or not 0 < q.sum() < np.inf:
        raise ValueError(
            f"prior has shape {q.shape}, expected {grid.shape} with weights of 0 or more, "
            "not all zero"
        )
    return np.asarray(q / q.sum())
