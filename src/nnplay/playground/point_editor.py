"""Add, move and remove points of a dataset with two numeric features."""

import math
from collections.abc import Callable
from typing import Any

from nnplay.data import Column, Dataset
from nnplay.data.readers.dataframes import frame_table
from nnplay.data.readers.table import Table
from nnplay.errors import NNPlayError
from nnplay.utils import csv

FILE_NAME = "points.csv"
MAX_POINTS = 5_000
MIN_POINTS = 2
Cells = dict[str, list[Any]]  # column name → values


def is_editable(data: Dataset) -> bool:
    """Whether points can be edited: two numeric features, one target, and not too many rows."""
    two_numbers = len(data.raw) == 2 and all(column.kind == "number" for column in data.raw)
    return two_numbers and len(data.targets) == 1 and data.n_rows < MAX_POINTS


def add_point(data: Dataset, x: float, y: float, target: Any) -> Table:
    """The data with one more point.

    Raises:
        NNPlayError: data that cannot be edited, a coordinate that is not finite, or an invalid target.
    """
    return _edit(data, lambda cells: _set_row(cells, _length(cells), x, y, _check_target(data, target)))


def move_point(data: Dataset, row: int, x: float, y: float) -> Table:
    """The data with one point moved.

    Raises:
        NNPlayError: data that cannot be edited, an unknown row, or a coordinate that is not finite.
    """
    return _edit(data, lambda cells: _set_row(cells, _check_row(cells, row), x, y, list(cells.values())[2][row]))


def remove_point(data: Dataset, row: int) -> Table:
    """The data without one of its points.

    Raises:
        NNPlayError: data that cannot be edited, an unknown row, or too few points left.
    """

    def remove(cells: Cells) -> None:
        if _length(cells) <= MIN_POINTS:
            raise NNPlayError(f"At least {MIN_POINTS} points are needed. Add others before you remove this one.")
        _check_row(cells, row)
        for column in cells.values():
            del column[row]

    return _edit(data, remove)


def to_csv(data: Dataset) -> str:
    """The points as a CSV file."""
    return csv.to_csv(_cells(data))


def _edit(data: Dataset, change: Callable[[Cells], None]) -> Table:
    if not is_editable(data):
        raise NNPlayError(
            f"These data have no editable points: that takes two numeric features, one target and fewer than "
            f"{MAX_POINTS:,} rows."
        )
    cells = _cells(data)
    change(cells)
    return frame_table(cells, FILE_NAME)


def _cells(data: Dataset) -> Cells:
    return {column.name: _plain(column) for column in (*data.raw, *data.targets)}


def _plain(column: Column) -> list[Any]:
    values: list[Any] = column.values.tolist()
    if column.kind == "boolean":
        return [bool(value) for value in values]
    return [int(value) for value in values] if column.is_integer else values


def _length(cells: Cells) -> int:
    return len(next(iter(cells.values())))


def _check_row(cells: Cells, row: int) -> int:
    if not 0 <= row < _length(cells):
        raise NNPlayError(f"There is no point {row + 1}: there are {_length(cells):,}.")
    return row


def _set_row(cells: Cells, row: int, x: float, y: float, target: Any) -> None:
    if not (math.isfinite(x) and math.isfinite(y)):
        raise NNPlayError("The coordinates of a point must be finite numbers.")
    for column, value in zip(cells.values(), (float(x), float(y), target), strict=True):
        column[row : row + 1] = [value]


def _check_target(data: Dataset, target: Any) -> Any:
    """The target converted to the type of the target column."""
    column = data.targets[0]
    if column.kind == "category":
        return str(target)[:40].strip() or "new"
    if isinstance(target, bool | str) or not math.isfinite(target):
        raise NNPlayError(f"The target {column.name!r} must be a finite number, not {target!r}.")
    return bool(target) if column.kind == "boolean" else int(target) if column.is_integer else float(target)
