"""Nulls that are one data set for every analysis."""

import dataclasses

import numpy as np
import pytest

from dopadist.nulls import exchange, exchanged, resample, straight_cells
from dopadist.responses import compute_responses, pool
from dopadist.surrogate import surrogate


@pytest.fixture(scope="module")
def responses():
    return compute_responses(surrogate("matched", seed=77))


def test_one_draw_moves_the_same_trials_whatever_their_responses(responses):
    """Trials numbered: both variants must exchange the same ones, each used once."""
    draw = exchange(responses, rng=np.random.default_rng(0))
    numbers = np.arange(responses.cued.size, dtype=float).reshape(responses.cued.shape)
    numbered = dataclasses.replace(
        responses, cued=np.where(np.isfinite(responses.cued), numbers, np.nan)
    )
    moved = exchanged(numbered, draw).cued
    values = exchanged(responses, draw).cued
    used = np.isfinite(responses.cued)
    np.testing.assert_array_equal(np.isfinite(moved), used)
    np.testing.assert_array_equal(values[used], responses.cued.ravel()[moved[used].astype(int)])
    for k in range(7):
        np.testing.assert_array_equal(np.sort(moved[:, k][used[:, k]]), numbers[:, k][used[:, k]])
    assert (moved[used] != numbers[used]).mean() > 0.5


def test_straight_cells_are_straight_in_both_kinds_and_keep_their_kinds_apart(responses):
    null = straight_cells(responses)
    axis = pool(responses).axis
    for mean in null.mean:
        slopes = np.diff(mean) / np.diff(axis)
        np.testing.assert_allclose(slopes, np.broadcast_to(slopes[:, :1], slopes.shape), atol=1e-9)
    # What a draw averages to: 400 draws, the worst of 12 cells x 7 magnitudes within 4.5 SE.
    rng = np.random.default_rng(1)
    drawn = np.array(
        [np.nanmean(null.responses(resample(responses, rng=rng)).uncued, -1) for _ in range(400)]
    )
    error = (drawn.mean(0) - null.mean[1]) / (drawn.std(0) / 20 + 1e-12)
    noisy = drawn.std(0) > 1e-9
    # Residuals of a cell average to nearly zero, not exactly: room for that beside chance.
    bias = np.abs(drawn.mean(0) - null.mean[1])[noisy]
    assert ((np.abs(error)[noisy] < 4.5) | (bias < 0.5)).all()
    # The constant of a kind, worked out trial by trial for one cell.
    both = pool(responses)
    expected = np.nanmean(both.trials, -1)[3]
    apart = [np.nanmean(kind[3] - expected[:, None]) for kind in (responses.cued, responses.uncued)]
    line = [mean[3] - constant for mean, constant in zip(null.mean, apart, strict=True)]
    np.testing.assert_allclose(line[0], line[1], atol=1e-9)


def test_a_resampled_trial_stays_in_its_cell_and_kind(responses):
    places = resample(responses, rng=np.random.default_rng(2)).cued
    for cell, own in enumerate(np.isfinite(responses.cued)):
        assert own.ravel()[places[cell][own]].all()
