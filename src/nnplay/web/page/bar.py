"""The bar at the top: train, step and begin again; and the settings of the training."""

from dataclasses import replace

from nicegui import ui

from nnplay.catalog import activations, optimizers
from nnplay.web.page.desk import Desk
from nnplay.web.page.fields import button, choice, words
from nnplay.web.settings import FIRST, SEED, Settings

RATES = ("0.00001", "0.0001", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10")
STRENGTHS = ("0", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10")
PACES = ("5", "20", "60", "200")
FIRST_STRENGTH = 0.001


def build(desk: Desk) -> None:
    """Lay it out."""
    words("h1", "nnplay", "brand")
    _buttons(desk)
    _settings(desk)
    with ui.element("div").classes("manners"):
        share = button(desk, "share_link", "link", "() => window.nnplayShare()")
        share.props(f'data-copied="{desk.say["copied"]}" data-own="{desk.say["not_in_link"]}"')
        button(desk, "theme", "contrast", "() => window.nnplayTheme()")
        button(desk, "language", "translate", f"() => window.nnplayLanguage('{desk.say['other']}')")


def _buttons(desk: Desk) -> None:
    say, visitor = desk.say, desk.visitor

    async def other_weights() -> None:
        await desk.change(lambda settings: settings.replace(seed=(settings.recipe.seed + 1) % SEED))

    with ui.element("div").classes("transport").props(f'role=group aria-label="{say["controls"]}"'):
        button(desk, "reset", "replay", lambda: desk.do(visitor.reset)).props("id=reset")
        play = button(desk, "play", "play_arrow pause", lambda: desk.do(visitor.play), "primary")
        play.props(f'id=play data-play="{say["play"]}" data-pause="{say["pause"]}"')
        button(desk, "step", "skip_next", lambda: desk.do(visitor.step)).props("id=step")
        button(desk, "batch", "chevron_right", lambda: desk.do(lambda: visitor.step(batch=True))).props("id=batch")
        button(desk, "seed", "casino", other_weights).props("id=seed")
        with ui.element("div").classes("epoch"):
            words("span", say["epoch"], "field-name")
            words("output", "0").props("id=epoch aria-live=off")
    paces = {pace: f"{pace} {say['per_second']}" for pace in PACES} | {"full": say["full"]}
    choice(desk, "speed", paces, lambda s: "full" if s.speed is None else f"{s.speed:g}",
           lambda value: desk.set(speed=None if value == "full" else float(value)))  # fmt: skip


def _settings(desk: Desk) -> None:
    say = desk.say
    with ui.element("div").classes("settings"):
        choice(desk, "rate", dict(zip(RATES, RATES, strict=True)), lambda s: number(s.recipe.learning_rate),
               lambda value: desk.set(learning_rate=float(value)))  # fmt: skip
        names = [name for name, entry in activations.items() if entry.shape != "row"]
        choice(desk, "activation", {name: name for name in names}, activation,
               lambda name: desk.change(lambda settings: activated(settings, name)))  # fmt: skip
        choice(desk, "optimizer", {name: name for name in optimizers}, lambda s: s.recipe.optimizer,
               lambda value: desk.set(optimizer=value))  # fmt: skip
        choice(desk, "regularization", {"none": say["none"], "l1": "L1", "l2": "L2"}, penalty,
               lambda value: desk.change(lambda s: regularized(s, value, strength(s) or FIRST_STRENGTH)))  # fmt: skip
        choice(desk, "strength", dict(zip(STRENGTHS, STRENGTHS, strict=True)), lambda s: number(strength(s)),
               lambda value: desk.change(lambda s: regularized(s, penalty(s, "l2"), float(value))))  # fmt: skip


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
