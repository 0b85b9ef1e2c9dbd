"""Column names from the cells of a header: blank ones are numbered, repeated ones get a suffix."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nnplay.utils.text import format_list, plural

INDEX_NAME = re.compile(r"Unnamed: 0(?:\.[0-9]+)*|\.\.\.1")
"""What pandas and readr call a first column without a name when they write it again."""


@dataclass(frozen=True)
class ColumnNames:
    """The names of a table's columns.

    Attributes:
        names: the names, all different.
        unnamed: those of a first column without a name, which often holds row numbers.
        notes: what was changed.
    """

    names: tuple[str, ...]
    unnamed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def column_names(cells: Sequence[str]) -> ColumnNames:
    """The names in a header.

    A blank name becomes "column2", numbered from 1. The second column called "size" becomes "size_2". Names that are
    all in single quotes lose them.
    """
    if len(cells) > 1 and all(len(cell) > 2 and cell[0] == cell[-1] == "'" for cell in cells):
        cells = [cell[1:-1] for cell in cells]  # which a reader of double quotes leaves
    taken = set(cells)
    names: list[str] = []
    used: set[str] = set()
    numbered: list[str] = []
    renamed: list[str] = []
    for position, name in enumerate(cells):
        if not name.strip():
            new = _unused(f"column{position + 1}", taken)
            if position:
                numbered.append(f"column {position + 1} {new!r}")
        elif name in used:
            new = _unused(name, taken, start=2)
            renamed.append(f"{name!r} to {new!r}")
        else:
            new = name
        taken.add(new)
        used.add(new)
        names.append(new)
    notes = []
    if numbered:
        notes.append(f"{plural(len(numbered), 'column')} without a name got one: {format_list(numbered, 3)}")
    if renamed:
        notes.append(f"repeated column names were changed: {format_list(renamed, 3)}")
    first = {names[0]} if cells and not cells[0].strip() else set()
    unnamed = tuple(name for name in names if name in first or INDEX_NAME.fullmatch(name))
    return ColumnNames(tuple(names), unnamed, tuple(notes))


def numbered_names(count: int) -> tuple[str, ...]:
    """The names of the columns of a table without a header."""
    return tuple(f"column{position + 1}" for position in range(count))


def _unused(name: str, taken: set[str], start: int = 0) -> str:
    """The name, or the name with the first free number behind it."""
    if not start and name not in taken:
        return name
    number = max(start, 2)
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"
