"""Manners: the first time, an unsaved training, warnings, names that would talk to the terminal, real terminals."""

import asyncio
import warnings

import duckdb
import numpy as np
import pytest
from playing import opened, played, settled, text_of, trained, until
from rich.style import Style

import nnplay as nn
from nnplay import plots
from nnplay.cli.doctor import TrainingOptions
from nnplay.cli.play import playground_session
from nnplay.cli.recipe_options import RecipeOptions
from nnplay.playground.session import PlaygroundSession
from nnplay.tui import app as screen, screens
from nnplay.tui.control_characters import CONTROL
from nnplay.tui.plot_view import ColorMode
from nnplay.tui.preferences import first_time, save_theme, saved_theme
from nnplay.tui.surface_view import SurfaceView
from nnplay.tui.terminal_image import surface_png

pytestmark = pytest.mark.slow


def test_the_tour_comes_the_first_time_only(monkeypatch, tmp_path):
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "runs.db"))
    assert first_time()
    assert not first_time()

    async def script(app, pilot):
        await until(pilot, lambda: "Welcome" in text_of(app))

    played(script, size=(80, 24), tour=True)


def test_the_theme_is_remembered(monkeypatch, tmp_path):
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "new" / "runs.db"))
    assert saved_theme() == ""

    async def choose(app, pilot):
        app.theme = "textual-light"
        await settled(app, pilot)

    async def find(app, pilot):
        assert app.theme == "textual-light"

    played(choose)
    played(find)
    (tmp_path / "new" / "terminal.json").write_bytes(b"[nonsense")
    assert saved_theme() == ""
    save_theme("no such theme")

    async def ignore(app, pilot):
        assert app.theme == "textual-dark"

    played(ignore)


def test_a_long_training_is_not_thrown_away_without_a_word(monkeypatch):
    monkeypatch.setattr(screen, "VALUABLE_SECONDS", 0.0)

    async def script(app, pilot):
        await trained(app, pilot)
        await pilot.press("q")
        await until(pilot, lambda: "not saved" in text_of(app))
        assert app.is_running
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running)

    played(script, epochs=5)


def test_a_warning_is_shown_and_the_handler_put_back():
    before = warnings.showwarning

    async def script(app, pilot):
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning = app._on_warning
            await asyncio.to_thread(warnings.warn, "something odd", UserWarning, 2)
        await until(pilot, lambda: "something odd" in text_of(app))

    played(script)
    assert warnings.showwarning is before


def test_names_never_talk_to_the_terminal(tmp_path):
    path = tmp_path / "evil.parquet"
    query = """select i as "a\x1b[31mred", i % 3 as "b\u009b5m\u202e",
               case when i % 2 = 0 then 'k\x1b[2J' else 'm[bold]' end as "y\x1b]0;title\x07" from range(30) t(i)"""
    duckdb.sql(f"copy ({query}) to '{path}'")

    async def script(app, pilot):
        def clean():
            return not any(CONTROL.search(line) for line in text_of(app).splitlines())

        assert clean()
        assert "m[bold]" in text_of(app)
        for key, card in (("a", screens.PredictCard), ("c", screens.CodeCard)):
            await opened(app, pilot, key, card)
            await pilot.pause(0.1)
            assert clean(), card
            await pilot.press("escape")
        await settled(app, pilot)

    played(script, data=str(path), size=(140, 40))


@pytest.mark.parametrize("typed", [{}, {"learning_rate": "0.5"}])
def test_play_opens_a_saved_run_where_it_was(tmp_path, typed):
    path = tmp_path / "net.nnplay"
    run = nn.train("xor", (3,), epochs=4)
    run.save(path)
    session = playground_session(TrainingOptions(data=str(path), settings=RecipeOptions[str](**typed)))
    assert session.dataset.name == "xor"
    assert session.epoch == (0 if typed else 4)
    if not typed:
        np.testing.assert_array_equal(session.parameters.theta, run.parameters.theta)
    session.close()


@pytest.mark.parametrize("data", ["iris", "linnerud"])
def test_the_picture_is_that_of_the_surface(data):
    session = PlaygroundSession(data, (3,), nn.Recipe(epochs=2))
    session.step()
    surface = SurfaceView("s")
    surface.draw_strips(session.view_state(), ColorMode(), (30, 9), Style())
    png = surface_png(session, surface.names)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    axes = {"x": "petal length (cm)", "y": "petal width (cm)"}
    assert png == plots.png(session.run.plot("boundary", **axes) if data == "iris" else session.run.plot())
    session.close()


def test_an_image_in_the_terminal_says_what_is_not_installed(monkeypatch):
    monkeypatch.setattr("nnplay.tui.terminal_image.find_spec", lambda _: None)

    async def script(app, pilot):
        await pilot.press("p")
        await until(pilot, lambda: "nnplay[images]" in text_of(app))

    played(script)
