"""How fast a WebSocket may talk: as fast as a page ever does, and some more; then it is closed."""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

MAX_BURST = 1_000.0  # messages that may come at once
SUSTAINED = 100.0  # messages a second on end
HEAVY_BYTES = 16_384  # bytes; a message of so many counts for one more


class RateLimited:
    """Receives what comes through a WebSocket; who talks too much is taken for gone.

    Args:
        receive: what it is received with.
        clock: gives the seconds.
    """

    def __init__(
        self, receive: Callable[[], Awaitable[MutableMapping[str, Any]]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.receive, self.clock = receive, clock
        self._left, self._then = MAX_BURST, clock()

    async def __call__(self) -> MutableMapping[str, Any]:
        """The next message."""
        if self._left < 0:
            return _gone()
        message = await self.receive()
        if message["type"] == "websocket.receive":
            now = self.clock()
            said = len(message.get("text") or "") + len(message.get("bytes") or b"")
            self._left = min(MAX_BURST, self._left + SUSTAINED * (now - self._then)) - 1 - said / HEAVY_BYTES
            self._then = now
            if self._left < 0:
                return _gone()
        return message


def _gone() -> MutableMapping[str, Any]:
    return {"type": "websocket.disconnect", "code": 1008, "reason": "Too many messages."}
