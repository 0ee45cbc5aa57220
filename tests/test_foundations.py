"""Evidence, random streams and the style: what everything else leans on."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from dopadist.evidence import EVIDENCE, combine, describe
from dopadist.plots.style import ASYMMETRY, COLOURS, figure, letter, note, style
from dopadist.streams import stream, streams


@given(st.lists(st.sampled_from(EVIDENCE), min_size=1, max_size=6))
def test_one_surrogate_makes_the_whole_a_surrogate(parts):
    whole = combine(*parts)
    assert (whole == "surrogate") == ("surrogate" in parts)
    assert whole in parts


def test_a_simulated_curve_beside_recorded_cells_leaves_the_figure_recorded():
    assert combine("simulation", "recorded", "theory") == "recorded"
    assert combine("theory", "simulation") == "simulation"


@pytest.mark.parametrize("parts", [(), ("recorded", "real")])
def test_unknown_evidence_is_refused(parts):
    with pytest.raises(ValueError, match="expected one or more of theory, simulation"):
        combine(*parts)


def test_every_kind_of_evidence_has_its_own_phrase():
    assert len({describe(item) for item in EVIDENCE}) == len(EVIDENCE)


def test_a_stream_is_the_same_in_another_process_with_another_hash_salt():
    code = "from dopadist.streams import stream; print(stream(3, 'halves').integers(2**62))"
    drawn = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": salt},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for salt in ("1", "2")
    }
    assert drawn == {f"{stream(3, 'halves').integers(2**62)}\n"}


def test_streams_of_other_names_seeds_and_children_differ():
    draws = [
        stream(seed, name).integers(2**62) for seed in (0, 1) for name in ("a", "b", "a/b", "ab")
    ] + [child.integers(2**62) for child in streams(0, "a", 5)]
    assert len(set(draws)) == len(draws)


def test_children_do_not_depend_on_how_many_are_asked_for():
    few, many = streams(0, "runs", 2), streams(0, "runs", 5)
    assert [g.integers(2**62) for g in few] == [g.integers(2**62) for g in many[:2]]


@pytest.mark.parametrize(("seed", "name"), [(-1, "a"), (0, "")])
def test_a_stream_without_seed_or_name_is_refused(seed, name):
    with pytest.raises(ValueError, match="expected"):
        stream(seed, name)


@pytest.mark.parametrize(("width", "mm"), [("single", 89), ("double", 183)])
def test_figures_have_print_width_and_opaque_ground(width, mm):
    fig, axes = figure(2, 3, width=width, height_mm=70)
    assert fig.get_size_inches() * 25.4 == pytest.approx([mm, 70])
    assert axes.shape == (2, 3)
    assert fig.get_facecolor()[3] == 1.0


def test_notes_and_letters_are_at_least_seven_points():
    _fig, axes = figure()
    letter(axes[0, 0], "a")
    note(axes[0, 0], "n = 40", color="black")
    sizes = [text.get_fontsize() for text in axes[0, 0].texts]
    assert len(sizes) == 2
    assert min(sizes) >= 7
    assert to_hex(axes[0, 0].texts[1].get_color()) == "#000000"


def test_the_style_leaves_no_trace_outside_its_block():
    import matplotlib as mpl

    before = mpl.rcParams["axes.spines.top"]
    with style():
        assert mpl.rcParams["axes.spines.top"] is False
    assert mpl.rcParams["axes.spines.top"] == before


def _luminance(colour) -> float:
    from matplotlib.colors import to_rgb

    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.03928, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_every_colour_stands_out_on_the_white_ground():
    """Contrast of at least 3:1, the accessibility guideline (WCAG 2.1) for graphics."""
    colours = list(COLOURS.values()) + [ASYMMETRY(x) for x in (0.0, 1.0)]
    contrasts = {str(c): 1.05 / (_luminance(c) + 0.05) for c in colours}
    assert min(contrasts.values()) >= 3, contrasts
