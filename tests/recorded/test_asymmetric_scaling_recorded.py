"""Asymmetric scaling of the 40 recorded cells against what was published of it."""

import pytest

from dopadist.experiments import asymmetric_scaling as experiments


@pytest.fixture(scope="module")
def cells(recorded):
    return experiments.study(recorded, seed=0, profile="quick")


def named(statistics, name):
    return next(one for one in statistics if one.name == name)


def test_the_published_f_has_our_degrees_of_freedom_and_is_an_ordinary_draw(cells):
    result = experiments.run_fold_tests(cells)
    assert result.freedom == (38, 234)
    f = named(experiments.fold_tests_statistics(result), "f_folds")
    assert f.low <= 2.93 <= f.high


def test_the_published_p_of_the_relation_is_an_ordinary_split(cells):
    found = experiments.relation_statistics(experiments.run_relation(cells))
    p = named(found, "p_one_split_authors")
    assert p.low <= 8.1e-5 <= p.high


def test_asymmetries_span_what_the_public_deposit_stores(cells):
    """Its file Figure5.mat: 39 cells, mean 0.480, from 0.076 to 0.825; another draw of trials."""
    result = experiments.run_asymmetries(cells)
    tau = result.tau[result.usable]
    assert tau.size == 39
    assert tau.mean() == pytest.approx(0.48, abs=0.05)
    assert (tau.min(), tau.max()) == pytest.approx((0.076, 0.825), abs=0.02)
