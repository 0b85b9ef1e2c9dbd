"""Tables in terminals of any width, and in a pipe."""

import io

import pytest
from rich.console import Console

from nnplay.cli.console import Screen
from nnplay.cli.tables import table

NUMBERS = ("-0.000123456", "1,234,567", "99.9%")
TEXT = "a text that is longer than the table has room for"


def printed(width, *, terminal=True):
    rows = table("Name", ">First", ">Second", "Text", ">Third", optional=("Second", "Third"))
    for name in ("one", "two"):
        rows.add_row(name, *NUMBERS[:2], TEXT, NUMBERS[2])
    stream = io.StringIO()
    kind = Console if terminal else Screen
    kind(file=stream, width=width, force_terminal=terminal, color_system=None, legacy_windows=False).print(rows)
    return stream.getvalue()


@pytest.mark.parametrize("width", range(34, 130, 3))
def test_numbers_are_whole_and_each_row_is_one_line(width):
    text = printed(width)
    lines = text.splitlines()
    left_out = [name for name in ("Second", "Third") if name not in lines[0]]
    assert lines[2].startswith("one")
    assert lines[3].startswith("two")
    for number, name in zip(NUMBERS, ("First", "Second", "Third"), strict=True):
        assert text.count(number) == (0 if name in left_out else 2)
    assert ("Not shown: " + ", ".join(left_out) in text) if left_out else "Not shown" not in text
    assert left_out != ["Third"]  # Second goes first


def test_a_pipe_gets_every_column_on_one_line(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    lines = printed(40, terminal=False).splitlines()
    assert len(lines) == 4
    assert all(part in lines[2] for part in (*NUMBERS, TEXT))
