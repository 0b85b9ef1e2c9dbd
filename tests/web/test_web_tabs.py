"""Every tab of the page: it opens with the keyboard, fits a phone, and axe finds nothing serious in any theme."""

import pytest
from test_web_build_access import narrow, serious

from nnplay.web.page.more import TABS
from nnplay.web.texts import TEXTS

pytestmark = pytest.mark.slow
READY = {
    "lessons": ".lesson progress",
    "columns": ".datatable tbody tr", "training": "[name='training.optimizer']", "results": ".results-rows tbody tr",
    "inside": ".inside-sheet .step", "doctor": "#diagnose", "compare": "#race-go", "runs": ".runs .hint",
    "ask": ".ask-share", "numbers": ".tables table", "figures": ".figures img", "again": "#shell",
}  # fmt: skip
DEEDS = {
    "doctor": ("#diagnose", ".finding"),
    "inside": ("#certify", ".certificate table"),
    "compare": ("#keep", ".kept-card"),
}


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)], ids=["phone", "desk"])
@pytest.mark.parametrize("name", [tab.name for tab in TABS])
def test_a_tab(tab, name, size):
    language = "de" if size[0] < 500 else "en"
    query = f"?data=iris&net=3:tanh;3:tanh&learning_rate=0.00001&lang={language}"
    one = tab(query, viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    one.train(1)
    one.page.get_by_role("tab", name=TEXTS[language][name], exact=True).focus()
    one.page.keyboard.press("Enter")
    one.page.locator(READY[name]).first.wait_for()
    if name in DEEDS:
        press, appears = DEEDS[name]
        one.page.locator(press).focus()
        one.page.keyboard.press("Enter")
        one.page.locator(appears).first.wait_for()
    for theme in ("light", "dark", "contrast"):
        one.page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert serious(one.page) == [], theme
    assert narrow(one.page)


def test_the_panel_of_own_data(tab):
    one = tab("?data=circle", viewport={"width": 390, "height": 844})
    one.press("own-data")
    one.page.get_by_role("dialog", name="Your own data").wait_for()
    assert serious(one.page) == []
    one.page.keyboard.press("Escape")
    one.page.get_by_role("button", name="Edit points").click()
    one.page.get_by_role("radio", name="blue").wait_for()
    assert serious(one.page) == []
    assert narrow(one.page)
