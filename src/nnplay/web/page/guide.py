"""The guide above the network: a step of a lesson, or a challenge and how far it is."""

from collections.abc import Callable
from typing import Any

from nicegui import background_tasks, run

from nnplay.utils.json import json_safe
from nnplay.web.page.part import Part
from nnplay.web.page.playground_page import PlaygroundPage


def build(page: PlaygroundPage) -> Callable[[], Any]:
    """Lay it out, empty at first; what it returns shows what there is to show now."""
    guide = page.guide

    async def asked(what: Any) -> None:
        match what:
            case {"do": "look"}:
                await look()
            case {"do": "step", "name": str(name), "place": int(place)}:
                await page.lead(lambda: guide.teach(name, place))
            case {"do": "answer", "given": str(given)}:
                await page.do(lambda: guide.answer(given))
                await look()
            case {"do": "enter"}:
                await page.do(guide.enter)
                await look()
            case {"do": "leave"}:
                await page.lead(guide.leave)
            case {"do": "lessons"}:
                page.open("lessons")

    async def look() -> None:
        found = await run.io_bound(guide.told)
        if found is not None:  # the server is not about to end
            part.tell(json_safe(found))

    part = Part("guide", page.options, asked).classes("guide")
    return lambda: background_tasks.create(look())
