"""What the page uses of NiceGUI, and what of it is closed because no page of ours needs it."""

import asyncio
import functools
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

from nicegui import Client, core, run
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from nnplay.web.complaints import complain

HANDS = 160  # threads that do what visitors ask; many of them only wait for their turn
PING = 10, 20  # seconds between two questions whether a page is still there, and until it must have answered
CONNECTED = 30.0  # seconds in which a page that was asked for opens its sockets
TOLD = {
    404: "There is nothing at this address: nnplay has one page, at /.",
    500: "Something went wrong in nnplay; the terminal that it runs in says what.",
}  # fmt: skip
KEYS = {  # what an event of the page must have
    "handshake": ("client_id", "tab_id", "document_id"), "event": ("client_id", "id"),
    "javascript_response": ("client_id", "request_id"), "ack": ("client_id", "next_message_id"),
}  # fmt: skip


@functools.lru_cache(maxsize=1)  # for all servers of this process
def close_the_rest() -> None:
    """Let NiceGUI answer its page and its WebSocket, in the name of who asks, and nothing else."""
    core.sio.eio.transports = ["websocket"]
    core.app.config.socket_io_js_transports = ["websocket"]
    handlers = core.sio.handlers["/"]
    handlers["connect"] = _arriving(handlers["connect"])
    handlers["log"] = _silent  # what a browser says is not written into the terminal
    for name, keys in KEYS.items():
        handlers[name] = _checked(handlers[name], keys)
    core.app.storage.max_tab_storage_age = CONNECTED  # nothing is kept there, but a place for each tab would stay
    core.app._exception_handlers[:] = [complain]
    for logger in (core.sio.logger, core.sio.eio.logger):
        logger.setLevel(logging.CRITICAL)  # they tell at length of what a stranger sends
    for status, sentence in TOLD.items():
        core.app.add_exception_handler(status, _telling(status, sentence))
    core.app.add_exception_handler(Exception, _telling(500, TOLD[500]))


def more_hands() -> None:
    """Have so many threads that nobody waits for one while others wait for their turn, and patience with slow pages."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(HANDS, "nnplay-web"))  # pictures
    core.sio.eio.ping_interval, core.sio.eio.ping_timeout = PING
    run.thread_pool = ThreadPoolExecutor(HANDS, "nnplay-page")  # deeds: however many there are, pictures go on


async def forget(client: Client) -> None:
    """Delete a page whose browser does not come."""
    came = asyncio.Event()
    client.on_connect(came.set)
    client.on_delete(came.set)
    try:
        await asyncio.wait_for(came.wait(), CONNECTED)
    except TimeoutError:
        client.delete()


def _silent(*_: Any) -> None:
    """Say nothing."""


def _checked(handler: Callable[..., Any], keys: tuple[str, ...]) -> Callable[..., Any]:
    """The same for what the page sends, for its own client only; anything else is dropped."""

    @functools.wraps(handler)
    async def checked(sid: str, said: Any = None) -> Any:
        if not isinstance(said, dict) or not all(isinstance(said.get(key), str | int) for key in keys):
            return False
        if "tab_id" not in keys and said["client_id"] not in core.sio.rooms(sid):
            return False
        try:
            answer = handler(sid, said)
            return await answer if asyncio.iscoroutine(answer) else answer
        except Exception as error:
            complain(error)
            return False

    return checked


def _arriving(handler: Callable[..., Any]) -> Callable[..., Any]:
    """The same for a socket that says which page it belongs to; others are refused."""

    async def arriving(sid: str, environ: dict[str, Any], *_: Any) -> Any:
        asked = parse_qs(str(environ.get("QUERY_STRING", "")))
        known = all(len(asked.get(name, ())) == 1 for name in KEYS["handshake"])
        counted = all(text.isdecimal() and len(text) < 12 for text in asked.get("next_message_id", ()))
        return await handler(sid, environ) if known and counted else False

    return arriving


def _telling(status: int, sentence: str) -> Callable[[Request, Exception], PlainTextResponse]:
    """An answer of one sentence, whatever the error says."""

    def told(request: Request, error: Exception) -> PlainTextResponse:
        return PlainTextResponse(sentence, status)

    return told
