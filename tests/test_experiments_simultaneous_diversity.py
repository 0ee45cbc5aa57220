"""Simultaneous diversity: claims are the catalogue's, hand-made cases, and claims that can fail."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from dopadist.experiments import simultaneous_diversity as experiments
from dopadist.experiments.simultaneous_diversity import (
    baseline,
    components,
    fluctuations,
    middle,
    same_spikes,
    semivariances,
    sessions,
)
from dopadist.plots import simultaneous_diversity as plots
from dopadist.recordings import Cell
from dopadist.reproduce.catalogue import read_catalogue
from dopadist.reproduce.contract import draw
from dopadist.surrogate import surrogate

CATALOGUE = read_catalogue(Path(__file__).parents[1] / "notebooks" / "figures.toml")
MODULES = (baseline, components, fluctuations, middle, same_spikes)


@pytest.fixture(scope="module")
def small():
    """All sizes cut to a handful: what runs is the same, what comes out is noisy."""
    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            patch.setattr(module, "by_profile", lambda profile, *, full, quick: min(quick, 20))
        yield


@pytest.fixture(scope="module")
def cells(small):
    return experiments.study(surrogate("matched", seed=3), seed=1, profile="quick")


@pytest.fixture(scope="module")
def results(cells):
    e, p = experiments, plots
    return {
        "one-animal": (r := e.run_animal(cells), e.animal_claims(r), p.animal),
        "middle-volume-tests": (r := e.run_middle(cells), e.middle_claims(r), p.middle),
        "recorded-together": (
            r := e.run_simultaneous(cells), e.simultaneous_claims(r), p.simultaneous,
        ),
        "same-spikes": (r := e.run_same_spikes(cells), e.same_spikes_claims(r), p.same_spikes),
        "variance-components": (r := e.run_components(cells), e.components_claims(r), p.components),
        "baseline-rates": (r := e.run_baseline(cells), e.baseline_claims(r), p.baseline),
        "shared-fluctuations": (
            r := e.run_fluctuations(cells), e.fluctuations_claims(r), p.fluctuations,
        ),
    }  # fmt: skip


def bound(figure, claim, evidence="recorded", profile="full"):
    return CATALOGUE[figure].claims[claim].bound(evidence, profile)


def test_every_figure_of_the_chapter_is_in_the_catalogue_and_the_other_way_round(results):
    mine = {key for key, entry in CATALOGUE.items() if entry.notebook == "simultaneous_diversity"}
    assert set(results) == mine


def test_claims_are_those_of_the_catalogue_and_finite(results):
    for figure, (_, claims, _) in results.items():
        assert set(claims) == set(CATALOGUE[figure].claims), figure
        assert np.isfinite(list(claims.values())).all(), (figure, claims)


def test_every_figure_keeps_the_contract(results):
    for figure, (result, _, make) in results.items():
        assert result.evidence in CATALOGUE[figure].evidence, figure
        assert draw(make(result), id=figure).png, figure


def test_figures_of_single_trials_are_marked(results):
    marked = {key for key in results if CATALOGUE[key].trial_level}
    assert marked == {"one-animal", "recorded-together", "shared-fluctuations"}


def test_statistics_are_named_once_and_published_values_find_theirs(results):
    e = experiments
    found = {
        "middle-volume-tests": e.middle_statistics(results["middle-volume-tests"][0]),
        "recorded-together": e.simultaneous_statistics(results["recorded-together"][0]),
        "variance-components": e.components_statistics(results["variance-components"][0]),
        "baseline-rates": e.baseline_statistics(results["baseline-rates"][0]),
        "shared-fluctuations": e.fluctuations_statistics(results["shared-fluctuations"][0]),
    }
    for figure, rows in found.items():
        names = [row.name for row in rows]
        assert len(set(names)) == len(names), figure
        for published in CATALOGUE[figure].published:
            assert published.ours in names


def test_the_same_seed_gives_the_same_claims(cells, results):
    again = experiments.components_claims(experiments.run_components(cells))
    assert again == results["variance-components"][1]


def test_headlines_fail_on_classical_cells(small):
    """One reversal point in every cell: no diversity in sessions or anywhere."""
    study = experiments.study(surrogate("classical", seed=5), seed=1, profile="quick")
    parts = experiments.components_claims(experiments.run_components(study))
    for name in ("within", "r_centred", "p_within"):
        assert not bound("variance-components", name).holds(parts[name]), (name, parts)
    signs = experiments.middle_claims(experiments.run_middle(study))
    assert not bound("middle-volume-tests", "p_both_inside").holds(signs["p_both_inside"])


def test_a_contained_cell_is_found_and_left_out(small):
    """A cell made of two thirds of its mate's spikes: the shape of what the files hold."""
    whole = surrogate("matched", seed=3)
    pairs = sessions.together(whole)
    assert pairs.distinct.all()
    assert pairs.shared.max() < 0.01
    a, b = int(pairs.first[0]), int(pairs.second[0])
    some = whole.cells[b].spike_times[np.arange(whole.cells[b].spike_times.size) % 3 > 0]
    cells = list(whole.cells)
    cells[a] = Cell(cells[a].name, some, cells[a].odor_on, cells[a].trial_type)
    found = sessions.together(dataclasses.replace(whole, cells=tuple(cells)))
    assert found.shared[0] == 1
    assert np.flatnonzero(~found.distinct).tolist() == [a]
    assert not found.kept[0]
    assert found.kept.sum() == pairs.kept.sum() - 1


def test_cells_of_a_session_have_the_same_trials_in_the_same_half():
    """Responses that name their trial: the sums of both cells must then be equal."""
    trials = np.broadcast_to(2.0 ** np.arange(7), (3, 2, 7)).copy()
    halves = sessions.session_halves(
        trials, np.array([0, 0, 1]), n_splits=20, rng=np.random.default_rng(0)
    )
    np.testing.assert_array_equal(halves.total[:, :, 0], halves.total[:, :, 1])
    assert (halves.total[:, :, 0] != halves.total[:, :, 2]).any()
    np.testing.assert_array_equal(halves.total.sum(1), 127.0)
    assert (halves.n[:, 0] == 3).all()


@pytest.fixture(scope="module")
def layout():
    """300 sessions of two cells in 30 prefixes."""
    session = np.repeat(np.arange(300), 2)
    prefix = session // 10
    none = np.zeros(0)
    return sessions.Together(
        np.arange(0, 600, 2), np.arange(1, 600, 2), none, none, np.ones(600, bool), session, prefix
    )


def products(layout, rng, *, shared=0.0):
    """Products of halves with components 3, 2 and 1, noise of variance 4 a half."""
    v = (
        rng.normal(0, 3**0.5, 30)[layout.prefix]
        + rng.normal(0, 2**0.5, 300)[layout.session]
        + rng.normal(0, 1, 600)
    )
    noise = rng.normal(0, 2, (2, 600))
    # Noise of one half that the mate has in the other half.
    noise[1] = shared * noise[0][np.arange(600) ^ 1] + (1 - shared**2) ** 0.5 * noise[1]
    a, b = v + noise
    difference = 0.5 * (a[:, None] - a) * (b[:, None] - b)
    return difference, np.ones((600, 600), bool)


def test_semivariances_recover_known_components(layout):
    """Over 60 draws the SD of the means is 0.02, 0.05 and 0.2: four of them are allowed."""
    rng = np.random.default_rng(0)
    found = np.mean([semivariances.levels_of(*products(layout, rng), layout) for _ in range(60)], 0)
    assert (np.abs(found - [1.0, 3.0, 6.0]) < [0.1, 0.25, 0.9]).all(), found


def test_noise_in_the_mates_other_half_lowers_the_semivariance_by_its_covariance(layout):
    """Covariance of noise across halves and mates 0.5 x 4: 1 becomes -1."""
    rng = np.random.default_rng(1)
    found = np.mean(
        [semivariances.levels_of(*products(layout, rng, shared=0.5), layout) for _ in range(30)], 0
    )
    assert found[0] == pytest.approx(1.0 - 0.5 * 4, abs=0.2)


def test_a_session_drawn_twice_is_not_two_sessions():
    """Two sessions of one prefix; drawing the first twice leaves no pair of sessions."""
    layout = sessions.Together(
        np.array([0, 2]), np.array([1, 3]), np.zeros(2), np.zeros(2), np.ones(4, bool),
        np.array([0, 0, 1, 1]), np.zeros(4, int),
    )  # fmt: skip
    values = np.arange(16.0).reshape(4, 4)
    ok = np.ones((4, 4), bool)
    both = semivariances.levels_of(values, ok, layout)
    assert both[0] == pytest.approx((1 + 11) / 2)
    assert both[1] == pytest.approx((2 + 3 + 6 + 7) / 4)
    twice = semivariances.levels_of(values, ok, layout, np.array([2, 0]))
    assert twice[0] == pytest.approx(1)
    assert np.isnan(twice[1])


def test_differences_of_halves_by_hand():
    """One split, cells at 1 and 4 in half 0, at 2 and 7 in half 1: (1-4)(2-7)/2 = 7.5."""
    study = experiments.study(surrogate("matched", seed=3, n_cells=2), seed=1, profile="quick")
    fit = sessions.session_fit(
        study.trial_set, np.array([0, 1]), n_splits=1, rng=np.random.default_rng(0),
        estimator="authors",
    )  # fmt: skip
    point = np.array([[[1.0, 4.0], [2.0, 7.0]]])
    fit = dataclasses.replace(
        fit, estimates=dataclasses.replace(fit.estimates, reversal_point=point)
    )
    pairs = sessions.Together(
        np.array([0]), np.array([1]), np.zeros(1), np.zeros(1), np.ones(2, bool),
        np.zeros(2, int), np.zeros(2, int),
    )  # fmt: skip
    found, valid = semivariances.difference_products(fit, study.trial_set, pairs, "reversal_point")
    assert valid[0, 1]
    assert found[0, 1] == pytest.approx(7.5)
