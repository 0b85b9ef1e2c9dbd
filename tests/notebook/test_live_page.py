"""The page's side of the live widget, in a real browser; the widget itself is on the other end."""

import base64
import time

import pytest
from browsers import CHROMIUM, playwright_chromium

import nnplay as nn
from nnplay.notebook.widget import HERE, Live

pytestmark = pytest.mark.slow
PAGE = """
<!doctype html><meta charset="utf-8"><title>live</title><style>%s</style><div id="root"></div>
<script type="module">
import widget from "/live.js";
const takers = [];
window.deliver = (content, bytes) => {
  const raw = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
  for (const take of takers) take(content, [new DataView(raw.buffer)]);
};
const model = {
  get: () => window.scene, send: (what) => window.toPython(what),
  on: (_, take) => takers.push(take), off: () => {},
};
window.scene = await window.describe();
widget.render({ model, el: document.getElementById("root") });
</script>
"""


class Wired(Live):
    """The widget on the wire of a browser's page."""

    def send(self, content, buffers=None):
        self.queue = [*getattr(self, "queue", []), (content, buffers)]


class Wire:
    """A page with the widget in it, and the messages between them."""

    def __init__(self, browser, widget):
        self.widget, self.troubles, self.requests = widget, [], []
        self.page = browser.new_page()
        self.page.on("console", lambda m: self.troubles.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.troubles.append(str(e)))
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.expose_function("toPython", lambda what: widget._on_message(None, what, []))
        self.page.expose_function("describe", lambda: widget.plot_data)
        script = (HERE / "live.js").read_text("utf-8")
        page = PAGE % (HERE / "live.css").read_text("utf-8")
        self.page.route("**/live.js", lambda r: r.fulfill(body=script, content_type="text/javascript"))
        self.page.route("http://nnplay.test/", lambda r: r.fulfill(body=page, content_type="text/html"))
        self.page.goto("http://nnplay.test/")
        self.page.wait_for_selector(".nnplay-live")
        self.root = self.page.locator(".nnplay-live")

    def until(self, condition, seconds=20):
        """Deliver what the widget sends until the page shows what is expected."""
        end = time.monotonic() + seconds
        while not condition(self):
            assert time.monotonic() < end, (self.root.inner_text(), self.troubles)
            waiting, self.widget.queue = getattr(self.widget, "queue", []), []
            for content, buffers in waiting:
                image = base64.b64encode(buffers[0]).decode()
                self.page.evaluate("([content, bytes]) => window.deliver(content, bytes)", [content, image])
            self.page.wait_for_timeout(20)

    @property
    def epoch(self):
        return int(self.root.get_attribute("data-epoch") or -1)

    def press(self, name):
        button = self.page.get_by_role("button", name=name, exact=True)
        self.until(lambda wire: button.is_visible() and button.is_enabled())
        button.click()

    def colour(self, label):
        """The colour in the middle of a canvas."""
        return self.page.get_by_label(label).evaluate(
            "c => [...c.getContext('2d').getImageData(c.width * 0.55, c.height * 0.3, 1, 1).data]"
        )

    def colours(self, label):
        """The different colours of a canvas."""
        return self.page.get_by_label(label).evaluate(
            "c => [...new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer))]"
        )


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with playwright_chromium() as browser:
        yield browser


def widget_of(data="spiral", **settings):
    plain = {"recipe": None, "x": None, "y": None, "playing": False, "pace": 0}
    return Wired(data, nn.Architecture.dense((6,), activation="tanh"), **plain, **settings)


def test_buttons_slider_rate_and_pictures(browser):
    widget = widget_of(epochs=400)
    wire = Wire(browser, widget)
    wire.until(lambda w: w.root.get_attribute("data-rows") == "1")
    first = wire.colour("Predictions over two features")
    assert first[3] == 255
    wire.press("Step")
    wire.until(lambda w: w.epoch == 1)
    wire.press("Play")
    wire.until(lambda w: w.epoch == 400)
    assert wire.colour("Predictions over two features") != first
    assert len(wire.colours("The network and its weights")) > 20
    wire.press("Replay")
    wire.until(lambda w: 0 < w.epoch < 200)
    wire.press("Stop")
    wire.until(lambda w: w.epoch == 400)
    slider = wire.page.get_by_label("epoch", exact=True)
    slider.evaluate("e => { e.value = 250; e.dispatchEvent(new Event('input')); }")
    wire.until(lambda w: w.epoch == 250)
    loss = widget.run.history["train_loss"][250]
    assert f"train {float(f'{loss:.3g}'):g}" in wire.root.inner_text()
    rate = wire.page.get_by_label("learning rate")
    rate.fill("nonsense")
    rate.press("Enter")
    wire.until(lambda w: "not a number" in w.root.inner_text())
    rate.fill("0.5")
    rate.press("Enter")
    wire.until(lambda w: w.page.get_by_role("button", name="Step").is_enabled())
    wire.press("Step")
    wire.until(lambda w: w.epoch == 251)
    assert widget.run.recipe.learning_rate == 0.5
    wire.press("Reset")
    wire.until(lambda w: w.epoch == 0 and w.root.get_attribute("data-rows") == "1")
    widget.stop()
    assert wire.troubles == []
    assert all(url.startswith("http://nnplay.test/") for url in wire.requests)


def test_hostile_names_are_text(browser):
    import numpy as np

    evil = "<img src=x onerror=alert(1)>"
    X = np.random.default_rng(0).normal(size=(40, 2))
    labels = [evil if row[0] > 0 else "b" for row in X]
    data = nn.Dataset.from_arrays(X, labels, task="classification", feature_names=[evil, "b"], name=evil)
    widget = widget_of(data, epochs=3)
    wire = Wire(browser, widget)
    wire.until(lambda w: w.epoch == 0)
    assert evil in wire.root.inner_text()
    assert wire.page.locator("img").count() == 0
    widget.stop()
    assert wire.troubles == []
