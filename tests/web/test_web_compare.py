"""Runs that are kept beside the one on the page, and races, in a browser."""

import pytest

import nnplay as nn
from nnplay.web.aside import networks
from nnplay.web.link import page_of

pytestmark = pytest.mark.slow
QUERY = "data=xor&samples=80&net=4:tanh&epochs=60"


def test_keep_a_run_change_one_thing_and_see_both(tab):
    one = tab(f"?{QUERY}")
    one.train(3)
    first = one.frame["theta"]
    one.page.get_by_role("tab", name="Compare").click()
    one.press("keep")
    card = one.page.get_by_role("listitem", name="1: 2 → 4 tanh")
    card.wait_for()
    one.until("window.nnplayFeed.kept.length === 1")
    assert one.feed("feed.kept[0].rows.epoch") == [0, 1, 2, 3]
    one.choose("rate", "0.3")
    one.until("window.nnplayFeed.scene.rate === 0.3")
    one.press("reset")
    one.until("window.nnplayFeed.frame.epoch === 0")
    one.train(2)
    card.get_by_text("Changes: --learning-rate 0.03").wait_for()
    assert one.frame["theta"] != first
    card.get_by_role("button", name="Restore").click()
    one.until("window.nnplayFeed.frame.epoch === 3")
    assert one.frame["theta"] == first
    one.until("!location.href.includes('learning_rate')")
    card.get_by_role("button", name="Delete").click()
    one.until("window.nnplayFeed.kept.length === 0")


def test_a_race_shows_what_compare_finds(tab):
    one = tab(f"?{QUERY}&lang=de", viewport={"width": 390, "height": 844})
    one.page.get_by_role("tab", name="Vergleichen").click()
    one.page.locator("#race-nets").fill("2; 3,2")
    one.page.locator("#race-epochs").fill("10")
    one.page.locator("#race-seeds").fill("2")
    one.page.locator("#race-fair").select_option("parameters")
    one.press("race-go")
    one.page.get_by_text("4 von 4 Läufen").wait_for()
    rows = one.page.locator("#race-table tbody tr")
    rows.nth(1).wait_for()
    page, _ = page_of(QUERY)
    found = nn.compare(
        "xor", networks("2; 3,2", page.architecture), [page.recipe.replace(epochs=10)], seeds=2, at="parameters"
    )
    for row, standing in zip(rows.all(), found.standings, strict=True):
        told = row.locator("th, td").all_inner_texts()
        assert told[0] == standing.name
        assert told[1] == f"{100 * standing.mean:.1f} %"
        assert told[4] == f"{standing.parameters}"
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 390
    one.page.locator("#race-nets").fill("2")
    one.press("race-go")
    one.page.get_by_text("A race needs at least two networks").wait_for()


def test_a_long_race_is_stopped(tab):
    one = tab(f"?{QUERY}")
    one.page.get_by_role("tab", name="Compare").click()
    one.page.locator("#race-nets").fill("300,300,300; 400,400")
    one.page.locator("#race-epochs").fill("2000")
    one.press("race-go")
    one.page.get_by_role("progressbar", name="Race").wait_for()
    one.press("race-stop")
    one.page.locator("#race-stop").wait_for(state="hidden")
    one.page.locator("#race-go:enabled").wait_for()
