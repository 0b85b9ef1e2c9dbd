"""Typed columns, and the words that mean true, false and missing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nnplay.data.cell_format import PLAIN, CellFormat
from nnplay.data.number_matrix import COLUMNS_AT_ONCE, MatrixColumn, NumberMatrix
from nnplay.utils.threads import blocks, map_rows

Kind: TypeAlias = Literal["number", "category", "boolean", "date"]
LevelEncoding: TypeAlias = Literal["one-hot", "target"]
Label: TypeAlias = int | float | bool | str
Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]
Values: TypeAlias = NDArray[Any]

TRUE_WORDS = frozenset({"true", "yes", "t", "y"})
FALSE_WORDS = frozenset({"false", "no", "f", "n"})

EXACT_INTEGERS = 2.0**53
"""From here on float64 cannot represent every integer."""


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a dataset.

    Attributes:
        name: the column's name.
        kind: "number", "boolean", "category" or "date".
        stored: its values, or its place in a matrix that holds them.
        is_integer: the numbers were written or stored as integers, so class labels are ints.
        format: how its cells are written.
        order: the levels of an ordered category, from low to high; () without an order.
        notes: what was decided while reading it.
        encoding: how its levels are encoded, if the user says so: "one-hot" or "target"; None chooses by their number.
    """

    name: str
    kind: Kind
    stored: Values | MatrixColumn
    is_integer: bool = False
    format: CellFormat = PLAIN
    order: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    encoding: LevelEncoding | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.stored, MatrixColumn):
            self.stored.setflags(write=False)

    def __len__(self) -> int:
        return len(self.stored)

    @cached_property
    def values(self) -> Values:
        """Shape (n,).

        float64 for numbers, booleans (0 or 1) and dates (seconds since 1970), NaN where missing; an object array of str
        for categories, None where missing.
        """
        if not isinstance(self.stored, MatrixColumn):
            return self.stored
        values = self.stored.take(slice(None))
        values.setflags(write=False)
        return values

    @property
    def missing(self) -> Booleans:
        """Where there is no value, shape (n,)."""
        if isinstance(self.stored, MatrixColumn):
            return np.zeros(len(self), dtype=np.bool_)
        if self.kind == "category":
            return np.fromiter((value is None for value in self.values), dtype=np.bool_, count=len(self))
        return np.isnan(self.values)

    @cached_property
    def has_missing(self) -> bool:
        """Whether any value is missing."""
        if isinstance(self.stored, MatrixColumn) or (self.kind != "category" and all_finite(self.values)):
            return False
        return bool(self.missing.any())

    def take(self, rows: Integers | Booleans) -> "Column":
        """The same column with only these rows (indices or a mask)."""
        return self.replace_values(
            self.stored.take(rows) if isinstance(self.stored, MatrixColumn) else self.stored[rows]
        )

    def replace_values(self, values: Values) -> "Column":
        """A column that is read and written in the same way, with other values."""
        return replace(self, stored=values)

    def distinct(self) -> tuple[Label, ...]:
        """The different values that are present, sorted, as Python values: int, float, bool or str."""
        if self.kind == "category":
            present = {value for value in self.values if value is not None}
            return self.order if self.order else tuple(sorted(present))
        numbers = np.unique(self.values[~np.isnan(self.values)]).tolist()
        if self.kind == "boolean":
            return tuple(bool(number) for number in numbers)
        return tuple(int(number) for number in numbers) if self.is_integer else tuple(numbers)


def take_rows(columns: Iterable[Column], rows: Integers | Booleans) -> list[Column]:
    """The same columns with only these rows (indices or a mask); those of a matrix are still columns of one."""
    columns = list(columns)
    matrices = {id(c.stored.matrix): c.stored.matrix for c in columns if isinstance(c.stored, MatrixColumn)}
    taken = {key: matrix.take(rows) for key, matrix in matrices.items()}
    return [
        replace(column, stored=MatrixColumn(taken[id(column.stored.matrix)], column.stored.position))
        if isinstance(column.stored, MatrixColumn)
        else column.take(rows)
        for column in columns
    ]


def matrix_groups(columns: Sequence[Column]) -> Iterator[tuple[NumberMatrix | None, list[Column]]]:
    """Consecutive columns of one matrix together, and each other column (None) by itself."""
    start = 0
    while start < len(columns):
        stored, end = columns[start].stored, start + 1
        if not isinstance(stored, MatrixColumn):
            yield None, [columns[start]]
        else:
            while end < len(columns) and getattr(columns[end].stored, "matrix", None) is stored.matrix:
                end += 1
            yield stored.matrix, list(columns[start:end])
        start = end


def matrix_positions(columns: Iterable[Column]) -> list[int]:
    """The positions of columns in their matrix."""
    return [column.stored.position for column in columns if isinstance(column.stored, MatrixColumn)]


def each_values(columns: Sequence[Column]) -> Iterator[Values]:
    """The values of each column, one after the other; of those in a matrix only a few are in memory at a time."""
    for matrix, group in matrix_groups(columns):
        if matrix is None:
            yield group[0].values
            continue
        for part in blocks(slice(0, len(group)), COLUMNS_AT_ONCE):
            yield from matrix.columns(matrix_positions(group[part]))


def all_finite(values: Values) -> bool:
    """Whether all numbers are finite; their sum shows it, which is faster than looking at each."""

    def total(rows: slice) -> Any:
        with np.errstate(over="ignore", invalid="ignore"):
            return values[rows].sum()

    return bool(np.isfinite(map_rows(total, len(values), values.size)).all() or np.isfinite(values).all())


def fill_masked(values: Any) -> Any:
    """A NumPy masked array as an object array with None where it is masked; anything else unchanged."""
    if not isinstance(values, np.ma.MaskedArray):
        return values
    cells: Values = np.ma.getdata(values).astype(object)
    cells[np.ma.getmaskarray(values)] = None
    return cells
