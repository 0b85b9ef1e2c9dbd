"""The tabs below the network: each is made when it is opened first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from nnplay.web.page import (
    again,
    ask,
    columns,
    compare,
    doctor,
    figures,
    inside,
    lessons,
    numbers,
    results,
    runs,
    training,
)
from nnplay.web.page.playground_page import PlaygroundPage


@dataclass(frozen=True)
class Tab:
    """What is behind one of the tabs.

    Attributes:
        name: of its text, and of its module.
        icon: of the set that comes with NiceGUI.
        build: lays it out, the first time; what it returns is called whenever the tab is opened, in another thread,
            and what that returns, if anything, is called then where elements may be made.
        local: only for who sits at the machine that runs nnplay.
    """

    name: str
    icon: str
    build: Callable[[PlaygroundPage], Callable[[], Any]]
    local: bool = False


TABS = (
    Tab("lessons", "school", lessons.build),
    Tab("columns", "view_column", columns.build),
    Tab("training", "tune", training.build),
    Tab("results", "fact_check", results.build),
    Tab("inside", "functions", inside.build),
    Tab("doctor", "healing", doctor.build),
    Tab("compare", "compare_arrows", compare.build),
    Tab("runs", "history", runs.build, local=True),
    Tab("ask", "contact_support", ask.build),
    Tab("numbers", "table_rows", numbers.build),
    Tab("figures", "image", figures.build),
    Tab("again", "replay_circle_filled", again.build),
)


def tabs_of(page: PlaygroundPage) -> tuple[Tab, ...]:
    """The tabs of a page."""
    return tuple(tab for tab in TABS if (page.local or not tab.local) and tab.name not in page.hide)


def strip(page: PlaygroundPage) -> ui.tabs:
    """Lay out the tabs; none is open."""
    with (
        ui.tabs()
        .props(f'no-caps inline-label align=left dense aria-label="{page.say["more"]}"')
        .classes("strip") as tabs
    ):
        for tab in tabs_of(page):
            ui.tab(tab.name, page.say[tab.name], tab.icon).classes(f"tab-{tab.name}")
    return tabs


def panels(page: PlaygroundPage, tabs: ui.tabs) -> None:
    """Lay out what is behind them."""
    opened: dict[str, Callable[[], Any]] = {}
    places: dict[str, ui.tab_panel] = {}

    async def opening(event: ValueChangeEventArguments[Any]) -> None:
        tab = next((tab for tab in tabs_of(page) if tab.name == event.value), None)
        if tab is None:
            return
        if tab.name not in opened:
            with places[tab.name]:
                opened[tab.name] = tab.build(page)
        lay = await page.do(opened[tab.name])
        if lay is not None:
            lay()
        ui.run_javascript("document.querySelector('.more').scrollIntoView({block: 'nearest'})")

    with ui.tab_panels(tabs, value=None, on_change=opening, animated=False).classes("more"):
        for tab in tabs_of(page):
            places[tab.name] = ui.tab_panel(tab.name)
