"""The surface, with the points of the data on it; they may be drawn, moved and removed."""

from __future__ import annotations

from typing import Any

from nnplay.playground import point_editor
from nnplay.web.page.desk import Desk
from nnplay.web.page.part import Part


def build(desk: Desk) -> None:
    """Lay it out."""

    async def changed(change: Any) -> None:
        await desk.do(lambda: desk.visitor.draw(change))
        desk.address()

    async def asked(what: Any) -> None:
        match what:
            case {
                "do": "add",
                "at": [int() | float() as x, int() | float() as y],
                "target": str() | int() | float() as z,
            }:
                await changed(lambda data: point_editor.add_point(data, x, y, z))
            case {"do": "show"}:  # else a new one that is kept aside is not seen
                await desk.set(tests=True)
            case {"do": "move", "row": int(row), "at": [int() | float() as x, int() | float() as y]}:
                await changed(lambda data: point_editor.move_point(data, row, x, y))
            case {"do": "remove", "row": int(row)}:
                await changed(lambda data: point_editor.remove_point(data, row))

    Part("surface", desk.options, asked).classes("surface")
