"""Weights of the rows, from a column of their table."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nnplay.data.columns import Floats
from nnplay.data.readers.table import Table
from nnplay.data.type_inference import typed_column
from nnplay.errors import DataError
from nnplay.utils.text import did_you_mean, format_list
from nnplay.utils.types import Array


def weight_column(table: Table, name: str) -> Floats:
    """The weights in a column (n,), finite and not negative.

    Raises:
        DataError: no such column, or a cell that is not a weight; the message names the place and the value.
    """
    if not isinstance(name, str):
        raise DataError("sample_weight names a column; for an array of weights use Dataset.from_arrays")
    if name not in table.names:
        raise DataError(
            f"{table.source} has no column {name!r} to use as sample_weight{did_you_mean(name, table.names)}; "
            f"the columns are {format_list(table.names)}"
        )
    column = typed_column(table, name)
    cells, values = table.column(name), column.values
    if column.kind == "category":
        wrong = np.array([not _is_number(value) for value in values])
        values = np.zeros(len(column))
    else:
        wrong = ~(np.isfinite(values) & (values >= 0))
    if wrong.any():
        row = int(wrong.argmax())
        raise DataError(
            f"{table.source}, {table.place(row)}: the sample weight {name!r} is {str(cells[row])!r}; weights are "
            "numbers, finite and not negative"
        )
    return np.array(values, dtype=np.float64)


def _is_number(value: object) -> bool:
    try:
        return math.isfinite(float(str(value)))
    except ValueError:
        return False


def without_weights(table: Table, name: str, targets: Sequence[str] | str | None) -> tuple[Table, Floats]:
    """The table without its column of weights, and the weights.

    Raises:
        DataError: the column is the target, or for the reasons of `weight_column`.
    """
    if name == targets or (not isinstance(targets, str) and name in (targets or ())):
        raise DataError(f"{table.source}: {name!r} is the target, so it cannot be the sample weight too")
    weights = weight_column(table, name)
    return replace(table, names=tuple(other for other in table.names if other != name)), weights


def mean_weight(values: Array, counts: Array) -> float:
    """The mean of weights of which each value (k,), in ascending order, occurs so many times (k,).

    Rows in another order, or in chunks, give the same bits.
    """
    return float((values * counts).sum() / counts.sum())
