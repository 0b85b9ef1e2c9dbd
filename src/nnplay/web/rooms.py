"""The visitors that are there: how many, how much memory they may take together, and what ends when they go."""

import asyncio
import os
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable

from nnplay.errors import NNPlayError
from nnplay.web import memory
from nnplay.web.turns import AT_ONCE
from nnplay.web.uploads import Uploads
from nnplay.web.visitor import Visitor

MOST_VISITORS = 120
MEMORY = 4 << 30  # bytes that all visitors together may take, or half of what the machine has
TIDY = 3.0  # seconds after somebody has gone in which others may go, until all that they had is given back
AWAY = 0.7  # seconds without a wire after which nobody is watching


class Rooms:
    """The visitors that are there, by the secret name of their wire."""

    def __init__(self) -> None:
        self.visitors: dict[str, Visitor] = {}
        self.uploads = Uploads()
        self.drawing = asyncio.Semaphore(AT_ONCE)
        self.memory = min(MEMORY, _installed() // 2)
        self._wires: Counter[Visitor] = Counter()
        self._resting: set[asyncio.Task[None]] = set()
        self._tidying: asyncio.Task[None] | None = None
        self._left = False  # whether somebody has since it was tidied

    @property
    def full(self) -> bool:
        """Whether nobody else can be let in."""
        return len(self.visitors) >= MOST_VISITORS

    def enter(self, visitor: Visitor) -> str:
        """Let a visitor in; the name of his wire."""
        name = secrets.token_urlsafe(16)
        self.visitors[name] = visitor
        visitor.afford = visitor.own.afford = self.afford
        return name

    def afford(self, need: int) -> None:
        """Refuse what would take more memory than there is for visitors.

        Args:
            need: bytes.

        Raises:
            NNPlayError: too little is left.
        """
        taken = sum(visitor.bytes for visitor in list(self.visitors.values()))
        if taken + need > self.memory:
            raise NNPlayError(
                f"This needs {need >> 20:,} MB, and the visitors of this server have "
                f"{max(self.memory - taken, 0) >> 20:,} MB left; use less, or wait until others have left."
            )

    async def watch(self, visitor: Visitor, serve: Callable[[], Awaitable[None]]) -> None:
        """Serve a wire; a while after the last one of a visitor has gone, nothing is trained for him any more."""
        self._wires[visitor] += 1
        try:
            await asyncio.to_thread(visitor.come)
            await serve()
        finally:
            self._wires[visitor] -= 1
            resting = asyncio.create_task(self._rest(visitor))
            self._resting.add(resting)
            resting.add_done_callback(self._resting.discard)

    async def _rest(self, visitor: Visitor) -> None:
        if not self._wires[visitor]:
            await asyncio.sleep(AWAY)
        if not self._wires[visitor]:
            del self._wires[visitor]
            self.uploads.end(visitor)
            await asyncio.to_thread(visitor.rest)

    async def leave(self, name: str) -> None:
        """End what a visitor has begun who has gone; the others are not kept waiting."""
        visitor = self.visitors.pop(name, None)
        if visitor is not None:
            self.uploads.end(visitor)
            await asyncio.to_thread(visitor.close)
            self._left = True
            if self._tidying is None or self._tidying.done():
                self._tidying = asyncio.create_task(self._tidy())

    async def _tidy(self) -> None:
        while self._left:
            await asyncio.sleep(TIDY)
            self._left = False
            await asyncio.to_thread(memory.give_back)

    async def close(self) -> None:
        """End what all have begun."""
        await asyncio.gather(*map(self.leave, list(self.visitors)))
        if self._tidying is not None:
            self._tidying.cancel()


def _installed() -> int:
    """Bytes of memory that this machine has; plenty where nobody can tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 2 * MEMORY
