"""Runs that were kept beside the one on the page, and races of several networks."""

import base64
from collections.abc import Callable
from typing import Any

from nicegui import run

from nnplay.utils.json import json_safe
from nnplay.web.aside import FAIR, MOST_RACED
from nnplay.web.page.part import Part
from nnplay.web.page.playground_page import PlaygroundPage
from nnplay.web.visitor import Visitor


def build(page: PlaygroundPage) -> Callable[[], Any]:
    """Lay it out; the page asks for what has changed."""
    visitor = page.visitor

    async def asked(what: Any) -> None:
        match what:
            case {"do": "keep"}:
                await page.do(visitor.keep)
            case {"do": "drop", "place": int(place)}:
                await page.do(lambda: visitor.drop(place))
            case {"do": "back", "place": int(place)}:
                await page.do(lambda: visitor.bring_back(place))
                page.address()
            case {"do": "race", "nets": str(nets), "seeds": int(seeds), "epochs": int(epochs), "fair": str(fair)}:
                if fair in FAIR:
                    await page.do(lambda: visitor.race(nets, seeds, epochs, fair))
            case {"do": "cancel"} if visitor.racing is not None:
                visitor.racing.cancel()
            case {"do": "look"}:
                pass
            case _:
                return
        found = await run.io_bound(lambda: told(visitor))
        if found is not None:  # the server is not about to end
            part.tell(json_safe(found))

    options = page.options | {"fair": FAIR, "most": MOST_RACED}
    part = Part("compare", options, asked).classes("compare")
    return lambda: None


def told(visitor: Visitor) -> dict[str, Any]:
    """The runs that were kept, and the race that is under way or was the last one."""
    session = visitor.session
    runs = []
    for one in visitor.aside:
        kept = one.kept
        parts = {name: dict(metrics) for name, metrics in kept.run.metrics.items()}
        runs.append(
            {"name": kept.name, "data": one.settings.recipe.data, "epoch": kept.run.epoch, "metrics": parts,
             "differs": kept.differences(session.requested_architecture(), session.recipe),
             "parameters": kept.run.parameters.count,
             "side": len(one.picture), "picture": base64.b64encode(one.picture.tobytes()).decode()}
        )  # fmt: skip
    return {"runs": runs, "race": visitor.racing and visitor.racing.told()}
