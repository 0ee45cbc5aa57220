"""Exact expectiles against hand-worked values, SciPy, root finding, and their properties.

The properties are those SciPy tests for its own expectile (Bellini, Klar, Mueller and Rosazza
Gianin 2014; Steinwart et al. 2014), here for all levels at once and for any data.
"""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from dopadist.expectiles import expectile_level, expectiles, expectiles_reference, quantiles
from dopadist.tasks.rewards import variable_magnitude

TAU = np.array([0.0, 1e-9, 0.03, 0.2, 0.5 - 1e-12, 0.5, 0.5 + 1e-12, 0.8, 0.99, 1 - 1e-9, 1.0])
BELOW, ABOVE = TAU < 0.5, TAU > 0.5

# Values on a grid of 1/8: sums and shifts of them are exact, so properties are not blurred.
numbers = st.integers(-400, 400).map(lambda k: k / 8)
samples = st.integers(1, 25).flatmap(lambda n: arrays(float, n, elements=numbers))
pairs = st.integers(1, 25).flatmap(lambda n: arrays(float, (2, n), elements=numbers))
levels = st.floats(0, 1)


def close(a: object, b: object, scale: float = 50.0) -> None:
    np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12 * scale)  # type: ignore[arg-type]


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_bernoulli_closed_form(p: float) -> None:
    # tau*p*(1-e) = (1-tau)*(1-p)*e, so e = tau*p / (tau*p + (1-tau)*(1-p)).
    expected = TAU * p / (TAU * p + (1 - TAU) * (1 - p))
    close(expectiles([0, 1], TAU, weights=[1 - p, p]), expected, 1)


def test_three_atoms_by_hand() -> None:
    # Atoms 0, 1, 4, equally likely, tau = 3/4. Try the bracket [1, 4]:
    # 3/4*(4-e) = 1/4*(e + (e-1)), so 12 - 3e = 2e - 1 and e = 13/5, inside the bracket.
    close(expectiles([4, 0, 1], 0.75), 2.6)
    # tau = 1/10, bracket [0, 1]: 1/10*((1-e) + (4-e)) = 9/10*e, so 5 - 2e = 9e, e = 5/11.
    close(expectiles([4, 0, 1], 0.1), 5 / 11)
    # The atom 1 itself: (1-0) / ((1-0) + (4-1)) = 1/4.
    close(expectile_level([4, 0, 1], 1), 0.25)
    close(expectiles([4, 0, 1], 0.25), 1)


def test_shapes() -> None:
    grid = np.linspace(0.1, 0.9, 6).reshape(2, 3)
    values = np.arange(24.0).reshape(2, 3, 4) ** 2
    assert expectiles(values[0, 0], 0.5).shape == ()
    assert expectiles(values, grid).shape == (2, 3, 2, 3)
    assert quantiles(values, grid).shape == (2, 3, 2, 3)
    assert expectile_level(values, grid).shape == (2, 3, 2, 3)
    for i, j in np.ndindex(2, 3):
        close(expectiles(values, grid)[i, j], expectiles(values[i, j], grid))
        close(quantiles(values, grid)[i, j], quantiles(values[i, j], grid))
        close(expectile_level(values, grid)[i, j], expectile_level(values[i, j], grid))


@given(x=samples, tau=arrays(float, 7, elements=levels))
def test_agrees_with_scipy(x: np.ndarray, tau: np.ndarray) -> None:
    theirs = []
    for level in tau:
        try:
            theirs.append(stats.expectile(x, level))
        except RuntimeError:  # its secant search may not converge; ours has none
            theirs.append(np.nan)
    ours = np.where(np.isnan(theirs), np.nan, expectiles(x, tau))
    # SciPy stops when its steps are below 2e-12 of nothing in particular: 1e-9 of the range.
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


def test_agrees_with_scipy_on_plain_samples_to_rounding() -> None:
    rng = np.random.default_rng(5)
    tau = np.linspace(0.01, 0.99, 99)
    for draw in (rng.normal(size=200), rng.pareto(3, size=50), rng.random(10)):
        weights = rng.random(draw.size)
        for w in (None, weights):
            theirs = [stats.expectile(draw, level, weights=w) for level in tau]
            np.testing.assert_allclose(
                expectiles(draw, tau, weights=w), theirs, rtol=1e-12, atol=1e-12
            )


@given(x=samples, tau=arrays(float, 5, elements=levels), data=st.data())
def test_agrees_with_root_finding(x: np.ndarray, tau: np.ndarray, data: st.DataObject) -> None:
    weights = data.draw(arrays(float, x.size, elements=st.integers(1, 9).map(float)))
    # Root finding itself is limited by cancellation in the equation where it is flat.
    np.testing.assert_allclose(
        expectiles(x, tau, weights=weights),
        expectiles_reference(x, tau, weights=weights),
        rtol=1e-9,
        atol=1e-9,
    )


@given(x=samples, data=st.data())
def test_the_balance_equation_holds(x: np.ndarray, data: st.DataObject) -> None:
    weights = data.draw(arrays(float, x.size, elements=st.integers(1, 9).map(float)))
    e = expectiles(x, TAU, weights=weights)[:, None]
    gain = (weights * np.maximum(x - e, 0)).sum(axis=1)
    loss = (weights * np.maximum(e - x, 0)).sum(axis=1)
    close(TAU * gain, (1 - TAU) * loss, 1e4)


@given(x=samples)
def test_ends_and_middle(x: np.ndarray) -> None:
    close(expectiles(x, [0, 0.5, 1]), [x.min(), x.mean(), x.max()])


@given(c=numbers, n=st.integers(1, 30))
def test_a_constant_is_its_own_expectile(c: float, n: int) -> None:
    assert np.all(expectiles(np.full(n, c), TAU) == c)


@given(x=samples, c=numbers)
def test_translation(x: np.ndarray, c: float) -> None:
    close(expectiles(x + c, TAU), expectiles(x, TAU) + c)


@given(x=samples, c=st.floats(0, 100))
def test_positive_scaling(x: np.ndarray, c: float) -> None:
    close(expectiles(c * x, TAU), c * expectiles(x, TAU), 50 * max(c, 1))


@given(x=samples)
def test_mirror(x: np.ndarray) -> None:
    # 1 - TAU is not exact next to 0 and 1; the levels here are multiples of 1/64.
    tau = np.arange(65) / 64
    close(expectiles(-x, tau), -expectiles(x, 1 - tau))


@given(pair=pairs)
def test_larger_rewards_give_larger_expectiles(pair: np.ndarray) -> None:
    x, more = pair[0], pair[0] + np.abs(pair[1])
    assert np.all(expectiles(x, TAU) <= expectiles(more, TAU) + 1e-12 * 100)


@given(pair=pairs)
def test_of_a_sum_above_one_half_at_most_the_sum(pair: np.ndarray) -> None:
    # Sub-additive above 1/2, super-additive below, equal at 1/2 (the mean is linear).
    x, y = pair
    gap = expectiles(x + y, TAU) - expectiles(x, TAU) - expectiles(y, TAU)
    assert np.all(gap[ABOVE] <= 1e-10)
    assert np.all(gap[BELOW] >= -1e-10)
    close(gap[TAU == 0.5], 0, 200)


def test_of_a_sum_strictly() -> None:
    rng = np.random.default_rng(42)
    x, y = rng.normal(size=300), rng.logistic(loc=10, size=300)
    inner = (TAU > 0.01) & (TAU < 0.99) & (np.abs(TAU - 0.5) > 0.1)
    gap = (expectiles(x + y, TAU) - expectiles(x, TAU) - expectiles(y, TAU))[inner]
    assert np.all(gap * np.sign(TAU[inner] - 0.5) < -1e-3)


@given(pair=pairs, c=st.sampled_from([0.125, 0.5, 0.75]))
def test_of_a_mixture_of_random_variables(pair: np.ndarray, c: float) -> None:
    # Convex above 1/2, concave below.
    x, y = pair
    gap = expectiles((1 - c) * x + c * y, TAU) - (1 - c) * expectiles(x, TAU)
    gap = gap - c * expectiles(y, TAU)
    assert np.all(gap[ABOVE] <= 1e-10)
    assert np.all(gap[BELOW] >= -1e-10)


@pytest.mark.parametrize("n", [20, 2000])
def test_strictly_increasing_in_the_level(n: int) -> None:
    x = np.random.default_rng(42).pareto(a=2, size=n)
    small = np.logspace(-15, np.log10(0.5), 100)
    rising = np.r_[0, small, (1 - small)[-2::-1], 1]
    assert np.all(np.diff(rising) > 0)
    assert np.all(np.diff(expectiles(x, rising)) > 0)


@given(x=samples, data=st.data())
def test_integer_weights_are_repeats(x: np.ndarray, data: st.DataObject) -> None:
    weights = data.draw(arrays(int, x.size, elements=st.integers(0, 4)))
    assume(weights.sum() > 0)
    repeated = np.repeat(x, weights)
    close(expectiles(x, TAU, weights=weights), expectiles(repeated, TAU))
    close(quantiles(x, TAU, weights=weights), quantiles(repeated, TAU))
    close(expectile_level(x, 1.5, weights=weights), expectile_level(repeated, 1.5))


@given(x=samples, c=st.floats(1e-6, 1e6))
def test_only_relative_weights_matter(x: np.ndarray, c: float) -> None:
    weights = np.arange(1.0, x.size + 1)
    close(expectiles(x, TAU, weights=weights), expectiles(x, TAU, weights=c * weights))


@given(x=samples, tau=arrays(float, 4, elements=st.floats(0.001, 0.999)))
def test_the_level_of_an_expectile_is_its_level(x: np.ndarray, tau: np.ndarray) -> None:
    assume(np.ptp(x) > 0)
    close(expectile_level(x, expectiles(x, tau)), tau, 1e3)


def test_levels_outside_the_values() -> None:
    close(expectile_level([1, 2, 3], [0, 1, 3, 4]), [0, 0, 1, 1])
    assert np.isnan(expectile_level([2, 2], 2.0))
    assert expectile_level([2, 2], 3.0) == 1


def test_a_large_offset_costs_no_digits_of_the_spread() -> None:
    x = np.array([0.0, 1.0, 4.0])
    shifted = expectiles(x + 2.0**40, TAU) - 2.0**40
    np.testing.assert_allclose(shifted, expectiles(x, TAU), atol=2 * 2.0**-12)


@given(x=samples)
def test_quantiles_agree_with_numpy(x: np.ndarray) -> None:
    tau = np.array([0, 0.123456, 0.5, 0.77777, 1])
    assert np.array_equal(quantiles(x, tau), np.quantile(x, tau, method="inverted_cdf"))


def test_quantiles_on_a_step_take_the_lower_value() -> None:
    ten = np.arange(10.0)
    tau = np.arange(1, 11) / 10
    assert np.array_equal(quantiles(ten, tau), ten)
    assert np.array_equal(quantiles(ten, tau, weights=np.full(10, 0.1)), ten)
    # Cumulated, seven times 0.3 and fourteen times 0.1 miss some of the steps by a rounding.
    for n, weight in ((7, 0.3), (14, 0.1)):
        values = np.arange(float(n))
        assert np.array_equal(
            quantiles(values, np.arange(1, n + 1) / n, weights=np.full(n, weight)), values
        )


def test_the_half_quantile_is_the_median_and_the_half_expectile_is_not() -> None:
    task = variable_magnitude()
    assert quantiles(task.values, 0.5, weights=task.probabilities) == 5.0
    close(expectiles(task.values, 0.5, weights=task.probabilities), task.mean)


def test_nan_and_absent_values() -> None:
    for statistic in (expectiles, quantiles, expectile_level):
        row = statistic([[1, np.nan, 2], [1, 5, 2]], [0.25, 0.5])
        assert np.isnan(row[0]).all()
        assert not np.isnan(row[1]).any()
        # A padded row with weight 0 is the row without the padding.
        padded = statistic([np.nan, 1, 5, 2], 0.25, weights=[0, 1, 1, 1])
        assert padded == statistic([1, 5, 2], 0.25)
        assert np.isnan(statistic([1, 2], 0.5, weights=[1, np.nan]))
        assert np.isnan(statistic([1, 2], np.nan))
    assert np.isnan(expectiles_reference([1, np.nan], 0.5))
    assert np.isnan(expectiles_reference([1, 2], np.nan))
    close(expectiles([4, 9, 1], [0, 1], weights=[1, 0, 0]), [4, 4])
    close(expectiles([4.0], [0, 0.3, 1]), [4, 4, 4])
    close(expectiles_reference([4.0, 5.0], [0, 1]), [4, 5])


@pytest.mark.parametrize("statistic", [expectiles, quantiles])
def test_errors(statistic: object) -> None:
    assert callable(statistic)
    with pytest.raises(ValueError, match=r"tau is 1\.5, expected a level between 0 and 1"):
        statistic([1, 2], [0.5, 1.5])
    with pytest.raises(ValueError, match=r"tau is -0\.1"):
        statistic([1, 2], -0.1)
    with pytest.raises(ValueError, match="n of 1 or more"):
        statistic([], 0.5)
    with pytest.raises(ValueError, match="an infinite one"):
        statistic([1, np.inf], 0.5)
    with pytest.raises(ValueError, match="expected 0 or more"):
        statistic([1, 2], 0.5, weights=[1, -1])
    with pytest.raises(ValueError, match="all 0 in a row"):
        statistic([[1, 2], [1, 2]], 0.5, weights=[[1, 1], [0, 0]])
    with pytest.raises(ValueError, match=r"expected \(n,\)"):
        expectiles_reference([[1, 2]], 0.5)


@settings(max_examples=30)
@given(x=samples)
def test_quantiles_and_expectiles_differ_in_kind(x: np.ndarray) -> None:
    # Every quantile is one of the values; an expectile need not be, but never leaves the range.
    assert np.all(np.isin(quantiles(x, TAU), x))
    e = expectiles(x, TAU)
    assert np.all((e >= x.min()) & (e <= x.max()))
