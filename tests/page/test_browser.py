"""The page in a real browser, with the engine in it."""

from collections.abc import Iterator
from typing import Any

import pytest
from static_server import BROWSER, serve

EPOCH = "Number(document.querySelector('.epoch-number').textContent.replaceAll(',', ''))"
COLOURS = """
() => {
  const canvas = document.querySelector(".surface canvas");
  if (!canvas.width) return 0;
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", {willReadFrequently: true});
  copy.drawImage(canvas, 0, 0);
  const {data} = copy.getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set();
  for (let at = 0; at < data.length; at += 4) colours.add(`${data[at]} ${data[at + 1]} ${data[at + 2]}`);
  return colours.size;
}
"""


class Visit:
    """A page that is open, and what went wrong on it."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        self.mistakes: list[str] = []
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))
        page.on("console", lambda message: message.type in ("error", "warning") and self.mistakes.append(message.text))
        page.on("request", lambda request: request.url.startswith(address) or self.mistakes.append(request.url))

    def wait(self, expression: str) -> None:
        """Wait until something is so; the page's policy forbids the browser to do it from text."""
        for _ in range(200):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(100)
        pytest.fail(f"It did not happen: {expression}")

    def open(self, query: str = "") -> Any:
        """Open the page and wait for its first picture."""
        self.page.goto(f"{self.address}/{query}")
        self.wait(f"document.querySelector('.surface canvas') && ({COLOURS})() > 50")
        return self.page


@pytest.fixture(params=[(1440, 900), (390, 844)], ids=["desktop", "telephone"])
def visit(request) -> Iterator[Visit]:
    if BROWSER is None:
        pytest.skip("there is no Chromium")
    from playwright.sync_api import sync_playwright

    width, height = request.param
    with serve() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height}, locale="en-US")
        page.set_default_timeout(20_000)
        visit = Visit(page, address)
        yield visit
        browser.close()
    assert not visit.mistakes


@pytest.mark.slow
def test_it_shows_a_question_and_a_picture_and_trains(visit):
    page = visit.open()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Play").click()
    visit.wait(f"{EPOCH} > 20")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for()


@pytest.mark.slow
def test_changes_are_undone_with_back_and_with_ctrl_z(visit):
    page = visit.open("?data=circle&net=3:tanh")
    if page.locator(".tabs").is_visible():  # a telephone has the settings beside the network
        page.get_by_role("button", name="Network", exact=True).click()
    page.locator("#rate").select_option("0.3")
    assert "learning_rate=0.3" in page.url
    page.go_back()
    visit.wait("document.querySelector('#rate').value === '0.03'")
    page.go_forward()
    visit.wait("document.querySelector('#rate').value === '0.3'")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+z")
    visit.wait("document.querySelector('#rate').value === '0.03'")


@pytest.mark.slow
def test_a_link_that_is_partly_wrong_says_so(visit):
    page = visit.open("?data=moons&net=5:tanh&colour=red&lang=de")
    page.locator("text=unbekannte Einstellung").first.wait_for(state="attached")
    assert page.locator("html").get_attribute("lang") == "de"
