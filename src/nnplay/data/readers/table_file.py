"""A table as one file of plain arrays, so that one process reads it and another takes it; nothing in it is executed."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.data.columns import Integers, Values
from nnplay.data.readers.table import Table
from nnplay.data.type_inference import typed_column
from nnplay.errors import DataError

TELL: dict[type, str] = {str: "text", int: "int", float: "float", bool: "bool", Decimal: "decimal", type(None): "none"}
READ: dict[str, Any] = {"text": str, "int": int, "float": float, "bool": lambda text: text == "True",
                        "decimal": Decimal, "none": lambda _: None}  # fmt: skip
SHORT = 32  # letters of a text that may lie beside others
PLACE = re.compile(r"(\D*)(\d{1,15})")


def carry(table: Table, path: Path) -> None:
    """Write a table into a file; of a column that is of no use (one of dates, say) only the sentence that says why."""
    arrays: dict[str, Values] = {}
    columns = []
    for k, name in enumerate(table.names):
        told: dict[str, Any] = {"name": name}
        try:
            cells = table.column(name)
            typed_column(table, name)
            if cells.dtype.kind in "biuf":
                arrays[f"c{k}"] = cells
            elif _short(cells):
                arrays[f"c{k}"] = cells.astype(np.str_)
            else:
                arrays[f"c{k}"], told["cells"] = _counted(cells)
        except DataError as error:
            told["refused"] = str(error)
        columns.append(told)
    words, arrays["places"] = _places(table)
    header = {
        "source": table.source, "n_rows": table.n_rows, "typed": table.typed, "decimal_comma": table.decimal_comma,
        "notes": table.notes, "columns": columns, "words": words,
    }  # fmt: skip
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def carried(path: Path) -> Table:
    """The table in such a file.

    Raises:
        DataError: on reading a column that cannot be used, why.
    """
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    header = json.loads(arrays["header"].tobytes())
    columns = {told["name"]: (arrays.get(f"c{k}"), told) for k, told in enumerate(header["columns"])}

    def column(name: str) -> Values:
        array, told = columns[name]
        if array is None:
            raise DataError(told["refused"])
        if "cells" not in told:
            texts: Values = array.astype(object) if array.dtype.kind == "U" else array
            return texts
        different = np.empty(len(told["cells"]), dtype=object)
        different[:] = [READ[kind](text) for kind, text in told["cells"]]
        cells: Values = different[array]
        return cells

    def place(row: int) -> str:
        return f"{header['words']}{arrays['places'][row]}"

    return Table(
        header["source"], tuple(columns), header["n_rows"], column, place, header["typed"], header["decimal_comma"],
        tuple(header["notes"]),
    )  # fmt: skip


def _short(cells: Values) -> bool:
    """Whether all are texts that may lie side by side in an array."""
    plain = all(type(cell) is str and len(cell) <= SHORT for cell in cells)
    return plain and "\0" not in "".join(cells)


def _counted(cells: Values) -> tuple[Integers, list[tuple[str, str]]]:
    """Which of the different cells stands in each row, and those."""
    known: dict[tuple[str, str], int] = {}
    rows = [known.setdefault((TELL.get(type(cell), "text"), str(cell)), len(known)) for cell in cells]
    return np.array(rows, dtype=np.int64), list(known)


def _places(table: Table) -> tuple[str, Integers]:
    """The word before the number of each row's place, and those numbers."""
    found = [PLACE.fullmatch(table.place(row)) for row in range(table.n_rows)]
    words = {match[1] for match in found if match}
    if len(words) != 1 or None in found:
        return "row ", np.arange(1, table.n_rows + 1)
    return words.pop(), np.array([int(match[2]) for match in found if match], dtype=np.int64)
