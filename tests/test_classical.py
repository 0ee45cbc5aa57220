"""Rescorla-Wagner and TD against hand-worked numbers, closed forms and a literal slow form."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from dopadist.classical import (
    complete_serial_compound,
    microstimuli,
    rescorla_wagner,
    temporal_difference,
)
from dopadist.tasks.conditioning import Cue, Trial, alternate, schedule

# Cue at step 3, reward at step 7: a delay of 4 steps.
CUE, DELAY, N_STEPS = 3, 4, 10
PAIRED = Trial((Cue("A", CUE),), rewards=((CUE + DELAY, 1.0),), n_steps=N_STEPS)
rates = st.floats(0.01, 1.0)


def learn(plan, *, alpha=0.3, discount=0.9, trace_decay=0.0, weights=None):
    features = complete_serial_compound(plan).features
    return temporal_difference(
        features,
        plan.reward,
        alpha=alpha,
        discount=discount,
        trace_decay=trace_decay,
        weights=weights,
    )


# --- Rescorla-Wagner -------------------------------------------------------------------------


@given(alpha=rates, reward=st.floats(-5, 5))
@settings(max_examples=30, deadline=None)
def test_acquisition_is_the_closed_form(alpha: float, reward: float) -> None:
    n = np.arange(31)
    value = rescorla_wagner(np.ones((30, 1)), np.full(30, reward), alpha=alpha).value[:, 0]
    np.testing.assert_allclose(value, reward * (1 - (1 - alpha) ** n), atol=1e-12)


def test_two_trials_by_hand() -> None:
    # A alone, then A with B, alpha 1/2: V_A = 1/2; error 1/2, so V_A = 3/4 and V_B = 1/4.
    learnt = rescorla_wagner([[1, 0], [1, 1]], [1.0, 1.0], alpha=0.5)
    np.testing.assert_allclose(learnt.value, [[0, 0], [0.5, 0], [0.75, 0.25]])
    np.testing.assert_allclose(learnt.error, [1.0, 0.5])
    np.testing.assert_allclose(learnt.prediction, [0.0, 0.5])


def test_blocking_and_its_control() -> None:
    alone, both = [[1, 0]] * 40, [[1, 1]] * 20
    blocked = rescorla_wagner(alone + both, np.ones(60), alpha=0.1).value[-1, 1]
    control = rescorla_wagner(both, np.ones(20), alpha=0.1).value[-1, 1]
    shared = (1 - 0.8**20) / 2
    assert blocked == pytest.approx(0.9**40 * shared)
    assert control == pytest.approx(shared)


def test_conditioned_inhibition_ends_at_one_and_minus_one() -> None:
    present = [[1, 0], [1, 1]] * 2000
    value = rescorla_wagner(present, [1.0, 0.0] * 2000, alpha=0.1).value[-1]
    np.testing.assert_allclose(value, [1.0, -1.0], atol=1e-6)


def test_own_rates_runs_and_start() -> None:
    reward = np.array([[1.0], [3.0]])
    learnt = rescorla_wagner([[1, 1]], reward, alpha=[0.1, 0.2], value=[1.0, 0.0])
    np.testing.assert_allclose(learnt.value[:, 1], [[1.0, 0.0], [1.2, 0.4]])


def test_rescorla_wagner_refuses_nonsense() -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        rescorla_wagner([[1]], [1.0], alpha=1.5)
    with pytest.raises(ValueError, match="expected"):
        rescorla_wagner([[1], [1]], [1.0], alpha=0.5)


# --- TD on the complete serial compound ---------------------------------------------------------


def test_three_steps_two_trials_by_hand() -> None:
    # Cue at 1, reward at 3, alpha 1/2, gamma 1/2. Trial 1: error 1 at the reward, w = (0, 1/2).
    # Trial 2: step 2 brings 1/2 * 1/2 = 1/4, so w0 = 1/8; step 3 brings 1 - 1/2, so w1 = 3/4.
    plan = schedule([Trial((Cue("A", 1),), ((3, 1.0),), n_steps=5)] * 2)
    td = learn(plan, alpha=0.5, discount=0.5)
    np.testing.assert_allclose(td.error[0], [0, 0, 0, 1, 0])
    np.testing.assert_allclose(td.error[1], [0, 0, 0.25, 0.5, 0])
    np.testing.assert_allclose(td.weights[-1, :2], [1 / 8, 3 / 4])


@given(discount=st.floats(0.0, 1.0), trace_decay=st.floats(0.0, 1.0))
@settings(max_examples=20, deadline=None)
def test_fixed_point_is_the_discounted_reward(discount: float, trace_decay: float) -> None:
    td = learn(schedule([PAIRED] * 200), discount=discount, trace_decay=trace_decay)
    expected = np.zeros(N_STEPS)
    expected[CUE : CUE + DELAY] = discount ** np.arange(DELAY - 1, -1, -1)
    np.testing.assert_allclose(td.value[-1], expected, atol=1e-9)
    # The cue still surprises, by gamma^delay; nothing else does.
    surprise = np.zeros(N_STEPS)
    surprise[CUE] = discount**DELAY
    np.testing.assert_allclose(td.error[-1], surprise, atol=1e-9)


def test_td0_spreads_backwards_as_a_binomial_wave() -> None:
    # w_k(n) = gamma^(k-1) P(Binomial(n, alpha) >= k): k successes carry a value k steps back.
    alpha, gamma, n = 0.3, 0.9, np.arange(40)
    td = learn(schedule([PAIRED] * 40), alpha=alpha, discount=gamma)
    for back in range(1, DELAY + 1):
        tap = DELAY - back
        np.testing.assert_allclose(
            td.weights[:-1, tap], gamma ** (back - 1) * binom.sf(back - 1, n, alpha), atol=1e-12
        )
        at = CUE + DELAY - back + 1
        np.testing.assert_allclose(
            td.error[:, at], gamma ** (back - 1) * binom.pmf(back - 1, n, alpha), atol=1e-12
        )


def test_td1_is_monte_carlo() -> None:
    rng = np.random.default_rng(5)
    alpha, gamma = 0.2, 0.9
    plan = schedule([PAIRED] * 30)
    reward = rng.normal(size=(30, N_STEPS))
    features = complete_serial_compound(plan).features
    td = temporal_difference(features, reward, alpha=alpha, discount=gamma, trace_decay=1.0)
    weights = np.zeros(N_STEPS)
    for n in range(30):
        for tap in range(N_STEPS - 1 - CUE):
            after = reward[n, CUE + tap + 1 :]
            return_ = np.sum(after * gamma ** np.arange(len(after)))
            weights[tap] += alpha * (return_ - weights[tap])
    np.testing.assert_allclose(td.weights[-1], weights, atol=1e-12)


def test_a_literal_slow_form_agrees() -> None:
    rng = np.random.default_rng(11)
    features = rng.random((6, 8, 5))
    features[:, [0, -1]] = 0
    reward = rng.normal(size=(2, 6, 8))
    td = temporal_difference(features, reward, alpha=0.1, discount=0.8, trace_decay=0.6)
    for run in range(2):
        w = [0.0] * 5
        for n in range(6):
            e = [0.0] * 5
            for t in range(8):
                x = features[n, t]
                previous = features[n, t - 1] if t else np.zeros(5)
                here = sum(w[i] * x[i] for i in range(5))
                there = sum(w[i] * previous[i] for i in range(5))
                delta = reward[run, n, t] + 0.8 * here - there
                for i in range(5):
                    e[i] = 0.8 * 0.6 * e[i] + previous[i]
                    w[i] += 0.1 * delta * e[i]
                assert td.error[run, n, t] == pytest.approx(delta, abs=1e-12)
                assert td.value[run, n, t] == pytest.approx(here, abs=1e-12)
        np.testing.assert_allclose(td.weights[run, -1], w, atol=1e-12)


# --- The four rules that the chapter rests on, each with the break that it guards against ---------


def test_interval_between_trials_holds_value_zero_so_the_cue_bursts() -> None:
    td = learn(schedule([PAIRED] * 300), trace_decay=0.9)
    assert not td.value[:, :CUE].any()
    assert not td.value[:, -1].any()
    assert td.error[-1, CUE] == pytest.approx(0.9**DELAY)
    features = complete_serial_compound(schedule([PAIRED])).features
    for edge in (0, -1):
        spoilt = features.copy()
        spoilt[:, edge, 0] = 1.0
        with pytest.raises(ValueError, match="between trials"):
            temporal_difference(spoilt, [PAIRED.reward()], alpha=0.1, discount=0.9)


def test_value_is_a_sum_over_all_present_cues_so_a_trained_cue_blocks() -> None:
    both = Trial((Cue("A", CUE), Cue("B", CUE)), PAIRED.rewards, N_STEPS)
    blocked = schedule({"alone": [PAIRED] * 200, "both": [both] * 50})
    line = complete_serial_compound(blocked)
    weights = learn(blocked).weights[-1]
    assert np.abs(weights[line.of("B")]).max() < 1e-9
    control = schedule([both] * 50)
    # Two equal cues share the error, so the pair learns at rate 2 alpha and each holds half.
    shared = learn(control).weights[-1]
    assert shared[complete_serial_compound(control).of("B")[DELAY - 1]] == pytest.approx(0.5)


def test_traces_are_cleared_between_trials() -> None:
    cue_last = Trial((Cue("A", N_STEPS - 2),), n_steps=N_STEPS)
    reward_first = Trial(rewards=((1, 1.0),), n_steps=N_STEPS)
    td = learn(schedule(alternate(cue_last, reward_first, n=5)), trace_decay=1.0, discount=1.0)
    assert not td.weights.any()


def test_cue_outlasts_its_stimulus_so_trace_conditioning_works() -> None:
    plan = schedule([Trial((Cue("A", CUE, duration=1),), PAIRED.rewards, N_STEPS)] * 300)
    assert not plan.on()[0, 0, CUE + 1 :].any()
    assert learn(plan).value[-1, CUE + DELAY - 1] == pytest.approx(1.0)


# --- Compounds, probes and other representations ------------------------------------------------


def test_second_order_first_trial_and_monte_carlo() -> None:
    first = Trial((Cue("A", 6),), ((10, 1.0),), n_steps=14)
    second = Trial((Cue("B", 2), Cue("A", 6)), n_steps=14)
    plan = schedule({"first": [first] * 300, "second": [second]}, cues=("A", "B"))
    line = complete_serial_compound(plan)
    td = learn(plan, alpha=0.3)
    # B's tap just before A learns alpha gamma^4: what A announced.
    assert td.weights[-1, line.of("B")[3]] == pytest.approx(0.3 * 0.9**4)
    # With lambda = 1 the whole return counts, and the return is 0: no second-order conditioning.
    monte_carlo = learn(plan, alpha=0.3, trace_decay=1.0)
    np.testing.assert_allclose(monte_carlo.weights[-1, line.of("B")[:4]], 0, atol=1e-12)


def test_probes_learn_nothing_and_show_what_was_learnt() -> None:
    trained = learn(schedule([PAIRED] * 300)).weights[-1]
    probe = schedule([PAIRED.omitted(), PAIRED.moved(-2), PAIRED.moved(1)])
    td = learn(probe, alpha=0.0, weights=trained)
    np.testing.assert_array_equal(td.weights, np.tile(trained, (4, 1)))
    usual = CUE + DELAY
    np.testing.assert_allclose(td.error[:, usual], -1, atol=1e-9)
    assert td.error[1, usual - 2] == pytest.approx(1.0)
    assert td.error[2, usual + 1] == pytest.approx(1.0)


def test_reset_by_reward_ends_the_delay_line() -> None:
    plan = schedule([PAIRED.moved(-2), PAIRED])
    line = complete_serial_compound(plan, reset_by_reward=True).features
    assert line[0, CUE : CUE + DELAY - 2].sum(axis=-1).tolist() == [1, 1]
    assert not line[0, CUE + DELAY - 2 :].any()
    assert not line[1, CUE + DELAY :].any()


def test_microstimuli_by_hand_and_in_order() -> None:
    plan = schedule([Trial((Cue("A", 1), Cue("B", 3)), n_steps=20)])
    soft = microstimuli(plan, n=4, decay=0.9, width=0.1)
    # Two steps after A's onset the trace is 0.81; the second feature is centred on 0.75.
    by_hand = 0.81 * np.exp(-(0.06**2) / 0.02) / np.sqrt(2 * np.pi)
    assert soft.features[0, 3, soft.of("A")[1]] == pytest.approx(by_hand)
    # B's features are A's, two steps later.
    np.testing.assert_allclose(
        soft.features[0, 3:-1, soft.of("B")], soft.features[0, 1:-3, soft.of("A")]
    )
    peaks = soft.features[0, :, soft.of("A")].max(axis=1)
    assert np.all(np.diff(peaks) < 0)
    assert not soft.features[:, [0, -1]].any()
    with pytest.raises(ValueError, match="decay 1"):
        microstimuli(plan, decay=1.0)
    with pytest.raises(ValueError, match="expected one of A, B"):
        soft.of("C")


@pytest.mark.parametrize("bad", [{"discount": 1.2}, {"trace_decay": -0.1}, {"alpha": 2.0}])
def test_parameters_out_of_range_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        learn(schedule([PAIRED]), **bad)


def test_shapes_must_agree() -> None:
    features = complete_serial_compound(schedule([PAIRED])).features
    with pytest.raises(ValueError, match="n_trials, n_steps"):
        temporal_difference(features, np.zeros((2, N_STEPS)), alpha=0.1, discount=0.9)
