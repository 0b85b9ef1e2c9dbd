"""How a person plays: the app without a terminal, its keys, and what stands on its screen."""

import asyncio
import time

from textual.widgets import Button, Input

import nnplay as nn
from nnplay.playground.session import PlaygroundSession
from nnplay.tui.app import PlaygroundApp
from nnplay.tui.fields import SettingField


def played(script, size=(110, 36), data="circle", layers=(4,), tour=False, pace=None, **settings):
    """Open the playground, follow a script, and close it; it trains at full speed unless there is a pace."""

    async def run():
        net = nn.Architecture.dense(layers, "tanh")
        app = PlaygroundApp(PlaygroundSession(data, net, nn.Recipe(**({"epochs": 60} | settings))), tour=tour)
        app.pace = pace
        async with app.run_test(size=size, notifications=True) as pilot:
            await settled(app, pilot)
            await script(app, pilot)

    asyncio.run(run())


async def until(pilot, condition, seconds=20):
    """Wait until a condition holds; `pilot.pause` would ask every widget each time, which slows down the app."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        await asyncio.sleep(0.02)


async def in_session(app, action, *arguments, **settings):
    """Call a method of the session, in its thread."""
    await asyncio.wrap_future(app.pool.submit(action, *arguments, **settings))


async def closed(app, pilot):
    """Wait until the keys reach the playground again: no card is open any more."""
    await until(pilot, lambda: len(app.screen_stack) == 1)


async def settled(app, pilot):
    """Wait until the picture shows what there is."""

    def shown():
        views = app.visible_views()
        if app.main_screen.has_class("with-settings") and app.size.width < 80:  # the settings hide the plots
            return True
        return views and app.renderer.drawn_state == app.frame_state(views)

    await until(pilot, shown)
    await pilot.pause(0.02)


async def opened(app, pilot, key, card):
    """Press a key that opens a card, and wait until it is read."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.screen, card) and app.screen.is_mounted)
    await pilot.pause(0.05)
    return app.screen


async def trained(app, pilot):
    """Train to the end."""
    await pilot.press("space")
    await until(pilot, lambda: app.session.finished)
    await settled(app, pilot)


async def press(pilot, button):
    """Press a button of the card that is open."""
    pilot.app.screen.query_one(button, Button).press()
    await pilot.pause(0.05)


def says(app):
    """What the card that is open complains about."""
    return str(app.screen.error.render())


def text_of(app):
    return "\n".join(
        "".join(segment.text for segment in line).rstrip() for line in app.screen._compositor.render_strips()
    )


async def field(app, pilot, name, text):
    """Type something into a field, and press Enter."""
    entry = app.query_one(f"#field-{name}", SettingField).query_one(Input)
    entry.focus()
    await pilot.pause()
    entry.value = text
    await pilot.press("enter")
    await pilot.pause(0.05)
