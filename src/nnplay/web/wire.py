"""The wire: the newest picture goes to the page when the page has drawn the one before; stale ones are never made."""

import asyncio
import contextlib
import json
import time
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from nnplay.plots.palette import PAPERS
from nnplay.web.aside import Aside
from nnplay.web.frames import pack
from nnplay.web.views import Views
from nnplay.web.visitor import Visitor

LOOK, SELDOM = 0.012, 0.06  # seconds between two looks for something new, at first and after a while
MOST_LETTERS = 400  # of what a page says
FARTHEST = 1 << 20  # place of a neuron, or layer
FASTEST = 1 / 32  # seconds between two frames


class Wire:
    """The frames of one page.

    Args:
        visitor: whose bench is shown.
        socket: to the page.
        drawing: lets so many pictures be made at once as there may be.
    """

    def __init__(self, visitor: Visitor, socket: WebSocket, drawing: asyncio.Semaphore | None = None) -> None:
        self._drawing = drawing or asyncio.Semaphore()
        self.visitor, self.socket = visitor, socket
        self._asked = asyncio.Event()
        self._views: Views | None = None
        self._rows = 0
        self._aside: tuple[Aside, ...] = ()
        self._last: Any = None

    async def serve(self) -> None:
        """Send and listen until the page has gone."""
        await self.socket.accept()
        tasks = [asyncio.create_task(self._send()), asyncio.create_task(self._listen())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _send(self) -> None:
        while True:
            await self._asked.wait()
            self._asked.clear()
            wait = LOOK
            while (state := self.visitor.state()) == self._last:
                await asyncio.sleep(wait)
                wait = min(1.2 * wait, SELDOM)
            self._last, begun = state, time.monotonic()
            async with self._drawing:
                frame = await asyncio.to_thread(self.frame)
            await self.socket.send_bytes(frame)
            await asyncio.sleep(begun + FASTEST - time.monotonic())

    async def _listen(self) -> None:
        while True:
            said = (await self.socket.receive()).get("text")
            if said is None or len(said) > MOST_LETTERS:  # it has gone, or is no page of ours
                return
            try:
                told = json.loads(said)
            except (ValueError, RecursionError):
                return
            match told:
                case {"do": "next"}:
                    self._asked.set()
                case {"do": "paper", "value": str(paper)} if paper in PAPERS:
                    self.visitor.paper = paper
                case {"do": "focus", "value": [int(layer), int(place)]} if (
                    0 <= min(layer, place) <= max(layer, place) < FARTHEST
                ):
                    self.visitor.focus = layer, place
                case {"do": "focus", "value": None}:
                    self.visitor.focus = None
                case {"do": "open", "value": [int(layer), int(place)]} if layer >= 0 and place >= 0:
                    self.visitor.opened = layer, place
                case {"do": "open", "value": None}:
                    self.visitor.opened = None
                case {"do": "row", "value": int() | None as row} if row is None or row >= 0:
                    self.visitor.row = row

    def frame(self) -> bytes:
        """The picture of this moment, with what the page has not yet seen of the problem and of the history."""
        visitor = self.visitor
        view_state = visitor.view_state()
        views, page, focus, opened = visitor.views(view_state), visitor.settings, visitor.focus, visitor.opened
        snapshot, session = view_state.snapshot, visitor.session
        header: dict[str, Any] = {
            "epoch": view_state.epoch, "newest": snapshot.epoch, "back": view_state.past_epoch,
            "batches": 0 if view_state.past_epoch is not None else snapshot.batches,
            "playing": session.playing, "ended": session.finished, "message": session.message,
            "metrics": view_state.metrics, "seconds": snapshot.seconds, "tests": page.tests,
            "looked": focus, "all": session.recipe.epochs, "opened": opened, "row": views.chosen(visitor.row),
            "gradient": views.gradient_norm.compute(view_state.parameters, allow_cached=session.playing),
        }  # fmt: skip
        arrays = views.picture(view_state, steps=page.steps, focus=focus)
        if opened is not None:
            arrays |= views.numbers(view_state, *opened)
        if views is not self._views:
            self._views, self._rows = views, 0
            header["scene"] = views.described()
            arrays["inputs"] = views.inputs()
        header["first"] = max(min(self._rows, len(view_state.rows)) - 1, 0)  # the last row may have been amended
        arrays["rows"] = views.rows(view_state, header["first"])
        if visitor.aside is not self._aside or "scene" in header:
            self._aside = visitor.aside
            header["kept"], kept = views.kept(visitor.aside)
            arrays |= kept
        self._rows = header["first"] + len(arrays["rows"])
        return pack(header, arrays)
