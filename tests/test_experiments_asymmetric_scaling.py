"""Asymmetric scaling: experiments run and draw, claims are the catalogue's, and can fail."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from dopadist import crossfit
from dopadist.experiments import asymmetric_scaling as experiments
from dopadist.experiments.asymmetric_scaling import asymmetries, bias, relation
from dopadist.experiments.shared import nulls
from dopadist.plots import asymmetric_scaling as plots
from dopadist.reproduce.catalogue import read_catalogue
from dopadist.reproduce.contract import draw
from dopadist.surrogate import surrogate

CATALOGUE = read_catalogue(Path(__file__).parents[1] / "notebooks" / "figures.toml")
MODULES = (asymmetries, bias, nulls, relation)


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
        "example-slopes": (
            r := e.run_example_slopes(cells), e.example_slopes_claims(r), p.example_slopes,
        ),
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

    def swapped(statistics, axis, *, estimator):
        found = honest(statistics, axis, estimator=estimator)
        return dataclasses.replace(found, asymmetry=1 - found.asymmetry)

    monkeypatch.setattr(crossfit.fit, "estimate", swapped)
    claims = experiments.relation_claims(experiments.run_relation(cells))
    assert claims["r_joint_usable"] < 0
    assert not bound("asymmetry-reversal", "r_joint_usable").holds(claims["r_joint_usable"])
