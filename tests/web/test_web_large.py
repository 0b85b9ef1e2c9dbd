"""Networks of any size: all of it at once, and what is small made larger."""

import numpy as np
import pytest

import nnplay as nn
from nnplay.web.frames import unpack
from nnplay.web.link import page_of
from nnplay.web.visitor import Visitor
from nnplay.web.wire import Wire

INKED = """(name) => {
  const drawn = document.querySelector(`[data-neuron='${name}'] canvas`);
  const copy = new OffscreenCanvas(drawn.width, drawn.height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(drawn, 0, 0);
  return copy.getImageData(drawn.width / 2, drawn.height / 2, 1, 1).data[3] === 255;
}"""


DEEP = "net=" + ";".join(["20:tanh"] * 30)
MIDDLE = "element => { const b = element.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }"


def test_of_many_weights_the_strongest_of_each_layer_are_sent():
    visitor = Visitor(page_of("net=200:relu;200:maxout")[0])
    header, arrays = unpack(Wire(visitor, None).frame())
    assert (header["scene"]["whole"], "theta" in arrays, arrays["neurons"].shape) == (False, False, (401, 24, 24))
    parameters = visitor.session.parameters
    for layer, W in enumerate(parameters.W):
        told = arrays["strongest"][arrays["strongest"][:, 0] == layer]
        assert len(told) == min(500, W.size)
        assert np.array_equal(np.sort(np.abs(told[:, 3])), np.sort(np.abs(W.ravel()))[-500:])
        pieces = W.shape[1] // parameters.layout.blocks[layer].n_out
        for _, start, end, weight in told[:20].astype(float):
            assert weight in W[int(start), int(end) * pieces : (int(end) + 1) * pieces]
    visitor.close()


def test_of_many_weights_those_of_the_neuron_that_is_opened_are_sent():
    visitor = Visitor(page_of("net=200:relu;200:maxout")[0])
    wire = Wire(visitor, None)
    assert "numbers" not in unpack(wire.frame())[1]
    before = visitor.state()
    visitor.opened = 1, 7
    assert visitor.state() != before
    header, arrays = unpack(wire.frame())
    W, b = visitor.session.parameters.W[1], visitor.session.parameters.b[1]
    assert header["opened"] == [1, 7]
    assert np.array_equal(arrays["numbers"], np.vstack([b[14:16], W[:, 14:16]]))
    for nowhere in ((9, 0), (1, 200)):
        visitor.opened = nowhere
        assert "numbers" not in unpack(wire.frame())[1]
    visitor.close()


def test_a_varied_input_has_a_picture_and_one_that_is_held_is_neutral():
    visitor = Visitor(page_of("data=iris")[0])
    inputs = unpack(Wire(visitor, None).frame())[1]["inputs"]
    assert [len(np.unique(picture)) > 1 for picture in inputs] == [False, False, True, True]
    assert np.unique(inputs[:2]).tolist() == [128]
    visitor.close()


def test_the_pictures_are_small_where_there_are_many_neurons():
    visitor = Visitor(page_of("net=" + ";".join(["300:relu"] * 10))[0])
    _, arrays = unpack(Wire(visitor, None).frame())
    assert arrays["neurons"].shape == (3001, 12, 12)
    visitor.close()


@pytest.mark.slow
def test_a_deep_network_is_seen_whole_and_made_larger_with_keys_and_mouse(tab):
    one = tab(f"?data=spiral&{DEEP}")
    page, view = one.page, one.page.get_by_role("region", name="The layers of the network")
    assert page.locator(".neuron").count() == 601
    assert view.evaluate("v => v.scrollWidth <= v.clientWidth && v.scrollHeight <= v.clientHeight")
    assert one.feed("feed.scene.whole")
    page.wait_for_function(INKED, arg="29,19")
    view.focus()
    for _ in range(9):
        page.keyboard.press("+")
    page.get_by_text("20 neurons").first.wait_for()
    assert view.evaluate("v => v.scrollWidth > 5 * v.clientWidth")
    before = view.evaluate("v => v.scrollLeft")
    box = view.bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + box["height"] - 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + box["height"] - 30, steps=4)
    page.mouse.up()
    assert view.evaluate("v => v.scrollLeft") == pytest.approx(before + 100, abs=1)
    assert page.get_by_role("dialog").count() == 0
    page.keyboard.press("0")
    one.until("document.querySelector('.net-scroll').dataset.zoom === '1.00'")
    page.locator(".zoom[title='Zoom in (+)']").click()
    assert view.evaluate("v => v.dataset.zoom") == "1.25"
    page.keyboard.down("Control")
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    one.until("Number(document.querySelector('.net-scroll').dataset.zoom) > 3")
    one.train(1)
    run = nn.train(
        "spiral", page_of(DEEP)[0].architecture, recipe=page_of(f"data=spiral&{DEEP}")[0].recipe.replace(epochs=1)
    )
    assert one.frame["theta"] == run.parameters.theta.astype(float).tolist()


@pytest.mark.slow
def test_neurons_without_room_are_cells_that_are_looked_at_opened_and_unfolded(tab):
    one = tab("?data=spiral&net=500:tanh&lang=de")
    page = one.page
    shown = page.locator("[data-neuron^='0,']")
    few = shown.count()
    assert 3 < few < 20
    cells = page.locator(".cells")
    assert cells.evaluate("c => c.getContext('2d').getImageData(2, 2, 1, 1).data[3]") == 255
    x, y = cells.evaluate(MIDDLE)
    page.mouse.move(x, y)
    one.until("window.nnplayFeed.frame.looked !== null")
    layer, place = one.frame["looked"]
    assert (layer, few <= place < 500) == (0, True)
    page.get_by_text(f"Schicht 1, Neuron {place + 1}").wait_for()
    page.mouse.click(x, y)
    field = page.get_by_role("dialog").get_by_label("Gewicht von x₂")
    assert float(field.input_value()) == pytest.approx(one.feed(f"feed.weight(0, 1, {place})"), rel=1e-5)
    page.keyboard.press("Escape")
    unfold = page.get_by_role("button", name=f"{500 - few} weitere: Schicht 1")
    unfold.focus()
    page.keyboard.press("Enter")
    page.locator("[data-neuron='0,499']").wait_for()
    assert shown.count() == 500
    assert page.evaluate("document.activeElement.className") == "unfold"
    page.keyboard.press("Enter")
    unfold.wait_for()
    assert shown.count() == few


@pytest.mark.slow
def test_every_number_of_a_large_network_is_read_set_and_explained(tab):
    query = "net=200:relu;200:relu"
    one = tab(f"?{query}")
    page, dialog = one.page, one.page.get_by_role("dialog")
    settings = page_of(query)[0]
    run = nn.train("circle", settings.architecture, recipe=settings.recipe.replace(epochs=1))
    one.press("step")
    one.until("window.nnplayFeed.frame.epoch === 1")
    page.locator("[data-neuron='1,1']").focus()
    page.keyboard.press("Enter")
    one.until("window.nnplayFeed.frame.numbers")
    field = dialog.get_by_label("Weight from neuron 3", exact=True)
    assert float(field.input_value()) == pytest.approx(run.parameters.W[1][2, 1], rel=1e-5)
    assert float(dialog.get_by_label("Bias").input_value()) == pytest.approx(run.parameters.b[1][1], rel=1e-5, abs=1e-9)
    field.fill("2.5")
    field.press("Enter")
    page.get_by_text("Set by hand: W[1][2, 1] = 2.5 after epoch 1.").wait_for()
    one.until("window.nnplayFeed.weight(1, 2, 1) === 2.5")
    one.press("equation")
    page.locator(".inside-sheet").get_by_text("Layer 2, hidden").first.wait_for()
    page.evaluate("scrollTo(0, 0)")
    x, y = page.evaluate(
        """() => {
          const box = (name) => document.querySelector(name).getBoundingClientRect();
          const from = box('[data-input=x1] canvas'), to = box("[data-neuron='0,0'] canvas");
          return [(from.right + to.left) / 2, (from.top + from.bottom + to.top + to.bottom) / 4];
        }"""
    )
    page.mouse.click(x, y)
    page.get_by_role("heading", name="x₁ → Layer 1, neuron 1").wait_for()
    one.until("document.querySelector('.numbers-fields input').value !== ''")
    assert float(dialog.get_by_label("Weight from x₁").input_value()) == pytest.approx(
        run.parameters.W[0][0, 0], rel=1e-5
    )
    page.keyboard.press("Escape")
    one.until("!window.nnplayFeed.frame.numbers")


@pytest.mark.slow
def test_of_too_many_weights_the_strongest_are_drawn_and_it_says_so(tab):
    one = tab("?net=200:relu;200:relu", viewport={"width": 390, "height": 844})
    one.page.get_by_text("these are the strongest of each layer").wait_for()
    assert one.feed("feed.frame.strongest.shape") == [1100, 4]
    one.press("step")
    one.until("window.nnplayFeed.frame.epoch === 1")
    inked = "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v, k) => k % 4 === 3 && v > 40)"
    assert one.page.locator(".lines").evaluate(inked)
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 390
