"""The network: inputs to switch on and off, layers and neurons to add and remove, numbers to read and to set."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nicegui import ui

from nnplay.architecture import Layer
from nnplay.web.page.bar import activation
from nnplay.web.page.desk import Desk
from nnplay.web.page.fields import words
from nnplay.web.page.part import Part
from nnplay.web.settings import FEATURES

NEW = 2  # neurons of a layer that is added


def build(desk: Desk) -> None:
    """Lay it out."""

    async def asked(what: Any) -> None:
        match what:
            case {"do": "feature", "name": str(name)}:
                await _switch(desk, name)
            case {"do": "layers", "by": 1 | -1 as by}:
                await _layers(desk, by)
            case {"do": "neurons", "layer": int(layer), "by": 1 | -1 as by}:
                await _neurons(desk, layer, by)
            case {"do": "edit", "layer": int(layer), "place": list(place), "value": int() | float() as value}:
                where = tuple(int(k) for k in place)
                await desk.do(lambda: desk.visitor.edit(layer, where, float(value)))

    with ui.element("section").classes("panel network").props(f'id=network aria-label="{desk.say["network"]}"'):
        Part("network", desk.options, asked).classes("net")
        words("p", desk.say["hint"], "hint")


async def _switch(desk: Desk, name: str) -> None:
    """An input on or off; they keep the order in which they are offered."""
    on = set(desk.settings.recipe.features or FEATURES[:2]) ^ {name}
    if not on:
        desk.tell(desk.say["one_input"])
        return
    await desk.change(features=tuple(feature for feature in FEATURES if feature in on))


async def _layers(desk: Desk, by: int) -> None:
    net = desk.settings.architecture
    new = replace(net.layers[-1], width=NEW) if net.layers else Layer(NEW, activation(desk.settings))
    layers = (*net.layers, new) if by > 0 else net.layers[:-1]
    await desk.change(architecture=replace(net, layers=layers))


async def _neurons(desk: Desk, layer: int, by: int) -> None:
    net = desk.settings.architecture
    if not 0 <= layer < len(net.layers) or net.layers[layer].width + by < 1:
        return
    widths = [replace(one, width=one.width + by) if k == layer else one for k, one in enumerate(net.layers)]
    await desk.change(architecture=replace(net, layers=tuple(widths)))
