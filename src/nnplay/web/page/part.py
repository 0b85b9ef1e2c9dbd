"""A part of the page that draws itself: a module of ours in the browser, and what it asks for."""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

AT_ONCE, MOST_WAITING = 2, 40  # things that a part asks for: in hand, and waiting


class Part(ui.element, component="part.js"):
    """An element that a module of `static` fills.

    Args:
        module: its name.
        options: what the module is told.
        asked: called with what it asks for.
    """

    def __init__(self, module: str, options: dict[str, Any], asked: Callable[[Any], Any] | None = None) -> None:
        super().__init__()
        self._props["module"] = f"/static/{module}.js"
        self._props["options"] = options
        if asked is not None:
            taken, turn = asked, asyncio.Semaphore(AT_ONCE)
            waiting: list[Any] = []

            async def passed(event: GenericEventArguments) -> None:
                if len(waiting) >= MOST_WAITING:  # no page asks for so much
                    return
                waiting.append(event.args)
                try:
                    async with turn:
                        done = taken(event.args)
                        if inspect.isawaitable(done):
                            await done
                finally:
                    waiting.pop()

            self.on("ask", passed)

    def tell(self, value: Any) -> None:
        """Tell the module something that it asked for."""
        self.run_method("tell", value)
