"""Every key of the help has a check here, and does what the help says."""

import asyncio

import numpy as np
import pytest
from playing import field, played, settled, text_of, until

import nnplay as nn
from nnplay.tui import screens
from nnplay.tui.keys import GROUPS
from nnplay.tui.settings_panel import SettingsPanel

pytestmark = pytest.mark.slow


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
    assert "past" in text_of(app).splitlines()[0]


async def _forth(app, pilot):
    await _back(app, pilot)
    await pilot.press("right_square_bracket")
    await until(pilot, lambda: app.session.epoch == 3 and app.session.past_epoch is None)


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
    await until(pilot, lambda: len(app.session.saved_runs) == 1)


async def _view(app, pilot):
    assert "╭─ Network" in text_of(app)
    await pilot.press("v")
    await settled(app, pilot)
    assert "Results" in text_of(app)
    assert "╭─ Network" not in text_of(app)


async def _picture(app, pilot):
    await pilot.press("p")
    await until(pilot, lambda: "cannot display images" in text_of(app))


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
    "o": _opens("o", screens.OpenCard), "a": _opens("a", screens.PredictCard), "i": _opens("i", screens.InspectCard),
    "m": _opens("m", screens.CompareCard), "s": _opens("s", screens.SaveCard), "c": _opens("c", screens.CodeCard),
    "y": _opens("y", screens.CodeCard), "x": _opens("x", screens.ChallengesCard),
    "question_mark": _opens("question_mark", screens.HelpCard),
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
    """The session as at the start."""
    app.set_focus(None)
    app.session.saved_runs.clear()
    await asyncio.to_thread(app.session.set_architecture, nn.Architecture.dense((4,), "tanh"))
    await asyncio.to_thread(app.session.change, seed=0)
    app.show_message("")
    await app.query_one(SettingsPanel).refresh_values()
    app.screen.remove_class("results")
    await settled(app, pilot)


def test_the_help_and_the_palette_know_every_key():
    async def script(app, pilot):
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, screens.HelpCard))
        await pilot.pause(0.1)
        shown = text_of(app)
        help_texts = [help_text for group in GROUPS.values() for *_, help_text in group]
        assert [line for line in help_texts if line not in shown] == []
        await pilot.press("escape")
        commands = {command.title for command in app.get_system_commands(app.screen)}
        assert set(help_texts) - commands <= {"Quit", "List all keys"}

    played(script, size=(120, 60))


def test_the_line_of_keys_fits_eighty_columns():
    async def script(app, pilot):
        assert text_of(app).splitlines()[-1].rstrip().endswith("q Quit")

    played(script, size=(80, 24))
