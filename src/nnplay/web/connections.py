"""The lines to the browsers: who says nothing, or takes nothing, is cut off, and so many there may be at once.

Uvicorn ends a line that rests between two requests; it waits for ever for the end of a request, and for who does not
take what is sent. Its reader in plain Python bounds what stands before a request's body; the faster one does not.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from nnplay.web.guard import say

MAX_CONNECTIONS = 600  # at once: a visitor has two, and a few more while his page loads
MAX_REFUSED = 100  # more that are told so; any others are closed at once
LOOK_SECONDS = 10.0  # seconds between two looks at a line, and the most that a request may take to come
PATIENCE = {"POST": 90, "": 6}  # looks that an answer may take: where something is sent, and else
CLOSE_SECONDS = 1.0  # seconds that a page has to agree to an end
MAX_UNREAD = 16 << 20  # bytes that a page may leave lying
MAX_PIECES = 1_000  # of a message
FULL = "Too many browsers are connected to nnplay: close some pages, and try again in a minute."


async def full(
    scope: MutableMapping[str, Any], receive: Any, send: Callable[[MutableMapping[str, Any]], Awaitable[None]]
) -> None:
    """What all are told for whom there is no room."""
    await say(send, 503, FULL, connection="close", **{"retry-after": "60"})


class HttpConnection(H11Protocol):
    """A line over which requests come."""

    _last_cycle: Any = None
    _looks = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it too
        """Take it, unless there are too many."""
        super().connection_made(transport)
        self._crowded = len(self.connections) > MAX_CONNECTIONS
        if self._crowded:
            self.app = full
        if len(self.connections) > MAX_CONNECTIONS + MAX_REFUSED:
            transport.abort()
        else:
            self.loop.call_later(LOOK_SECONDS, self._look)

    def _should_upgrade(self) -> bool:
        return not self._crowded and super()._should_upgrade()

    def _look(self) -> None:
        """Cut it off when nothing has happened for too long."""
        if self not in self.connections:  # it has gone, or is a WebSocket's now
            return
        cycle = self.cycle
        self._looks = self._looks + 1 if cycle is self._last_cycle else 0
        self._last_cycle = cycle
        rests = cycle is None or cycle.response_complete
        patience = 1 if rests else PATIENCE.get(cycle.scope["method"], PATIENCE[""])
        if self._looks >= patience or self.transport.is_closing():
            self.transport.abort()
        else:
            self.loop.call_later(LOOK_SECONDS, self._look)


class WebSocketConnection(WebSocketsSansIOProtocol):
    """A WebSocket; pings show whether somebody is still there."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.close_timeout = CLOSE_SECONDS

    def data_received(self, data: bytes) -> None:
        """Take what comes, from who takes what is sent."""
        if self.transport.get_write_buffer_size() > MAX_UNREAD or len(self.frames) > MAX_PIECES:
            self.transport.abort()
        else:
            super().data_received(data)

    def keepalive_timeout(self) -> None:
        """End it without waiting that what was sent is taken."""
        super().keepalive_timeout()
        self.transport.abort()
