"""The tab with a table behind every picture: the curves, the surface, and what each layer has learned."""

from collections.abc import Callable
from html import escape
from typing import Any

from nicegui import run, ui

from nnplay.playground.tables import Cell, CellTable, history_table, parameter_table, surface_table
from nnplay.web.page.fields import words
from nnplay.web.page.playground_page import PlaygroundPage

MOST = (40, 24)  # rows and columns of a table on the page; the file has all of them
OFTEN = 0.5  # seconds between two looks for something new, while the training rests


def build(page: PlaygroundPage) -> Callable[[], Any]:
    """Lay it out; what it returns reads the tables anew, and gives back what writes them."""
    say, visitor = page.say, page.visitor
    words("p", say["numbers_hint"], "hint")
    body = ui.element("div").classes("tables")
    written: list[Any] = []

    def lay(name: str, title: str, whole: CellTable) -> None:
        with ui.element("section").props(f'aria-label="{title}"'):
            with ui.element("div").classes("table-head"):
                words("h3", title)
                save = words("button", say["as_csv"], "plain-button")
                save.props(f'type=button aria-label="{say["as_csv"]}: {title}"')
                save.on("click", lambda: ui.download.content(whole.to_csv(), f"nnplay-{name}.csv", "text/csv"))
            with ui.element("div").classes("table-scroll").props(f'tabindex=0 role=region aria-label="{title}"'):
                ui.html(markup(whole.sample(*MOST), title), sanitize=False)

    def read() -> Callable[[], None]:
        written[:] = [visitor.state()]
        view_state = visitor.view_state()
        scene, last = visitor.views(view_state).scene, len(view_state.parameters.layout.blocks) - 1
        tables = [("curves", say["by_epoch"], history_table(view_state))]
        if scene.names is not None:
            tables.append(("surface", say["by_place"], surface_table(view_state, scene)))
        for layer in range(last + 1):
            of = say["output"] if layer == last else f"{say['layer']} {layer + 1}"
            tables.append((f"layer-{layer + 1}", f"{say['weights']}: {of}", parameter_table(view_state, layer)))
        return lambda: write(tables)

    def write(tables: list[tuple[str, str, CellTable]]) -> None:
        body.clear()
        with body:
            for table in tables:
                lay(*table)

    async def look() -> None:
        if written and not visitor.session.playing and visitor.state() != written[0]:
            lay_out = await run.io_bound(read)
            if lay_out is not None:  # the server is not about to end
                lay_out()

    ui.timer(OFTEN, look)
    return read


def markup(table: CellTable, title: str) -> str:
    """A table as HTML; what stands in its cells is text, whatever it looks like."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.header)
    rows = "".join(
        f'<tr><th scope="row">{shown(row[0])}</th>{"".join(f"<td>{shown(cell)}</td>" for cell in row[1:])}</tr>'
        for row in table.rows
    )
    return f"<table><caption>{escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def shown(cell: Cell) -> str:
    """A cell, numbers to five digits."""
    return escape(cell if isinstance(cell, str) else f"{cell:.5g}")
