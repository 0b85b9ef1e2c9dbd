"""Tables as read: named columns of cells, before their types are inferred."""

from collections.abc import Callable
from dataclasses import dataclass

from nnplay.data.columns import Values
from nnplay.utils.tempfiles import ScratchFile


def row_place(row: int) -> str:
    """Where a row is in a source without line numbers: counted from 1."""
    return f"row {row + 1}"


@dataclass(frozen=True, eq=False)
class Table:
    """Named columns of cells, read on demand.

    Attributes:
        source: what error messages call the table, such as the file's name.
        names: the column names, all different.
        n_rows: number of rows.
        column: function from a name to the column's cells, shape (n_rows,): a numeric array with NaN, an array of
            datetime64[us] with NaT, or an object array of str, numbers, dates … with None where a cell is empty; or a
            boolean array.
        place: function from a row to where it is, such as "line 5".
        typed: the cells have their own types (Parquet, a DataFrame); otherwise texts may be numbers.
        decimal_comma: numbers may be written 1,5 (the delimiter is not a comma).
        notes: what the reader decided and the user should know.
        partial: these are only some rows of a larger table.
        unnamed: names that the reader gave to columns without one, which often hold row numbers.
        integers: columns that hold integers although their cells are floats, because some are missing.
        numbers: columns of which it is known, before they are read, that they hold numbers or booleans.
        array: shape (n_rows, k), the cells of the first k columns, if they are numbers of one type.
        scratch: the unpacked file of a compressed one; it lives as long as this table.
    """

    source: str
    names: tuple[str, ...]
    n_rows: int
    column: Callable[[str], Values]
    place: Callable[[int], str] = row_place
    typed: bool = True
    decimal_comma: bool = False
    notes: tuple[str, ...] = ()
    partial: bool = False
    unnamed: tuple[str, ...] = ()
    integers: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    array: Values | None = None
    scratch: ScratchFile | None = None
