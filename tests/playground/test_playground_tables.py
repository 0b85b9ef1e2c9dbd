"""The pictures of a training as tables."""

import csv
import io

import numpy as np
import pytest

import nnplay as nn
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.surface import Scene
from nnplay.playground.tables import Table, answers, history, numbers


@pytest.fixture
def session():
    opened = []

    def opening(data, *layers, **recipe):
        opened.append(PlaygroundSession(data, nn.Architecture(layers), nn.Recipe(epochs=5, **recipe)))
        return opened[-1]

    yield opening
    for one in opened:
        one.close()


def test_the_history_has_a_row_for_each_epoch(session):
    one = session("circle", nn.Layer(3), samples=60)
    for _ in range(3):
        one.step()
    table = history(one.view_state())
    assert table.head == ("epoch", "train loss", "train accuracy", "test loss", "test accuracy")
    assert [row[0] for row in table.rows] == [0, 1, 2, 3]
    assert table.rows[3][1] == one.snapshot.metrics["train"]["loss"]


@pytest.mark.parametrize("data", ["circle", "iris"])
def test_the_answers_are_those_of_the_network_with_how_sure_it_is(session, data):
    one = session(data, nn.Layer(4))
    one.step()
    seen = one.view_state()
    scene = Scene(seen.problem)
    table = answers(seen, scene)
    assert table.head[0] == " / ".join(reversed(scene.names))
    assert [row[0] for row in table.rows] == pytest.approx(np.linspace(*scene.spans[1], 9)[::-1])
    rest = {c.name: float(np.median(c.values)) for c in seen.dataset.features}
    model = seen.problem.model(seen.parameters)
    for row in (0, 4, 8):
        place = rest | {scene.names[0]: scene.spans[0][1], scene.names[1]: table.rows[row][0]}
        label, share = table.rows[row][9].rsplit(" ", 1)
        assert label == model.predict(place)[0]
        assert share == f"{model.probabilities(place).max():.0%}"


def test_the_answers_of_a_regression_are_values(session):
    one = session("plane", nn.Layer(2), samples=50)
    seen = one.view_state()
    scene = Scene(seen.problem)
    corner = {scene.names[0]: scene.spans[0][0], scene.names[1]: scene.spans[1][0]}
    assert answers(seen, scene).rows[-1][1] == seen.problem.model(seen.parameters).predict(corner)[0]


def test_the_numbers_of_a_layer_are_all_that_it_has_learned(session):
    one = session("circle", nn.Layer(3, "prelu", norm="batch"), nn.Layer(2, "maxout(2)", skip=True), samples=60)
    seen, theta = one.view_state(), one.parameters
    first, second, last = (numbers(seen, layer) for layer in range(3))
    assert first.head == ("", "1", "2", "3")
    assert [row[0] for row in first.rows] == ["x1", "x2", "b", "gamma", "beta", "learned", "mean", "variance"]
    assert np.array([row[1:] for row in first.rows[:2]]).tolist() == theta.W[0].tolist()
    assert [row[0] for row in second.rows] == ["1", "2", "3", "b", "P", "P", "P"]
    assert second.rows[3][1:] == tuple(theta.b[1])
    assert second.rows[4] == ("P", *theta.P[1][0], "", "")
    assert second.text().splitlines()[-1].endswith(",,")
    assert last.rows[-1] == ("b", theta.b[2][0])


def test_some_of_a_table_keeps_the_first_and_the_last_row():
    table = Table(("a", "b", "c"), tuple((str(k), float(k), -float(k)) for k in range(1000)))
    some = table.some(40, 2)
    assert (len(some.rows), some.rows[0], some.rows[-1]) == (40, ("0", 0.0), ("999", 999.0))
    assert Table(("a",), ()).some(40, 2).rows == ()
    assert table.some(5000, 9) == table


def test_a_table_as_text_has_every_digit_and_no_spreadsheet_executes_it():
    table = Table(("a,b", "c"), (('say "x"', 0.1 + 0.2), ("line\nbreak", 1e-300), ("=1+1", -1.0)))
    assert list(csv.reader(io.StringIO(table.text()))) == [
        ["a,b", "c"], ['say "x"', repr(0.1 + 0.2)], ["line\nbreak", "1e-300"], ["'=1+1", "-1.0"],
    ]  # fmt: skip
    assert Table(("a", "b"), ()).text() == "a,b\n"
