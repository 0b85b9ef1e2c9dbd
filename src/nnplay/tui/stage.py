"""The stage: what happens on the bench is drawn here, again and again, while the keys are answered."""

from __future__ import annotations

import asyncio
import os
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from textual import work
from textual.app import App
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Static

from nnplay.errors import NNPlayError
from nnplay.playground.session import PlaygroundSession
from nnplay.tui.base_view import Paper, View
from nnplay.tui.guide import Guide
from nnplay.tui.sanitize import Plain
from nnplay.tui.settings_panel import Setup
from nnplay.tui.status_bar import status
from nnplay.tui.surface_view import Surface

PLAIN = Plain()
FRAME = 1 / 15  # seconds between two pictures, at least
LARGE = 1500  # characters of a picture


class Stage(App[None]):
    """An app with a bench, which trains in a thread of its own, and an artist, who draws it in another.

    Args:
        bench: what is shown.

    Attributes:
        pool: the thread in which the bench is worked at.
        busy: what the bench is being made to do, if that takes long.
        drawn: what the newest picture shows.
    """

    def __init__(self, session: PlaygroundSession) -> None:
        super().__init__()
        self.session = session
        self.pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="nnplay-bench")
        self._artist = ThreadPoolExecutor(max_workers=1, thread_name_prefix="nnplay-artist")
        self._warn = warnings.showwarning  # what shows warnings elsewhere
        self.busy = ""
        self.drawn: Any = None

    @property
    def main(self) -> Screen[Any]:
        """The screen below all cards."""
        return self.screen_stack[0]

    async def on_mount(self) -> None:
        """Begin to draw."""
        warnings.showwarning = self._warned
        self._home = asyncio.get_running_loop()
        self.set_focus(None)
        await self.query_one(Setup).show()
        self._frames()

    def on_unmount(self) -> None:
        """End the training."""
        warnings.showwarning = self._warn
        self._artist.shutdown(wait=False, cancel_futures=True)
        self.pool.submit(self.session.close)
        self.pool.shutdown()

    def _warned(self, message: Warning | str, *_: Any, **__: Any) -> None:
        """Show a warning, whichever thread it comes from."""
        self._home.call_soon_threadsafe(lambda: self.notify(str(message), severity="warning", markup=False))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line goes through before it is shown."""
        return [*super().get_line_filters(), PLAIN]

    @property
    def paper(self) -> Paper:
        """What the views are drawn on."""
        return Paper(self.current_theme.dark, not os.environ.get("NO_COLOR"))

    @work(group="frames")
    async def _frames(self) -> None:
        """Draw again and again, whenever there is something new; the drawing itself is done in another thread."""
        loop = asyncio.get_running_loop()
        while self.is_running:
            begun = loop.time()
            await self._frame()
            await asyncio.sleep(max(FRAME - (loop.time() - begun), 0.001))

    def wanted(self, views: list[View]) -> Any:
        """All that the picture depends on."""
        session, guide, surface = self.session, self.main.query_one(Guide), self.main.query_one(Surface)
        sizes = tuple((view.id, view.content_size) for view in views)
        about = (
            session.snapshot,
            session.back,
            session.playing,
            session.ended,
            session.message,
            self.busy,
            len(session.kept),
        )
        return (*about, self.paper, self.size, sizes, surface.axes, surface.points, guide.step, guide.challenge)

    async def _frame(self) -> None:
        session, paper = self.session, self.paper
        views = [view for view in self.main.query(View) if view.display and view.content_size.area]
        wanted, places = self.wanted(views), [(view, view.content_size, view.rich_style) for view in views]
        if wanted == self.drawn:
            return
        view_state = session.view_state()
        strips = await asyncio.get_running_loop().run_in_executor(
            self._artist, lambda: [view.strips(view_state, paper, size, style) for view, size, style in places]
        )
        if not self.is_running:  # it was left while this was drawn
            return
        for view, lines in zip(views, strips, strict=True):
            view.show(lines)
            if view.content_size.area > LARGE:  # so that a key that waits is answered before the next picture
                await asyncio.sleep(1 / 60)
        sign = "…" if self.busy else "▶" if session.playing else "■" if session.ended else "⏸"
        line = status(view_state, sign, self.size.width, self.busy)
        self.main.query_one("#status", Static).update(line, layout=False)
        self.main.query_one(Guide).look(session)
        if session.message:
            self.tell(session.message)
        self.drawn = wanted

    def tell(self, sentence: str) -> None:
        """Say something above the screen, or nothing any more."""
        told = self.main.query_one("#told", Static)
        told.update(sentence)
        told.set_class(bool(sentence), "shown")

    def do(self, what: Callable[[], Any], field: Any = None, busy: str = "") -> None:
        """Do something to the bench in its own thread, and show what it led to; an error stands next to its field."""
        self.tell("")
        self._done(what, field, busy)

    @work(group="bench")
    async def _done(self, what: Callable[[], Any], field: Any, busy: str) -> None:
        self.busy = busy
        try:
            await asyncio.get_running_loop().run_in_executor(self.pool, what)
        except NNPlayError as error:
            (field.complain if field is not None else self.tell)(str(error))
        else:
            if field is not None:
                field.complain("")
        finally:
            self.busy = ""
        await self.main.query_one(Setup).show()
