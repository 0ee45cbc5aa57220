"""Cells to a distribution: which cells enter, the controls, and what a distance is."""

import numpy as np
import pytest

from dopadist.asymmetry import CellEstimates
from dopadist.crossfit import CrossFit, cross_fit
from dopadist.decoding import (
    SIGMA_ALL_TRIALS,
    SIGMA_HALF_TRIALS,
    cross_fitted_decode,
    decode_cells,
    decode_estimates,
    decoding_grid,
    distance_to_moved,
    distances,
    mirrored,
    moment_matched,
    reference_distributions,
    reward_on_axis,
    shifted_asymmetries,
    to_volumes,
)
from dopadist.expectiles import expectiles
from dopadist.imputation import least_squares, maximum_entropy, optimal_support, wasserstein1
from dopadist.responses import TrialSet
from dopadist.tasks.rewards import VOLUME_PROBABILITIES, VOLUMES, discrete

AXIS = np.array([-3.6, -3.3, -2.8, -1.8, 0.2, 4.4, 8.3])
HALF = SIGMA_HALF_TRIALS * 11.9  # range of the axis
REWARD = discrete(AXIS, VOLUME_PROBABILITIES)


def estimates(point, tau, usable=None):
    point, tau = np.asarray(point, dtype=float), np.asarray(tau, dtype=float)
    ones = np.ones_like(point)
    usable = ones.astype(bool) if usable is None else np.asarray(usable)
    return CellEstimates(point, ones, ones, tau, usable, "authors")


def fitted(point, tau, usable=None):
    cells = estimates(point, tau, usable)
    names = tuple(f"cell {i}" for i in range(cells.reversal_point.shape[-1]))
    return CrossFit(cells, "random", "authors", AXIS, "simulation", names, names, names)


def trial_set(trials, axis=AXIS):
    names = tuple(f"cell {i}" for i in range(len(trials)))
    return TrialSet(
        trials=trials,
        times=trials,
        axis=axis,
        offset=0.0,
        kind="cued",
        names=names,
        sessions=names,
        prefixes=names,
        volumes=np.asarray(VOLUMES),
        evidence="simulation",
        digest="",
    )


class TestOneDecode:
    def test_default_is_maximum_entropy_at_the_stated_sigma(self):
        tau = np.array([0.2, 0.5, 0.9])
        point = expectiles(AXIS, tau, weights=VOLUME_PROBABILITIES)
        decoded = decode_cells(point, tau, AXIS)
        by_hand = maximum_entropy(
            point, tau, grid=np.linspace(-3.6, 8.3, 101), sigma=SIGMA_ALL_TRIALS * 11.9
        )
        np.testing.assert_allclose(decoded.probabilities, by_hand.probabilities, atol=1e-12)

    def test_nan_pairs_are_left_out(self):
        whole = decode_cells([0.0, np.nan, 2.0], [0.4, 0.5, np.nan], AXIS)
        alone = decode_cells([0.0], [0.4], AXIS)
        np.testing.assert_allclose(whole.probabilities, alone.probabilities)

    def test_least_squares_is_the_global_optimum_on_the_interval(self):
        rng = np.random.default_rng(0)
        point, tau = rng.uniform(-3, 8, 20), rng.uniform(0, 1, 20)
        found = decode_cells(point, tau, AXIS, method="least_squares")
        support = optimal_support(point, low=-3.6, high=8.3)
        assert found.loss == least_squares(point, tau, grid=support).loss

    def test_unusable_cells_do_not_enter_the_same_trials_decode(self):
        # The third cell's ratio of two negative slopes would be refused as a level.
        cells = estimates([0.0, 2.0, 8.2], [0.4, 0.7, 1.02], [True, True, False])
        both = decode_cells([0.0, 2.0], [0.4, 0.7], AXIS)
        np.testing.assert_allclose(decode_estimates(cells, AXIS).values, both.values)
        np.testing.assert_allclose(decode_estimates(cells, AXIS).probabilities, both.probabilities)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (([np.nan], [0.5], AXIS, {}), "expected at least one"),
            (([0.0], [1.02], AXIS, {}), "outside"),
            (([0.0], [0.5], AXIS, {"method": "guess"}), "method is 'guess'"),
            (([0.0], [0.5], [1.0, 1.0], {}), "two different finite values"),
            (([0.0], [0.5], AXIS, {"n_grid": 1}), "n_grid is 1"),
        ],
    )
    def test_refuses(self, arguments, message):
        point, tau, axis, options = arguments
        with pytest.raises(ValueError, match=message):
            decode_cells(point, tau, axis, **options)


class TestAxis:
    # Two cells; magnitude 0 has 1 + 2 trials, magnitude 1 has 3 + 2: probabilities 3/8 and 5/8.
    def test_reward_counts_trials_and_sorts_the_axis(self):
        nan = np.nan
        trials = np.array([[[1, nan, nan], [1, 1, 1]], [[1, 1, nan], [1, 1, nan]]])
        reward = reward_on_axis(trial_set(trials, axis=np.array([2.0, -1.0])))
        assert reward.values.tolist() == [-1.0, 2.0]
        assert reward.probabilities.tolist() == [5 / 8, 3 / 8]

    def test_volumes_at_the_magnitudes_and_where_the_axis_does_not_ascend(self):
        np.testing.assert_allclose(to_volumes(AXIS, AXIS, VOLUMES), VOLUMES)
        assert to_volumes([-9.0, 9.0], AXIS, VOLUMES).tolist() == [0.1, 20.0]
        # The second magnitude lies below the first: the two share a place and a mean volume.
        assert to_volumes([0.0], [0.0, -0.1, 1.0], [0.1, 0.3, 5.0]).tolist() == [0.2]

    # Converting first and decoding then is another question: expectiles do not commute.
    def test_expectiles_do_not_commute_with_the_axis(self):
        level = 0.5
        inside = expectiles(AXIS, level, weights=VOLUME_PROBABILITIES)
        outside = expectiles(VOLUMES, level, weights=VOLUME_PROBABILITIES)
        assert abs(float(to_volumes(inside, AXIS, VOLUMES)) - float(outside)) > 0.2


class TestSplits:
    def test_takes_the_reversal_point_of_half_0_and_the_asymmetry_of_half_1(self):
        point = np.array([[[-1.0, 0.5, 2.0], [9.0, 9.0, 9.0]]])
        tau = np.array([[[0.99, 0.99, 0.99], [0.3, 0.5, 0.8]]])
        decoded = cross_fitted_decode(fitted(point, tau), reward=REWARD)
        alone = decode_cells(point[0, 0], tau[0, 1], AXIS, sigma=HALF)
        np.testing.assert_allclose(decoded.probabilities[0], alone.probabilities, atol=1e-12)
        assert decoded.loss[0] == pytest.approx(alone.loss)
        expected = wasserstein1(
            alone.values, alone.probabilities, REWARD.values, REWARD.probabilities
        )
        assert decoded.w1[0] == pytest.approx(expected)
        assert decoded.evidence == "simulation"

    def test_usable_in_both_halves_or_every_finite_ratio(self):
        point = np.array([[[-1.0, 0.5, 2.0], [-1.0, 0.5, 2.0]]])
        tau = np.array([[[0.3, 0.5, 0.8], [0.3, 0.5, 1.3]]])
        usable = np.array([[[True, False, True], [True, True, False]]])
        data = fitted(point, tau, usable)
        assert cross_fitted_decode(data).n_cells.tolist() == [1]
        everything = cross_fitted_decode(data, cells="all")
        assert everything.n_cells.tolist() == [3]
        clipped = decode_cells(point[0, 0], [0.3, 0.5, 1.0], AXIS, sigma=HALF)
        np.testing.assert_allclose(everything.probabilities[0], clipped.probabilities, atol=1e-12)

    def test_controls_keep_the_reversal_points_and_move_the_asymmetries(self):
        rng = np.random.default_rng(1)
        point, tau = rng.uniform(-3, 8, (4, 2, 9)), rng.uniform(0.1, 0.9, (4, 2, 9))
        data = fitted(point, tau)
        mean = cross_fitted_decode(data, control="tau_mean", reward=REWARD)
        by_hand = decode_cells(point[2, 0], np.full(9, tau[2, 1].mean()), AXIS, sigma=HALF)
        np.testing.assert_allclose(mean.probabilities[2], by_hand.probabilities, atol=1e-12)
        shuffled = cross_fitted_decode(
            data, control="tau_shuffled", reward=REWARD, rng=np.random.default_rng(2)
        )
        plain = cross_fitted_decode(data, reward=REWARD)
        assert not np.allclose(shuffled.probabilities, plain.probabilities)
        # With one asymmetry in all cells there is nothing to shuffle.
        same = fitted(point, np.full_like(tau, 0.4))
        a = cross_fitted_decode(same, control="tau_shuffled", rng=np.random.default_rng(3))
        b = cross_fitted_decode(same, control="tau_mean")
        np.testing.assert_allclose(a.probabilities, b.probabilities, atol=1e-12)

    def test_a_split_without_cells_is_the_prior(self):
        point = np.zeros((2, 2, 3))
        usable = np.ones((2, 2, 3), dtype=bool)
        usable[1] = False
        decoded = cross_fitted_decode(fitted(point, point + 0.5, usable), reward=REWARD)
        np.testing.assert_allclose(decoded.probabilities[1], 1 / 101)
        assert decoded.w1[1] == pytest.approx(decoded.w1_prior)
        assert decoded.n_cells.tolist() == [3, 0]
        assert decoded.gain_over_prior == pytest.approx((decoded.w1_prior - decoded.w1[0]) / 2)

    def test_the_mean_distribution_is_no_decode_of_mean_estimates(self):
        rng = np.random.default_rng(4)
        data = fitted(rng.uniform(-3, 8, (6, 2, 9)), rng.uniform(0.1, 0.9, (6, 2, 9)))
        decoded = cross_fitted_decode(data)
        np.testing.assert_allclose(decoded.mean_distribution, decoded.probabilities.mean(0))
        assert np.isnan(decoded.w1).all()

    # A noise-free distributional population decodes far better than the prior; tau set to the
    # mean then decodes worse. Deterministic.
    def test_a_true_code_decodes(self):
        tau = np.linspace(0.03, 0.97, 40)
        point = expectiles(AXIS, tau, weights=VOLUME_PROBABILITIES)
        data = fitted(np.tile(point, (1, 2, 1)), np.tile(tau, (1, 2, 1)))
        plain = cross_fitted_decode(data, reward=REWARD, sigma=0.3)
        assert plain.w1[0] < 0.5 * plain.w1_prior
        assert plain.loss[0] < 1e-3
        mean = cross_fitted_decode(data, reward=REWARD, sigma=0.3, control="tau_mean")
        assert mean.w1[0] > plain.w1[0]

    def test_runs_on_halves_of_trials(self):
        rng = np.random.default_rng(5)
        trials = AXIS[:, None] + rng.normal(0, 2, (6, 7, 20))
        data = trial_set(trials)
        splits = cross_fit(data, n_splits=3, rng=rng, estimator="joint")
        decoded = cross_fitted_decode(splits, reward=reward_on_axis(data))
        assert decoded.probabilities.shape == (3, 101)
        assert decoded.estimator == "joint"
        np.testing.assert_allclose(decoded.probabilities.sum(1), 1)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"control": "guess"}, "control is 'guess'"),
            ({"cells": "some"}, "cells is 'some'"),
            ({"control": "tau_shuffled"}, "has no rng"),
        ],
    )
    def test_refuses(self, options, message):
        with pytest.raises(ValueError, match=message):
            cross_fitted_decode(fitted(np.zeros((1, 2, 2)), np.full((1, 2, 2), 0.5)), **options)


class TestReferences:
    def test_distances_equal_the_plain_form(self):
        rng = np.random.default_rng(6)
        grid = decoding_grid(AXIS)
        probabilities = rng.dirichlet(np.ones(101), 20)
        plain = [wasserstein1(grid, p, REWARD.values, REWARD.probabilities) for p in probabilities]
        np.testing.assert_allclose(distances(grid, probabilities, REWARD), plain)

    @pytest.mark.parametrize("weights", [VOLUME_PROBABILITIES, [0.4, 0.05, 0, 0, 0, 0.05, 0.5]])
    def test_moment_matched(self, weights):
        reward = discrete(AXIS, weights)
        grid = decoding_grid(AXIS)
        p = moment_matched(reward, grid)
        assert p @ grid == pytest.approx(reward.mean, abs=1e-9)
        assert p @ (grid - reward.mean) ** 2 == pytest.approx(reward.variance, abs=1e-9)
        # Log of a (truncated) Gaussian: second differences are constant.
        assert np.ptp(np.diff(np.log(p), 2)) < 1e-9

    def test_moment_matched_refuses_moments_outside(self):
        with pytest.raises(ValueError, match="expected moments inside"):
            moment_matched(discrete([0.0, 10.0], [0.5, 0.5]), np.linspace(2, 8, 11))

    def test_mirror_turns_twice_into_itself(self):
        twice = mirrored(mirrored(REWARD))
        np.testing.assert_allclose(twice.values, REWARD.values)
        np.testing.assert_allclose(twice.probabilities, REWARD.probabilities)

    def test_reference_distributions_sum_to_one(self):
        for p in reference_distributions(REWARD, decoding_grid(AXIS)).values():
            assert p.sum() == pytest.approx(1)

    def test_shifts(self):
        tau = np.array([0.1, 0.5, 0.9, np.nan])
        np.testing.assert_allclose(shifted_asymmetries(tau, 0.0), tau)
        back = shifted_asymmetries(shifted_asymmetries(tau, 0.7), -0.7)
        np.testing.assert_allclose(back, tau)

    # A pure shift of a distribution costs exactly the shift.
    def test_distance_to_moved(self):
        moved = distance_to_moved(REWARD.values, REWARD.probabilities, REWARD, shift=-1.5)
        assert moved == pytest.approx(1.5)
        stretched = distance_to_moved(REWARD.values, REWARD.probabilities, REWARD, scale=2.0)
        spread = REWARD.probabilities @ np.abs(REWARD.values - REWARD.mean)
        assert stretched == pytest.approx(spread)
