"""The runs of the store on this machine: to be opened, and gone on with."""

from collections.abc import Callable
from typing import Any

from nicegui import run

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.runs.run import run_from_bytes
from nnplay.runs.store import Store, StoredRun
from nnplay.utils.json import json_safe
from nnplay.web.page.part import Part
from nnplay.web.page.playground_page import PlaygroundPage

MOST = 60  # runs that are listed


def build(page: PlaygroundPage) -> Callable[[], Any]:
    """Lay it out; the page asks for the list while it is looked at."""
    visitor = page.visitor

    async def asked(what: Any) -> None:
        match what:
            case {"do": "open", "id": str(id)}:
                await page.do(lambda: visitor.open_run(stored(id)))
                page.address()
            case {"do": "look"}:
                found = await run.io_bound(listed)
                if found is not None:  # the server is not about to end
                    part.tell(json_safe(found))

    part = Part("runs", page.options, asked).classes("runs")
    return lambda: None


def listed() -> dict[str, Any]:
    """The newest runs, or why they cannot be read."""
    try:
        with Store() as store:
            return {"runs": [_told(entry) for entry in store.find(limit=MOST, alone=True)]}
    except NNPlayError as error:
        return {"runs": [], "trouble": str(error)}


def _told(entry: StoredRun) -> dict[str, Any]:
    part = entry.metrics.get("test") or entry.metrics.get("train") or {}
    net = str(Architecture.from_json(entry.architecture)) if entry.architecture else ""
    return {
        "id": entry.id, "started": entry.started, "state": entry.state, "data": entry.name, "network": net,
        "epoch": entry.epoch, "epochs": entry.epochs, "loss": part.get("loss"), "accuracy": part.get("accuracy"),
        "r2": part.get("r2"), "whole": entry.has_model,
    }  # fmt: skip


def stored(id: str) -> Any:
    """A run of the store.

    Raises:
        NNPlayError: it is not there, or still at work.
    """
    with Store() as store:
        entry = store.get(id)
        if not entry.has_model:
            raise NNPlayError(f"Run {entry.id} has no result yet; start it with --watch to see it train.")
        return run_from_bytes(store.model(entry.id), entry.id)
