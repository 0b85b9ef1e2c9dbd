"""More than two features: which of them the surface shows, and where the others are held."""

import numpy as np
import pytest

from nnplay.errors import NNPlayError
from nnplay.plots.palette import LIGHT
from nnplay.plots.surface_colors import value_colours
from nnplay.web.frames import unpack
from nnplay.web.link import page_of, query
from nnplay.web.visitor import Visitor
from nnplay.web.wire import Wire

IRIS = "data=iris&net=4:tanh"
LENGTH, WIDTH = "petal length (cm)", "petal width (cm)"


@pytest.fixture
def visitor():
    made = Visitor(page_of(IRIS)[0])
    yield made
    made.close()


def shown(visitor):
    header, arrays = unpack(Wire(visitor, None).frame())
    return header["scene"], arrays["surface"].reshape(-1, 3)


def test_the_features_that_tell_most_are_shown_and_the_others_at_their_median(visitor):
    scene, _ = shown(visitor)
    assert scene["plane"]["names"] == [LENGTH, WIDTH]
    assert [(one["name"], one["value"]) for one in scene["rest"]] == [
        ("sepal length (cm)", 5.8),
        ("sepal width (cm)", 3.0),
    ]
    assert scene["choices"] == scene["features"]
    assert scene["outputs"] == ["setosa", "versicolor", "virginica"]


def test_the_surface_is_what_the_network_says_with_the_others_held_there(visitor):
    page = visitor.settings.replace(x="sepal width (cm)", y=LENGTH, held=(("sepal length (cm)", 4.5), (WIDTH, 2.0)))
    visitor.change(page)
    scene, surface = shown(visitor)
    assert scene["plane"]["names"] == ["sepal width (cm)", LENGTH]
    mesh = np.stack(np.meshgrid(*(np.linspace(*span, 100) for span in scene["plane"]["spans"])), -1).reshape(-1, 2)
    rows = {"sepal length (cm)": np.full(10_000, 4.5), "sepal width (cm)": mesh[:, 0], LENGTH: mesh[:, 1],
            WIDTH: np.full(10_000, 2.0)}  # fmt: skip
    likeliest = visitor.session.problem.model(visitor.session.parameters).probabilities(rows).argmax(axis=1)
    visitor.change(page.replace(steps=True))
    colours = np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for _, c in scene["plane"]["key"]])
    veil = LIGHT.veil[1]
    expected = 255 * (1 - veil) + veil * colours[likeliest]
    assert np.abs(shown(visitor)[1] - expected).max() < 1
    assert not np.array_equal(surface, shown(visitor)[1])
    assert page_of(query(page)) == (page, [])


@pytest.mark.parametrize(
    "changes", [{"x": "colour"}, {"held": (("colour", 1.0),)}, {"held": ((WIDTH, "wide"),)}, {"held": ((WIDTH, True),)}]
)
def test_what_the_data_do_not_have_is_refused(visitor, changes):
    before = visitor.settings
    with pytest.raises(NNPlayError, match=r"colour|must be a finite number"):
        visitor.change(before.replace(**changes))
    assert visitor.settings is before
    other = Visitor(before.replace(**changes))
    assert shown(other)[0]["plane"]["names"] == [LENGTH, WIDTH]
    assert other.trouble
    other.close()


def test_other_data_have_features_of_their_own(visitor):
    visitor.change(visitor.settings.replace(x=WIDTH, y=LENGTH, held=(("sepal width (cm)", 2.0),)))
    visitor.change(visitor.settings.replace(data="wine"))
    assert (visitor.settings.x, visitor.settings.held) == (None, ())
    assert LENGTH not in shown(visitor)[0]["choices"]


def test_without_a_plane_the_rows_are_the_picture_in_the_order_of_the_target():
    visitor = Visitor(page_of("data=linnerud")[0])
    scene, surface = shown(visitor)
    assert scene["plane"] is None
    assert not visitor.trouble
    problem, parameters = visitor.session.problem, visitor.session.parameters
    order = np.argsort(problem.dataset.targets[0].values, kind="stable")
    corners = problem.encoding.transform(problem.dataset, order[[0, -1]])
    first = problem.model(parameters).outputs(corners)
    seen = visitor.views(visitor.view_state()).scene
    colours = value_colours(problem.coding.decode(first)[:, 0], seen.values, LIGHT)
    assert (surface[[0, -1]] == np.rint(colours * 255)).all()
    visitor.close()


@pytest.mark.slow
def test_axes_are_chosen_and_values_held_on_the_page(tab):
    one = tab(f"?{IRIS}")
    page = one.page
    one.choose("axis-x", "sepal length (cm)")
    one.until("window.nnplayFeed.scene.plane.names[0] === 'sepal length (cm)'")
    one.choose("axis-y", "sepal length (cm)")
    one.until("window.nnplayFeed.scene.plane.names[1] === 'sepal length (cm)'")
    assert one.feed("feed.scene.plane.names") == [WIDTH, "sepal length (cm)"]
    page.get_by_text("2 other inputs are held at").click()
    before = one.feed("[...feed.frame.surface.values]")
    bar = page.get_by_role("slider", name=LENGTH)
    bar.focus()
    for _ in range(5):
        page.keyboard.press("PageUp")
    one.until("new URLSearchParams(location.search).get('at') !== null")
    one.until(f"window.nnplayFeed.scene.rest.find((one) => one.name === '{LENGTH}').value > 6")
    assert page.evaluate("document.activeElement.name") == f"held-{LENGTH}"
    assert one.feed("[...feed.frame.surface.values]") != before
    again = tab(f"?{page.evaluate('location.search.slice(1)')}")
    assert again.feed("feed.scene.rest") == one.feed("feed.scene.rest")
    page.get_by_role("button", name="All at their median").click()
    one.until("new URLSearchParams(location.search).get('at') === null")
    assert not tab("?data=moons").page.locator(".axes").is_visible()
