"""Simulated recordings: what was built in comes out, and the statistics are the recordings'.

Each stochastic test fixes its seeds; the false-alarm rate stated is that of a fresh seed.
"""

import time
from dataclasses import replace

import numpy as np
import pytest

from dopadist.asymmetry import estimate
from dopadist.crossfit import cross_fit, split_correlations
from dopadist.expectiles import expectiles_reference
from dopadist.responses import compute_responses, pool, weights
from dopadist.reversal import magnitude_statistics
from dopadist.streams import stream
from dopadist.surrogate import POPULATIONS, SETTINGS, surrogate, truth
from dopadist.tasks.rewards import VOLUME_PROBABILITIES

UTILITY = np.array(SETTINGS.utility)
MEAN = UTILITY @ VOLUME_PROBABILITIES / VOLUME_PROBABILITIES.sum()


def test_the_same_arguments_give_the_same_cells_and_others_do_not():
    one, two = surrogate(seed=1, n_cells=2), surrogate(seed=1, n_cells=2)
    assert one.digest == two.digest
    for a, b in zip(one.cells, two.cells, strict=True):
        np.testing.assert_array_equal(a.spike_times, b.spike_times)
        np.testing.assert_array_equal(a.trial_type, b.trial_type)
    others = [
        surrogate(seed=2, n_cells=2),
        surrogate("theory", seed=1, n_cells=2),
        surrogate(seed=1, n_cells=2, settings=replace(SETTINGS, fano=0.7)),
        surrogate(seed=1, n_cells=3),
    ]
    assert len({one.digest, *(other.digest for other in others)}) == 5
    first = one.cells[0].spike_times
    assert not any(np.array_equal(first, other.cells[0].spike_times) for other in others[:3])


def test_it_never_passes_for_recorded():
    recordings = surrogate(n_cells=2, reason="no network")
    assert recordings.evidence == "surrogate"
    assert not recordings.verified
    assert recordings.reason == "no network"
    assert compute_responses(recordings).evidence == "surrogate"
    assert pool(compute_responses(recordings)).evidence == "surrogate"


def test_forty_cells_lie_in_thirty_sessions_of_six_prefixes_like_the_recordings():
    recordings = surrogate()
    assert len(set(recordings.sessions)) == 30
    counts = [recordings.prefixes.count(prefix) for prefix in sorted(set(recordings.prefixes))]
    assert counts == [3, 6, 9, 16, 3, 3]
    assert list(recordings.names) == sorted(recordings.names)


def test_cells_of_a_session_share_its_trials_and_nothing_else():
    cells = surrogate().cells
    for a in cells:
        for b in cells:
            if a.name < b.name:
                same = np.array_equal(a.odor_on, b.odor_on)
                assert same == (a.session == b.session)
                assert not np.array_equal(a.spike_times, b.spike_times)


@pytest.mark.parametrize("n_cells", [1, 39, 41, 85])
def test_any_number_of_cells_in_the_order_of_their_names(n_cells):
    recordings = surrogate("classical", n_cells=n_cells, settings=replace(SETTINGS, lead=5000.0))
    assert len(set(recordings.names)) == n_cells
    assert list(recordings.names) == sorted(recordings.names)
    assert truth("classical", seed=0, n_cells=n_cells).tau.shape == (n_cells,)


def test_trials_are_apart_complete_and_counted_like_the_recordings():
    recordings = surrogate(n_cells=400, settings=replace(SETTINGS, log_baseline=(-1.0, 0.0)))
    totals, volumes, cued = [], np.zeros(7), 0
    for session in set(recordings.sessions):
        cell = recordings.cells[recordings.sessions.index(session)]
        assert np.diff(cell.odor_on).min() >= 3500
        rewarded = cell.trial_type[cell.trial_type <= 14].astype(int)
        assert set(rewarded) == set(range(1, 15))  # the axis needs every volume in every cell
        totals.append(rewarded.size)
        volumes += np.bincount((rewarded - 1) % 7, minlength=7)
        cued += np.sum(rewarded > 7)
        assert 0.15 < np.mean(cell.trial_type == 15) < 0.23
        assert np.isnan(cell.trial_type).any()
    # 300 sessions: the mean has a standard error of 3; five of them, false alarm below 1e-6.
    assert np.mean(totals) == pytest.approx(221.9, abs=15)
    assert min(totals) >= 135
    assert max(totals) <= 303 + 14  # a type that was not drawn is added
    # 66,000 trials: the standard error of a fraction is at most 0.002.
    np.testing.assert_allclose(volumes / sum(totals), VOLUME_PROBABILITIES, atol=0.01)
    assert cued / sum(totals) == pytest.approx(0.513, abs=0.01)


def test_spikes_are_sorted_distinct_and_inside_the_session():
    for cell in surrogate(n_cells=5, seed=3).cells:
        assert (np.diff(cell.spike_times) > 0).all()
        assert cell.spike_times[0] >= 0
        assert cell.spike_times[-1] <= cell.odor_on[-1] + SETTINGS.lead


def test_counts_have_the_fano_factor():
    # 10 cells of 5 spikes/s, 2,000 s before the first trial, windows of 10 s: 2,000 counts. The
    # standard error of variance / mean is sqrt(2 / 2,000) = 3 %; five of them, 6e-7.
    quiet = replace(SETTINGS, log_baseline=(np.log(5.0), 0.0), lead=2e6)
    counts = np.concatenate(
        [
            np.histogram(cell.spike_times, np.arange(0, 2e6 + 1, 1e4))[0]
            for cell in surrogate(n_cells=10, settings=quiet).cells
        ]
    )
    assert counts.mean() == pytest.approx(50, abs=5 * np.sqrt(0.71 * 50 / counts.size))
    assert counts.var() / counts.mean() == pytest.approx(0.71, rel=0.16)


def test_baseline_rates_are_those_built_in():
    recordings = surrogate(seed=5)
    measured = compute_responses(recordings).baseline_rate
    true = truth("matched", seed=5).baseline_rate
    # The causal smoothing starts empty, so it misses its mean lag, about 21 ms, of the second.
    # Per cell the ratio has a standard error of sqrt(0.71 / (6 spikes/s x 220 s)) = 2 %, the
    # mean over 40 cells 0.4 %: five of them, 6e-7.
    assert np.mean(measured / true) == pytest.approx(1 - 0.021, abs=0.02)
    assert np.corrcoef(measured, true)[0, 1] > 0.99


def test_responses_are_those_built_in_where_the_floor_is_far():
    # 40 spikes/s: no response reaches the floor. What is built in: slope x error for 400 ms.
    settings = replace(SETTINGS, log_baseline=(np.log(40.0), 0.0))
    recordings = surrogate("matched", seed=2, n_cells=120, settings=settings)
    responses = compute_responses(recordings)
    true = truth("matched", seed=2, n_cells=120, settings=settings)
    stretched = np.where(UTILITY < 0, 1.22 * UTILITY, UTILITY)
    error = stretched - true.reversal_point[:, None]
    built_in = np.where(error > 0, true.alpha_plus[:, None], true.alpha_minus[:, None]) * error
    lag = 40.0 * 0.021  # of the baseline, see above
    z = []
    for kind, window, extra in (("uncued", (200, 600), 1.5), ("cued", (1700, 2100), 0.0)):
        # The smoothings leave a little of the 400 ms outside the window.
        inside = weights(window)[window[0] + 1000 : window[1] + 1000].sum() / 1000
        trials = getattr(responses, kind)
        n = np.isfinite(trials).sum(axis=2)
        expected = inside * (built_in + extra) + lag
        with np.errstate(invalid="ignore"):
            sd = np.sqrt(np.nanmean((trials - np.nanmean(trials, 2, keepdims=True)) ** 2))
        z.append((np.nanmean(trials, axis=2) - expected) / (sd / np.sqrt(n)))
    z = np.stack(z)  # (2, 120, 7): 1,680 standard normal values, if the responses are right
    # Means over the 960 below zero and the 720 above have standard errors 0.032 and 0.037, the
    # variance of all 0.035; five of them, false alarm 6e-7 each.
    assert abs(z[..., UTILITY < 0].mean()) < 0.16
    assert abs(z[..., UTILITY > 0].mean()) < 0.19
    assert z.var() == pytest.approx(1.0, abs=0.18)
    # A wrong slope or point in some cells would show in the largest: P(|z| > 5) = 6e-7 each.
    assert np.abs(z).max() < 5.0


def test_theory_puts_each_reversal_point_at_its_expectile():
    true = truth("theory", seed=3)
    np.testing.assert_allclose(
        true.reversal_point,
        expectiles_reference(UTILITY, true.tau, weights=VOLUME_PROBABILITIES),
        atol=1e-8,
    )


def test_matched_spreads_the_expectiles_and_stays_on_the_axis():
    true = truth("matched", seed=3, n_cells=200, settings=replace(SETTINGS, scatter=0.0))
    expectile = expectiles_reference(UTILITY, true.tau, weights=VOLUME_PROBABILITIES)
    by_hand = np.clip(MEAN + 1.85 * (expectile - MEAN), UTILITY[0], UTILITY[-1])
    np.testing.assert_allclose(true.reversal_point, by_hand, atol=1e-8)
    scattered = truth("matched", seed=3, n_cells=2000)
    assert scattered.reversal_point.min() >= UTILITY[0]
    assert scattered.reversal_point.max() <= UTILITY[-1]


def test_classical_and_equal_slopes_have_no_asymmetry():
    matched, classical, equal = (truth(p, seed=4) for p in ("matched", "classical", "equal_slopes"))
    np.testing.assert_allclose(classical.reversal_point, MEAN)
    np.testing.assert_array_equal(equal.reversal_point, matched.reversal_point)
    for true in (classical, equal):
        assert (true.tau == 0.5).all()
        np.testing.assert_array_equal(true.alpha_plus, true.alpha_minus)
        np.testing.assert_allclose(true.alpha_plus**2, matched.alpha_plus * matched.alpha_minus)


@pytest.mark.parametrize("population", POPULATIONS)
def test_slopes_have_the_asymmetry_and_gain(population):
    true = truth(population, seed=0, n_cells=2000)
    np.testing.assert_allclose(true.alpha_plus / (true.alpha_plus + true.alpha_minus), true.tau)
    # Standard error of the mean of the logarithm: 0.34 / sqrt(2,000) = 0.0076; five of them.
    log_gain = np.log(true.alpha_plus * true.alpha_minus) / 2
    assert log_gain.mean() == pytest.approx(0.04, abs=0.04)
    assert log_gain.std() == pytest.approx(0.34, abs=0.03)


def test_unknown_populations_and_no_cells_are_refused():
    with pytest.raises(ValueError, match="population is 'quantile', expected one of matched"):
        surrogate("quantile")
    with pytest.raises(ValueError, match="n_cells is 0, expected 1 or more"):
        surrogate(n_cells=0)


def analysed(population, seed):
    trial_set = pool(compute_responses(surrogate(population, seed=seed)))
    whole = estimate(magnitude_statistics(trial_set.trials), trial_set.axis)
    fitted = cross_fit(trial_set, n_splits=50, rng=stream(seed, "test"))
    r = split_correlations(fitted, cells="usable", usable=whole.usable)
    means = np.nanmean(trial_set.trials, axis=2, keepdims=True)
    sd = np.median(np.sqrt(np.nanmean((trial_set.trials - means) ** 2, axis=(1, 2))))
    tau = whole.asymmetry[whole.usable].mean()
    numbers = [r.r_reversal_reversal.mean(), r.r_reversal_asymmetry.mean(), sd, tau]
    return np.array([*numbers, whole.reversal_point.std(), *trial_set.axis])


def test_the_matched_population_has_the_recordings_statistics():
    """Mean over 8 populations against the recorded cells' figures.

    Standard deviations of one population, over 40 seeds: correlations 0.07, residual SD 0.17,
    mean asymmetry 0.02, SD of reversal points 0.21, axis 0.23 to 0.61. The tolerances are more
    than 4 standard errors of the mean of 8 (false alarm below 1e-4 each) plus the known misfits.
    """
    mean = np.mean([analysed("matched", seed) for seed in range(8)], axis=0)
    recorded = [0.72, 0.47, 4.15, 0.50, 1.99]  # methods reference, 3.7 and 11; usable cells
    np.testing.assert_allclose(mean[:5], recorded, atol=0.35)
    np.testing.assert_allclose(mean[[0, 1, 3]], [0.72, 0.47, 0.50], atol=0.12)
    np.testing.assert_allclose(mean[5:], UTILITY, atol=1.0)


def test_the_classical_population_has_nothing_to_find():
    # One population's mean over splits has SD 0.10 over 40 seeds, mean 0.04: the mean of 8 has a
    # standard error of 0.035; four and a half of them above, false alarm below 1e-5.
    mean = np.mean([analysed("classical", seed)[:2] for seed in range(8)], axis=0)
    assert (np.abs(mean) < 0.2).all()


def test_forty_cells_take_less_than_half_a_second():
    surrogate(seed=0)
    start = time.process_time()
    surrogate(seed=1)
    assert time.process_time() - start < 0.5
