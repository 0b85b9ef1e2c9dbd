"""What comes out: the losses, their curves, and the surface with the points on it."""

from typing import Any

from nicegui import ui

from nnplay.playground import point_editor
from nnplay.web.page.fields import toggle, words
from nnplay.web.page.part import Part
from nnplay.web.page.playground_page import PlaygroundPage


def build(page: PlaygroundPage) -> None:
    """Lay it out."""
    say = page.say
    with ui.element("section").classes("panel output").props(f'aria-label="{say["output"]}"'):
        words("h2", say["output"])
        Part("curves", page.options).classes("curves")
        _time(page)
        _surface(page)
        _axes(page)
        with ui.element("div").classes("toggles"):
            toggle(page, "show_tests", lambda s: s.tests, lambda value: page.set(tests=value))
            toggle(page, "decide", lambda s: s.steps, lambda value: page.set(steps=value))
        words("p", say["as_table"], "unseen").props("id=as-table")
        words("p", say["preparing"], "message").props("id=message role=status")


def _time(page: PlaygroundPage) -> None:
    """Back in time: look at any trained epoch and continue from it."""

    async def asked(what: Any) -> None:
        match what:
            case {"do": "look", "epoch": int(epoch)} if epoch >= 0:
                await page.do(lambda: page.visitor.look(epoch))
            case {"do": "fork"}:
                await page.do(page.visitor.fork)

    Part("time", page.options, asked).classes("time")


def _surface(page: PlaygroundPage) -> None:
    """The surface with the points of the data, which can be added, moved and removed."""

    async def changed(change: Any) -> None:
        await page.do(lambda: page.visitor.draw(change))
        page.address()

    async def asked(what: Any) -> None:
        match what:
            case {
                "do": "add",
                "at": [int() | float() as x, int() | float() as y],
                "target": str() | int() | float() as z,
            }:
                await changed(lambda data: point_editor.add_point(data, x, y, z))
            case {"do": "show"}:  # or a new test point would be invisible
                await page.set(tests=True)
            case {"do": "move", "row": int(row), "at": [int() | float() as x, int() | float() as y]}:
                await changed(lambda data: point_editor.move_point(data, row, x, y))
            case {"do": "remove", "row": int(row)}:
                await changed(lambda data: point_editor.remove_point(data, row))

    Part("surface", page.options, asked).classes("surface")


def _axes(page: PlaygroundPage) -> None:
    """Which two features the surface shows, and where the others are held."""

    async def asked(what: Any) -> None:
        match what:
            case {"x": str(x), "y": str(y)} if x != y:
                await page.set(x=x, y=y)
            case {"hold": str(name), "at": int() | float() | str() as value}:
                await page.change(lambda s: s.replace(held=tuple((dict(s.held) | {name: value}).items())))
            case {"hold": None}:
                await page.set(held=())

    Part("axes", page.options, asked).classes("axes")
