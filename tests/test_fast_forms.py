"""Every fast form beside its clear one: equal on random input, edge cases included.

Learning is held to its clear forms in test_distributional.py, decoding in test_imputation.py and
the chain from spikes to responses on whole surrogates in test_responses.py; here is the rest, and
for all of them that neither threads nor a second start change anything.
"""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dopadist._compiled import HAVE_NUMBA
from dopadist._parallel import in_chunks, in_order, n_threads
from dopadist.asymmetry import estimate
from dopadist.asymmetry.estimates import _authors, _authors_plain
from dopadist.asymmetry.joint import joint_fit, search_numpy
from dopadist.crossfit import cross_fit, random_halves, split_correlations
from dopadist.crossfit.halves import packed, selection, split_keys
from dopadist.distributional import Population, learn, learn_by_trial
from dopadist.expectiles import expectiles, expectiles_reference
from dopadist.expectiles.exact import by_sorting
from dopadist.imputation import maximum_entropy_batch
from dopadist.nulls import null_distributions, permuted_trials, population_correlations
from dopadist.recordings import Cell, Recordings
from dopadist.responses import compute_responses, pool
from dopadist.reversal import MagnitudeStatistics, magnitude_statistics
from dopadist.surrogate import surrogate
from literal_responses import literal_response

pytestmark = pytest.mark.skipif(not HAVE_NUMBA, reason="Numba is not installed")

AXIS = np.array([-3.0, -2.5, -1.0, 0.5, 2.0, 5.0, 9.0])
EXTREME = [0.0, 1e-12, 1e-3, 0.25, 0.5, 0.75, 1 - 1e-3, 1 - 1e-12, 1.0]
# A coarse grid makes ties, of values with each other and of responses with zero, likely.
coarse = st.integers(-6, 6).map(lambda k: k / 2)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def responses():
    return compute_responses(surrogate("matched", n_cells=6))


# --- learning ---


@given(seed=seeds, n=st.integers(1, 90), trials=st.integers(1, 20))
def test_equal_rates_are_a_plain_delta_rule(seed: int, n: int, trials: int) -> None:
    rng = np.random.default_rng(seed)
    rate, rewards = rng.random(n), rng.integers(0, 3, trials).astype(float)
    population = Population(rate, rate)
    value = np.zeros(n)
    for reward in rewards:
        value = value + rate * (reward - value)
    np.testing.assert_allclose(learn(population, rewards), value, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("n", [1, 39, 40, 41, 80, 81, 159, 160, 161, 321])
def test_every_size_of_population_fills_its_tiles(n: int) -> None:
    rng = np.random.default_rng(n)
    population = Population(rng.random(n), rng.random(n))
    rewards = rng.random((2, 30))
    np.testing.assert_allclose(
        learn(population, rewards), learn_by_trial(population, rewards), rtol=1e-12
    )


# --- expectiles of large samples ---


@st.composite
def samples(draw: st.DrawFn) -> np.ndarray:
    rng = np.random.default_rng(draw(seeds))
    n = draw(st.integers(256, 700))
    kind = draw(st.sampled_from(["normal", "tied", "two", "heavy", "outlier", "tiny", "shifted"]))
    return {
        "normal": lambda: rng.normal(size=n),
        "tied": lambda: rng.integers(0, 5, n).astype(float),
        "two": lambda: np.where(rng.random(n) < 0.01, 1.0, 0.0),
        "heavy": lambda: rng.standard_cauchy(n),
        "outlier": lambda: np.append(rng.random(n), 1e9),
        "tiny": lambda: rng.random(n) * 1e-300,
        "shifted": lambda: 1e6 + rng.random(n),
    }[kind]()


@settings(max_examples=80)
@given(x=samples(), seed=seeds, weighted=st.booleans())
def test_buckets_give_what_sorting_gives(x: np.ndarray, seed: int, weighted: bool) -> None:
    rng = np.random.default_rng(seed)
    tau = np.concatenate([EXTREME, rng.random(20)])
    # Some values absent: weight 0.
    weights = rng.integers(0, 4, x.size).astype(float) if weighted else np.ones(x.size)
    weights[0] = 1.0
    present = x[weights > 0]
    found = expectiles(x, tau, weights=weights if weighted else None)
    plain = by_sorting(present, weights[weights > 0], tau)
    np.testing.assert_allclose(found, plain, rtol=1e-12, atol=1e-12 * np.ptp(present))


@given(seed=seeds)
def test_buckets_give_what_root_finding_gives(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, tau = rng.gamma(2, size=300), rng.random(5)
    np.testing.assert_allclose(expectiles(x, tau), expectiles_reference(x, tau), rtol=1e-9)


def test_large_samples_treat_edges_as_small_ones_do() -> None:
    x = np.random.default_rng(0).random(400)
    assert expectiles(x, 0) == x.min()
    assert expectiles(x, 1) == x.max()
    assert np.isnan(expectiles(x, np.nan))
    assert np.isnan(expectiles(np.append(x, np.nan), 0.3))
    assert np.all(expectiles(np.full(400, 2.5), EXTREME) == 2.5)
    rows = np.stack([x, 3 * x, np.where(x > 0.5, np.nan, x)])
    both = expectiles(rows, [0.2, 0.9])
    np.testing.assert_allclose(both[1], 3 * both[0])
    assert np.isnan(both[2]).all()
    for wrong in (-0.1, 1.1):
        with pytest.raises(ValueError, match="between 0 and 1"):
            expectiles(x, wrong)
    with pytest.raises(ValueError, match="infinite"):
        expectiles(np.append(x, np.inf), 0.3)


# --- spikes to responses ---


@settings(max_examples=25)
@given(seed=seeds, n_trials=st.integers(1, 6), n_spikes=st.integers(0, 80))
def test_the_weighted_sum_is_the_whole_chain(seed: int, n_trials: int, n_spikes: int) -> None:
    rng = np.random.default_rng(seed)
    # Half milliseconds, so that bins are met on their edges; spikes may coincide.
    spikes = np.sort(rng.integers(0, 2 * 5000 * n_trials, n_spikes) / 2)
    events = 2000.0 + 5000 * np.arange(n_trials)
    types = rng.choice([1.0, 7.0, 8.0, 14.0, 15.0, np.nan], n_trials)
    cell = Cell("A_TT1", spikes, events, types)
    recordings = Recordings((cell,), "simulation", "none", "test", "", False)
    found = compute_responses(recordings)
    seen = np.zeros((2, 7), dtype=int)
    for event, kind in zip(events, types, strict=True):
        if kind in (1, 7, 8, 14):
            row, volume = int(kind > 7), int(kind - 1) % 7
            fast = (found.uncued, found.cued)[row][0, volume, seen[row, volume]]
            np.testing.assert_allclose(fast, literal_response(spikes, event, kind), atol=1e-9)
            seen[row, volume] += 1
    assert np.isfinite(found.cued).sum() == seen[1].sum()
    assert np.isfinite(found.uncued).sum() == seen[0].sum()


# --- halves ---


@st.composite
def trials(draw: st.DrawFn) -> np.ndarray:
    shape = tuple(draw(st.integers(1, n)) for n in (4, 3, 9))
    values = draw(arrays(float, shape, elements=coarse))
    return np.where(draw(arrays(bool, shape)), np.nan, values)


@settings(max_examples=60)
@given(values=trials(), seed=seeds, n_splits=st.sampled_from([1, 2, 31, 32, 33, 70]))
def test_halves_side_by_side_are_those_of_the_selection(
    values: np.ndarray, seed: int, n_splits: int
) -> None:
    found = random_halves(values, n_splits=n_splits, rng=np.random.default_rng(seed))
    rows = packed(values)
    used = np.isfinite(rows)
    first = selection(used, split_keys(np.random.default_rng(seed), n_splits))
    for half, taken in enumerate((first, used & ~first)):
        plain = magnitude_statistics(np.where(taken, rows, np.nan))
        assert np.array_equal(found.n[:, half], plain.n)
        assert np.array_equal(found.positive[:, half], plain.positive)
        assert np.array_equal(found.negative[:, half], plain.negative)
        np.testing.assert_allclose(found.total[:, half], plain.total, rtol=1e-12, atol=1e-12)


# --- estimators ---


@st.composite
def statistics(draw: st.DrawFn) -> tuple[MagnitudeStatistics, np.ndarray]:
    size = draw(st.integers(2, 7))
    cells = draw(st.integers(1, 5))
    values = draw(arrays(float, (cells, size, 3), elements=coarse))
    values = np.where(draw(arrays(bool, values.shape)), np.nan, values)
    axis = AXIS[:size]
    if draw(st.booleans()):  # an axis a cell
        axis = axis + draw(arrays(float, (cells, 1), elements=coarse))
    return magnitude_statistics(values), axis


@settings(max_examples=100)
@given(one=statistics())
def test_the_authors_estimates_in_one_loop_are_those_of_the_two_steps(one) -> None:
    found, axis = one
    fast = _authors(found, axis, "mean", None)
    plain = _authors_plain(found, axis, "mean", None)
    for ours, theirs in zip(fast, plain, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


@settings(max_examples=100)
@given(one=statistics())
def test_the_joint_search_finds_what_the_plain_search_finds(one) -> None:
    found, axis = one
    fast = joint_fit(found, axis)[0]
    rows = [
        np.ascontiguousarray(a.reshape(-1, a.shape[-1]), dtype=float)
        for a in (found.n, found.total, axis)
    ]
    plain = search_numpy(*rows)
    assert np.array_equal(np.isnan(fast), np.isnan(plain))
    # Two optima may be equally good: what they explain is compared, and the point where it differs.
    for cell in np.flatnonzero(~np.isclose(fast, plain, rtol=0, atol=1e-9, equal_nan=True)):
        u = rows[2][cell % len(rows[2])]
        explained = [
            _explained(v, rows[0][cell], rows[1][cell], u) for v in (fast[cell], plain[cell])
        ]
        np.testing.assert_allclose(*explained, rtol=1e-9)


def _explained(v: float, n: np.ndarray, t: np.ndarray, u: np.ndarray) -> float:
    """Limit of what two lines through (v, 0) explain, v just inside a bracket."""
    best = 0.0
    for point in (v - 1e-9, v + 1e-9):
        x = u - point
        total = 0.0
        for side in (x < 0, x > 0):
            under = (n * x * x)[side].sum()
            if under > 0:
                total += max(0.0, (t * x)[side].sum()) ** 2 / under
        best = max(best, total)
    return best


def test_one_cell_one_trial() -> None:
    for estimator in ("authors", "joint"):
        found = estimate(magnitude_statistics([[[1.0], [2.0]]]), [0.0, 4.0], estimator=estimator)
        assert found.reversal_point.shape == (1,)
        assert not found.usable[0]


@settings(max_examples=30)
@given(seed=seeds, n_splits=st.integers(1, 4))
def test_correlations_are_those_of_numpy(responses, seed: int, n_splits: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(AXIS[None, :, None] - rng.normal(size=(6, 1, 1)), 1.0, (6, 7, 8))
    made = pool(responses, kind="cued")
    fitted = cross_fit(
        dataclasses.replace(made, trials=values, times=values, axis=AXIS),
        n_splits=n_splits,
        rng=rng,
        estimator="joint",
    )
    found = split_correlations(fitted)
    for split in range(n_splits):
        first, again = fitted.estimates.reversal_point[split]
        tau = fitted.estimates.asymmetry[split, 1]
        kept = np.isfinite(first) & np.isfinite(again) & np.isfinite(tau)
        assert found.n_cells[split] == kept.sum()
        for ours, other in (
            (found.r_reversal_asymmetry[split], tau),
            (found.r_reversal_reversal[split], again),
        ):
            if kept.sum() < 3 or np.ptp(other[kept]) == 0 or np.ptp(first[kept]) == 0:
                continue
            np.testing.assert_allclose(
                ours, np.corrcoef(first[kept], other[kept])[0, 1], rtol=1e-9, atol=1e-12
            )


# --- decoding ---


@settings(max_examples=60)
@given(seed=seeds, n_decodes=st.integers(1, 3), n_cells=st.integers(1, 12))
def test_the_compiled_decode_is_the_plain_one(seed: int, n_decodes: int, n_cells: int) -> None:
    rng = np.random.default_rng(seed)
    point = rng.integers(0, 11, (n_decodes, n_cells)).astype(float)  # ties, and grid points met
    tau = rng.choice([*EXTREME, np.nan], (n_decodes, n_cells))
    both = [
        maximum_entropy_batch(point, tau, grid=np.linspace(0, 10, 31), sigma=0.5, compiled=compiled)
        for compiled in (True, False)
    ]
    np.testing.assert_allclose(both[0].probabilities, both[1].probabilities, rtol=0, atol=1e-9)
    assert np.array_equal(both[0].n_cells, both[1].n_cells)


# --- threads ---


def test_chunks_cover_every_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for threads in ("1", "2", "3", "8"):
        monkeypatch.setenv("NUMBA_NUM_THREADS", threads)
        assert n_threads() == int(threads)
        for n in (0, 1, 7, 100):
            seen = np.zeros(n, dtype=int)

            def count(start: int, stop: int, seen: np.ndarray = seen) -> None:
                seen[start:stop] += 1

            in_chunks(count, n, least=1)
            assert (seen == 1).all()
        assert list(in_order(lambda x: x * x, iter(range(20)))) == [x * x for x in range(20)]


def test_work_that_is_shared_out_is_not_cut_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_NUM_THREADS", "4")
    assert list(in_order(lambda _: n_threads(), range(6))) == [1] * 6


def test_errors_of_a_thread_are_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_NUM_THREADS", "2")

    def fail(start: int, stop: int) -> None:
        raise ZeroDivisionError(f"row {start}")

    with pytest.raises(ZeroDivisionError, match="row 0"):
        in_chunks(fail, 10, least=1)


def test_the_number_of_threads_changes_no_bit(responses, monkeypatch: pytest.MonkeyPatch) -> None:
    made = pool(responses)
    rows = np.random.default_rng(0).normal(size=(4, 60_000))

    def everything() -> list[np.ndarray]:
        found = [expectiles(rows, [0.1, 0.7])]
        for estimator in ("authors", "joint"):
            fitted = cross_fit(
                made, n_splits=900, rng=np.random.default_rng(1), estimator=estimator
            ).estimates
            found += [fitted.reversal_point, fitted.slope_minus, fitted.slope_plus]
        for null in null_distributions(
            lambda rng: pool(permuted_trials(responses, rng=rng)),
            rng=np.random.default_rng(2),
            n_populations=7,
            n_splits=5,
        ):
            found += [null.r_reversal_asymmetry, null.r_reversal_reversal, null.r_same_trials]
        return found

    monkeypatch.setenv("NUMBA_NUM_THREADS", "1")
    one = everything()
    for threads in ("2", "3"):
        monkeypatch.setenv("NUMBA_NUM_THREADS", threads)
        for ours, other in zip(everything(), one, strict=True):
            assert np.array_equal(ours, other, equal_nan=True)


def test_populations_are_analysed_as_if_one_after_the_other(responses) -> None:
    rules = (("joint", "usable"), ("authors", "all"))
    [joint, authors] = null_distributions(
        lambda rng: pool(permuted_trials(responses, rng=rng)),
        rng=np.random.default_rng(3),
        n_populations=3,
        n_splits=4,
        rules=rules,
    )
    rng = np.random.default_rng(3)
    for population in range(3):
        drawn = pool(permuted_trials(responses, rng=rng))
        for null, (estimator, cells) in zip((joint, authors), rules, strict=True):
            expected = population_correlations(
                drawn, rng=rng, n_splits=4, estimator=estimator, cells=cells
            )
            found = (
                null.r_reversal_asymmetry[population],
                null.r_reversal_reversal[population],
                null.r_same_trials[population],
            )
            assert np.array_equal(found, expected, equal_nan=True)


# --- compiled once ---

SECOND_START = """
import gc
from numba.core.dispatcher import Dispatcher
from dopadist.reproduce.warming import CALLS
for call in CALLS:
    call()
kernels = [one for one in gc.get_objects() if isinstance(one, Dispatcher)]
used = [one for one in kernels if one.signatures and one.py_func.__module__.startswith("dopadist")]
print(len(used), sum(sum(one.stats.cache_misses.values()) for one in used))
"""


def test_a_second_start_compiles_nothing() -> None:
    starts = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", SECOND_START],
            capture_output=True,
            text=True,
            check=True,
        )
        starts.append([int(word) for word in done.stdout.split()])
    used, misses = starts[1]
    assert used >= 8
    assert misses == 0
