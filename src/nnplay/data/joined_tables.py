"""Training rows with test and validation rows of their own files, as one table."""

from dataclasses import replace

import numpy as np

from nnplay.data.columns import Values
from nnplay.data.readers.table import Table
from nnplay.errors import DataError
from nnplay.utils.text import did_you_mean, format_list, plural


def join_tables(table: Table, validation: Table | None, test: Table | None) -> tuple[Table, Values | None]:
    """The rows of all tables below each other, and the part of each row: None for those of the first table.

    The first table says which columns there are. They are matched by name, and others are ignored.

    Raises:
        DataError: another table has no rows.
    """
    others = {part: other for part, other in (("validation", validation), ("test", test)) if other is not None}
    if not others:
        return table, None
    for other in others.values():
        if other.n_rows == 0:
            raise DataError(f"{other.source} has no rows; add at least one")
    tables = [table, *others.values()]
    starts = np.cumsum([0, *(each.n_rows for each in tables)])

    def column(name: str) -> Values:
        for other in others.values():
            if name not in other.names:
                raise DataError(
                    f"{other.source} has no column {name!r}{did_you_mean(name, other.names)}, but {table.source} has; "
                    f"it has {format_list(other.names)}"
                )
        return _below_each_other([each.column(name) for each in tables])

    def place(row: int) -> str:
        k = int(np.searchsorted(starts, row, side="right")) - 1
        return f"{tables[k].place(row - int(starts[k]))} of {tables[k].source}"

    row_parts = np.empty(int(starts[-1]), dtype=object)
    notes = list(table.notes)
    for (part, other), start in zip(others.items(), starts[1:], strict=False):
        row_parts[start : start + other.n_rows] = part
        purpose = {"test": "test", "validation": "validate"}[part]
        notes.append(
            f"the {plural(other.n_rows, 'row')} of {other.source} {purpose if other.n_rows > 1 else purpose + 's'}"
        )
        if ignored := [name for name in other.names if name not in table.names]:
            notes.append(f"{other.source}: ignored columns that {table.source} does not have: {format_list(ignored)}")
        notes += [note for note in other.notes if note not in notes]
    joined = replace(
        table, source=" + ".join(each.source for each in tables), n_rows=int(starts[-1]), column=column, place=place,
        typed=all(each.typed for each in tables), decimal_comma=any(each.decimal_comma for each in tables),
        notes=tuple(notes), array=None,
    )  # fmt: skip
    return joined, row_parts


def _below_each_other(arrays: list[Values]) -> Values:
    """The cells as one array: numbers if all are numbers, else the cells as objects."""
    kinds = {array.dtype.kind for array in arrays}
    if len(kinds) == 1 or kinds <= set("iuf"):
        return np.concatenate(arrays)
    cells = np.empty(sum(map(len, arrays)), dtype=object)
    cells[:] = [cell for array in arrays for cell in array.tolist()]
    return cells
