"""The plots of a session as tables."""

import csv
import io

import numpy as np
import pytest

import nnplay as nn
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.surface import SurfacePlot
from nnplay.playground.tables import CellTable, history_table, parameter_table, surface_table


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
    table = history_table(one.view_state())
    assert table.header == ("epoch", "train loss", "train accuracy", "test loss", "test accuracy")
    assert [row[0] for row in table.rows] == [0, 1, 2, 3]
    assert table.rows[3][1] == one.snapshot.metrics["train"]["loss"]


@pytest.mark.parametrize("data", ["circle", "iris"])
def test_the_answers_are_those_of_the_network_with_how_sure_it_is(session, data):
    one = session(data, nn.Layer(4))
    one.step()
    view_state = one.view_state()
    scene = SurfacePlot(view_state.problem)
    table = surface_table(view_state, scene)
    assert table.header[0] == " / ".join(reversed(scene.names))
    assert [row[0] for row in table.rows] == pytest.approx(np.linspace(*scene.ranges[1], 9)[::-1])
    rest = {c.name: float(np.median(c.values)) for c in view_state.dataset.features}
    model = view_state.problem.model(view_state.parameters)
    for row in (0, 4, 8):
        place = rest | {scene.names[0]: scene.ranges[0][1], scene.names[1]: table.rows[row][0]}
        label, share = table.rows[row][9].rsplit(" ", 1)
        assert label == model.predict(place)[0]
        assert share == f"{model.probabilities(place).max():.0%}"


def test_the_answers_of_a_regression_are_values(session):
    one = session("plane", nn.Layer(2), samples=50)
    view_state = one.view_state()
    scene = SurfacePlot(view_state.problem)
    corner = {scene.names[0]: scene.ranges[0][0], scene.names[1]: scene.ranges[1][0]}
    assert (
        surface_table(view_state, scene).rows[-1][1]
        == view_state.problem.model(view_state.parameters).predict(corner)[0]
    )


def test_the_numbers_of_a_layer_are_all_that_it_has_learned(session):
    one = session("circle", nn.Layer(3, "prelu", norm="batch"), nn.Layer(2, "maxout(2)", skip=True), samples=60)
    view_state, theta = one.view_state(), one.parameters
    first, second, last = (parameter_table(view_state, layer) for layer in range(3))
    assert first.header == ("", "1", "2", "3")
    assert [row[0] for row in first.rows] == ["x1", "x2", "b", "gamma", "beta", "learned", "mean", "variance"]
    assert np.array([row[1:] for row in first.rows[:2]]).tolist() == theta.W[0].tolist()
    assert [row[0] for row in second.rows] == ["1", "2", "3", "b", "P", "P", "P"]
    assert second.rows[3][1:] == tuple(theta.b[1])
    assert second.rows[4] == ("P", *theta.P[1][0], "", "")
    assert second.to_csv().splitlines()[-1].endswith(",,")
    assert last.rows[-1] == ("b", theta.b[2][0])


def test_some_of_a_table_keeps_the_first_and_the_last_row():
    table = CellTable(("a", "b", "c"), tuple((str(k), float(k), -float(k)) for k in range(1000)))
    some = table.sample(40, 2)
    assert (len(some.rows), some.rows[0], some.rows[-1]) == (40, ("0", 0.0), ("999", 999.0))
    assert CellTable(("a",), ()).sample(40, 2).rows == ()
    assert table.sample(5000, 9) == table


def test_a_table_as_text_has_every_digit_and_no_spreadsheet_executes_it():
    table = CellTable(("a,b", "c"), (('say "x"', 0.1 + 0.2), ("line\nbreak", 1e-300), ("=1+1", -1.0)))
    assert list(csv.reader(io.StringIO(table.to_csv()))) == [
        ["a,b", "c"], ['say "x"', repr(0.1 + 0.2)], ["line\nbreak", "1e-300"], ["'=1+1", "-1.0"],
    ]  # fmt: skip
    assert CellTable(("a", "b"), ()).to_csv() == "a,b\n"
