"""What does the training again, as it is on the page: the command and the Python, to be copied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui

from nnplay.web.page.desk import Desk
from nnplay.web.page.fields import words


def build(desk: Desk) -> Callable[[], Any]:
    """Lay it out; what it returns writes the lines anew."""
    say, bench = desk.say, desk.visitor.bench
    written = {}
    words("p", say["again_hint"], "hint")
    for name, title, told in (("shell", say["in_shell"], bench.command), ("python", say["in_python"], bench.python)):
        with ui.element("div").classes("again"):
            words("h3", title)
            text = words("pre", "", "code").props(f'id={name} tabindex=0 aria-label="{title}"')
            copy = words("button", say["copy"], "plain-button").props("type=button")
            copy.on("click", js_handler=f"(event) => window.nnplayCopy(event.target, '{name}', '{say['copied_text']}')")
        written[text] = told

    def write() -> None:
        for text, told in written.items():
            text.set_text(told())

    return write
