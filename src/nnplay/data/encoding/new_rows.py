"""New rows, in whatever form the user has them, as columns of the kinds the encoding learned."""

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any, NoReturn

import numpy as np

from nnplay.data.columns import Column, Floats, Kind, Values, listed, nearest, shortened, unmasked
from nnplay.data.dataset import Dataset
from nnplay.data.readers.dataframes import frame_table, is_frame, table_of_columns
from nnplay.data.readers.file import read_table
from nnplay.data.readers.table import Table
from nnplay.data.type_inference import DATE_TYPES, as_text, is_nothing, only_numbers, parse_number, parse_truth
from nnplay.errors import DataError

GIVEN = "the given table"
"""What a sentence calls rows that come from no file."""


def cells_of(rows: Any, columns: Sequence[str]) -> Table:
    """The rows as a table that has these columns.

    Raises:
        DataError: a form that cannot be read, or a column that is not there.
    """
    table = _table(rows, columns)
    for name in columns:
        if name not in table.names:
            raise DataError(
                f"{table.source} has no column {name!r}{nearest(name, table.names)}; "
                f"needed are {listed(columns)}, given are {listed(table.names) or 'none'}"
            )
    return table


def column_of_kind(table: Table, name: str, kind: Kind) -> Column:
    """The column of this name, each cell read as the kind it had in training.

    Raises:
        DataError: a cell that is not of that kind; a number that is not finite.
    """
    cells = table.column(name)
    if kind == "category":
        texts = [_category(table, name, row, cell) for row, cell in enumerate(cells)]
        return Column(name, kind, np.array(texts, dtype=object))
    values = _numbers(table, name, kind, cells)
    infinite = np.isinf(values)
    if infinite.any():
        row = int(infinite.argmax())
        _refuse(table, name, row, cells[row], "a finite number")
    if kind == "boolean":
        wrong = (values != 0) & (values != 1) & ~np.isnan(values)
        if wrong.any():
            row = int(wrong.argmax())
            _refuse(table, name, row, cells[row], "true or false")
    return Column(name, kind, values)


def _numbers(table: Table, name: str, kind: Kind, cells: Values) -> Floats:
    if cells.dtype.kind in "biuf":
        return cells.astype(np.float64)
    if (plain := only_numbers(cells)) is not None:
        return plain
    return np.array([_number(table, name, kind, row, cell) for row, cell in enumerate(cells)], dtype=np.float64)


def _number(table: Table, name: str, kind: Kind, row: int, cell: Any) -> float:
    if is_nothing(cell):
        return float("nan")
    text, written = as_text(cell), isinstance(cell, str)
    number = None
    if text is not None and not (written and kind == "number"):
        number = parse_truth(text)
    if text is not None and number is None:
        number = parse_number(text, table.decimal_comma and written)
    if number is None:
        _refuse(table, name, row, cell, "a number" if kind == "number" else "true or false")
    return number


def _category(table: Table, name: str, row: int, cell: Any) -> str | None:
    if is_nothing(cell):
        return None
    text = as_text(cell)
    if text is None or isinstance(cell, DATE_TYPES):
        _refuse(table, name, row, cell, "a text")
    return text or None


def _refuse(table: Table, name: str, row: int, cell: Any, expected: str) -> NoReturn:
    raise DataError(
        f"{table.source}, {table.place(row)}: column {name!r} needs {expected}, but this cell is {shortened(cell)}; "
        "correct it"
    )


def _table(rows: Any, columns: Sequence[str]) -> Table:
    if isinstance(rows, str | PathLike):
        return read_table(rows)
    if isinstance(rows, Dataset):
        there = {column.name: column for column in (*rows.targets, *rows.features, *rows.raw)}
        return Table(rows.name, tuple(there), rows.n_rows, lambda name: there[name].values)
    if isinstance(rows, Mapping):
        if any(np.ndim(value) for value in rows.values()):
            return table_of_columns(rows, GIVEN)
        return _table_of_dicts([rows])
    if is_frame(rows):
        return frame_table(rows, GIVEN)
    if isinstance(rows, list | tuple) and rows and isinstance(rows[0], Mapping):
        return _table_of_dicts(rows)
    return _table_of_array(rows, columns)


def _table_of_dicts(rows: Sequence[Any]) -> Table:
    names = dict.fromkeys(str(name) for name in rows[0])
    for row, given in enumerate(rows):
        if not isinstance(given, Mapping):
            raise DataError(f"row {row + 1} is {shortened(given)}, but row 1 is a dict; make them all dicts")

    def column(name: str) -> Values:
        for row, given in enumerate(rows):
            if name not in given:
                raise DataError(f"row {row + 1} has no {name!r}{nearest(name, map(str, given))}")
        cells = np.empty(len(rows), dtype=object)
        cells[:] = [given[name] for given in rows]
        return cells

    return Table(GIVEN, tuple(names), len(rows), column)


def _table_of_array(rows: Any, columns: Sequence[str]) -> Table:
    """An array or nested list in the order of the columns."""
    k = len(columns)
    try:
        rows = unmasked(rows)
        array = np.asarray(rows)
        if array.dtype.kind in "USO":
            array = np.array(rows, dtype=object)
    except ValueError:
        raise DataError(f"the rows have different lengths; give each the {k} values {listed(columns)}") from None
    if array.ndim == 1:
        array = array[:, None] if k == 1 else array[None, :]  # many rows of one feature, or one row of many
    if array.ndim != 2 or array.shape[1] != k or array.dtype.kind not in "biufO":
        raise DataError(
            f"the rows have the shape {np.shape(rows)}, but (n, {k}) is needed, in the order {listed(columns)}; "
            "or give dicts or a DataFrame with these columns"
        )
    place = {name: index for index, name in enumerate(columns)}
    return Table(GIVEN, tuple(columns), len(array), lambda name: array[:, place[name]])
