"""Public tables that are brought to the page, without a browser: as a browser sends them, and what it is told."""

import asyncio
import json

import pytest
from starlette.requests import Request

import nnplay as nn
from nnplay.web.frames import unpack
from nnplay.web.page.data import SETS
from nnplay.web.settings import FIRST, onto
from nnplay.web.uploads import Uploads
from nnplay.web.visitor import Visitor
from nnplay.web.wire import Wire

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::nnplay.errors.DataWarning")]


def upload(visitor, path):
    """Send a file as a browser does; the answer."""
    parts = [{"type": "http.request", "body": path.read_bytes(), "more_body": False}]

    async def receive():
        if parts:
            return parts.pop()
        return await asyncio.Event().wait()

    async def send():
        request = Request({"type": "http", "method": "POST", "headers": ()}, receive)
        return await Uploads().take(request, visitor, path.name)

    answer = asyncio.run(send())
    return answer.status_code, json.loads(answer.body)


def test_a_public_table_is_brought_and_trained(public_table):
    visitor = Visitor(FIRST)
    try:
        name = public_table.path.name
        assert upload(visitor, public_table.path) == (200, {"name": name})
        visitor.take(name)
        visitor.change(visitor.settings.replace(target=(public_table.target,)))
        data = visitor.session.dataset
        public_table.check_notes(data.notes)
        assert data.task == public_table.task
        columns = {column["name"]: column for column in visitor.columns()}
        named = {name for name, reason in public_table.left_out.items() if "same value" not in reason}
        assert {name for name, column in columns.items() if column["identity"]} == named
        assert {name: one["missing"] for name, one in columns.items() if one["missing"]} == public_table.imputed
        scene = unpack(Wire(visitor, None).frame())[0]["scene"]
        raw = {column.name: column.kind for column in data.raw}
        assert {feature["name"]: feature["kind"] for feature in scene["rest"]}.items() <= raw.items()
        assert {*(feature["name"] for feature in scene["rest"]), *scene["plane"]["names"]} == raw.keys()
        assert set(scene["choices"]) == {name for name, kind in raw.items() if kind == "number"}
        visitor.step()
        visitor.step()
        assert visitor.session.epoch == 2
        recipe = visitor.session.recipe.replace(data=None, target=None, epochs=2)
        expected = nn.train(nn.load(**public_table.data), visitor.session.architecture, recipe=recipe)
        assert visitor.session.run.metrics["train"]["loss"] == pytest.approx(expected.metrics["train"]["loss"])
    finally:
        visitor.close()


def test_the_built_in_penguins_are_in_the_menu_and_trained():
    assert "penguins" in SETS
    visitor = Visitor(onto(FIRST, "penguins"))
    try:
        visitor.step()
        assert visitor.session.dataset.n_rows == 344
        assert {column["name"]: column["missing"] for column in visitor.columns()}["sex"] == 11
    finally:
        visitor.close()
