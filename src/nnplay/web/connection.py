"""A WebSocket of a page: commands come in, replies and frames go out."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from nnplay.errors import NNPlayError
from nnplay.utils.json import json_safe
from nnplay.web.complaints import complain
from nnplay.web.visitor import Visitor

MAX_SAFE_INTEGER = 2**53
POLICY_VIOLATION, TAKEN_OVER, FULL = 1008, 4001, 4002  # codes with which a connection is closed
FRAME_SECONDS = 1 / 120  # between two frames at least
MAX_NAME = 64
FIRST_SECONDS = 20.0  # until the first message

Enter = Callable[["Connection", str, str], Awaitable[tuple[Visitor, dict[str, Any]]]]


class Connection:
    """The connection of one page, from its first message on.

    Args:
        socket: the WebSocket.
        enter: finds the visitor that a page was, or makes one; returns it with the reply to `connect`.
        drawing: lets as many frames be made at once as there may be.
    """

    def __init__(self, socket: WebSocket, enter: Enter, drawing: asyncio.Semaphore) -> None:
        self._socket, self._enter, self._drawing = socket, enter, drawing
        self._request: tuple[Any, Any] | None = None
        self._news = asyncio.Event()
        self._sending = asyncio.Lock()

    async def serve(self) -> Visitor | None:
        """Answer until the page has gone; its visitor, if it got one."""
        await self._socket.accept()
        visitor = await self._connect()
        if visitor is None:
            return None
        loop = asyncio.get_running_loop()

        def on_change() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._news.set)

        visitor.host.listeners.append(on_change)
        tasks = [asyncio.create_task(self._listen(visitor)), asyncio.create_task(self._draw(visitor))]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                    task.result()
        finally:
            visitor.host.listeners.remove(on_change)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return visitor

    async def _connect(self) -> Visitor | None:
        """The visitor, as the first message names it."""
        try:
            async with asyncio.timeout(FIRST_SECONDS):
                message = await self._receive()
        except (TimeoutError, WebSocketDisconnect):
            return None
        if message is None or message.get("command") != "connect":
            await self.close(POLICY_VIOLATION, "The first command is connect.")
            return None
        name, page = (str(message.get(key) or "")[:MAX_NAME] for key in ("visitor", "page"))
        try:
            visitor, result = await self._enter(self, name, page)
        except NNPlayError as error:
            await self.send({"id": message["id"], "error": str(error)})
            await self.close(FULL, "There is no room.")
            return None
        await self.send({"id": message["id"], "result": result})
        return visitor

    async def _receive(self) -> dict[str, Any] | None:
        """The next message; None if it is none of the protocol's.

        Raises:
            WebSocketDisconnect: the page has gone.
        """
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        try:
            parsed = json.loads(message.get("text") or "", parse_constant=_refuse)
        except (ValueError, RecursionError):
            return None
        id = parsed.get("id") if isinstance(parsed, dict) else None
        valid = isinstance(id, int) and not isinstance(id, bool) and 0 <= id < MAX_SAFE_INTEGER
        return parsed if valid else None

    async def _listen(self, visitor: Visitor) -> None:
        while True:
            message = await self._receive()
            if message is None:
                await self.close(POLICY_VIOLATION, "This is no command.")
                return
            if message.get("command") == "ping":
                await self.send({"id": message["id"], "result": {}})
            elif message.get("command") == "frame":
                self._request = message["id"], message.get("show")
                self._news.set()
            elif not await visitor.take(message):
                await self.close(POLICY_VIOLATION, "Too many commands are waiting.")
                return

    async def _draw(self, visitor: Visitor) -> None:
        """Send a frame whenever one was asked for and there is something new."""
        host = visitor.host
        while True:
            await self._news.wait()
            self._news.clear()
            request = self._request
            if request is None or host.session is None or _after(request[1]) >= host.revision:
                continue
            self._request = None
            async with self._drawing, visitor.lock:
                frame, error = await asyncio.to_thread(_frame, visitor, *request)
            if frame is None:
                await self.send({"id": request[0], "error": error})
            else:
                async with self._sending:
                    await self._socket.send_bytes(frame)
            await asyncio.sleep(FRAME_SECONDS)

    async def send(self, message: dict[str, Any]) -> None:
        """Send a reply."""
        text = json.dumps(json_safe(message), ensure_ascii=False, allow_nan=False)
        async with self._sending:
            await self._socket.send_text(text)

    async def close(self, code: int, reason: str) -> None:
        """End the connection."""
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await self._socket.close(code, reason)


def _after(show: Any) -> float:
    after = show.get("after") if isinstance(show, dict) else None
    return after if isinstance(after, int | float) else -1


def _frame(visitor: Visitor, id: int, show: Any) -> tuple[bytes | None, str]:
    """A frame, or why there is none."""
    try:
        return visitor.host.frame(id, show), ""
    except NNPlayError as error:
        return None, visitor.host.readable(str(error))
    except Exception as error:
        complain(error)
        return None, "The server could not draw this."


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")
