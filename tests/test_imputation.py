"""From pairs to a distribution: each method against a slow form, a certificate and properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime, minimize
from scipy.stats import expectile, wasserstein_distance

from dopadist.imputation import (
    cdf_range,
    condition_matrix,
    least_squares,
    maximum_entropy,
    maximum_entropy_batch,
    optimal_support,
    published_loss,
    sample_loss,
    sample_search,
    wasserstein1,
)
from dopadist.imputation._newton import _solve_numpy, newton
from dopadist.imputation._search import (
    _differences_compiled,
    _differences_numpy,
    _means_compiled,
    _means_numpy,
    exact,
    numerical,
)

GRID = np.linspace(0.0, 10.0, 41)
ATOMS = np.array([1.0, 2.0, 5.0, 9.0])
WEIGHTS = np.array([0.2, 0.4, 0.3, 0.1])


def exact_expectiles(tau):
    return np.array([expectile(ATOMS, t, weights=WEIGHTS) for t in tau])


def noisy_pairs(seed, n_cells=12):
    rng = np.random.default_rng(seed)
    tau = rng.uniform(0.05, 0.95, n_cells)
    return exact_expectiles(tau) + rng.normal(0, 0.5, n_cells), tau


def plain_loss(samples, point, tau):
    """The published formula, cell by cell and sample by sample."""
    total = 0.0
    for e, t in zip(point, tau, strict=True):
        terms = [-0.5 * abs(t - (x - e <= 0)) * (x - e) for x in samples]
        total += (sum(terms) / len(terms)) ** 2
    return total / len(point)


# The condition, by hand: values 0, 4, 10 with an expectile of level 0.25 at 4. Values at or below
# weigh 0.75, values above 0.25: rows are 0.75 (0 - 4), 0, 0.25 (10 - 4).
def test_condition_matrix_by_hand():
    assert condition_matrix([4.0], [0.25], [0.0, 4.0, 10.0]).tolist() == [[-3.0, 0.0, 1.5]]


# Weights 1/3, 1/3, 1/3: the condition is -0.5, half of it squared 0.0625.
def test_published_loss_by_hand():
    loss = published_loss([4.0], [0.25], [0.0, 4.0, 10.0], np.full(3, 1 / 3))
    assert loss == pytest.approx(0.0625)
    assert sample_loss([0.0, 4.0, 10.0], [4.0], [0.25]) == pytest.approx(0.0625)


def test_true_expectiles_have_no_loss():
    tau = np.linspace(0.02, 0.98, 30)
    assert published_loss(exact_expectiles(tau), tau, ATOMS, WEIGHTS) < 1e-20


class TestMaximumEntropy:
    # More cells than grid points go through the triangle of a QR decomposition: same solution.
    @pytest.mark.parametrize("compiled", [True, False])
    def test_many_cells_equal_the_direct_form(self, compiled):
        rng = np.random.default_rng(8)
        grid = np.linspace(0, 10, 21)
        point, tau = rng.uniform(1, 9, (2, 60)), rng.uniform(0.1, 0.9, (2, 60))
        point[1, 3] = np.nan
        many = maximum_entropy_batch(point, tau, grid=grid, sigma=2.0, compiled=compiled)
        for row in range(2):
            transposed = condition_matrix(
                point[row][np.isfinite(point[row])], tau[row][np.isfinite(point[row])], grid
            ).T
            direct, residual, *_ = _solve_numpy(transposed, np.full(21, -np.log(21)), 2.0)
            np.testing.assert_allclose(many.probabilities[row], direct, atol=1e-9)
            assert many.loss[row] == pytest.approx(np.mean((0.5 * residual) ** 2))

    def test_meets_its_first_order_condition(self):
        point, tau = noisy_pairs(0)
        prior = np.linspace(1, 3, GRID.size)
        w = maximum_entropy(point, tau, grid=GRID, sigma=0.4, prior=prior).probabilities
        matrix = condition_matrix(point, tau, GRID)
        # Gradient of the objective with respect to w: constant over the support.
        gradient = matrix.T @ (matrix @ w) / 0.4**2 + np.log(w / (prior / prior.sum()))
        assert np.ptp(gradient) < 1e-6
        assert w.sum() == pytest.approx(1, abs=1e-12)

    def test_primal_equals_dual(self):
        point, tau = noisy_pairs(1)
        matrix, q, sigma = condition_matrix(point, tau, GRID), np.full(GRID.size, 1 / 41), 0.3
        found = maximum_entropy(point, tau, grid=GRID, sigma=sigma)
        w = found.probabilities
        primal = np.sum((matrix @ w) ** 2) / (2 * sigma**2) + np.sum(w * np.log(w / q))
        multipliers = -matrix @ w / sigma**2
        dual = -(sigma**2) / 2 * multipliers @ multipliers
        dual -= np.log(np.sum(q * np.exp(multipliers @ matrix)))
        assert primal == pytest.approx(dual, abs=1e-8)
        assert found.diagnostics["gap"] < 1e-12
        assert found.diagnostics["kl"] == pytest.approx(np.sum(w * np.log(w / q)))

    def test_agrees_with_an_independent_convex_solver(self):
        point, tau = noisy_pairs(2, n_cells=5)
        grid, sigma = np.linspace(0, 10, 12), 0.5
        matrix = condition_matrix(point, tau, grid)

        def objective(w):
            w = np.maximum(w, 1e-300)
            return np.sum((matrix @ w) ** 2) / (2 * sigma**2) + np.sum(w * np.log(12 * w))

        slow = minimize(
            objective,
            np.full(12, 1 / 12),
            method="SLSQP",
            bounds=[(0, 1)] * 12,
            constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
            options={"ftol": 1e-14, "maxiter": 1000},
        )
        fast = maximum_entropy(point, tau, grid=grid, sigma=sigma).probabilities
        assert objective(fast) <= slow.fun + 1e-9
        np.testing.assert_allclose(fast, slow.x, atol=1e-4)

    # With many exact expectiles and sigma towards 0 the constraints leave one distribution.
    def test_recovers_the_distribution_from_exact_expectiles(self):
        tau = np.linspace(0.002, 0.998, 400)
        grid = np.linspace(0, 10, 21)
        distance = [
            wasserstein1(
                grid,
                maximum_entropy(exact_expectiles(tau), tau, grid=grid, sigma=s).probabilities,
                ATOMS,
                WEIGHTS,
            )
            for s in (1.0, 0.1, 1e-3)
        ]
        assert distance[0] > distance[1] > distance[2]
        assert distance[2] < 0.02

    def test_large_sigma_returns_the_prior(self):
        point, tau = noisy_pairs(3)
        prior = np.exp(-GRID)
        w = maximum_entropy(point, tau, grid=GRID, sigma=1e5, prior=prior).probabilities
        np.testing.assert_allclose(w, prior / prior.sum(), atol=1e-8)

    def test_prior_weight_zero_stays_zero(self):
        point, tau = noisy_pairs(4)
        prior = (GRID > 0.9).astype(float)
        found = maximum_entropy(point, tau, grid=GRID, sigma=0.5, prior=prior)
        assert np.all(found.probabilities[GRID <= 0.9] == 0)
        assert np.isfinite(found.diagnostics["kl"])

    @given(
        seed=st.integers(0, 10_000),
        n_cells=st.integers(1, 15),
        sigma=st.floats(0.02, 5.0),
        shift=st.floats(-50, 50),
        scale=st.floats(0.1, 20.0),
    )
    @settings(max_examples=40, deadline=None)
    def test_invariances(self, seed, n_cells, sigma, shift, scale):
        rng = np.random.default_rng(seed)
        point, tau = rng.uniform(-2, 12, n_cells), rng.uniform(0, 1, n_cells)
        found = maximum_entropy(point, tau, grid=GRID, sigma=sigma)
        w = found.probabilities
        assert np.all(w >= 0)
        assert found.diagnostics["gap"] < 1e-9
        order = rng.permutation(n_cells)
        again = maximum_entropy(point[order], tau[order], grid=GRID, sigma=sigma)
        np.testing.assert_allclose(again.probabilities, w, atol=1e-7)
        moved = maximum_entropy(
            scale * point + shift, tau, grid=scale * GRID + shift, sigma=scale * sigma
        )
        np.testing.assert_allclose(moved.probabilities, w, atol=1e-7)
        # Mirroring the axis turns optimists into pessimists.
        mirrored = maximum_entropy(-point, 1 - tau, grid=-GRID[::-1], sigma=sigma)
        np.testing.assert_allclose(mirrored.probabilities[::-1], w, atol=1e-7)
        # Two copies of every cell count as one population measured sqrt(2) times better.
        twice = maximum_entropy(
            np.tile(point, 2), np.tile(tau, 2), grid=GRID, sigma=np.sqrt(2) * sigma
        )
        np.testing.assert_allclose(twice.probabilities, w, atol=1e-7)

    def test_batch_is_the_single_decode_and_leaves_nan_out(self):
        pairs = [noisy_pairs(seed) for seed in range(3)]
        point, tau = np.array([p for p, _ in pairs]), np.array([t for _, t in pairs])
        point[1, 3] = np.nan
        tau[2, :] = np.nan
        batch = maximum_entropy_batch(point, tau, grid=GRID, sigma=0.5)
        kept = np.arange(12) != 3
        first = maximum_entropy(point[0], tau[0], grid=GRID, sigma=0.5)
        second = maximum_entropy(point[1, kept], tau[1, kept], grid=GRID, sigma=0.5)
        np.testing.assert_allclose(batch.probabilities[0], first.probabilities, atol=1e-12)
        np.testing.assert_allclose(batch.probabilities[1], second.probabilities, atol=1e-12)
        np.testing.assert_allclose(batch.probabilities[2], 1 / GRID.size)
        assert batch.n_cells.tolist() == [12, 11, 0]
        assert batch.loss[1] == pytest.approx(second.loss)
        assert np.isnan(batch.loss[2])

    @pytest.mark.parametrize("sigma", [0.003, 0.3, 3.0])
    def test_compiled_kernel_equals_plain_numpy(self, sigma):
        point, tau = noisy_pairs(5, n_cells=20)
        arguments = (point[None], tau[None], GRID, np.full(GRID.size, -np.log(41)), sigma)
        compiled, plain = newton(*arguments, compiled=True), newton(*arguments, compiled=False)
        np.testing.assert_allclose(compiled[0], plain[0], atol=1e-9)
        np.testing.assert_allclose(compiled[1], plain[1], atol=1e-9)

    def test_one_cell_and_reversal_points_beyond_the_grid(self):
        one = maximum_entropy([4.0], [0.5], grid=GRID, sigma=1e-4)
        assert one.mean == pytest.approx(4.0, abs=1e-4)
        beyond = maximum_entropy([14.0], [0.5], grid=GRID, sigma=0.05)
        assert beyond.mean > 9.5


class TestLeastSquares:
    @given(seed=st.integers(0, 10_000), n_cells=st.integers(1, 30))
    @settings(max_examples=60, deadline=None)
    def test_no_distribution_is_better(self, seed, n_cells):
        rng = np.random.default_rng(seed)
        point, tau = rng.uniform(-1, 11, n_cells), rng.uniform(0, 1, n_cells)
        grid = optimal_support(point, low=0, high=10)
        found = least_squares(point, tau, grid=grid)
        assert found.probabilities.sum() == pytest.approx(1)
        assert found.diagnostics["gap"] < 1e-9 * (1 + found.loss)
        # Neither of random distributions in the interval nor of corners of a finer grid.
        samples = rng.beta(0.5, 0.5, (200, 7)) * 10
        assert found.loss <= sample_loss(samples, point, tau).min() + 1e-12
        assert found.loss <= least_squares(point, tau, grid=GRID).loss + 1e-12

    @pytest.mark.parametrize("gradient", ["numerical", "exact"])
    @pytest.mark.parametrize("seed", range(4))
    def test_never_above_the_sample_search(self, seed, gradient):
        point, tau = noisy_pairs(seed)
        rng = np.random.default_rng(seed)
        searched = sample_search(
            point, tau, low=0, high=10, rng=rng, n_starts=50, n_epochs=2, gradient=gradient
        )
        best = least_squares(point, tau, grid=optimal_support(point, low=0, high=10))
        assert best.loss <= searched.loss + 1e-12

    def test_exact_expectiles_are_fitted_exactly(self):
        tau = np.linspace(0.05, 0.95, 9)
        assert least_squares(exact_expectiles(tau), tau, grid=GRID).loss < 1e-20

    def test_maximum_entropy_approaches_it_as_sigma_falls(self):
        point, tau = noisy_pairs(6)
        best = least_squares(point, tau, grid=GRID).loss
        excess = [
            maximum_entropy(point, tau, grid=GRID, sigma=s).loss - best for s in (1, 0.1, 0.01)
        ]
        assert excess[0] > excess[1] > excess[2] >= -1e-12
        assert excess[2] < 1e-4


class TestRange:
    # Mean 5 on 0..10: at most half of the mass at 0, and 1 - F(4) >= 0.1 or the mean is below 5.
    def test_by_hand(self):
        lower, upper = cdf_range(
            [5.0], [0.5], grid=np.arange(11.0), at=[-1, 0, 4, 9, 10], loss=1e-12
        )
        np.testing.assert_allclose(lower, [0, 0, 0, 0.5, 1], atol=1e-3)
        np.testing.assert_allclose(upper, [0, 0.5, 5 / 6, 1, 1], atol=1e-3)

    def test_holds_every_distribution_that_fits_and_grows_with_the_loss(self):
        point, tau = noisy_pairs(7)
        at = np.array([1.0, 3.0, 6.0, 9.5])
        decoded = maximum_entropy(point, tau, grid=GRID, sigma=0.3)
        lower, upper = cdf_range(point, tau, grid=GRID, at=at, loss=decoded.loss)
        assert np.all(lower <= decoded.cdf(at) + 1e-3)
        assert np.all(upper >= decoded.cdf(at) - 1e-3)
        wide_lower, wide_upper = cdf_range(point, tau, grid=GRID, at=at, loss=2 * decoded.loss)
        assert np.all(wide_lower <= lower + 1e-3)
        assert np.all(wide_upper >= upper - 1e-3)

    def test_refuses_a_loss_below_the_optimum(self):
        point, tau = noisy_pairs(8)
        with pytest.raises(ValueError, match="expected at least the optimum"):
            cdf_range(point, tau, grid=GRID, at=[5.0], loss=1e-6)


class TestSampleSearch:
    @pytest.mark.parametrize("gradient", [exact, numerical])
    def test_loss_and_gradient_equal_their_plain_forms(self, gradient):
        point, tau = noisy_pairs(9)
        z = np.random.default_rng(0).uniform(0, 10, 30)
        loss, slope = gradient(z, point, tau, 10.0)
        assert loss == pytest.approx(plain_loss(z, point, tau))
        # Differences of 1e-8 of a loss near 1: round-off of a few 1e-8.
        reference = approx_fprime(z, lambda x: plain_loss(x, point, tau), 1e-8)
        np.testing.assert_allclose(slope, reference, atol=2e-7)

    def test_differences_turn_back_at_the_upper_edge(self):
        point, tau = noisy_pairs(9)
        edge = np.append(np.random.default_rng(0).uniform(0, 10, 29), 10.0)
        by_difference, by_formula = (f(edge, point, tau, 10.0)[1] for f in (numerical, exact))
        np.testing.assert_allclose(by_difference, by_formula, atol=2e-7)

    def test_loss_of_samples_is_the_mean_over_every_pair(self):
        point, tau = noisy_pairs(10)
        z = np.random.default_rng(1).integers(0, 10, (5, 20)).astype(float)
        slow = [plain_loss(row, point, tau) for row in z]
        np.testing.assert_allclose(sample_loss(z, point, tau), slow, rtol=1e-12)

    def test_compiled_differences_equal_plain_numpy(self):
        point, tau = noisy_pairs(14)
        z = np.random.default_rng(3).uniform(0, 10, 30)
        step = (z + 1e-8) - z
        compiled, plain = (
            f(z, step, point, tau) for f in (_differences_compiled, _differences_numpy)
        )
        assert compiled[0] == pytest.approx(plain[0])
        # A difference of losses near 1, each right to 1e-16, over 1e-8.
        np.testing.assert_allclose(compiled[1], plain[1], atol=2e-7)

    def test_a_last_bit_of_the_input_changes_nothing(self):
        point, tau = noisy_pairs(15)
        options = {"low": 0.0, "high": 10.0, "n_starts": 20, "n_epochs": 1}
        a = sample_search(point, tau, rng=np.random.default_rng(4), **options)
        b = sample_search(np.nextafter(point, 99), tau, rng=np.random.default_rng(4), **options)
        assert np.array_equal(a.values, b.values)

    def test_compiled_means_equal_plain_numpy(self):
        point, tau = noisy_pairs(13)
        order = np.argsort(point)
        z = np.sort(np.random.default_rng(2).uniform(-1, 11, (7, 25)), axis=1)
        z[0, 3] = point[order[2]]  # a tie belongs to the lower side
        z.sort(axis=1)
        np.testing.assert_allclose(
            _means_compiled(z, point[order], tau[order]),
            _means_numpy(z, point[order], tau[order]),
            atol=1e-13,
        )

    def test_seeded_inside_the_box_and_better_than_its_start(self):
        point, tau = noisy_pairs(11)
        settings_ = {"low": 0.5, "high": 8.0, "n_samples": 40, "n_starts": 30, "n_epochs": 2}
        a = sample_search(point, tau, rng=np.random.default_rng(3), **settings_)
        b = sample_search(point, tau, rng=np.random.default_rng(3), **settings_)
        assert np.array_equal(a.values, b.values)
        assert a.values.size == 80
        assert a.values.min() >= 0.5
        assert a.values.max() <= 8.0
        assert a.diagnostics["loss_last"] < a.diagnostics["loss_first"]
        assert a.loss == pytest.approx(float(sample_loss(a.values, point, tau)))

    @pytest.mark.parametrize(
        "wrong", [{"low": 9.0}, {"n_starts": 0}, {"gradient": "guess"}], ids=str
    )
    def test_refuses(self, wrong):
        options = {"low": 0.0, "high": 8.0, "rng": np.random.default_rng(0)} | wrong
        with pytest.raises(ValueError, match="expected"):
            sample_search([4.0], [0.5], **options)


class TestDistance:
    @given(
        seed=st.integers(0, 10_000), n=st.integers(1, 20), m=st.integers(1, 20), ties=st.booleans()
    )
    @settings(max_examples=100, deadline=None)
    def test_equals_scipy(self, seed, n, m, ties):
        rng = np.random.default_rng(seed)
        a, b = rng.normal(size=n), rng.normal(size=m)
        if ties:
            a, b = a.round(), b.round()
        u, v = rng.uniform(0.1, 1, n), rng.uniform(0.1, 1, m)
        assert wasserstein1(a, u, b, v) == pytest.approx(wasserstein_distance(a, b, u, v))

    # Half of the mass moves by 3, half by 1.
    def test_by_hand(self):
        assert wasserstein1([0, 4], [1, 1], [3, 5], [0.5, 0.5]) == pytest.approx(2.0)

    @pytest.mark.parametrize(
        ("values", "weights"), [([0, np.nan], [1, 1]), ([0, 1], [1, -1]), ([0, 1], [1])]
    )
    def test_refuses(self, values, weights):
        with pytest.raises(ValueError, match="expected"):
            wasserstein1(values, weights, [0], [1])


@pytest.mark.parametrize(
    ("point", "tau", "options", "message"),
    [
        ([1.0], [1.2], {}, r"asymmetry 1.2 lies outside \[0, 1\]"),
        ([np.nan], [0.5], {}, "leave those cells out"),
        ([1.0, 2.0], [0.5], {}, "expected both"),
        ([], [], {}, "at least one cell"),
        ([1.0], [0.5], {"grid": [1.0, 1.0]}, "strictly ascending"),
        ([1.0], [0.5], {"sigma": 0.0}, "sigma is 0.0"),
        ([1.0], [0.5], {"prior": [1.0]}, "prior has shape"),
        ([1.0], [0.5], {"prior": -np.ones(41)}, "prior has shape"),
    ],
)
def test_refuses(point, tau, options, message):
    with pytest.raises(ValueError, match=message):
        maximum_entropy(point, tau, **({"grid": GRID, "sigma": 1.0} | options))


def test_batch_refuses():
    with pytest.raises(ValueError, match="n_decodes, n_cells"):
        maximum_entropy_batch([1.0], [0.5], grid=GRID, sigma=1.0)
    with pytest.raises(ValueError, match="outside"):
        maximum_entropy_batch([[1.0]], [[-0.1]], grid=GRID, sigma=1.0)


def test_unreachable_certificate_is_an_error(monkeypatch):
    monkeypatch.setattr("dopadist.imputation._newton.MAX_ITERATIONS", 1)
    point, tau = noisy_pairs(12)
    with pytest.raises(RuntimeError, match="duality gap"):
        maximum_entropy_batch(point[None], tau[None], grid=GRID, sigma=0.01, compiled=False)


def test_optimal_support_refuses():
    with pytest.raises(ValueError, match="low < high"):
        optimal_support([1.0], low=2, high=2)


def test_cdf_of_a_decode():
    decoded = least_squares([4.0], [0.5], grid=[2.0, 6.0])
    np.testing.assert_allclose(decoded.cdf([1.0, 2.0, 5.0, 6.0, 7.0]), [0, 0.5, 0.5, 1, 1])
