"""From pairs of reversal point and asymmetry to a distribution of rewards.

If cell k's reversal point ``e_k`` is the expectile of level ``tau_k`` of the reward
distribution, then rewards above it, weighted by ``tau_k``, balance rewards below it, weighted by
``1 - tau_k``. On a grid this is one linear equation in the probabilities for each cell
(:func:`condition_matrix`). Three ways to solve the equations for the probabilities:

* :func:`maximum_entropy` (the default): the distribution closest to a prior that meets the
  equations up to a stated noise; unique, 0.2 ms;
* :func:`least_squares`: the global optimum of the published objective; sparse, over-fits;
* :func:`sample_search`: the published search over free samples, the slow reference.
"""

from dopadist.imputation.conditions import (
    Imputed,
    condition_matrix,
    optimal_support,
    published_loss,
)
from dopadist.imputation.distance import wasserstein1
from dopadist.imputation.entropy import ImputedBatch, maximum_entropy, maximum_entropy_batch
from dopadist.imputation.optimum import cdf_range, least_squares
from dopadist.imputation.search import sample_loss, sample_search
from dopadist.imputation.spread import near_optimal, random_priors

__all__ = [
    "Imputed",
    "ImputedBatch",
    "cdf_range",
    "condition_matrix",
    "least_squares",
    "maximum_entropy",
    "maximum_entropy_batch",
    "near_optimal",
    "optimal_support",
    "published_loss",
    "random_priors",
    "sample_loss",
    "sample_search",
    "wasserstein1",
]
