"""Halves are halves, both paths choose the same, and the inference has its stated error rate."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from dopadist import crossfit
from dopadist.asymmetry import estimate
from dopadist.crossfit import (
    bootstrap,
    chronological_halves,
    cross_fit,
    fold_asymmetries,
    permutation_p,
    random_halves,
    split_correlations,
)
from dopadist.crossfit.halves import selection
from dopadist.responses import TrialSet, mean_axis
from dopadist.reversal import magnitude_statistics

AXIS = np.array([-3.577, -3.288, -2.765, -1.759, 0.242, 4.428, 8.324])


def population(seed, *, n_cells=40, n_slots=24, spread=2.0, related=False):
    """Noisy cells of two lines; asymmetry related to the reversal point, or not."""
    rng = np.random.default_rng(seed)
    value = rng.normal(0.5, spread, n_cells)
    logit = (value - 0.5) if related else rng.normal(0, 1, n_cells)
    x = AXIS - value[:, None]
    mean = np.exp(np.where(x < 0, -0.5, 0.5) * logit[:, None]) * x
    trials = mean[..., None] + rng.normal(0, 4, (n_cells, AXIS.size, n_slots))
    trials[:, 0, 5:] = np.nan
    trials[::2, 3, ::3] = np.nan
    times = rng.permuted(np.arange(trials[0].size)).reshape(trials.shape[1:]) + 0 * trials
    return TrialSet(
        trials=trials,
        times=times,
        axis=mean_axis(trials),
        offset=0.0,
        kind="pooled",
        names=tuple(f"cell {i}" for i in range(n_cells)),
        sessions=tuple(f"session {i // 2}" for i in range(n_cells)),
        prefixes=tuple("ABCD"[i % 4] for i in range(n_cells)),
        volumes=np.array([0.1, 0.3, 1.2, 2.5, 5, 10, 20]),
        evidence="simulation",
        digest="",
    )


def test_halves_are_disjoint_complete_and_of_floor_n_over_two():
    trials = population(0).trials
    everything = magnitude_statistics(trials)
    halves = random_halves(trials, n_splits=30, rng=np.random.default_rng(1))
    assert (halves.n[:, 0] == everything.n // 2).all()
    for name in ("n", "positive", "negative"):
        got = getattr(halves, name).sum(1)
        assert (got == getattr(everything, name)).all(), name
    np.testing.assert_allclose(
        halves.total.sum(1), np.broadcast_to(everything.total, (30, 40, 7)), atol=1e-9
    )


def test_plain_and_compiled_paths_choose_the_same_trials(monkeypatch):
    trials = population(1).trials
    compiled = random_halves(trials, n_splits=120, rng=np.random.default_rng(2))
    monkeypatch.setattr(crossfit.halves, "HAVE_NUMBA", False)
    plain = random_halves(trials, n_splits=120, rng=np.random.default_rng(2))
    for name in ("n", "positive", "negative"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(compiled, name))
    np.testing.assert_allclose(plain.total, compiled.total, atol=1e-9)


def test_the_number_of_threads_changes_nothing():
    numba = pytest.importorskip("numba", reason="Numba is not installed: there are no threads")
    data, most = population(1), numba.get_num_threads()
    found = []
    for threads in {1, most}:
        numba.set_num_threads(threads)
        fitted = cross_fit(data, n_splits=40, rng=np.random.default_rng(2), estimator="joint")
        found.append(fitted.estimates)
    numba.set_num_threads(most)
    for name in ("reversal_point", "asymmetry"):
        np.testing.assert_array_equal(getattr(found[0], name), getattr(found[-1], name))


def test_every_half_of_the_trials_is_equally_likely():
    # 4 trials have 6 halves. 6,000 splits: chi-square with 5 degrees of freedom, alarm at 1e-4.
    keys = np.random.default_rng(3).integers(0, 2**64, 6000, dtype=np.uint64)
    chosen = selection(np.ones((1, 1, 4), bool), keys)[:, 0, 0]
    codes = chosen @ (1 << np.arange(4))
    _, counts = np.unique(codes, return_counts=True)
    assert counts.size == 6
    assert stats.chisquare(counts).pvalue > 1e-4


def test_cells_and_magnitudes_are_halved_independently():
    # Correlation between the choices of two cells over 4,000 splits: |r| < 4.5 / sqrt(4000) but
    # for a chance of 7e-6.
    keys = np.random.default_rng(4).integers(0, 2**64, 4000, dtype=np.uint64)
    chosen = selection(np.ones((2, 2, 10), bool), keys).reshape(4000, 4, 10)[..., 0]
    r = np.corrcoef(chosen.T)
    assert np.abs(r[np.triu_indices(4, 1)]).max() < 4.5 / np.sqrt(4000)


def test_time_halves_are_early_against_late():
    trials = np.array([[[10.0, 20, np.nan, 30, 40, 50]]])
    times = np.array([[[5.0, 1, 0, 3, 2, 4]]])
    halves = chronological_halves(trials, times)
    # In order of time: 20, 40, 30, 50, 10.
    np.testing.assert_array_equal(halves.total[:, :, 0, 0], [[60, 90], [60, 90]])
    np.testing.assert_array_equal(halves.n[:, :, 0, 0], [[2, 3], [2, 3]])
    trials[0, 0, 5] = 70.0
    np.testing.assert_array_equal(
        chronological_halves(trials, times).total[:, :, 0, 0], [[60, 110], [80, 90]]
    )


def test_each_half_has_its_own_reversal_point():
    data = population(5)
    fitted = cross_fit(data, n_splits=3, rng=np.random.default_rng(6))
    halves = random_halves(data.trials, n_splits=3, rng=np.random.default_rng(6))
    again = estimate(halves, data.axis)
    np.testing.assert_array_equal(fitted.estimates.asymmetry, again.asymmetry)
    points = fitted.estimates.reversal_point
    assert points.shape == (3, 2, 40)
    assert (points[:, 0] != points[:, 1]).mean() > 0.5


def test_split_correlations_equal_scipy():
    data = population(7, related=True)
    fitted = cross_fit(data, n_splits=8, rng=np.random.default_rng(8), estimator="joint")
    usable = np.arange(40) != 3
    got = split_correlations(fitted, cells="usable", usable=usable)
    cells = fitted.estimates
    for split in range(8):
        keep = cells.usable[split].all(0) & usable
        x, y = cells.reversal_point[split, 0, keep], cells.asymmetry[split, 1, keep]
        again = cells.reversal_point[split, 1, keep]
        assert got.n_cells[split] == keep.sum()
        assert got.r_reversal_asymmetry[split] == pytest.approx(stats.pearsonr(x, y)[0])
        assert got.r_reversal_reversal[split] == pytest.approx(stats.pearsonr(x, again)[0])


def test_too_few_cells_give_nan():
    fitted = cross_fit(population(9), n_splits=2, rng=np.random.default_rng(0))
    got = split_correlations(fitted, usable=np.arange(40) < 2)
    assert np.isnan(got.r_reversal_asymmetry).all()


def test_bootstrap_mean_is_the_mean_over_splits_and_resamples_follow_numpy():
    fitted = cross_fit(population(10, related=True), n_splits=5, rng=np.random.default_rng(1))
    expected = split_correlations(fitted).r_reversal_asymmetry.mean()
    got = bootstrap(fitted, rng=np.random.default_rng(2), n_resamples=3)
    assert got.mean == pytest.approx(expected)
    counts = np.random.default_rng(2).multinomial(40, np.full(40, 1 / 40), size=3)
    cells = fitted.estimates
    for resample, weight in enumerate(counts):
        index = np.repeat(np.arange(40), weight)
        r = [
            np.corrcoef(cells.reversal_point[s, 0, index], cells.asymmetry[s, 1, index])[0, 1]
            for s in range(5)
        ]
        assert got.resampled[resample] == pytest.approx(np.mean(r))


def test_sessions_are_drawn_whole():
    fitted = cross_fit(population(11), n_splits=2, rng=np.random.default_rng(1))
    assert bootstrap(fitted, rng=np.random.default_rng(0), unit="sessions").n_units == 20
    assert bootstrap(fitted, rng=np.random.default_rng(0), unit="prefixes").n_units == 4


def test_bootstrap_interval_holds_the_truth_about_as_often_as_it_says():
    # Unrelated asymmetries, joint estimator, true mean r = 0. 60 populations: a 95 % interval
    # that really held it 90 % of the time (percentile intervals of 40 cells are a little short)
    # would fall below 46 of 60 with probability 2e-3; below 42 with 1e-5.
    held = 0
    for seed in range(60):
        fitted = cross_fit(
            population(100 + seed), n_splits=10, rng=np.random.default_rng(1), estimator="joint"
        )
        got = bootstrap(fitted, rng=np.random.default_rng(2), cells="usable", n_resamples=300)
        held += got.low <= 0 <= got.high
    assert held >= 42


def test_permutation_p_is_uniform_without_a_relation_and_small_with_one():
    # 80 populations: P <= 0.05 in 4 on average; 14 or more has probability 5e-5.
    ps = []
    for seed in range(80):
        fitted = cross_fit(
            population(300 + seed), n_splits=5, rng=np.random.default_rng(1), estimator="joint"
        )
        ps.append(
            permutation_p(fitted, rng=np.random.default_rng(2), cells="usable", n_permutations=199)
        )
    assert np.sum(np.array(ps) <= 0.05) < 14
    assert 0.3 < np.mean(ps) < 0.7  # mean of 80 uniforms: SD 0.032
    related = cross_fit(
        population(0, related=True), n_splits=5, rng=np.random.default_rng(1), estimator="joint"
    )
    p = permutation_p(related, rng=np.random.default_rng(0), cells="usable", n_permutations=199)
    assert p == 1 / 200


def test_the_same_trials_in_both_halves_are_caught():
    """Break the method on purpose: the correlation of one homogeneous population flies up."""
    rng = np.random.default_rng(12)
    trials = AXIS[:, None] + rng.normal(0, 4, (40, 7, 24))
    data = dataclasses.replace(population(0), trials=trials, axis=mean_axis(trials))
    honest = cross_fit(data, n_splits=50, rng=np.random.default_rng(1))
    both = magnitude_statistics(trials)
    shared = estimate(both, data.axis)
    same = np.corrcoef(shared.reversal_point, shared.asymmetry)[0, 1]
    assert same > 0.7
    assert abs(split_correlations(honest).r_reversal_asymmetry.mean()) < 0.45


def test_folds_are_disjoint_and_keep_the_given_reversal_point():
    # Noise-free trials: every fold of a cell gives its true asymmetry, 2 / (2 + 1).
    trials = np.where(AXIS < 1, 1.0, 2.0)[:, None] * (AXIS[:, None] - 1) + np.zeros((2, 7, 15))
    data = dataclasses.replace(population(0), trials=trials, axis=AXIS)
    got = fold_asymmetries(data, np.ones(2), rng=np.random.default_rng(0))
    np.testing.assert_allclose(got, np.full((7, 2), 2 / 3))
    # Folds together use each trial once: with 14 of 15 trials, one distinct trial is left out.
    spoilt = trials.copy()
    spoilt[:, 6, 0] = np.nan
    again = dataclasses.replace(data, trials=spoilt)
    assert np.isfinite(fold_asymmetries(again, np.ones(2), rng=np.random.default_rng(1))).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda d, f: cross_fit(d, rng=None), "n_splits is None"),
        (lambda d, f: cross_fit(d, rng=None, n_splits=7, scheme="time"), "expected 2 or None"),
        (lambda d, f: cross_fit(d, rng=None, n_splits=7, scheme="odd"), "one of random, time"),
        (lambda d, f: random_halves(d.trials, n_splits=0, rng=None), "n_splits is 0"),
        (lambda d, f: random_halves(d.axis, n_splits=1, rng=None), "expected .n_cells"),
        (lambda d, f: split_correlations(f, cells="best"), "one of all, usable"),
        (lambda d, f: split_correlations(f, usable=[True]), "one entry a cell"),
        (lambda d, f: bootstrap(f, rng=None, unit="mice"), "one of cells, sessions, prefixes"),
        (lambda d, f: bootstrap(f, rng=None, pair="value"), "one of asymmetry, reversal"),
    ],
)
def test_wrong_use_is_refused_with_the_remedy(call, message):
    data = population(13)
    fitted = cross_fit(data, rng=np.random.default_rng(0), scheme="time")
    with pytest.raises(ValueError, match=message):
        call(data, fitted)
