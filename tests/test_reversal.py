"""The authors' reversal point: hand-worked cells, a literal form, and the jitter it averages."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dopadist.reversal import magnitude_statistics, reversal_points, sign_scores

AXIS = np.array([-3.577, -3.288, -2.765, -1.759, 0.242, 4.428, 8.324])


def literal_reversal_point(trials, axis, jitter=None):
    """Trial by trial and candidate by candidate; mean over ties, or one jittered draw."""
    size = len(axis)
    scores = np.zeros(size + 1)
    for candidate in range(size + 1):
        theta = candidate + 0.5
        for k in range(1, size + 1):
            for response in trials[k - 1]:
                if (k > theta and response > 0) or (k < theta and response < 0):
                    scores[candidate] += 1
    if not ((trials > 0) | (trials < 0)).any():
        return np.nan
    if jitter is not None:
        scores = scores + jitter
    found = []
    for candidate in np.flatnonzero(scores == scores.max()):
        if candidate == 0:
            found.append(axis[0] + 0.01)
        elif candidate == size:
            found.append(axis[-1] - 0.1)
        else:
            before = abs(scores[candidate] - scores[candidate - 1])
            after = abs(scores[candidate + 1] - scores[candidate])
            if before == after == 0:
                weight = 0.5
            elif before == 0 or after == 0:
                weight = 1.0 if before == 0 else 0.0
            else:
                weight = (1 / before) / (1 / before + 1 / after)
            found.append(weight * axis[candidate - 1] + (1 - weight) * axis[candidate])
    return np.mean(found)


def test_scores_and_point_of_a_cell_worked_by_hand():
    # Two trials a magnitude. Border after magnitude 2 has all six on the right side; moving it
    # down costs 1 trial (one of the two at magnitude 2), moving it up costs 2.
    trials = np.array([[-1.0, -2.0], [-1.0, 0.0], [3.0, 1.0]])
    statistics = magnitude_statistics(trials)
    np.testing.assert_array_equal(sign_scores(statistics), [2, 4, 5, 3])
    # w = after / (before + after) = 2/3 on magnitude 2.
    expected = 2 / 3 * 1.0 + 1 / 3 * 4.0
    assert reversal_points(statistics, np.array([0.0, 1.0, 4.0])) == pytest.approx(expected)


def test_cells_that_never_change_sign_are_put_at_the_caps():
    trials = np.stack([np.ones((7, 3)), -np.ones((7, 3))])
    got = reversal_points(magnitude_statistics(trials), AXIS)
    np.testing.assert_allclose(got, [AXIS[0] + 0.01, AXIS[-1] - 0.1])


def test_ties_are_averaged():
    # Scores 1, 2, 2, 1: either middle border, each next to a tie, gives the magnitude between.
    trials = np.array([[-1.0], [0.0], [1.0]])
    axis = np.array([0.0, 1.0, 5.0])
    assert reversal_points(magnitude_statistics(trials), axis) == pytest.approx(1.0)
    # Scores 1, 0, 1: both caps tie.
    caps = reversal_points(magnitude_statistics(np.array([[1.0], [-1.0]])), np.array([0.0, 4.0]))
    assert caps == pytest.approx((0.01 + 3.9) / 2)


def test_no_signed_trial_gives_nan():
    trials = np.stack([np.full((7, 3), np.nan), np.zeros((7, 3))])
    assert np.isnan(reversal_points(magnitude_statistics(trials), AXIS)).all()


@settings(max_examples=150, deadline=None)
@given(arrays(float, (7, 4), elements=st.sampled_from([-2.0, -1.0, 0.0, 1.0, 2.0, np.nan])))
def test_equals_the_literal_form_with_ties_everywhere(trials):
    got = reversal_points(magnitude_statistics(trials), AXIS)
    np.testing.assert_allclose(got, literal_reversal_point(trials, AXIS), rtol=1e-12)


def test_mean_over_ties_is_the_expectation_of_the_authors_jitter():
    # 40 cells of few trials, so that ties are common; 400 jittered draws each. The standard
    # error of a mean is at most half the axis / 20 = 0.3; over 40 cells the largest of |z| stays
    # below 4.5 but for a chance of about 3e-4.
    rng = np.random.default_rng(7)
    trials = rng.integers(-2, 3, (40, 7, 3)).astype(float)
    got = reversal_points(magnitude_statistics(trials), AXIS)
    draws = np.array(
        [
            [literal_reversal_point(cell, AXIS, 0.001 * rng.normal(size=8)) for cell in trials]
            for _ in range(400)
        ]
    )
    error = np.abs(draws.mean(0) - got)
    assert (error <= 4.5 * draws.std(0) / np.sqrt(400) + 2e-3).all()


def test_statistics_take_any_leading_dimensions_and_ignore_nan():
    rng = np.random.default_rng(8)
    trials = rng.normal(size=(2, 3, 7, 5))
    trials[0, 0, 0] = np.nan
    statistics = magnitude_statistics(trials)
    assert statistics.n.shape == (2, 3, 7)
    assert statistics.n[0, 0, 0] == 0
    assert np.isnan(statistics.mean[0, 0, 0])
    assert reversal_points(statistics, AXIS).shape == (2, 3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: magnitude_statistics(np.ones(3)), r"shape \(3,\), expected"),
        (
            lambda: reversal_points(magnitude_statistics(np.ones((7, 2))), AXIS[:3]),
            "expected 7 finite values",
        ),
        (
            lambda: reversal_points(magnitude_statistics(np.ones((7, 2))), AXIS * np.nan),
            "expected 7 finite values",
        ),
    ],
)
def test_wrong_shapes_are_refused_with_the_remedy(call, message):
    with pytest.raises(ValueError, match=message):
        call()
