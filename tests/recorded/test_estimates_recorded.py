"""Estimates of the 40 recorded cells against literal forms and the methods reference."""

import numpy as np
import pytest

from dopadist.asymmetry import estimate, slopes
from dopadist.crossfit import cross_fit, split_correlations
from dopadist.nulls import exceedance_p, null_distributions, permuted_trials
from dopadist.responses import compute_responses, pool
from dopadist.reversal import magnitude_statistics


@pytest.fixture(scope="module")
def responses(recorded):
    return compute_responses(recorded)


@pytest.fixture(scope="module")
def pooled(responses):
    return pool(responses)


@pytest.fixture(scope="module")
def statistics(pooled):
    return magnitude_statistics(pooled.trials)


def literal_cell(trials, axis):
    """Reversal point (mean over ties) and slopes of one cell, trial by trial."""
    scores = np.zeros(8)
    for candidate in range(8):
        for k in range(7):
            for y in trials[k][np.isfinite(trials[k])]:
                scores[candidate] += (k >= candidate and y > 0) or (k < candidate and y < 0)
    points = []
    for best in np.flatnonzero(scores == scores.max()):
        if best == 0:
            points.append(axis[0] + 0.01)
        elif best == 7:
            points.append(axis[-1] - 0.1)
        else:
            before, after = scores[best] - scores[best - 1], scores[best] - scores[best + 1]
            weight = 0.5 if before == after == 0 else after / (before + after)
            points.append(weight * axis[best - 1] + (1 - weight) * axis[best])
    point = np.mean(points)
    fitted = []
    for side in (axis - point <= 0, axis - point >= 0):
        x = np.concatenate([np.full(np.isfinite(trials[k]).sum(), axis[k] - point)
                            for k in np.flatnonzero(side)])  # fmt: skip
        y = np.concatenate([trials[k][np.isfinite(trials[k])] for k in np.flatnonzero(side)])
        fitted.append((x @ y) / (x @ x))
    return point, *fitted


def test_equal_to_a_literal_form_on_every_cell(pooled, statistics):
    got = estimate(statistics, pooled.axis)
    for cell in range(40):
        point, minus, plus = literal_cell(pooled.trials[cell], pooled.axis)
        assert got.reversal_point[cell] == pytest.approx(point, abs=1e-12)
        # Slopes given their reversal point, and with their own.
        alone = slopes(magnitude_statistics(pooled.trials[cell]), pooled.axis, np.asarray(point))
        np.testing.assert_allclose(alone, (minus, plus), rtol=1e-9)
        assert got.slope_minus[cell] == pytest.approx(minus, rel=1e-9)
        assert got.slope_plus[cell] == pytest.approx(plus, rel=1e-9)


def test_figures_of_the_methods_reference(pooled, statistics):
    cells = estimate(statistics, pooled.axis)
    np.testing.assert_allclose(
        pooled.axis, [-3.577, -3.288, -2.765, -1.759, 0.242, 4.428, 8.324], atol=5e-4
    )
    point = cells.reversal_point
    np.testing.assert_allclose([point.min(), point.max()], [-3.34, 8.22], atol=0.01)
    np.testing.assert_allclose(
        np.quantile(point, [0.25, 0.5, 0.75]), [-1.07, -0.15, 1.59], atol=0.1
    )
    # Cell 20 alone is on an edge, with a ratio of a negative and a positive slope.
    np.testing.assert_array_equal(np.flatnonzero(~cells.usable) + 1, [20])
    assert cells.slope_plus[19] == pytest.approx(-7.79, abs=0.01)
    assert cells.slope_minus[19] == pytest.approx(0.16, abs=0.01)
    assert cells.asymmetry[19] == pytest.approx(1.02, abs=0.01)
    assert cells.asymmetry[cells.usable].mean() == pytest.approx(0.5, abs=0.02)
    same = np.corrcoef(point, cells.asymmetry)[0, 1]
    assert same == pytest.approx(0.85, abs=0.01)


def test_split_means_over_a_thousand_splits(pooled):
    # SD of the mean over 1,000 splits: 0.0024 and 0.006 over 20 seeds.
    fitted = cross_fit(pooled, n_splits=1000, rng=np.random.default_rng(0))
    r = split_correlations(fitted)
    assert (r.n_cells == 40).all()
    assert 0.74 <= r.r_reversal_reversal.mean() <= 0.79
    assert r.r_reversal_asymmetry.mean() == pytest.approx(0.50, abs=0.02)


def test_the_rule_for_cells_matters_by_less_than_the_interval(pooled, statistics):
    usable = estimate(statistics, pooled.axis, estimator="joint").usable
    fitted = cross_fit(pooled, n_splits=500, rng=np.random.default_rng(1), estimator="joint")
    rule = split_correlations(fitted, cells="usable", usable=usable).r_reversal_asymmetry.mean()
    fixed = np.nanmean(split_correlations(fitted, usable=usable).r_reversal_asymmetry)
    assert rule == pytest.approx(0.515, abs=0.02)
    assert 0.02 < rule - fixed < 0.09


def test_permuted_cells_agree_with_nothing(responses, pooled):
    # Means of 25 populations with SD 0.1: beyond 0.1 with probability 6e-7.
    for found in null_distributions(
        lambda rng: pool(permuted_trials(responses, rng=rng)),
        rng=np.random.default_rng(2), n_populations=25, n_splits=10,
    ):  # fmt: skip
        assert abs(found.r_reversal_asymmetry.mean()) < 0.1
        assert abs(found.r_reversal_reversal.mean()) < 0.1
        assert np.median(found.r_same_trials) > 0.8
        assert exceedance_p(0.5, found.r_reversal_asymmetry) < 0.05
