"""The app: the page, its files, the thumbnails, the wires, and the guard before all of them."""

from functools import cache
from pathlib import Path

from fastapi import FastAPI
from nicegui import Client, app, background_tasks, ui
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from nnplay.data import load
from nnplay.data.readers.table import Table
from nnplay.plots import palette
from nnplay.plots.surface_colors import value_colours
from nnplay.web.guard import App, Guard
from nnplay.web.hiding import hidden
from nnplay.web.kit import close_the_rest, forget, more_hands
from nnplay.web.link import OTHERS, page_of
from nnplay.web.own import Own
from nnplay.web.page import PlaygroundPage, build
from nnplay.web.rooms import Rooms
from nnplay.web.settings import FIRST, Settings, known
from nnplay.web.texts import TEXTS, language_of
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
        settings, troubles = page_of(request.url.query)
        hide, unknown = hidden(request.url.query)
        plain = not set(request.query_params) - set(OTHERS)
        visitor = watched if watched and plain else Visitor(first if plain else settings, Own(shared))
        name = rooms.enter(visitor)
        client.on_delete(lambda: rooms.leave(name))
        background_tasks.create(forget(client), name="forget")
        panels = PlaygroundPage(visitor, language, name, local=token is None, hide=hide)
        build(panels)
        panels.begin([*troubles, *unknown], request.url.query, plain=plain)
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


POINTS, SIDE, RADIUS = 160, 48, 1.7


@cache
def _thumbnail(name: str) -> str:
    """A toy's points without noise, as SVG."""
    data = load(name, samples=POINTS, seed=0, noise=0.0)
    across, up = (column.values for column in data.features[:2])
    truth = data.targets[0].values
    if data.task == "classification":
        place = {label: k for k, label in enumerate(data.classes)}
        colours = [palette.LIGHT.colour(place[label]) for label in truth.tolist()]
    else:
        shades = (value_colours(truth, (-abs(truth).max(), abs(truth).max())) * 255).round().astype(int).tolist()
        colours = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in shades]
    scale = (SIDE / 2 - 3) / max(abs(across).max(), abs(up).max())
    dots = "".join(
        f'<circle cx="{SIDE / 2 + x * scale:.1f}" cy="{SIDE / 2 - y * scale:.1f}" r="{RADIUS}" fill="{colour}"/>'
        for x, y, colour in zip(across.tolist(), up.tolist(), colours, strict=True)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">{dots}</svg>'
