"""Asymmetric scaling: experiments run and draw, claims are the catalogue's, and can fail."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from scipy import special, stats

from dopadist import crossfit
from dopadist.asymmetry import estimate, slopes
from dopadist.experiments import asymmetric_scaling as experiments
from dopadist.experiments.asymmetric_scaling import (
    aligned,
    asymmetries,
    bias,
    curved,
    example_slopes,
    fold_tests,
    prediction,
    relation,
)
from dopadist.experiments.shared import nulls
from dopadist.nulls import null_distributions
from dopadist.plots import asymmetric_scaling as plots
from dopadist.reproduce.catalogue import read_catalogue
from dopadist.reproduce.contract import draw
from dopadist.surrogate import surrogate

CATALOGUE = read_catalogue(Path(__file__).parents[1] / "notebooks" / "figures.toml")
MODULES = (
    aligned, asymmetries, bias, curved, example_slopes, fold_tests, nulls, prediction, relation,
)  # fmt: skip


@pytest.fixture(scope="module")
def small():
    """All sizes cut to a handful: what runs is the same, what comes out is noisy."""
    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            patch.setattr(module, "by_profile", lambda profile, *, full, quick: min(quick, 5))
        yield


@pytest.fixture(scope="module")
def cells(small):
    return experiments.study(surrogate("matched", seed=3), seed=1, profile="quick")


@pytest.fixture(scope="module")
def results(cells):
    e, p = experiments, plots
    trap = e.run_same_trials(cells, e.run_nulls(cells, keys=["permuted"]))
    wrong = e.run_bias(seed=1, profile="quick")
    choice = e.run_decision(seed=1, profile="quick")
    return {
        "scaling-prediction": (
            r := e.run_prediction(seed=1, profile="quick"), e.prediction_claims(r), p.prediction,
        ),
        "aligned-curves": (r := e.run_aligned(cells), e.aligned_claims(r), p.aligned),
        "example-slopes": (
            r := e.run_example_slopes(cells), e.example_slopes_claims(r), p.example_slopes,
        ),
        "fold-tests": (r := e.run_fold_tests(cells), e.fold_tests_claims(r), p.fold_tests),
        "curved-responses": (r := e.run_curved(cells), e.curved_claims(r), p.curved),
        "asymmetries": (r := e.run_asymmetries(cells), e.asymmetries_claims(r), p.asymmetries),
        "same-trials": (trap, e.same_trials_claims(trap), p.same_trials),
        "estimator-bias": (wrong, e.bias_claims(wrong), p.bias),
        "estimator-decision": (choice, e.decision_claims(choice), p.decision),
        "asymmetry-reversal": (r := e.run_relation(cells), e.relation_claims(r), p.relation),
    }  # fmt: skip


def bound(figure, claim, evidence="recorded"):
    return CATALOGUE[figure].claims[claim].bound(evidence, "full")


def test_every_figure_of_the_chapter_is_in_the_catalogue_and_the_other_way_round(results):
    mine = {key for key, entry in CATALOGUE.items() if entry.notebook == "asymmetric_scaling"}
    assert set(results) == mine


def test_claims_are_those_of_the_catalogue_and_finite(results):
    for figure, (_, claims, _) in results.items():
        assert set(claims) == set(CATALOGUE[figure].claims), figure
        assert np.isfinite(list(claims.values())).all(), (figure, claims)


def test_evidence_is_carried_and_allowed(results):
    for figure, (result, _, _) in results.items():
        assert result.evidence in CATALOGUE[figure].evidence, figure


def test_every_figure_keeps_the_contract(results):
    for figure, (result, _, make) in results.items():
        assert draw(make(result), id=figure).png, figure


def test_the_same_seed_gives_the_same_claims(cells, results):
    again = experiments.relation_claims(experiments.run_relation(cells))
    assert again == results["asymmetry-reversal"][1]


@pytest.mark.parametrize("population", ["classical", "equal_slopes"])
def test_headline_fails_on_the_populations_in_which_it_is_false(small, population):
    study = experiments.study(surrogate(population, seed=5), seed=1, profile="quick")
    claims = experiments.relation_claims(experiments.run_relation(study))
    assert not bound("asymmetry-reversal", "r_joint_usable").holds(claims["r_joint_usable"])


def test_swapped_slopes_turn_the_headline_red(cells, monkeypatch):
    """Asymmetry the wrong way round: the correlation changes its sign."""
    honest = crossfit.fit.estimate

    def swapped(statistics, axis, **options):
        found = honest(statistics, axis, **options)
        return dataclasses.replace(found, asymmetry=1 - found.asymmetry)

    monkeypatch.setattr(crossfit.fit, "estimate", swapped)
    claims = experiments.relation_claims(experiments.run_relation(cells))
    assert claims["r_joint_usable"] < 0
    assert not bound("asymmetry-reversal", "r_joint_usable").holds(claims["r_joint_usable"])


STATISTICS = {
    "scaling-prediction": experiments.prediction_statistics,
    "aligned-curves": experiments.aligned_statistics,
    "example-slopes": experiments.example_slopes_statistics,
    "asymmetries": experiments.asymmetries_statistics,
    "fold-tests": experiments.fold_tests_statistics,
    "same-trials": experiments.same_trials_statistics,
    "estimator-bias": experiments.bias_statistics,
    "estimator-decision": experiments.decision_statistics,
    "asymmetry-reversal": experiments.relation_statistics,
    "curved-responses": experiments.curved_statistics,
}


def test_every_figure_gives_its_statistics_and_the_ones_that_are_compared(results):
    assert set(STATISTICS) == set(results)
    for figure, statistics in STATISTICS.items():
        found = statistics(results[figure][0])
        names = [one.name for one in found]
        assert len(set(names)) == len(names) > 0, figure
        assert {one.ours for one in CATALOGUE[figure].published} <= set(names), figure


def test_fan_by_hand():
    """Ratios 1, 2 in the lower third and 8, 8 in the upper: 8 over the square root of 2."""
    ratios = np.log([8.0, 1.0, 3.0, 3.0, 2.0, 8.0])
    found = prediction.fan(np.array([9.0, 1.0, 3.0, 4.0, 2.0, 8.0]), ratios)
    assert found == pytest.approx(8 / np.sqrt(2))


def test_the_fan_of_uniform_rates_is_that_of_the_closed_form():
    """Exact expectile order instead of learning; 4 SD of the mean of 400 populations."""
    rng = np.random.default_rng(3)
    plus, minus = rng.uniform(size=(2, 400, 40))
    fans = [prediction.fan(a / (a + b), np.log(a / b)) for a, b in zip(plus, minus, strict=True)]
    expected = 2 * (special.psi(41) - special.psi(7) - np.log(2))
    assert np.exp(expected) == pytest.approx(9.68, abs=0.01)
    assert np.log(fans).mean() == pytest.approx(expected, abs=4 * np.std(np.log(fans)) / 20)


def test_f_and_h_of_folds_are_those_of_scipy():
    folds = np.random.default_rng(1).standard_t(2, size=(3, 7, 12))
    for one, f, h in zip(
        folds, fold_tests.one_way_f(folds), fold_tests.ranks_h(folds), strict=True
    ):
        assert f == pytest.approx(stats.f_oneway(*one.T)[0])
        assert h == pytest.approx(stats.kruskal(*one.T)[0])


def test_corrections_by_hand_and_their_order():
    p = np.array([0.04, 0.011, 0.001, 0.02, 0.6])
    assert asymmetries.significant(p, "holm").tolist() == [False, True, True, False, False]
    assert asymmetries.significant(p, "hochberg").tolist() == [True, True, True, True, False]
    assert not asymmetries.significant(np.array([0.5, 0.2]), "hochberg").any()


def test_intervals_of_resampled_trials_cover_the_truth():
    """Straight cells reversing at 5 µL: 95 % intervals of tau hold 1/2 in 85 to 100 % of 60.

    Coverage 0.95: fewer than 51 of 60 with probability 3e-4; the joint fit, free of bias there.
    """
    rng = np.random.default_rng(2)
    axis = bias.AXIS
    trials = bias._line(float(axis[4]), 60, rng)
    drawn = example_slopes.resampled(trials, 200, rng)
    fit = estimate(drawn, axis, estimator="joint")
    low, high = np.nanpercentile(np.where(fit.usable, fit.asymmetry, np.nan), [2.5, 97.5], axis=0)
    assert ((low <= 0.5) & (high >= 0.5)).mean() >= 0.85


@pytest.mark.parametrize("population", ["classical", "equal_slopes"])
def test_the_fan_from_halves_fails_where_no_code_is(small, population):
    study = experiments.study(surrogate(population, seed=5), seed=1, profile="quick")
    claims = experiments.aligned_claims(experiments.run_aligned(study))
    assert not bound("aligned-curves", "halves_cells").holds(claims["halves_cells"])


def test_asymmetries_do_not_differ_where_they_are_equal(small):
    study = experiments.study(surrogate("classical", seed=5), seed=1, profile="quick")
    claims = experiments.asymmetries_claims(experiments.run_asymmetries(study))
    assert not bound("asymmetries", "r_halves").holds(claims["r_halves"])
    folds = experiments.fold_tests_claims(experiments.run_fold_tests(study))
    assert not bound("fold-tests", "h_own").holds(folds["h_own"])


def test_sharing_the_reversal_point_turns_the_rank_test_red(cells, monkeypatch):
    """The fair test made unfair on purpose: folds around one reversal point, as published."""
    honest = fold_tests.estimate

    def shared(statistics, axis, *, estimator):
        found = honest(statistics, axis, estimator=estimator)
        point = np.nanmean(found.reversal_point, axis=0)
        minus, plus = slopes(statistics, axis, point)
        return dataclasses.replace(
            found, asymmetry=plus / (plus + minus), usable=(plus > 0) & (minus > 0)
        )

    monkeypatch.setattr(fold_tests, "estimate", shared)
    claims = experiments.fold_tests_claims(experiments.run_fold_tests(cells))
    assert not bound("fold-tests", "h_own_permuted").holds(claims["h_own_permuted"])


def test_saturation_read_with_lines_makes_a_relation_from_equal_slopes(results):
    claims = results["curved-responses"][1]
    assert bound("curved-responses", "lines_on_hill").holds(claims["lines_on_hill"])
    straight = dataclasses.replace(results["curved-responses"][0])
    straight.null[curved.AUTHORS_CHOICE, np.inf][:] = straight.null[np.inf, np.inf]
    assert not bound("curved-responses", "lines_on_hill").holds(
        experiments.curved_claims(straight)["lines_on_hill"]
    )


def test_with_the_floor_back_the_claim_that_it_explains_the_relation_fails(monkeypatch):
    """Baselines as recorded: the fourth group of the decision becomes the third."""

    def mean_r():
        found = null_distributions(
            bias._far_from_floor, rng=np.random.default_rng(1), n_populations=12, n_splits=10,
            rules=bias._RULES,
        )  # fmt: skip
        return found[1].r_reversal_asymmetry.mean()

    limit = bound("estimator-decision", "joint_no_floor", "simulation")
    assert limit.holds(mean_r())
    monkeypatch.setattr(bias, "_FAR_FROM_FLOOR", bias.SETTINGS)
    assert not limit.holds(mean_r())


def test_cells_that_saturate_turn_the_claim_against_strong_saturation_red(small):
    """The same trials, but of cells that saturate at 5 spikes/s: curves predict them better."""
    study = experiments.study(surrogate("equal_slopes", seed=3), seed=1, profile="quick")
    statistics = curved.magnitude_statistics(study.trial_set.trials)
    fit = curved.hill_fit(statistics, study.trial_set.axis, half_saturation=5.0)
    bent = curved.equal_curves(study.trial_set, fit, 5.0, np.random.default_rng(2))
    study = dataclasses.replace(study, trial_set=bent)
    claims = experiments.curved_claims(experiments.run_curved(study))
    limit = bound("curved-responses", "low_error_strongest")
    assert not limit.holds(claims["low_error_strongest"])
