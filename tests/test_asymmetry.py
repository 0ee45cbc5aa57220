"""Slopes and the joint fit: hand-derived values, slow forms, all roots of the sextic, SciPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.polynomial import polynomial as P
from scipy.optimize import minimize

from dopadist.asymmetry import estimate, joint, joint_fit, slopes
from dopadist.reversal import magnitude_statistics

AXIS = np.array([-3.577, -3.288, -2.765, -1.759, 0.242, 4.428, 8.324])


def random_cells(rng, n_cells, *, n_slots=30, flat=False):
    """Cells of two noisy lines, or of noise alone, with unequal numbers of trials."""
    value = rng.uniform(-4, 9, n_cells)
    below, above = rng.lognormal(0, 0.6, (2, n_cells))
    x = AXIS - value[:, None]
    mean = np.where(x < 0, below[:, None] * x, above[:, None] * x)
    if flat:
        mean = 0 * mean
    trials = mean[..., None] + rng.normal(0, 4, (n_cells, AXIS.size, n_slots))
    used = np.arange(n_slots) < rng.integers(0, n_slots, (n_cells, AXIS.size))[..., None]
    return np.where(used, trials, np.nan)


def literal_slopes(trials, axis, reversal_point):
    """Every trial as a point of a regression without constant, as a MATLAB user would write."""
    sides = []
    for keep in (np.less_equal, np.greater_equal):
        x, y = [], []
        for k, u in enumerate(axis):
            for response in trials[k]:
                if np.isfinite(response) and keep(u - reversal_point, 0):
                    x.append(u - reversal_point)
                    y.append(response)
        x, y = np.array(x), np.array(y)
        sides.append(np.linalg.lstsq(x[:, None], y)[0][0] if np.any(x != 0) else np.nan)
    return sides


def explained(trials_n, trials_t, axis, v):
    """Sum of squares that the best slopes explain at reversal point v."""
    g = 0.0
    for sign in (-1, 1):
        side = (sign * (axis - v) > 0) & (trials_n > 0)
        x = axis[side] - v
        if side.any():
            g += max(trials_t[side] @ x, 0) ** 2 / (trials_n[side] @ x**2)
    return g


def exact_maximum(n, t, axis):
    """Highest explained sum of squares, from all roots of the sextic of every bracket."""
    best = 0.0
    for i in range(axis.size - 1):
        parts = []
        for side in (slice(0, i + 1), slice(i + 1, None)):
            u, m, s = axis[side], n[side], t[side]
            line = np.array([s @ u, -s.sum()])
            square = np.array([m @ u**2, -2 * (m @ u), m.sum()])
            parts.append((line, square))
        (l1, q1), (l2, q2) = parts
        d1 = P.polymul(l1, 2 * P.polymul(P.polyder(l1), q1) - P.polymul(l1, P.polyder(q1))[:3])
        d2 = P.polymul(l2, 2 * P.polymul(P.polyder(l2), q2) - P.polymul(l2, P.polyder(q2))[:3])
        both = P.polyadd(P.polymul(d1, P.polymul(q2, q2)), P.polymul(d2, P.polymul(q1, q1)))
        candidates = [axis[i] + 1e-9, axis[i + 1] - 1e-9]
        for polynomial in (d1, d2, both):
            roots = P.polyroots(P.polytrim(polynomial, 1e-12 * np.abs(polynomial).max()))
            candidates += list(np.clip(roots.real, axis[i] + 1e-9, axis[i + 1] - 1e-9))
        best = max(best, *(explained(n, t, axis, v) for v in candidates))
    return best


def test_slopes_equal_the_literal_regression():
    rng = np.random.default_rng(1)
    trials = random_cells(rng, 60)
    points = rng.uniform(-5, 10, 60)
    points[:7] = AXIS  # a magnitude at the reversal point belongs to both sides
    got = slopes(magnitude_statistics(trials), AXIS, points)
    expected = np.array(
        [literal_slopes(cell, AXIS, v) for cell, v in zip(trials, points, strict=True)]
    ).T
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12)


def test_slope_without_magnitudes_off_the_reversal_point_is_nan():
    statistics = magnitude_statistics(np.ones((3, 2)))
    below, above = slopes(statistics, np.array([0.0, 1.0, 2.0]), 0.0)
    assert np.isnan(below)
    assert above == pytest.approx(3 / 5)  # (1*2 + 2*2) / (2*1 + 2*4)


def test_two_negative_slopes_are_never_a_usable_asymmetry():
    # Responses fall as the reward grows, around a change of sign at the top.
    trials = np.array([[[5.0], [4.0], [2.0], [-6.0]]])
    cells = estimate(magnitude_statistics(trials), np.array([0.0, 1.0, 2.0, 3.0]))
    assert cells.slope_minus[0] < 0
    assert not cells.usable[0]
    # The published ratio is given unclipped, as it comes.
    total = cells.slope_plus[0] + cells.slope_minus[0]
    assert cells.asymmetry[0] == cells.slope_plus[0] / total


def test_one_negative_slope_is_not_usable_even_where_the_ratio_lies_inside():
    # Below the reversal point responses rise towards small rewards; above, they rise more.
    trials = np.array([[[0.5, 0.5], [-0.1, -0.1], [2.0, 2.0], [6.0, 6.0]]])
    cells = estimate(magnitude_statistics(trials), np.array([-2.0, -1.9, 0.0, 4.0]))
    assert -1.99 < cells.reversal_point[0] < 3.9
    assert cells.slope_minus[0] < 0 < cells.slope_minus[0] + cells.slope_plus[0]
    assert not cells.usable[0]


@pytest.mark.parametrize("flat", [False, True])
def test_joint_fit_reaches_the_maximum_over_all_roots_of_the_sextic(flat):
    rng = np.random.default_rng(2)
    statistics = magnitude_statistics(random_cells(rng, 500, flat=flat))
    point, _, _ = joint_fit(statistics, AXIS)
    for cell in range(point.size):
        n, t = statistics.n[cell].astype(float), statistics.total[cell]
        expected = exact_maximum(n, t, AXIS)
        if np.isnan(point[cell]):
            assert expected < 1e-9
            continue
        # At a magnitude the supremum may be a limit: the last one is met by ever steeper lines.
        got = max(explained(n, t, AXIS, point[cell] + step) for step in (-1e-9, 0, 1e-9))
        assert got >= expected * (1 - 1e-7) - 1e-9


def test_joint_fit_is_no_worse_than_scipy():
    rng = np.random.default_rng(3)
    trials = random_cells(rng, 25)
    statistics = magnitude_statistics(trials)
    point, below, above = joint_fit(statistics, AXIS)

    def loss(parameters, cell):
        v, a, b = parameters
        x = AXIS - v
        predicted = np.where(x < 0, a * x, b * x)
        return np.nansum((trials[cell] - predicted[:, None]) ** 2)

    for cell in range(25):
        if np.isnan([below[cell], above[cell]]).any():
            continue  # on the edge: ever steeper lines approach the best fit, none attains it
        mine = loss((point[cell], below[cell], above[cell]), cell)
        for start in (-3.0, -1.0, 2.0, 6.0):
            found = minimize(
                loss,
                (start, 1.0, 1.0),
                args=(cell,),
                method="Nelder-Mead",
                bounds=[(AXIS[0] + 1e-6, AXIS[-1] - 1e-6), (0, 50), (0, 50)],
                options={"maxiter": 4000, "xatol": 1e-8, "fatol": 1e-8},
            )
            assert mine <= found.fun + 1e-6


def test_joint_fit_without_noise_finds_the_truth():
    value, below, above = np.array([-1.3, 0.5, 3.0]), np.array([0.5, 1, 2]), np.array([2.0, 1, 0.7])
    x = AXIS - value[:, None]
    mean = np.where(x < 0, below[:, None] * x, above[:, None] * x)
    fit = joint_fit(magnitude_statistics(np.repeat(mean[..., None], 3, -1)), AXIS)
    np.testing.assert_allclose(fit, [value, below, above], rtol=1e-9)


def test_plain_numpy_search_gives_the_same_fit():
    rng = np.random.default_rng(4)
    statistics = magnitude_statistics(random_cells(rng, 2000))
    compiled, _, _ = joint_fit(statistics, AXIS)
    plain = joint.search_numpy(statistics.n.astype(float), statistics.total, AXIS)
    np.testing.assert_allclose(plain, compiled, rtol=1e-8, atol=1e-8)


@settings(max_examples=50, deadline=None)
@given(st.floats(0.1, 10), st.floats(0.1, 10), st.floats(-5, 5), st.integers(0, 2**32 - 1))
def test_joint_fit_follows_the_units(gain, scale, shift, seed):
    statistics = magnitude_statistics(random_cells(np.random.default_rng(seed), 1))
    point, below, above = joint_fit(statistics, AXIS)
    scaled = magnitude_statistics(gain * random_cells(np.random.default_rng(seed), 1))
    moved = joint_fit(scaled, scale * AXIS + shift)
    np.testing.assert_allclose(moved[0], scale * point + shift, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(moved[1], below * gain / scale, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(moved[2], above * gain / scale, rtol=1e-4, atol=1e-6)


def test_cells_without_a_rising_response_have_no_joint_fit():
    falling = np.array([[[3.0], [1.0], [-2.0]], [[0.0], [0.0], [0.0]], [[np.nan]] * 3])
    point, below, above = joint_fit(magnitude_statistics(falling), np.array([-1.0, 0.0, 1.0]))
    assert np.isnan(point[1:]).all()
    assert np.isnan([below[1:], above[1:]]).all()
    cells = estimate(magnitude_statistics(falling), np.array([-1.0, 0.0, 1.0]), estimator="joint")
    assert not cells.usable.any()


def test_joint_fit_takes_the_axis_in_any_order():
    statistics = magnitude_statistics(random_cells(np.random.default_rng(5), 20))
    order = np.array([3, 0, 6, 1, 5, 2, 4])
    turned = type(statistics)(
        statistics.n[:, order],
        statistics.positive[:, order],
        statistics.negative[:, order],
        statistics.total[:, order],
    )
    np.testing.assert_allclose(
        joint_fit(turned, AXIS[order]), joint_fit(statistics, AXIS), rtol=1e-12
    )


def test_an_unknown_estimator_is_refused_by_name():
    with pytest.raises(ValueError, match="'median', expected one of authors, joint"):
        estimate(magnitude_statistics(np.ones((1, 3, 2))), np.arange(3.0), estimator="median")
