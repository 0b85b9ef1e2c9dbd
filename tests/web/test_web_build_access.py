"""Axe finds nothing serious on the forms, the results, the axes and large networks, at two sizes, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.slow
IRIS = "?data=iris&net=4:tanh"


def serious(page):
    found = Axe().run(page).response["violations"]
    return [(v["id"], v["impact"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found
            if v["impact"] in ("serious", "critical")]  # fmt: skip


@pytest.fixture(params=[((1440, 900), "light", "en"), ((390, 844), "dark", "de")])
def opened(tab, request):
    (width, height), theme, language = request.param

    def opening(query):
        one = tab(f"{query}&lang={language}", color_scheme=theme, viewport={"width": width, "height": height},
                  reduced_motion="reduce")  # fmt: skip
        one.page.set_default_timeout(30_000)
        return one

    return opening


def fine(page):
    """Neither in this theme nor in the other one is anything wrong."""
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert serious(page) == [], theme


def narrow(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_forms_the_results_and_the_axes(opened):
    one = opened(IRIS)
    one.train(1)
    page = one.page
    page.locator(".axes summary").click()
    page.locator(".tab-training").click()
    page.locator("[name='training.optimizer']").wait_for()
    assert narrow(page)
    fine(page)
    page.locator(".tab-results").click()
    page.locator("[data-cell='0,1']").click()
    page.locator("[data-cell='0,1'][aria-pressed=true]").wait_for()
    page.locator("[data-layer='0']").click()
    page.get_by_role("dialog").wait_for()
    assert narrow(page)
    fine(page)


def test_a_deep_and_a_wide_network(opened):
    one = opened("?net=" + ";".join(["20:tanh"] * 29) + ";300:relu")
    assert one.page.locator(".cells").count() >= 1
    assert narrow(one.page)
    assert serious(one.page) == []
