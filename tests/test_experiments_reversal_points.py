"""Reversal points: experiments run and draw, claims are the catalogue's, and can fail."""

from pathlib import Path

import numpy as np
import pytest

from dopadist import crossfit
from dopadist.experiments import reversal_points as experiments
from dopadist.experiments.reversal_points import points, responses
from dopadist.experiments.shared import geometric_mean_p
from dopadist.plots import reversal_points as plots
from dopadist.reproduce.catalogue import read_catalogue
from dopadist.reproduce.contract import draw
from dopadist.reversal import MagnitudeStatistics
from dopadist.surrogate import surrogate

CATALOGUE = read_catalogue(Path(__file__).parents[1] / "notebooks" / "figures.toml")
MODULES = (points, responses)


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
    return {
        "magnitude-task": (r := e.run_task(), e.task_claims(r), p.task),
        "reward-time-course": (
            r := e.run_time_course(cells), e.time_course_claims(r), p.time_course,
        ),
        "two-cells": (r := e.run_two_cells(cells), e.two_cells_claims(r), p.two_cells),
        "estimator-by-hand": (r := e.run_by_hand(cells), e.by_hand_claims(r), p.by_hand),
        "sorted-cells": (r := e.run_sorted_cells(cells), e.sorted_cells_claims(r), p.sorted_cells),
        "reversal-halves": (
            r := e.run_reversal_halves(cells), e.reversal_halves_claims(r), p.reversal_halves,
        ),
    }  # fmt: skip


def bound(figure, claim, evidence="recorded"):
    return CATALOGUE[figure].claims[claim].bound(evidence, "full")


def test_every_figure_of_the_chapter_is_in_the_catalogue_and_the_other_way_round(results):
    mine = {key for key, entry in CATALOGUE.items() if entry.notebook == "reversal_points"}
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
    again = experiments.reversal_halves_claims(experiments.run_reversal_halves(cells))
    assert again == results["reversal-halves"][1]


def test_figures_of_single_trials_are_marked(results):
    marked = {key for key in results if CATALOGUE[key].trial_level}
    assert marked == {"two-cells", "estimator-by-hand"}


def test_halves_do_not_agree_where_no_cell_differs(small):
    study = experiments.study(surrogate("classical", seed=5), seed=1, profile="quick")
    halves = experiments.reversal_halves_claims(experiments.run_reversal_halves(study))
    for name in ("r_joint_pooled", "low_over_sessions"):
        assert not bound("reversal-halves", name).holds(halves[name]), name


def test_the_same_trials_in_both_halves_turn_the_null_claims_red(cells, monkeypatch):
    """The model broken on purpose: what the chapter warns of is what its claims catch."""
    honest = crossfit.fit.random_halves

    def shared(trials, *, n_splits, rng):
        halves = honest(trials, n_splits=n_splits, rng=rng)
        fields = {
            name: np.repeat(getattr(halves, name).sum(1, keepdims=True), 2, axis=1)
            for name in ("n", "positive", "negative", "total")
        }
        return MagnitudeStatistics(**fields)

    monkeypatch.setattr(crossfit.fit, "random_halves", shared)
    claims = experiments.sorted_cells_claims(experiments.run_sorted_cells(cells))
    name = "r_halves_permuted"
    assert not bound("sorted-cells", name).holds(claims[name])


def test_the_reader_may_choose_the_trials(small):
    study = experiments.study(
        surrogate("matched", seed=3), seed=1, profile="quick", trial_kind="cued"
    )
    assert study.trial_set.kind == "cued"
    assert study.trial_set.offset == 0


def test_geometric_mean_of_p_by_hand():
    """With four cells t has 2 degrees of freedom, and the two-sided P is 1 - |r|."""
    assert geometric_mean_p(np.array([-0.5, 0.5]), 4) == pytest.approx(0.5)
    assert geometric_mean_p(np.array([0.0, 0.75]), 4) == pytest.approx(0.5)
