"""Lessons, challenges and links in a real browser: the page's controls do the tasks, and the keyboard gets through."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsers import CHROMIUM, playwright_chromium
from static_server import SITE, serve

from nnplay.playground.lessons.library import NAMES, lesson
from nnplay.playground.link import read_link

pytestmark = pytest.mark.slow
AXE = Path(__file__).parents[1] / "wasm" / "node_modules" / "axe-core" / "axe.min.js"
FINDINGS = """
async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.flatMap(({id, impact, nodes}) =>
  nodes.map(({target}) => `${id} (${impact}): ${target.join(" ")}`))
"""
MINE = """---
title: My lesson
---

## First

start: data=xor&net=3:tanh

Read *this*.

task: Train.
done: {done}
"""


class Visit:
    """A page that is open, and what went wrong on it."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        self.mistakes: list[str] = []
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))
        page.on("console", lambda message: message.type in ("error", "warning") and self.mistakes.append(message.text))
        page.on("request", lambda request: request.url.startswith(address) or self.mistakes.append(request.url))

    def open(self, query: str) -> Any:
        self.page.goto(f"{self.address}/{query}")
        self.until("document.querySelector('.surface canvas')?.width > 0")
        return self.page

    def until(self, expression: str) -> None:
        for _ in range(200):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"It did not happen: {expression}: {self.page.locator('body').inner_text()}")

    def verdict(self, text: str = "✓") -> None:
        """Wait for what is said of the task."""
        self.page.locator(".guide-verdict", has_text=text).first.wait_for()

    def go_on(self) -> None:
        self.page.get_by_role("button", name="Next", exact=True).click()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with playwright_chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[tuple[Any, str]]:
    """The page's folder with lessons of a teacher beside it."""
    folder = tmp_path_factory.mktemp("web") / "site"
    shutil.copytree(SITE, folder)
    (folder / "mine.md").write_text(MINE.format(done="epoch >= 2"), "utf-8")
    (folder / "wrong.md").write_text(MINE.format(done="epochs >= 2"), "utf-8")
    with serve(folder) as address:
        yield folder, address


@pytest.fixture
def visit(browser, site):
    visits = []

    def make(width: int = 1440, height: int = 900, **options: Any) -> Visit:
        page = browser.new_context(viewport={"width": width, "height": height}, locale="en-US", **options).new_page()
        visits.append(Visit(page, site[1]))
        return visits[-1]

    yield make
    for one in visits:
        one.page.context.close()
        assert not one.mistakes


def test_a_wrong_answer_is_told_and_a_finished_lesson_stays_finished(visit):
    one = visit()
    page = one.open("?lesson=forward")
    assert page.get_by_label("Noise").count() == 0
    page.get_by_text("w₁ = 0.464").wait_for()
    answer = page.get_by_label("Your answer")
    answer.fill("7")
    answer.press("Enter")
    one.verdict("Not yet")
    page = one.open("?lesson=forward:5")
    page.get_by_text("It rotates the line.").click()
    one.verdict("Not yet")
    page.get_by_text("It shifts the line").click()
    one.verdict()
    page.get_by_role("button", name="Finish").click()
    assert page.locator(".guide").count() == 0
    page.reload()
    page.get_by_role("button", name="Learn").click()
    one.until("document.querySelector('[data-lesson=forward] progress')?.value >= 1")


def test_a_link_that_is_partly_wrong_says_so(visit):
    one = visit()
    page = one.open("?data=moons&net=5:tanh&colour=red&lang=de")
    page.locator("text=unbekannte Einstellung").first.wait_for(state="attached")
    assert page.locator("html").get_attribute("lang") == "de"


def test_a_learning_rate_is_found(visit):
    one = visit()
    page = one.open("?lesson=rate:2")
    one.until("document.querySelector('.guide [aria-current]')?.textContent === '2'")
    page.locator("#rate").select_option("0.3")
    page.locator("#speed").select_option("null")
    page.get_by_role("button", name="Play").click()
    one.verdict()
    page.get_by_role("button", name="Pause").click()
    one.go_on()
    page.locator("#rate").select_option("10")
    for _ in range(2):
        page.get_by_role("button", name="Train one epoch").click()
    one.verdict("jumps")


@pytest.mark.parametrize("name", NAMES)
def test_every_lesson_opens_by_its_link_in_german_on_a_telephone(visit, name):
    one = visit(390, 844, reduced_motion="reduce")
    page = one.open(f"?lesson={name}&lang=de")
    assert page.locator(".guide h2").inner_text().endswith(lesson(name, "de").steps[0].title)
    one.until("!document.querySelector('.guide').textContent.includes('…')")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    edges = "(name => document.querySelector(name).getBoundingClientRect())"
    assert page.evaluate(f"{edges}('.surface canvas').bottom <= {edges}('.guide').top + 1")
    assert page.evaluate(f"{edges}('.play').bottom <= {edges}('.guide').top")
    page.get_by_role("button", name="Einklappen").click()
    assert page.evaluate(f"{edges}('.guide').height") < 110


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("light", 390), ("dark", 1440), ("contrast", 390)])
def test_axe_finds_nothing(visit, theme, width):
    if not AXE.is_file():
        pytest.skip("make page-tools first")
    one = visit(width, 844)
    page = one.open(f"?lesson=depth:2&theme={theme}")
    page.locator("#page .guide").wait_for()
    page.evaluate(AXE.read_text("utf-8"))
    page.locator(".term-word").first.focus()
    assert page.evaluate(FINDINGS) == []
    page.get_by_role("button", name="Learn").click()
    page.locator("[data-challenge]").first.wait_for()
    assert page.evaluate(FINDINGS) == []
    page.get_by_role("button", name="Take away").click()
    page.locator(".qr path").first.wait_for()
    page.get_by_role("button", name="What pupils see").click()
    page.get_by_role("dialog").locator(".qr path").wait_for()
    assert page.evaluate(FINDINGS) == []


def test_the_keyboard_alone_goes_through_a_lesson(visit):
    one = visit()
    page = one.open("?lesson=depth")
    page.get_by_role("button", name="Next", exact=True).focus()
    page.keyboard.press("Enter")
    one.until("document.activeElement.tagName === 'H2'")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    one.verdict()
    word = page.locator(".term-word").first
    word.focus()
    tip = page.get_by_role("tooltip")
    tip.wait_for()
    assert "classes" in tip.inner_text()
    page.keyboard.press("Escape")
    tip.wait_for(state="hidden")
    page.get_by_role("button", name="Leave the lesson").focus()
    page.keyboard.press("Enter")
    one.until("!document.querySelector('.guide')")
    assert "lesson" not in page.url


def test_back_goes_to_the_step_before(visit):
    one = visit()
    page = one.open("?lesson=rate:1")
    one.go_on()
    one.until("location.search.includes('lesson=rate:2')")
    page.go_back()
    one.until("document.querySelector('.guide [aria-current]')?.textContent === '1'")


def test_a_challenge_is_met_and_verified_by_another(visit):
    one = visit()
    page = one.open("?challenge=line")
    page.locator("#rate").select_option("0.3")
    for _ in range(10):
        page.get_by_role("button", name="Train one epoch").click()
    one.until("document.querySelector('.epoch-number').textContent === '10'")
    page.get_by_role("button", name="Create entry link").click()
    link = page.locator(".entry pre").inner_text()
    other = visit()
    watched = other.open(link.removeprefix(one.address).removeprefix("/"))
    other.verdict("Verified")
    assert "epochs: 10" in watched.locator(".entry").inner_text()
    assert watched.locator(".guide-goals .holds").count() == 4
    third = visit()
    third.open("").get_by_role("button", name="Learn").click()
    third.page.get_by_label("Link of an entry").fill(link)
    third.page.get_by_role("button", name="Verify").click()
    third.verdict("Verified")
    third.open("?data=xor&challenge=xor&entry={}")
    third.page.get_by_text("Not the link of an entry").first.wait_for()


def test_a_teacher_opens_a_lesson_of_their_own(visit, tmp_path):
    one = visit()
    page = one.open("?lesson=mine.md")
    assert page.locator(".guide h2").inner_text() == "My lesson First"
    for _ in range(2):
        page.get_by_role("button", name="Train one epoch").click()
    one.verdict()
    wrong = visit()
    wrong.open("?lesson=wrong.md").get_by_text("Line 5: There is no “epochs”").first.wait_for()
    path = tmp_path / "own.md"
    content = MINE.format(done='epoch >= 1 and "<img src=x onerror=alert(1)>" != "b"')
    path.write_text(content.replace("*this*", "<b>x</b>"))
    third = visit()
    third.open("").get_by_role("button", name="Learn").click()
    third.page.set_input_files(".file-button input", str(path))
    third.page.locator(".guide-text", has_text="<b>x</b>").wait_for()


def test_what_pupils_see_is_chosen_in_a_dialog(visit):
    one = visit()
    page = one.open("?data=spiral&lesson=rate:3")
    page.get_by_role("button", name="Take away").click()
    page.get_by_role("button", name="What pupils see").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Data", exact=True).uncheck()
    dialog.get_by_label("Time travel").uncheck()
    assert not dialog.get_by_label("Own tables").is_checked()
    dialog.locator(".qr path").wait_for()
    link = dialog.locator("pre").inner_text()
    settings, troubles = read_link(link)
    assert troubles == []
    assert settings.view["hide"] == ["data", "time"]
    assert settings.guide["lesson"] == "rate:3"
    pupil = visit()
    seen = pupil.open(link.removeprefix(f"{one.address}/"))
    one.until("true")
    for gone in (".toys", "#set", "#noise", "#draw", "#own-file", ".scrubber"):
        assert seen.locator(gone).count() == 0, gone
    assert seen.locator("#optimizer").count() == 1


def test_a_frame_has_the_network_the_output_and_play(visit, site):
    folder, _ = site
    one = visit()
    page = one.open("?data=spiral&net=6:tanh")
    page.get_by_role("button", name="Take away").click()
    page.get_by_role("button", name="Embed").click()
    snippet = page.locator(".copyable pre", has_text="iframe").inner_text()
    (folder / "other.html").write_text(f"<!doctype html><title>Other</title><link rel=icon href=data:,>{snippet}")
    host = visit(900, 600)
    host.page.goto(f"{host.address}/other.html")
    frame = host.page.frame_locator("iframe")
    frame.get_by_role("button", name="Play").click()
    frame.get_by_role("button", name="Pause").click()
    frame.get_by_text("Open in nnplay").wait_for()
    for there in (".surface canvas", ".network canvas[tabindex]"):
        assert frame.locator(there).count() > 0, there
    for gone in ("#noise", "#rate", ".drawer-button", ".curves", ".scrubber"):
        assert frame.locator(gone).count() == 0, gone


def test_short_links_open_and_are_spelled_out(visit):
    one = visit()
    page = one.open("?points=" + "AAAAP_8BAAgBgIABwEABQIAB" * 30 + "&net=4:tanh")
    page.get_by_role("button", name="Take away").click()
    one.until("document.querySelector('.share pre').textContent.includes('?z=')")
    link = page.locator(".share pre").inner_text()
    assert len(link) < len(page.url) / 2
    other = visit()
    other.open(link.removeprefix(f"{one.address}/"))
    other.until(f"location.href === {page.url!r}")
    broken = visit()
    broken.open("?z=AAAA").get_by_text("The link is incomplete").first.wait_for(state="attached")
