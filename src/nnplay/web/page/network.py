"""The network: inputs to switch on and off, layers and neurons to add and remove, numbers to read and to set."""

from dataclasses import asdict, replace
from typing import Any

from nicegui import ui

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Layer
from nnplay.web import schema
from nnplay.web.page.bar import activation
from nnplay.web.page.fields import words
from nnplay.web.page.part import Part
from nnplay.web.page.playground_page import PlaygroundPage
from nnplay.web.settings import FEATURES, Settings

NEW = 2  # neurons of a layer that is added


def build(page: PlaygroundPage) -> None:
    """Lay it out."""

    async def asked(what: Any) -> None:
        match what:
            case {"do": "feature", "name": str(name)}:
                await page.change(lambda settings: switched(settings, name))
            case {"do": "layers", "by": 1 | -1 as by}:
                await page.change(lambda settings: deepened(settings, by))
            case {"do": "neurons", "layer": int(layer), "by": 1 | -1 as by}:
                await page.change(lambda settings: widened(settings, layer, by))
            case {"do": "layer", "layer": int(layer), "name": str(name), "value": value}:
                await page.change(lambda settings: relayered(settings, layer, name, value))
            case {"do": "alike", "layer": int(layer)}:
                await page.change(lambda settings: alike(settings, layer))
            case {"do": "equation", "layer": int(layer), "place": int(place), "from": int() | None as source}:
                page.looked_at = [layer, place, source]
                page.open("inside")
            case {"do": "edit", "layer": int(layer), "place": list(place), "value": int() | float() as value}:
                where = tuple(int(k) for k in place)
                await page.do(lambda: page.visitor.edit(layer, where, float(value)))

    with ui.element("section").classes("panel network").props(f'id=network aria-label="{page.say["network"]}"'):
        part = Part("network", page.options | {"layer": schema.of_layer(page.say)}, asked).classes("net")
        page.watch(part, lambda settings: [asdict(layer) for layer in settings.architecture.layers])
        Part("measures", page.options).classes("measures")
        words("p", page.say["hint"], "hint")
        words("p", page.say["keys"], "hint keys")


def switched(settings: Settings, name: str) -> Settings:
    """The same with an input on or off; they keep the order in which they are offered."""
    on = set(settings.recipe.features or FEATURES[:2]) ^ {name}
    more = [feature for feature in settings.recipe.features or () if feature not in FEATURES]
    return settings.replace(features=tuple(feature for feature in (*FEATURES, *more) if feature in on))


def deepened(settings: Settings, by: int) -> Settings:
    """The same with a layer more, like the last one, or with one fewer."""
    net = settings.architecture
    new = replace(net.layers[-1], width=NEW) if net.layers else Layer(NEW, activation(settings))
    return settings.replace(architecture=replace(net, layers=(*net.layers, new) if by > 0 else net.layers[:-1]))


def widened(settings: Settings, layer: int, by: int) -> Settings:
    """The same with a neuron more or fewer in a layer; the last one stays."""
    net = settings.architecture
    layers = [replace(one, width=max(one.width + by, 1)) if k == layer else one for k, one in enumerate(net.layers)]
    return settings.replace(architecture=replace(net, layers=tuple(layers)))


def relayered(settings: Settings, place: int, name: str, value: Any) -> Settings:
    """The same with one thing another in a layer.

    Raises:
        NNPlayError: a layer or a thing that there is not, or a value that does not fit it.
    """
    net = settings.architecture
    if not 0 <= place < len(net.layers) or name not in asdict(net.layers[place]):
        raise NNPlayError(f"There is no {name!r} of layer {place + 1} in {net}.")
    layers = [replace(one, **{name: value}) if k == place else one for k, one in enumerate(net.layers)]
    return settings.replace(architecture=replace(net, layers=tuple(layers)))


def alike(settings: Settings, place: int) -> Settings:
    """The same with all layers like this one, but for their widths."""
    net = settings.architecture
    like = net.layers[place]
    return settings.replace(
        architecture=replace(net, layers=tuple(replace(like, width=one.width) for one in net.layers))
    )
