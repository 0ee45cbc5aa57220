"""The decode of the 40 recorded cells under stress, and with a null in their place."""

import dataclasses

import numpy as np
import pytest

import dopadist.experiments.decoding_stress as experiments
from dopadist.nulls import homogeneous
from dopadist.responses import compute_responses


@pytest.fixture(scope="module")
def cells(recorded):
    return experiments.cells_of(compute_responses(recorded))


def test_distance_owes_nothing_to_differences_and_pairs_do(cells):
    controls = experiments.controls_claims(experiments.run_controls(cells, profile="quick"))
    assert controls["mean_tau"] < 1.05
    pairing = experiments.pairing_claims(experiments.run_pairing(cells, profile="quick"))
    assert pairing["rise"] > 0.25
    assert pairing["p_one_point"] == pairing["p_equal_slopes"] == pytest.approx(0.05)


# One reversal point in place of the cells: pairs carry nothing.
def test_the_headline_fails_on_its_null(cells):
    pooled = homogeneous(cells.pooled, rng=np.random.default_rng(2))
    null = dataclasses.replace(cells, pooled=pooled)
    pairing = experiments.pairing_claims(experiments.run_pairing(null, profile="quick"))
    assert pairing["p_one_point"] > 0.05
    assert pairing["rise"] < 0.25


# Reversal points spread too far for the plain theory, which only the range had hidden.
def test_without_the_range_the_gain_is_gone(cells):
    assert experiments.noise_claims(experiments.run_noise(cells, profile="quick"))[
        "cells_spread"
    ] == pytest.approx(1.9, abs=0.3)
    free = experiments.run_unconstrained(cells, profile="quick")
    claims = experiments.unconstrained_claims(free)
    assert claims["p_gain_free"] > 0.5
    assert claims["p_free"] > 0.5
    assert claims["gain_theory"] > 0
