"""Back in time: any epoch that was trained can be looked at again, and gone on from."""

from __future__ import annotations

from typing import Any

from nnplay.web.page.desk import Desk
from nnplay.web.page.part import Part


def build(desk: Desk) -> None:
    """Lay it out."""

    async def asked(what: Any) -> None:
        match what:
            case {"do": "look", "epoch": int(epoch)} if epoch >= 0:
                await desk.do(lambda: desk.visitor.look(epoch))
            case {"do": "fork"}:
                await desk.do(desk.visitor.fork)

    Part("time", desk.options, asked).classes("time")
