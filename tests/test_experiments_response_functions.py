"""Response functions: closed forms, properties, claims that fail where they should, figures."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from dopadist.asymmetry import ESTIMATORS, estimate, slopes
from dopadist.crossfit.halves import selection
from dopadist.expectiles import expectiles
from dopadist.experiments import response_functions as experiments
from dopadist.experiments.response_functions import (
    adaptation,
    bands,
    common,
    common_cells,
    discriminability,
    levels,
    matrix,
    one_or_many,
    posterior,
    refits,
    six_models,
    small,
)
from dopadist.experiments.response_functions.functions import (
    FUNCTIONS,
    ResponseFunction,
    apparent_asymmetry,
    first_order_asymmetry,
    power,
)
from dopadist.experiments.response_functions.held_out import MODELS, held_out
from dopadist.experiments.response_functions.sessions import over_sessions
from dopadist.experiments.response_functions.simulated import (
    N_TRIALS,
    lines,
    noisy_trials,
    weights,
)
from dopadist.experiments.shared import draws, whole
from dopadist.nulls import cell_gains
from dopadist.plots import response_functions as plots
from dopadist.reproduce.catalogue import read_catalogue
from dopadist.reproduce.contract import draw
from dopadist.responses import mean_axis
from dopadist.reversal import magnitude_statistics
from dopadist.surrogate import surrogate
from dopadist.surrogate.settings import SETTINGS
from dopadist.tasks.rewards import VOLUMES

CATALOGUE = read_catalogue(Path(__file__).parents[1] / "notebooks" / "figures.toml")
AXIS = np.array(SETTINGS.utility)
# All but the bent responses, whose cells are only counted and cheap.
MODULES = (
    adaptation, bands, common_cells, discriminability, levels, matrix, one_or_many, refits, small,
)  # fmt: skip


@pytest.fixture(scope="module")
def few():
    """All sizes cut to a handful: what runs is the same, what comes out is noisy."""
    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            patch.setattr(module, "by_profile", lambda profile, *, full, quick: min(quick, 6))
        yield


@pytest.fixture(scope="module")
def cells(few):
    return experiments.study(surrogate("matched", seed=3), seed=1, profile="quick")


@pytest.fixture(scope="module")
def results(cells):
    e, p = experiments, plots
    of_cells = {
        "fitted-lines": ("bands", cells),
        "shared-asymmetry": ("one_or_many", cells),
        "refitted-axes": ("refits", cells),
        "common-function": ("common_cells", cells),
        "own-utility": ("adaptation", cells),
        "firing-and-decode": ("small", None),
        "bent-responses": ("concavity", None),
        "function-matrix": ("matrix", None),
        "six-models": ("discriminability", None),
    }
    found = {}
    for figure, (name, study) in of_cells.items():
        run = getattr(e, f"run_{name}")
        result = run(seed=1, profile="quick") if study is None else run(study)
        found[figure] = (
            result, getattr(e, f"{name}_claims")(result), getattr(e, f"{name}_statistics")(result),
            getattr(p, name),
        )  # fmt: skip
    # Whether the cells are right on average is told under the same figure.
    result, claims, statistics, make = found["own-utility"]
    level = e.run_levels(cells)
    found["own-utility"] = (
        result, claims | e.levels_claims(level), statistics + e.levels_statistics(level), make,
    )  # fmt: skip
    return found


def bound(figure, claim, evidence="simulation"):
    return CATALOGUE[figure].claims[claim].bound(evidence, "full")


# -------------------------------------------------------------------------- the chapter as a whole
def test_every_figure_of_the_chapter_is_in_the_catalogue_and_the_other_way_round(results):
    mine = {key for key, entry in CATALOGUE.items() if entry.notebook == "response_functions"}
    assert set(results) == mine


def test_claims_are_those_of_the_catalogue_and_finite(results):
    for figure, (_, claims, _, _) in results.items():
        assert set(claims) == set(CATALOGUE[figure].claims), figure
        assert np.isfinite(list(claims.values())).all(), (figure, claims)


def test_no_panel_of_the_paper_is_claimed(results):
    """What Extended Data 5 and 10 show could not be checked: no figure says that it shows them."""
    for figure in results:
        assert CATALOGUE[figure].panels == (), figure
        assert not CATALOGUE[figure].published, figure


def test_statistics_are_given_in_full(results):
    for figure, (_, _, statistics, _) in results.items():
        names = [one.name for one in statistics]
        assert names, figure
        assert len(names) == len(set(names)), figure
        for one in statistics:
            assert one.low <= one.value <= one.high, (figure, one.name)
            assert one.seed == 1


def test_evidence_is_carried_and_allowed(results):
    for figure, (result, _, _, _) in results.items():
        assert result.evidence in CATALOGUE[figure].evidence, figure
    assert results["shared-asymmetry"][0].evidence == "surrogate"


def test_only_single_trials_are_marked_as_such(results):
    assert {key for key in results if CATALOGUE[key].trial_level} == {"fitted-lines"}


def test_every_figure_keeps_the_contract(results):
    for figure, (result, _, _, make) in results.items():
        assert draw(make(result), id=figure).png, figure


def test_the_same_seed_gives_the_same_claims(cells, results):
    again = experiments.refits_claims(experiments.run_refits(cells))
    assert again == results["refitted-axes"][1]


# ------------------------------------------------------------------------------ response functions
@pytest.mark.parametrize("key", FUNCTIONS)
def test_derivatives_are_those_of_the_function(key):
    one, r, h = FUNCTIONS[key], np.array([0.4, 2.0, 11.0]), 1e-4
    slope = (one.value(r + h) - one.value(r - h)) / (2 * h)
    second = (one.slope(r + h) - one.slope(r - h)) / (2 * h)
    np.testing.assert_allclose(one.slope(r), slope, rtol=1e-6)
    np.testing.assert_allclose(one.curvature(r), -second / one.slope(r), rtol=1e-5, atol=1e-9)


def test_functions_are_ordered_by_their_bend_at_5():
    bends = [float(one.curvature(np.array([5.0]))[0]) for one in FUNCTIONS.values()]
    assert bends == sorted(bends)


@pytest.mark.parametrize("key", FUNCTIONS)
def test_the_right_axis_shows_no_asymmetry(key):
    tau = apparent_asymmetry(FUNCTIONS[key], FUNCTIONS[key], VOLUMES[1:-1] * 1.01)
    np.testing.assert_allclose(tau, 0.5, atol=1e-12)


def test_regression_formula_equals_the_authors_slopes():
    """The closed form against the estimator's own code, without noise."""
    hill, linear = FUNCTIONS["hill200"], FUNCTIONS["linear"]
    volumes = np.array([0.8, 3.0, 9.0])
    mean = hill.on_axis() - hill.on_axis(volumes)[:, None]
    n = 1000
    trials = np.repeat(mean[..., None], n, -1)
    trials[..., np.arange(n) >= np.round(n * weights())[:, None]] = np.nan
    statistics = magnitude_statistics(trials)
    minus, plus = slopes(statistics, linear.on_axis(), linear.on_axis(volumes))
    expected = apparent_asymmetry(hill, linear, volumes)
    np.testing.assert_allclose(plus / (plus + minus), expected, atol=2e-3)


def test_first_order_is_the_limit_of_a_parabola_with_little_bend():
    """r - b r^2 on the axis r: half the bend, a quarter of the error."""
    points, errors = np.array([3.0, 6.0, 9.0]), []
    for bend in (0.002, 0.001):
        parabola = ResponseFunction(
            name="",
            value=lambda r, b=bend: r - b * r * r,
            slope=lambda r, b=bend: 1 - 2 * b * r,
            curvature=lambda r, b=bend: 2 * b / (1 - 2 * b * r),
        )
        exact = apparent_asymmetry(parabola, FUNCTIONS["linear"], points)
        first = first_order_asymmetry(parabola, FUNCTIONS["linear"], points)
        assert (exact < 0.5).all()
        errors.append(np.abs(first - exact).max())
    assert errors[1] < 0.3 * errors[0] < 1e-3


@given(exponent=st.floats(0.3, 0.95), volume=st.floats(0.4, 15.0))
@settings(max_examples=30, deadline=None)
def test_a_concave_response_always_looks_pessimistic(exponent, volume):
    tau = apparent_asymmetry(power(exponent, ""), FUNCTIONS["linear"], [volume])
    assert tau[0] < 0.5
    assert apparent_asymmetry(FUNCTIONS["linear"], power(exponent, ""), [volume])[0] > 0.5


def test_own_axis_takes_a_common_bend_away():
    """Straight lines on any g have a mean response that is g itself, but for a straight line."""
    rng = np.random.default_rng(0)
    symmetric, _ = matrix.populations("hill2", rng, n_cells=200)
    assert matrix.noiseless(symmetric, symmetric.mean(0)) == 0
    assert abs(matrix.noiseless(symmetric, FUNCTIONS["square"].on_axis())) > 0.1


# --------------------------------------------------------------------------------------- posterior
def test_posterior_equals_a_brute_force_integral():
    """Against a four-dimensional sum over (V, both slopes, s) for a handful of trials."""
    axis = np.array([-1.0, 0.0, 2.0])
    trials = np.array([[-1.2, -0.8], [0.3, np.nan], [2.2, 1.7]])
    rng = np.random.default_rng(0)
    found = posterior.posterior(trials, axis, rng=rng, n_draws=40000)
    used = np.isfinite(trials)
    y, u = trials[used], np.repeat(axis[:, None], 2, 1)[used]
    n = used.sum()
    totals = np.where(used, trials, 0.0).sum(-1)
    within = (y**2).sum() - (totals**2 / used.sum(-1)).sum()
    centre = np.sqrt(within / max(n - axis.size, 1))
    noises = centre * np.exp(np.linspace(-0.35, 0.6, posterior.N_NOISES))
    points = np.linspace(-1, 2, 41)[:-1] + 3 / 80
    grid = np.linspace(0.005, 8, 320)
    weight, tau_sum = 0.0, 0.0
    for v in points:
        x = u - v
        for s in noises:
            one = []
            for side in (x < 0, x >= 0):
                square = (x[side] ** 2).sum()
                cross = (x[side] * y[side]).sum()
                log = -(square * grid**2 - 2 * cross * grid) / (2 * s**2)
                one.append(np.exp(log - 0.5 * (grid / posterior.SLOPE_SD) ** 2))
            joint = np.outer(*one) * s ** -float(n) * np.exp(-(y**2).sum() / (2 * s**2))
            weight += joint.sum()
            tau_sum += (joint * grid[None] / (grid[None] + grid[:, None])).sum()
    assert found.asymmetry.mean() == pytest.approx(tau_sum / weight, abs=0.01)


def test_truncated_normal_has_the_right_distribution():
    """Kolmogorov-Smirnov at three depths of truncation; false alarms 3 in 10,000."""
    rng = np.random.default_rng(1)
    for mean in (-4.0, 0.5, 5.0):
        drawn = posterior.truncated_normal(np.full(4000, mean), np.ones(4000), rng)
        assert stats.kstest(drawn, stats.truncnorm(-mean, np.inf, loc=mean).cdf).pvalue > 1e-4


def test_posterior_ranks_of_the_truth_are_uniform():
    """Cells drawn from the prior: the posterior's quantile of the true V. False alarm 1e-4."""
    rng = np.random.default_rng(2)
    ranks = []
    for _ in range(150):
        v = rng.uniform(AXIS[0], AXIS[-1])
        minus, plus = np.abs(posterior.SLOPE_SD * rng.standard_normal(2))
        x = AXIS - v
        mean = np.where(x < 0, minus, plus) * x
        found = posterior.posterior(noisy_trials(mean[None], rng)[0], AXIS, rng=rng, n_draws=300)
        ranks.append((found.reversal_point < v).mean())
    assert stats.kstest(ranks, "uniform").pvalue > 1e-4


def test_more_trials_narrow_the_band():
    rng = np.random.default_rng(3)
    mean = lines(AXIS, np.array([0.5]), np.array([0.6]), np.ones(1))
    widths = []
    for factor in (1, 4):
        trials = noisy_trials(mean, rng, n_trials=N_TRIALS * factor)[0]
        low, high = posterior.posterior(trials, AXIS, rng=rng).band(AXIS)
        widths.append((high - low).mean())
    assert widths[1] < 0.65 * widths[0]


# ---------------------------------------------------------------------------------- held-out error
def test_held_out_error_by_hand(cells):
    """The models' error trial by trial, from a literal loop over one split."""
    data = cells.trial_set
    few_cells = dataclasses.replace(data, trials=data.trials[:3])
    seed = 7
    found = held_out(few_cells, rng=np.random.default_rng(seed), n_splits=1, estimator="authors")
    key = int(np.random.default_rng(seed).integers(2**63))
    packed_used = np.isfinite(few_cells.trials)
    order = np.argsort(~packed_used, axis=-1, kind="stable")
    slots = int(packed_used.sum(-1).max())
    values = np.take_along_axis(few_cells.trials, order, -1)[..., :slots]
    keys = np.random.default_rng(key).integers(0, 2**64, size=1, dtype=np.uint64)
    chosen = selection(np.isfinite(values), keys)[0]
    for cell in range(3):
        errors = []
        for fit_half in (chosen[cell], ~chosen[cell]):
            fitted = np.where(fit_half, values[cell], np.nan)
            judged = np.where(~fit_half, values[cell], np.nan)
            one = estimate(magnitude_statistics(fitted), data.axis)
            x = data.axis - one.reversal_point
            line = np.where(x < 0, one.slope_minus, one.slope_plus) * x
            errors.append(np.nanmean((judged - line[:, None]) ** 2))
        assert found.error[MODELS.index("own"), 0, cell] == pytest.approx(np.mean(errors))


def test_own_asymmetry_helps_only_where_it_is_there(cells):
    """Best points: own tau wins by much among very asymmetric cells, loses among symmetric ones."""
    rng = np.random.default_rng(4)
    data = cells.trial_set
    gains = []
    for tau in (np.full(40, 0.5), np.tile([0.1, 0.9], 20)):
        mean = lines(AXIS, np.full(40, 0.4), tau, np.full(40, 1.5))
        trials = noisy_trials(mean, rng)
        one = dataclasses.replace(data, trials=trials, axis=AXIS, times=np.zeros(trials.shape))
        gains.append(held_out(one, rng=rng, n_splits=5, estimator="joint").gain_of_own().mean())
    assert gains[0] < 0 < gains[1]


def test_sign_counts_improve_even_where_no_cell_has_anything_of_its_own(cells):
    """The trap: with the authors' points the improvement is there in permuted trials."""
    rng = np.random.default_rng(5)
    population = draws(cells)["permuted"](rng)
    authors, joint = (
        held_out(population, rng=rng, n_splits=10, estimator=one).gain_of_own().mean(0)
        for one in ("authors", "joint")
    )
    assert authors.mean() > 0 > joint.mean()


def test_headline_of_shared_asymmetry_fails_on_equal_slopes(few, cells):
    """Straight lines with the cells' own noise do no better than the controls."""
    population = draws(cells)["equal_slopes"](np.random.default_rng(8))
    estimates = {one: whole(population, one) for one in ESTIMATORS}
    straight = dataclasses.replace(cells, trial_set=population, estimates=estimates)
    claims = experiments.one_or_many_claims(experiments.run_one_or_many(straight))
    claim = bound("shared-asymmetry", "improvement_joint_above", "recorded")
    assert not claim.holds(claims["improvement_joint_above"])


def test_sessions_are_resampled_whole():
    """Two sessions, all cells of one at 0 and of the other at 1: means of 0, 1/2 or 1 only."""
    values = np.array([0.0, 0.0, 0.0, 1.0])
    seen = set()

    def mean(some):
        seen.add(round(float(values[some].mean()), 6))
        return float(values[some].mean())

    low, high = over_sessions(mean, ("a", "a", "a", "b"), np.random.default_rng(0))
    assert seen == {0.0, 0.25, 1.0}
    assert (low, high) == (0.0, 1.0)


# ---------------------------------------------------------------------------------- firing, decode
def test_first_order_of_firing_by_a_derivative():
    """d(mean response)/d(tau) at 1/2 by differences of exact expectiles."""
    step = 1e-5
    both = [
        lines(
            AXIS, expectiles(AXIS, np.array([0.5 + h]), weights=weights()), np.array([0.5 + h]),
            np.ones(1),
        )
        for h in (-step, step)
    ]  # fmt: skip
    derivative = (both[1] - both[0])[0] / (2 * step)
    distance = np.abs(AXIS - weights() @ AXIS)
    np.testing.assert_allclose(derivative, 2 * (distance - weights() @ distance), atol=1e-3)


def test_first_order_ratio_tends_to_one():
    tau = 0.5 + np.linspace(-0.01, 0.01, 40)
    point = expectiles(AXIS, tau, weights=weights())
    flat = lines(AXIS, np.array([weights() @ AXIS]), np.array([0.5]), np.ones(1))
    exact = small.rms(lines(AXIS, point, tau, np.ones(40)) - flat)
    assert exact == pytest.approx(small.rms_first_order(tau, AXIS), rel=0.01)


# -------------------------------------------------------------------------------------- other axes
def test_populations_straight_on_an_axis_are(cells):
    """Their means are straight lines of equal slope there, with the cells' gains."""
    rng = np.random.default_rng(6)
    axis = FUNCTIONS["root"].on_axis()
    data = cells.trial_set
    mean = magnitude_statistics(data.trials).mean[..., None]
    quiet = dataclasses.replace(data, trials=np.where(np.isfinite(data.trials), mean, np.nan))
    found = refits.straight(quiet, axis, np.zeros(40), rng)
    mean = magnitude_statistics(found.trials).mean
    np.testing.assert_allclose(mean, cell_gains(quiet.trials)[:, None] * axis, atol=1e-9)


def test_the_left_out_axis_leaves_the_cell_out(cells):
    """A cell with huge responses moves the common axis and not its own."""
    data = cells.trial_set
    trials = data.trials.copy()
    trials[0] *= 50
    loud = dataclasses.replace(data, trials=trials, axis=mean_axis(trials))
    rng = np.random.default_rng(0)
    fit = refits.fit_on(loud, "left_out", "joint", 2, rng)
    quiet = refits.fit_on(data, "left_out", "joint", 2, np.random.default_rng(0))
    point = fit.estimates.reversal_point[..., 0]
    np.testing.assert_allclose(point, quiet.estimates.reversal_point[..., 0], atol=1e-9)


def test_headline_of_refits_fails_on_equal_slopes(few):
    study = experiments.study(surrogate("classical", seed=5), seed=1, profile="quick")
    claims = experiments.refits_claims(experiments.run_refits(study))
    assert not bound("refitted-axes", "r_linear", "recorded").holds(claims["r_linear"])


# --------------------------------------------------------------------------------- common function
def test_hill_fit_recovers_its_own_function():
    root = np.sqrt(VOLUMES)
    sigma = common.SIGMAS[100]
    truth = 7 * root / (root + np.sqrt(sigma)) - 3
    found, recovered = common.fit_hill(truth)
    assert recovered == sigma
    np.testing.assert_allclose(found, truth, atol=1e-9)


def test_hill_fit_is_the_least_squares_one():
    """Against a general optimiser, half-saturation held at the grid's best."""
    mean = AXIS + 0.3 * np.sin(np.arange(7))
    found, sigma = common.fit_hill(mean)
    root = np.sqrt(VOLUMES)
    shape = root / (root + np.sqrt(sigma))

    def error(p):
        return (weights() * (p[0] * shape + p[1] - mean) ** 2).sum()

    tight = {"xatol": 1e-9, "fatol": 1e-13, "maxiter": 20000, "maxfev": 20000}
    best = optimize.minimize(error, [10.0, -3.0], method="Nelder-Mead", options=tight)
    assert (weights() * (found - mean) ** 2).sum() <= best.fun + 1e-9


def test_scaled_copies_of_one_function_are_explained_in_full():
    rng = np.random.default_rng(0)
    root = np.sqrt(VOLUMES)
    shape = 9 * root / (root + np.sqrt(common.SIGMAS[120])) - 3
    scale, offset = rng.uniform(0.5, 2, 12), rng.normal(size=12)
    trials = (scale[:, None] * shape + offset[:, None])[..., None]
    found = common.common_function(trials, trials)
    np.testing.assert_allclose(found.explained, 1, atol=1e-9)
    assert np.corrcoef(found.scale_cued, scale)[0, 1] == pytest.approx(1)
    assert found.numbers["r_scales"] == pytest.approx(1)


def test_scale_and_offset_cannot_see_reversal_points():
    """Straight lines of equal slope, reversal points anywhere: all is explained."""
    rng = np.random.default_rng(1)
    point = rng.uniform(AXIS[0], AXIS[-1], 40)
    mean = lines(AXIS, point, np.full(40, 0.5), rng.uniform(0.5, 2, 40))
    np.testing.assert_allclose(common.explained_by_mean(mean), 1, atol=1e-12)


def test_unexplained_share_to_first_order():
    """Small asymmetries: simulation over formula within 3 %."""
    tau = 0.5 + np.linspace(-0.02, 0.02, 40)
    _, explained, predicted = discriminability.noiseless_cells(tau)
    assert (1 - explained).sum() / (1 - predicted).sum() == pytest.approx(1, abs=0.03)


def test_six_models_are_what_they_say():
    """Zero mean error where the rule says so; reversal points alike or diverse."""
    rng = np.random.default_rng(2)
    spreads = {}
    for model in six_models.MODELS:
        cued, uncued = six_models.mean_responses(model, rng)
        assert cued.shape == uncued.shape == (40, 7)
        assert (uncued >= cued - 1e-9).all()
        crossing = [np.interp(0, row, AXIS) for row in cued]
        spreads[model] = np.std(crossing)
        if model in ("classical", "linear", "hill"):
            # Expectile and Hill channels stop where the mean response is zero.
            assert np.abs(cued @ weights()).max() < 1e-6, model
    # By interpolation between volumes, over the kink: not quite one point.
    assert max(spreads["classical"], spreads["uncoupled"]) < 0.15
    assert min(spreads["linear"], spreads["hill"]) > 0.5
    with pytest.raises(ValueError, match="expected one of classical"):
        six_models.mean_responses("other", rng)


def test_area_under_the_curve_is_the_chance_of_the_right_order():
    rng = np.random.default_rng(3)
    some, others = rng.normal(0.5, 1, 30), rng.normal(0, 1, 40)
    plain = np.mean([(a > b) + 0.5 * (a == b) for a in some for b in others])
    assert common.area_under_curve(some, others) == pytest.approx(plain)


# -------------------------------------------------------------------------------------- adaptation
def test_a_fixed_curve_subtracts_one_number_and_two_rates_do_not():
    found = adaptation.populations(np.random.default_rng(0))
    np.testing.assert_allclose(adaptation.fall(*found["fixed"]), 0, atol=1e-9)
    assert np.abs(adaptation.fall(*found["rates"])).max() > 1


def test_own_utilities_are_learnt():
    """Symmetric learning of a cell's own utility: zero mean response."""
    sigma = np.array([1.0, 5.0, 30.0])
    mean = adaptation.own_utilities(sigma, np.ones(3), weights())
    np.testing.assert_allclose(mean @ weights(), 0, atol=1e-12)


def test_zero_mean_response_puts_a_cell_on_the_expectile_curve():
    """Two lines through V with zero mean: V is the expectile at their tau, by definition."""
    tau = np.array([0.2, 0.5, 0.8])

    def mean_response(v, one):
        return float(lines(AXIS, np.array([v]), np.array([one]), np.ones(1))[0] @ weights())

    roots = [optimize.brentq(mean_response, AXIS[0], AXIS[-1], args=(one,)) for one in tau]
    np.testing.assert_allclose(roots, expectiles(AXIS, tau, weights=weights()), atol=1e-9)


def test_cells_that_are_right_on_average_are_not_said_to_be_off():
    """Diverse cells with zero mean response: 1, but for sampling; moved up and down: the claim."""
    rng = np.random.default_rng(4)
    tau = rng.uniform(0.1, 0.9, 400)
    point = expectiles(AXIS, tau, weights=weights())
    mean = lines(AXIS, point, tau, np.exp(rng.normal(0, 0.4, 400)))
    claimed = bound("own-utility", "off_on_average", "recorded")
    right = levels.ratio(*levels.levels(noisy_trials(mean, rng))[:2])
    assert right == pytest.approx(1, abs=0.16)  # 4.5 / sqrt(2 x 400)
    assert not claimed.holds(right)
    off = mean + rng.normal(size=(400, 1))
    assert claimed.holds(levels.ratio(*levels.levels(noisy_trials(off, rng))[:2]))


def test_noise_and_level_of_a_cell_are_found():
    mean = np.tile(AXIS, (50, 1))
    found, error, noise = levels.levels(noisy_trials(mean, np.random.default_rng(5), sd=3.0))
    assert noise.mean() == pytest.approx(3, abs=0.1)
    np.testing.assert_allclose(
        error.mean(), 3 * np.sqrt((weights() ** 2 / N_TRIALS).sum()), rtol=0.05
    )
    np.testing.assert_allclose(
        found.mean(), weights() @ AXIS, atol=4.5 * error.mean() / np.sqrt(50)
    )


def test_posterior_side_normaliser_is_the_integral():
    """The closed form of one side against quadrature."""
    cross, square, s2 = 3.0, 2.0, 1.5
    precision = square / s2 + 1 / posterior.SLOPE_SD**2
    mean = cross / s2 / precision
    closed = (
        2 / posterior.SLOPE_SD / np.sqrt(precision)
        * np.exp(mean**2 * precision / 2) * stats.norm.cdf(mean * np.sqrt(precision))
    )  # fmt: skip

    def integrand(b):
        prior = 2 * stats.norm.pdf(b, scale=posterior.SLOPE_SD)
        return prior * np.exp(-(square * b * b - 2 * cross * b) / (2 * s2))

    assert closed == pytest.approx(integrate.quad(integrand, 0, 60)[0], rel=1e-6)
