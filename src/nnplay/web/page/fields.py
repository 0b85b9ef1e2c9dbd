"""The fields of the page: a label over something to choose, to slide or to tick, that shows what is set."""

from collections.abc import Callable
from html import escape
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement
from nicegui.events import GenericEventArguments

from nnplay.web.page.playground_page import PlaygroundPage
from nnplay.web.settings import Settings


def words(tag: str, text: str, classes: str = "") -> TextElement:
    """An element of the page with some words in it."""
    return TextElement(tag=tag, text=text).classes(classes)


def choice(
    page: PlaygroundPage,
    name: str,
    options: dict[str, str],
    shown: Callable[[Settings], str],
    taken: Callable[[str], Any],
) -> None:
    """A label and a list to choose from.

    Args:
        page: the page that it stands on.
        name: of the text that labels it.
        options: what can be chosen, and how it is called.
        shown: what is chosen in these settings; it is offered too where it is none of the options.
        taken: called with what a visitor chooses.
    """
    with ui.element("label").classes("field"):
        words("span", page.say[name], "field-name")
        with ui.element("select").props(f'name="{name}"') as field:
            for key, text in options.items():
                words("option", text).props(f'value="{escape(key)}"')

    def choose(event: GenericEventArguments) -> Any:
        return taken(str(event.args))

    field.on("change", choose, js_handler="(event) => emit(event.target.value)")
    page.watch(field, shown)


def slider(
    page: PlaygroundPage, name: str, ends: tuple[float, float, float], shown: Callable[[Settings], float],
    taken: Callable[[float], Any], unit: str = "",
) -> None:  # fmt: skip
    """A label with a value, and something to slide.

    Args:
        page: the page that it stands on.
        name: of the text that labels it.
        ends: the least, the most and the step.
        shown: the value in these settings.
        taken: called with the value when it is let go.
        unit: what stands behind the value.
    """
    least, most, step = ends
    with ui.element("label").classes("field slider"):
        with ui.element("span").classes("field-name"):
            words("span", page.say[name])
            ui.element("output").classes("field-value").props("aria-live=off")
        bar = ui.element("input").props(f'type=range name="{name}" min={least} max={most} step={step} unit="{unit}"')

    def slide(event: GenericEventArguments) -> Any:
        return taken(float(event.args))

    bar.on("change", slide, js_handler="(event) => emit(event.target.value)")
    page.watch(bar, shown)


def toggle(page: PlaygroundPage, name: str, shown: Callable[[Settings], bool], taken: Callable[[bool], Any]) -> None:
    """A box to tick."""
    with ui.element("label").classes("toggle"):
        box = ui.element("input").props(f'type=checkbox name="{name}"')
        words("span", page.say[name])

    def tick(event: GenericEventArguments) -> Any:
        return taken(bool(event.args))

    box.on("change", tick, js_handler="(event) => emit(event.target.checked)")
    page.watch(box, shown)


def button(
    page: PlaygroundPage, name: str, icons: str, pressed: Callable[[], Any] | str, classes: str = ""
) -> ui.element:
    """A button with an icon, and its name for those who do not see it.

    Args:
        page: the page that it stands on.
        name: of the text that says what it does.
        icons: of the set that comes with NiceGUI; the page shows the first of several.
        pressed: what it does, here or as a script in the browser.
        classes: of the element.
    """
    made = ui.element("button").props(f'type=button aria-label="{page.say[name]}" title="{page.say[name]}"')
    made.classes(f"icon-button {classes}")
    if isinstance(pressed, str):
        made.on("click", js_handler=pressed)
    else:
        done = pressed
        made.on("click", lambda _: done())
    with made:
        for icon in icons.split():
            ui.icon(icon).props("aria-hidden=true").classes(f"is-{icon.replace('_', '-')}")
    return made
