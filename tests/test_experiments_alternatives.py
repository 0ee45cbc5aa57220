"""Alternatives: every experiment runs and draws, claims are the catalogue's, and they can fail."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from dopadist.asymmetry import estimate
from dopadist.crossfit import random_halves
from dopadist.distributional.coupled import (
    expected_values,
    gaussian_coupling,
    learn_coupled,
    learn_plain,
)
from dopadist.experiments import alternatives as experiments
from dopadist.experiments.alternatives import (
    baseline_bias,
    coupling,
    noise,
    sign_prediction,
    simulated,
    table,
)
from dopadist.experiments.shared import nulls
from dopadist.plots import alternatives as plots
from dopadist.reproduce.catalogue import read_catalogue
from dopadist.reproduce.contract import draw
from dopadist.reversal import magnitude_statistics
from dopadist.statistic import Statistic
from dopadist.surrogate import surrogate

CATALOGUE = read_catalogue(Path(__file__).parents[1] / "notebooks" / "figures.toml")
MODULES = (baseline_bias, coupling, noise, nulls, sign_prediction, table)


@pytest.fixture(scope="module")
def small():
    """All sizes cut to a handful: what runs is the same, what comes out is noisy."""
    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            patch.setattr(module, "by_profile", lambda profile, *, full, quick: min(quick, 5))
        patch.setattr(coupling, "N_LEARNING", 2000)
        yield


@pytest.fixture(scope="module")
def cells(small):
    return experiments.study(surrogate("matched", seed=3), seed=1, profile="quick")


@pytest.fixture(scope="module")
def results(cells):
    e, p = experiments, plots
    every = e.run_table(cells)
    bias = e.run_baseline_bias(seed=1, profile="quick")
    classical = e.run_classical_noise(seed=1, profile="quick")
    signs = e.run_sign_prediction(cells)
    coupled = e.run_coupling(seed=1, profile="quick")
    shared = e.run_diffuse(seed=1, profile="quick")
    null_statistics = e.nulls_statistics(every.nulls, seed=1)
    return {
        "classical-noise": (
            classical, e.classical_noise_claims(classical),
            e.classical_noise_statistics(classical), p.classical_noise,
        ),
        "sign-prediction": (
            signs, e.sign_prediction_claims(signs), e.sign_prediction_statistics(signs),
            p.sign_prediction,
        ),
        "baseline-bias": (bias, e.bias_claims(bias), e.bias_statistics(bias), p.baseline_bias),
        "baseline-bias-map": (bias, e.map_claims(bias), e.map_statistics(bias), p.bias_map),
        "coupling": (coupled, e.coupling_claims(coupled), e.coupling_statistics(coupled),
                     p.coupling),
        "diffuse-coupling": (shared, e.diffuse_claims(shared), e.diffuse_statistics(shared),
                             p.diffuse),
        "relation-nulls": (every.nulls, e.nulls_claims(every.nulls), null_statistics, p.nulls),
        "null-table": (every, e.table_claims(every), e.table_statistics(every), p.table),
    }  # fmt: skip


def bound(figure, claim, evidence="recorded"):
    return CATALOGUE[figure].claims[claim].bound(evidence, "full")


def test_every_figure_of_the_chapter_is_in_the_catalogue_and_the_other_way_round(results):
    mine = {key for key, entry in CATALOGUE.items() if entry.notebook == "alternatives"}
    assert set(results) == mine


def test_claims_are_those_of_the_catalogue_and_finite(results):
    for figure, (_, claims, _, _) in results.items():
        assert set(claims) == set(CATALOGUE[figure].claims), figure
        assert np.isfinite(list(claims.values())).all(), (figure, claims)


def test_evidence_is_carried_and_allowed(results):
    for figure, (result, _, _, _) in results.items():
        assert result.evidence in CATALOGUE[figure].evidence, figure


def test_every_figure_keeps_the_contract(results):
    for figure, (result, _, _, make) in results.items():
        assert draw(make(result), id=figure).png, figure


def test_statistics_have_names_of_their_own_and_published_values_find_theirs(results):
    for figure, (_, _, statistics, _) in results.items():
        names = [one.name for one in statistics]
        assert len(set(names)) == len(names) > 0, figure
        assert all(isinstance(one, Statistic) for one in statistics)
        for published in CATALOGUE[figure].published:
            assert published.ours in names, figure


def test_a_null_is_the_same_whichever_others_are_run_and_whoever_looks_on(cells, results):
    alone = experiments.run_nulls(cells, keys=["equal_slopes"])
    every = results["relation-nulls"][0]  # here the table looked at each population as well
    for estimator in ("authors", "joint"):
        np.testing.assert_array_equal(
            alone.of("equal_slopes", estimator).r_reversal_asymmetry,
            every.of("equal_slopes", estimator).r_reversal_asymmetry,
        )


def test_the_reader_may_choose_the_trials(small):
    study = experiments.study(
        surrogate("matched", seed=3), seed=1, profile="quick", trial_kind="cued"
    )
    every = experiments.run_table(study)
    assert every.nulls.n_populations == 5
    assert set(every.observed) == set(table.OBSERVABLES)


def test_the_printed_table_has_a_row_for_every_null_and_says_who_is_reached(results):
    every = results["null-table"][0]
    rows = experiments.table_rows(every)
    assert len(rows) == 2 * (len(table.ROWS) + 1)
    for question, observables in table.QUESTION.items():
        for key in table.ROWS:
            entries = rows[f"row_{question}_{key}"].split(" | ")
            assert len(entries) == len(observables)
            for entry, observable in zip(entries, observables, strict=True):
                assert entry.startswith("*") == every.reached(key, observable)


def test_a_world_reaches_the_cells_if_one_population_in_twenty_does(results):
    every = results["null-table"][0]
    far = dict.fromkeys(every.observed, 1e9)
    near = dict.fromkeys(every.observed, -1e9)
    observable = "relation_joint"
    assert not dataclasses.replace(
        every, observed=far, null={("permuted", observable): np.zeros(40)}
    ).reached("permuted", observable)
    assert dataclasses.replace(every, observed=near).reached("permuted", observable)


# Noise: the claims hold where no cell differs, and not where cells do.


def test_noise_alone_keeps_its_claims_and_diverse_values_break_them(monkeypatch):
    """40 populations: standard error of either mean 0.02, five of them allowed."""
    monkeypatch.setattr(noise, "by_profile", lambda profile, *, full, quick: min(quick, 40))
    names = ("halves_mean", "relation_mean")
    honest = experiments.classical_noise_claims(
        experiments.run_classical_noise(seed=2, profile="quick")
    )
    for name in names:
        assert abs(honest[name]) < 0.1
    monkeypatch.setattr(
        noise, "learnt_values", lambda rng, n: rng.normal(simulated.MEAN, 1.5, (n, noise.N_CELLS))
    )
    diverse = experiments.classical_noise_claims(
        experiments.run_classical_noise(seed=2, profile="quick")
    )
    for name in names:  # the second by the estimator's bias alone
        assert not bound("classical-noise", name, "simulation").holds(diverse[name])


# Coupling: closed forms, and two ways to the same numbers.


@pytest.mark.parametrize("probability", [0.2, 0.5, 0.9])
def test_alone_every_channel_ends_at_its_bernoulli_expectile(probability):
    tau = np.array([0.1, 0.5, 0.8])
    learnt = expected_values(
        np.eye(3), tau, 1 - tau, probability=probability, rate=0.1, n_trials=5000
    )
    odds = tau * probability / (tau * probability + (1 - tau) * (1 - probability))
    np.testing.assert_allclose(learnt, odds, rtol=0, atol=1e-12)


@pytest.mark.parametrize("sd", [0.5, 1.0])
def test_any_coupling_with_an_inverse_has_the_same_fixed_point(sd):
    """Solved, not learnt: W p alpha_plus = W D m, so m is the expectile."""
    tau = coupling.even_tau(9)
    weights = gaussian_coupling(9, sd)
    seen = np.linalg.solve(weights @ np.diag(np.full(9, 0.5)), weights @ (0.5 * tau))
    np.testing.assert_allclose(seen, tau, atol=1e-9)
    learnt = expected_values(weights, tau, 1 - tau, probability=0.5, rate=0.1, n_trials=10_000_000)
    np.testing.assert_allclose(weights @ learnt, tau, atol=1e-6)


def test_fully_diffuse_errors_leave_one_prediction_the_balance_of_all_rates():
    tau = np.array([0.2, 0.3, 0.9])
    weights = gaussian_coupling(3, np.inf)
    learnt = expected_values(weights, tau, 1 - tau, probability=0.3, rate=0.1, n_trials=20_000)
    up, down = 0.3 * tau.sum(), 0.7 * (1 - tau).sum()
    np.testing.assert_allclose(learnt, up / (up + down), atol=1e-12)


def test_the_exact_mean_is_the_mean_over_all_sequences():
    """Eight sequences of three trials, weighted by their chance."""
    tau, weights = np.array([0.2, 0.5, 0.7]), gaussian_coupling(3, 0.8)
    total = np.zeros(3)
    for index in range(8):
        rewards = np.array([(index >> k) & 1 for k in range(3)], dtype=float)
        chance = np.prod(np.where(rewards == 1, 0.3, 0.7))
        total += chance * learn_coupled(weights, tau, 1 - tau, rewards, rate=0.2)
    exact = expected_values(weights, tau, 1 - tau, probability=0.3, rate=0.2, n_trials=3)
    np.testing.assert_allclose(exact, total, atol=1e-14)


def test_weights_fall_off_as_a_gaussian_of_that_standard_deviation():
    weights = gaussian_coupling(9, 2.0)
    np.testing.assert_allclose(weights.sum(1), 1)
    assert weights[4, 6] / weights[4, 4] == pytest.approx(np.exp(-0.5))


def test_compiled_and_plain_learning_agree():
    rng = np.random.default_rng(0)
    tau, weights = rng.random(7), gaussian_coupling(7, 2.0)
    rewards = rng.normal(size=200)
    fast = learn_coupled(weights, tau, 1 - tau, rewards, rate=0.1)
    plain = learn_plain(weights, 0.1 * tau, 0.1 * (1 - tau), rewards)
    np.testing.assert_allclose(fast, plain, atol=1e-12)


def test_a_spread_that_is_no_number_is_refused():
    for sd in (-1.0, np.nan):
        with pytest.raises(ValueError, match="expected 0 or more"):
            gaussian_coupling(3, sd)


def test_with_one_prediction_the_apparent_order_is_reversed():
    """Authors' median of 300 cells falls by about 3 spikes/s, SE 0.5; turned round it rises."""
    rng = np.random.default_rng(0)
    low, high = (
        estimate(
            magnitude_statistics(coupling.shared_prediction(np.full(300, tau), rng)),
            simulated.AXIS,
        ).reversal_point
        for tau in (0.03, 0.97)
    )
    assert np.median(low) - np.median(high) > 1.0


# Baseline bias: the linear, noiseless limit by hand.


def test_a_bias_moves_the_reversal_point_by_its_share_of_the_gain():
    """Signs of noiseless trials: the estimate lies between the two volumes around V + b / g."""
    gain, bias = 2.0, 3.0
    true = simulated.MEAN + bias / gain
    point, _ = baseline_bias.expected_estimates(np.array([true]), sd=0.0)
    u = simulated.AXIS
    below, above = u[u < true].max(), u[u > true].min()
    assert below < point[0] < above


def test_a_baseline_taken_too_high_moves_the_reversal_point_up():
    """True SD of the points 1.6, of their errors 0.7: r of 40 cells is above 0.7 but for 1e-4."""
    population = baseline_bias.biased_population(baseline_bias.SIMPLEST, np.random.default_rng(0))
    one = baseline_bias._example(population, np.random.default_rng(1))
    assert np.corrcoef(population.bias, one.all_point)[0, 1] > 0.6


def test_without_noise_the_estimate_is_the_same_all_the_way_between_two_volumes():
    """69 trials at 5 µL and 34 at 10: the weight of the upper volume is 69 / 103."""
    true = np.array([1.0, 2.0, 3.0, 4.0])
    point, tau = baseline_bias.expected_estimates(true, sd=0.0)
    u = simulated.AXIS
    np.testing.assert_allclose(point, (34 * u[4] + 69 * u[5]) / 103)
    # So slopes through it are off, from too flat above to too steep: slope over axis by hand.
    n, v = simulated.N_TRIALS, point[0]
    for one, found in zip(true, tau, strict=True):
        low, high = u < v, u > v
        minus = (n * (u - v) * (u - one))[low].sum() / (n * (u - v) ** 2)[low].sum()
        plus = (n * (u - v) * (u - one))[high].sum() / (n * (u - v) ** 2)[high].sum()
        assert found == pytest.approx(plus / (plus + minus))
    assert (np.diff(tau) < 0).all()


def test_with_exact_signs_no_estimator_bias_is_left_at_a_point_that_is_found():
    """Where the estimate happens to be the true point, equal slopes are found equal."""
    v = (34 * simulated.AXIS[4] + 69 * simulated.AXIS[5]) / 103
    point, tau = baseline_bias.expected_estimates(np.array([v]), sd=0.0)
    assert point[0] == pytest.approx(v)
    assert tau[0] == pytest.approx(0.5)


def test_the_claim_of_the_tilt_fails_for_an_estimator_without_bias(results):
    flat = results["baseline-bias"][0].curve_tau * 0 + 0.5
    assert flat.std() == 0
    _, honest = baseline_bias.expected_estimates(results["baseline-bias"][0].true_point)
    assert honest.std() > 0.03


def test_an_unbiased_baseline_fakes_nothing(monkeypatch):
    """Without bias the claims of what it fakes turn red; mean of 20 populations, SE 0.03."""
    monkeypatch.setattr(baseline_bias, "BIAS", 0.0)
    rng = np.random.default_rng(0)
    found = np.array(
        [
            baseline_bias.observe(
                baseline_bias.biased_population(baseline_bias.SIMPLEST, rng), rng, n_splits=5
            )
            for _ in range(20)
        ]
    ).mean(0)
    names = list(baseline_bias.OBSERVABLES)
    halves, authors = found[names.index("halves")], found[names.index("authors")]
    assert not bound("baseline-bias", "halves_simplest", "simulation").holds(halves)
    assert not bound("baseline-bias", "authors_simplest", "simulation").holds(authors)


def test_without_the_floor_the_relation_does_not_turn_negative():
    """Mean of 20 populations with SD 0.15: below -0.04 with probability 1e-2 if it were 0.05."""
    rng = np.random.default_rng(1)
    found = [
        baseline_bias.observe(
            baseline_bias.biased_population(("share", "linear"), rng), rng, n_splits=5
        )[3]
        for _ in range(20)
    ]
    assert not bound("baseline-bias", "authors_full", "simulation").holds(np.mean(found))


def test_cells_up_and_down_by_hand():
    """SD 2, n 9: a mean of 2 has t = 3, P = 0.017; a mean of 1.5 t = 2.25, P = 0.055."""
    pattern = np.array([-1.0, -1, -1, -1, 0, 1, 1, 1, 1]) * 2.0
    trials = np.stack([pattern + 2, pattern + 1.5, -pattern - 2, pattern + 3])[:, None, :]
    up, down = simulated.up_and_down(trials)
    assert up.tolist() == [2]
    assert down.tolist() == [1]


# Sign prediction: one cell by hand, and where there is nothing to gain.


def _halves(*cells):
    """Statistics of shape (1, 2, n_cells, n_magnitudes), both halves alike."""
    one = magnitude_statistics(np.array(cells, dtype=float))
    fields = {
        name: np.repeat(getattr(one, name)[None, None], 2, axis=1)
        for name in ("n", "positive", "negative", "total")
    }
    return type(one)(**fields)


def test_shares_of_predicted_signs_by_hand():
    """Two cells that reverse at different borders, three trials a volume.

    Alone each is predicted but for one trial in nine. Together the counts put the border
    between volumes 1 and 2: right for the first, wrong for the second cell's middle volume.
    """
    first = [[-1, -1, -1], [1, 1, -1], [1, 1, 1]]
    second = [[-1, -1, -1], [-1, -1, 1], [1, 1, 1]]
    third = first
    halves, axis = _halves(first, second, third), np.array([0.0, 1.0, 2.0])
    own = sign_prediction.share_right(halves, axis, np.array([0, 1, 2]))
    one = sign_prediction.share_right(halves, axis, np.zeros(3, int))
    np.testing.assert_allclose(own, [[8 / 9, 8 / 9, 8 / 9]])
    np.testing.assert_allclose(one, [[8 / 9, 7 / 9, 8 / 9]])


def test_each_half_is_predicted_from_the_other():
    """Half 0 says "between 1 and 2", half 1 "between 2 and 3": each misses the middle volume."""
    low, high = [[-1, -1], [1, 1], [1, 1]], [[-1, -1], [-1, -1], [1, 1]]
    halves = [magnitude_statistics(np.array([one], dtype=float)) for one in (low, high)]
    both = type(halves[0])(
        **{
            name: np.stack([getattr(half, name) for half in halves])[None]
            for name in ("n", "positive", "negative", "total")
        }
    )
    share = sign_prediction.share_right(both, np.arange(3.0), np.array([0]))
    np.testing.assert_allclose(share, [[2 / 3]])


def test_a_response_of_zero_counts_as_not_up():
    halves, axis = _halves([[-1, 0], [1, 0]]), np.array([0.0, 1.0])
    own = sign_prediction.share_right(halves, axis, np.array([0]))
    np.testing.assert_allclose(own, [[3 / 4]])


def test_the_gain_is_no_gain_in_cells_that_share_one_point(small):
    """The headline of the figure fails where no cell has a point of its own."""
    study = experiments.study(surrogate("classical", seed=5), seed=1, profile="quick")
    claims = experiments.sign_prediction_claims(experiments.run_sign_prediction(study))
    assert not bound("sign-prediction", "gain_pooled").holds(claims["gain_pooled"])
    assert not bound("sign-prediction", "p_sessions_pooled").holds(claims["p_sessions_pooled"])


def test_predicting_trials_from_themselves_would_show(cells):
    """Halves not exchanged: a model of its own then gains in any cells, permuted ones too."""
    rng = np.random.default_rng(0)
    data = nulls.draws(cells)["permuted"](rng)
    halves = random_halves(data.trials, n_splits=20, rng=rng)
    swapped = type(halves)(
        **{
            name: np.repeat(getattr(halves, name)[:, :1], 2, axis=1)
            for name in ("n", "positive", "negative", "total")
        }
    )
    groups = np.arange(len(data.names))
    own, one = (sign_prediction.share_right(swapped, data.axis, g) for g in (groups, 0 * groups))
    gain = 100 * float((own - one).mean())
    assert not bound("sign-prediction", "null_pooled").holds(gain)


def test_signs_of_whole_sessions_are_flipped():
    """Two sessions of equal gain: one flip in four keeps the sum, so P is about 1/4."""
    gain, session = np.array([1.0, 1.0, 2.0]), np.array([0, 0, 1])
    p = sign_prediction.flipped_p(gain, session, np.random.default_rng(0), n=4000)
    assert p == pytest.approx(0.25, abs=4 * np.sqrt(0.25 * 0.75 / 4000))


# The table's headlines fail where they should.


def test_the_hypothesis_is_not_recognised_in_cells_without_it(small):
    """Classical cells reach no null's bound: every world without differences explains them."""
    study = experiments.study(surrogate("classical", seed=5), seed=1, profile="quick")
    claims = experiments.table_claims(experiments.run_table(study))
    assert not bound("null-table", "explained_i").holds(claims["explained_i"])
    assert not bound("null-table", "explained_ii").holds(claims["explained_ii"])


def test_equal_slopes_reach_the_second_question_if_the_cells_have_equal_slopes(small):
    study = experiments.study(surrogate("equal_slopes", seed=5), seed=1, profile="quick")
    every = experiments.run_table(study)
    assert every.reached("equal_slopes_spiking", "relation_joint")
    assert not bound("null-table", "worst_joint").holds(
        every.p("equal_slopes_spiking", "relation_joint")
    )


def test_in_classical_noise_shared_trials_turn_the_claims_red(small, monkeypatch):
    """Both halves from the same trials: the relation that no cell has."""
    from dopadist import crossfit

    honest = crossfit.fit.random_halves

    def shared(trials, *, n_splits, rng):
        halves = honest(trials, n_splits=n_splits, rng=rng)
        fields = {
            name: np.repeat(getattr(halves, name).sum(1, keepdims=True), 2, axis=1)
            for name in ("n", "positive", "negative", "total")
        }
        return type(halves)(**fields)

    monkeypatch.setattr(crossfit.fit, "random_halves", shared)
    claims = experiments.classical_noise_claims(
        experiments.run_classical_noise(seed=1, profile="quick")
    )
    for name in ("halves_mean", "relation_mean"):
        assert not bound("classical-noise", name, "simulation").holds(claims[name]), name
