"""Which two features the surface shows, and where the others are held."""

from __future__ import annotations

from typing import Any

from nnplay.web.page.desk import Desk
from nnplay.web.page.part import Part


def build(desk: Desk) -> None:
    """Lay it out; it is only there where there is something to choose."""

    async def asked(what: Any) -> None:
        match what:
            case {"x": str(x), "y": str(y)} if x != y:
                await desk.set(x=x, y=y)
            case {"hold": str(name), "at": int() | float() | str() as value}:
                await desk.change(lambda s: s.replace(held=tuple((dict(s.held) | {name: value}).items())))
            case {"hold": None}:
                await desk.set(held=())

    Part("axes", desk.options, asked).classes("axes")
