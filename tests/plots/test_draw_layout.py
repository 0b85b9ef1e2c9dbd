"""The layout shows what the architecture says, and nothing of it meets anything else."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Polygon

from nnplay import plots
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import Parameters, initialize, layout
from nnplay.plots import palette


def net(inputs, hidden, outputs, **more):
    layers = [h if isinstance(h, Layer) else Layer(h) for h in hidden]
    return Architecture(layers, output="identity", loss="mse", inputs=inputs, outputs=outputs, **more)


RICH = [
    Layer(12, "leaky_relu(0.2)", dropout=0.25, norm="batch", skip=True),
    Layer(12, "gelu", norm="layer", skip=True),
    Layer(5, "maxout(3)", skip=True),
]
CASES = {
    "1-1": net(1, [], 1),
    "784-10": net(784, [], 10),
    "2-2-1": net(2, [2], 1),
    "4-8-8-3": net(4, [8, 8], 3),
    "784-256-128-10": net(784, [256, 128], 10),
    "2-4-4-4-1": net(2, [4, 4, 4], 1),
    "500 wide": net(13, [500], 1),
    "16 and 17": net(16, [17, 16], 17),
    "million": net(999_999, [1_000, 1_000], 1),
    "rich": net(6, RICH, 4),
    "8 deep": net(3, [4] * 8, 2),
    "30 deep": net(3, [Layer(8, "relu", skip=True, norm="batch", dropout=0.1)] * 30, 2),
    "200 deep": net(3, [6] * 200, 2),
}
SMALL = [name for name in CASES if name not in ("million", "784-256-128-10")]


def edges(figure):
    """The lines between neurons, one collection for each pair of columns."""
    return [c for c in figure.axes[0].collections if isinstance(c, LineCollection) and c.get_zorder() == 1]


def circles(figure):
    return [len(c.get_paths()) for c in figure.axes[0].collections if isinstance(c, PatchCollection)]


def of(architecture, **weights):
    """Parameters with the given weight matrices."""
    theta = np.zeros(layout(architecture).size)
    for name, W in weights.items():
        layout(architecture).blocks[int(name[1:])].view(theta, "W")[:] = W
    return Parameters(architecture, theta)


@pytest.mark.parametrize("name", CASES)
def test_no_text_meets_another_or_the_edge(name, see):
    a = CASES[name]
    inputs = [f"a_rather_long_name {k}" for k in range(min(a.inputs, 20))]
    seen = see(plots.layout(a, input_names=inputs, output_names=[f"the class {k}" for k in range(a.outputs)]))
    assert seen.overlapping() == []
    assert seen.outside() == []


@pytest.mark.parametrize("name", CASES)
def test_columns_stand_apart_and_names_clear_of_the_neurons(name, see):
    a = CASES[name]
    seen = see(plots.layout(a, input_names=["name"] * min(a.inputs, 20), output_names=["class"] * a.outputs))
    ax = seen.figure.axes[0]
    boxes = [c.get_window_extent() for c in ax.collections if isinstance(c, PatchCollection)]
    assert all(left.x1 + 4 < right.x0 for left, right in pairwise(boxes))
    for text, box in seen.boxes():
        if text not in "⋮⋯":
            hit = [c for c in boxes if box.x1 > c.x0 and box.x0 < c.x1 and box.y1 > c.y0 and box.y0 < c.y1]
            assert hit == [], text


def test_labels_say_what_each_layer_is(see):
    words = see(plots.layout(CASES["rich"])).words
    for wanted in (
        "6", "inputs", "12", "leaky_relu(alpha=0.2)", "batch norm", "dropout 0.25", "gelu", "layer norm", "5",
        "maxout(pieces=3)", "4", "identity", "W 6 × 12", "W 12 × 12", "W 12 × 15", "W 5 × 4", "skip, P 6 × 12", "skip",
        "skip, P 12 × 5",
    ):  # fmt: skip
        assert wanted in words
    assert f"{layout(CASES['rich']).trained:,} parameters, loss: mean squared error" in words


def test_parameters_between_layers_add_up_to_the_sum_at_the_foot(see):
    words = see(plots.layout(CASES["rich"])).words
    counts = [int(w.split()[0].replace(",", "")) for w in words if w.endswith(" parameters")]
    assert sum(counts) == layout(CASES["rich"]).trained


@pytest.mark.parametrize("name", SMALL)
def test_one_line_for_each_pair_of_shown_neurons(name):
    a = CASES[name]
    figure = plots.layout(a, initialize(a))
    shown = circles(figure)
    if name != "200 deep":
        assert shown == [w if w <= 16 else 10 for w in a.widths]
        assert [len(c.get_segments()) for c in edges(figure)] == [i * j for i, j in pairwise(shown)]
    else:
        assert len(shown) == 38


def test_wide_layers_are_abbreviated_with_their_count(see):
    figure = plots.layout(CASES["784-256-128-10"], input_names=[f"px {k}" for k in range(784)])
    words = see(figure).words
    assert circles(figure) == [10, 10, 10, 10]
    assert words.count("⋮") == 3
    assert {"784", "256", "128", "px 0", "px 4", "px 779", "px 783", "200,960 parameters"} <= set(words)
    assert "px 5" not in words
    assert sum(isinstance(p, Polygon) for p in figure.axes[0].patches) == 3
    assert not any(isinstance(p, Polygon) for p in plots.layout(CASES["2-2-1"]).axes[0].patches)


def test_many_layers_are_abbreviated_with_their_count(see):
    words = see(plots.layout(CASES["200 deep"])).words
    assert "⋯" in words
    assert "164 more layers" in words
    assert sum(w == "6 relu" for w in words) + 164 == 200


@pytest.mark.slow
def test_colour_is_the_sign_and_width_the_size():
    a = net(2, [2], 1)
    lines = edges(plots.layout(a, of(a, W0=[[4.0, -1.0], [-2.0, 0.5]], W1=[[1.0], [-1.0]])))[0]
    wanted = {0.5: palette.POSITIVE, -1.0: palette.NEGATIVE, -2.0: palette.NEGATIVE, 4.0: palette.POSITIVE}
    np.testing.assert_allclose(lines.get_colors()[:, :3], [to_rgb(c) for c in wanted.values()])
    assert np.all(np.diff(lines.get_linewidths()) > 0)
    assert np.all(np.diff(lines.get_colors()[:, 3]) > 0)


def test_a_line_joins_the_neurons_of_its_weight():
    a = net(2, [3], 1)
    W = np.zeros((2, 3))
    W[1, 0] = 1.0
    strongest = edges(plots.layout(a, of(a, W0=W)))[0].get_segments()[-1]
    assert strongest[0, 1] < 0 < strongest[1, 1]  # from the lower input to the uppermost neuron


def test_maxout_shows_the_largest_of_its_pieces():
    a = net(1, [Layer(2, "maxout(2)")], 1)
    lines = edges(plots.layout(a, of(a, W0=[[1.0, -3.0, 2.0, 0.5]])))[0]
    np.testing.assert_allclose(lines.get_colors()[:, :3], [to_rgb(palette.POSITIVE), to_rgb(palette.NEGATIVE)])


def test_without_parameters_all_lines_are_alike_and_no_key_is_shown(see):
    figure = plots.layout(CASES["4-8-8-3"])
    assert len({tuple(c) for lines in edges(figure) for c in lines.get_colors()}) == 1
    assert not [w for w in see(figure).words if "weight" in w]
    assert "positive weight" in see(plots.layout(CASES["2-2-1"], initialize(CASES["2-2-1"]))).words


def test_weights_that_are_not_finite_are_drawn_as_none():
    a = net(2, [2], 1)
    lines = edges(plots.layout(a, of(a, W0=[[np.nan, np.inf], [1.0, -1.0]])))[0]
    assert np.isfinite(lines.get_linewidths()).all()
    assert sorted(lines.get_linewidths())[0] < 1 < sorted(lines.get_linewidths())[-1]
    plots.layout(a, of(a, W0=np.full((2, 2), np.nan)))


def test_skip_connections_are_arcs_above_the_neurons():
    figure = plots.layout(CASES["rich"])
    arcs = [p for p in figure.axes[0].patches if isinstance(p, FancyArrowPatch)]
    assert len(arcs) == 3
    low, high = figure.axes[0].get_ylim()
    assert all(low < p.get_path().vertices[:, 1].max() < high for p in arcs)


def test_a_layer_with_dropout_is_dashed():
    styles = [c.get_linestyle()[0][1] for c in plots.layout(CASES["rich"]).axes[0].collections
              if isinstance(c, PatchCollection)]  # fmt: skip
    assert [s is not None for s in styles] == [False, True, False, False, False]


def test_drawn_into_axes_everything_shrinks_with_them(see):
    figure = Figure(figsize=(4, 3))
    assert plots.layout(CASES["4-8-8-3"], ax=figure.subplots()) is figure
    seen = see(figure)
    assert seen.overlapping() == []
    assert seen.texts[0].get_fontsize() < palette.SMALL


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(NNPlayError, match="follows from the data"):
        plots.layout(Architecture.dense((4,)))
    with pytest.raises(NNPlayError, match="another network"):
        plots.layout(CASES["2-2-1"], initialize(CASES["2-4-4-4-1"]))
