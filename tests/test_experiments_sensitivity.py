"""Sensitivity: every experiment runs and draws, claims are the catalogue's, and they can fail."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from dopadist.crossfit import split_correlations
from dopadist.experiments import sensitivity as experiments
from dopadist.experiments.sensitivity import (
    analysis,
    choices,
    multiverse,
    sessions,
    singles,
)
from dopadist.experiments.sensitivity.decomposition import decompose
from dopadist.plots import sensitivity as plots
from dopadist.reproduce.catalogue import read_catalogue
from dopadist.reproduce.contract import draw
from dopadist.responses import compute_responses
from dopadist.surrogate import surrogate

CATALOGUE = read_catalogue(Path(__file__).parents[1] / "notebooks" / "figures.toml")
MODULES = (multiverse, sessions, singles)


@pytest.fixture(scope="module")
def small():
    """All sizes cut to a handful: what runs is the same, what comes out is noisy."""
    sizes = {120: 60, 999: 30}  # by what a full run takes; else three or fewer

    def tiny(profile, *, full, quick):
        return sizes.get(full, min(quick, 3))

    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            patch.setattr(module, "by_profile", tiny)
        yield


@pytest.fixture(scope="module")
def cells():
    return surrogate("matched", seed=3)


@pytest.fixture(scope="module")
def results(small, cells):
    every = experiments.run_multiverse(cells, seed=1, profile="quick")
    one = experiments.run_singles(cells, seed=1, profile="quick")
    e, p = experiments, plots
    within = e.run_sessions(cells, seed=1, profile="quick")
    return {
        "within-sessions": (
            within, e.sessions_claims(within), e.sessions_statistics(within), p.sessions,
        ),
        "multiverse": (
            every, e.multiverse_claims(every), e.multiverse_statistics(every),
            lambda result: p.multiverse(result, one),
        ),
        "choices-explained": (
            every, e.explained_claims(every), e.explained_statistics(every), p.explained,
        ),
        "one-at-a-time": (one, e.singles_claims(one), e.singles_statistics(one), p.singles),
    }  # fmt: skip


def bound(figure, claim, evidence="recorded"):
    return CATALOGUE[figure].claims[claim].bound(evidence, "full")


def test_every_figure_of_the_chapter_is_in_the_catalogue_and_the_other_way_round(results):
    mine = {key for key, entry in CATALOGUE.items() if entry.notebook == "sensitivity"}
    assert set(results) == mine


def test_claims_are_those_of_the_catalogue_and_finite(results):
    for figure, (_, claims, *_) in results.items():
        assert set(claims) == set(CATALOGUE[figure].claims), figure
        assert np.isfinite(list(claims.values())).all(), (figure, claims)


def test_evidence_is_carried_and_allowed(results):
    for figure, (result, *_) in results.items():
        assert result.evidence in CATALOGUE[figure].evidence, figure
        assert result.evidence == "surrogate"


def test_every_figure_keeps_the_contract(results):
    for figure, (result, _, _, make) in results.items():
        assert draw(make(result), id=figure).png, figure


def test_statistics_have_names_of_their_own(results):
    for figure, (_, _, statistics, _) in results.items():
        names = [one.name for one in statistics]
        assert len(names) == len(set(names)), figure


def test_the_same_seed_gives_the_same_worlds(cells):
    paths = experiments.draw_paths(60, np.random.default_rng(0))[:4]
    variants = analysis.responses_of(cells, paths)
    first, again = (
        analysis.run_worlds(variants, paths, n_draws=2, rng=np.random.default_rng(1))
        for _ in range(2)
    )
    for name in ("cells", "permuted", "equal_slopes"):
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))


def test_paths_take_every_level_equally_often():
    paths = experiments.draw_paths(120, np.random.default_rng(0))
    for name, (_, levels) in experiments.CHOICES.items():
        if name in choices.SHARED:
            continue
        taken = [
            getattr(path, name) for path in paths if name != "ties" or path.estimator != "joint"
        ]
        counts = [taken.count(level) for level in levels]
        assert len(set(counts)) == 1, (name, counts)
    assert {path.ties for path in paths if path.estimator == "joint"} == {"mean"}
    with pytest.raises(ValueError, match="multiple of 60"):
        experiments.draw_paths(100, np.random.default_rng(0))


def test_a_path_is_the_analysis_that_its_levels_name(cells):
    path = choices.Path(
        trials="cued", axis="log", estimator="authors", scheme="blocks", window="100-500"
    )
    responses = compute_responses(cells, constants=path.constants)
    found = analysis.correlate(responses, path, key=0)
    data = analysis.trial_set(responses, path)
    np.testing.assert_array_equal(data.axis, np.log10(data.volumes))
    assert data.kind == "cued"
    fitted = analysis.fit(data, path, n_splits=3, rng=np.random.default_rng(0))
    assert (fitted.scheme, fitted.estimator, fitted.n_splits) == ("blocks", "authors", 2)
    for number, (rule, within, method) in enumerate(choices.COMBINATIONS):
        masks = analysis.rules(data, fitted)
        kept = masks[rule].any(0)
        r = split_correlations(
            fitted, cells="usable" if rule == "usable" else "all", usable=kept, within=within,
            method=method,
        )  # fmt: skip
        wanted = [np.nanmean(r.r_reversal_reversal), np.nanmean(r.r_reversal_asymmetry)]
        np.testing.assert_allclose(found.reshape(2, 18)[:, number], wanted, atol=1e-12)


def test_levels_stand_beside_their_correlations():
    """Correlations replaced by the number of a specification: levels must name that one."""
    paths = experiments.draw_paths(60, np.random.default_rng(1))
    levels = multiverse.levels_of(paths)
    for number in (0, 17, 18, 500, 1079):
        path, shared = paths[number // 18], choices.COMBINATIONS[number % 18]
        for name, (_, order) in experiments.CHOICES.items():
            place = choices.SHARED.index(name) if name in choices.SHARED else None
            wanted = getattr(path, name) if place is None else shared[place]
            assert list(order)[levels[name][number]] == wanted


def fake(r, permuted, equal):
    """A multiverse of given correlations, in which every choice is at its default."""
    n = r.shape[1]
    nothing = decompose(
        np.arange(n) + 0.0, {k: np.arange(n) % 2 for k in choices.CHOICES}, per_path=1
    )
    return multiverse.Multiverse(
        levels={k: np.zeros(n, np.int64) for k in choices.CHOICES}, r=r, permuted=permuted,
        equal_slopes=equal, explained=(nothing, nothing), explained_few=np.zeros((2, 12)),
        explained_permuted=np.zeros((2, len(permuted), 12)), n_paths=1, n_paths_cells=1,
        spiking=np.zeros((2, 2)), cells_few=np.zeros(2), n_cells=40, seed=0,
        evidence="simulation",
    )  # fmt: skip


def test_joint_test_by_hand():
    rng = np.random.default_rng(0)
    null = rng.normal(0, 0.1, (19, 2, 50))
    found = fake(np.full((2, 50), 0.5), null, null)
    assert found.joint("permuted", 0) == (1 / 20, 1 / 20)
    assert found.share_above("equal_slopes", 1) == 1.0
    # The cells no better than the worst population: last of 20.
    worst = fake(np.full((2, 50), -0.9), null, null)
    assert worst.joint("permuted", 0) == (1.0, 1.0)
    assert worst.share_above("permuted", 0) == 0.0
    assert worst.share_negative(1) == 1.0


def test_joint_p_is_uniform_when_the_cells_are_one_more_draw():
    """P <= 0.05 in 5 % of 400 worlds: 20 +- 4.4; more than 40 by chance < 1e-5."""
    rng = np.random.default_rng(1)
    reached = 0
    for _ in range(400):
        # All specifications of one world share its cells: a common part, and one of their own.
        worlds = rng.normal(0, 1, (20, 1, 1)) + rng.normal(0, 1, (20, 2, 8))
        reached += fake(worlds[0], worlds[1:], worlds[1:]).joint("permuted", 0)[0] <= 0.05
    assert 4 <= reached <= 40


def test_decomposition_finds_what_was_put_in_and_equals_plain_least_squares():
    rng = np.random.default_rng(2)
    paths = experiments.draw_paths(240, rng)
    levels = multiverse.levels_of(paths)
    effect = {"window": 0.2, "scheme": 0.1}
    r = sum(size * levels[name] for name, size in effect.items()) + rng.normal(0, 0.2, 240 * 18)
    r[rng.random(r.size) < 0.1] = np.nan
    found = decompose(r, levels, per_path=18, rng=rng, n_resamples=50)
    assert set(np.argsort(-found.shares)[:2]) == {0, list(choices.CHOICES).index("scheme")}
    assert found.shares.sum() + found.rest == pytest.approx(1, abs=0.1)
    kept = np.isfinite(r)

    def unexplained(names):
        columns = [np.ones(kept.sum())] + [
            (levels[name][kept] == level) + 0.0
            for name in names
            for level in range(1, len(choices.CHOICES[name][1]))
        ]
        x = np.column_stack(columns)
        solution = np.linalg.lstsq(x, r[kept], rcond=None)[0]
        return float(((r[kept] - x @ solution) ** 2).sum())

    total = ((r[kept] - r[kept].mean()) ** 2).sum()
    full = unexplained(choices.CHOICES)
    for name in ("window", "ties", "within"):
        without = unexplained([one for one in choices.CHOICES if one != name])
        assert found.share(name) == pytest.approx((without - full) / total, abs=1e-9)
    assert (found.low <= found.shares + 1e-9).all()


def test_one_cell_population_answers_both_questions_with_no(small):
    """Spiking cells of one reversal point: what the recorded cells are claimed to exceed."""
    for_null = surrogate("classical", seed=5)
    claims = experiments.multiverse_claims(
        experiments.run_multiverse(for_null, seed=1, profile="quick")
    )
    for name in ("median_halves", "above_halves", "median_relation"):
        assert not bound("multiverse", name).holds(claims[name]), name
    one = experiments.singles_claims(experiments.run_singles(for_null, seed=1, profile="quick"))
    for name in ("halves", "relation", "cued", "uncued"):
        assert not bound("one-at-a-time", name).holds(one[name]), name


def test_the_same_trials_in_both_halves_turn_the_bias_claims_red(small, cells, monkeypatch):
    """Broken on purpose: the asymmetry is of the trials that gave the reversal point."""
    honest = analysis.fit

    def shared(data, path, *, n_splits, rng):
        fitted = honest(data, path, n_splits=n_splits, rng=rng)
        fitted.estimates.asymmetry[:, 1] = fitted.estimates.asymmetry[:, 0]
        return fitted

    monkeypatch.setattr(analysis, "fit", shared)
    claims = experiments.multiverse_claims(
        experiments.run_multiverse(cells, seed=1, profile="quick")
    )
    assert not bound("multiverse", "equal_slopes_joint").holds(claims["equal_slopes_joint"])


def test_a_relation_between_sessions_alone_is_gone_within_them(small, cells):
    """Cells of one session made alike, but for noise in pairs: shuffled labels bring it back."""
    found = experiments.run_sessions(cells, seed=1, profile="quick")
    assert found.p_low(1) > 0.05  # sessions of simulated cells are labels only; P < 0.05: 1 in 20
    # Each cell takes the trials of the first cell of its session: nothing differs within.
    order = np.unique(cells.sessions, return_index=True, return_inverse=True)
    first = order[1][order[2]]
    twins = dataclasses.replace(
        cells,
        cells=tuple(
            dataclasses.replace(
                cells.cells[source], name=cell.name, spike_times=jittered(cells.cells[source], i)
            )
            for i, (cell, source) in enumerate(zip(cells.cells, first, strict=True))
        ),
    )
    made = experiments.run_sessions(twins, seed=1, profile="quick")
    assert made.r["joint"][0] < np.median(made.shuffled["joint"][0]) - 0.2
    assert made.r["joint"][1] < np.median(made.shuffled["joint"][1])


def test_noise_alone_lowers_a_correlation_by_its_loss_of_reliability():
    """Truth of variance 1 and 0.25, noise of variance 1 / 3: reliabilities 0.75 and 3 / 7."""
    rng = np.random.default_rng(0)

    def measured(sd):
        truth = rng.multivariate_normal([0, 0], sd**2 * np.array([[1, 0.8], [0.8, 1]]), 400_000)
        first, second = (truth + rng.normal(0, 3**-0.5, truth.shape) for _ in range(2))
        pairs = ((first[:, 0], second[:, 0]), (first[:, 0], second[:, 1]))
        return np.array([np.corrcoef(*pair)[0, 1] for pair in pairs])

    wide, narrow = measured(1.0), measured(0.5)
    found = sessions.Sessions(
        point=np.zeros(0), tau=np.zeros(0), session=np.zeros(0, int), r={"joint": narrow},
        splits={}, shuffled={"joint": wide[:, None]}, axis=np.arange(7.0), n_cells={},
        n_sessions={}, n_splits=1, seed=0, evidence="simulation",
    )  # fmt: skip
    assert found.attenuated() == pytest.approx(narrow[1], abs=0.01)  # SE about 0.002


def jittered(cell, seed):
    """Most of the spikes, drawn anew for every cell: the same tuning, another noise."""
    rng = np.random.default_rng(seed)
    return cell.spike_times[rng.random(cell.spike_times.size) < 0.7]
