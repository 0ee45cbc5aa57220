"""Signs of held-out trials in the recorded cells, against an independent port's numbers."""

import numpy as np
import pytest
from scipy import stats

from dopadist.crossfit import random_halves
from dopadist.experiments.alternatives.sign_prediction import share_right
from dopadist.responses import compute_responses, pool


@pytest.mark.parametrize(("kind", "one", "own"), [("pooled", 69.7, 72.5), ("cued", 73.3, 74.3)])
def test_shares_of_predicted_signs(recorded, kind, one, own):
    """50 splits, as there: the mean over splits has an SD of 0.05, the tie rule adds 0.1."""
    data = pool(compute_responses(recorded), kind=kind)
    halves = random_halves(data.trials, n_splits=50, rng=np.random.default_rng(0))
    cells = np.arange(len(data.names))
    shared, diverse = (
        100 * share_right(halves, data.axis, groups).mean(0)
        for groups in (np.zeros_like(cells), cells)
    )
    assert shared.mean() == pytest.approx(one, abs=0.2)
    assert diverse.mean() == pytest.approx(own, abs=0.3)
    p = stats.ttest_rel(diverse, shared).pvalue
    assert p < 1e-3 if kind == "pooled" else p > 0.05
