"""Convert new rows in any form to columns of the kinds that an encoding expects."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from typing import Any, NoReturn

import numpy as np

from nnplay.data.cell_format import MISSING_CLASSES, PLAIN, CellFormat
from nnplay.data.columns import Column, Floats, Kind, Values, fill_masked
from nnplay.data.dataset import Dataset
from nnplay.data.date_format import ISO, date_text, parse_date, seconds_since_1970
from nnplay.data.number_format import infer_number_format
from nnplay.data.readers.dataframes import frame_table, is_frame, table_of_columns
from nnplay.data.readers.file import read_table
from nnplay.data.readers.table import Table
from nnplay.data.type_inference import DATE_TYPES, cell_to_text, date_values, is_missing, parse_all_numbers, parse_bool
from nnplay.errors import DataError
from nnplay.utils.text import did_you_mean, format_list, short_repr

SOURCE = "the given table"
"""What error messages call rows that do not come from a file."""


def rows_to_table(rows: Any, columns: Sequence[str]) -> Table:
    """The rows as a table with at least these columns.

    Raises:
        DataError: rows in a form that is not supported, or a missing column.
    """
    table = _table(rows, columns)
    for name in columns:
        if name not in table.names:
            raise DataError(
                f"{table.source} has no column {name!r}{did_you_mean(name, table.names)}; "
                f"it needs {format_list(columns)} and has {format_list(table.names) or 'none'}"
            )
    return table


def read_column(table: Table, name: str, kind: Kind, format: CellFormat = PLAIN) -> Column:
    """A column, with each cell read as the kind, and in the format, that the column had in training.

    Raises:
        DataError: a cell that is not of that kind, or a number that is not finite.
    """
    cells = table.column(name)
    if kind == "category":
        texts = [_category(table, name, row, cell, format) for row, cell in enumerate(cells)]
        return Column(name, kind, np.array(texts, dtype=object), format=format)
    if kind == "date":
        return Column(name, kind, _dates(table, name, cells, format), format=format)
    values = _numbers(table, name, kind, cells, format)
    infinite = np.isinf(values)
    if infinite.any():
        row = int(infinite.argmax())
        _refuse(table, name, row, cells[row], "a finite number")
    if kind == "boolean":
        wrong = (values != 0) & (values != 1) & ~np.isnan(values)
        if wrong.any():
            row = int(wrong.argmax())
            _refuse(table, name, row, cells[row], "true or false")
    return Column(name, kind, values, format=format)


def _numbers(table: Table, name: str, kind: Kind, cells: Values, format: CellFormat) -> Floats:
    if cells.dtype.kind in "biuf":
        values = cells.astype(np.float64)
        codes = [number for code in format.missing if (number := PLAIN.parse_number(code)) is not None]
        return np.where(np.isin(values, codes), np.nan, values) if codes else values
    plain = parse_all_numbers(cells) if format == PLAIN else None
    if plain is not None:
        return plain
    numbers = [_number(kind, cell, format) for cell in cells]
    if None in numbers and kind == "number":
        counts = Counter(text for cell in cells if isinstance(cell, str) and (text := cell_to_text(cell)))
        own = infer_number_format(counts, table.decimal_comma or format.decimal == ",")[0]
        format = replace(own, missing=format.missing)
        numbers = [_number(kind, cell, format) for cell in cells]
    if None in numbers:
        row = numbers.index(None)
        _refuse(table, name, row, cells[row], "a number" if kind == "number" else "true or false")
    return np.array(numbers, dtype=np.float64)


def _number(kind: Kind, cell: Any, format: CellFormat) -> float | None:
    """A cell as a number; None if it is none."""
    if is_missing(cell):
        return float("nan")
    text, is_text = cell_to_text(cell), isinstance(cell, str)
    if text is None:
        return None
    truth = None if is_text and kind == "number" else parse_bool(text)
    if truth is not None:
        return truth
    return (format if is_text else CellFormat(missing=format.missing)).parse_number(text)


def _dates(table: Table, name: str, cells: Values, format: CellFormat) -> Floats:
    """Dates as seconds since 1970; numbers are seconds already, or dates such as 20141231."""
    if cells.dtype.kind == "M":
        return date_values(cells)
    if cells.dtype.kind == "f":
        return cells.astype(np.float64)
    read = (_date(table, name, row, cell, format) for row, cell in enumerate(cells))
    return np.fromiter(read, np.float64, len(cells))


def _date(table: Table, name: str, row: int, cell: Any, format: CellFormat) -> float:
    if is_missing(cell):
        return float("nan")
    if isinstance(cell, DATE_TYPES):
        return float(date_values(np.array([cell]))[0]) if isinstance(cell, np.datetime64) else seconds_since_1970(cell)
    if isinstance(cell, float):
        return cell
    text = cell_to_text(cell)
    if text is None or format.is_missing(text):
        return float("nan")
    for each in (format.date, ISO):
        if (seconds := parse_date(text, each)) is not None:
            return seconds
    return _refuse(table, name, row, cell, f"a date such as {date_text(0.0)}")


def _category(table: Table, name: str, row: int, cell: Any, format: CellFormat) -> str | None:
    if is_missing(cell):
        return None
    text = cell_to_text(cell)
    if text is None or isinstance(cell, DATE_TYPES):
        text = " ".join(str(cell).split())
    return None if format.is_missing(text, MISSING_CLASSES) else text


def _refuse(table: Table, name: str, row: int, cell: Any, expected: str) -> NoReturn:
    raise DataError(
        f"{table.source}, {table.place(row)}: column {name!r} needs {expected}, but this cell is {short_repr(cell)}; "
        "correct it"
    )


def _table(rows: Any, columns: Sequence[str]) -> Table:
    if isinstance(rows, Table):
        return rows
    if isinstance(rows, str | PathLike):
        return read_table(rows)
    if isinstance(rows, Dataset):
        by_name = {column.name: column for column in (*rows.targets, *rows.features, *rows.raw)}
        return Table(rows.name, tuple(by_name), rows.n_rows, lambda name: by_name[name].values)
    if isinstance(rows, Mapping):
        if any(np.ndim(value) for value in rows.values()):
            return table_of_columns(rows, SOURCE)
        return _table_of_dicts([rows])
    if is_frame(rows):
        return frame_table(rows, SOURCE)
    if isinstance(rows, list | tuple) and rows and isinstance(rows[0], Mapping):
        return _table_of_dicts(rows)
    return _table_of_array(rows, columns)


def _table_of_dicts(rows: Sequence[Any]) -> Table:
    names = dict.fromkeys(str(name) for name in rows[0])
    for k, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            raise DataError(f"row {k} is {short_repr(row)}, but row 1 is a dict; make all of them dicts")

    def column(name: str) -> Values:
        for k, row in enumerate(rows, start=1):
            if name not in row:
                raise DataError(f"row {k} has no {name!r}{did_you_mean(name, map(str, row))}")
        cells = np.empty(len(rows), dtype=object)
        cells[:] = [row[name] for row in rows]
        return cells

    return Table(SOURCE, tuple(names), len(rows), column)


def _table_of_array(rows: Any, columns: Sequence[str]) -> Table:
    """The table of an array or nested list in the order of the columns."""
    k = len(columns)
    try:
        rows = fill_masked(rows)
        array = np.asarray(rows)
        if array.dtype.kind in "USO":
            array = np.array(rows, dtype=object)
    except ValueError:
        raise DataError(f"the rows have different lengths; each needs the {k} values {format_list(columns)}") from None
    if array.ndim == 1:
        array = array[:, None] if k == 1 else array[None, :]  # many rows of one feature, or one row of many
    if array.ndim != 2 or array.shape[1] != k or array.dtype.kind not in "biufO":
        raise DataError(
            f"the rows have the shape {np.shape(rows)}, but (n, {k}) is needed, in the order {format_list(columns)}; "
            "or pass dicts or a DataFrame with these columns"
        )
    index = {name: position for position, name in enumerate(columns)}
    return Table(SOURCE, tuple(columns), len(array), lambda name: array[:, index[name]])
