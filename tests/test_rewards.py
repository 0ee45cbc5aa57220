"""Reward distributions: printed numbers, hand-worked cases, and closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dopadist.tasks.rewards import (
    CUE_PROBABILITIES,
    VOLUME_PROBABILITIES,
    VOLUMES,
    GaussianMixture,
    RewardDistribution,
    bernoulli,
    discrete,
    hill_utility,
    variable_magnitude,
)


def test_the_seven_volumes_have_the_printed_mean_and_utilities() -> None:
    task = variable_magnitude()
    assert task.values.tolist() == [0.1, 0.3, 1.2, 2.5, 5, 10, 20]
    assert VOLUMES.tolist() == task.values.tolist()
    np.testing.assert_allclose(task.probabilities, VOLUME_PROBABILITIES, rtol=1e-7)
    assert task.mean == pytest.approx(5.2078, abs=5e-5)
    # Volumes under the authors' utility, to the printed digits.
    utility = task.transform(hill_utility)
    printed = [0.219, 0.373, 0.719, 1.006, 1.365, 1.827, 2.403]
    np.testing.assert_allclose(utility.values, printed, atol=5e-4)
    assert utility.mean == pytest.approx(1.1972, abs=5e-5)


def test_cues() -> None:
    assert CUE_PROBABILITIES.tolist() == [0.1, 0.5, 0.9]
    cue = bernoulli(0.9, reward=3.75)
    assert cue.values.tolist() == [0, 3.75]
    # Mean p*r, variance p*(1-p)*r^2.
    assert cue.mean == pytest.approx(3.375)
    assert cue.variance == pytest.approx(0.09 * 3.75**2)
    assert bernoulli(0).values.tolist() == [0]
    assert bernoulli(1).values.tolist() == [1]
    assert bernoulli(0.25, reward=-2).values.tolist() == [-2, 0]


def test_discrete_sorts_merges_and_drops() -> None:
    made = discrete([5, 1, 5, 3], [0.25, 0.5, 0.25, 0.0])
    assert made.values.tolist() == [1, 5]
    assert made.probabilities.tolist() == [0.5, 0.5]


def test_transform_merges_what_becomes_equal() -> None:
    squared = discrete([-1, 0, 1], [0.25, 0.5, 0.25]).transform(np.square)
    assert squared.values.tolist() == [0, 1]
    assert squared.probabilities.tolist() == [0.5, 0.5]


def test_arrays_cannot_be_changed() -> None:
    task = variable_magnitude()
    with pytest.raises(ValueError, match="read-only"):
        task.values[0] = 3
    with pytest.raises(ValueError, match="read-only"):
        VOLUMES[0] = 3


def test_the_cdf_steps_at_each_atom() -> None:
    task = discrete([1, 2, 4], [0.2, 0.3, 0.5])
    np.testing.assert_allclose(
        task.cdf([[0.9, 1.0], [2.0, 3.9], [4.0, 9.0]]), [[0, 0.2], [0.5, 0.5], [1, 1]]
    )


def test_samples_follow_the_probabilities() -> None:
    # Chi-squared over the seven atoms, 20,000 draws, one fixed seed; a correct sampler with a
    # new seed fails with probability 1e-6.
    task = variable_magnitude()
    drawn = task.sample(np.random.default_rng(1), (200, 100))
    assert drawn.shape == (200, 100)
    counts = [(drawn == value).sum() for value in task.values]
    assert sum(counts) == drawn.size
    assert stats.chisquare(counts, task.probabilities * drawn.size).pvalue > 1e-6


def test_mixture_moments_density_and_distribution_function() -> None:
    mixture = GaussianMixture([1.0, 4.0], [0.5, 1.0], [0.25, 0.75])
    # By hand: 0.25*1 + 0.75*4; 0.25*(0.25 + 2.25^2) + 0.75*(1 + 0.75^2).
    assert mixture.mean == pytest.approx(3.25)
    assert mixture.variance == pytest.approx(0.25 * (0.25 + 5.0625) + 0.75 * 1.5625)
    x = np.array([[0.0, 1.0], [3.0, 6.0]])
    parts = [stats.norm(1, 0.5), stats.norm(4, 1)]
    np.testing.assert_allclose(mixture.pdf(x), 0.25 * parts[0].pdf(x) + 0.75 * parts[1].pdf(x))
    np.testing.assert_allclose(mixture.cdf(x), 0.25 * parts[0].cdf(x) + 0.75 * parts[1].cdf(x))
    # Kolmogorov-Smirnov, false alarm 1e-6 for a new seed.
    drawn = mixture.sample(np.random.default_rng(2), 5_000)
    assert stats.kstest(drawn, mixture.cdf).pvalue > 1e-6


@given(
    n=st.integers(2, 60),
    means=st.lists(st.floats(-5, 5), min_size=1, max_size=3),
    sd=st.floats(0.1, 2),
)
def test_discretising_keeps_the_mean(n: int, means: list[float], sd: float) -> None:
    k = len(means)
    mixture = GaussianMixture(means, np.full(k, sd), np.full(k, 1 / k))
    atoms = mixture.discretise(n)
    assert atoms.values.size <= n
    assert atoms.mean == pytest.approx(mixture.mean, abs=1e-9)
    # Merging mass within a bin can only lose variance.
    assert atoms.variance <= mixture.variance + 1e-9


def test_hill_utility_is_odd_saturates_and_keeps_nan() -> None:
    assert hill_utility(200.0) == 5.0
    assert hill_utility(-200.0) == -5.0
    # 4/(4 + 12) of 8 with exponent 2 and sigma^2 = 12.
    assert hill_utility(2.0, f_max=8, sigma=12**0.5, exponent=2) == pytest.approx(2.0)
    assert hill_utility(1e12) == pytest.approx(10, rel=1e-3)
    assert np.isnan(hill_utility(np.nan))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: bernoulli(1.2), "probability is 1.2"),
        (lambda: bernoulli(np.nan), "probability is nan"),
        (lambda: bernoulli(0.2, reward=0), "reward is 0"),
        (lambda: discrete([1, 2], [0.5, 0.4]), "with sum 0.9"),
        (lambda: discrete([1, 2], [1.5, -0.5]), "0 or more"),
        (lambda: discrete([1, 2], [1.0]), r"shape \(2,\)"),
        (lambda: discrete([1, np.inf], [0.5, 0.5]), "finite and strictly ascending"),
        (lambda: RewardDistribution(np.array([2.0, 1.0]), np.array([0.5, 0.5])), "ascending"),
        (lambda: RewardDistribution(np.array([1.0, 2.0]), np.array([0.0, 1.0])), "positive"),
        (lambda: RewardDistribution(np.array([]), np.array([])), "n of 1 or more"),
        (lambda: GaussianMixture([0.0], [0.0], [1.0]), "above 0"),
        (lambda: GaussianMixture([0.0, 1.0], [1.0, 1.0], [0.5, 0.6]), r"sum to 1\.1"),
        (lambda: GaussianMixture([0.0, 1.0], [1.0], [1.0]), "the same"),
        (lambda: GaussianMixture([0.0], [1.0], [1.0]).discretise(1), "2 bins or more"),
    ],
)
def test_errors_name_the_value(make: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()  # type: ignore[operator]
