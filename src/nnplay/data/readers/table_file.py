"""Write a table to a file of plain arrays, and read it back in another process without executing anything."""

import json
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.data.columns import Integers, Values
from nnplay.data.readers.table import Table
from nnplay.data.type_inference import typed_column
from nnplay.errors import DataError, UnreadableColumnError

TYPE_NAMES: dict[type, str] = {
    str: "text", int: "int", float: "float", bool: "bool", Decimal: "decimal", type(None): "none",
    datetime: "datetime", date: "date", time: "time", timedelta: "timedelta",
}  # fmt: skip
PARSERS: dict[str, Any] = {
    "text": str, "int": int, "float": float, "bool": lambda text: text == "True", "decimal": Decimal,
    "none": lambda _: None, "datetime": datetime.fromisoformat, "date": date.fromisoformat,
    "time": time.fromisoformat, "timedelta": lambda text: timedelta(microseconds=int(text)),
}  # fmt: skip
MAX_SHORT_TEXT = 32  # characters of a text that is stored in an array of fixed width
PLACE = re.compile(r"(\D*)(\d{1,15})")


def write_table_file(table: Table, path: Path) -> None:
    """Write a table to a file; of a column that cannot be used (lists, say), write only the error message."""
    arrays: dict[str, Values] = {}
    columns = []
    for k, name in enumerate(table.names):
        entry: dict[str, Any] = {"name": name}
        try:
            cells = table.column(name)
            typed_column(table, name)
            if cells.dtype.kind in "biufM":
                arrays[f"c{k}"] = cells
            elif _all_short(cells):
                arrays[f"c{k}"] = cells.astype(np.str_)
            else:
                arrays[f"c{k}"], entry["cells"] = _factorize(cells)
        except DataError as error:
            entry["refused"] = str(error)
        columns.append(entry)
    words, arrays["places"] = _places(table)
    header = {
        "source": table.source, "n_rows": table.n_rows, "typed": table.typed, "decimal_comma": table.decimal_comma,
        "notes": table.notes, "columns": columns, "words": words, "unnamed": table.unnamed,
        "integers": sorted(table.integers),
    }  # fmt: skip
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def read_table_file(path: Path) -> Table:
    """The table in a file that `write_table_file` wrote; its `column` raises a DataError for an unusable column."""
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    header = json.loads(arrays["header"].tobytes())
    columns = {entry["name"]: (arrays.get(f"c{k}"), entry) for k, entry in enumerate(header["columns"])}

    def column(name: str) -> Values:
        array, entry = columns[name]
        if array is None:
            raise UnreadableColumnError(entry["refused"])
        if "cells" not in entry:
            texts: Values = array.astype(object) if array.dtype.kind == "U" else array
            return texts
        distinct = np.empty(len(entry["cells"]), dtype=object)
        distinct[:] = [PARSERS[kind](text) for kind, text in entry["cells"]]
        cells: Values = distinct[array]
        return cells

    def place(row: int) -> str:
        return f"{header['words']}{arrays['places'][row]}"

    return Table(
        header["source"], tuple(columns), header["n_rows"], column, place, header["typed"], header["decimal_comma"],
        tuple(header["notes"]), unnamed=tuple(header["unnamed"]), integers=frozenset(header["integers"]),
    )  # fmt: skip


def _all_short(cells: Values) -> bool:
    """Whether all cells are texts short enough for an array of fixed width."""
    short = all(type(cell) is str and len(cell) <= MAX_SHORT_TEXT for cell in cells)
    return short and "\0" not in "".join(cells)


def _factorize(cells: Values) -> tuple[Integers, list[tuple[str, str]]]:
    """For each row the index of its cell among the distinct cells, and those as type and text."""
    index: dict[tuple[str, str], int] = {}
    rows = [index.setdefault((TYPE_NAMES.get(type(cell), "text"), _text(cell)), len(index)) for cell in cells]
    return np.array(rows, dtype=np.int64), list(index)


def _text(cell: Any) -> str:
    return str(cell // timedelta(microseconds=1)) if type(cell) is timedelta else str(cell)


def _places(table: Table) -> tuple[str, Integers]:
    """The word before the number in each row's place, such as "line ", and the numbers."""
    matches = [PLACE.fullmatch(table.place(row)) for row in range(table.n_rows)]
    words = {match[1] for match in matches if match}
    if len(words) != 1 or None in matches:
        return "row ", np.arange(1, table.n_rows + 1)
    return words.pop(), np.array([int(match[2]) for match in matches if match], dtype=np.int64)
