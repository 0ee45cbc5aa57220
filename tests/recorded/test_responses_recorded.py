"""The 40 cells against a literal form of the authors' chain and the published figures."""

import time

import numpy as np
import pytest

from dopadist.responses import compute_responses, pool
from literal_responses import assert_equals_literal, literal_cell, literal_pool


@pytest.fixture(scope="module")
def responses(recorded):
    return compute_responses(recorded)


def test_responses_equal_the_literal_form_on_all_cells(recorded, responses):
    assert_equals_literal(recorded, responses)


def test_pooling_equals_the_literal_form(recorded, responses):
    # A few cells are enough: pooling is the same for any number.
    few = slice(0, 4)
    part = type(recorded)(recorded.cells[few], "recorded", "0", "test")
    axis, offset = literal_pool([literal_cell(cell) for cell in part.cells])
    trial_set = pool(compute_responses(part))
    np.testing.assert_allclose(trial_set.axis, axis, atol=1e-9)
    assert trial_set.offset == pytest.approx(offset, abs=1e-9)


def test_figures_of_the_methods_reference(recorded, responses):
    trial_set = pool(responses)
    assert trial_set.n_trials.sum() == 8877
    assert trial_set.n_trials.min() == 135
    assert trial_set.n_trials.max() == 303
    axis = [-3.577, -3.288, -2.765, -1.759, 0.242, 4.428, 8.324]
    np.testing.assert_allclose(trial_set.axis, axis, atol=5e-4)
    assert trial_set.offset == pytest.approx(1.4974, abs=1e-4)
    per_volume = np.isfinite(trial_set.trials).sum(axis=2).mean(axis=0)
    np.testing.assert_allclose(per_volume, [14.7, 20.2, 33.0, 34.4, 69.2, 33.5, 17.1], atol=0.051)
    # The models' reward probabilities are the recorded fractions of the volumes.
    probabilities = [
        0.06612594, 0.09090909, 0.14847358, 0.15489467, 0.31159175, 0.1509519, 0.07705306,
    ]  # fmt: skip
    np.testing.assert_allclose(per_volume / per_volume.sum(), probabilities, atol=5e-9)


def test_spread_and_baseline_of_the_methods_reference(responses):
    trial_set = pool(responses)
    means = np.nanmean(trial_set.trials, axis=2, keepdims=True)
    assert means.min() == pytest.approx(-7.8, abs=0.05)
    assert means.max() == pytest.approx(18.0, abs=0.05)
    residual = np.sqrt(np.nanmean((trial_set.trials - means) ** 2, axis=(1, 2)))
    assert np.median(residual) == pytest.approx(4.15, abs=0.01)
    rate = responses.baseline_rate
    assert rate.min() == pytest.approx(1.0, abs=0.05)
    assert rate.max() == pytest.approx(16.8, abs=0.05)
    # 6.46 spikes/s is the mean over trials; over cells it is lower.
    assert np.average(rate, weights=trial_set.n_trials) == pytest.approx(6.46, abs=0.005)


def test_cells_sessions_and_prefixes(recorded):
    assert len(recorded.cells) == 40
    assert len(set(recorded.sessions)) == 30
    counts = {prefix: recorded.prefixes.count(prefix) for prefix in set(recorded.prefixes)}
    assert counts == {"02": 3, "03": 6, "10": 9, "D": 16, "L": 3, "O": 3}
    assert recorded.names[19] == "D_04-25_14-59-58_TT1_2_Common"  # cell 20


def test_forty_cells_take_less_than_half_a_second(recorded, responses):
    start = time.process_time()
    compute_responses(recorded)
    assert time.process_time() - start < 0.5
