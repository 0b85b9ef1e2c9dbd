"""The cards: open, predict, inspect, compare, save and copy."""

import numpy as np
import pytest
from playing import closed, field, opened, played, press, says, settled, text_of, trained, until
from textual.widgets import Button, DataTable, Input, OptionList, Select, SelectionList, Static

import nnplay as nn
from nnplay.playground.session import PlaygroundSession
from nnplay.tui import screens
from nnplay.tui.app import PlaygroundApp
from nnplay.tui.screens.card import TextRow

pytestmark = pytest.mark.slow


@pytest.fixture
def table(tmp_path):
    """A table of one's own."""
    path = tmp_path / "mine.csv"
    path.write_text("\n".join(["a,b,c,out", *(f"{k},{k % 7},{k % 3},{2 * k}" for k in range(40))]), encoding="utf-8")
    return path


def test_a_table_is_found_its_columns_chosen_and_it_is_trained_and_saved(table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    async def script(app, pilot):
        card = await opened(app, pilot, "o", screens.OpenCard)
        card.query_one("#typed-path", Input).value = "nothing.csv"
        await pilot.press("enter")
        await until(pilot, lambda: "nothing.csv" in says(app))
        files = card.query_one("#files", OptionList)
        names = [str(files.get_option_at_index(k).prompt) for k in range(files.option_count)]
        files.focus()
        files.highlighted = names.index("mine.csv")
        await pilot.press("enter")
        await until(pilot, lambda: card.query_one("#which-columns").display)
        assert "40 rows" in text_of(app)
        assert card.query_one("#chosen-target", Select).value == "out"
        card.query_one(SelectionList).deselect("b")
        card.query_one("#typed-more", Input).value = "a^2"
        await press(pilot, "#open")
        await until(pilot, lambda: app.session.dataset.name == "mine")
        await closed(app, pilot)
        assert [c.name for c in app.session.dataset.features] == ["a", "c", "a^2"]
        await pilot.press("full_stop")
        await until(pilot, lambda: app.session.epoch == 1)
        card = await opened(app, pilot, "s", screens.SaveCard)
        card.query_one(Input).value = "net.wrong"
        await pilot.press("enter")
        await until(pilot, lambda: "must end in" in says(app))
        card.query_one(Input).value = "net.nnplay"
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, screens.SaveCard))
        run = nn.load_run("net.nnplay")
        np.testing.assert_array_equal(run.parameters.theta, app.session.parameters.theta)

    played(script)


def test_what_is_there_is_not_replaced_unasked(tmp_path):
    path = tmp_path / "net.json"
    path.write_text("precious", encoding="utf-8")

    async def script(app, pilot):
        card = await opened(app, pilot, "s", screens.SaveCard)
        card.query_one(Input).value = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: "already exists" in says(app))
        assert path.read_text(encoding="utf-8") == "precious"
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, screens.SaveCard))
        assert path.read_text(encoding="utf-8").startswith("{")

    played(script)


def test_every_ending_is_written(tmp_path):
    async def script(app, pilot):
        await pilot.press("full_stop")
        await until(pilot, lambda: app.session.epoch == 1)
        for ending in (".py", ".onnx", ".json", ".csv", ".png", ".svg", ".pdf"):
            path = tmp_path / f"net{ending}"
            card = await opened(app, pilot, "s", screens.SaveCard)
            card.query_one(Input).value = str(path)
            await press(pilot, "#save")
            await closed(app, pilot)
            assert path.stat().st_size > 100, ending

    played(script)


def test_a_saved_run_is_opened_and_gone_on_with(tmp_path):
    path = tmp_path / "net.nnplay"
    run = nn.train("xor", (3,), epochs=4, learning_rate=0.07)
    run.save(path)

    async def script(app, pilot):
        card = await opened(app, pilot, "o", screens.OpenCard)
        card.query_one("#typed-path", Input).value = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: app.session.dataset.name == "xor")
        await closed(app, pilot)
        assert app.session.epoch == 4
        np.testing.assert_array_equal(app.session.parameters.theta, run.parameters.theta)
        await pilot.press("full_stop")
        await until(pilot, lambda: app.session.epoch == 5)

    played(script)


def test_what_cannot_be_opened_leaves_everything_as_it_was(tmp_path):
    path = tmp_path / "bad.nnplay"
    path.write_bytes(b"nonsense")

    async def script(app, pilot):
        before = app.session.problem
        card = await opened(app, pilot, "o", screens.OpenCard)
        for wrong in (str(path), str(tmp_path), "", "\x1b[31m.csv"):
            card.query_one("#typed-path", Input).value = "something else"
            card.show_error("")
            card.query_one("#typed-path", Input).value = wrong
            await press(pilot, "#open")
            await until(pilot, lambda: says(app))
            assert "\x1b" not in text_of(app)
        await pilot.press("escape")
        assert app.session.problem is before

    played(script)


def test_ask():
    async def script(app, pilot):
        card = await opened(app, pilot, "a", screens.PredictCard)
        await until(pilot, lambda: "Prediction " in text_of(app))
        shown = text_of(app)
        assert "layer 1" in shown
        values = [float(line.text) for line in card.query(TextRow)]
        model = app.session.problem.model(app.session.parameters)
        row = dict(zip(("x1", "x2"), values, strict=True))
        share = model.outputs(app.session.problem.encoding.transform_rows([row]))[0, 0]
        assert f"{share:.1%}" in shown
        card.query_one("#typed-0", Input).value = "much"
        await until(pilot, lambda: "needs a number" in says(app))

    played(script)


def test_inside_a_neuron_and_a_weight_and_a_click_on_one():
    async def script(app, pilot):
        card = await opened(app, pilot, "i", screens.InspectCard)
        await until(pilot, lambda: "W⁽¹⁾" in str(card.query_one("#pass", Static).render()))
        weight = app.session.parameters.W[0][1, 2]
        card.query_one("#typed-neuron", Input).value = "3"
        card.query_one("#typed-input", Input).value = "2"
        await until(pilot, lambda: f"{weight:.3g}"[:5].lstrip("-") in str(card.query_one("#pass", Static).render()))
        for name, wrong in (("neuron", "99"), ("row", "0"), ("row", "10000"), ("layer", "x")):
            entry = card.query_one(f"#typed-{name}", Input)
            before, entry.value = entry.value, wrong
            await until(pilot, lambda: says(app))
            entry.value = before
            await until(pilot, lambda: not says(app))
        await pilot.press("escape")
        await settled(app, pilot)
        picture = app.query_one("#network")
        place = next(
            (x, y)
            for y in range(picture.content_size.height)
            for x in range(picture.content_size.width)
            if picture._diagram.neuron_at(x, y) == (1, 0)
        )
        offset = picture.content_region.offset - picture.region.offset
        await pilot.click(picture, offset=(place[0] + offset.x, place[1] + offset.y))
        await until(pilot, lambda: isinstance(app.screen, screens.InspectCard))
        assert app.screen.position == (2, 1)

    played(script)


def test_layers_have_all_their_settings():
    async def script(app, pilot):
        card = await opened(app, pilot, "l", screens.LayerCard)
        card.query_one("#typed-dropout", Input).value = "2"
        await press(pilot, "#apply")
        await until(pilot, lambda: "Dropout" in says(app))
        card.query_one("#typed-dropout", Input).value = "0.1"
        await pilot.press("pagedown")
        await pilot.pause(0.05)
        assert "Layer 2 of 2" in text_of(app)
        card.query_one("#typed-activation", Input).value = "leaky_relu(0.2)"
        card.query_one("#chosen-norm", Select).value = "layer"
        card.query_one("#chosen-initializer", Select).value = "orthogonal"
        await press(pilot, "#apply")
        await until(pilot, lambda: app.session.problem.architecture.layers[0].dropout == 0.1)
        second = app.session.problem.architecture.layers[1]
        assert (second.activation, second.norm, second.initializer) == ("leaky_relu(alpha=0.2)", "layer", "orthogonal")

    played(script, layers=(4, 4))


@pytest.mark.slow
def test_saved_runs_are_compared_restored_and_deleted():
    async def script(app, pilot):
        card = await opened(app, pilot, "m", screens.CompareCard)
        assert "No kept runs" in says(app)
        await pilot.press("escape")
        await trained(app, pilot)
        first = app.session.parameters.theta.copy()
        await pilot.press("k")
        await until(pilot, lambda: len(app.session.saved_runs) == 1)
        await field(app, pilot, "l2", "0.1")
        await until(pilot, lambda: app.session.recipe.l2 == 0.1)
        app.set_focus(None)
        await pilot.press("r")
        await until(pilot, lambda: app.session.epoch == 0)
        await trained(app, pilot)
        await until(pilot, lambda: "run 1" in text_of(app))
        assert not np.array_equal(app.session.parameters.theta, first)
        card = await opened(app, pilot, "m", screens.CompareCard)
        assert "--epochs 5 --l2 0" in text_of(app)
        card.query_one(DataTable).move_cursor(row=1)
        await pilot.press("enter")
        await until(pilot, lambda: app.session.recipe.l2 == 0 and np.array_equal(app.session.parameters.theta, first))
        await closed(app, pilot)
        assert [saved.run.recipe.l2 for saved in app.session.saved_runs] == [0, 0.1]  # what was there is kept
        card = await opened(app, pilot, "m", screens.CompareCard)
        card.query_one(DataTable).move_cursor(row=1)
        await pilot.press("d")
        await until(pilot, lambda: [saved.run.recipe.l2 for saved in app.session.saved_runs] == [0.1])

    played(script, size=(120, 40), epochs=5)


def test_the_command_and_the_python_are_shown_and_copied():
    async def script(app, pilot):
        await opened(app, pilot, "c", screens.CodeCard)
        assert app.clipboard == "nnplay train circle --hidden 4 --activation tanh --epochs 60"
        assert app.clipboard in text_of(app)
        await press(pilot, "#copy-python")
        assert app.clipboard == app.session.python()
        await pilot.press("escape")
        await opened(app, pilot, "y", screens.CodeCard)
        assert app.clipboard.startswith("import nnplay as nn")

    played(script)


def test_a_challenge_is_followed_until_it_is_done():
    async def script(app, pilot):
        await opened(app, pilot, "x", screens.ChallengesCard)
        assert len(app.screen.query(Button)) == 6
        await press(pilot, "#start-0")
        await until(pilot, lambda: app.session.dataset.name == "gauss")
        await closed(app, pilot)
        await settled(app, pilot)
        assert "· " in str(app.query_one("#guide").render())
        await pilot.press("minus")
        await until(pilot, lambda: not app.session.problem.architecture.layers)
        await trained(app, pilot)
        await until(pilot, lambda: "Solved!" in str(app.query_one("#guide").render()))
        await pilot.press("escape")
        await until(pilot, lambda: not app.query_one("#guide").has_class("visible"))

    played(script, epochs=100, learning_rate=0.1)


def test_the_app_opens_with_a_given_session():
    session = PlaygroundSession("iris", (5,), nn.Recipe(epochs=2))
    assert PlaygroundApp(session).session is session
    session.close()
