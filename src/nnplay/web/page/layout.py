"""The layout of the page: which panel stands where."""

from nicegui import ui

from nnplay.web.hiding import rules
from nnplay.web.page import bar, data, guide, more, network, output
from nnplay.web.page.desk import Desk

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


def build(desk: Desk) -> None:
    """Lay out the panels."""
    ui.add_head_html(f"{HEAD}<style>{rules(desk.hide)}</style>")
    ui.page_title(desk.say["title"])
    ui.run_javascript(f"document.documentElement.lang = {desk.language!r}")
    with ui.element("div").classes("first"):
        with ui.element("header").classes("bar"):
            bar.build(desk)
        desk.show_guide = guide.build(desk)
        with ui.element("main").classes("desk"):
            data.build(desk)
            network.build(desk)
            output.build(desk)
        desk.tabs = more.strip(desk)
    more.panels(desk, desk.tabs)
    desk.show()
