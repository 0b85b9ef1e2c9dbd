"""The app: the page, its files, the thumbnails, the wires, and the guard before all of them."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from functools import lru_cache
from pathlib import Path

from fastapi import FastAPI
from nicegui import Client, app, ui
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from nnplay.data.table import Table
from nnplay.errors import NNPlayError
from nnplay.web.guard import App, Guard
from nnplay.web.hiding import hidden
from nnplay.web.link import OTHERS, page_of
from nnplay.web.own import MOST_BYTES, Own, clean, too_large
from nnplay.web.page import Desk
from nnplay.web.page.fields import words
from nnplay.web.settings import FIRST, Settings, known
from nnplay.web.texts import TEXTS, language_of
from nnplay.web.thumbnails import thumbnail
from nnplay.web.visitor import Visitor
from nnplay.web.wire import Wire

STATIC = Path(__file__).with_name("static")
MOST_VISITORS = 50


class Rooms:
    """The visitors that are there, by the secret name of their wire."""

    def __init__(self) -> None:
        self.visitors: dict[str, Visitor] = {}

    def enter(self, visitor: Visitor) -> str:
        """Let a visitor in; the name of his wire."""
        name = secrets.token_urlsafe(16)
        self.visitors[name] = visitor
        return name

    def leave(self, name: str) -> None:
        """End the training of a visitor who has gone."""
        visitor = self.visitors.pop(name, None)
        if visitor is not None:
            visitor.close()

    def close(self) -> None:
        """End the trainings of all."""
        for name in list(self.visitors):
            self.leave(name)


def make(
    host: str, port: int, token: str | None = None, first: Settings = FIRST, shared: dict[str, Table] | None = None,
    watched: Visitor | None = None,
) -> App:  # fmt: skip
    """The whole app, guarded.

    Args:
        host: where the server listens.
        port: the same.
        token: what a visitor must show, None for this machine alone.
        first: what a page begins with whose address says nothing of it.
        shared: tables that every visitor finds here.
        watched: the visitor of a training that is under way already, which a page without an address shows.
    """
    outer, rooms = FastAPI(openapi_url=None, docs_url=None, redoc_url=None), Rooms()

    @ui.page("/", response_timeout=30)
    def page(request: Request, client: Client) -> None:
        language = language_of(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        if len(rooms.visitors) >= MOST_VISITORS:
            words("p", TEXTS[language]["full_house"])
            return
        page, troubles = page_of(request.url.query)
        hide, unknown = hidden(request.url.query)
        plain = not set(request.query_params) - set(OTHERS)
        visitor = watched if watched and plain else Visitor(first if plain else page, Own(shared))
        name = rooms.enter(visitor)
        client.on_delete(lambda: rooms.leave(name))
        desk = Desk(visitor, language, name, local=token is None, hide=hide)
        desk.build()
        desk.begin([*troubles, *unknown], request.url.query, plain=plain)

    @outer.websocket("/wire/{name}")
    async def wire(socket: WebSocket, name: str) -> None:
        visitor = rooms.visitors.get(name)
        if visitor is None:
            await socket.close(1008)
            return
        await Wire(visitor, socket).serve()

    @outer.post("/own/{name}")
    async def bring(request: Request, name: str, file: str = "") -> Response:
        visitor = rooms.visitors.get(name)
        if visitor is None:
            return JSONResponse({"trouble": "gone"}, 404)
        try:
            with tempfile.TemporaryDirectory(prefix="nnplay-") as folder:
                path = Path(folder) / clean(file)
                if not await written(request, path):
                    return JSONResponse({"trouble": too_large(path.name)}, 413, {"connection": "close"})
                return JSONResponse({"name": await asyncio.to_thread(visitor.own.read, path)})
        except NNPlayError as error:
            return JSONResponse({"trouble": str(error)}, 422)

    @outer.get("/thumbnail/{name}.svg")
    def picture(name: str) -> Response:
        if name not in known():
            return Response(status_code=404)
        return Response(_thumbnail(name), media_type="image/svg+xml", headers={"cache-control": "max-age=3600"})

    outer.mount("/static", StaticFiles(directory=STATIC), name="static")
    ui.run_with(outer, title="nnplay", favicon=STATIC / "mark.svg", dark=False, show_welcome_message=False,
                tailwind=False, reconnect_timeout=5.0, cache_control_directives="no-cache")  # fmt: skip
    app.on_shutdown(rooms.close)
    return Guard(outer, host, port, token)


async def written(request: Request, path: Path) -> bool:
    """Write what is sent into a file as it comes; False where it is more than a page takes."""
    taken = 0
    with path.open("wb") as file:
        async for part in request.stream():
            taken += len(part)
            if taken > MOST_BYTES:
                return False
            file.write(part)
    return True


_thumbnail = lru_cache(maxsize=None)(thumbnail)
