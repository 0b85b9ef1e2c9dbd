"""The application: the files of the page, the WebSocket of the engine, and uploads, with the guard before them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from nnplay.web.classroom import Classroom
from nnplay.web.guard import App, Guard
from nnplay.web.site_files import SiteFiles
from nnplay.web.visitors import Visitors


@dataclass(frozen=True)
class Address:
    """Where the server listens, and who may come.

    Attributes:
        host: the name.
        port: the port.
        token: what a visitor must have; None for a server that only this machine can reach.
        once: what counts as the token in the first address that has it: for the browser that is opened here.
        anywhere: whether it listens at every address of this machine.
    """

    host: str
    port: int
    token: str | None = None
    once: str = ""
    anywhere: bool = False


def make_app(address: Address, visitors: Visitors, about: dict[str, Any]) -> App:
    """The whole application.

    Args:
        address: where the server listens.
        visitors: who is there.
        about: what the page is told of its server.
    """
    files = SiteFiles(about)

    async def page(request: Request) -> Response:
        return await asyncio.to_thread(files.respond, request)

    async def engine(socket: WebSocket) -> None:
        await visitors.serve(socket)

    async def upload(request: Request) -> Response:
        return await visitors.take_piece(request)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        looking = asyncio.create_task(visitors.look_after())
        try:
            yield
        finally:
            looking.cancel()
            await visitors.close()

    routes = [
        WebSocketRoute("/engine", engine), WebSocketRoute("/class", Classroom().serve),
        Route("/upload/{visitor}", upload, methods=["POST"]),
        Route("/{path:path}", page, methods=["GET", "HEAD"]),
    ]  # fmt: skip
    app = Starlette(routes=routes, lifespan=lifespan)
    return Guard(app, address.host, address.port, address.token, anywhere=address.anywhere, once=address.once)
