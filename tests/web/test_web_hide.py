"""`?hide=`: what a lesson does not need is not there, for mouse, keyboard and screen readers alike."""

import pytest

from nnplay.web.hiding import PLACES, TABS, hidden, rules
from nnplay.web.page import more

HIDE = "data,time,layers,rate,doctor,buttons"


def test_every_tab_can_be_hidden():
    assert set(TABS) == {tab.name for tab in more.TABS}


def test_names_that_there_are_not_are_told():
    names, troubles = hidden("hide=data,%20time,x,data,<b>")
    assert names == ("data", "time")
    assert [trouble.split("not ")[1].split(":")[0] for trouble in troubles] == ["'x'", "'<b>'"]
    assert hidden("data=iris") == ((), [])
    assert rules(()) == ""
    assert ".panel.data" in rules(names)


@pytest.mark.slow
def test_what_is_hidden_is_out_of_reach_and_stays_so(tab):
    one = tab(f"?net=2:tanh&hide={HIDE}")
    for name in HIDE.split(","):
        if PLACES[name]:
            assert one.page.locator(PLACES[name]).first.is_hidden(), name
    assert one.page.get_by_role("tab", name="Doctor").count() == 0
    assert one.page.get_by_role("combobox", name="Optimizer").is_visible()
    one.page.keyboard.press(".")
    one.choose("optimizer", "adam")
    one.until("location.search.includes('optimizer=adam')")
    assert f"hide={HIDE}" in one.page.url
    assert one.frame["epoch"] == 0
    one.page.reload()
    one.until("document.body.dataset.frames > 0")
    assert one.page.locator(".panel.data").is_hidden()


@pytest.mark.slow
def test_every_place_is_on_the_page(tab):
    one = tab("?data=iris&net=2:tanh")
    there = {name for name, place in PLACES.items() if place and one.page.locator(place).count()}
    assert there == {name for name, place in PLACES.items() if place}
