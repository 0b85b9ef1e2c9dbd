"""Every key of the help has a check here, and does what the help says."""

import numpy as np
import pytest
from playing import in_session, played, settled, text_of, until
from textual.widgets import Select

import nnplay as nn
from nnplay.tui import screens
from nnplay.tui.guide_bar import STEPS
from nnplay.tui.keys import GROUPS
from nnplay.tui.settings_panel import SettingsPanel, SettingsSection

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


async def _left(app, pilot):
    for epoch in range(1, 3):
        await pilot.press("full_stop")
        await until(pilot, lambda e=epoch: app.session.epoch == e)
    await pilot.press("left")
    await until(pilot, lambda: app.session.epoch == 1)
    await settled(app, pilot)
    assert "▲" in text_of(app)  # the cursor in the chart


async def _right(app, pilot):
    await _left(app, pilot)
    await pilot.press("right")
    await until(pilot, lambda: app.session.past_epoch is None and app.session.epoch == 2)


async def _ends(app, pilot):
    await _left(app, pilot)
    await pilot.press("home")
    await until(pilot, lambda: app.session.past_epoch == 0)
    await pilot.press("end")
    await until(pilot, lambda: app.session.past_epoch is None)


async def _pace(app, pilot):
    app.pace = 5.0
    await pilot.press("greater_than_sign")
    await until(pilot, lambda: "60 epochs/s" in text_of(app).splitlines()[0])
    await pilot.press("less_than_sign")
    await until(pilot, lambda: "12 epochs/s" in text_of(app).splitlines()[0])
    app.pace = None


def _section(key, name):
    async def check(app, pilot):
        await pilot.press(key)
        section = app.query_one(f"#section-{name}", SettingsSection)
        await until(pilot, lambda: section.has_focus_within and not section.collapsed)
        await until(pilot, lambda: "esc Back" in text_of(app).splitlines()[-1])
        await pilot.press("escape")
        await until(pilot, lambda: app.focused is None)

    return check


def _enlarge(key, heading):
    async def check(app, pilot):
        await pilot.press(key)
        await settled(app, pilot)
        assert [view.key for view in app.visible_views()] == [key]
        assert f"{key} {heading}" in text_of(app)
        await pilot.press(key if key != "9" else "escape")
        await settled(app, pilot)
        assert len(app.visible_views()) > 1

    return check


async def _settings(app, pilot):
    panel = app.query_one(SettingsPanel)
    for shown in (False, True):
        await pilot.press("h")
        await settled(app, pilot)
        assert panel.display == shown
        assert ("Test fraction" in text_of(app)) == shown


async def _theme(app, pilot):
    await pilot.press("T")
    await until(pilot, lambda: "catppuccin" in text_of(app))
    await pilot.press("escape")
    await until(pilot, lambda: len(app.screen_stack) == 1)


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
    assert "5 Network" in text_of(app)
    await pilot.press("v")
    await settled(app, pilot)
    assert "9 Results" in text_of(app)
    assert "5 Network" not in text_of(app)


async def _picture(app, pilot):
    await pilot.press("p")
    await until(pilot, lambda: "cannot display images" in text_of(app))


async def _tour(app, pilot):
    await pilot.press("t")
    await until(pilot, lambda: "Welcome" in text_of(app))
    for k in range(2, len(STEPS) + 1):
        await pilot.press("t")
        await until(pilot, lambda n=k: f"{n}/{len(STEPS)}" in text_of(app))
    await pilot.press("t")
    await until(pilot, lambda: f"{len(STEPS)}/{len(STEPS)}" not in text_of(app))


async def _escape(app, pilot):
    await pilot.press("3")
    await until(pilot, lambda: app.focused is not None)
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
    "greater_than_sign": _pace, "less_than_sign": _pace, "left": _left, "right": _right, "home": _ends, "end": _ends,
    "1": _section("1", "data"), "2": _section("2", "layers"), "3": _section("3", "training"),
    "4": _section("4", "display"), "0": _section("0", "more"), "5": _enlarge("5", "Network"),
    "6": _enlarge("6", "Predictions"), "7": _enlarge("7", "Loss"), "8": _enlarge("8", "Accuracy"),
    "9": _enlarge("9", "Results"), "h": _settings, "T": _theme,
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
    if app.session.epoch or app.session.snapshot.batches or app.session.recipe.seed or _layers(app) != [4]:
        await in_session(app, app.session.set_architecture, nn.Architecture.dense((4,), "tanh"))
        await in_session(app, app.session.change, seed=0)
    app.show_message("")
    await app.query_one(SettingsPanel).refresh_values()
    app.screen.remove_class("results")
    for section in app.query(SettingsSection):
        section.collapsed = False
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

    played(script, size=(120, 70))


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_the_line_of_keys_says_what_works_now_in_any_width(columns):
    async def script(app, pilot):
        def keys():
            return text_of(app).splitlines()[-1].rstrip()

        assert keys().endswith("? Help  q Quit")
        assert "space Train" in keys()
        await pilot.press("space")
        await until(pilot, lambda: "space Pause" in keys())
        await pilot.press("space")
        await until(pilot, lambda: "space Continue" in keys())
        await pilot.press("left")
        await until(pilot, lambda: "→ Forward" in keys())
        await pilot.press("3")
        await until(pilot, lambda: "enter Apply" in keys())
        await pilot.press("escape")
        await pilot.press("end")
        await until(pilot, lambda: "space Continue" in keys())
        assert keys().endswith("? Help  q Quit")

    played(script, size=(columns, 24), epochs=10**6)


def test_a_key_closes_the_section_that_has_the_focus():
    async def script(app, pilot):
        for _ in range(2):
            await pilot.press("1")
            await until(pilot, lambda: isinstance(app.focused, Select))
            await pilot.press("1")
            await until(
                pilot, lambda: app.focused is None and app.query_one("#section-data", SettingsSection).collapsed
            )
        assert "1 Data  circle" in text_of(app)

    played(script)


def test_a_click_on_a_key_of_the_line_presses_it():
    async def script(app, pilot):
        await pilot.click("#keys-now", offset=(3, 0))
        await until(pilot, lambda: app.session.playing)
        await pilot.click("#keys-now", offset=(3, 0))
        await until(pilot, lambda: not app.session.playing and app.session.epoch > 0)

    played(script, epochs=10**6)
