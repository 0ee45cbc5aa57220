"""Recovery: bounds and limits against independent forms, estimators against known truths."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from dopadist.asymmetry import estimate
from dopadist.experiments import recovery as experiments
from dopadist.experiments.recovery import (
    attenuation,
    decoded,
    errors,
    limits,
    plan,
    spikes,
    trials,
)
from dopadist.experiments.recovery.simulation import (
    AXIS,
    RESIDUAL_SD,
    Cells,
    counts,
    draw_halves,
    draw_statistics,
    draw_trials,
    examples,
)
from dopadist.experiments.recovery.theory import authors_limit, bound
from dopadist.plots import recovery as plots
from dopadist.reproduce.catalogue import read_catalogue
from dopadist.reproduce.contract import draw
from dopadist.reversal import MagnitudeStatistics, magnitude_statistics

CATALOGUE = read_catalogue(Path(__file__).parents[1] / "notebooks" / "figures.toml")
MODULES = (attenuation, decoded, errors, limits, plan, spikes, trials)


@pytest.fixture(scope="module")
def results():
    """Every experiment, sizes cut to a handful."""

    def cut(profile, *, full, quick):
        return quick[:2] if isinstance(quick, tuple) else min(quick, 12)

    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            if hasattr(module, "by_profile"):
                patch.setattr(module, "by_profile", cut)
        patch.setattr(
            attenuation, "by_profile", lambda profile, *, full, quick: 200
        )  # fewer cells leave no reliability to take a root of
        e, p = experiments, plots
        halves = e.run_attenuation(seed=1, profile="quick")
        planned = e.run_plan(halves, profile="quick")
        found = {"recovery-attenuation": (halves, e.attenuation_claims(halves), p.attenuation),
                 "recovery-plan": (planned, e.plan_claims(planned), p.plan)}  # fmt: skip
        for figure, run, claims, plot in (
            ("recovery-trials", e.run_by_trials, e.by_trials_claims, p.by_trials),
            ("recovery-limits", e.run_limits, e.limits_claims, p.limits),
            ("recovery-errors", e.run_errors, e.errors_claims, p.errors),
            ("recovery-decoded", e.run_decoded, e.decoded_claims, p.decoded),
            ("recovery-spikes", e.run_spikes, e.spikes_claims, p.spikes),
        ):
            result = run(seed=1, profile="quick")
            found[figure] = (result, claims(result), plot)
        yield found


def test_figures_and_claims_are_those_of_the_catalogue(results):
    assert set(results) == {k for k, entry in CATALOGUE.items() if entry.notebook == "recovery"}
    for figure, (result, claims, _) in results.items():
        assert result.evidence in CATALOGUE[figure].evidence
        assert set(claims) == set(CATALOGUE[figure].claims), figure


def test_every_figure_keeps_the_contract(results):
    for figure, (result, _, make) in results.items():
        assert draw(make(result), id=figure).png, figure


def test_statistics_are_named_once(results):
    for figure, make in (
        ("recovery-trials", experiments.by_trials_statistics),
        ("recovery-attenuation", experiments.attenuation_statistics),
        ("recovery-errors", experiments.errors_statistics),
        ("recovery-decoded", experiments.decoded_statistics),
        ("recovery-spikes", experiments.spikes_statistics),
        ("recovery-plan", experiments.plan_statistics),
    ):
        names = [row.name for row in make(results[figure][0])]
        assert len(set(names)) == len(names) > 0, figure


# --------------------------------------------------------------------------- the bound


def literal_bound(v, minus, plus, n, axis, sd):
    """Inverse of the information matrix of (V, slope_minus, slope_plus), then the delta method."""
    information = np.zeros((3, 3))
    for n_k, u in zip(n, axis, strict=True):
        x = u - v
        gradient = np.array([-minus, x, 0.0]) if x < 0 else np.array([-plus, 0.0, x])
        information += n_k * np.outer(gradient, gradient) / sd**2
    covariance = np.linalg.inv(information)
    both = (minus + plus) ** 2
    of_tau = np.array([0.0, -plus / both, minus / both])
    tau = of_tau @ covariance @ of_tau
    known = of_tau[1:] @ np.linalg.inv(information[1:, 1:]) @ of_tau[1:]
    cross = (covariance @ of_tau)[0]
    return covariance, tau, known, cross / np.sqrt(covariance[0, 0] * tau)


def test_the_bound_is_the_inverse_of_the_information_matrix():
    cells, n = examples(), counts(1.0)
    found = bound(cells.point, cells.minus, cells.plus, n_trials=n, axis=AXIS, sd=RESIDUAL_SD)
    for i in range(3):
        covariance, tau, known, r = literal_bound(
            cells.point[i], cells.minus[i], cells.plus[i], n, AXIS, RESIDUAL_SD
        )
        assert found.point[i] ** 2 == pytest.approx(covariance[0, 0])
        assert found.minus[i] ** 2 == pytest.approx(covariance[1, 1])
        assert found.plus[i] ** 2 == pytest.approx(covariance[2, 2])
        assert found.tau[i] ** 2 == pytest.approx(tau)
        assert found.tau_given_point[i] ** 2 == pytest.approx(known)
        assert found.correlation[i] == pytest.approx(r)
    assert (found.correlation > 0).all()  # the trap of the same trials, in every cell


def test_a_single_magnitude_on_a_side_says_nothing_about_the_reversal_point():
    """Above 10 µL only 20 µL is left: all information comes from below."""
    one = np.ones(1)
    both = bound(6 * one, one, one, n_trials=counts(1.0), axis=AXIS, sd=1.0)
    steeper = bound(6 * one, one, 5 * one, n_trials=counts(1.0), axis=AXIS, sd=1.0)
    assert both.point == pytest.approx(steeper.point)
    none = bound(0.5 * one, one, one, n_trials=np.ones(2), axis=np.array([0.0, 1.0]), sd=1.0)
    assert np.isinf(none.point).all()


def test_the_joint_fit_reaches_the_bound_and_the_authors_limit_is_where_theirs_goes():
    """2,000 repetitions at 500 trials a volume: ratio of SDs 0.016, means 0.0005; five of each."""
    rng = np.random.default_rng(0)
    cells = examples()
    many = cells.repeated(2000)
    drawn = draw_statistics(many, 16.0, rng)
    best = bound(
        cells.point, cells.minus, cells.plus, n_trials=counts(16.0), axis=AXIS, sd=RESIDUAL_SD
    )
    joint = estimate(drawn, AXIS, estimator="joint")
    for what, truth, least in (
        ("reversal_point", many.point, best.point),
        ("asymmetry", many.tau, best.tau),
        ("slope_plus", many.plus, best.plus),
    ):
        error = (getattr(joint, what) - truth).reshape(3, 2000)
        np.testing.assert_allclose(error.std(1) / least, 1.0, atol=0.08)
        np.testing.assert_allclose(error.mean(1) / least, 0.0, atol=0.15)
    end = authors_limit(
        cells.point, cells.minus, cells.plus, n_trials=counts(16.0), axis=AXIS, sd=RESIDUAL_SD
    )
    authors = estimate(drawn, AXIS, estimator="authors").asymmetry.reshape(3, 2000).mean(1)
    np.testing.assert_allclose(authors, end.asymmetry, atol=0.006)
    # The worst cell is 0.039 off the truth: the same test without the limit fails.
    assert np.abs(authors - cells.tau).max() > 0.03


def test_the_joint_fit_of_exact_means_is_exact():
    cells = examples()
    n = np.broadcast_to(counts(1.0), cells.mean.shape)
    exact = MagnitudeStatistics(n, n, n, n * cells.mean)
    found = estimate(exact, AXIS, estimator="joint")
    np.testing.assert_allclose(found.reversal_point, cells.point, atol=1e-9)
    np.testing.assert_allclose(found.asymmetry, cells.tau, atol=1e-9)


def test_the_authors_limit_by_hand():
    """Axis -1, 1; V = 0.5, slopes 1, SD 1: P(positive) is 0.0668 and 0.6915 by the tables."""
    one = np.ones(1)
    found = authors_limit(
        0.5 * one, one, one, n_trials=np.array([100.0, 100.0]), axis=np.array([-1.0, 1.0]), sd=1.0
    )
    # Scores: 75.83, 162.47, 124.17; falls 86.64 and 38.30; weight 38.30 / 124.94 = 0.3066.
    assert found.reversal_point[0] == pytest.approx(0.3066 * -1 + 0.6934, abs=2e-4)
    assert found.reversal_point[0] == pytest.approx(0.387, abs=1e-3)  # and not 0.5


def test_unequal_numbers_of_trials_push_the_authors_estimator_away_from_the_frequent_volume():
    """Weights n |u - V| in the limit of much noise: equal n interpolate, 2 to 1 doesn't.

    V = 1 between 0 and 3: falls 1 and 2, weights 2/3 and 1/3, found 1. With twice as many trials
    at 0 the falls are 2 and 2, the weights one half each, found 1.5.
    """
    one, axis = np.ones(1), np.array([-20.0, 0.0, 3.0, 20.0])
    for n, expected in ((1.0, 1.0), (2.0, 1.5)):
        found = authors_limit(
            one, one, one, n_trials=np.array([1, n, 1, 1]), axis=axis, sd=1e4
        ).reversal_point[0]
        assert found == pytest.approx(expected, abs=1e-5)


def test_closed_forms_keep_their_bounds_at_any_size(results):
    entry, claims = CATALOGUE["recovery-limits"].claims, results["recovery-limits"][1]
    for name in ("authors_worst_limit", "even_worst_limit", "r_equal_slopes",
                 "r_equal_slopes_even"):  # fmt: skip
        assert entry[name].bound("simulation", "full").holds(claims[name]), (name, claims[name])


def test_with_equal_trials_the_claims_of_the_waves_turn_red(monkeypatch):
    monkeypatch.setattr(limits, "counts", lambda scale: np.full(7, 32))
    monkeypatch.setattr(limits, "by_profile", lambda profile, *, full, quick: 10)
    claims = limits.limits_claims(limits.run_limits(seed=1, profile="quick"))
    for name in ("authors_worst_limit", "r_equal_slopes"):
        bounds = CATALOGUE["recovery-limits"].claims[name].bound("simulation", "quick")
        assert not bounds.holds(claims[name]), name


def test_more_trials_do_not_mend_the_authors_estimator():
    """Equal slopes, reversal points between volumes: the relation grows with trials."""
    rng = np.random.default_rng(1)
    n = 2000
    cells = Cells(rng.normal(0.5, 1.8, n).clip(-3.3, 7.5), np.ones(n), np.ones(n))

    def relation(scale, estimator):
        fit = estimate(draw_halves(cells, scale, rng), AXIS, estimator=estimator)
        keep = fit.usable.all(0)
        return np.corrcoef(fit.reversal_point[0, keep], fit.asymmetry[1, keep])[0, 1]

    # Standard error 0.022.
    assert relation(16.0, "authors") > relation(1.0, "authors") > 0.1
    assert relation(16.0, "authors") > 0.4
    assert abs(relation(16.0, "joint")) < 0.12


# ----------------------------------------------------------------------- simulated trials


def test_drawn_statistics_are_those_of_drawn_trials():
    """The two ways of drawing agree in mean and spread of sums and signs; 4.5 standard errors."""
    many = examples().repeated(1500)
    sums = draw_statistics(many, 1.0, np.random.default_rng(2))
    single = magnitude_statistics(draw_trials(many, 1.0, np.random.default_rng(3)))
    np.testing.assert_array_equal(sums.n, single.n)
    for what in ("total", "positive"):
        a = getattr(sums, what).reshape(3, 1500, 7)
        b = getattr(single, what).reshape(3, 1500, 7)
        gap = (a.mean(1) - b.mean(1)) / np.sqrt((a.var(1) + b.var(1)) / 1500 + 1e-9)
        assert np.abs(gap).max() < 4.5, what
        np.testing.assert_allclose(a.std(1), b.std(1), rtol=0.15, atol=0.1)
    assert ((sums.positive + sums.negative) == sums.n).all()


# ------------------------------------------------------------------------------ planning


def test_trials_needed_follow_from_the_odds():
    """Reliability n / (n + 20): 0.8 at 80 trials, by hand; beyond the range nothing is said."""
    n = np.array([5.0, 10.0, 20.0, 50.0])
    found = plan.needed(n, n / (n + 20))
    assert found[0] == pytest.approx(20)
    assert found[1] == pytest.approx(30)
    assert np.isnan(found[3])


def test_cells_needed_and_power_are_each_others_inverse():
    r = np.array([0.2, 0.4, 0.6])
    n = plan.cells_needed(r)
    power = [plan.predicted_power(a, np.array([b]))[0] for a, b in zip(r, n, strict=True)]
    np.testing.assert_allclose(power, 0.8)
    # z of 0.95 and 0.8 are 1.645 and 0.842; artanh 0.4 is 0.4236.
    assert n[1] == pytest.approx(3 + (2.4865 / 0.4236) ** 2, abs=0.05)


# ------------------------------------------------------------------------------ error bars


def test_fold_error_bars_miss_the_error_of_the_reversal_point():
    """Median SEM over the true SD, 200 repetitions: 0.49 in closed form, never near 1."""
    rng = np.random.default_rng(4)
    ratio = errors._fold_ratio(draw_trials(examples().repeated(200), 2.0, rng), 200, rng)
    assert (ratio < 0.75).all()
    assert (ratio > 0.25).all()


def test_bootstrap_intervals_hold_the_truth():
    """600 intervals of 95 %: fewer than 0.89 or more than 0.985 with probability below 1e-4."""
    rng = np.random.default_rng(5)
    many = examples().repeated(200)
    hits = errors._coverage(draw_trials(many, 1.0, rng), many, rng, n_resamples=200)
    share = hits["joint", "point"].mean()
    assert stats.binom.cdf(round(0.89 * 600), 600, 0.93) < 1e-3
    assert 0.89 < share < 0.985
    # Wrong truths fall out of the intervals: the check can fail.
    moved = Cells(many.point + 2.0, many.minus, many.plus)
    wrong = errors._coverage(draw_trials(many, 1.0, rng), moved, rng, n_resamples=100)
    assert wrong["joint", "point"].mean() < 0.5


# ---------------------------------------------------------------------- claims that can fail


def test_swapped_slopes_turn_the_claims_red(monkeypatch):
    honest = trials.estimate

    def swapped(statistics, axis, *, estimator):
        found = honest(statistics, axis, estimator=estimator)
        return dataclasses.replace(found, asymmetry=1 - found.asymmetry)

    monkeypatch.setattr(trials, "estimate", swapped)
    monkeypatch.setattr(trials, "by_profile", lambda profile, *, full, quick: 50)
    claims = trials.by_trials_claims(trials.run_by_trials(seed=1, profile="quick"))
    entry = CATALOGUE["recovery-trials"].claims
    for name in ("joint_bias_tau", "error_correlation"):
        assert not entry[name].bound("simulation", "quick").holds(claims[name]), name
