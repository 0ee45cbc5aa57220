"""Saturating responses: exact without noise, and the joint fit where there is no curve."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dopadist.asymmetry import hill_fit, joint_fit, saturated
from dopadist.asymmetry.hill import search_numpy
from dopadist.nulls import two_lines
from dopadist.reversal import magnitude_statistics
from dopadist.surrogate import SETTINGS

AXIS = np.array(SETTINGS.utility)
SPACING = np.ptp(AXIS) / 160


def trials_of(mean, rng, *, sd=4.0, n=30):
    return mean[..., None] + rng.normal(0, sd, (*mean.shape, n))


def test_saturated_by_hand():
    assert saturated(np.array([-5.0, 0.0, 5.0, 15.0]), 5.0).tolist() == [-2.5, 0.0, 2.5, 3.75]
    assert saturated(np.array([-5.0, 7.0]), np.inf).tolist() == [-5.0, 7.0]


@settings(max_examples=40, deadline=None)
@given(
    point=st.floats(-2.5, 5.0), minus=st.floats(0.2, 3.0), plus=st.floats(0.2, 3.0),
    k=st.sampled_from([3.0, 10.0, np.inf]),
)  # fmt: skip
def test_cells_without_noise_are_found_again(point, minus, plus, k):
    """To within the grid: half a step of the reversal point, and what it does to the slopes."""
    y = np.where(point > AXIS, minus, plus) * saturated(AXIS - point, k)
    cell = hill_fit(magnitude_statistics(y[None, :, None]), AXIS, half_saturation=k)
    assert cell.reversal_point[0] == pytest.approx(point, abs=0.6 * SPACING * max(1, 9 / 3))
    truth = plus / (plus + minus)
    assert cell.asymmetry[0] == pytest.approx(truth, abs=0.08)


def test_without_curve_it_is_the_joint_fit():
    """An independent algorithm: agreement of the loss, and of reversal points to a step or two."""
    rng = np.random.default_rng(0)
    point = np.linspace(-2, 5, 40)
    mean = two_lines(point, np.full(40, 0.8), np.full(40, 1.4), AXIS)
    statistics = magnitude_statistics(trials_of(mean, rng))
    grid = hill_fit(statistics, AXIS, half_saturation=np.inf)
    exact, minus, plus = joint_fit(statistics, AXIS)
    ordinary = np.isfinite(minus) & np.isfinite(plus)
    assert ordinary.sum() >= 35
    assert np.abs(grid.reversal_point - exact)[ordinary].max() < 1.5 * SPACING
    tau = plus / (plus + minus)
    assert np.abs(grid.asymmetry - tau)[ordinary].max() < 0.06


def test_the_plain_form_is_the_compiled_one():
    rng = np.random.default_rng(1)
    statistics = magnitude_statistics(trials_of(np.tile(AXIS, (25, 1)), rng))
    grid = np.linspace(AXIS.min(), AXIS.max(), 161)
    h = saturated(AXIS - grid[:, None], 8.0)
    x = AXIS - grid[:, None]
    plain = search_numpy(
        statistics.n.astype(float), statistics.total, np.where(x < 0, h, 0.0),
        np.where(x > 0, h, 0.0),
    )  # fmt: skip
    found = hill_fit(statistics, AXIS, half_saturation=8.0)
    np.testing.assert_allclose(grid[plain[0].astype(int)], found.reversal_point)
    np.testing.assert_allclose(plain[1:], [found.slope_minus, found.slope_plus])


def test_lines_make_optimists_of_saturating_cells_that_reverse_high():
    """Equal slopes, k = 8, no noise: far rewards below look weak, so the lower line is flat."""
    point = np.array([-2.0, 5.0])[:, None]
    statistics = magnitude_statistics(saturated(AXIS - point, 8.0)[..., None])
    lines = hill_fit(statistics, AXIS, half_saturation=np.inf).asymmetry
    curves = hill_fit(statistics, AXIS, half_saturation=8.0).asymmetry
    assert lines[0] < 0.45
    assert lines[1] > 0.55
    np.testing.assert_allclose(curves, 0.5, atol=0.03)


def test_falling_responses_have_no_asymmetry():
    cell = hill_fit(magnitude_statistics(-AXIS[None, :, None]), AXIS, half_saturation=5.0)
    assert not cell.usable[0]


def test_half_saturation_must_be_positive():
    with pytest.raises(ValueError, match="half_saturation is 0, expected above 0"):
        saturated(AXIS, 0)
