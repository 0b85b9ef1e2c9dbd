"""Every key of the help has a check here, and does what the help says."""

import asyncio

import numpy as np
import pytest
from playing import field, played, settled, text_of, until

import nnplay as nn
from nnplay.tui import screens
from nnplay.tui.keys import GROUPS
from nnplay.tui.settings_panel import Setup


async def _play(app, pilot):
    await pilot.press("space")
    await until(pilot, lambda: app.session.epoch > 2)
    await pilot.press("space")
    await until(pilot, lambda: not app.session.playing)


async def _step(app, pilot):
    await pilot.press("full_stop")
    await until(pilot, lambda: app.session.epoch == 1)


async def _batch(app, pilot):
    await pilot.press("comma")
    await until(pilot, lambda: app.session.snapshot.batches == 1)


async def _reset(app, pilot):
    first = app.session.parameters.theta.copy()
    await _step(app, pilot)
    await pilot.press("r")
    await until(pilot, lambda: app.session.epoch == 0)
    np.testing.assert_array_equal(app.session.parameters.theta, first)


async def _seed(app, pilot):
    first = app.session.parameters.theta.copy()
    await pilot.press("n")
    await until(pilot, lambda: app.session.recipe.seed == 1)
    assert not np.array_equal(app.session.parameters.theta, first)


async def _back(app, pilot):
    for epoch in range(1, 4):
        await pilot.press("full_stop")
        await until(pilot, lambda e=epoch: app.session.epoch == e)
    await pilot.press("left_square_bracket")
    await until(pilot, lambda: app.session.epoch == 2)
    await settled(app, pilot)
    assert "back" in text_of(app).splitlines()[0]


async def _forth(app, pilot):
    await _back(app, pilot)
    await pilot.press("right_square_bracket")
    await until(pilot, lambda: app.session.epoch == 3 and app.session.back is None)


def _layers(app):
    return [layer.width for layer in app.session.problem.architecture.layers]


async def _add(app, pilot):
    await pilot.press("plus")
    await until(pilot, lambda: _layers(app) == [4, 4])


async def _remove(app, pilot):
    await pilot.press("minus")
    await until(pilot, lambda: _layers(app) == [])
    await pilot.press("l")
    await until(pilot, lambda: "no hidden layer" in text_of(app))


async def _more(app, pilot):
    await pilot.press("w")
    await until(pilot, lambda: _layers(app) == [5])


async def _fewer(app, pilot):
    await pilot.press("W")
    await until(pilot, lambda: _layers(app) == [3])


async def _keep(app, pilot):
    await _step(app, pilot)
    await pilot.press("k")
    await until(pilot, lambda: len(app.session.kept) == 1)


async def _view(app, pilot):
    assert "The network" in text_of(app)
    await pilot.press("v")
    await settled(app, pilot)
    assert "How good" in text_of(app)
    assert "The network" not in text_of(app)


async def _picture(app, pilot):
    await pilot.press("p")
    await until(pilot, lambda: "shows no pictures" in text_of(app))


async def _tour(app, pilot):
    await pilot.press("t")
    await until(pilot, lambda: "Welcome" in text_of(app))
    for k in range(2, 7):
        await pilot.press("t")
        await until(pilot, lambda n=k: f"{n}/6" in text_of(app))
    await pilot.press("t")
    await until(pilot, lambda: "6/6" not in text_of(app))


async def _escape(app, pilot):
    await field(app, pilot, "l1", "0")
    assert app.focused is not None
    await pilot.press("escape")
    assert app.focused is None
    await pilot.press("t")
    await until(pilot, lambda: "Welcome" in text_of(app))
    await pilot.press("escape")
    await until(pilot, lambda: "Welcome" not in text_of(app))


async def _leave(app, pilot):
    await pilot.press("q")
    await until(pilot, lambda: not app.is_running)


def _opens(key, card):
    async def check(app, pilot):
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, card))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, card))

    return check


CHECKS = {
    "space": _play, "full_stop": _step, "comma": _batch, "r": _reset, "n": _seed, "left_square_bracket": _back,
    "right_square_bracket": _forth, "plus": _add, "minus": _remove, "w": _more, "W": _fewer, "k": _keep, "v": _view,
    "p": _picture, "t": _tour, "escape": _escape, "q": _leave, "l": _opens("l", screens.LayerCard),
    "o": _opens("o", screens.Open), "a": _opens("a", screens.Ask), "i": _opens("i", screens.Inside),
    "m": _opens("m", screens.Compare), "s": _opens("s", screens.Save), "c": _opens("c", screens.Again),
    "y": _opens("y", screens.Again), "x": _opens("x", screens.Challenges),
    "question_mark": _opens("question_mark", screens.Help),
}  # fmt: skip


QUICK = ("Train",)


@pytest.mark.parametrize(
    "group", [pytest.param(name, marks=[] if name in QUICK else pytest.mark.slow) for name in GROUPS]
)
def test_every_key_does_what_the_help_says(group):
    async def script(app, pilot):
        for key, *_ in GROUPS[group]:
            await CHECKS[key](app, pilot)
            if app.is_running:
                await _anew(app, pilot)

    played(script, size=(80, 24))


async def _anew(app, pilot):
    """The same bench as at the beginning."""
    app.set_focus(None)
    app.session.kept.clear()
    await asyncio.to_thread(app.session.build, nn.Architecture.dense((4,), "tanh"))
    await asyncio.to_thread(app.session.change, seed=0)
    app.tell("")
    await app.query_one(Setup).show()
    app.screen.remove_class("outcome")
    await settled(app, pilot)


def test_the_help_and_the_palette_know_every_key():
    async def script(app, pilot):
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, screens.Help))
        await pilot.pause(0.1)
        shown = text_of(app)
        told = [told for group in GROUPS.values() for *_, told in group]
        assert [line for line in told if line not in shown] == []
        await pilot.press("escape")
        commands = {command.title for command in app.get_system_commands(app.screen)}
        assert set(told) - commands <= {"Leave", "All keys"}

    played(script, size=(120, 60))


def test_the_line_of_keys_fits_eighty_columns():
    async def script(app, pilot):
        assert text_of(app).splitlines()[-1].rstrip().endswith("q Quit")

    played(script, size=(80, 24))
