"""Newton's method on the dual of the maximum-entropy decode: compiled, and in plain numpy."""

import numpy as np
from numpy.typing import NDArray

from dopadist._compiled import HAVE_NUMBA, njit

Floats = NDArray[np.float64]

TOLERANCE = 1e-16  # duality gap, nats
MAX_ITERATIONS = 500
ARMIJO = 1e-4
ROUND_OFF = 1e-14  # slack of the line search, relative to the objective


def newton(
    point: Floats,
    tau: Floats,
    grid: Floats,
    log_prior: Floats,
    sigma: float,
    *,
    compiled: bool | None = None,
) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
    """Probabilities, residuals ``A w``, duality gaps and steps, one row a decode.

    A cell whose reversal point or asymmetry is NaN gets a row of zeros, which leaves its
    multiplier at 0 and the decode unaffected.

    With more cells than grid points, A is replaced by the triangle R of ``A = Q R``: as
    ``|A w| = |R w|``, the solution is the same, with one unknown a grid point, not a cell.
    """
    fast = HAVE_NUMBA if compiled is None else compiled
    if fast and point.shape[1] <= grid.size:
        return _solve_all_compiled(point, tau, grid, log_prior, sigma)
    solve = _solve_compiled if fast else _solve_numpy
    n_decodes, n_cells = point.shape
    probabilities = np.empty((n_decodes, grid.size))
    residual = np.empty((n_decodes, n_cells))
    gap = np.empty(n_decodes)
    iterations = np.empty(n_decodes, dtype=np.int64)
    for i in range(n_decodes):
        distance = grid - point[i, :, None]
        matrix = np.where(distance <= 0, 1 - tau[i, :, None], tau[i, :, None]) * distance
        matrix[~np.isfinite(matrix).all(axis=1)] = 0.0
        small = matrix if n_cells <= grid.size else np.asarray(np.linalg.qr(matrix, mode="r"))
        transposed = np.ascontiguousarray(small.T)
        probabilities[i], _, gap[i], iterations[i] = solve(transposed, log_prior, sigma)
        residual[i] = matrix @ probabilities[i]
    return probabilities, residual, gap, iterations


def _weights_numpy(
    transposed: Floats, log_prior: Floats, multipliers: Floats
) -> tuple[Floats, float]:
    exponent = log_prior + transposed @ multipliers
    largest = exponent.max()
    weights = np.exp(exponent - largest)
    total = weights.sum()
    return weights / total, float(largest + np.log(total))


def _solve_numpy(
    transposed: Floats, log_prior: Floats, sigma: float
) -> tuple[Floats, Floats, float, int]:
    variance = sigma**2
    multipliers = np.zeros(transposed.shape[1])
    weights, log_sum = _weights_numpy(transposed, log_prior, multipliers)
    objective = log_sum
    for iteration in range(MAX_ITERATIONS):
        residual = weights @ transposed
        gradient = variance * multipliers + residual
        gap = float(gradient @ gradient) / (2 * variance)
        if gap <= TOLERANCE:
            break
        centred = transposed - residual
        hessian = (centred * weights[:, None]).T @ centred
        hessian[np.diag_indices_from(hessian)] += variance
        direction = -np.linalg.solve(hessian, gradient)
        slope = float(gradient @ direction)
        length = 1.0
        while True:
            trial = multipliers + length * direction
            weights_trial, log_sum = _weights_numpy(transposed, log_prior, trial)
            value = variance / 2 * float(trial @ trial) + log_sum
            if value <= objective + ARMIJO * length * slope + ROUND_OFF * (1 + abs(objective)):
                break
            length /= 2
            if length < 1e-12:
                return weights, residual, gap, iteration
        multipliers, weights, objective = trial, weights_trial, value
    return weights, residual, gap, iteration


@njit(cache=True)  # pragma: no cover - compiled
def _weights_compiled(
    transposed: Floats, log_prior: Floats, multipliers: Floats, weights: Floats
) -> float:
    n_grid, n_cells = transposed.shape
    largest = -np.inf
    for g in range(n_grid):
        exponent = log_prior[g]
        for k in range(n_cells):
            exponent += transposed[g, k] * multipliers[k]
        weights[g] = exponent
        largest = max(largest, exponent)
    total = 0.0
    for g in range(n_grid):
        weights[g] = np.exp(weights[g] - largest)
        total += weights[g]
    for g in range(n_grid):
        weights[g] /= total
    return largest + np.log(total)


@njit(cache=True)  # pragma: no cover - compiled
def _cholesky_solve(matrix: Floats, right: Floats) -> Floats:
    """Solution of a symmetric positive definite system; overwrites the matrix (lower part)."""
    n = right.size
    solution = right.copy()
    for j in range(n):
        pivot = np.sqrt(matrix[j, j])
        matrix[j, j] = pivot
        for i in range(j + 1, n):
            matrix[i, j] /= pivot
        for i in range(j + 1, n):
            factor = matrix[i, j]
            for k in range(j + 1, i + 1):
                matrix[i, k] -= factor * matrix[k, j]
    for i in range(n):
        for k in range(i):
            solution[i] -= matrix[i, k] * solution[k]
        solution[i] /= matrix[i, i]
    for i in range(n - 1, -1, -1):
        for k in range(i + 1, n):
            solution[i] -= matrix[k, i] * solution[k]
        solution[i] /= matrix[i, i]
    return solution


@njit(cache=True)  # pragma: no cover - compiled
def _solve_compiled(
    transposed: Floats, log_prior: Floats, sigma: float
) -> tuple[Floats, Floats, float, int]:
    # Explicit loops and no BLAS: the same bits with any number of threads.
    n_grid, n_cells = transposed.shape
    variance = sigma**2
    multipliers = np.zeros(n_cells)
    weights, weights_trial = np.empty(n_grid), np.empty(n_grid)
    residual, centred = np.zeros(n_cells), np.empty(n_cells)
    hessian = np.empty((n_cells, n_cells))
    objective = _weights_compiled(transposed, log_prior, multipliers, weights)
    gap = np.inf
    iteration = 0
    for iteration in range(MAX_ITERATIONS):
        residual[:] = 0.0
        for g in range(n_grid):
            w = weights[g]
            for k in range(n_cells):
                residual[k] += w * transposed[g, k]
        gradient = variance * multipliers + residual
        gap = 0.0
        for k in range(n_cells):
            gap += gradient[k] ** 2
        gap /= 2 * variance
        if gap <= TOLERANCE:
            break
        hessian[:] = 0.0
        for g in range(n_grid):
            w = weights[g]
            if w == 0.0:
                continue
            for k in range(n_cells):
                centred[k] = transposed[g, k] - residual[k]
            for i in range(n_cells):
                factor = w * centred[i]
                for k in range(i + 1):
                    hessian[i, k] += factor * centred[k]
        for k in range(n_cells):
            hessian[k, k] += variance
        direction = -_cholesky_solve(hessian, gradient)
        slope = 0.0
        for k in range(n_cells):
            slope += gradient[k] * direction[k]
        length = 1.0
        while True:
            trial = multipliers + length * direction
            value = _weights_compiled(transposed, log_prior, trial, weights_trial)
            for k in range(n_cells):
                value += variance / 2 * trial[k] ** 2
            if value <= objective + ARMIJO * length * slope + ROUND_OFF * (1 + abs(objective)):
                break
            length /= 2
            if length < 1e-12:
                return weights, residual, gap, iteration
        multipliers = trial
        weights, weights_trial = weights_trial, weights
        objective = value
    return weights, residual, gap, iteration


@njit(cache=True)  # pragma: no cover - compiled
def _solve_all_compiled(
    point: Floats, tau: Floats, grid: Floats, log_prior: Floats, sigma: float
) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
    n_decodes, n_cells = point.shape
    n_grid = grid.size
    probabilities = np.empty((n_decodes, n_grid))
    residual = np.empty((n_decodes, n_cells))
    gap = np.empty(n_decodes)
    iterations = np.empty(n_decodes, dtype=np.int64)
    transposed = np.empty((n_grid, n_cells))
    for i in range(n_decodes):
        for g in range(n_grid):
            for k in range(n_cells):
                distance = grid[g] - point[i, k]
                level = 1 - tau[i, k] if distance <= 0 else tau[i, k]
                entry = level * distance
                transposed[g, k] = entry if np.isfinite(entry) else 0.0
        w, r, d, n = _solve_compiled(transposed, log_prior, sigma)
        probabilities[i] = w
        residual[i] = r
        gap[i] = d
        iterations[i] = n
    return probabilities, residual, gap, iterations
