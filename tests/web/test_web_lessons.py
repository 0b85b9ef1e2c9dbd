"""Lessons and challenges on the page: its real controls do the tasks, and its keyboard alone gets through."""

import pytest
from test_web_build_access import narrow, serious

from nnplay.playground.lessons import LESSONS

pytestmark = pytest.mark.slow


def verdict(one, text="✓"):
    one.page.locator(".guide-verdict", has_text=text).wait_for()


def to_step(one, place):
    one.until(f"document.querySelector('.guide-steps [aria-current]')?.textContent === '{place}'")


def by_hand(one, neuron, numbers):
    """Set numbers in the window of a neuron."""
    one.page.locator(f"[data-neuron='{neuron}']").click()
    dialog = one.page.get_by_role("dialog")
    for label, value in numbers.items():
        field = dialog.get_by_label(label)
        field.fill(str(value))
        field.press("Enter")
    one.page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")


def test_the_forward_pass_is_learned_on_the_page(tab):
    one = tab("")
    one.page.get_by_role("tab", name="Lessons").click()
    one.page.get_by_role("button", name="Start: What a neuron computes").click()
    to_step(one, 1)
    one.until("window.nnplayFeed.scene.title === 'gauss'")
    assert one.page.locator(".panel.data").is_hidden()
    w1, w2, b = (one.feed(f"feed.{what}") for what in ("weight(0, 0, 0)", "weight(0, 1, 0)", "bias(0, 0)"))
    answer = one.page.get_by_label("Your answer")
    answer.fill("7")
    answer.press("Enter")
    verdict(one, "Not yet")
    answer.fill(f"{w1 + 2 * w2 + b:.2f}")
    one.press("guide-check")
    verdict(one)
    one.press("guide-next")
    to_step(one, 2)
    one.press("guide-next")
    to_step(one, 3)
    by_hand(one, "0,0", {"Weight from x₁": 0})
    verdict(one)
    one.press("guide-next")
    to_step(one, 4)
    one.until("Math.abs(window.nnplayFeed.weight(0, 0, 0)) > 0.1")
    by_hand(one, "0,0", {"Weight from x₁": 1, "Weight from x₂": 1})
    verdict(one)
    one.press("guide-next")
    to_step(one, 5)
    one.page.get_by_text("It rotates the line.").click()
    verdict(one, "Not yet")
    one.page.get_by_text("It shifts the line").click()
    verdict(one)
    assert "lesson=forward:5" in one.page.url
    one.press("guide-next")
    bar = one.page.locator("[data-lesson=forward] progress")
    bar.wait_for()
    assert bar.evaluate("bar => bar.value") == 4
    assert one.page.locator(".guide").is_hidden()
    assert one.page.locator(".panel.data").is_visible()


def test_a_learning_rate_is_found_by_the_controls_of_the_page(tab):
    one = tab("?lesson=rate:2")
    to_step(one, 2)
    one.choose("rate", "0.3")
    one.train(25)
    verdict(one)
    one.press("guide-next")
    to_step(one, 3)
    one.until("window.nnplayFeed.frame.epoch === 0")
    one.choose("rate", "10")
    one.until("location.search.includes('learning_rate=10')")
    one.train(2)
    verdict(one)


@pytest.mark.parametrize("name", list(LESSONS))
def test_every_lesson_opens_by_its_link_in_german_on_a_phone(tab, name):
    one = tab(f"?lesson={name}&lang=de", viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    to_step(one, 1)
    assert one.page.locator(".guide h2").inner_text().startswith(LESSONS[name].title["de"])
    assert narrow(one.page)
    for theme in ("light", "contrast"):
        one.page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert serious(one.page) == [], theme


def test_the_keyboard_alone_goes_through_a_lesson(tab):
    one = tab("?lesson=depth")
    to_step(one, 1)
    one.page.locator("#guide-next").focus()
    one.page.keyboard.press("Enter")
    to_step(one, 2)
    assert one.page.evaluate("document.activeElement.tagName") == "H2"
    one.page.get_by_role("radio").first.focus()
    one.page.keyboard.press("ArrowDown")
    verdict(one)
    one.page.locator("#guide-leave").focus()
    one.page.keyboard.press("Enter")
    one.until("document.body.dataset.guide === 'none'")
    assert "lesson" not in one.page.url


def test_a_challenge_is_done_and_its_entry_watched_by_another(tab):
    one = tab("?challenge=line")
    one.page.locator(".guide-conditions").wait_for()
    one.choose("rate", "0.3")
    one.until("location.search.includes('learning_rate=0.3')")
    one.train(6)
    verdict(one, "✓ Done.")
    one.press("entry-make")
    link = one.page.locator("#entry")
    link.wait_for()
    other = tab(link.inner_text().split("/", 3)[3])
    verdict(other, "to the last bit")
    assert other.frame["theta"] == one.frame["theta"]
    assert other.page.locator(".guide-conditions li.right").count() == 4
    assert serious(other.page) == []
    third = tab("")
    third.page.get_by_role("tab", name="Lessons").click()
    third.page.get_by_label("Challenge link").fill(link.inner_text())
    third.press("entry-watch")
    verdict(third, "to the last bit")
    assert third.frame["theta"] == one.frame["theta"]


def test_what_is_no_entry_is_told(tab):
    one = tab("?lesson=nothing")
    one.page.get_by_text("the lessons are").wait_for()
    other = tab("?data=xor&challenge=xor&entry={}")
    other.page.get_by_text("Not a challenge link").wait_for()
