"""What the pictures show: the numbers in them, whatever their size."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from rich.style import Style

import nnplay as nn
from nnplay.playground.session import PlaygroundSession
from nnplay.plots.terminal.axis import Axis
from nnplay.plots.terminal.blocks import MARKS, mark, shaded, surface
from nnplay.plots.terminal.network_diagram import Diagram
from nnplay.tui.curves_view import CurvesView
from nnplay.tui.network_view import NetworkView
from nnplay.tui.plot_view import ColorMode
from nnplay.tui.results_view import ResultsView, confusion_matrix, scatter, score_per_target
from nnplay.tui.status_line import status_line
from nnplay.tui.surface_view import SurfaceView

SETS = ["circle", "iris", "diabetes", "linnerud", "digits"]
MODES = [ColorMode(), ColorMode(dark=False), ColorMode(colored=False)]


@pytest.fixture(scope="module", params=SETS)
def view_state(request):
    """The state of a session after two epochs."""
    session = PlaygroundSession(request.param, (5, 3), nn.Recipe(epochs=3))
    session.step()
    session.step()
    yield session.view_state()
    session.close()


def views():
    return [NetworkView("n"), SurfaceView("s"), CurvesView("c"), CurvesView("e", score=True), ResultsView("r")]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [(3, 2), (20, 6), (61, 17)])
def test_every_picture_fits_in_its_place(view_state, mode, size):
    for view in views():
        strips = view.draw_strips(view_state, mode, size, Style(bgcolor="#121212"))
        assert len(strips) == size[1]
        assert all(strip.cell_length == size[0] for strip in strips), view
        assert all(segment.style.bgcolor for strip in strips for segment in strip if segment.text), view


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=40), st.data(), st.integers(8, 60), st.integers(4, 20))
def test_a_confusion_counts_every_row(truth, data, width, height):
    guessed = data.draw(st.lists(st.integers(0, 3), min_size=len(truth), max_size=len(truth)))
    names = ["ash", "birch", "cedar", "dogwood-of-the-north"]
    counts = np.zeros((4, 4), dtype=int)
    np.add.at(counts, (truth, guessed), 1)
    drawn = confusion_matrix(counts, names, width, height, ColorMode())
    shown = drawn.plain.split("\n")
    assert len(shown) <= height
    if width >= 60 and height >= 6:
        for k, name in enumerate(names):
            row = next(line for line in shown if line.startswith(name[:11]))
            numbers = [0 if text == "·" else int(text) for text in row[12:].split("%")[0].split()[:4]]
            assert numbers == counts[k].tolist()


def test_a_cloud_has_its_points_on_the_line_when_they_are_right():
    values = np.linspace(0, 1, 50)
    right = scatter(values, values, 40, 12, ColorMode()).plain
    wrong = scatter(values, values[::-1], 40, 12, ColorMode()).plain
    assert right != wrong
    assert scatter(values, np.full(50, np.nan), 40, 12, ColorMode()).plain == "No finite prediction."


def test_each_target_has_its_score():
    truth = np.array([[0.0, 1.0], [1.0, 2.0], [2.0, 3.0]])
    shown = score_per_target(("a", "b"), truth, truth * [1, 0], "r2", ColorMode(), 8).plain.splitlines()
    assert "1.000" in shown[0]
    assert f"{1 - (truth[:, 1] ** 2).sum() / 2:.3f}" in shown[1]
    assert (
        "2 more targets"
        in score_per_target(("a", "b", "c"), np.ones((3, 3)), np.ones((3, 3)), "accuracy", ColorMode(), 2).plain
    )


def test_a_click_finds_the_neuron_that_is_drawn_there():
    parameters = nn.train("circle", (4, 3), epochs=1).parameters
    picture = Diagram(parameters, 40, 14, ("x1", "x2"), ("y",))
    found = {picture.neuron_at(x, y) for y in range(14) for x in range(40)} - {None}
    assert found == {(0, j) for j in range(4)} | {(1, j) for j in range(3)} | {(2, 0)}
    lines = picture.text().plain.splitlines()
    for y, line in enumerate(lines):
        for x, letter in enumerate(line):
            if letter == "●":
                assert picture.neuron_at(x, y) is not None


def test_half_blocks_have_the_colours_they_are_given():
    colours = np.zeros((8, 3))
    colours[0] = [1, 0, 0]  # the lowest row, at the left
    lines = surface(colours, 2, 2, [(1, 0, "●", "#ffffff")])
    assert [segment.text for segment in lines[0]] == [" ", "●"]
    assert [segment.text for segment in lines[1]] == ["▀", " "]
    below = lines[1][0].style.bgcolor.triplet
    assert (below.red, below.green, below.blue) == (255, 0, 0)
    assert lines[1][0].style.color.triplet.red == 0


def test_without_colour_the_height_is_a_shade_and_the_class_a_shape():
    lines = shaded(np.array([0.0, 1.0, 0.5, 0.25]), 2, 2, [(0, 0, "△", "")])
    assert ["".join(s.text for s in line) for line in lines] == ["△░", " █"]
    assert {mark(k, held) for k in range(4) for held in (False, True)} == set("".join(MARKS))


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_line_at_the_top(view_state, width):
    shown = status_line(view_state, "▶", width).plain
    assert view_state.dataset.name[:24] in shown
    assert f"{view_state.rows[-1]['train_loss']:.4g}" in shown


@given(st.floats(0, allow_infinity=False), st.floats(0, allow_infinity=False), st.integers(2, 9), st.booleans())
def test_an_axis_of_any_numbers_has_a_place_for_each(a, b, most, log):
    low, high = sorted((a, b))
    axis = Axis.around(low, high, most, log=log)
    assert np.isfinite(axis.ticks).all()
    assert 0 <= axis.place(low, 50) <= axis.place(high, 50) < 50
