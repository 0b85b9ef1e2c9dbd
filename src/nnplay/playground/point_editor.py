"""Points that are drawn by hand: the rows of data over two numbers, with one more, one moved, or one fewer."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from nnplay.data import Column, Dataset
from nnplay.data.readers.dataframes import frame_table
from nnplay.data.readers.table import Table
from nnplay.errors import NNPlayError
from nnplay.utils.csv import csv_of

NAME = "points.csv"
MOST = 5_000  # points
Cells = dict[str, list[Any]]


def drawable(data: Dataset) -> bool:
    """Whether points can be drawn: over two numbers, with one target, and not too many rows."""
    two = len(data.raw) == 2 and all(column.kind == "number" for column in data.raw)
    return two and len(data.targets) == 1 and data.n_rows < MOST


def added(data: Dataset, x: float, y: float, target: Any) -> Table:
    """The points with another one.

    Raises:
        NNPlayError: data that are not drawn, or a place or a target that is none.
    """
    return _changed(data, lambda cells: _put(cells, len(_first(cells)), x, y, _suited(data, target)))


def moved(data: Dataset, row: int, x: float, y: float) -> Table:
    """The points with one of them elsewhere.

    Raises:
        NNPlayError: data that are not drawn, or a row or place that there is not.
    """
    return _changed(data, lambda cells: _put(cells, _known(cells, row), x, y, list(cells.values())[2][row]))


def removed(data: Dataset, row: int) -> Table:
    """The points without one of them.

    Raises:
        NNPlayError: data that are not drawn, a row that there is not, or the last points.
    """

    def without(cells: Cells) -> None:
        if len(_first(cells)) <= 2:
            raise NNPlayError("Two points must stay: add others before you remove these.")
        _known(cells, row)
        for column in cells.values():
            del column[row]

    return _changed(data, without)


def text(data: Dataset) -> str:
    """The points as a CSV file."""
    return csv_of(_cells(data))


def _changed(data: Dataset, change: Callable[[Cells], None]) -> Table:
    if not drawable(data):
        raise NNPlayError(f"Points are drawn over two numbers with one target, and at most {MOST:,} of them.")
    cells = _cells(data)
    change(cells)
    return frame_table(cells, NAME)


def _cells(data: Dataset) -> Cells:
    return {column.name: _plain(column) for column in (*data.raw, *data.targets)}


def _plain(column: Column) -> list[Any]:
    values: list[Any] = column.values.tolist()
    if column.kind == "boolean":
        return [bool(value) for value in values]
    return [int(value) for value in values] if column.whole else values


def _first(cells: Cells) -> list[Any]:
    return next(iter(cells.values()))


def _known(cells: Cells, row: int) -> int:
    if not 0 <= row < len(_first(cells)):
        raise NNPlayError(f"There is no point {row + 1}: choose one that is there.")
    return row


def _put(cells: Cells, row: int, x: float, y: float, target: Any) -> None:
    if not (math.isfinite(x) and math.isfinite(y)):
        raise NNPlayError("A point has two finite numbers for its place.")
    for column, value in zip(cells.values(), (float(x), float(y), target), strict=True):
        column[row : row + 1] = [value]


def _suited(data: Dataset, target: Any) -> Any:
    """A target of the kind that the data have."""
    column = data.targets[0]
    if column.kind == "category":
        return str(target)[:40].strip() or "new"
    if isinstance(target, bool | str) or not math.isfinite(target):
        raise NNPlayError(f"The target {column.name!r} is a number, not {target!r}.")
    return bool(target) if column.kind == "boolean" else int(target) if column.whole else float(target)
