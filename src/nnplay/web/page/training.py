"""Everything that decides the training: each loss, optimizer, schedule and initializer, with its own numbers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nnplay.web import schema
from nnplay.web.page.fields import words
from nnplay.web.page.part import Part
from nnplay.web.page.playground_page import PlaygroundPage
from nnplay.web.settings import Settings


def build(page: PlaygroundPage) -> Callable[[], Any]:
    """Lay it out; it shows what is set whenever that changes."""

    async def asked(what: Any) -> None:
        match what:
            case {"name": str(name), "value": value}:
                await page.change(lambda settings: changed(settings, name, value))

    words("p", page.say["training_hint"], "hint")
    part = Part("training", page.options | {"groups": schema.of_training(page.say)}, asked)
    page.watch(part.classes("training"), values)
    return lambda: None


def values(settings: Settings) -> dict[str, Any]:
    """What each field shows."""
    net = {name: getattr(settings.architecture, name) for name in schema.NETWORK}
    return net | {name: schema.shown(name, value) for name, value in settings.recipe}


def changed(settings: Settings, name: str, value: Any) -> Settings:
    """The same with one setting of the training another.

    Raises:
        NNPlayError: one that there is not, or a value that does not fit it.
    """
    if name in schema.NETWORK:
        net = replace(settings.architecture, **{name: value})
        return settings.replace(architecture=net)
    return settings.replace(**{name: schema.taken(name, value)})
