"""The figures of a training on the page, as SVG and PNG."""

import pytest

import nnplay as nn
from nnplay import plots
from nnplay.web.link import page_of
from nnplay.web.page.figures import KINDS, figures
from nnplay.web.visitor import Visitor

QUERY = "data=circle&net=3:tanh&epochs=20"


def test_the_figures_are_those_of_the_run_at_the_epoch_that_is_shown():
    page, _ = page_of(QUERY)
    visitor = Visitor(page)
    for _ in range(3):
        visitor.step()
    visitor.look(2)
    found = figures(visitor)
    assert set(KINDS) - set(found) == {"predictions"}
    run = nn.train("circle", page.architecture, recipe=page.recipe.replace(epochs=3)).at(2)
    assert found["layout"] == plots.svg(run.plot("layout"))
    visitor.close()


def test_the_answers_are_drawn_over_the_plane_of_the_page():
    visitor = Visitor(page_of('data=iris&net=3:tanh&x=sepal length (cm)&at={"petal width (cm)": 2}')[0])
    run = visitor.session.run
    held = {"petal width (cm)": 2}
    expected = plots.svg(run.plot("boundary", x="sepal length (cm)", y="sepal width (cm)", held=held))
    assert figures(visitor)["boundary"] == expected
    assert expected != plots.svg(run.plot("boundary", x="sepal length (cm)", y="sepal width (cm)"))
    visitor.close()


@pytest.mark.slow
def test_a_figure_is_saved(tab):
    one = tab(f"?{QUERY}")
    one.train(2)
    one.page.get_by_role("tab", name="Figures").click()
    picture = one.page.get_by_role("img", name="Learning curves")
    picture.wait_for()
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth > 100)")
    for form, begin in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with one.page.expect_download() as saved:
            one.page.get_by_role("button", name=f"Learning curves: {form}").click()
        assert saved.value.path().read_bytes().startswith(begin)
    one.page.emulate_media(media="print")
    assert one.page.locator(".panel.data").is_hidden()
    assert one.page.locator(".panel.network").is_visible()
