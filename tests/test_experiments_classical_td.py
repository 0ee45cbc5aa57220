"""Chapter 1's experiments against independent computations, the catalogue, and broken models."""

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text
from scipy.stats import binom

from dopadist.expectiles import expectiles
from dopadist.experiments import classical_td as experiments
from dopadist.plots import classical_td as plots
from dopadist.plots.style import READABLE, contrast
from dopadist.reproduce.catalogue import read_catalogue
from dopadist.tasks.rewards import variable_magnitude

CATALOGUE = Path(__file__).parents[1] / "notebooks" / "figures.toml"
ALPHA, GAMMA, DELAY = 0.1, 0.98, 10

Run = Callable[..., Any]
Claims = Callable[[Any], Mapping[str, float]]
FIGURES: dict[str, tuple[Run, Claims, Callable[[Any], Figure]]] = {
    "acquisition": (
        experiments.run_acquisition,
        experiments.acquisition_claims,
        plots.acquisition,
    ),
    "partial-reinforcement": (
        experiments.run_partial_reinforcement,
        experiments.partial_reinforcement_claims,
        plots.partial_reinforcement,
    ),
    "cue-memory": (experiments.run_cue_memory, experiments.cue_memory_claims, plots.cue_memory),
    "value-and-error": (
        experiments.run_training,
        experiments.value_and_error_claims,
        plots.value_and_error,
    ),
    "reward-and-omission": (
        experiments.run_reward_and_omission,
        experiments.reward_and_omission_claims,
        plots.reward_and_omission,
    ),
    "error-over-trials": (
        experiments.run_error_over_trials,
        experiments.error_over_trials_claims,
        plots.error_over_trials,
    ),
    "blocking": (experiments.run_blocking, experiments.blocking_claims, plots.blocking),
    "conditioned-inhibition": (
        experiments.run_inhibition,
        experiments.inhibition_claims,
        plots.inhibition,
    ),
    "second-order-conditioning": (
        experiments.run_second_order,
        experiments.second_order_claims,
        plots.second_order,
    ),
    "reward-probability": (
        experiments.run_reward_probability,
        experiments.reward_probability_claims,
        plots.reward_probability,
    ),
    "reward-timing": (
        experiments.run_reward_timing,
        experiments.reward_timing_claims,
        plots.reward_timing,
    ),
    "classical-population": (
        experiments.run_classical_population,
        experiments.classical_population_claims,
        plots.classical_population,
    ),
}
STOCHASTIC = ("partial-reinforcement", "reward-probability", "classical-population")


def run(id: str, **settings: Any) -> Any:
    if id in STOCHASTIC:
        settings = {"profile": "quick", **settings}
    return FIGURES[id][0](**settings)


def failing(id: str, result: Any) -> set[str]:
    """Claims of a figure that do not hold for a result."""
    entry = read_catalogue(CATALOGUE)[id]
    values = FIGURES[id][1](result)
    assert set(values) == set(entry.claims)
    return {
        name
        for name, value in values.items()
        if entry.claims[name].judge(value, evidence=result.evidence, profile="quick") != "holds"
    }


@pytest.mark.parametrize("id", FIGURES)
def test_claims_hold_and_the_figure_can_be_drawn(id: str) -> None:
    result = run(id)
    assert result.evidence in read_catalogue(CATALOGUE)[id].evidence
    assert failing(id, result) == set()
    drawn = FIGURES[id][2](result)
    assert all(ax.has_data() for ax in drawn.axes)


@pytest.mark.parametrize("id", FIGURES)
def test_every_axis_is_named_and_every_word_can_be_read(id: str) -> None:
    drawn = FIGURES[id][2](run(id))
    panels = [ax for ax in drawn.axes if ax.get_subplotspec() is not None]  # not the colour bar
    for ax in panels:
        assert any(other.get_xlabel() for other in ax.get_shared_x_axes().get_siblings(ax)), ax
        row = [other for other in panels if other.get_position().y0 == ax.get_position().y0]
        rows = ax.get_shared_y_axes().get_siblings(ax)
        assert any(other.get_ylabel() for other in [*row, *rows]), ax
    for text in drawn.findobj(Text):
        if text.get_text().strip():
            assert contrast(to_hex(text.get_color())) >= READABLE, text


@pytest.mark.parametrize("id", STOCHASTIC)
def test_same_seed_same_result(id: str) -> None:
    claims = FIGURES[id][1]
    assert claims(run(id, seed=3)) == claims(run(id, seed=3))
    assert claims(run(id, seed=3)) != claims(run(id, seed=4))


# --- Independent computations that the catalogue's expected values come from ------------------


def forward_view(value: np.ndarray, reward: float, *, trace_decay: float = 0.9) -> np.ndarray:
    """What one trial adds: each value moves towards its lambda-return, built from the reward back.

    ``value[k]`` is the value ``k`` steps before the reward; ``value[0]`` is not used.
    """
    target = np.zeros(DELAY + 1)
    target[1] = reward
    for k in range(2, DELAY + 1):
        target[k] = GAMMA * ((1 - trace_decay) * value[k - 1] + trace_decay * target[k - 1])
    step = ALPHA * (target - value)
    step[0] = 0.0
    return step


def test_td_lambda_against_its_forward_view() -> None:
    n_trials = 200
    w = np.zeros(DELAY + 1)
    cue, middle = [], []
    for _ in range(n_trials):
        cue.append(GAMMA * w[DELAY])
        middle.append(GAMMA * w[5] - w[6])
        w += forward_view(w, 1.0)
    result = run("error-over-trials").td_lambda
    np.testing.assert_allclose(result.error[:, 5], cue, atol=1e-12)
    np.testing.assert_allclose(result.error[:, 10], middle, atol=1e-12)
    assert int(np.argmax(np.array(cue) >= GAMMA**DELAY / 2)) == 15
    assert max(middle) == pytest.approx(0.02878, abs=1e-5)


def test_what_training_leaves_over_in_the_compounds() -> None:
    """How far blocking and inhibition still are from their fixed points, by the forward view."""
    a, b = np.zeros((2, DELAY + 1))
    for _ in range(80):
        a += forward_view(a, 1.0)
    for _ in range(80):
        step = forward_view(a + b, 1.0)
        a, b = a + step, b + step
    left = GAMMA * b[DELAY]
    assert left == pytest.approx(0.0021, abs=1e-4)
    assert run("blocking").probe_blocked[5] == pytest.approx(left, abs=1e-12)

    a, x = np.zeros((2, DELAY + 1))
    for _ in range(250):
        a = a + forward_view(a, 1.0)
        step = forward_view(a + x, 0.0)
        a, x = a + step, x + step
    left = GAMMA * x[DELAY]
    assert left == pytest.approx(-(GAMMA**DELAY) + 0.0013, abs=1e-4)
    assert run("conditioned-inhibition").probes[2][5] == pytest.approx(left, abs=1e-12)


def test_td0_is_a_binomial_wave() -> None:
    n = np.arange(200)
    result = run("error-over-trials").td0
    np.testing.assert_allclose(
        result.error[:, 5], GAMMA**DELAY * binom.sf(DELAY - 1, n, ALPHA), atol=1e-12
    )
    assert int(np.argmax(binom.sf(DELAY - 1, n, ALPHA) >= 0.5)) == 97
    assert (GAMMA**5 * binom.pmf(5, n, ALPHA)).max() == pytest.approx(0.16716, abs=1e-5)


def test_second_order_value_is_driven_by_the_burst_of_a() -> None:
    """B's three steps before A learn from A's value, which decays twice as fast as it grew."""
    result = run("second-order-conditioning")
    n_trials = len(result.temporal_difference)
    w = np.zeros(4)  # w[k]: B's value k steps before A; w[0] is not used
    onset = np.empty(n_trials)
    for n in range(n_trials):
        onset[n] = w[3]
        ahead = np.array([GAMMA**9 * binom.cdf(9, n, 2 * ALPHA), w[1], w[2]])
        w[1:] += ALPHA * (GAMMA * ahead - w[1:])
    np.testing.assert_allclose(result.temporal_difference, onset, atol=1e-6)
    assert onset.max() == pytest.approx(0.64794, abs=1e-5)


def test_population_noise_of_learning() -> None:
    task = variable_magnitude()
    assert np.sqrt(task.variance / 19_000) == pytest.approx(0.0382, abs=1e-4)
    assert np.sqrt(task.variance / 4_000) == pytest.approx(0.0833, abs=1e-4)


# --- Claims can fail: each headline on a model in which it is false ------------------------------


def test_fewer_trials_or_another_rate_turn_acquisition_red() -> None:
    assert "trials_to_half" in failing("acquisition", run("acquisition", alpha=(0.05, 0.2, 0.3)))
    result = run("acquisition")
    shifted = dataclasses.replace(result, value=np.roll(result.value, 1, axis=1))
    assert "gap_to_closed_form" in failing("acquisition", shifted)


def test_monte_carlo_has_no_wave() -> None:
    result = run("error-over-trials")
    no_wave = dataclasses.replace(result, td0=experiments.run_training(trace_decay=1.0))
    assert failing("error-over-trials", no_wave) == {
        "trials_to_half_td0",
        "middle_error_td0",
        "wave_speed_td0",
    }


def test_without_a_sum_there_is_no_blocking() -> None:
    """A rule in which every cue has an error of its own: B learns whatever A knows."""
    result = run("blocking")
    alone = result.control.rescorla_wagner[:, :1] * 2
    separate = dataclasses.replace(
        result,
        blocked=dataclasses.replace(result.blocked, rescorla_wagner=np.tile(alone, (1, 2))),
        probe_blocked=result.probe_control,
    )
    assert {"value_blocked", "cue_error_blocked"} <= failing("blocking", separate)


def test_without_bootstrapping_there_is_no_second_order_conditioning() -> None:
    result = run("second-order-conditioning", trace_decay=1.0)
    assert {"first_gain_td", "peak_td"} <= failing("second-order-conditioning", result)


def test_swapped_memories_turn_cue_memory_red() -> None:
    result = run("cue-memory")
    swapped = dataclasses.replace(result, serial=result.soft, soft=result.serial)
    assert {"serial_overlap", "first_peak"} <= failing("cue-memory", swapped)


def test_errors_that_are_values_turn_the_trial_figures_red() -> None:
    result = experiments.run_reward_and_omission()
    wrong = dataclasses.replace(result, error=result.value)
    assert {"unpredicted_reward", "omitted_reward"} <= failing("reward-and-omission", wrong)
    result = experiments.run_training()
    wrong = dataclasses.replace(result, error=result.value)
    assert "largest_error_after_cue" in failing("value-and-error", wrong)


def test_swapped_memories_turn_reward_timing_red() -> None:
    result = run("reward-timing")
    swapped = dataclasses.replace(result, error=result.error[[1, 0, 2]])
    assert "dip_after_early_reward" in failing("reward-timing", swapped)


def test_swapped_outcomes_turn_reward_probability_red() -> None:
    result = run("reward-probability")
    swapped = dataclasses.replace(result, course=result.course[:, ::-1])
    assert "rewarded_at_half" in failing("reward-probability", swapped)


def test_untrained_inhibitor_turns_inhibition_red() -> None:
    assert "value_inhibitor" in failing(
        "conditioned-inhibition", run("conditioned-inhibition", n_rounds=10)
    )


def test_diverse_cells_turn_the_classical_population_red() -> None:
    """Cells at different expectiles are not classical."""
    result = run("classical-population")
    task = variable_magnitude()
    tau = np.linspace(0.1, 0.9, len(result.gain))
    diverse = dataclasses.replace(
        result, reversal_point=expectiles(task.values, tau, weights=task.probabilities)
    )
    assert "spread_of_reversal_points" in failing("classical-population", diverse)
    same = dataclasses.replace(result, gain=np.ones_like(result.gain))
    assert failing("classical-population", same) == {"largest_over_smallest_gain"}
