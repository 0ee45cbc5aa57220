"""The analysis of the 40 cells against the figures of the issue and the methods reference."""

import os

import numpy as np
import pytest

from dopadist.analysis import analyze


@pytest.fixture(scope="module")
def analysis(recorded, tmp_path_factory):
    out = tmp_path_factory.mktemp("results") / "out"
    return analyze(os.environ["DOPADIST_DATA"], out)


def test_only_cell_20_is_not_usable(analysis):
    estimates = analysis.results["authors"].estimates
    assert (np.flatnonzero(~estimates.usable) + 1).tolist() == [20]
    assert estimates.slope_plus[19] == pytest.approx(-7.79, abs=0.005)
    assert estimates.slope_minus[19] == pytest.approx(0.16, abs=0.005)
    assert estimates.asymmetry[19] == pytest.approx(1.02, abs=0.005)  # never clipped


def test_reversal_points_are_those_of_the_methods_reference(analysis):
    point = analysis.results["authors"].estimates.reversal_point
    assert point.min() == pytest.approx(-3.34, abs=0.005)
    assert point.max() == pytest.approx(8.22, abs=0.005)
    np.testing.assert_allclose(np.percentile(point, [25, 50, 75]), [-1.07, -0.15, 1.59], atol=0.01)


def test_split_means_are_those_of_the_methods_reference(analysis):
    r = analysis.results["authors"].correlations["all"]
    assert r.n_cells.tolist() == [40] * 1000
    # The SD over splits is about 0.07 and 0.15: standard errors of the means 0.002 and 0.005.
    assert np.mean(r.r_reversal_reversal) == pytest.approx(0.765, abs=0.02)
    assert np.mean(r.r_reversal_asymmetry) == pytest.approx(0.50, abs=0.02)
    low, high = np.percentile(r.r_reversal_reversal, [2.5, 97.5])
    assert low == pytest.approx(0.58, abs=0.04)
    assert high == pytest.approx(0.87, abs=0.02)


def test_the_usable_set_never_holds_cell_20(analysis):
    assert analysis.results["authors"].correlations["usable"].n_cells.max() == 39


def test_summary_says_that_these_are_the_cells_as_published(analysis):
    summary = analysis.summary
    assert (summary["cells"], summary["sessions"], summary["trials"]) == (40, 30, 8877)
    assert summary["usable_cells"] == 39
    assert summary["verified"] is True
    assert summary["offset_of_uncued_trials"] == pytest.approx(1.4974, abs=1e-4)
    assert not any("not the 40 cells" in note for note in summary["notes"])
    names = (analysis.out / "cells.csv").read_text().splitlines()
    assert len(names) == 41
    assert names[20].startswith("D_04-25_14-59-58_TT1_2_Common,")
