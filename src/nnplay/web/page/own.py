"""Data of one's own: a file that is chosen or dropped anywhere on the page, or rows that are pasted."""

from __future__ import annotations

from typing import Any

from nnplay.data.readers.file import SUPPORTED_SUFFIXES
from nnplay.web.own import MOST_BYTES
from nnplay.web.page.desk import Desk
from nnplay.web.page.part import Part


def build(desk: Desk) -> None:
    """Lay it out."""

    async def asked(what: Any) -> None:
        match what:
            case {"do": "take", "name": str(name)}:
                await desk.do(lambda: desk.visitor.take(name))
                desk.address()
                desk.open("columns")

    options = desk.options | {"endings": SUPPORTED_SUFFIXES, "most": MOST_BYTES}
    Part("own", options, asked).classes("own")
