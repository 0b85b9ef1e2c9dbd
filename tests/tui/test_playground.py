"""The terminal playground: training, entries, and what is answered while it trains."""

import asyncio
import time

import numpy as np
import pytest
from playing import field, opened, played, press, text_of, until
from textual.widgets import Input, Select

import nnplay as nn
from nnplay.playground.challenges import challenges
from nnplay.tui import screens
from nnplay.tui.fields import SettingField
from nnplay.tui.layers_editor import LayerRow, LayersEditor


def test_play_pause_step_and_the_same_numbers_as_train():
    async def script(app, pilot):
        await pilot.press("full_stop")
        await until(pilot, lambda: app.session.epoch == 1)
        await pilot.press("comma")
        await until(pilot, lambda: app.session.snapshot.batches == 1)
        await pilot.press("space")
        await until(pilot, lambda: app.session.finished)
        await pilot.pause(0.2)
        assert "epoch 60/60" in text_of(app)
        run = nn.train("circle", nn.Architecture.dense((4,), "tanh"), epochs=60)
        np.testing.assert_array_equal(app.session.parameters.theta, run.parameters.theta)
        assert f"{run.metrics['test']['loss']:.4g}" in text_of(app)
        await pilot.press("space")
        await pilot.pause(0.1)
        assert "finished" in text_of(app)
        await pilot.press("r")
        await until(pilot, lambda: app.session.epoch == 0)

    played(script)


@pytest.mark.slow
def test_rewind_fork_and_the_curve_of_a_saved_run():
    async def script(app, pilot):
        await pilot.press("space")
        await until(pilot, lambda: app.session.finished)
        await pilot.press("k")
        await until(pilot, lambda: len(app.session.saved_runs) == 1)
        for _ in range(5):
            await pilot.press("left_square_bracket")
            await pilot.pause(0.05)
        await until(pilot, lambda: app.session.epoch < 60)
        back = app.session.epoch
        await field(app, pilot, "learning_rate", "0.3")
        await until(pilot, lambda: app.session.recipe.learning_rate == 0.3)
        assert app.session.epoch == back
        app.set_focus(None)
        await pilot.press("space")
        await until(pilot, lambda: app.session.finished)
        assert app.session.run.past[0].until == back
        await until(pilot, lambda: "run 1" in text_of(app))
        await pilot.press("n")
        await until(pilot, lambda: app.session.recipe.seed == 1)

    played(script)


WRONG = [
    ("learning_rate", "fast", "not a number", "0.2", lambda b: b.recipe.learning_rate == 0.2),
    ("epochs", "-3", "epochs must be", "80", lambda b: b.recipe.epochs == 80),
    ("noise", "7", "noise must be", "0.3", lambda b: b.recipe.noise == 0.3),
    ("batch_size", "0", "batch_size must be", "full", lambda b: b.recipe.batch_size is None),
    ("l2", "-1", "l2 must be", "0.01", lambda b: b.recipe.l2 == 0.01),
    ("seed", "x", "not a number", "5", lambda b: b.recipe.seed == 5),
]


@pytest.mark.slow
def test_an_error_is_shown_at_its_field():
    async def script(app, pilot):
        for name, wrong, message, right, reads in WRONG:
            await field(app, pilot, name, wrong)
            entry = app.query_one(f"#field-{name}", SettingField)
            await until(pilot, lambda e=entry: e.has_class("wrong"))
            assert message in str(entry._error.render())
            await field(app, pilot, name, right)
            await until(pilot, lambda r=reads, e=entry: r(app.session) and not e.has_class("wrong"))

    played(script)


@pytest.mark.slow
def test_lists_and_layers():
    async def script(app, pilot):
        app.query_one("#field-optimizer Select", Select).value = "adam"
        await until(pilot, lambda: app.session.recipe.optimizer == "adam")
        app.query_one("#field-data Select", Select).value = "iris"
        await until(pilot, lambda: app.session.dataset.name == "iris")
        assert app.session.problem.architecture.widths == (4, 4, 3)
        app.set_focus(None)
        await pilot.press("plus")
        await until(pilot, lambda: len(app.session.problem.architecture.layers) == 2)
        await pilot.press("w")
        await until(pilot, lambda: app.session.problem.architecture.layers[1].width == 5)
        editor = app.query_one(LayersEditor)
        await until(pilot, lambda: len(editor.query(".layer")) == 2)
        width = editor.query(".layer").first().query_one(".width", Input)
        width.focus()
        width.value = "many"
        await pilot.press("enter")
        await until(pilot, lambda: editor.has_class("wrong"))
        width.value = "7"
        await pilot.press("enter")
        await until(pilot, lambda: app.session.problem.architecture.layers[0].width == 7)
        app.set_focus(None)
        await pilot.press("minus")
        await until(pilot, lambda: len(app.session.problem.architecture.layers) == 1)

    played(script)


@pytest.mark.slow
def test_layers_that_change_while_their_rows_are_built():
    async def script(app, pilot):
        editor = app.query_one(LayersEditor)
        wanted = [(nn.Layer(width, "tanh"),) * count for width, count in ((3, 2), (4, 3), (5, 1), (6, 4), (7, 2))]
        await asyncio.gather(*(editor.set_layers(layers) for layers in wanted))
        assert [row.spec for row in editor.query(LayerRow)] == list(wanted[-1])

    played(script)


@pytest.mark.slow
def test_the_challenges_can_be_done():
    settings = [
        {"net": (), "learning_rate": 0.1, "epochs": 60},
        {"net": (2,), "learning_rate": 0.1, "epochs": 400, "seed": 1},
        {"net": (3,), "learning_rate": 0.1, "epochs": 300},
        {"net": (7, 6), "learning_rate": 0.01, "epochs": 1500, "optimizer": "adam"},
        {"net": (8, 8), "learning_rate": 0.01, "epochs": 800, "optimizer": "adam"},
        {"net": (64,), "learning_rate": 0.005, "epochs": 10, "optimizer": "adam", "activation": "relu"},
    ]

    async def script(app, pilot):
        await opened(app, pilot, "x", screens.ChallengesCard)
        await press(pilot, "#start-0")
        await until(pilot, lambda: app.session.dataset.name == "gauss")
        for challenge, wanted in zip(challenges(), settings, strict=True):
            await asyncio.to_thread(challenge.start, app.session)
            assert not challenge.is_solved(app.session)
            await asyncio.to_thread(solved, app.session, challenge, dict(wanted))
            assert challenge.is_solved(app.session), (
                challenge.name,
                challenge.progress(app.session),
                app.session.rows[-1],
            )

    played(script)


def solved(session, challenge, wanted):
    """Train with these settings; where the luck of the weights decides, with some seeds."""
    net = nn.Architecture.dense(wanted.pop("net"), wanted.pop("activation", "tanh"))
    first = wanted.pop("seed", 0)
    for seed in range(first, first + 12):
        session.set_architecture(net)
        session.change(**wanted, seed=seed)
        session.play()
        session.player.wait()
        if challenge.is_solved(session):
            return


@pytest.mark.slow
def test_keys_are_answered_while_it_trains_at_full_speed():
    async def script(app, pilot):
        await pilot.press("space")
        await until(pilot, lambda: app.session.epoch > 50)
        spent, before = [], app.session.epoch
        for _ in range(8):
            begun, answered = time.perf_counter(), asyncio.Event()
            app.call_later(answered.set)  # a message as any key is
            await answered.wait()
            spent.append(time.perf_counter() - begun)
        assert sorted(spent)[len(spent) // 2] < 0.5
        await until(pilot, lambda: app.session.epoch > before)
        await pilot.press("space")
        await until(pilot, lambda: not app.session.playing)

    played(script, epochs=10**6)
