"""Simultaneously recorded cells: facts of the 40 files, and the claims about them."""

from pathlib import Path

import numpy as np
import pytest

from dopadist.experiments import simultaneous_diversity as experiments
from dopadist.experiments.simultaneous_diversity.sessions import together
from dopadist.reproduce.catalogue import read_catalogue

CATALOGUE = read_catalogue(Path(__file__).parents[2] / "notebooks" / "figures.toml")


@pytest.fixture(scope="module")
def cells(recorded):
    return experiments.study(recorded, seed=0, profile="quick")


def test_cell_4_is_contained_in_cell_5(recorded):
    pairs = together(recorded)
    top = int(pairs.shared.argmax())
    assert (pairs.first[top] + 1, pairs.second[top] + 1) == (4, 5)
    a, b = recorded.cells[3], recorded.cells[4]
    assert (a.name[:11], b.name[:11]) == ("03_05_TT6_1", "03_05_TT6_3")
    # To the last bit, not by closeness.
    assert np.isin(a.spike_times, b.spike_times).sum() == 14_915
    assert (a.spike_times.size, b.spike_times.size) == (14_923, 22_335)
    assert np.flatnonzero(~pairs.distinct).tolist() == [3]


@pytest.mark.parametrize(
    ("figure", "run", "claims"),
    [
        ("one-animal", experiments.run_animal, experiments.animal_claims),
        ("middle-volume-tests", experiments.run_middle, experiments.middle_claims),
        ("recorded-together", experiments.run_simultaneous, experiments.simultaneous_claims),
        ("same-spikes", experiments.run_same_spikes, experiments.same_spikes_claims),
        ("variance-components", experiments.run_components, experiments.components_claims),
        ("baseline-rates", experiments.run_baseline, experiments.baseline_claims),
        ("shared-fluctuations", experiments.run_fluctuations, experiments.fluctuations_claims),
    ],
)
def test_claims_hold_on_the_recorded_cells(cells, figure, run, claims):
    for name, value in claims(run(cells)).items():
        bound = CATALOGUE[figure].claims[name].bound("recorded", "quick")
        assert bound.holds(value), (figure, name, value)
