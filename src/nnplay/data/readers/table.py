"""A table as it was read: names and cells, before anybody decides what the cells mean."""

from collections.abc import Callable
from dataclasses import dataclass

from nnplay.data.columns import Values


def row_place(row: int) -> str:
    """How a sentence names a row that has no line in a file: counted from 1."""
    return f"row {row + 1}"


@dataclass(frozen=True, eq=False)
class Table:
    """Named columns of cells, each read when it is asked for.

    Attributes:
        source: what a sentence calls it, such as the file's name.
        names: the column names, all different.
        n_rows: how many rows.
        column: gives a column's cells, shape (n_rows,): a numeric or boolean array, or an object array of
            str, numbers, dates … with None where there is nothing.
        place: where a row stands, such as "line 5".
        typed: the cells carry their own types (Parquet, a DataFrame); otherwise text may spell numbers.
        decimal_comma: numbers may be written 1,5 (the delimiter is not a comma).
        notes: what the reader decided and the user should know.
        partial: these are only some rows of a larger table, looked at to tell what its columns hold.
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
