"""Arrays as text: nothing is lost but the last bits, and trial-level summaries give none away."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dopadist.reproduce.arrays import (
    canonical,
    decode,
    digest,
    encode,
    read_json,
    rounded,
    scale,
    summarise,
    write_json,
)

ARRAYS = hnp.arrays(
    float,
    hnp.array_shapes(max_dims=2, max_side=12),
    elements=st.one_of(st.floats(-1e9, 1e9), st.just(np.nan), st.just(np.inf)),
)


@given(ARRAYS)
def test_rounding_moves_nothing_by_more_than_its_step(values):
    found = rounded(values)
    np.testing.assert_array_equal(np.isfinite(found), np.isfinite(values))
    known = np.isfinite(values)
    # half a step, and what the float itself cannot resolve
    allowed = 0.501e-9 * scale(values) + 4e-16 * np.abs(values[known])
    assert (np.abs(found[known] - values[known]) <= allowed).all()


@given(ARRAYS)
def test_encoded_arrays_come_back(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("json") / "x.json"
    write_json(path, {"y": encode(values)})
    np.testing.assert_array_equal(decode(read_json(path)["y"]), rounded(values))


@given(ARRAYS, st.integers(0, 2**32 - 1))
def test_the_last_bits_change_no_digest(values, seed):
    values = rounded(values)
    step = 1e-10 * scale(values)  # the grid is at least as wide
    jitter = np.random.default_rng(seed).uniform(-0.3, 0.3, values.shape) * step
    known = values[np.isfinite(values)]
    inside = (values > known.min()) & (values < known.max()) if known.size else False
    assert digest(encode(values)) == digest(encode(values + np.where(inside, jitter, 0)))


def test_a_change_beyond_them_changes_the_digest():
    values = np.array([0.0, 0.5, 1.0])
    assert digest(encode(values)) != digest(encode(values + np.array([0, 3e-9, 0])))
    assert digest(encode(values)) != digest(encode(values[::-1]))


def test_negative_zero_prints_as_zero():
    assert canonical(encode(np.array([-0.0, 1.0]))) == canonical(encode(np.array([0.0, 1.0])))


@pytest.mark.parametrize("size", [0, 1, 40, 400])
def test_summaries_hold_shape_nan_and_eleven_quantiles(size):
    rng = np.random.default_rng(size)
    values = np.append(rng.normal(size=size), np.nan)
    found = summarise(encode({"x": values, "label": "spikes"}))
    assert found["label"] == "spikes"
    assert set(found["x"]) == {"shape", "nan", "quantiles"}
    assert found["x"]["shape"] == [size + 1]
    assert found["x"]["nan"] == 1
    assert len(found["x"]["quantiles"]) == (11 if size else 0)
    assert summarise(found) == found
    if size:
        assert found["x"]["quantiles"][0] == rounded(values)[:-1].min()
        assert found["x"]["quantiles"][-1] == rounded(values)[:-1].max()
