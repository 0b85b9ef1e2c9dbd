"""Read tables in JSON: a list of records, columns, or one record a line."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from nnplay.data.columns import Values
from nnplay.data.readers.decoding import decode
from nnplay.data.readers.names import column_names, numbered_names
from nnplay.data.readers.table import Table, row_place
from nnplay.errors import DataError
from nnplay.utils.text import format_list, plural, short_repr

MAX_COLUMNS = 100_000
MAX_CELLS = 100_000_000
"""Limit on rows times columns, since each of many records may have a key of its own."""

LINE_SUFFIXES = (".jsonl", ".ndjson")
RECORD_KEYS = ("data", "records", "rows", "items", "results", "values", "features")
"""Where the records are, if an object has several lists."""

ADVICE = "save the table as a list of records, [{…}, {…}], or as CSV"
Cells = Sequence[Any] | Values
Placed = Callable[[int], str]


def json_table(source: str, data: bytes, *, lines: bool = False) -> Table:
    """The table in a JSON file.

    It may be a list of records, a list of lists, an object of columns, what pandas writes with any `orient`, an object
    that holds one of these, or one record a line. A record inside a record becomes columns such as "engine.power".

    Args:
        source: what messages call the file.
        data: its bytes.
        lines: the file has one record a line.

    Raises:
        DataError: text that is not JSON, JSON that is not a table, nothing in it.
    """
    text, notes = decode(source, data)
    place: Placed = row_place
    if not text.strip():
        raise DataError(f"{source} is empty; it needs records")
    if lines:
        content, place = _read_lines(source, text)
    else:
        try:
            content = _parse(text)
        except json.JSONDecodeError as problem:
            if not problem.msg.startswith("Extra data") or text.lstrip()[0] not in "{[":
                raise DataError(
                    f"{source}, line {problem.lineno}: this is not JSON ({_reason(problem)}); correct the file"
                ) from None
            content, place = _read_lines(source, text)
        except (ValueError, RecursionError) as problem:
            raise _unreadable(source, problem) from None
    return _table(source, content, place, notes)


def _parse(text: str) -> Any:
    return json.loads(text)


def _reason(problem: json.JSONDecodeError) -> str:
    return problem.msg[:1].lower() + problem.msg[1:]


def _unreadable(source: str, problem: Exception) -> DataError:
    what = "is nested too deeply" if isinstance(problem, RecursionError) else "has a number with too many digits"
    return DataError(f"{source} {what}; {ADVICE}")


def _read_lines(source: str, text: str) -> tuple[list[Any], Placed]:
    """The value on each line, and where each is."""
    values: list[Any] = []
    numbers: list[int] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if not line.strip():
            continue
        try:
            values.append(_parse(line))
        except json.JSONDecodeError as problem:
            raise DataError(
                f"{source}, line {number}: this is not JSON ({_reason(problem)}); write one record on each line"
            ) from None
        except (ValueError, RecursionError) as problem:
            raise _unreadable(f"{source}, line {number},", problem) from None
        numbers.append(number)
    if len(values) == 1 and isinstance(values[0], list):
        return values[0], row_place
    return values, lambda row: f"line {numbers[row]}"


def _table(source: str, content: Any, place: Placed, notes: tuple[str, ...]) -> Table:
    columns, more = _columns(source, content)
    if not columns:
        raise DataError(f"{source} is empty; it needs records")
    n_rows = len(next(iter(columns.values())))
    if not n_rows:
        raise DataError(f"{source} has no rows; add at least one record")
    names = column_names(list(columns))
    cells = dict(zip(names.names, columns.values(), strict=True))
    return Table(
        source, names.names, n_rows, lambda name: _cells(cells[name]), place, typed=False,
        notes=(*notes, *more, *names.notes), unnamed=names.unnamed,
    )  # fmt: skip


def _columns(source: str, content: Any) -> tuple[Mapping[str, Cells], list[str]]:
    """The cells of each column, and notes."""
    if isinstance(content, list):
        return _columns_of_list(source, content), []
    if not isinstance(content, Mapping):
        raise DataError(f"{source} holds {_kind(content)}, not a table; {ADVICE}")
    if isinstance(content.get("columns"), list) and isinstance(content.get("data"), list):  # pandas, orient="split"
        return _columns_of_rows(source, content["data"], [str(name) for name in content["columns"]]), []
    values = list(content.values())
    if values and all(isinstance(value, Mapping) for value in values):
        return _columns_of_mappings(source, content), []
    lists = [key for key, value in content.items() if isinstance(value, list)]
    plain = [key for key in lists if not any(isinstance(cell, list | Mapping) for cell in content[key])]
    lengths = {len(content[key]) for key in plain}
    if len(plain) == len(content) and len(lengths) == 1:
        return {str(key): content[key] for key in plain}, []
    key = _key_of_records(source, content, lists)
    left_out = [other for other in content if other != key]
    notes = [f"read from {key!r}; left out: {format_list(map(repr, left_out), 5)}"] if left_out else []
    if isinstance(content[key], Mapping):
        return _columns(source, content[key])[0], notes
    return _columns_of_list(source, content[key]), notes


def _key_of_records(source: str, content: Mapping[str, Any], lists: Sequence[str]) -> str:
    """The key of the only table in an object: of a list of records or, without any, of the only list."""
    usual = [key for key in RECORD_KEYS if isinstance(content.get(key), list | Mapping) and content[key]]
    records = [key for key in lists if content[key] and all(isinstance(one, Mapping) for one in content[key])]
    for keys in (records, [key for key in usual if key in lists], lists, usual):
        if len(keys) == 1:
            return keys[0]
        best = [key for key in usual if key in keys]
        if best:
            return best[0]
        if keys:
            raise DataError(f"{source} holds several lists: {format_list(keys)}; save one of them alone, or as CSV")
    raise DataError(
        f"{source} holds an object with the keys {format_list(content, 5) or '(none)'}, not a table; {ADVICE}"
    )


def _columns_of_list(source: str, rows: Sequence[Any]) -> Mapping[str, Cells]:
    if not rows:
        raise DataError(f"{source} has no rows; add at least one record")
    if all(isinstance(row, Mapping) for row in rows):
        return _columns_of_records(source, rows)
    if all(isinstance(row, list) for row in rows):
        first = [str(cell) for cell in rows[0]]
        named = len(rows) > 1 and all(isinstance(cell, str) for cell in rows[0])
        named = named and any(not isinstance(cell, str) for row in rows[1:] for cell in row)
        return _columns_of_rows(source, rows[1:] if named else rows, first if named else None)
    if any(isinstance(row, Mapping | list) for row in rows):
        row = next(k for k, row in enumerate(rows) if type(row) is not type(rows[0]))
        raise DataError(
            f"{source}, {row_place(row)}: this is {_kind(rows[row])}, but row 1 is {_kind(rows[0])}; {ADVICE}"
        )
    return {"column1": rows}


def _columns_of_records(source: str, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Cells]:
    """The columns of records: their keys, in the order in which they first occur; one level of nesting is resolved."""
    columns: dict[str, Values] = {}
    for k, row in enumerate(rows):
        for name, value in _flat(row):
            if name not in columns:
                if len(columns) >= MAX_COLUMNS or (len(columns) + 1) * len(rows) > MAX_CELLS:
                    raise DataError(f"{source} has more than {len(columns):,} different keys in its records; {ADVICE}")
                columns[name] = np.full(len(rows), None, dtype=object)
            columns[name][k] = value
    return columns


def _flat(row: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping) and value:
            for inner, cell in value.items():
                yield f"{name}.{inner}", cell
        else:
            yield name, value


def _columns_of_rows(source: str, rows: Sequence[Any], names: Sequence[str] | None) -> Mapping[str, Cells]:
    width = len(rows[0] if names is None else names) if rows else 0
    for k, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != width:
            count = plural(len(row), "value") if isinstance(row, list) else _kind(row)
            raise DataError(
                f"{source}, {row_place(k)}: {count} where {plural(width, 'value')} belong; correct that row"
            )
    cells = list(zip(*rows, strict=True))
    unique = numbered_names(width) if names is None else column_names(names).names
    return dict(zip(unique, cells, strict=True)) if rows else {}


def _columns_of_mappings(source: str, content: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Cells]:
    """An object of objects: {column: {row: cell}}, or {row: {column: cell}} if the outer keys are whole numbers."""
    if all(key.isdecimal() for key in content):
        return _columns_of_records(source, list(content.values()))
    rows = list(dict.fromkeys(key for column in content.values() for key in column))
    if not all(key.isdecimal() for key in rows) and len(content) > len(rows):
        return _columns_of_records(source, list(content.values()))
    if len(rows) * len(content) > MAX_CELLS:
        raise DataError(f"{source} has more than {MAX_CELLS:,} cells; {ADVICE}")
    return {name: [column.get(row) for row in rows] for name, column in content.items()}


def _kind(value: Any) -> str:
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return f"the value {short_repr(value)}"


def _cells(values: Cells) -> Values:
    """Numbers of one kind as a numeric array, other cells as objects."""
    kinds = set(map(type, values))
    if kinds == {bool} or kinds == {int} or (kinds and kinds <= {int, float}):
        try:
            return np.array(values, dtype=bool if bool in kinds else np.float64 if float in kinds else np.int64)
        except OverflowError:
            pass
    cells = np.empty(len(values), dtype=object)
    cells[:] = list(values)
    return cells
