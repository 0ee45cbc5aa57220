"""Sensitivity: every experiment runs and draws, claims are the catalogue's, and they can fail."""

from pathlib import Path

import numpy as np
import pytest

from dopadist.experiments import sensitivity as experiments
from dopadist.experiments.sensitivity import variants
from dopadist.plots import sensitivity as plots
from dopadist.reproduce.catalogue import read_catalogue
from dopadist.reproduce.contract import draw
from dopadist.surrogate import surrogate

CATALOGUE = read_catalogue(Path(__file__).parents[1] / "notebooks" / "figures.toml")
MODULES = (variants,)


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
    found = experiments.run_variants(cells)
    return {"relation-variants": (found, experiments.variants_claims(found), plots.variants)}


def test_every_figure_of_the_chapter_is_in_the_catalogue_and_the_other_way_round(results):
    mine = {key for key, entry in CATALOGUE.items() if entry.notebook == "sensitivity"}
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
