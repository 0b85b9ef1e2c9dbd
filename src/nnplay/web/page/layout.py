"""The layout of the page: which panel stands where."""

from nicegui import ui

from nnplay.web.hiding import rules
from nnplay.web.page import bar, data, guide, more, network, output
from nnplay.web.page.playground_page import PlaygroundPage

HEAD = """
<link rel="stylesheet" href="/static/page.css">
<link rel="stylesheet" href="/static/build.css">
<link rel="stylesheet" href="/static/own.css">
<link rel="stylesheet" href="/static/compare.css">
<link rel="stylesheet" href="/static/inside.css">
<link rel="stylesheet" href="/static/guide.css">
<link rel="modulepreload" href="/static/feed.js">
<script src="/static/page.js"></script>
"""


def build(page: PlaygroundPage) -> None:
    """Lay out the panels."""
    ui.add_head_html(f"{HEAD}<style>{rules(page.hide)}</style>")
    ui.page_title(page.say["title"])
    ui.run_javascript(f"document.documentElement.lang = {page.language!r}")
    with ui.element("div").classes("first"):
        with ui.element("header").classes("bar"):
            bar.build(page)
        page.show_guide = guide.build(page)
        with ui.element("main").classes("desk"):
            data.build(page)
            network.build(page)
            output.build(page)
        page.tabs = more.strip(page)
    more.panels(page, page.tabs)
    page.show()
