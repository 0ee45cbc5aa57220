"""Distributional learners against hand-worked values, exact expectiles, and their slow form."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dopadist._compiled import HAVE_NUMBA
from dopadist.distributional import (
    MarkovChain,
    Population,
    bootstrap_fixed_points,
    constant_rate_noise,
    fixed_points,
    from_tau,
    learn,
    learn_by_trial,
    learn_categorical,
    learn_chain,
    maximum_entropy_samples,
    mean_update,
    project,
    restoring_rate,
    return_distributions,
    step,
    two_coins,
    update,
)
from dopadist.distributional.learning import _learn
from dopadist.expectiles import expectile_level, expectiles, quantiles
from dopadist.tasks.rewards import bernoulli, discrete, hill_utility, variable_magnitude

RESPONSES = ["linear", "sign", "huber"]
compiled_only = pytest.mark.skipif(not HAVE_NUMBA, reason="Numba is not installed")


# --- the rule ---


def test_one_trial_by_hand() -> None:
    population = Population([0.5, 0.1], [0.1, 0.4], "linear")
    # delta = 3 - 1 = 2 and 3 - 5 = -2.
    np.testing.assert_allclose(update(population, [1, 5], 3), [1 + 0.5 * 2, 5 - 0.4 * 2])
    signed = Population([0.5, 0.1], [0.1, 0.4], "sign")
    np.testing.assert_allclose(update(signed, [1, 5], 3), [1.5, 4.6])
    clipped = Population([0.5, 0.1], [0.1, 0.4], "huber", kappa=1.5)
    np.testing.assert_allclose(update(clipped, [1, 5], 3), [1.75, 4.4])


def test_a_tie_belongs_to_the_negative_branch() -> None:
    # With f the identity or clipped, f(0) = 0 and a tie changes nothing; with the sign it is a
    # step of -alpha_minus, and never one of +alpha_plus.
    for response, expected in [("linear", 0.0), ("huber", 0.0), ("sign", -0.25)]:
        population = Population([0.5], [0.25], response)
        assert step(population, 0.0) == expected
        assert update(population, 1.0, 1.0) == 1.0 + expected
        assert learn(population, [1.0], initial=1.0) == 1.0 + expected
        assert _learn(population, [1.0], 1.0, None, compiled=False) == 1.0 + expected


def test_asymmetry() -> None:
    np.testing.assert_allclose(Population([3, 1, 0], [1, 3, 2]).tau, [0.75, 0.25, 0])
    assert np.isnan(Population([0], [0]).tau[0])
    population = from_tau([[0.1, 0.9]], total=[[0.2], [0.4]])
    np.testing.assert_allclose(population.tau, [[0.1, 0.9], [0.1, 0.9]])
    np.testing.assert_allclose(
        population.alpha_plus + population.alpha_minus, [[0.2] * 2, [0.4] * 2]
    )


# --- learning: compiled, plain and by trial are one ---

rates = st.floats(0, 1)


@st.composite
def problems(draw: st.DrawFn) -> tuple[Population, np.ndarray, np.ndarray]:
    n_runs, n_channels, n_trials = (draw(st.integers(1, k)) for k in (3, 9, 30))
    own = draw(st.booleans())
    shape = (n_runs, n_channels) if own else (n_channels,)
    population = Population(
        draw(arrays(float, shape, elements=rates)),
        draw(arrays(float, shape, elements=rates)),
        draw(st.sampled_from(RESPONSES)),
        draw(st.floats(0.1, 3)),
    )
    # Rewards on a coarse grid, so that exact ties with the first value do occur.
    rewards = draw(arrays(float, (n_runs, n_trials), elements=st.integers(-8, 8).map(float)))
    initial = draw(arrays(float, n_channels, elements=st.integers(-2, 2).map(float)))
    return population, rewards, initial


@compiled_only
@settings(deadline=None, max_examples=60)
@given(problems())
def test_compiled_plain_and_by_trial_agree(
    problem: tuple[Population, np.ndarray, np.ndarray],
) -> None:
    population, rewards, initial = problem
    fast = _learn(population, rewards, initial, None, compiled=True)
    plain = _learn(population, rewards, initial, None, compiled=False)
    obvious = learn_by_trial(population, rewards, initial=initial)
    assert fast.shape == obvious.shape
    if population.response == "sign":
        # A rounding error may decide a near-tie: compare unless some error came that near.
        value, near = np.broadcast_to(initial, obvious.shape), False
        for trial in range(rewards.shape[1]):
            gap = np.abs(rewards[:, trial, None] - value)
            near |= bool(np.any((gap > 0) & (gap < 1e-9)))
            value = update(population, value, rewards[:, trial, None])
        if near:
            return
    np.testing.assert_allclose(fast, obvious, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(plain, obvious, rtol=1e-12, atol=1e-12)


@settings(deadline=None, max_examples=60)
@given(problems(), st.data())
def test_values_on_the_way_are_values_at_the_end_of_a_shorter_run(
    problem: tuple[Population, np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    population, rewards, initial = problem
    n = rewards.shape[1]
    counts = sorted(data.draw(st.lists(st.integers(0, n), min_size=1, max_size=4)))
    on_the_way = learn(population, rewards, initial=initial, after=counts)
    for count, value in zip(counts, on_the_way, strict=True):
        if count == 0:
            assert np.array_equal(value, np.broadcast_to(initial, value.shape))
        else:
            assert np.array_equal(value, learn(population, rewards[:, :count], initial=initial))


def test_runs_broadcast_and_keep_their_axes() -> None:
    rng = np.random.default_rng(3)
    rewards = rng.random((2, 3, 50))
    population = Population(rng.random(4), rng.random(4))
    together = learn(population, rewards)
    assert together.shape == (2, 3, 4)
    for index in np.ndindex(2, 3):
        assert np.array_equal(together[index], learn(population, rewards[index]))
    # Rates of their own for each run, one sequence of rewards for all.
    own = Population(rng.random((5, 4)), rng.random((5, 4)))
    assert learn(own, rewards[0, 0]).shape == (5, 4)


@compiled_only
def test_the_number_of_threads_changes_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    # Enough updates for a thread a run.
    population = Population(rng.random((3, 400)), rng.random((3, 400)))
    rewards = rng.random((3, 3000))
    results = []
    for threads in ("1", "2", "3"):
        monkeypatch.setenv("NUMBA_NUM_THREADS", threads)
        results.append(learn(population, rewards))
    assert all(np.array_equal(results[0], other) for other in results)


def test_without_numba_the_same_function_runs() -> None:
    code = (
        "from dopadist._compiled import HAVE_NUMBA; from dopadist.distributional import *\n"
        "assert not HAVE_NUMBA; print(learn(Population([0.5, 0.1], [0.1, 0.5]), [1.0, 0.0]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DOPADIST_NO_NUMBA": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[0.45 0.05]"


# --- what is learnt ---


@pytest.mark.parametrize("response", RESPONSES)
def test_the_mean_update_vanishes_at_the_fixed_point_and_falls_through_it(response: str) -> None:
    utility = variable_magnitude().transform(hill_utility)
    tau = np.array([0.05, 0.31, 0.5, 0.77, 0.95])
    population = from_tau(tau, total=0.1, response=response)  # type: ignore[arg-type]
    root = fixed_points(population, utility)
    if response == "sign":
        assert np.array_equal(root, quantiles(utility.values, tau, weights=utility.probabilities))
    else:
        np.testing.assert_allclose(mean_update(population, utility, root), 0, atol=1e-12)
    # Strictly: above by any amount pulls down, below pushes up.
    assert np.all(mean_update(population, utility, root + 1e-6) < 0)
    assert np.all(mean_update(population, utility, root - 1e-6) > 0)


def test_linear_and_huber_fixed_points() -> None:
    utility = variable_magnitude().transform(hill_utility)
    tau = np.array([0.1, 0.5, 0.9])
    exact = expectiles(utility.values, tau, weights=utility.probabilities)
    np.testing.assert_allclose(fixed_points(from_tau(tau, total=0.1), utility), exact, atol=1e-14)
    # A clip wider than any error is none: the bisection must find the expectiles.
    wide = Population(0.1 * tau, 0.1 * (1 - tau), "huber", kappa=10.0)
    np.testing.assert_allclose(fixed_points(wide, utility), exact, atol=1e-12)
    # A very narrow one is the sign, so the fixed points lie at quantiles.
    narrow = Population(0.1 * tau, 0.1 * (1 - tau), "huber", kappa=1e-6)
    exact = quantiles(utility.values, tau, weights=utility.probabilities)
    np.testing.assert_allclose(fixed_points(narrow, utility), exact, atol=1e-5)


def test_only_the_ratio_of_the_rates_sets_the_fixed_point() -> None:
    utility = variable_magnitude().transform(hill_utility)
    tau = np.linspace(0.1, 0.9, 5)
    slow, fast = (fixed_points(from_tau(tau, total=t), utility) for t in (0.001, 1.0))
    np.testing.assert_allclose(slow, fast, atol=1e-12)


def test_many_runs_reach_the_exact_expectiles() -> None:
    # Statistic: mean over 400 runs minus exact expectile, in standard errors of the mean over
    # runs, plus a bias allowance of 0.004 (of a range of 2.2) for the constant rate. 9 channels,
    # |z| < 5: false alarm about 5e-6. The slowest channel's pull is 0.01 * 0.1 a trial, so after
    # 12,000 trials a start at 0 has decayed by exp(-12).
    utility = variable_magnitude().transform(hill_utility)
    tau = np.linspace(0.1, 0.9, 9)
    rewards = utility.sample(np.random.default_rng(11), (400, 12_000))
    values = learn(from_tau(tau, total=0.01), rewards)
    error = values.mean(axis=0) - expectiles(utility.values, tau, weights=utility.probabilities)
    standard_error = values.std(axis=0, ddof=1) / 20
    assert np.all(np.abs(error) < 0.004 + 5 * standard_error)
    # It can fail: the population with its rates swapped is far outside.
    swapped = learn(from_tau(1 - tau, total=0.01), rewards[:50]).mean(axis=0)
    assert np.abs(swapped - values.mean(axis=0))[[0, 1, 7, 8]].min() > 0.3


def test_many_runs_reach_the_quantiles() -> None:
    # Levels well inside the steps of the distribution function, so each quantile is one atom.
    # The sign learner hovers around its atom with steps of at most 0.004.
    task = discrete([1, 2, 4], [0.3, 0.4, 0.3])
    rewards = task.sample(np.random.default_rng(12), (100, 8_000))
    values = learn(from_tau([0.15, 0.5, 0.85], total=0.004, response="sign"), rewards)
    np.testing.assert_allclose(values.mean(axis=0), [1, 2, 4], atol=0.01)
    assert values.std(axis=0).max() < 0.05


# --- spread and bias at a constant rate ---


def uniform_closed_form(tau: np.ndarray, total: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Expectile, spread and bias for rewards uniform on [0, 1], worked out by hand.

    With a = sqrt(tau), c = sqrt(1 - tau): tau*(1-e)^2/2 = (1-tau)*e^2/2 gives e = a/(a+c). The
    pull is total*(tau*(1-e) + (1-tau)*e) = total*a*c, the step variance total^2 *
    (tau^2*(1-e)^3 + (1-tau)^2*e^3)/3 = total^2*a^3*c^3/(3*(a+c)^2), so the variance is
    total*a^2*c^2/(6*(a+c)^2) and the bias, with density 1, total*a*c*(a-c)/(12*(a+c)).
    """
    a, c = np.sqrt(tau), np.sqrt(1 - tau)
    spread = a * c / (a + c) * np.sqrt(total / 6)
    return a / (a + c), spread, total * a * c * (a - c) / (12 * (a + c))


def test_noise_formulas_agree_with_the_uniform_closed_form() -> None:
    atoms = discrete((np.arange(20_000) + 0.5) / 20_000, np.full(20_000, 1 / 20_000))
    tau = np.array([0.05, 0.3, 0.5, 0.9])
    population = from_tau(tau, total=0.04)
    e, spread, bias = uniform_closed_form(tau, 0.04)
    np.testing.assert_allclose(fixed_points(population, atoms), e, atol=1e-7)
    ours = constant_rate_noise(population, atoms, density=1.0)
    np.testing.assert_allclose(ours[0], spread, rtol=1e-3)
    np.testing.assert_allclose(ours[1], bias, rtol=1e-3, atol=1e-12)
    pull = 0.04 * np.sqrt(tau * (1 - tau))
    np.testing.assert_allclose(restoring_rate(population, atoms, e), pull, rtol=1e-3)


def test_spread_and_bias_are_as_predicted() -> None:
    # 2,000 runs, 30 notes each about one relaxation time apart. Statistic: relative error of the
    # spread, and bias in standard errors over runs. At total 0.1 second-order terms add up to 5 %
    # to the spread; 12 % allowed for both, and 5 standard errors: false alarm below 1e-5.
    tau, total = np.array([0.1, 0.5, 0.9]), 0.1
    rewards = np.random.default_rng(13).random((2_000, 1_240))
    notes = learn(from_tau(tau, total=total), rewards, initial=0.5, after=np.arange(270, 1_240, 33))
    e, spread, bias = uniform_closed_form(tau, total)
    np.testing.assert_allclose(notes.std(axis=(0, 1)), spread, rtol=0.12)
    by_run = notes.mean(axis=0) - e
    standard_error = by_run.std(axis=0, ddof=1) / np.sqrt(2_000)
    assert np.all(np.abs(by_run.mean(axis=0) - bias) < 0.12 * np.abs(bias) + 5 * standard_error)
    # And the bias is there: 6 standard errors from 0 at both ends, none in the middle.
    assert np.all(np.abs(by_run.mean(axis=0) / standard_error)[[0, 2]] > 6)


# --- bootstrapping: hand-worked ---


def test_the_true_expectile_at_the_start_is_0_900() -> None:
    # Half of the time a coin with 0.2, half with 0.8: in all a coin with 0.5, and
    # e = tau*p / (tau*p + (1-tau)*(1-p)) = 0.45 / (0.45 + 0.05) = 0.9.
    start = return_distributions(two_coins())[0]
    assert start.values.tolist() == [0, 1]
    np.testing.assert_allclose(start.probabilities, 0.5)
    np.testing.assert_allclose(expectiles([0, 1], 0.9, weights=start.probabilities), 0.9)


def test_bootstrapping_from_oneself_gives_0_945() -> None:
    # The coins' own expectiles at 0.9: 0.18/(0.18+0.08) = 9/13 and 0.72/(0.72+0.02) = 36/37.
    # Of two equally likely values u < v the expectile is (1-tau)*u + tau*v.
    by_hand = 0.1 * 9 / 13 + 0.9 * 36 / 37
    assert by_hand == pytest.approx(0.945, abs=5e-4)
    optimist = from_tau([0.9], total=0.1)
    values = bootstrap_fixed_points(optimist, two_coins(), bootstrap="own")
    np.testing.assert_allclose(values[:, 0], [by_hand, 9 / 13, 36 / 37], atol=1e-12)


def test_expectiles_taken_for_samples_have_the_wrong_mean() -> None:
    # The mean over tau of 0.8*tau/(0.2+0.6*tau) on [0, 1] is
    # (0.8/0.6) * (1 - (0.2/0.6)*ln(0.8/0.2)) = 0.717, and the coin's is 0.8.
    by_hand = 0.8 / 0.6 * (1 - 0.2 / 0.6 * np.log(4))
    assert by_hand == pytest.approx(0.717, abs=5e-4)
    tau = (np.arange(10_000) + 0.5) / 10_000
    assert expectiles([0, 1], tau, weights=[0.2, 0.8]).mean() == pytest.approx(by_hand, abs=1e-6)
    # Quantiles at the same levels do have the right mean: that is why they serve as samples.
    assert quantiles([0, 1], tau, weights=[0.2, 0.8]).mean() == pytest.approx(0.8, abs=1e-6)


MIDDLES = (np.arange(20) + 0.5) / 20


def test_where_each_kind_of_bootstrapping_ends() -> None:
    chain, expectile = two_coins(), from_tau(MIDDLES, total=0.02)
    truth = expectiles([0, 1], MIDDLES, weights=[0.5, 0.5])
    # Raw expectiles taken as samples: the mean of the start shrinks towards the middle for each
    # coin; by symmetry of the two coins about 1/2 it stays 1/2, but the spread does not.
    raw = bootstrap_fixed_points(expectile, chain)[0]
    assert raw.max() < truth.max() - 0.05
    own = bootstrap_fixed_points(expectile, chain, bootstrap="own")[0]
    assert own[17] - truth[17] > 0.04  # tau = 0.875
    impute = maximum_entropy_samples(np.linspace(0, 1, 21), sigma=1e-3)
    imputed = bootstrap_fixed_points(expectile, chain, impute=impute)[0]
    np.testing.assert_allclose(imputed, truth, atol=0.01)
    # Quantiles need no imputation. The distribution function at the start is flat at 1/2.
    quantile = from_tau(MIDDLES, total=0.02, response="sign")
    np.testing.assert_allclose(
        bootstrap_fixed_points(quantile, chain)[0], quantiles([0, 1], MIDDLES, weights=[0.5, 0.5])
    )


@pytest.mark.parametrize("kind", ["own", "raw", "imputed"])
def test_learning_goes_where_the_fixed_points_say(kind: str) -> None:
    # Mean over 60 runs and 8 notes against the exact fixed point of each kind. The slowest pull is
    # 0.06*0.1 an episode, half of that in the coins: after 1,500 episodes e^-4.5 of the start at
    # 1/2 is left. Over 10 seeds the largest SD was 0.0044 and no bias above 0.003; tolerance 0.03
    # is more than 6 SD (false alarm below 1e-8). The three kinds differ by 0.05 to 0.2.
    tau = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
    population, chain = from_tau(tau, total=0.06), two_coins()
    impute = (
        maximum_entropy_samples(np.linspace(0, 1, 11), sigma=0.01) if kind == "imputed" else None
    )
    bootstrap = "own" if kind == "own" else "all"
    notes = learn_chain(
        population,
        chain,
        n_episodes=2_200,
        n_runs=60,
        rng=np.random.default_rng(21),
        bootstrap=bootstrap,
        impute=impute,
        impute_every=100,
        initial=0.5,
        after=np.arange(1_500, 2_201, 100),
    )
    assert notes.shape == (8, 60, 3, 5)
    exact = bootstrap_fixed_points(population, chain, bootstrap=bootstrap, impute=impute)
    np.testing.assert_allclose(notes.mean(axis=(0, 1)), exact, atol=0.03)


def test_every_channel_draws_for_itself_and_from_all() -> None:
    # Two channels with the same rates: with one draw for both they would stay equal for ever.
    twins = Population([0.1, 0.1], [0.1, 0.1])
    chain = MarkovChain([[0, 1], [0, 0]], (discrete([0.0], [1.0]), discrete([0.0], [1.0])))
    # The next state's channels begin at 0 and 1, and there is one episode: the start's channels
    # draw 0 or 1 and step 0.1 times that.
    values = learn_chain(
        twins,
        chain,
        n_episodes=1,
        n_runs=4_000,
        rng=np.random.default_rng(22),
        initial=np.array([[0.0, 0.0], [0.0, 1.0]]),
    )[:, 0]
    drawn = np.round(values / 0.1)
    assert set(np.unique(drawn)) == {0, 1}
    # Each draws either channel half of the time, independently: four cells of 1,000 expected;
    # 5 SD of a count, false alarm below 1e-5.
    for pair in np.ndindex(2, 2):
        count = int(np.all(drawn == pair, axis=1).sum())
        assert abs(count - 1_000) < 5 * np.sqrt(4_000 * 0.25 * 0.75)


def test_one_draw_for_all_keeps_twins_equal_and_their_mean_right() -> None:
    # The same chain, but one draw serves both: they step together, half of the time up.
    # 4,000 runs, 5 SD of a count, false alarm below 1e-6.
    nothing = discrete([0.0], [1.0])
    values = learn_chain(
        Population([0.1, 0.1], [0.1, 0.1]),
        MarkovChain([[0, 1], [0, 0]], (nothing, nothing)),
        n_episodes=1,
        n_runs=4_000,
        rng=np.random.default_rng(23),
        bootstrap="shared",
        initial=np.array([[0.0, 0.0], [0.0, 1.0]]),
    )[:, 0]
    assert np.array_equal(values[:, 0], values[:, 1])
    assert abs((values[:, 0] > 0).sum() - 2_000) < 5 * np.sqrt(4_000 * 0.25)


def test_bootstrapping_from_oneself_keeps_the_response() -> None:
    # Rewards 0 or 3 with equal chance, errors clipped at kappa: above 3 - kappa the error up is
    # not clipped and the one down is, so 0.75*(3 - v) = 0.25*kappa and v = 3 - kappa/3.
    population = Population([0.75], [0.25], "huber", kappa=1.0)
    narrow = Population([0.75], [0.25], "huber", kappa=0.3)
    chain = MarkovChain([[0]], (discrete([0.0, 3.0], [0.5, 0.5]),))
    for each, root in [(population, 3 - 1 / 3), (narrow, 3 - 0.3 / 3)]:
        np.testing.assert_allclose(bootstrap_fixed_points(each, chain, bootstrap="own"), [[root]])


def test_discount_and_rewards_on_the_way() -> None:
    # Two steps, reward 1 each, discount 1/2: 1.5 from the start, 1 from the second state.
    one = discrete([1.0], [1.0])
    chain = MarkovChain([[0, 1], [0, 0]], (one, one), discount=0.5)
    assert [each.values.tolist() for each in return_distributions(chain)] == [[1.5], [1.0]]
    values = learn_chain(
        from_tau([0.2, 0.8], total=0.5),
        chain,
        n_episodes=300,
        n_runs=2,
        rng=np.random.default_rng(0),
    )
    np.testing.assert_allclose(values[0], [[1.5, 1.5], [1, 1]], atol=1e-9)


def test_chains_may_loop_for_learning_but_not_for_exact_returns() -> None:
    # One state that is left with probability 1/2 and pays 1: the mean number of rewards is 2.
    loop = MarkovChain([[0.5]], (discrete([1.0], [1.0]),))
    with pytest.raises(ValueError, match="hold a loop"):
        return_distributions(loop)
    values = learn_chain(
        from_tau([0.5], total=0.04), loop, n_episodes=600, n_runs=300, rng=np.random.default_rng(1)
    )
    # Statistic: mean over 300 runs, SD 0.008 over 20 seeds and 0.02 low (it starts at 0): the
    # tolerance 0.12 is 12 SD from there.
    assert values.mean() == pytest.approx(2, abs=0.12)


# --- categories ---


def test_projection_by_hand() -> None:
    np.testing.assert_allclose(project([0.25], [1], [0, 1]), [0.75, 0.25])
    np.testing.assert_allclose(project([-3, 7, 1], [0.2, 0.3, 0.5], [0, 1, 2]), [0.2, 0.5, 0.3])
    np.testing.assert_allclose(project([2], [1], [0, 1, 2]), [0, 0, 1])
    # Unevenly spaced atoms: 4 lies three fifths of the way from 1 to 6.
    np.testing.assert_allclose(project([4], [1], [0, 1, 6]), [0, 0.4, 0.6])


@given(
    arrays(float, 6, elements=st.floats(-1, 1)),
    st.lists(st.floats(0.01, 1), min_size=6, max_size=6),
)
def test_projection_keeps_mass_and_mean(values: np.ndarray, raw: list[float]) -> None:
    probabilities = np.array(raw) / np.sum(raw)
    atoms = np.array([-1, -0.7, 0.1, 0.35, 1])
    projected = project(values, probabilities, atoms)
    assert np.all(projected >= 0)
    np.testing.assert_allclose(projected.sum(), 1, atol=1e-12)
    np.testing.assert_allclose(projected @ atoms, probabilities @ values, atol=1e-12)


def test_categorical_learning_is_the_trial_by_trial_mixture() -> None:
    rng = np.random.default_rng(31)
    rewards, atoms = rng.normal(size=40), np.linspace(-2, 2, 9)
    p = rng.dirichlet(np.ones(9))
    by_trial = p.copy()
    for reward in rewards:
        by_trial = by_trial + 0.1 * (project([reward], [1.0], atoms) - by_trial)
    np.testing.assert_allclose(learn_categorical(rewards, atoms, rate=0.1, initial=p), by_trial)
    np.testing.assert_allclose(learn_categorical(rewards, atoms, rate=0.0, initial=p), p)


# --- it refuses what it cannot mean ---


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Population([-0.1], [0.1]), r"alpha_plus reaches from -0\.1"),
        (lambda: Population([0.1], [np.nan]), "alpha_minus reaches from nan"),
        (lambda: Population([0.1], [0.1], "square"), "response is 'square'"),  # type: ignore[arg-type]
        (lambda: Population([0.1], [0.1], "huber", 0.0), r"kappa is 0\.0"),
        (lambda: from_tau([1.5], total=0.1), r"tau reaches from 1\.5"),
        (lambda: learn(Population([0.1], [0.1]), [1, np.nan]), "finite numbers"),
        (lambda: learn(Population([0.1], [0.1]), 1.0), r"expected \(\.\.\., n_trials\)"),
        (lambda: learn(Population([0.1], [0.1]), [1, 2], after=[1, 3]), "from 0 to 2"),
        (lambda: learn(Population([0.1], [0.1]), [1, 2], after=[2, 1]), "ascending"),
        (lambda: MarkovChain([[0.5, 0.6]], (bernoulli(0.5),)), r"expected \(1, 1\)"),
        (lambda: MarkovChain([[1.5]], (bernoulli(0.5),)), "sums of at most 1"),
        (lambda: MarkovChain([[0]], (bernoulli(0.5),), discount=2), "discount is 2"),
        (lambda: MarkovChain([[0]], (bernoulli(0.5),), start=1), "start is 1"),
        (lambda: project([1], [1], [1, 1]), "strictly ascending"),
        (lambda: learn_categorical([1], [0, 1], rate=2), "rate is 2"),
        (
            lambda: constant_rate_noise(
                Population([0.1], [0.1], "sign"), bernoulli(0.5), density=1.0
            ),
            "expected 'linear'",
        ),
    ],
)
def test_errors_name_the_value(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"bootstrap": "none"}, "bootstrap is 'none'"),
        ({"bootstrap": "own", "impute": lambda values, tau: values}, "expected 'all'"),
        ({"after": [3, 12]}, "from 0 to 10"),
    ],
)
def test_chain_learning_refuses(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        learn_chain(
            from_tau([0.5], total=0.1),
            two_coins(),
            n_episodes=10,
            n_runs=2,
            rng=np.random.default_rng(0),
            **options,  # type: ignore[arg-type]
        )


def test_levels_of_learnt_values_recover_the_asymmetries() -> None:
    # The inverse reading used on cells: from a value, which tau has it as its expectile?
    task = variable_magnitude()
    tau = np.linspace(0.05, 0.95, 7)
    e = fixed_points(from_tau(tau, total=1.0), task)
    level = expectile_level(task.values, e, weights=task.probabilities)
    np.testing.assert_allclose(level, tau, atol=1e-12)


def test_imputation_of_values_that_fit_no_distribution_is_loosened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dopadist.distributional import bootstrapped

    tolerated = []

    def stubborn(*arguments: object, sigma: float, **options: object) -> object:
        tolerated.append(sigma)
        if sigma < limit:
            raise RuntimeError("no convergence")
        return real(*arguments, sigma=sigma, **options)  # type: ignore[arg-type]

    real = bootstrapped.maximum_entropy_batch
    monkeypatch.setattr(bootstrapped, "maximum_entropy_batch", stubborn)
    impute = maximum_entropy_samples(np.linspace(0, 1, 5), sigma=0.01, n_samples=10)
    limit = 0.03
    assert impute(np.array([[0.5]]), np.array([0.5])).shape == (1, 10)
    assert tolerated == [0.01, 0.02, 0.04]
    limit = np.inf
    with pytest.raises(RuntimeError, match="no convergence"):
        impute(np.array([[0.5]]), np.array([0.5]))
