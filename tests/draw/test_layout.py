"""The layout of a network: what is drawn, from 2-2-1 to 784-256-128-10, and that its texts keep apart."""

from itertools import combinations

import pytest
from matplotlib.text import Text

import nnplay as nn
from nnplay import draw
from nnplay.parameters import initialize


def network(*hidden, inputs, outputs):
    layers = [layer if isinstance(layer, nn.Layer) else nn.Layer(layer) for layer in hidden]
    return nn.Architecture(layers).resolve(inputs=inputs, outputs=outputs, output="identity", loss="mse")


NETWORKS = {
    "2-2-1": network(2, inputs=2, outputs=1),
    "4-8-8-3": network(8, 8, inputs=4, outputs=3),
    "784-256-128-10": network(256, 128, inputs=784, outputs=10),
    "linear": network(inputs=3, outputs=2),
    "one": network(inputs=1, outputs=1),
    "deep": network(*[6] * 30, inputs=2, outputs=1),
    "extras": network(
        nn.Layer(8, "leaky_relu(0.2)", dropout=0.2, norm="batch", skip=True),
        nn.Layer(8, "maxout(3)", skip=True),
        inputs=5,
        outputs=2,
    ),
    "wide": network(500, 500, inputs=500, outputs=500),
}


def visible(figure):
    figure.canvas.draw()
    return [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]


@pytest.mark.parametrize("name", NETWORKS)
def test_no_text_lies_on_another_and_none_is_cut_off(name):
    figure = draw.layout(NETWORKS[name], initialize(NETWORKS[name]))
    page = figure.bbox
    boxes = [(t.get_text(), t.get_window_extent()) for t in visible(figure)]
    for text, box in boxes:
        assert box.x0 >= page.x0 - 1, text
        assert box.x1 <= page.x1 + 1, text
        assert box.y0 >= page.y0 - 1, text
        assert box.y1 <= page.y1 + 1, text
    overlapping = [(a, b) for (a, x), (b, y) in combinations(boxes, 2) if x.padded(-1).overlaps(y.padded(-1))]
    assert not overlapping


@pytest.mark.parametrize("name", ["2-2-1", "4-8-8-3", "784-256-128-10"])
def test_widths_shapes_and_counts_are_written(name):
    architecture = NETWORKS[name]
    said = " ".join(t.get_text() for t in visible(draw.layout(architecture)))
    for width in architecture.widths:
        assert str(width) in said
    for n_in, n_out in zip(architecture.widths, architecture.widths[1:], strict=False):
        assert f"{n_in} × {n_out}" in said
        assert f"{n_in * n_out + n_out:,}" in said


def test_what_a_layer_has_besides_is_written():
    said = " ".join(t.get_text() for t in visible(draw.layout(NETWORKS["extras"])))
    for word in ("leaky_relu", "dropout 0.2", "batch norm", "maxout"):
        assert word in said


def test_names_of_inputs_and_outputs_are_shown_literally():
    names = ["$a$", "<b>"]
    figure = draw.layout(NETWORKS["2-2-1"], input_names=names, output_names=["日本 🎉"])
    said = [t.get_text() for t in visible_quietly(figure)]
    assert set(names) <= set(said)


def visible_quietly(figure):
    draw.svg(figure)
    return [t for t in figure.findobj(Text) if t.get_text().strip()]
