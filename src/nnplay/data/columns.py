"""Typed columns, and the words that mean true, false and missing."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nnplay.data.cell_format import PLAIN, CellFormat

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
        values: shape (n,). float64 for numbers, booleans (0 or 1) and dates (seconds since 1970), NaN where missing;
            an object array of str for categories, None where missing.
        is_integer: the numbers were written or stored as integers, so class labels are ints.
        format: how its cells are written.
        order: the levels of an ordered category, from low to high; () without an order.
        notes: what was decided while reading it.
        encoding: how its levels are encoded, if the user says so: "one-hot" or "target"; None chooses by their number.
    """

    name: str
    kind: Kind
    values: Values
    is_integer: bool = False
    format: CellFormat = PLAIN
    order: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    encoding: LevelEncoding | None = None

    def __post_init__(self) -> None:
        self.values.setflags(write=False)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def missing(self) -> Booleans:
        """Where there is no value, shape (n,)."""
        if self.kind == "category":
            return np.fromiter((value is None for value in self.values), dtype=np.bool_, count=len(self))
        return np.isnan(self.values)

    @cached_property
    def has_missing(self) -> bool:
        """Whether any value is missing."""
        if self.kind != "category" and all_finite(self.values):
            return False
        return bool(self.missing.any())

    def take(self, rows: Integers | Booleans) -> "Column":
        """The same column with only these rows (indices or a mask)."""
        return self.replace_values(self.values[rows])

    def replace_values(self, values: Values) -> "Column":
        """A column that is read and written in the same way, with other values."""
        return replace(self, values=values)

    def distinct(self) -> tuple[Label, ...]:
        """The different values that are present, sorted, as Python values: int, float, bool or str."""
        if self.kind == "category":
            present = {value for value in self.values if value is not None}
            return self.order if self.order else tuple(sorted(present))
        numbers = np.unique(self.values[~np.isnan(self.values)]).tolist()
        if self.kind == "boolean":
            return tuple(bool(number) for number in numbers)
        return tuple(int(number) for number in numbers) if self.is_integer else tuple(numbers)


def all_finite(values: Values) -> bool:
    """Whether all numbers are finite; their sum shows it, which is faster than looking at each."""
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(values.sum()) or np.isfinite(values).all())


def fill_masked(values: Any) -> Any:
    """A NumPy masked array as an object array with None where it is masked; anything else unchanged."""
    if not isinstance(values, np.ma.MaskedArray):
        return values
    cells: Values = np.ma.getdata(values).astype(object)
    cells[np.ma.getmaskarray(values)] = None
    return cells
