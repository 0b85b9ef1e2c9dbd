"""Both engines answer every command, and every mistake, in the same way."""

import base64
import math
import tempfile
from pathlib import Path
from typing import Any

import pytest
from dialogues import DIALOGUES
from engines import POSITION, in_node, on_server

from nnplay.data.readers.file import read_table
from nnplay.errors import NNPlayError
from nnplay.web.engine.frames import decode_frame
from nnplay.web.engine.host import EngineHost
from nnplay.web.engine.tables import table_key
from nnplay.web.features.commands import STATE_COMMANDS

NOT_COMPARED = {"revision", "seconds", "id", "targets", "table", "count"}  # counters, times, what only Python has
ROUNDING = 2e-5
OWN_WORDS = {"features": {5}, "mistakes": {11}}  # mistakes of which each engine says what it knows


class Direct:
    """The engine of the server without a connection, for the fast tests."""

    def __init__(self) -> None:
        self.host = EngineHost()

    def call(self, command: str, **fields: Any) -> Any:
        """The reply to a command."""
        try:
            if command == "frame":
                return decode_frame(self.host.frame(1, fields["show"]))
            if command == "read":
                return {"result": self.read(**fields)}
            if command in STATE_COMMANDS:
                return {"result": STATE_COMMANDS[command](self.host, fields)}
            return {"result": self.host.answer({"command": command, **fields})}
        except NNPlayError as error:
            return {"error": str(error)}

    def read(self, name: str, bytes: str, recipe: dict[str, Any]) -> Any:
        """The reply to `read`."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(base64.b64decode(bytes))
            key = table_key(name, "0" * 8)
            self.host.tables.add(key, read_table(path))
        return self.host.answer({"command": "describe", "table": key, "recipe": recipe})


def same(a: Any, b: Any, place: str) -> None:
    """Check that two answers say the same, but for rounding."""
    if isinstance(a, dict) and isinstance(b, dict):
        if "error" in a or "error" in b:
            assert ("error" in a) == ("error" in b), f"{place}: {str(a)[:300]} / {str(b)[:300]}"
            assert alike(a["error"], b["error"]), f"{place}: {a['error']!r} / {b['error']!r}"
            return
        for key in (a.keys() | b.keys()) - NOT_COMPARED:
            if place.endswith("recipe") and key not in a:
                continue  # a setting that only Python has
            assert key in a, f"{place}.{key} is missing in the page"
            assert key in b, f"{place}.{key} is missing on the server"
            same(a[key], b[key], f"{place}.{key}")
    elif isinstance(a, list) and isinstance(b, list):
        assert len(a) == len(b), f"{place}: {len(a)} / {len(b)}"
        for k, (left, right) in enumerate(zip(a, b, strict=True)):
            same(left, right, f"{place}[{k}]")
    elif is_number(a) and is_number(b):
        assert math.isclose(a, b, rel_tol=ROUNDING, abs_tol=ROUNDING), f"{place}: {a} / {b}"
    elif place.endswith(".message"):
        assert alike(a, b), f"{place}: {a!r} / {b!r}"
    else:
        assert a == b, f"{place}: {a!r} / {b!r}"


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def alike(a: str, b: str) -> bool:
    """Whether two sentences begin with the same words, whatever they say of numbers or how to go on."""
    return words(a)[:4] == words(b)[:4]


def words(sentence: str) -> list[str]:
    return [word.strip("'\".,;:") for word in sentence.replace("'", "").split()]


def compare(titles: list[str], page_answers: list[Any], answer: Any) -> None:
    """Compare the dialogues one by one, and say all differences."""
    differences = []
    for title, in_page in zip(titles, page_answers, strict=True):
        on_server = answer(title)
        for k, (left, right) in enumerate(zip(in_page, on_server, strict=True)):
            columns = left.get("header", {}).get("columns", []) if isinstance(left, dict) else []
            if "seconds" in columns:
                without_seconds(left, columns)
                without_seconds(right, columns)
            if DIALOGUES[title][k]["command"] == "play":
                without_position(left)  # a server may have trained before it replies; `wait` compares the end
                without_position(right)
            if k in OWN_WORDS.get(title, ()):
                assert "error" in left
                assert "error" in right
                continue
            try:
                same(left, right, f"{title}[{k}] {DIALOGUES[title][k]['command']}")
            except AssertionError as error:
                differences.append(str(error).split("\n")[0])
    assert not differences, "\n".join(differences)


def without_seconds(frame: dict[str, Any], columns: list[str]) -> None:
    at, table = columns.index("seconds"), frame["arrays"]["history"]
    frame["arrays"]["history"] = [value for k, value in enumerate(table) if k % len(columns) != at]


def without_position(reply: dict[str, Any]) -> None:
    for key in POSITION:
        reply.get("result", {}).pop(key, None)


pytestmark = pytest.mark.filterwarnings("ignore::nnplay.errors.NNPlayWarning")


def test_the_engine_in_the_page_and_that_of_the_server_say_the_same():
    titles = list(DIALOGUES)
    compare(
        titles, in_node([DIALOGUES[title] for title in titles]), lambda title: on_server(Direct(), DIALOGUES[title])
    )


@pytest.mark.slow
def test_the_same_over_a_websocket(server):
    from web_server import Page

    def answer(title: str) -> list[Any]:
        with Page(server.port) as page:
            return on_server(page, DIALOGUES[title])

    compare(list(DIALOGUES), in_node(list(DIALOGUES.values())), answer)
