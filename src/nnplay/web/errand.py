"""Errands: long work for a visitor apart from his bench, a few at a time, whoever sends them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TypeVar

T = TypeVar("T")
_few = ThreadPoolExecutor(2, "nnplay-errand")


class Errand:
    """One of them.

    Attributes:
        stop: set when the work shall end.
        cancelled: whether nobody waits for what it finds any more.
    """

    def __init__(self) -> None:
        self.stop, self.cancelled = Event(), False

    def cancel(self) -> None:
        """End it; what it finds is not told."""
        self.cancelled = True
        self.stop.set()

    async def done(self, work: Callable[[], T]) -> T | None:
        """What the work gives, when it is its turn; None when it was cancelled."""
        found = await asyncio.get_running_loop().run_in_executor(_few, lambda: None if self.cancelled else work())
        return None if self.cancelled else found
