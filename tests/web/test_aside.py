"""Runs that a visitor keeps, and his races, without a browser."""

import threading
import time

import numpy as np
import pytest

import nnplay as nn
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.playground import point_editor
from nnplay.web.aside import MOST_KEPT, networks
from nnplay.web.frames import unpack
from nnplay.web.link import page_of
from nnplay.web.page.compare import told as compared
from nnplay.web.settings import onto
from nnplay.web.visitor import Visitor
from nnplay.web.wire import Wire

XOR = "data=xor&samples=60&net=3:tanh&epochs=40"


@pytest.fixture
def visitor():
    made = Visitor(page_of(XOR)[0])
    yield made
    made.close()


def ended(racing, seconds=60):
    racing.thread.join(seconds)
    assert not racing.running
    return racing.told()


def test_a_kept_run_has_its_curves_below_the_new_ones(visitor):
    wire = Wire(visitor, None)
    for _ in range(4):
        visitor.step()
    assert "kept0" not in unpack(wire.frame())[1]
    before = visitor.state()
    visitor.keep()
    assert visitor.state() != before
    run = visitor.aside[0].kept.run
    visitor.change(visitor.settings.replace(learning_rate=0.3, seed=5))
    header, arrays = unpack(wire.frame())
    assert header["kept"][0]["same"]
    assert arrays["kept0"][:, 0].tolist() == [0, 1, 2, 3, 4]
    assert arrays["kept0"][:, 1].tolist() == run.history["train_loss"]
    assert arrays["kept0"][:, 4].tolist() == run.history["test_accuracy"]
    assert "kept" not in unpack(wire.frame())[0], "it is sent once"
    told = visitor.aside[0].kept.differences(visitor.session.requested_architecture(), visitor.session.recipe)
    assert told == "--learning-rate 0.03 --seed 0"
    visitor.drop(0)
    assert unpack(wire.frame())[0]["kept"] == []


def test_what_is_other_is_told_of_data_of_any_kind(visitor):
    visitor.keep()
    visitor.change(onto(visitor.settings, "iris"))
    visitor.keep()
    visitor.change(onto(visitor.settings, "circle"))
    assert all(isinstance(told["differs"], str) for told in compared(visitor)["runs"])


def test_a_kept_run_comes_back_with_the_points_it_was_trained_on(visitor):
    wire = Wire(visitor, None)
    visitor.draw(lambda data: point_editor.add_point(data, 1.5, -2.5, "blue"))
    visitor.step()
    visitor.keep()
    places = visitor.whole(visitor.session.problem).features[0].values
    for _ in range(3):
        visitor.draw(lambda data: point_editor.remove_point(data, 0))
    wire.frame()
    visitor.bring_back(0)
    wire.frame()
    assert visitor.session.dataset.n_rows == len(places) == 61
    np.testing.assert_array_equal(visitor.whole(visitor.session.problem).features[0].values, places)


def test_a_kept_run_comes_back_and_goes_on_as_if_nothing_had_been(visitor):
    for _ in range(3):
        visitor.step()
    page = visitor.settings
    visitor.keep()
    picture = visitor.aside[0].picture
    visitor.change(visitor.settings.replace(data="circle", architecture=Architecture.dense((2, 2))))
    visitor.step()
    visitor.bring_back(0)
    assert visitor.settings == page
    header, arrays = unpack(Wire(visitor, None).frame())
    assert np.array_equal(arrays["surface"], picture)
    assert (header["epoch"], header["scene"]["title"]) == (3, "xor")
    visitor.step()
    run = nn.train("xor", page.architecture, recipe=page.recipe.replace(epochs=4))
    assert visitor.session.parameters.theta.tolist() == run.parameters.theta.tolist()
    assert len(visitor.aside) == 1
    with pytest.raises(NNPlayError, match="no saved run 2"):
        visitor.bring_back(1)


def test_only_some_runs_are_kept(visitor):
    for _ in range(MOST_KEPT):
        visitor.keep()
    with pytest.raises(NNPlayError, match="delete one of them first"):
        visitor.keep()


@pytest.mark.parametrize("fair", ["epochs", "parameters", "flops"])
def test_a_race_finds_what_compare_finds(visitor, fair):
    visitor.race("2; 4,2; 3", 2, 5, fair)
    told = ended(visitor.racing)
    page = visitor.settings
    nets = networks("2; 4,2; 3", page.architecture)
    found = nn.compare("xor", nets, [page.recipe.replace(epochs=5)], seeds=2, at=fair)
    assert [one["name"] for one in told["standings"]] == [s.name for s in found.standings]
    assert [one["mean"] for one in told["standings"]] == [s.mean for s in found.standings]
    assert [one["parameters"] for one in told["standings"]] == [s.parameters for s in found.standings]
    curve = next(curve for curve in told["curves"] if curve["name"] == found.best.name)
    losses = np.array([o.history["test_loss"] for o in found.best.outcomes])
    assert curve["mean"][-1] == pytest.approx(losses[:, -1].mean())
    assert curve["high"][-1] - curve["mean"][-1] == pytest.approx(losses[:, -1].std(ddof=1))


def test_a_race_is_ended_within_a_second(visitor):
    visitor.race("400,400,400; 500,500", 5, 2000, "epochs")
    time.sleep(0.3)
    began = time.monotonic()
    visitor.close()
    visitor.racing.thread.join(10)
    assert time.monotonic() - began < 20
    assert visitor.racing.told()["done"] < 10
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("nnplay-race")]


@pytest.mark.parametrize(
    ("text", "seeds", "epochs", "told"),
    [
        ("2", 2, 5, "at least two networks"), ("", 2, 5, "1 to 8 networks, not 0"), ("x; 2", 2, 5, "not 'x'"),
        ("2; 501", 2, 5, "at most 30 layers of 500"), ("2; 3", 11, 5, "1 to 10 seeds, not 11"),
        ("2; 3", 2, 0, "1 to 2,000 epochs, not 0"), ("2; 3", 2, 10**9, "1 to 2,000 epochs"),
        (";".join("123456789"), 2, 5, "1 to 8 networks, not 9"), ("2; -3", 2, 5, "not '-3'"),
    ],
)  # fmt: skip
def test_what_is_no_race_is_told(visitor, text, seeds, epochs, told):
    with pytest.raises(NNPlayError, match=told):
        visitor.race(text, seeds, epochs, "epochs")
    assert visitor.racing is None
