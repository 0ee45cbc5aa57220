"""Spikes to responses: the fast chain against a literal one, the pooling, the alignment."""

import math
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dopadist.recordings import Cell, Recordings
from dopadist.responses import (
    AUTHORS,
    align_spikes,
    baseline_weights,
    compute_responses,
    compute_variants,
    kernel,
    mean_axis,
    pool,
    population_psth,
    round_half_away,
    trial_rates,
    weights,
)
from dopadist.surrogate import surrogate
from literal_responses import (
    assert_equals_literal,
    literal_cell,
    literal_kernel,
    literal_pool,
    literal_response,
    literal_trial,
    matlab_round,
)


def recordings_of(*cells):
    return Recordings(cells=cells, evidence="surrogate", digest="0", source="test")


def cell_of(spikes, events, types, name="D_1_TT1_1"):
    as_float = [np.asarray(values, dtype=float) for values in (spikes, events, types)]
    return Cell(name, *as_float)


def one_of_each(types=range(1, 15), spikes=(1.0,)):
    types = list(types)
    return cell_of(spikes, 10_000.0 * (1 + np.arange(len(types))), types)


@given(st.floats(-5000, 5000, allow_nan=False))
def test_rounding_is_matlabs(x):
    assert round_half_away(np.array([x]))[0] == (math.trunc(x) if abs(x) < 0.5 else matlab_round(x))


@pytest.mark.parametrize(("x", "expected"), [(0.5, 1), (1.5, 2), (2.5, 3), (-0.5, -1), (-2.5, -3)])
def test_halves_are_rounded_away_from_zero(x, expected):
    assert round_half_away(np.array([x]))[0] == expected


def test_kernel_is_the_authors():
    np.testing.assert_allclose(kernel(), literal_kernel(), rtol=0, atol=1e-16)


@pytest.mark.parametrize(("window", "kind"), [((200, 600), 1), ((1700, 2100), 8)])
def test_weights_are_the_chain_applied_to_each_single_spike(window, kind):
    # Bins around every place at which the chain changes, and the first and the last.
    edges = np.array([-999, -950, -50, -1, 0, 149, 150, 200, 225, 575, 600, 1675, 1725, 2100, 2999])
    for offset in np.concatenate([edges, edges[1:-1] - 1, edges[1:-1] + 1]).astype(float):
        fast = weights(window)[int(offset) + 1000]
        assert fast == pytest.approx(literal_response(np.array([offset]), 0.0, kind), abs=1e-11)


def test_baseline_weights_are_the_baseline_of_each_single_spike():
    for offset in (-999.0, -500.0, -51.0, -50.0, -1.0, 0.0, 500.0):
        literal = literal_trial(np.array([offset]), 0.0)[1]
        assert baseline_weights()[int(offset) + 1000] == pytest.approx(literal, abs=1e-12)


def test_responses_of_surrogate_cells_equal_the_literal_form():
    for population, seed in (("matched", 3), ("classical", 4)):
        recordings = surrogate(population, seed=seed, n_cells=2)
        assert_equals_literal(recordings, compute_responses(recordings))


def test_spikes_on_half_milliseconds_and_on_the_edges_equal_the_literal_form():
    rng = np.random.default_rng(0)
    # Multiples of 0.5 ms: every other spike decides on the rounding.
    spikes = np.sort(rng.choice(np.arange(0, 160_000, 0.5), 4000, replace=False))
    events = 10_000.0 * (1 + np.arange(14))
    edges = np.concatenate([events - 1000, events + 3000, events - 999.5, events + 2999.5, events])
    cell = cell_of(np.sort(np.concatenate([spikes, edges])), events, range(1, 15))
    recordings = recordings_of(cell)
    assert_equals_literal(recordings, compute_responses(recordings))


def test_a_steady_cell_does_not_respond():
    # One spike a millisecond is 1,000 spikes/s before and after, but for the kernel's start.
    cell = one_of_each(spikes=np.arange(0, 170_000.0))
    responses = compute_responses(recordings_of(cell))
    # The first smoothing knows no spikes before the window, so its first 50 ms are too low; the
    # loss is the sum of the kernel's tails over 1,000 baseline bins, computed here by hand.
    missing = 1.0 + sum(1 - kernel()[: t + 1].sum() for t in range(51))  # bin 0 holds no spike
    assert responses.baseline_rate[0] == pytest.approx(1000 - missing, abs=0.1)
    np.testing.assert_allclose(responses.uncued[0, :, 0], missing, atol=0.1)


def test_a_trial_without_spikes_is_zero_and_an_unused_slot_is_nan():
    responses = compute_responses(recordings_of(one_of_each(types=[1, 2, 8])))
    assert responses.uncued[0, 0, 0] == 0.0
    assert responses.uncued[0, 1, 0] == 0.0
    assert np.isnan(responses.uncued[0, 2, 0])
    assert np.isnan(responses.uncued[0, 0, 1:]).all()
    assert np.isfinite(responses.cued).sum() == 1


def test_rounding_noise_is_snapped_to_zero():
    # 400 baseline spikes raise the baseline by as much as 160 window spikes raise the response;
    # in exact arithmetic the difference of the middle weights 1 and 2.5 cancels.
    baseline = np.linspace(-900, -100, 5)
    window = np.array([300.0, 500.0])
    cell = cell_of(np.concatenate([baseline, window]) + 10_000, [10_000.0], [1])
    assert compute_responses(recordings_of(cell)).uncued[0, 0, 0] == 0.0
    raw = replace(AUTHORS, snap=0.0)
    noisy = compute_responses(recordings_of(cell), constants=raw).uncued[0, 0, 0]
    assert abs(noisy) < 1e-9


def test_trials_of_type_15_and_nan_are_left_out():
    kept = cell_of([9_000.0, 10_300.0], [10_000.0], [3])
    more = cell_of([9_000.0, 10_300.0], [10_000.0, 10_100.0, 9_900.0], [3, 15, np.nan])
    first, second = (compute_responses(recordings_of(cell)) for cell in (kept, more))
    np.testing.assert_array_equal(first.uncued, second.uncued)
    np.testing.assert_array_equal(first.baseline_rate, second.baseline_rate)


def test_more_trials_than_the_authors_slots_are_all_kept():
    n = AUTHORS.n_slots + 5
    cell = cell_of([1.0], 10_000.0 * (1 + np.arange(n)), [2] * n)
    responses = compute_responses(recordings_of(cell))
    assert responses.uncued.shape == (1, 7, n)
    assert np.isfinite(responses.uncued[0, 1]).all()


def test_a_cell_without_used_trials_has_no_baseline_rate():
    assert np.isnan(compute_responses(recordings_of(one_of_each(types=[15]))).baseline_rate[0])


def test_forty_cells_take_less_than_half_a_second():
    recordings = surrogate(seed=0)
    compute_responses(recordings)
    start = time.process_time()
    compute_responses(recordings)
    assert time.process_time() - start < 0.5


def test_pooling_equals_the_literal_form():
    recordings = surrogate(seed=5, n_cells=3)
    trial_set = pool(compute_responses(recordings))
    axis, offset = literal_pool([literal_cell(cell) for cell in recordings.cells])
    np.testing.assert_allclose(trial_set.axis, axis, atol=1e-9)
    assert trial_set.offset == pytest.approx(offset, abs=1e-9)
    assert trial_set.kind == "pooled"
    assert trial_set.names == recordings.names
    rewarded = [np.sum(cell.trial_type <= 14) for cell in recordings.cells]
    np.testing.assert_array_equal(trial_set.n_trials, rewarded)


def test_pooled_trials_and_times_stay_together():
    responses = compute_responses(surrogate(seed=5, n_cells=3))
    trial_set = pool(responses)
    np.testing.assert_array_equal(np.isfinite(trial_set.trials), np.isfinite(trial_set.times))
    n_cued = responses.cued.shape[-1]
    np.testing.assert_array_equal(trial_set.times[..., :n_cued], responses.cued_times)
    np.testing.assert_array_equal(
        trial_set.trials[..., n_cued:], responses.uncued - trial_set.offset
    )


@pytest.mark.parametrize("kind", ["cued", "uncued"])
def test_one_kind_alone_has_its_own_axis_and_no_offset(kind):
    responses = compute_responses(surrogate(seed=5, n_cells=3))
    trial_set = pool(responses, kind=kind)
    np.testing.assert_array_equal(trial_set.trials, getattr(responses, kind))
    assert trial_set.offset == 0.0
    by_hand = np.nanmean(np.nanmean(getattr(responses, kind), axis=2), axis=0)
    np.testing.assert_allclose(trial_set.axis, by_hand, atol=1e-12)


def test_pooling_refuses_other_kinds_and_missing_ones():
    responses = compute_responses(recordings_of(one_of_each(types=range(1, 8))))
    with pytest.raises(ValueError, match="kind is 'all', expected one of pooled, cued, uncued"):
        pool(responses, kind="all")
    with pytest.raises(ValueError, match=r"no cued trials to pool.*kind='uncued'"):
        pool(responses)
    other = compute_responses(recordings_of(one_of_each(types=range(8, 15))))
    with pytest.raises(ValueError, match=r"no uncued trials to pool.*kind='cued'"):
        pool(other)


def test_axis_skips_a_cell_that_lacks_a_magnitude_and_says_nan_where_all_do():
    trials = np.full((2, 3, 2), np.nan)
    trials[0, 0] = [1.0, 3.0]
    trials[1, 0] = [10.0, np.nan]
    trials[1, 1, 0] = 7.0
    np.testing.assert_array_equal(mean_axis(trials), [6.0, 7.0, np.nan])


def test_alignment_to_the_reward_shifts_announced_trials_alone():
    cell = cell_of([11_700.0, 20_200.0], [10_000.0, 20_000.0], [9, 2])
    aligned = align_spikes(cell, [9, 2], (0, 1000), to="reward")
    assert aligned.offset.tolist() == [200.0, 200.0]
    assert aligned.trial.tolist() == [0, 1]
    assert aligned.trial_type.tolist() == [9, 2]
    assert aligned.times.tolist() == [11_500.0, 20_000.0]


def test_alignment_keeps_rows_without_spikes_and_drops_spikes_on_the_edges():
    cell = cell_of([9_900.0, 9_950.0, 10_100.0], [10_000.0, 50_000.0], [1, 1])
    aligned = align_spikes(cell, [1, 5], (-100, 100))
    assert aligned.n_trials == 2
    assert aligned.offset.tolist() == [-50.0]
    nothing = align_spikes(cell, [])
    assert (nothing.n_trials, nothing.offset.size) == (0, 0)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"to": "lick"}, "to is 'lick'"), ({"window": (5, 5)}, "start before its end")],
)
def test_alignment_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        align_spikes(one_of_each(), [1], **options)


def test_rates_of_trials_keep_the_number_of_spikes():
    cell = cell_of([10_000.2, 10_100.7], [10_000.0], [1])
    time_axis, rate = trial_rates(align_spikes(cell, [1], (-100, 400)))
    assert time_axis[[0, -1]].tolist() == [-99.5, 399.5]
    assert rate.sum() / 1000 == pytest.approx(2.0)
    assert np.flatnonzero(rate[0])[0] == 101  # the kernel is 0 at lag 0: nothing before the spike
    assert (rate[0, :100] == 0).all()


def test_population_rate_smooths_once_what_the_plain_form_smooths_trial_by_trial():
    rng = np.random.default_rng(5)
    spikes = np.sort(rng.uniform(0, 60_000, 500))
    cell = cell_of(spikes, np.arange(5_000, 55_000, 5_000.0), [1, 8, 1, 1, 8, 1, 8, 8, 1, 1])
    psth = population_psth(recordings_of(cell), [[1], [1, 8]], subtract_baseline=False)
    for row, types in enumerate([[1], [1, 8]]):
        plain = trial_rates(align_spikes(cell, types))[1].mean(axis=0)
        np.testing.assert_allclose(psth.rate[row], plain, atol=1e-10)


def test_population_rate_is_the_mean_over_cells_of_the_mean_over_trials():
    low = cell_of(np.arange(25, 60_000, 100.0), [10_000, 20_000.0], [1, 1])  # 10 spikes/s
    high = cell_of(np.arange(25, 60_000, 50.0), [10_000.0], [1])  # 20 spikes/s
    psth = population_psth(recordings_of(low, high), [[1], [5]], subtract_baseline=False)
    assert psth.rate[0, 1000:2000].mean() == pytest.approx(15.0, abs=0.05)
    assert psth.sem[0, 1000:2000].mean() == pytest.approx(5.0, abs=0.05)
    assert psth.n.tolist() == [2, 0]
    assert np.isnan(psth.rate[1]).all()
    flat = population_psth(recordings_of(low, high), [[1]])
    assert abs(flat.rate[0, 1000:2000].mean()) < 0.1


def test_variants_together_are_those_one_by_one():
    cells = surrogate("matched", n_cells=4, seed=2)
    other = replace(AUTHORS, uncued_response=(0, 400), baseline_of="cell")
    together = compute_variants(cells, [AUTHORS, other])
    for constants, found in together.items():
        alone = compute_responses(cells, constants=constants)
        np.testing.assert_array_equal(found.cued, alone.cued)
        np.testing.assert_array_equal(found.uncued, alone.uncued)
        np.testing.assert_array_equal(found.baseline_rate, alone.baseline_rate)
    assert not np.array_equal(together[AUTHORS].uncued, together[other].uncued)
