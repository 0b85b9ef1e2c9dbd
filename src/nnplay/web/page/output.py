"""What comes out: the losses, their curves, and the surface with the points on it."""

from __future__ import annotations

from nicegui import ui

from nnplay.web.page import axes, points, time
from nnplay.web.page.desk import Desk
from nnplay.web.page.fields import toggle, words
from nnplay.web.page.part import Part


def build(desk: Desk) -> None:
    """Lay it out."""
    say = desk.say
    with ui.element("section").classes("panel output").props(f'aria-label="{say["output"]}"'):
        words("h2", say["output"])
        Part("curves", desk.options).classes("curves")
        time.build(desk)
        points.build(desk)
        axes.build(desk)
        with ui.element("div").classes("toggles"):
            toggle(desk, "show_tests", lambda s: s.tests, lambda value: desk.set(tests=value))
            toggle(desk, "decide", lambda s: s.steps, lambda value: desk.set(steps=value))
        words("p", say["as_table"], "unseen").props("id=as-table")
        words("p", say["preparing"], "message").props("id=message role=status")
