"""The choices that the paper leaves open: each against a literal form or worked by hand."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from dopadist import asymmetry, crossfit
from dopadist.asymmetry import estimate
from dopadist.crossfit import (
    METHODS,
    WITHIN,
    adjust,
    bootstrap,
    chronological_halves,
    correlation_grid,
    cross_fit,
    split_correlations,
)
from dopadist.recordings import Cell, Recordings
from dopadist.responses import AUTHORS, compute_responses, leave_one_out_axis, mean_axis, pool
from dopadist.reversal import MagnitudeStatistics, magnitude_statistics, reversal_points
from dopadist.surrogate import surrogate
from literal_responses import literal_kernel, matlab_round

AXIS = np.array([-3.6, -3.3, -2.8, -1.8, 0.2, 4.4, 8.3])


@pytest.fixture(scope="module")
def data():
    return pool(compute_responses(surrogate("matched", n_cells=12, seed=2)))


def literal_trial(spikes, event, window, baseline, smoothing):
    """Response without and with its baseline, bin by bin, as the methods reference describes."""
    counts = np.zeros(4001)
    for d in spikes - event:
        if -1000 < d < 3000:
            counts[matlab_round(d) + 1000] += 1
    k = literal_kernel()
    rate = 1000 * (counts if smoothing == "none" else np.convolve(counts, k)[:4001])
    base = rate[baseline[0] + 1000 : baseline[1] + 1000].mean()
    found = []
    for one in (rate, rate - base):
        if smoothing == "both":
            one = np.convolve(one, k)[25 : 25 + 4001]
        found.append(one[window[0] + 1000 : window[1] + 1000].mean())
    return (*found, base)


@pytest.mark.parametrize("smoothing", ["both", "first", "none"])
@pytest.mark.parametrize("baseline_of", ["trial", "cell"])
def test_responses_under_other_constants_equal_a_literal_form(smoothing, baseline_of):
    rng = np.random.default_rng(1)
    events = 10_000.0 * np.arange(1, 9)
    types = np.array([1, 9, 3, 14, 7, 8, 1, 2.0])
    spikes = np.sort(rng.uniform(0, 90_000, 700)).round(1)
    cell = Cell("A_1", spikes, events, types)
    constants = replace(
        AUTHORS, uncued_response=(300, 700), cued_response=(1800, 2200), baseline=(-500, 0),
        smoothing=smoothing, baseline_of=baseline_of,
    )  # fmt: skip
    recordings = Recordings(cells=(cell,), evidence="surrogate", digest="0", source="test")
    responses = compute_responses(recordings, constants=constants)
    windows = {True: (300, 700), False: (1800, 2200)}
    literal = [
        literal_trial(spikes, event, windows[bool(kind <= 7)], (-500, 0), smoothing)
        for event, kind in zip(events, types, strict=True)
    ]  # fmt: skip
    base = np.mean([one[2] for one in literal])
    wanted = [one[1] if baseline_of == "trial" else one[0] - base for one in literal]
    got = [
        responses.uncued[0, int(kind) - 1] if kind <= 7 else responses.cued[0, int(kind) - 8]
        for kind in types
    ]
    used = [row[0] for row in got]
    used[6] = got[6][1]  # the second trial of type 1
    np.testing.assert_allclose(used, wanted, atol=1e-9)
    np.testing.assert_allclose(responses.baseline_rate, base, atol=1e-9)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("smoothing", "twice", "expected one of both, first, none"),
        ("baseline_of", "session", "expected one of trial, cell"),
        ("baseline", (-2000, -1000), "inside the window"),
        ("cued_response", (2100, 1700), "its start before its end"),
    ],
)
def test_constants_that_make_no_sense_are_refused(field, value, message):
    with pytest.raises(ValueError, match=message):
        replace(AUTHORS, **{field: value})


def test_leave_one_out_axis_is_the_mean_axis_of_the_other_cells(data):
    found = leave_one_out_axis(data.trials)
    for cell in range(12):
        others = np.delete(data.trials, cell, axis=0)
        np.testing.assert_allclose(found[cell], mean_axis(others), atol=1e-12)


def test_shifts_when_pooling():
    responses = compute_responses(surrogate("matched", n_cells=6, seed=1))
    own = pool(responses, shift="cell")
    slots = responses.cued.shape[-1]

    def grand(trials):
        return np.nanmean(np.nanmean(trials, axis=-1), axis=-1)

    np.testing.assert_allclose(
        grand(own.trials[..., :slots]), grand(own.trials[..., slots:]), atol=1e-12
    )
    assert own.offset == pytest.approx(pool(responses).offset)
    bare = pool(responses, shift="none")
    assert bare.offset == 0.0
    np.testing.assert_array_equal(bare.trials[..., slots:], responses.uncued)
    with pytest.raises(ValueError, match="expected one of population, cell, none"):
        pool(responses, shift="mouse")
    responses.cued[3] = np.nan
    with pytest.raises(ValueError, match="one kind only"):
        pool(responses, shift="cell")


def statistics_of(positive, negative):
    positive, negative = np.array(positive), np.array(negative)
    return MagnitudeStatistics(positive + negative, positive, negative, 1.0 * positive - negative)


def test_ties_by_hand():
    # Scores of the borders: 3 4 2 4 2. The second gives weight 2/3 to the first magnitude.
    statistics = statistics_of([0, 2, 0, 2], [1, 0, 2, 0])
    axis = [0.0, 3.0, 6.0, 9.0]
    low = (2 / 3) * 0 + (1 / 3) * 3
    high = 0.5 * 6 + 0.5 * 9
    assert reversal_points(statistics, axis, ties="lowest") == pytest.approx(low)
    assert reversal_points(statistics, axis, ties="highest") == pytest.approx(high)
    assert reversal_points(statistics, axis) == pytest.approx((low + high) / 2)
    many = statistics_of(np.tile([0, 2, 0, 2], (4000, 1)), np.tile([1, 0, 2, 0], (4000, 1)))
    drawn = reversal_points(many, axis, ties="jitter", rng=np.random.default_rng(0))
    share = (np.abs(drawn - low) < 0.01).mean()
    assert set((drawn > 4).tolist()) == {True, False}
    assert np.minimum(np.abs(drawn - low), np.abs(drawn - high)).max() < 0.02
    assert share == pytest.approx(0.5, abs=4.5 * 0.5 / np.sqrt(4000))  # false alarm 7e-6


def test_ties_change_nothing_where_there_are_none_and_are_refused_by_name():
    statistics = statistics_of([0, 1, 5], [4, 2, 0])
    points = {
        reversal_points(statistics, [0.0, 1, 2], ties=t).item() for t in ("lowest", "highest")
    }
    assert points == {reversal_points(statistics, [0.0, 1, 2]).item()}
    with pytest.raises(ValueError, match="expected one of mean, lowest, highest, jitter"):
        reversal_points(statistics, [0.0, 1, 2], ties="first")
    with pytest.raises(ValueError, match="expected a generator"):
        reversal_points(statistics, [0.0, 1, 2], ties="jitter")


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("estimator", ["authors", "joint"])
def test_an_axis_a_cell_is_each_cell_on_its_axis(data, estimator, plain, monkeypatch):
    if plain:
        monkeypatch.setattr(asymmetry.joint, "HAVE_NUMBA", False)
    axes = leave_one_out_axis(data.trials)
    axes[4] = axes[4][::-1] if estimator == "joint" else axes[4]  # the joint fit sorts it
    statistics = magnitude_statistics(
        np.stack([data.trials, np.where(np.arange(120) % 2, data.trials, np.nan)])
    )
    every = estimate(statistics, axes, estimator=estimator)
    for cell in range(12):
        one = MagnitudeStatistics(*(getattr(statistics, name)[:, cell : cell + 1] for name in
                                    ("n", "positive", "negative", "total")))  # fmt: skip
        alone = estimate(one, axes[cell], estimator=estimator)
        for field in ("reversal_point", "slope_minus", "slope_plus", "asymmetry", "usable"):
            np.testing.assert_allclose(
                getattr(every, field)[:, cell], getattr(alone, field)[:, 0], atol=1e-12
            )


def test_blocks_and_every_second_trial_by_hand():
    trials = np.array([[[1.0, 2, 4, 8, 16, 32, 64, np.nan, 128]]])
    times = np.arange(9.0)[::-1].reshape(1, 1, 9).copy()  # latest first: 128 64 ... 1 in time
    alternate = chronological_halves(trials, times, n_blocks=None).total[:, 0, 0, 0]
    np.testing.assert_array_equal(alternate, [128 + 32 + 8 + 2, 64 + 16 + 4 + 1])
    quarters = chronological_halves(trials, times, n_blocks=4).total[:, 0, 0, 0]
    np.testing.assert_array_equal(quarters, [128 + 64 + 8 + 4, 32 + 16 + 2 + 1])
    with pytest.raises(ValueError, match="expected 2 or more"):
        chronological_halves(trials, times, n_blocks=1)


@pytest.mark.parametrize("n_blocks", [2, 3, 4, None])
def test_blocks_have_the_sizes_of_random_halves_and_share_no_trial(data, n_blocks):
    everything = magnitude_statistics(data.trials)
    halves = chronological_halves(data.trials, data.times, n_blocks=n_blocks)
    assert (halves.n[:, 0] == everything.n // 2).all()
    np.testing.assert_allclose(halves.total.sum(1), np.stack([everything.total] * 2), atol=1e-9)


def test_schemes_reach_the_halves(data):
    for scheme, n_blocks in (("blocks", 4), ("odd_even", None)):
        fitted = cross_fit(data, rng=None, scheme=scheme)
        halves = chronological_halves(data.trials, data.times, n_blocks=n_blocks)
        again = estimate(halves, data.axis)
        np.testing.assert_array_equal(fitted.estimates.asymmetry, again.asymmetry)


def test_spearman_equals_scipy_with_ties_and_cells_left_out(data):
    fitted = cross_fit(data, n_splits=9, rng=np.random.default_rng(1))
    fitted.estimates.reversal_point[:, 0] = fitted.estimates.reversal_point[:, 0].round()
    usable = np.arange(12) != 3
    r = split_correlations(fitted, usable=usable, method="spearman")
    for split in range(9):
        x = fitted.estimates.reversal_point[split, 0, usable]
        for name, y in (
            ("r_reversal_asymmetry", fitted.estimates.asymmetry[split, 1, usable]),
            ("r_reversal_reversal", fitted.estimates.reversal_point[split, 1, usable]),
        ):
            wanted = stats.spearmanr(x, y).statistic
            assert getattr(r, name)[split] == pytest.approx(wanted, abs=1e-12)


def test_centring_takes_away_what_sessions_share():
    rng = np.random.default_rng(0)
    sessions = [f"s{i // 3}" for i in range(30)]
    shared = np.repeat(rng.normal(0, 5, 10), 3)
    x, y = (shared + rng.normal(0, 1, 30) for _ in range(2))
    every = np.ones((1, 30), bool)
    every[0, [0, 1]] = False  # one cell is left of the first session: it says nothing
    a, b, valid = adjust(x[None], y[None], every, sessions=sessions, within="centred")
    assert valid.sum() == 27
    assert not valid[0, :3].any()
    for session in range(1, 10):
        rows = slice(3 * session, 3 * session + 3)
        np.testing.assert_allclose(a[0, rows], x[rows] - x[rows].mean())
    assert np.corrcoef(x, y)[0, 1] > 0.8
    assert abs(np.corrcoef(a[0, 3:], b[0, 3:])[0, 1]) < 4.5 / np.sqrt(18)


def test_one_cell_a_session_goes_round_its_cells():
    x = np.zeros((4, 5))
    valid = np.ones((4, 5), bool)
    valid[:, 2] = False
    chosen = adjust(x, x, valid, sessions="AABAB", within="one_cell")[2]
    np.testing.assert_array_equal(
        chosen, np.array([[1, 0, 0, 0, 1], [0, 1, 0, 0, 1], [0, 0, 0, 1, 1], [1, 0, 0, 0, 1]]) == 1
    )


def test_the_grid_is_every_split_correlation(data):
    fitted = cross_fit(data, n_splits=7, rng=np.random.default_rng(3), estimator="joint")
    some = np.arange(12) % 5 != 0
    finite = np.isfinite(fitted.estimates.asymmetry[:, 1]) & np.isfinite(
        fitted.estimates.reversal_point
    ).all(1)
    rules = [finite, finite & some, fitted.estimates.usable.all(1)]
    options = [{}, {"usable": some}, {"cells": "usable"}]
    found = correlation_grid(fitted, rules)
    for rule, (w, within), (m, method) in itertools.product(
        range(3), enumerate(WITHIN), enumerate(METHODS)
    ):
        r = split_correlations(fitted, within=within, method=method, **options[rule])
        wanted = [np.nanmean(r.r_reversal_reversal), np.nanmean(r.r_reversal_asymmetry)]
        np.testing.assert_allclose(found[:, rule, w, m], wanted, atol=1e-12)


@pytest.mark.parametrize(("method", "within"), [("spearman", "ignored"), ("pearson", "one_cell")])
def test_the_bootstrap_is_of_the_same_correlation(data, method, within):
    fitted = cross_fit(data, n_splits=7, rng=np.random.default_rng(3))
    found = bootstrap(
        fitted, rng=np.random.default_rng(0), unit="sessions", n_resamples=50, method=method,
        within=within,
    )  # fmt: skip
    r = split_correlations(fitted, method=method, within=within).r_reversal_asymmetry
    assert found.mean == pytest.approx(np.nanmean(r))
    assert found.low <= found.mean <= found.high


def test_unknown_kinds_are_refused_by_name(data):
    fitted = crossfit.cross_fit(data, rng=None, scheme="time")
    with pytest.raises(ValueError, match="expected one of pearson, spearman"):
        split_correlations(fitted, method="kendall")
    with pytest.raises(ValueError, match="expected one of ignored, centred, one_cell"):
        split_correlations(fitted, within="mice")
