"""Read a table larger than memory from a Parquet file, as typed columns of one range of rows at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.data.columns import MISSING_WORDS, Column, Floats, Kind, Values
from nnplay.data.out_of_core.summaries import MAX_LEVELS
from nnplay.data.readers.duckdb import NUMBERED, between, connect, duck_path, keyboard_interrupts, quote_identifier
from nnplay.data.readers.table import Table, row_place
from nnplay.data.type_inference import parse_bool, parse_number, refuse_cell, refuse_infinite
from nnplay.errors import DataError
from nnplay.utils.tempfiles import ScratchFile

CHUNK_BYTES = 12 << 20
"""Memory for the cells of one chunk; wide tables are read fewer rows at a time."""

TEXT_BYTES = 80
"""Memory of a text as a Python object."""

NUMBERS = ("FLOAT", "DOUBLE", "DECIMAL", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
           "UINTEGER", "UBIGINT", "UHUGEINT", "BOOLEAN")  # fmt: skip

INVALID = "neither true nor false"


@dataclass(frozen=True)
class ColumnSource:
    """Where a column is in the Parquet file, and how its cells are read.

    Attributes:
        name: the column's name in the table.
        kind: the kind of its cells.
        cell: the column as SQL.
        unparsed: for the numbers of a CSV file, the column with the texts that DuckDB could not read as numbers.
        text: whether its cells are texts, which hold categories or booleans.
        is_integer: whether its numbers are integers.
    """

    name: str
    kind: Kind
    cell: str
    unparsed: str | None = None
    text: bool = False
    is_integer: bool = False


class TextCache(dict[str | None, Any]):
    """The parsed value of each distinct text of a column; a text is parsed on first use.

    Raises:
        DataError: more distinct texts than MAX_LEVELS.
    """

    def __init__(self, source: str, name: str, parse: Callable[[str | None], Any]) -> None:
        super().__init__()
        self.source, self.name, self.parse = source, name, parse

    def __missing__(self, text: str | None) -> Any:
        if len(self) >= MAX_LEVELS:
            raise DataError(
                f"{self.source}: the text column {self.name!r} has more than {MAX_LEVELS:,} different values, too "
                "many for the categories of a file larger than memory; leave it out with features="
            )
        self[text] = value = self.parse(text)
        return value


@dataclass(eq=False)
class ChunkReader:
    """The rows of a large file, one chunk at a time.

    Attributes:
        source: what error messages call the file.
        n_rows: number of rows.
        columns: the columns to read.
        path: the Parquet file.
        decimal_comma: whether its texts use a decimal comma.
        scratch: the temporary file behind the path, if there is one; it lives as long as this object.
    """

    source: str
    n_rows: int
    columns: tuple[ColumnSource, ...]
    path: str
    decimal_comma: bool = False
    scratch: ScratchFile | None = None
    caches: dict[str, TextCache] = field(default_factory=dict)

    @property
    def chunk_rows(self) -> int:
        """Number of rows of a chunk."""
        row_bytes = sum(TEXT_BYTES if column.text else 8 for column in self.columns)
        return max(64, CHUNK_BYTES // row_bytes)

    def __iter__(self) -> Iterator[tuple[range, dict[str, Column]]]:
        """Iterate over the chunks: the range of rows, and their columns by name.

        Raises:
            DataError: a cell that is not of its column's kind, or a file that cannot be read.
        """
        import duckdb

        connection = connect(bounded=True)
        cells = [cell for column in self.columns for cell in (column.cell, column.unparsed) if cell]
        selected = ", ".join(f"{cell} AS v{k}" for k, cell in enumerate(cells))
        for first in range(0, self.n_rows, self.chunk_rows):
            rows = range(first, min(first + self.chunk_rows, self.n_rows))
            try:
                query = f"SELECT {selected} FROM {NUMBERED} WHERE {between(rows)}"
                with keyboard_interrupts():
                    result = connection.execute(query, [self.path]).fetchnumpy()
            except (duckdb.Error, UnicodeError) as problem:
                raise self._read_error(problem) from None
            arrays = iter(result[f"v{k}"] for k in range(len(cells)))
            place = self._place(rows)
            yield rows, {column.name: self._column(place, column, next(arrays), arrays) for column in self.columns}

    def _read_error(self, problem: Exception) -> DataError:
        if "Out of Memory" in str(problem):
            return DataError(
                f"{self.source} cannot be read in batches, because one of its row groups is too large; write it again "
                "with row groups of at most 100,000 rows, or choose fewer columns with features="
            )
        return DataError(f"{self.source} cannot be read to its end; the file may be damaged")

    def _place(self, rows: range) -> Table:
        """An empty table that knows the places of this chunk's rows, for error messages."""
        return Table(
            self.source, (), len(rows), lambda name: np.empty(0), lambda row: row_place(rows.start + row),
            decimal_comma=self.decimal_comma,
        )  # fmt: skip

    def _column(self, table: Table, column: ColumnSource, cells: Values, following: Iterator[Values]) -> Column:
        if column.text:
            return self._text_column(table, column, cells)
        values: Floats = np.ma.filled(cells.astype(np.float64), np.nan)
        if column.unparsed:
            self._parse_rest(table, column, values, next(following))
        infinite = np.isinf(values)
        if infinite.any():
            row = int(infinite.argmax())
            refuse_infinite(table, column.name, row, values[row])
        return Column(column.name, column.kind, values, column.is_integer and not (values % 1 > 0).any())

    def _parse_rest(self, table: Table, column: ColumnSource, values: Floats, texts: Values) -> None:
        """Fill in the numbers that DuckDB could not read, by the rules of `type_inference`."""
        for row in np.flatnonzero(~np.ma.getmaskarray(texts)):
            number = parse_number(texts[row], self.decimal_comma)
            if number is None:
                expected = "numbers with a decimal comma" if self.decimal_comma else "numbers"
                refuse_cell(table, column.name, int(row), texts[row].strip(), expected)
            if np.isinf(number):
                refuse_infinite(table, column.name, int(row), texts[row])
            values[row] = number

    def _text_column(self, table: Table, column: ColumnSource, cells: Values) -> Column:
        texts = np.array(np.ma.getdata(cells), dtype=object)
        texts[np.ma.getmaskarray(cells)] = None
        parse = _parse_category if column.kind == "category" else _parse_truth
        cache = self.caches.setdefault(column.name, TextCache(self.source, column.name, parse))
        values = np.empty(len(texts), dtype=object)
        values[:] = list(map(cache.__getitem__, texts))
        if column.kind == "category":
            return Column(column.name, column.kind, values)
        invalid = values == INVALID
        if invalid.any():
            row = int(invalid.argmax())
            refuse_cell(table, column.name, row, texts[row], "true and false in the rows that were looked at first")
        return Column(column.name, column.kind, values.astype(np.float64))


def _parse_category(text: str | None) -> str | None:
    return None if text is None else text.strip() or None


def _parse_truth(text: str | None) -> float | str:
    if text is None or text.strip().lower() in MISSING_WORDS:
        return np.nan
    value = parse_bool(text)
    return INVALID if value is None else value


def chunks_of_parquet(
    path: Path, n_rows: int, types: dict[str, tuple[str, str]], columns: Sequence[Column]
) -> ChunkReader:
    """The chunks of a Parquet file.

    Args:
        path: the file.
        n_rows: its number of rows.
        types: for each column its name in DuckDB and its type.
        columns: the columns to read, typed from some of their rows.
    """
    sources = []
    for column in columns:
        alias, kind = types[column.name]
        text = not kind.startswith(NUMBERS) or kind.endswith("]")
        cell = f"{quote_identifier(alias)}::{'VARCHAR' if text else 'DOUBLE'}"
        is_integer = not text and not kind.startswith(("FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN"))
        sources.append(ColumnSource(column.name, column.kind, cell, text=text, is_integer=is_integer))
    return ChunkReader(path.name, n_rows, tuple(sources), duck_path(path))
