"""What is read off a figure, and that tier 2 sees every way in which a drawing can change."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from dopadist.plots.style import figure
from dopadist.reproduce.arrays import encode, summarise
from dopadist.reproduce.artists import has_layers, read_figure, visible_texts
from dopadist.reproduce.contract import draw
from dopadist.reproduce.tiers import differences, image_difference, thumbnail

X, Y = np.array([1.0, 2.0, 4.0]), np.array([3.0, np.nan, 5.0])


def _axes() -> tuple[Figure, object]:
    fig, axes = figure(width="single")
    return fig, axes[0, 0]


def _layers(fill) -> list[dict]:
    fig, ax = _axes()
    fill(ax)
    return read_figure(fig)["axes"][0]["layers"]


def test_lines_keep_points_gaps_and_style():
    (layer,) = _layers(lambda ax: ax.plot(X, Y, "--o", color="red"))
    assert layer["style"] == "-- o default"
    np.testing.assert_array_equal(layer["x"], X)
    np.testing.assert_array_equal(layer["y"], Y)
    np.testing.assert_array_equal(layer["colour"], [[1, 0, 0, 1]])


def test_scatter_keeps_points_sizes_and_values():
    (layer,) = _layers(lambda ax: ax.scatter(X, [3, 4, 5], s=[1, 2, 3], c=[7, 8, 9]))
    np.testing.assert_array_equal(layer["x"], X)
    np.testing.assert_array_equal(layer["sizes"], [1, 2, 3])
    np.testing.assert_array_equal(layer["values"], [7, 8, 9])


def test_bars_keep_their_boxes():
    layers = _layers(lambda ax: ax.bar([0, 1], [2, 3], width=0.5))
    boxes = [layer["box"].tolist() for layer in layers]
    assert boxes == [[-0.25, 0, 0.5, 2], [0.75, 0, 0.5, 3]]


def test_images_meshes_and_contours_keep_their_values():
    z = np.arange(6.0).reshape(2, 3)
    (image,) = _layers(lambda ax: ax.imshow(z))
    (mesh,) = _layers(lambda ax: ax.pcolormesh(z))
    (contour,) = _layers(lambda ax: ax.contour(z, levels=[1, 2]))
    np.testing.assert_array_equal(image["values"], z)
    np.testing.assert_array_equal(mesh["values"], z)
    assert mesh["corners"].shape == (3, 4, 2)
    np.testing.assert_array_equal(contour["levels"], [1, 2])


def test_masked_values_are_nan():
    (layer,) = _layers(lambda ax: ax.imshow(np.ma.masked_equal([[1, 2]], 2)))
    np.testing.assert_array_equal(layer["values"], [[1, np.nan]])


def test_error_bars_fills_and_steps_keep_their_ends():
    line, bars = _layers(lambda ax: ax.errorbar([0], [1], yerr=[[0.25], [0.5]]))
    np.testing.assert_array_equal(line["y"], [1])
    np.testing.assert_array_equal(bars["y"], [0.75, 1.5])
    (fill,) = _layers(lambda ax: ax.fill_between([0, 1], [0, 1], [2, 3]))
    assert {0.0, 1.0, 2.0, 3.0} == set(fill["y"])
    (step,) = _layers(lambda ax: ax.step([0, 1], [2, 3], where="post"))
    assert step["style"].endswith("steps-post")
    (stairs,) = _layers(lambda ax: ax.stairs([1, 2], [0, 1, 3]))
    np.testing.assert_array_equal(stairs["edges"], [0, 1, 3])


def test_hexagons_polygons_arrows_and_quivers():
    (hexagons,) = _layers(lambda ax: ax.hexbin([0, 1, 1], [0, 1, 1], gridsize=3))
    assert hexagons["values"].sum() == 3
    assert len(hexagons["offsets"]) == len(hexagons["values"])
    (polygon,) = _layers(lambda ax: ax.fill([0, 1, 1], [0, 0, 1]))
    np.testing.assert_array_equal(polygon["x"], [0, 1, 1, 0])
    (quiver,) = _layers(lambda ax: ax.quiver([0], [1], [2], [3]))
    assert [quiver[key].item() for key in "xyuv"] == [0, 1, 2, 3]
    (arrow,) = _layers(lambda ax: ax.annotate("peak", (0, 1), (2, 3), arrowprops={}))
    assert (arrow["kind"], arrow["xy"].tolist()) == ("arrow", [0, 1])


def test_insets_colour_bars_and_figure_texts_are_read():
    fig, ax = _axes()
    image = ax.imshow([[0, 1]])
    fig.colorbar(image, ax=ax, label="spikes/s")
    ax.inset_axes([0.5, 0.5, 0.3, 0.3]).plot([0, 1], [5, 6])
    fig.suptitle("whole")
    found = read_figure(fig)
    assert found["texts"] == ["whole"]
    _, inset, bar = found["axes"]
    np.testing.assert_array_equal(inset["layers"][0]["y"], [5, 6])
    assert (bar["ylabel"], bar["layers"]) == ("spikes/s", [])


def test_what_is_hidden_is_not_read():
    fig, ax = _axes()
    ax.plot([0, 1]).pop().set_visible(False)
    hidden = ax.text(0, 0, "hidden", visible=False)
    shown = ax.text(0, 0, "shown")
    assert not has_layers(read_figure(fig))
    assert shown in visible_texts(fig)
    assert hidden not in visible_texts(fig)
    ax.axis("off")
    assert visible_texts(fig) == [shown]


def _base(ax) -> None:
    ax.plot(X, [3, 4, 5], color="tab:blue", label="a")
    ax.scatter([1, 2], [3, 4], c=[0.1, 0.9], cmap="viridis")
    ax.bar([1, 2, 3], [2, 3, 4])
    ax.set(xlabel="trial", ylabel="value", title="t")
    ax.legend()


def _swap(ax) -> None:
    line = ax.lines[0]
    line.set_data(line.get_ydata(), line.get_xdata())


CHANGES = {
    "swapped axes": _swap,
    "lost layer": lambda ax: ax.lines[0].remove(),
    "lost bar": lambda ax: ax.patches[-1].remove(),
    "changed scale": lambda ax: ax.set_yscale("log"),
    "changed limits": lambda ax: ax.set_xlim(0, 10),
    "changed label": lambda ax: ax.set_ylabel("error"),
    "changed legend": lambda ax: ax.legend(["b"]),
    "changed colour": lambda ax: ax.lines[0].set_color("tab:red"),
    "changed colour map": lambda ax: ax.collections[0].set_cmap("magma"),
    "changed values": lambda ax: ax.collections[0].set_array([0.1, 0.8]),
    "changed bar": lambda ax: ax.patches[1].set_height(3.001),
    "a gap": lambda ax: ax.lines[0].set_ydata([3, np.nan, 5]),
    "a point less": lambda ax: ax.lines[0].set_data(X[:2], [3, 4]),
    "an added text": lambda ax: ax.text(0, 0, "n = 3"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("form", [encode, lambda found: summarise(encode(found))])
def test_tier_2_turns_red(change, form):
    fig, ax = _axes()
    _base(ax)
    before = form(draw(fig, id="x").description)
    assert differences(before, before, rtol=1e-6) == []
    change(ax)
    after = form(draw(fig, id="x").description)
    assert differences(before, after, rtol=1e-6)


def test_tier_2_allows_a_millionth_of_the_range():
    one = encode({"y": np.array([0.0, 2.0, np.nan, np.inf])})
    near = encode({"y": np.array([0.0, 2.0 + 1.9e-6, np.nan, np.inf])})
    far = encode({"y": np.array([0.0, 2.0 + 2.1e-6, np.nan, np.inf])})
    assert differences(one, near, rtol=1e-6) == []
    (text,) = differences(one, far, rtol=1e-6)
    assert text.startswith("figure, y: 2.0000021 instead of 2")
    finite = encode({"y": np.array([0.0, 2.0, np.nan, 1.0])})
    assert differences(one, finite, rtol=1e-6)


def test_tier_3_sees_a_lost_panel_and_not_a_moved_pixel():
    fig, axes = figure(1, 2)
    axes[0, 0].bar([1, 2, 3], [2, 3, 4])
    axes[0, 1].bar([1, 2, 3], [2, 3, 4])
    before = draw(fig, id="x").png
    axes[0, 1].patches[0].set_height(2.02)
    assert image_difference(thumbnail(before), thumbnail(draw(fig, id="x").png)) < 0.03
    axes[0, 1].remove()
    assert image_difference(thumbnail(before), thumbnail(draw(fig, id="x").png)) > 0.03
    assert image_difference(thumbnail(before), before) == float("inf")


def test_rounding_about_a_constant_is_no_difference_and_more_is():
    def described(values):
        return encode({"y": np.array(values)})

    constant = described([0.5, 0.5, 0.5 + 1e-16])
    assert differences(constant, described([0.5, 0.5 - 2e-16, 0.5]), rtol=1e-6) == []
    assert differences(described([8e-16, -3e-16]), described([-8e-16, 2e-16]), rtol=1e-6) == []
    assert differences(constant, described([0.5, 0.5, 0.5 + 1e-9]), rtol=1e-6)
    # A constant far from 0 rounds more coarsely.
    assert differences(described([1e6, 1e6]), described([1e6, 1e6 + 1e-9]), rtol=1e-6) == []


def test_numbers_in_texts_have_the_tolerance_of_the_figure():
    one, other = {"text": "median 0.59\n40 cells"}, {"text": "median 0.58\n40 cells"}
    assert differences(one, other, rtol=1e-6)
    assert differences(one, other, rtol=0.05) == []
    assert differences(one, {"text": "median 0.59\n30 cells"}, rtol=0.05)
    assert differences(one, {"text": "mean 0.59\n40 cells"}, rtol=0.05)
