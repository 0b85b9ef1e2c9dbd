"""The live widget: its own methods, the messages of its page, and a real kernel."""

import math
import time

import numpy as np
import pytest

import nnplay as nn
from nnplay.notebook.widget import Live
from nnplay.playground.surface import SIDE


class Recorded(Live):
    """The widget, with what it sends kept."""

    def send(self, content, buffers=None):
        self.sent = [*getattr(self, "sent", []), (content, buffers)]


def live(data="spiral", architecture=(6,), playing=False, pace=None, **settings):
    plain = {"recipe": None, "x": settings.pop("x", None), "y": settings.pop("y", None)}
    return Recorded(data, architecture, playing=playing, pace=pace, **plain, **({"epochs": 30} | settings))


def send(widget, what, **more):
    widget._on_message(None, {"do": what, **more}, [])
    return widget.sent[-1]


def test_it_begins_untrained_and_steps():
    widget = live()
    content, (image,) = widget.sent[-1] if hasattr(widget, "sent") else send(widget, "ready")
    assert (content["epoch"], widget.session.epoch, len(image)) == (0, 0, 3 * SIDE * SIDE)
    content, (later,) = send(widget, "step")
    assert content["epoch"] == 1
    assert later != image
    assert content["rows"][-1]["train_loss"] == widget.run.history["train_loss"][1]
    widget.stop()


def test_played_to_the_end_it_is_the_run_of_train():
    widget = live(playing=True, learning_rate=0.05)
    run, expected = widget.wait(), nn.train("spiral", (6,), epochs=30, learning_rate=0.05)
    np.testing.assert_array_equal(run.parameters.theta, expected.parameters.theta)
    assert run.metrics == expected.metrics
    content, _ = send(widget, "ready")
    assert [row["epoch"] for row in content["rows"]] == list(range(31))
    assert content["running"] is False


def test_it_plays_at_a_pace_to_watch_and_sends_the_weights_to_draw():
    widget = live("iris", (20, 3), epochs=100)
    content, _ = send(widget, "ready")
    assert content["pace"] == 20  # five seconds
    layers = widget.plot_data["layers"]
    assert [(layer["width"], layer["drawn"]) for layer in layers] == [(4, 4), (20, 12), (3, 3), (3, 3)]
    assert layers[-1]["names"] == ["setosa", "versicolor", "virginica"]
    first, last = content["weights"][0], widget.session.parameters.W[0]
    np.testing.assert_allclose(first, last[:, :12] / np.abs(last).max(), atol=1e-3)
    assert send(widget, "pace", value=0) is not None
    assert live(epochs=10, pace=0)._pace is None
    widget.stop()


def test_the_page_says_whether_it_is_dark():
    widget = live()
    _, (light,) = send(widget, "ready", dark=False)
    _, (dark,) = send(widget, "theme", dark=True)
    assert max(light) > 240 > max(dark) * 0.5
    assert np.frombuffer(dark, np.uint8).mean() < 0.6 * np.frombuffer(light, np.uint8).mean()
    widget.stop()


def test_each_row_is_sent_once():
    widget = live()
    for _ in range(4):
        send(widget, "step")
    rows = []
    for content, _ in widget.sent:
        rows = rows[: content["first"]] + content["rows"]
    assert [row["epoch"] for row in rows] == [0, 1, 2, 3, 4]
    widget.stop()


def test_back_and_a_fork_from_there():
    widget = live()
    images = {}
    for _ in range(8):
        content, (image,) = send(widget, "step")
        images[content["epoch"]] = image
    content, (image,) = send(widget, "epoch", epoch=3)
    assert (content["epoch"], image) == (3, images[3])
    content, _ = send(widget, "rate", value="0.5")
    assert (content["rate"], content["message"]) == (0.5, "")
    content, _ = send(widget, "step")
    assert content["epoch"] == 4
    expected = nn.train("spiral", (6,), epochs=30).fork(3, learning_rate=0.5)
    run = widget.wait()
    np.testing.assert_array_equal(run.parameters.theta, expected.parameters.theta)
    assert run.past[0].until == 3
    content, (image,) = send(widget, "reset")
    assert (content["epoch"], content["rate"], len(content["rows"])) == (0, 0.02, 1)
    widget.stop()


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ({"do": "rate", "value": "hello"}, "not a number"),
        ({"do": "rate", "value": "-1"}, "learning_rate must be greater than 0"),
        ({"do": "rate", "value": "nan"}, "learning_rate"),
        ({"do": "rate"}, "not a number"),
        ({"do": "pace", "value": -3}, "pace"),
        ({"do": "epoch"}, "not a number"),
    ],
)
def test_a_wrong_entry_is_one_sentence(command, message):
    widget = live()
    widget._on_message(None, command, [])
    assert message in widget.sent[-1][0]["message"]
    widget._on_message(None, {"do": "launch"}, [])
    widget._on_message(None, "hello", [])
    widget.stop()


def test_at_its_end_it_goes_on_with_another_rate_or_is_forked_from_before():
    widget = live(epochs=3)
    widget.wait()
    send(widget, "epoch", epoch=1)
    content, _ = send(widget, "rate", value="0.5")
    assert content["message"] == ""
    assert widget.wait().past[0].until == 1
    content, _ = send(widget, "rate", value="0.2")
    assert content["message"] == ""
    run = widget.wait()
    assert [leg.until for leg in run.past] == [1, 3]
    assert run.history["epoch"][-1] == 6


def test_many_features_regressions_and_several_targets(tmp_path):
    regression = live("diabetes", (4,), x="bmi", y="bp")
    plot_data = regression.plot_data
    assert (plot_data["plane"]["names"], plot_data["score"]) == (("bmi", "bp"), "r2")
    assert len(send(regression, "step")[1][0]) == 3 * SIDE * SIDE
    with pytest.raises(nn.NNPlayError, match="two numeric features"):
        live("diabetes", (4,), x="nothing")
    X = np.random.default_rng(0).normal(size=(30, 3))
    several = live(nn.Dataset.from_arrays(X, X[:, :2], task="regression"), (4,))
    assert several.plot_data["plane"] is None
    assert send(several, "step")[1] == [b""]
    one = live(nn.Dataset.from_arrays(X[:, :1], X[:, 0], task="regression"), (4,))
    assert one.plot_data["plane"] is None
    for widget in (regression, several, one):
        widget.stop()


def test_a_divergence_is_told():
    widget = live("diabetes", (4,), scale="none", learning_rate=1e12, playing=True)
    end = time.monotonic() + 20
    while not (hasattr(widget, "sent") and "stopped being finite" in widget.sent[-1][0]["message"]):
        assert time.monotonic() < end
        time.sleep(0.02)
    for row in widget.sent[-1][0]["rows"]:
        assert all(value is None or math.isfinite(value) for value in row.values())


@pytest.mark.slow
def test_in_a_real_kernel(tmp_path):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    notebook = nbformat.v4.new_notebook()
    code = ["import nnplay as nn", "w = nn.live('spiral', (4,), epochs=20)\nw", "print(w.wait().epoch)", "w.run"]
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in code]
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    view = notebook.cells[1].outputs[0].data
    assert "application/vnd.jupyter.widget-view+json" in view
    assert notebook.cells[2].outputs[0].text == "20\n"
    assert "<svg" in notebook.cells[3].outputs[0].data["text/html"]
