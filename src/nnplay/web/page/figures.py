"""Every picture of the training as a figure to print: SVG and PNG, on white paper."""

import base64
import threading
from collections.abc import Callable
from typing import Any

from nicegui import run, ui

from nnplay import plots
from nnplay.errors import NNPlayError
from nnplay.runs.run import Run
from nnplay.web.page.fields import words
from nnplay.web.page.playground_page import PlaygroundPage
from nnplay.web.visitor import Visitor

KINDS = ("summary", "layout", "curves", "boundary", "confusion", "predictions")
_turn = threading.Lock()  # figures share their fonts


def build(page: PlaygroundPage) -> Callable[[], Any]:
    """Lay it out; what it returns draws them anew."""
    words("p", page.say["figures_hint"], "hint")
    body = ui.element("div").classes("figures")

    def read() -> Callable[[], None]:
        found = figures(page.visitor)
        return lambda: write(found)

    def write(found: dict[str, str]) -> None:
        body.clear()
        with body:
            for kind, svg in found.items():
                lay(kind, svg)

    def lay(kind: str, svg: str) -> None:
        title = page.say[f"figure_{kind}"]
        with ui.element("figure"):
            coded = base64.b64encode(svg.encode()).decode()
            ui.element("img").props(f'src="data:image/svg+xml;base64,{coded}" alt="{title}"')
            with ui.element("figcaption"):
                words("span", title)
                for form in ("svg", "png"):
                    save = words("button", form.upper(), "plain-button small-button").props("type=button")
                    save.props(f'aria-label="{title}: {form.upper()}"')
                    save.on("click", lambda form=form: bring(kind, form, svg))

    async def bring(kind: str, form: str, svg: str) -> None:
        content = svg.encode() if form == "svg" else await run.io_bound(lambda: pixels(page.visitor, kind))
        if content is not None:  # the server is not about to end
            ui.download.content(content, f"nnplay-{kind}.{form}", {"svg": "image/svg+xml", "png": "image/png"}[form])

    return read


def shown(visitor: Visitor) -> Run:
    """The run as it is looked at."""
    session = visitor.session
    return session.run if session.past_epoch is None else session.run.at(session.past_epoch)


def figure(visitor: Visitor, whole: Run, kind: str) -> Any:
    """One of its pictures; the answers over the plane that the page shows.

    Raises:
        NNPlayError: a picture that the run does not have.
    """
    names = visitor.views(visitor.view_state()).scene.names
    columns = {column.name for column in whole.dataset.features} if whole.dataset is not None else set()
    if kind == "boundary" and names is not None and set(names) <= columns:
        return whole.plot(kind, x=names[0], y=names[1], held=dict(visitor.settings.held))
    return whole.plot(kind)


def figures(visitor: Visitor) -> dict[str, str]:
    """Each picture that there is of the run, as SVG."""
    found, whole = {}, shown(visitor)
    with _turn:
        for kind in KINDS:
            try:
                found[kind] = plots.svg(figure(visitor, whole, kind))
            except NNPlayError:  # not every run has each of them
                continue
    return found


def pixels(visitor: Visitor, kind: str) -> bytes:
    """One of them as PNG."""
    with _turn:
        return plots.png(figure(visitor, shown(visitor), kind))
