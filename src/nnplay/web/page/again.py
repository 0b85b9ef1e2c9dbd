"""What does the training again, as it is on the page: the command and the Python, to be copied."""

from collections.abc import Callable
from typing import Any

from nicegui import run, ui

from nnplay.errors import NNPlayError
from nnplay.export.export import contents
from nnplay.playground.view_state import ViewState
from nnplay.web.page.fields import words
from nnplay.web.page.playground_page import PlaygroundPage

NAME, WEIGHTS = "network", ".safetensors"


def build(page: PlaygroundPage) -> Callable[[], Any]:
    """Lay it out; what it returns writes the lines anew."""
    say = page.say
    written = {}

    def command() -> str:
        return page.visitor.session.command()

    def python() -> str:
        return page.visitor.session.python()

    def pytorch() -> str:
        return str(in_pytorch(page.visitor.view_state())[".py"], "utf-8")

    async def weights(_: Any) -> None:
        found = await run.io_bound(lambda: in_pytorch(page.visitor.view_state()))
        if found is not None and WEIGHTS in found:
            ui.download.content(found[WEIGHTS], f"{NAME}{WEIGHTS}")

    words("p", say["again_hint"], "hint")
    doors = (
        ("shell", say["in_shell"], command),
        ("python", say["in_python"], python),
        ("pytorch", say["in_pytorch"], pytorch),
    )
    for name, title, told in doors:
        with ui.element("div").classes("again"):
            words("h3", title)
            text = words("pre", "", "code").props(f'id={name} tabindex=0 aria-label="{title}"')
            copy = words("button", say["copy"], "plain-button").props("type=button")
            copy.on("click", js_handler=f"(event) => window.nnplayCopy(event.target, '{name}', '{say['copied_text']}')")
        written[text] = told
    save = words("button", f"{say['its_weights']}: {NAME}{WEIGHTS}", "plain-button").props("type=button")
    save.on("click", weights)

    def write() -> None:
        for text, told in written.items():
            text.set_text(told())

    return write


def in_pytorch(view_state: ViewState) -> dict[str, bytes]:
    """The source of the network that is shown, and its weights; or why it cannot be."""
    try:
        return contents(view_state.problem.model(view_state.parameters), view_state.dataset.name, "pytorch", NAME)
    except NNPlayError as error:
        return {".py": f"# {error}".encode()}
