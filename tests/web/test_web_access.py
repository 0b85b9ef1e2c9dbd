"""Who reads the page: axe finds nothing serious on it, at three sizes, in each theme, and nothing lies outside."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.slow
SIZES = [(1440, 900), (900, 800), (390, 844)]


def serious(page):
    found = Axe().run(page).response["violations"]
    return [(v["id"], v["impact"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found
            if v["impact"] in ("serious", "critical")]  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_axe_finds_nothing_serious(tab, size, theme):
    wished = {"contrast": "more"} if theme == "contrast" else {"color_scheme": theme}
    one = tab(viewport={"width": size[0], "height": size[1]}, **wished)
    assert one.page.evaluate("document.documentElement.dataset.theme") == theme
    one.train(2)
    assert serious(one.page) == []
    one.page.locator("[data-neuron='0,0']").click()
    one.page.get_by_role("dialog").wait_for()
    assert serious(one.page) == []


@pytest.mark.parametrize("width", [390, 900, 1280, 1920])
@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_lies_outside_of_the_page(tab, width, language):
    one = tab(f"?lang={language}", viewport={"width": width, "height": 800})
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width


def test_all_is_seen_without_scrolling_on_a_small_desk(tab):
    one = tab("?net=8:tanh;8:tanh;8:tanh", viewport={"width": 1280, "height": 800})
    assert one.page.evaluate("document.documentElement.scrollHeight") <= 800
    for hidden in ("#regenerate", "[data-neuron='2,7']", ".surface canvas", "#message"):
        box = one.page.locator(hidden).bounding_box()
        assert box["y"] + box["height"] <= 800, hidden


def test_every_button_has_a_name_and_every_picture_a_description(tab):
    one = tab()
    buttons = one.page.get_by_role("button").all()
    assert len(buttons) > 25
    for button in buttons:
        name = button.get_attribute("aria-label") or button.get_attribute("title") or button.inner_text()
        assert name.strip()
    told = one.page.locator(".surface canvas").get_attribute("aria-label")
    assert "2 → 4 tanh → 2 tanh → 1 sigmoid" in told
    assert f"train {one.said('train-loss')}" in told


def test_reduced_motion_lets_nothing_flow(tab):
    one = tab("?epochs=100000", reduced_motion="reduce")
    one.press("play")
    one.until("window.nnplayFeed.frame.epoch > 2")
    dashes = "document.querySelector('.lines').getContext('2d').getLineDash().length"
    assert one.page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    assert one.page.evaluate(dashes) == 0
    assert one.page.locator(".node canvas").first.evaluate("c => getComputedStyle(c).transitionDuration") in ("0s", "")


def test_the_first_picture_is_there_soon(tab, served):
    tab()  # the engine has been made ready by now
    one = tab()
    painted = one.page.evaluate(
        "performance.getEntriesByType('paint').find((p) => p.name === 'first-contentful-paint').startTime"
    )
    assert painted < 2000
