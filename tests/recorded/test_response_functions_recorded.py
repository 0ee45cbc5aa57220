"""Response functions of the 40 recorded cells: numbers of an independent port, and the nulls."""

import numpy as np
import pytest
from scipy import stats

from dopadist.experiments import response_functions as experiments
from dopadist.experiments.response_functions import refits
from dopadist.experiments.response_functions.common import of_responses
from dopadist.experiments.response_functions.held_out import MODELS, held_out
from dopadist.experiments.response_functions.posterior import posterior
from dopadist.nulls import permuted_trials
from dopadist.responses import pool


@pytest.fixture(scope="module")
def cells(recorded):
    return experiments.study(recorded, seed=0, profile="quick")


def test_held_out_errors_are_those_of_an_independent_port(cells):
    """23.1 and 22.1 (spikes/s)^2, 34 of 40 cells, Wilcoxon 1.4e-8, paired t 1e-5."""
    found = held_out(
        cells.trial_set, rng=np.random.default_rng(0), n_splits=100, estimator="authors"
    )
    straight, own = (found.error[MODELS.index(one)].mean(0) for one in ("straight", "own"))
    assert straight.mean() == pytest.approx(23.1, abs=0.1)
    assert own.mean() == pytest.approx(22.1, abs=0.1)
    assert (straight > own).sum() == pytest.approx(34, abs=5)
    assert stats.wilcoxon(straight, own).pvalue == pytest.approx(1.4e-8, rel=3)
    assert stats.ttest_rel(straight, own).pvalue < 1e-4


def test_permuted_trials_improve_as_much(cells):
    rng = np.random.default_rng(1)
    population = pool(permuted_trials(cells.responses, rng=rng))
    found = held_out(population, rng=rng, n_splits=20, estimator="authors").gain_of_own().mean(0)
    assert (found > 0).sum() > 28
    assert stats.ttest_1samp(found, 0).pvalue < 1e-4


def test_posterior_medians_go_with_the_joint_fit(cells):
    rng = np.random.default_rng(2)
    data = cells.trial_set
    tau = [np.median(posterior(one, data.axis, rng=rng).asymmetry) for one in data.trials]
    joint = cells.estimates["joint"].asymmetry
    assert np.corrcoef(np.array(tau)[cells.usable], joint[cells.usable])[0, 1] > 0.95


def test_the_common_function_explains_permuted_trials_as_well(cells):
    own = of_responses(cells.responses).numbers["explained"]
    rng = np.random.default_rng(3)
    mixed = [
        of_responses(permuted_trials(cells.responses, rng=rng)).numbers["explained"]
        for _ in range(5)
    ]
    assert own == pytest.approx(0.846, abs=0.001)
    assert np.mean(mixed) == pytest.approx(own, abs=0.03)


def test_no_cell_makes_its_own_relation(cells):
    """Leaving each cell out of its own axis moves the mean correlation by less than 0.05."""
    means = []
    for axis in ("own", "left_out"):
        fit = refits.fit_on(cells.trial_set, axis, "joint", 40, np.random.default_rng(4))
        r = refits.split_correlations(fit, cells="usable", usable=cells.usable)
        means.append(np.nanmean(r.r_reversal_asymmetry))
    assert means[0] == pytest.approx(means[1], abs=0.05)


def test_cells_are_not_right_on_average_and_permuted_ones_are(cells):
    level = experiments.run_levels(cells)
    assert level.ratio > 3
    assert level.permuted.max() < 1.6
