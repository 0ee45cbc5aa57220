"""The decode of the 40 recorded cells, against its nulls and against earlier numbers."""

import dataclasses

import numpy as np
import pytest

import dopadist.experiments.decoding as experiments
from dopadist.asymmetry import estimate
from dopadist.decoding import decode_cells, reward_on_axis
from dopadist.experiments.shared.decoding_nulls import EQUAL_SLOPES, ONE_POINT
from dopadist.nulls import homogeneous
from dopadist.responses import compute_responses
from dopadist.reversal import magnitude_statistics
from dopadist.tasks.rewards import VOLUME_PROBABILITIES


@pytest.fixture(scope="module")
def cells(recorded):
    return experiments.cells_of(compute_responses(recorded))


def test_what_was_delivered_is_what_the_authors_simulated(cells):
    reward = reward_on_axis(cells.pooled)
    np.testing.assert_allclose(reward.probabilities, VOLUME_PROBABILITIES, atol=1e-8)


def test_cell_20_is_no_level_and_does_not_enter(cells):
    found = estimate(magnitude_statistics(cells.pooled.trials), cells.pooled.axis)
    assert not found.usable[19]
    with pytest.raises(ValueError, match="outside"):
        decode_cells(found.reversal_point, found.asymmetry, cells.pooled.axis)


def test_decode_and_earlier_values(cells):
    result = experiments.run_decoded_cells(cells, profile="quick")
    assert result.evidence == "recorded"
    verdicts = {row.name: row.verdict for row in experiments.published_rows(result)}
    # Distances of distributions that know no cell do not depend on anybody's estimates.
    for name in ("loss_of_truth", "even", "even_volumes", "mirrored_volumes"):
        assert verdicts[name] == "agrees"
    claims = experiments.decoded_cells_claims(result)
    assert claims["gain_joint"] > 0.60
    assert claims["gain_authors"] > 0.58
    assert claims["behind_gaussian"] > 0
    # One split of 36 to 39 usable cells.
    assert result.splits["pooled", "joint"].n_cells.min() >= 33


# The bound of gain_joint is the 95 % point of this null over 40 draws; these five lie below it.
def test_gain_fails_on_one_reversal_point(cells):
    for seed in range(5):
        drawn = homogeneous(cells.pooled, rng=np.random.default_rng(seed))
        found = experiments.population_statistics(
            drawn, estimator="joint", rng=np.random.default_rng(seed), n_splits=20
        )
        split, prior = found[1], found[1] + found[2]
        assert 1 - split / prior < 0.60


def test_nulls_and_trap(cells):
    nulls = experiments.run_nulls(cells, profile="quick", names=(ONE_POINT, EQUAL_SLOPES))
    assert nulls.beside == {}
    for name in (ONE_POINT, EQUAL_SLOPES):
        # 1 / 21 is the least possible with 20 populations.
        assert experiments.p_value(nulls, name, "over_shuffled") == pytest.approx(1 / 21)
    trap = experiments.run_trap(cells, nulls, profile="quick")
    claims = experiments.trap_claims(trap)
    assert claims["one_point_as_good"] >= 0.05
    assert claims["one_point_as_good_entropy"] >= 0.05
    assert claims["one_point_as_good_split"] == 0

    # One reversal point in place of the cells: the headline turns red.
    replaced = dataclasses.replace(
        cells, pooled=homogeneous(cells.pooled, rng=np.random.default_rng(1))
    )
    null = experiments.run_nulls(replaced, profile="quick", names=(ONE_POINT,))
    assert experiments.p_value(null, ONE_POINT, "over_shuffled") > 0.05
