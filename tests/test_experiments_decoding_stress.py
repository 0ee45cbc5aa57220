"""Decoding under stress: what each cut claims, and that the claims can fail."""

import dataclasses

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy.optimize import linprog
from scipy.stats import norm

import dopadist.experiments.decoding_stress as experiments
import dopadist.plots.decoding_stress as plots
from dopadist.crossfit import cross_fit
from dopadist.decoding import decode_cells, distances, gaussian_atoms, reward_on_axis
from dopadist.expectiles import expectiles
from dopadist.experiments.decoding_stress import axes as axes_module
from dopadist.experiments.decoding_stress.axes import FIRST, NULLS, VARIANTS, on_axis
from dopadist.experiments.decoding_stress.controls import (
    OFFSETS,
    SCALES,
    control_splits,
    moved_reward,
)
from dopadist.experiments.decoding_stress.free import (
    ENTROPY_BELL,
    ENTROPY_BOX,
    ENTROPY_FREE,
    SEARCH_BOX,
    SEARCH_FREE,
    decode_each_way,
    priors,
)
from dopadist.experiments.decoding_stress.noise import noise_of, noisy
from dopadist.experiments.decoding_stress.numbers import measure, population, thinned
from dopadist.experiments.decoding_stress.pairing import SHARES, rise
from dopadist.experiments.decoding_stress.pairs import (
    ORDERS,
    arrange,
    break_pairs,
    spearman,
    usable_pairs,
)
from dopadist.experiments.decoding_stress.shifts import SHIFTS, decode_shifted, lowest_at
from dopadist.experiments.shared.simulated_cells import AXIS, N_TRIALS
from dopadist.imputation import cdf_range, condition_matrix, near_optimal, wasserstein1
from dopadist.nulls import homogeneous
from dopadist.responses import compute_responses
from dopadist.streams import stream
from dopadist.surrogate import surrogate
from dopadist.tasks.rewards import VOLUME_PROBABILITIES, discrete, variable_magnitude

REWARD = discrete(AXIS, np.asarray(VOLUME_PROBABILITIES))


@pytest.fixture(scope="module")
def cells():
    """The matched surrogate, as a chapter without recordings loads it."""
    return experiments.cells_of(compute_responses(surrogate("matched", seed=0)))


@pytest.fixture(scope="module")
def one_point(cells):
    """The cells replaced by a population with a single reversal point."""
    return dataclasses.replace(
        cells, pooled=homogeneous(cells.pooled, rng=np.random.default_rng(1))
    )


def check(result, name, n_statistics):
    """Every figure draws, every statistic is complete and named once."""
    assert isinstance(getattr(plots, name)(result), Figure)
    found = getattr(experiments, f"{name}_statistics")(result, seed=0)
    assert len({one.name for one in found}) == len(found) == n_statistics
    assert all(one.low <= one.high for one in found)
    return getattr(experiments, f"{name}_claims")(result)


@pytest.fixture(scope="module")
def controls(cells):
    return experiments.run_controls(cells, profile="quick")


class TestControls:
    def test_claims(self, controls):
        claims = check(controls, "controls", 5)
        assert claims["below_shuffled"] < 0.85
        assert claims["mean_tau"] < 1.05
        assert abs(claims["best_offset"]) <= 0.6
        assert claims["triangle"] <= 1e-9

    # The truth in place of the decode: distances are |d| and |a - 1| times the spread, exactly.
    def test_closed_form_of_moved_and_stretched_rewards(self, controls):
        for offset in (-2.0, 0.7):
            moved = moved_reward(REWARD, offset, 1.0)
            found = wasserstein1(
                REWARD.values, REWARD.probabilities, moved.values, moved.probabilities
            )
            assert found == pytest.approx(abs(offset))
        spread = REWARD.probabilities @ np.abs(REWARD.values - REWARD.mean)
        wide = moved_reward(REWARD, 0.0, 1.7)
        found = wasserstein1(REWARD.values, REWARD.probabilities, wide.values, wide.probabilities)
        assert found == pytest.approx(0.7 * spread)
        own = controls.reward
        assert controls.spread == pytest.approx(own.probabilities @ np.abs(own.values - own.mean))

    def test_plane_and_curves_agree_and_the_triangle_can_break(self, controls):
        row = int(np.abs(SCALES - 1).argmin())
        column = int(np.abs(OFFSETS).argmin())
        assert controls.plane[row, column] <= controls.by_control["cells"].mean() + 1e-9
        np.testing.assert_allclose(
            controls.from_moved[:, column], controls.by_control["cells"], atol=1e-9
        )
        # Squared distances are no distances: the claim says so.
        squared = dataclasses.replace(controls, plane=controls.plane**2)
        assert experiments.controls_claims(squared)["triangle"] > 0.1

    # Distances of reference distributions to the task in µL, found independently by another port
    # of the published decode from samples: 5.06, 1.86, 1.39, 3.73 and 9.70, here within 3 %.
    def test_references_in_volumes(self):
        task = variable_magnitude()
        even = np.linspace(0.1, 20, 2001)
        rows = {
            5.06: (even, np.ones(even.size)),
            1.86: (gaussian_atoms(task).values, gaussian_atoms(task).probabilities),
            3.73: (np.array([task.mean]), np.ones(1)),
            9.70: (20.1 - task.values, task.probabilities),
        }
        clipped = gaussian_atoms(task, clip=True)
        rows[1.39] = (clipped.values, clipped.probabilities)
        for expected, (values, weights) in rows.items():
            found = wasserstein1(values, weights, task.values, task.probabilities)
            assert found == pytest.approx(expected, rel=0.03)

    def test_the_headline_fails_on_one_reversal_point(self, one_point):
        claims = experiments.controls_claims(experiments.run_controls(one_point, profile="quick"))
        assert claims["below_shuffled"] > 0.85


@pytest.fixture(scope="module")
def shifts(cells):
    return experiments.run_shifts(cells, profile="quick")


class TestShifts:
    def test_claims(self, shifts):
        claims = check(shifts, "shifts", 5)
        assert abs(claims["best_shift"]) <= 0.26
        # What has no code is nearest close by, too.
        assert abs(claims["one_point_shift"]) <= 0.35
        assert abs(claims["equal_slopes_shift"]) <= 0.35

    def test_no_shift_is_the_decode_of_the_controls(self, controls, shifts):
        at = int(np.flatnonzero(SHIFTS == 0)[0])
        np.testing.assert_allclose(shifts.w1[:, at], controls.by_control["cells"], atol=1e-9)

    # Optimistic asymmetries at the same reversal points mean smaller rewards.
    def test_direction(self, shifts):
        means = [shifts.shown[s] @ shifts.values for s in sorted(shifts.shown)]
        assert np.all(np.diff(means) < 0)

    def test_a_common_bias_moves_the_minimum(self, cells, shifts):
        fitted = control_splits(cells, stream(0, "decoding/controls"), "quick")
        tau = np.clip(fitted.estimates.asymmetry, 1e-6, 1 - 1e-6)
        biased = norm.cdf(norm.ppf(tau) + 0.75)
        moved = dataclasses.replace(
            fitted, estimates=dataclasses.replace(fitted.estimates, asymmetry=biased)
        )
        curve = [decode_shifted(moved, s, shifts.reward).w1.mean() for s in SHIFTS]
        assert float(lowest_at(np.array(curve))) == pytest.approx(shifts.best - 0.75, abs=0.05)


@pytest.fixture(scope="module")
def pairing(cells):
    return experiments.run_pairing(cells, profile="quick")


class TestPairing:
    def test_claims(self, pairing):
        claims = check(pairing, "pairing", 9)
        assert claims["rise"] > 0.25
        assert claims["p_one_point"] <= 0.05
        assert abs(claims["rise_one_point"]) < 0.1

    # P of a population drawn from the null is uniform: above 0.05 in 19 seeds of 20.
    def test_the_headline_fails_on_its_null(self, one_point):
        claims = experiments.pairing_claims(experiments.run_pairing(one_point, profile="quick"))
        assert claims["p_one_point"] > 0.05
        assert abs(claims["rise"]) < 0.1

    @pytest.mark.parametrize("order", ORDERS)
    def test_orders_keep_points_and_asymmetries(self, order):
        rng = np.random.default_rng(2)
        points, tau = rng.normal(size=(3, 12)), rng.uniform(size=(3, 12))
        points[0, 4] = tau[0, 4] = np.nan
        groups = np.arange(12) % 3
        found = arrange(points, tau, order, groups, rng)
        assert np.array_equal(np.isnan(found), np.isnan(tau))
        if order == "all the mean":
            np.testing.assert_allclose(np.nanmean(found, 1), np.nanmean(tau, 1))
            return
        np.testing.assert_allclose(np.sort(found, axis=1), np.sort(tau, axis=1))
        if order == "dealt within a group":
            for g in range(3):
                one, other = (np.sort(x[1, groups == g]) for x in (found, tau))
                np.testing.assert_allclose(one, other)
        expected = {"sorted": 1.0, "reversed": -1.0}
        if order in expected:
            np.testing.assert_allclose(spearman(points, found), expected[order])

    def test_orders_refuse(self):
        with pytest.raises(ValueError, match="order is 'guess'"):
            arrange(np.ones((1, 2)), np.ones((1, 2)), "guess", np.zeros(2, int), None)

    def test_breaking_no_pair_and_all(self):
        rng = np.random.default_rng(3)
        points, tau = rng.normal(size=(2, 40)), rng.uniform(size=(2, 40))
        np.testing.assert_array_equal(break_pairs(points, tau, 0.0, rng), tau)
        half = break_pairs(points, tau, 0.5, rng)
        assert 14 <= (half != tau).sum(axis=1).min() <= 20
        assert rise(SHARES * 3.0) == pytest.approx(3.0)


@pytest.fixture(scope="module")
def unconstrained(cells):
    return experiments.run_unconstrained(cells, profile="quick")


class TestUnconstrained:
    def test_claims(self, unconstrained):
        claims = check(unconstrained, "unconstrained", 21)
        assert claims["loss_freed"] <= 1e-9
        assert claims["wider_simulated"] > 1.05
        assert claims["gain_theory"] > 0
        for one in unconstrained.decodes.values():
            assert one.outside[SEARCH_BOX].max() == 0
            assert one.outside[ENTROPY_BOX].max() == 0
        assert unconstrained.decodes["cells"].outside[SEARCH_FREE].max() > 0
        # Priors mistaken for each other: the theorem notices.
        own = unconstrained.decodes["cells"]
        turned = dataclasses.replace(own, lowest=own.lowest[::-1])
        wrong = dataclasses.replace(
            unconstrained, decodes=unconstrained.decodes | {"cells": turned}
        )
        assert experiments.unconstrained_claims(wrong)["loss_freed"] > 0

    # Exact pairs: without bounds the lowest loss is zero, and the decode near the truth.
    def test_exact_pairs_need_no_range(self):
        tau = np.linspace(0.02, 0.98, 40)
        point = expectiles(REWARD.values, tau, weights=REWARD.probabilities)
        found = decode_each_way(
            point[None], tau[None], REWARD, low=AXIS[0], high=AXIS[-1], sigma=0.01,
            rng=np.random.default_rng(0),
        )  # fmt: skip
        assert found.lowest.max() < 1e-9
        assert found.w1[ENTROPY_FREE][0] < 0.8
        assert found.w1[ENTROPY_FREE][0] >= found.w1[ENTROPY_BOX][0]

    def test_priors(self):
        for way, (grid, prior) in priors(-1.0, 3.0, 0.5).items():
            assert prior.sum() == pytest.approx(1)
            assert (grid[0], grid[-1]) == ((-1.0, 3.0) if way == ENTROPY_BOX else (-5.0, 7.0))
        grid, bell = priors(-1.0, 3.0, 0.5)[ENTROPY_BELL]
        assert grid[bell.argmax()] == pytest.approx(0.5, abs=0.03)


class TestNoise:
    def test_claims(self, cells):
        result = experiments.run_noise(cells, profile="quick")
        claims = check(result, "noise", 6)
        assert claims["noisy_distance"] > 1.7
        assert claims["gain_noisy"] < 0.55
        assert claims["free_right"] > 0.05
        assert claims["free_wide"] < 0.15
        assert claims["box_wide"] > 0.4
        assert claims["code_spread"] == pytest.approx(1, abs=0.15)
        at_grid = dataclasses.replace(result, cells_point_noise=1.0, cells_tau_noise=0.1)
        assert at_grid.expected(result.distance) == pytest.approx(result.distance[2, 3])

    # Halves made of known cells and known noise: recovered within 5 SD over 10 seeds (0.02 of the
    # noise; spread 1.5 within 0.25).
    def test_recovers_noise_and_spread(self):
        rng = np.random.default_rng(0)
        tau = rng.uniform(0.15, 0.85, 200)
        point = expectiles(REWARD.values, tau, weights=REWARD.probabilities)
        point = REWARD.mean + 1.5 * (point - REWARD.mean)
        halves = [noisy(point, tau, 0.5, 0.05, 40, rng) for _ in range(2)]
        fitted = cross_fit(population("classical", 200, 40, rng), n_splits=40, rng=rng)
        estimates = dataclasses.replace(
            fitted.estimates,
            reversal_point=np.stack([half[0] for half in halves], axis=1),
            asymmetry=np.stack([half[1] for half in halves], axis=1),
            usable=np.ones((40, 2, 200), bool),
        )
        fitted = dataclasses.replace(fitted, estimates=estimates)
        e, t, spread = noise_of(fitted, REWARD, np.arange(200))
        assert e == pytest.approx(0.5, abs=0.02)
        assert t == pytest.approx(0.05, abs=0.003)
        assert spread == pytest.approx(1.5, abs=0.1)


class TestNumbers:
    def test_claims(self, cells):
        result = experiments.run_numbers(cells, profile="quick")
        claims = check(result, "numbers", 14)
        assert claims["more_cells"] > 1.2
        assert 0.7 < claims["more_cells_scaled"] < 1.25
        assert claims["more_trials"] < 0.7
        assert claims["gain_code"] > 0.3
        assert abs(claims["gain_classical"]) < 0.08
        # The headline fails where the truth has no code.
        wrong = result.by_count_scaled | {"distributional": result.by_count_scaled["classical"]}
        turned = dataclasses.replace(result, by_count_scaled=wrong)
        assert experiments.numbers_claims(turned)["gain_code"] < 0.3

    def test_truths(self):
        rng = np.random.default_rng(1)
        for truth in ("distributional", "equal slopes", "classical"):
            drawn = population(truth, 30, N_TRIALS, rng)
            assert drawn.trials.shape[:2] == (30, 7)
            assert measure(drawn, REWARD, rng, n_splits=2).shape == (3,)

    def test_thinned(self, cells):
        fewer = thinned(cells.pooled, 0.5, np.random.default_rng(0))
        n, before = (np.isfinite(x.trials).sum(-1) for x in (fewer, cells.pooled))
        assert np.all(np.abs(n - before / 2) <= 0.5 + (before < 4))
        assert np.array_equal(fewer.axis, cells.pooled.axis)


class TestIdentifiable:
    def test_claims(self, cells):
        found = experiments.run_identifiable(cells, profile="quick")
        claims = check(found, "identifiable", 2)
        assert claims["truth_outside"] <= 1e-3
        assert claims["decode_outside"] <= 1e-3
        assert claims["solutions_outside"] <= 1e-3
        assert claims["excess_loss"] <= 1
        lower, upper = found.cells.widest
        assert upper - lower == pytest.approx((found.cells.upper - found.cells.lower).max())
        # The decode of other asymmetries doesn't fit, and leaves the band.
        sharp = decode_cells(found.exact.points, np.full(40, 0.5), AXIS)
        wrong = dataclasses.replace(found.exact, decoded=sharp.probabilities)
        wrong = dataclasses.replace(found, exact=wrong)
        assert experiments.identifiable_claims(wrong)["decode_outside"] > 1e-3
        stray = dataclasses.replace(found.exact, solutions=found.exact.solutions[:, ::-1])
        wrong = dataclasses.replace(found, exact=stray)
        assert experiments.identifiable_claims(wrong)["solutions_outside"] > 1e-3

    # Independent form: without noise the fit is an equality, and each bound a linear programme.
    def test_band_equals_linear_programmes(self):
        tau = (np.arange(8) + 0.5) / 8
        point = expectiles(REWARD.values, tau, weights=REWARD.probabilities)
        grid = np.unique([*np.linspace(AXIS[0], AXIS[-1], 41), *point, *AXIS])
        at = np.linspace(AXIS[0], AXIS[-1], 9)[1:-1]
        lower, upper = cdf_range(point, tau, grid=grid, at=at, loss=1e-13, n_bisections=16)
        equal = np.vstack([condition_matrix(point, tau, grid), np.ones(grid.size)])
        right = np.append(np.zeros(8), 1.0)
        for x, low, high in zip(at, lower, upper, strict=True):
            below = (grid <= x).astype(float)
            bounds = [
                sign * linprog(sign * below, A_eq=equal, b_eq=right, bounds=(0, 1)).fun
                for sign in (1.0, -1.0)
            ]
            # A loss of 1e-13 is a little more than none: the band may be that much wider.
            assert low == pytest.approx(bounds[0], abs=2e-3)
            assert high == pytest.approx(bounds[1], abs=2e-3)
            assert bounds[0] - 1e-9 <= REWARD.cdf(np.array([x]))[0] <= bounds[1] + 1e-9

    def test_near_optimal_refuses_less_than_the_optimum(self):
        with pytest.raises(ValueError, match="expected more than the optimum"):
            near_optimal(
                [-0.5, 0.5], [0.9, 0.1], grid=np.linspace(-1, 1, 11), loss=1e-12, sigma=0.1, n=1,
                rng=np.random.default_rng(0),
            )  # fmt: skip


@pytest.fixture(scope="module")
def axes(cells):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(axes_module, "by_profile", lambda profile, full, quick: 4)
        return experiments.run_axes(cells, profile="quick")


class TestAxes:
    def test_claims(self, axes):
        claims = check(axes, "axes", 24)
        assert claims["share_elsewhere"] == pytest.approx(axes.observed[[2, 3, 6], 0].min())
        assert claims["p_rival"] == 1  # the rival gains as much
        assert claims["p_hill"] > 0.2
        assert [row[0] for row in axes.rows][:2] == ["empirical_pooled", "empirical_cued"]
        assert all(two <= six for *_, two, six in axes.rows)
        assert axes.observed[0, 0] < 1

    def test_p_counts_from_the_right_side(self, axes):
        best = np.column_stack([np.full(12, -9.0), np.full((12, 2), 9.0)])
        for observed, expected in ((best, 1 / 5), (-best, 1.0)):
            turned = dataclasses.replace(axes, observed=observed)
            for name in NULLS:
                np.testing.assert_allclose(turned.p_values(name), expected)
        assert turned.stands_out(FIRST) == ()

    def test_axes_of_theory(self):
        assert len(VARIANTS) == 12
        assert on_axis("empirical") is None
        for name in ("Hill", "log", "linear"):
            assert np.all(np.diff(on_axis(name)) > 0)


def test_a_decode_is_judged_by_the_cells_own_rewards(cells):
    reward = reward_on_axis(cells.pooled)
    points, tau = usable_pairs(
        cross_fit(cells.pooled, n_splits=2, rng=np.random.default_rng(0), estimator="joint")
    )
    decoded = decode_cells(points[0], tau[0], cells.pooled.axis)
    assert distances(decoded.values, decoded.probabilities[None], reward)[0] < 2
