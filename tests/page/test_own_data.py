"""Data and settings in a real browser: files, sets, columns, formulas, drawings, and that nothing is lost."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from browsers import CHROMIUM, playwright_chromium
from saved_runs import in_browser
from static_server import serve

EPOCH = "Number(document.querySelector('.epoch-number').textContent.replaceAll(',', ''))"
READY = "document.querySelector('.network canvas')?.width > 0 && document.querySelectorAll('.toy path').length > 10"
HOUSES = "size;rooms;town;price\n" + "".join(
    f"{50 + k},5;{1 + k % 4};{('Bonn', 'Ulm')[k % 2]};{100 + 3 * k},25\n" for k in range(40)
)
DROP = """
([name, content]) => {
  const data = new DataTransfer();
  data.items.add(new File([content], name));
  document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}
"""
PASTE = """
(rows) => {
  const data = new DataTransfer();
  data.setData("text/plain", rows);
  document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}
"""


class Visit:
    """A browser with pages, and what went wrong on them."""

    def __init__(self, context: Any, address: str) -> None:
        self.context, self.address = context, address
        self.mistakes: list[str] = []
        self.page = self.tab()

    def tab(self, query: str = "") -> Any:
        """Another page."""
        page = self.context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))
        page.on("console", lambda message: message.type in ("error", "warning") and self.mistakes.append(message.text))
        page.on("request", lambda request: request.url.startswith(self.address) or self.mistakes.append(request.url))
        return page

    def open(self, query: str = "") -> Any:
        """Open the page and wait until it is drawn."""
        self.page.goto(f"{self.address}/{query}")
        self.wait(READY)
        return self.page

    def wait(self, expression: str) -> None:
        """Wait until something is so; the page's policy forbids the browser to do it from text."""
        from playwright.sync_api import Error

        for _ in range(200):
            with contextlib.suppress(Error):  # another page is just being loaded
                if self.page.evaluate(expression):
                    return
            self.page.wait_for_timeout(100)
        pytest.fail(f"It did not happen: {expression}")

    def train(self) -> int:
        """Train for a while, pause, and wait until the engine has paused; the epoch."""
        self.page.get_by_role("button", name="Play", exact=True).click()
        self.wait(f"{EPOCH} > 30")
        self.page.get_by_role("button", name="Pause").click()
        self.wait("document.querySelector('[role=status].unseen').textContent.startsWith('Paused at epoch')")
        epoch: int = self.page.evaluate(EPOCH)
        return epoch

    def wait_until_saved(self, epoch: int) -> None:
        """Wait until the browser keeps the run at this epoch."""
        for _ in range(200):
            if in_browser(self.page.evaluate).epoch == epoch:
                return
            self.page.wait_for_timeout(100)
        pytest.fail(f"The browser does not keep epoch {epoch}")


@pytest.fixture(scope="module")
def browser() -> Iterator[tuple[Any, str]]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with serve() as address, playwright_chromium() as chromium:
        yield chromium, address


@pytest.fixture
def visit(browser) -> Iterator[Visit]:
    chromium, address = browser
    with chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-US") as context:
        visit = Visit(context, address)
        yield visit
    assert not visit.mistakes


@pytest.mark.slow
def test_a_dropped_file_is_typed_trained_on_and_undone(visit):
    page = visit.open("?data=circle&net=4:tanh")
    page.evaluate(DROP, ["houses.csv", HOUSES])
    page.locator(".column", has_text="price").wait_for()
    assert page.locator(".column .column-name").all_text_contents() == ["size", "rooms", "town", "price"]
    assert page.locator(".column", has_text="town").locator(".column-summary").text_content() == "Category · Bonn, Ulm"
    assert page.locator(".column", has_text="size").locator(".column-summary").text_content() == "Number · 50.5 – 89.5"
    assert "data=houses.csv" in page.url
    page.locator(".column", has_text="town").click()
    page.get_by_label("Role").nth(2).select_option("target")
    visit.wait("document.querySelector('.classes')?.textContent.includes('Bonn')")
    page.keyboard.press("Escape")
    page.locator(".surface-head").click()
    page.keyboard.press("Control+z")
    visit.wait("!document.querySelector('.classes')")
    page.go_back()
    visit.wait("document.querySelector('.toy[aria-pressed=true]') !== null")
    page.go_forward()
    page.locator(".column", has_text="price").wait_for()


@pytest.mark.slow
def test_pasted_rows_and_files_that_cannot_be_read(visit):
    page = visit.open()
    page.evaluate(PASTE, "a\tb\n1\t2.5\n3\t4.5\n5\t1.5\n")
    page.locator(".column", has_text="b").first.wait_for()
    page.evaluate(DROP, ["ragged.csv", "a,b,y\n1,2,3.5\n1,2\n"])
    said = page.locator(".notice.error")
    said.wait_for()
    assert said.locator("p").text_content() == (
        "ragged.csv, line 3: 2 fields where the header has 3; add what is missing, or delete the line."
    )
    page.evaluate(DROP, ["book.xlsx", "PK"])
    visit.wait("document.querySelector('.notice.error p')?.textContent.includes('nnplay web book.xlsx')")
    page.evaluate(DROP, ["x.csv", "<img src=x onerror=alert(1)>,y\n" + "".join(f"{k},{k * 1.5}\n" for k in range(9))])
    page.locator(".column-name", has_text="<img").wait_for()
    assert page.locator(".data-panel img").count() == 0


@pytest.mark.slow
def test_a_reload_a_closed_tab_and_a_copied_tab_lose_nothing(visit):
    page = visit.open("?data=circle&net=4:tanh")
    page.evaluate(DROP, ["houses.csv", HOUSES])
    page.locator(".column", has_text="price").wait_for()
    page.get_by_role("button", name="Keep run").wait_for()
    epoch = visit.train()
    visit.wait_until_saved(epoch)
    loss = page.locator(".curves").first.text_content() if page.locator(".curves").count() else ""
    page.reload()
    visit.wait(READY)
    visit.wait(f"{EPOCH} === {epoch}")
    assert page.locator("#set").input_value() == "own"
    if loss:
        assert page.locator(".curves").first.text_content() == loss
    page.locator("#scrubber").evaluate(
        "(field) => { field.value = 10; field.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    visit.wait(f"{EPOCH} === 10")
    page.get_by_role("button", name="Continue from here").click()
    visit.wait("!document.querySelector('.scrubber .plain.strong, .scrubber button')?.textContent.includes('Continue')")
    visit.wait_until_saved(10)
    page.close()
    visit.page = visit.tab()
    page = visit.open()
    visit.wait(f"{EPOCH} === 10")
    assert "data=houses.csv" in page.url
    first, visit.page = visit.page, visit.tab()
    visit.open()
    assert visit.page.evaluate(EPOCH) == 0, "another tab begins with the first sight"
    assert first.evaluate(EPOCH) == 10


@pytest.mark.slow
def test_points_are_drawn_moved_and_come_back(visit):
    page = visit.open("?data=gauss&samples=20&net=3:tanh")
    page.locator("#draw").check()
    box = page.locator(".surface-points").bounding_box()

    def at(x: float, y: float) -> tuple[float, float]:
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    page.locator(".class-choice").get_by_text("Start anew").click()
    visit.wait("location.search.includes('points=')")
    two = page.url
    page.mouse.move(*at(0.5, 0.2))
    page.mouse.down()
    page.mouse.move(*at(0.7, 0.2), steps=6)
    page.mouse.up()
    visit.wait(f"location.href.length > {len(two)} + 8")
    drawn = page.url
    page.mouse.move(*at(0.5, 0.2))
    page.mouse.down()
    page.mouse.move(*at(0.5, 0.5), steps=3)
    page.mouse.up()
    visit.wait(f"location.href !== '{drawn}'")
    assert len(page.url) == len(drawn), "a point was moved, not added"
    moved = page.url
    page.reload()
    visit.wait(READY)
    assert page.url == moved
    page.go_back()
    visit.wait(f"location.href === '{drawn}'")


@pytest.mark.slow
def test_everything_is_forgotten_when_it_is_asked_for(visit):
    page = visit.open("?data=circle&net=4:tanh")
    page.evaluate(DROP, ["houses.csv", HOUSES])
    page.locator(".column", has_text="price").wait_for()
    visit.train()
    page.get_by_role("button", name="Forget everything").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    visit.wait(f"{READY} && location.search === '' && {EPOCH} === 0")
    page.goto(f"{visit.address}/?data=houses.csv")
    page.locator("text=This link needs the file houses.csv").wait_for()


@pytest.mark.slow
def test_a_link_to_own_data_asks_for_the_file(visit):
    page = visit.open("?data=houses.csv&net=5:relu&target=rooms")
    page.locator("text=This link needs the file houses.csv").wait_for()
    page.evaluate(DROP, ["houses.csv", HOUSES])
    page.locator(".column.is-target", has_text="rooms").wait_for()
    assert "net=5:relu" in page.url


@pytest.mark.slow
def test_settings_act_and_a_typed_formula_is_used(visit):
    page = visit.open("?data=xor&net=4:tanh")
    page.locator("#optimizer").select_option("adam")
    page.locator("#optimizer-beta1").fill("0.5")
    visit.wait("location.search.includes('optimizer=adam(beta1=0.5)')")
    page.locator(".more summary").click()
    page.locator("#schedule").select_option("cosine")
    page.locator("#clip").fill("3")
    page.locator("#stopping").check()
    visit.wait("['schedule=cosine', 'clip=1', 'patience=20'].every((each) => location.search.includes(each))")
    page.locator(".layer-name").first.click()
    page.locator(".own-formula summary").click()
    page.locator("#formula-activation").fill("x*sigmoid(b*x")
    page.locator(".mistake").wait_for()
    assert page.locator(".mistake").text_content() == "')' is missing at position 14 of the formula 'x*sigmoid(b*x'."
    page.locator("#formula-activation").fill("x*sigmoid(b*x)")
    page.locator(".formula-curve").wait_for()
    page.get_by_role("button", name="Use it").click()
    visit.wait("location.search.includes('net=4:own_1')")
    visit.train()
    assert page.locator(".notice.error").count() == 0
    page.locator(".surface-head").click()
    page.keyboard.press("Control+z")
    visit.wait("location.search.includes('net=4:tanh') || !location.search.includes('own_1')")


@pytest.mark.slow
def test_values_of_ones_own_are_answered(visit):
    page = visit.open("?data=penguins&net=8:tanh&optimizer=adam&learning_rate=0.01&speed=full")
    visit.train()
    page.locator(".predict summary").click()
    page.locator("#predict-island").select_option("Torgersen")
    page.locator("#predict-bill_length_mm").fill("38")
    page.locator("#predict-bill_length_mm").press("Enter")
    visit.wait("document.querySelector('.predict-answers .best')?.textContent.startsWith('Adelie')")
