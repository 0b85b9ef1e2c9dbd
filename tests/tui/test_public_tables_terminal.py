"""Public tables in the terminal: the file is opened, its columns shown with what is left out, and it is trained."""

import pytest
from playing import closed, opened, played, press, text_of, until
from textual.widgets import Input, Select, SelectionList

import nnplay as nn
from nnplay.tui import screens

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::nnplay.errors.DataWarning")]


def test_a_public_table_is_opened_and_trained(public_table):
    async def script(app, pilot):
        card = await opened(app, pilot, "o", screens.OpenCard)
        card.query_one("#typed-path", Input).value = str(public_table.path)
        await pilot.press("enter")
        await until(pilot, lambda: card.query_one("#which-columns").display)
        card.query_one("#chosen-target", Select).value = public_table.target
        await pilot.pause(0.05)
        selected = card.query_one(SelectionList).selected
        assert public_table.target not in selected
        assert set(selected).isdisjoint(public_table.left_out)
        if public_table.left_out:
            assert "left out: " in text_of(app)
        await press(pilot, "#open")
        await until(pilot, lambda: app.session.dataset.name == public_table.path.stem)
        await closed(app, pilot)
        public_table.check_notes(app.session.dataset.notes)
        await pilot.press("full_stop")
        await until(pilot, lambda: app.session.epoch == 1)
        expected = nn.load(**public_table.data)
        assert app.session.dataset.feature_names == expected.feature_names
        assert app.session.recipe.features is None

    played(script, size=(110, 50))
