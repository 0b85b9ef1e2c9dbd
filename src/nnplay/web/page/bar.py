"""The bar at the top: train, step and begin again; and the settings of the training."""

from dataclasses import replace

from nicegui import ui

from nnplay.catalog import activations, optimizers
from nnplay.web.page.fields import button, choice, words
from nnplay.web.page.playground_page import PlaygroundPage
from nnplay.web.settings import FIRST, SEED, Settings

RATES = ("0.00001", "0.0001", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10")
STRENGTHS = ("0", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10")
PACES = ("5", "20", "60", "200")
FIRST_STRENGTH = 0.001


def build(page: PlaygroundPage) -> None:
    """Lay it out."""
    words("h1", "nnplay", "brand")
    _buttons(page)
    _settings(page)
    with ui.element("div").classes("manners"):
        share = button(page, "share_link", "link", "() => window.nnplayShare()")
        share.props(f'data-copied="{page.say["copied"]}" data-own="{page.say["not_in_link"]}"')
        button(page, "theme", "contrast", "() => window.nnplayTheme()")
        button(page, "language", "translate", f"() => window.nnplayLanguage('{page.say['other']}')")


def _buttons(page: PlaygroundPage) -> None:
    say, visitor = page.say, page.visitor

    async def other_weights() -> None:
        await page.change(lambda settings: settings.replace(seed=(settings.recipe.seed + 1) % SEED))

    with ui.element("div").classes("transport").props(f'role=group aria-label="{say["controls"]}"'):
        button(page, "reset", "replay", lambda: page.do(visitor.reset)).props("id=reset")
        play = button(page, "play", "play_arrow pause", lambda: page.do(visitor.play), "primary")
        play.props(f'id=play data-play="{say["play"]}" data-pause="{say["pause"]}"')
        button(page, "step", "skip_next", lambda: page.do(visitor.step)).props("id=step")
        button(page, "batch", "chevron_right", lambda: page.do(lambda: visitor.step(batch=True))).props("id=batch")
        button(page, "seed", "casino", other_weights).props("id=seed")
        with ui.element("div").classes("epoch"):
            words("span", say["epoch"], "field-name")
            words("output", "0").props("id=epoch aria-live=off")
    paces = {pace: f"{pace} {say['per_second']}" for pace in PACES} | {"full": say["full"]}
    choice(page, "speed", paces, lambda s: "full" if s.speed is None else f"{s.speed:g}",
           lambda value: page.set(speed=None if value == "full" else float(value)))  # fmt: skip


def _settings(page: PlaygroundPage) -> None:
    say = page.say
    with ui.element("div").classes("settings"):
        choice(page, "rate", dict(zip(RATES, RATES, strict=True)), lambda s: number(s.recipe.learning_rate),
               lambda value: page.set(learning_rate=float(value)))  # fmt: skip
        names = [name for name, entry in activations.items() if entry.shape != "row"]
        choice(page, "activation", {name: name for name in names}, activation,
               lambda name: page.change(lambda settings: activated(settings, name)))  # fmt: skip
        choice(page, "optimizer", {name: name for name in optimizers}, lambda s: s.recipe.optimizer,
               lambda value: page.set(optimizer=value))  # fmt: skip
        choice(page, "regularization", {"none": say["none"], "l1": "L1", "l2": "L2"}, penalty,
               lambda value: page.change(lambda s: regularized(s, value, strength(s) or FIRST_STRENGTH)))  # fmt: skip
        choice(page, "strength", dict(zip(STRENGTHS, STRENGTHS, strict=True)), lambda s: number(strength(s)),
               lambda value: page.change(lambda s: regularized(s, penalty(s, "l2"), float(value))))  # fmt: skip


def number(value: float) -> str:
    """A number as the lists have it: 0.00001, not 1e-05."""
    return f"{value:.10f}".rstrip("0").rstrip(".") if 1e-9 < value < 1e9 else f"{value:g}"


def activation(settings: Settings) -> str:
    """The activation of the hidden layers, the first one's where they differ."""
    layers = settings.architecture.layers or FIRST.architecture.layers
    return layers[0].activation


def penalty(settings: Settings, otherwise: str = "none") -> str:
    """Which penalty there is."""
    return "l1" if settings.recipe.l1 else "l2" if settings.recipe.l2 else otherwise


def strength(settings: Settings) -> float:
    """How strong it is."""
    return settings.recipe.l1 or settings.recipe.l2


def activated(settings: Settings, name: str) -> Settings:
    """The same with another activation of all hidden layers."""
    net = settings.architecture
    layers = tuple(replace(layer, activation=name) for layer in net.layers)
    return settings.replace(architecture=replace(net, layers=layers))


def regularized(settings: Settings, kind: str, rate: float) -> Settings:
    """The same with one penalty, or with none."""
    return settings.replace(l1=rate if kind == "l1" else 0.0, l2=rate if kind == "l2" else 0.0)
