"""The app: the page, its files, the thumbnails, the wires, and the guard before all of them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fastapi import FastAPI
from nicegui import Client, app, background_tasks, ui
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from nnplay.data.readers.table import Table
from nnplay.web.guard import App, Guard
from nnplay.web.hiding import hidden
from nnplay.web.kit import close_the_rest, forget, more_hands
from nnplay.web.link import OTHERS, page_of
from nnplay.web.own import Own
from nnplay.web.page import Desk, build
from nnplay.web.rooms import Rooms
from nnplay.web.settings import FIRST, Settings, known
from nnplay.web.texts import TEXTS, language_of
from nnplay.web.thumbnails import thumbnail
from nnplay.web.visitor import Visitor
from nnplay.web.wire import Wire

STATIC = Path(__file__).with_name("static")


def make(
    host: str, port: int, token: str | None = None, first: Settings = FIRST, shared: dict[str, Table] | None = None,
    watched: Visitor | None = None, *, anywhere: bool = False, once: str = "",
) -> App:  # fmt: skip
    """The whole app, guarded.

    Args:
        host: where the server listens.
        port: the same.
        token: what a visitor must show, None for this machine alone.
        first: what a page begins with whose address says nothing of it.
        shared: tables that every visitor finds here.
        watched: the visitor of a training that is under way already, which a page without an address shows.
        anywhere: whether the server listens at every address of this machine.
        once: what the browser that is opened here shows in place of the token; it counts once.
    """
    outer, rooms = FastAPI(openapi_url=None, docs_url=None, redoc_url=None), Rooms()

    @ui.page("/", response_timeout=30)
    def page(request: Request, client: Client) -> Response | None:
        language = language_of(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        if rooms.full:
            client.delete()
            return PlainTextResponse(TEXTS[language]["full_house"], 503, {"retry-after": "60"})
        page, troubles = page_of(request.url.query)
        hide, unknown = hidden(request.url.query)
        plain = not set(request.query_params) - set(OTHERS)
        visitor = watched if watched and plain else Visitor(first if plain else page, Own(shared))
        name = rooms.enter(visitor)
        client.on_delete(lambda: rooms.leave(name))
        background_tasks.create(forget(client), name="forget")
        desk = Desk(visitor, language, name, local=token is None, hide=hide)
        build(desk)
        desk.begin([*troubles, *unknown], request.url.query, plain=plain)
        return None

    @outer.websocket("/wire/{name}")
    async def wire(socket: WebSocket, name: str) -> None:
        visitor = rooms.visitors.get(name)
        if visitor is None:
            await socket.close(1008)
            return
        await rooms.watch(visitor, Wire(visitor, socket, rooms.drawing).serve)

    @outer.post("/own/{name}")
    async def bring(request: Request, name: str, file: str = "") -> Response:
        visitor = rooms.visitors.get(name)
        if visitor is None:
            return JSONResponse({"trouble": "gone"}, 404, {"connection": "close"})
        return await rooms.uploads.take(request, visitor, file)

    @outer.get("/thumbnail/{name}.svg")
    def picture(name: str) -> Response:
        if name not in known():
            return Response(status_code=404)
        return Response(_thumbnail(name), media_type="image/svg+xml", headers={"cache-control": "max-age=3600"})

    outer.mount("/static", StaticFiles(directory=STATIC), name="static")
    ui.run_with(outer, title="nnplay", favicon=STATIC / "mark.svg", dark=False, show_welcome_message=False,
                tailwind=False, reconnect_timeout=5.0, cache_control_directives="no-cache",
                gzip_middleware_factory=None)  # fmt: skip
    close_the_rest()
    app.on_startup(more_hands)
    app.on_shutdown(rooms.close)
    return GZipMiddleware(Guard(outer, host, port, token, anywhere=anywhere, once=once))


_thumbnail = lru_cache(maxsize=None)(thumbnail)
