"""Look inside, kept runs, a second network and pictures of digits, in Chromium and in Firefox."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from firefox import FIREFOX, firefox
from static_server import BROWSER, serve

EPOCH = "Number(document.querySelector('.epoch-number').firstChild.textContent.replace(/[^0-9]/g, ''))"
READY = "document.querySelector('.right canvas.surface-points[width], .right .image-picture')"


class Chromium:
    """A page with the same methods as that of Firefox."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, address: str) -> None:
        self.page.goto(address)

    def size(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def evaluate(self, expression: str) -> Any:
        return self.page.evaluate(f"async () => JSON.parse(JSON.stringify(await ({expression})) ?? 'null')")

    def wait(self, expression: str, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.evaluate(f"!!({expression})"):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"It did not happen: {expression}")


@pytest.fixture(params=["chromium", "firefox"])
def browser(request) -> Iterator[Any]:
    if request.param == "firefox":
        if FIREFOX is None:
            pytest.skip("there is no Firefox")
        with serve() as address, firefox() as page:
            page.size(1440, 900)
            yield page, address
            assert not page.errors
        return
    if BROWSER is None:
        pytest.skip("there is no Chromium")
    from playwright.sync_api import sync_playwright

    with serve() as address, sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = Chromium(chromium.new_page(viewport={"width": 1440, "height": 900}, locale="en-US"))
        yield page, address
        assert not page.errors
        chromium.close()


def opened(browser: tuple[Any, str], query: str) -> Any:
    page, address = browser
    page.open(f"{address}/{query}")
    page.wait(f"!!{READY}")
    return page


def press(page: Any, text: str, kind: str = "button") -> None:
    """Press what has this text."""
    condition = f"each.textContent.trim() === {json.dumps(text)} && !each.disabled"
    found = f"[...document.querySelectorAll('{kind}')].find((each) => {condition})"
    page.wait(f"!!{found}")
    page.evaluate(f"{found}.click()")


def choose(page: Any, selector: str, value: str) -> None:
    page.evaluate(f"document.querySelector('{selector}').value = '{value}'")
    page.evaluate(f"document.querySelector('{selector}').dispatchEvent(new Event('change', {{bubbles: true}}))")


def shown(page: Any, selector: str) -> str:
    return str(page.evaluate(f"document.querySelector('{selector}')?.textContent ?? ''"))


@pytest.mark.slow
def test_a_row_is_followed_forward_and_backward_and_results_add_up(browser):
    page = opened(browser, "?data=xor&net=3:tanh&speed=full")
    press(page, "Play")
    page.wait(f"{EPOCH} > 30")
    press(page, "Pause")
    press(page, "Look inside")
    choose(page, "#row", "7")
    page.wait("document.querySelector('.equation').textContent.includes('∂L/∂z')")
    assert re.search("(Train|Test) row:", shown(page, ".row-choice"))
    press(page, "Layers", "[role=tab]")
    page.wait("document.querySelectorAll('.distributions .histogram rect').length > 10")
    press(page, "Results", "[role=tab]")
    page.wait("document.querySelectorAll('.matrix .cell').length === 4")
    cells = page.evaluate("[...document.querySelectorAll('.matrix .cell')].map((cell) => Number(cell.textContent))")
    assert sum(cells) == 200
    wrong = cells[1] + cells[2]
    accuracy = float(str(page.evaluate("document.querySelector('.summary b').textContent")).rstrip("%"))
    assert abs(accuracy - 100 * (1 - wrong / 200)) < 0.1
    page.evaluate("document.querySelector('.matrix .cell').click()")
    page.wait(f"document.querySelectorAll('#inside-view .link').length === {min(cells[0], 50)}")
    page.evaluate("document.querySelector('#inside-view .link').click()")
    page.wait("!!document.querySelector('#inside-view .link[aria-pressed=true]')")


@pytest.mark.slow
def test_kept_runs_are_compared_and_a_second_network_trains_beside(browser):
    page = opened(browser, "?data=circle&net=4:tanh&speed=full")
    press(page, "Play")
    page.wait(f"{EPOCH} > 20")
    press(page, "Pause")
    press(page, "Keep run")
    choose(page, "#rate", "0.3")
    page.wait("document.querySelector('#rate').value === '0.3'")
    press(page, "Look inside")
    press(page, "Runs", "[role=tab]")
    page.wait("document.querySelectorAll('.runs .setting').length === 1")
    assert shown(page, ".runs .setting") == "Learning rate0.30.03"
    press(page, "Train beside")
    page.wait("document.querySelector('.second-numbers')?.textContent.includes('Epoch 0')")
    press(page, "Play")
    page.wait("Number(document.querySelector('.second-numbers b').textContent.replace(/[^0-9]/g, '')) > 20")
    press(page, "Swap")
    page.wait("document.querySelector('#rate').value === '0.03'")
    page.wait("document.querySelector('#second-rate').value === '0.3'")
    press(page, "Second network")
    page.wait("!document.querySelector('.second')")


@pytest.mark.slow
def test_digits_are_pictures(browser):
    page = opened(browser, "?data=digits&net=16:relu&speed=full")
    page.wait("document.querySelectorAll('.answers li').length === 10")
    press(page, "Play")
    page.wait(f"{EPOCH} > 10", 60)
    press(page, "Pause")
    press(page, "›")
    page.wait("[...document.querySelectorAll('.answers li.best')].length === 1")
    shares = page.evaluate(
        "[...document.querySelectorAll('.answers li > span:last-child')].map((each) => each.textContent)"
    )
    assert abs(sum(float(share.split("%")[0]) for share in shares) - 100) < 1
    press(page, "Look inside")
    press(page, "Layers", "[role=tab]")
    page.wait("document.querySelectorAll('.weight-images canvas').length === 16")


@pytest.mark.slow
def test_figures_are_saved_as_svg_and_png(tmp_path):
    if BROWSER is None:
        pytest.skip("there is no Chromium")
    from playwright.sync_api import sync_playwright

    with serve() as address, sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        window = chromium.new_page(viewport={"width": 1440, "height": 900}, locale="en-US")
        page = opened((Chromium(window), address), "?data=xor&net=3:tanh")
        page.wait("document.querySelector('.curve figcaption').textContent.includes('0.')")
        press(page, "Take away")
        for name in ("Network", "Output", "Learning curves"):
            for kind, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
                with window.expect_download() as download:
                    window.get_by_role("button", name=f"Save {name} as {kind}").click()
                download.value.save_as(tmp_path / "figure")
                content = (tmp_path / "figure").read_bytes()
                assert content.startswith(start), (name, kind)
                assert len(content) > 2000, (name, kind)
        assert not page.errors
        chromium.close()
