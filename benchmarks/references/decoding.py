"""The published recipe: random starts, then a search over free samples, gradient by differences.

From the public ports of the authors' notebook (osf.io/ux5rg): ten epochs; in each the best of
1,000 sets of 100 uniform samples, moved by SciPy's truncated Newton method within the box.
"""

import numpy as np
from scipy.optimize import minimize


def loss(samples, points, tau):
    """Mean over cells of the squared mean gradient of the expectile loss."""
    delta = samples - points[:, None]
    weight = np.where(delta <= 0, 1 - tau[:, None], tau[:, None])
    return np.mean((-0.5 * weight * delta).mean(axis=1) ** 2)


def decode(points, tau, low, high, rng, *, n_samples=100, n_starts=1000, n_epochs=10):
    """All samples of all epochs, each of the same probability."""
    found = []
    for _ in range(n_epochs):
        best, lowest = None, np.inf
        for _ in range(n_starts):
            samples = rng.uniform(low, high, n_samples)
            value = loss(samples, points, tau)
            if value < lowest:
                best, lowest = samples, value
        result = minimize(
            loss, best, args=(points, tau), method="TNC", bounds=[(low, high)] * n_samples
        )
        found.append(result.x)
    return np.sort(np.concatenate(found))
