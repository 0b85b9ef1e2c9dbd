"""The data that a visitor brings: private files, read apart, and the tables that were in them."""

import threading
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from nnplay.data import Column, Dataset, describe_table
from nnplay.data.column_report import ColumnReport
from nnplay.data.column_selection import reason_to_leave_out
from nnplay.data.readers.file import SUPPORTED_SUFFIXES, read_table
from nnplay.data.readers.sandbox import Limits, read_in_subprocess
from nnplay.data.readers.table import Table
from nnplay.data.type_inference import typed_column
from nnplay.errors import DataError, NNPlayError
from nnplay.training.recipe import Recipe

MOST_BYTES = 64 << 20  # of a file
MOST_FILES = 12  # tables that are kept for a visitor; the oldest goes first
MOST_LETTERS = 80  # of a name
LIMITS = Limits()
CELL = 40  # bytes that one takes, about


def enough(need: int) -> None:
    """There is room for so many bytes."""


class Own:
    """The tables of one visitor.

    Args:
        shared: those that every visitor of this server has.

    Attributes:
        afford: refuses what there is no room for, in bytes.
    """

    def __init__(self, shared: dict[str, Table] | None = None) -> None:
        self.tables: dict[str, Table] = dict(shared or {})
        self._lasting = set(self.tables)
        self.afford: Callable[[int], None] = enough

    def __contains__(self, name: object) -> bool:
        return name in self.tables

    def read(self, path: Path, stop: threading.Event | None = None) -> str:
        """Take a file in under its name; that name.

        Args:
            path: of the file.
            stop: when it is set, the file is not read any further.

        Raises:
            DataError: a file that is no good table, or for which there is no room.
        """
        self.afford(path.stat().st_size)
        self.add(path.name, read_in_subprocess(path, LIMITS, stop))
        return path.name

    def add(self, name: str, table: Table) -> None:
        """Keep a table under a name; one that had it is replaced, and the oldest go when they are too many."""
        self.tables.pop(name, None)
        self.tables[name] = table
        passing = [name for name in self.tables if name not in self._lasting]
        while len(passing) > MOST_FILES or (len(passing) > 1 and sum(map(self._cells, passing)) > LIMITS.cells):
            del self.tables[passing.pop(0)]

    def _cells(self, name: str) -> int:
        return self.tables[name].n_rows * len(self.tables[name].names)

    @property
    def bytes(self) -> int:
        """About what the tables take that are here for this visitor alone."""
        return CELL * sum(self._cells(name) for name in list(self.tables) if name not in self._lasting)

    def dataset(self, recipe: Recipe) -> Dataset:
        """The data as a recipe wants them.

        Raises:
            NNPlayError: a table that is not here, or columns that do not suit.
        """
        if recipe.data not in self.tables:
            raise NNPlayError(f"The link does not contain the data {recipe.data!r}; open the file to restore the page.")
        wishes: dict[str, Any] = {"task": recipe.task}
        for name in ("target", "features", "exclude", "columns"):
            asked = getattr(recipe, name)
            wishes[name] = None if asked is None else list(asked)
        origin = {"source": recipe.data, **{name: value for name, value in wishes.items() if value is not None}}
        origin["missing"] = recipe.missing
        return Dataset.from_table(
            self.tables[recipe.data], PurePosixPath(recipe.data).stem, missing=recipe.missing, origin=origin, **wishes
        )

    def columns(self, name: str) -> list[dict[str, Any]]:
        """Of each column name, kind, some values, how many differ and how many are missing; or why it is of no use."""
        table = self.tables[name]
        return [_looked_at(table, column) for column in table.names]

    def beginning(self, name: str, target: str | None = None) -> dict[str, Any]:
        """The settings with which a table is taken up: the last column that can be is the target, unless one is told.

        Raises:
            DataError: fewer than two columns that can be used.
        """
        told = self.columns(name)
        usable = [one for one in told if not one["refused"]]
        if len(usable) < 2:
            reason = next((one["refused"] for one in told if one["refused"]), "there is only one")
            raise DataError(f"{name} has fewer than two usable columns: {reason}")
        likely = [one for one in usable if one["kind"] != "date"] or usable
        asked = next((one for one in usable if one["name"] == target), likely[-1])
        described = describe_table(self.tables[name], name, target=asked["name"])
        if described.dataset is None:
            raise DataError(described.problem)
        return {"target": (str(asked["name"]),), "features": None, "task": None}


def found(path: str) -> Table:
    """The table in a file of this machine, for whom started the server here.

    Raises:
        DataError: a file that cannot be read, or is too large for a page.
    """
    table = read_table(path)
    if table.n_rows > LIMITS.rows or table.n_rows * len(table.names) > LIMITS.cells:
        raise DataError(
            f"{table.source} has {table.n_rows:,} rows, and a page takes at most {LIMITS.rows:,} and {LIMITS.cells:,} "
            "cells: train with `nnplay train`, which takes all"
        )
    return table


def too_large(name: str) -> str:
    """What is said of a file that is."""
    return f"{name[:MOST_LETTERS]!r} has more than {MOST_BYTES >> 20} MB, the most that a page takes: bring fewer rows."


def clean(name: str) -> str:
    """A file's own name, without folders and without what does not belong into one."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(letter if letter.isprintable() and letter not in '<>:"|?*' else "_" for letter in last).strip(". ")
    status = PurePosixPath(plain).suffix.lower()
    if status not in SUPPORTED_SUFFIXES:
        known = ", ".join(SUPPORTED_SUFFIXES)
        raise DataError(f"{plain[:MOST_LETTERS] or 'This'} is not a table that this page can read; use one of {known}")
    return (plain[: -len(status)].strip(". ")[:MOST_LETTERS].strip() or "data") + status


def _looked_at(table: Table, name: str) -> dict[str, Any]:
    try:
        column = typed_column(table, name)
        names_rows = bool(reason_to_leave_out(table, column)) and len(column.distinct()) > 1
        return described(column) | {"identity": names_rows}
    except DataError as error:
        told: dict[str, Any] = {
            "name": name,
            "refused": str(error),
            "kind": "",
            "distinct": None,
            "missing": None,
            "examples": [],
        }
        return told | {"identity": False}


def described(column: Column) -> dict[str, Any]:
    """What a page tells of a column; `identity` is whether it only names the rows."""
    row = ColumnReport(column.name, "feature", column=column).to_json()
    return {name: row[name] for name in ("name", "kind", "distinct", "missing", "examples")} | {
        "refused": "", "identity": False,
    }  # fmt: skip
