"""The task language: what a trial and a schedule are, on the one time index."""

import numpy as np
import pytest

from dopadist.tasks.conditioning import (
    ABSENT,
    Cue,
    Trial,
    alternate,
    probabilistic,
    schedule,
)

TRACE = Trial((Cue("A", onset=3, duration=2),), rewards=((8, 2.0),), n_steps=12)


def test_reward_falls_on_its_own_step() -> None:
    expected = np.zeros(12)
    expected[8] = 2.0
    np.testing.assert_array_equal(TRACE.reward(), expected)


def test_rewards_of_one_step_add_up() -> None:
    trial = Trial(rewards=((2, 1.0), (2, 0.5)), n_steps=4)
    assert trial.reward()[2] == 1.5


def test_cue_is_on_from_its_onset_for_its_duration_and_a_gap_precedes_the_reward() -> None:
    plan = schedule([TRACE])
    assert np.flatnonzero(plan.on()[0, 0]).tolist() == [3, 4]
    assert np.flatnonzero(plan.reward[0]).tolist() == [8]


def test_omission_and_probes_change_only_the_reward() -> None:
    assert TRACE.omitted().cues == TRACE.cues
    assert TRACE.moved(-3).rewards == ((5, 2.0),)
    assert TRACE.moved(2).rewards == ((10, 2.0),)


def test_phases_and_compounds() -> None:
    compound = Trial((Cue("A", 3), Cue("X", 3)), n_steps=12)
    plan = schedule({"first": [TRACE] * 2, "second": alternate(TRACE, compound, n=2)})
    assert plan.names == ("A", "X")
    assert plan.n_trials == 6
    assert plan.trials_of("second").tolist() == [2, 3, 4, 5]
    np.testing.assert_array_equal(plan.onset[:, 1], [ABSENT, ABSENT, ABSENT, 3, ABSENT, 3])
    np.testing.assert_array_equal(plan.present.sum(axis=1), [1, 1, 1, 2, 1, 2])
    assert [cue.name for cue in compound.only("X").cues] == ["X"]


def test_probe_schedule_shares_the_cues_of_another() -> None:
    probe = schedule([Trial((Cue("X", 3),), n_steps=12)], cues=("A", "X"))
    assert probe.names == ("A", "X")
    assert not probe.present[0, 0]
    assert not probe.on()[0, 0].any()


def test_probabilistic_reward_is_all_or_nothing_and_as_often_as_asked() -> None:
    plan = schedule([TRACE] * 500)
    runs = probabilistic(plan, 0.3, rng=np.random.default_rng(3), n_runs=20)
    totals = runs.reward.sum(axis=-1)
    assert runs.reward.shape == (20, 500, 12)
    assert set(np.unique(totals)) == {0.0, 2.0}
    # 10,000 draws, SD of the fraction 0.0046: five SD, a false alarm in fewer than 1e-6 runs.
    assert abs(np.mean(totals > 0) - 0.3) < 5 * np.sqrt(0.21 / 10_000)
    # Runs differ, cues are shared.
    assert (totals[0] != totals[1]).any()
    np.testing.assert_array_equal(runs.onset, plan.onset)


@pytest.mark.parametrize("onset", [0, 11, -2])
def test_cue_between_trials_is_refused(onset: int) -> None:
    with pytest.raises(ValueError, match="first and last step lie between trials"):
        Trial((Cue("A", onset),), n_steps=12)


def test_other_mistakes_are_refused() -> None:
    with pytest.raises(ValueError, match="reward at step 12"):
        Trial(rewards=((12, 1.0),), n_steps=12)
    with pytest.raises(ValueError, match="each once"):
        Trial((Cue("A", 1), Cue("A", 2)))
    with pytest.raises(ValueError, match="one length"):
        schedule([Trial(n_steps=4), Trial(n_steps=5)])
    with pytest.raises(ValueError, match="one length"):
        schedule({"none": []})
    with pytest.raises(ValueError, match="probability is"):
        probabilistic(schedule([TRACE]), 1.5, rng=np.random.default_rng(0), n_runs=1)
