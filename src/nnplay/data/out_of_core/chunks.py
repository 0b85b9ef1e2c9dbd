"""Read a table larger than memory from a Parquet file, as typed columns of one range of rows at a time."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.data.cell_format import MISSING_CLASSES, PLAIN, CellFormat
from nnplay.data.columns import Column, Floats, Kind, Values
from nnplay.data.date_format import parse_date
from nnplay.data.out_of_core.summaries import MAX_LEVELS
from nnplay.data.readers.duckdb import NUMBERED, between, connect, duck_path, keyboard_interrupts, quote_identifier
from nnplay.data.readers.table import row_place
from nnplay.data.type_inference import parse_bool
from nnplay.errors import DataError
from nnplay.utils.tempfiles import ScratchFile
from nnplay.utils.text import plural, short_repr

CHUNK_BYTES = 12 << 20
"""Memory for the cells of one chunk; wide tables are read fewer rows at a time."""

TEXT_BYTES = 80
"""Memory of a text as a Python object."""

NUMBERS = ("FLOAT", "DOUBLE", "DECIMAL", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
           "UINTEGER", "UBIGINT", "UHUGEINT", "BOOLEAN")  # fmt: skip
DATES = ("DATE", "TIME", "INTERVAL")


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
        format: how its cells are written.
        order: the levels of an ordered category.
    """

    name: str
    kind: Kind
    cell: str
    unparsed: str | None = None
    text: bool = False
    is_integer: bool = False
    format: CellFormat = PLAIN
    order: tuple[str, ...] = ()


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
        scratch: the temporary file behind the path, if there is one; it lives as long as this object.
        mistakes: for each column, how many cells of the last pass were not of its kind, and the first of them.
    """

    source: str
    n_rows: int
    columns: tuple[ColumnSource, ...]
    path: str
    scratch: ScratchFile | None = None
    caches: dict[str, TextCache] = field(default_factory=dict)
    mistakes: dict[str, tuple[int, str]] = field(default_factory=dict)

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

        self.mistakes.clear()
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
            yield rows, {column.name: self._column(rows, column, next(arrays), arrays) for column in self.columns}

    @property
    def notes(self) -> list[str]:
        """One line for each column with cells that are not of its kind."""
        return [
            f"{name}: {plural(count, 'cell')} such as {first} cannot be read and {'counts' if count == 1 else 'count'} "
            "as missing"
            for name, (count, first) in self.mistakes.items()
        ]

    def _read_error(self, problem: Exception) -> DataError:
        if "Out of Memory" in str(problem):
            return DataError(
                f"{self.source} cannot be read in batches, because one of its row groups is too large; write it again "
                "with row groups of at most 100,000 rows, or choose fewer columns with features="
            )
        return DataError(f"{self.source} cannot be read to its end; the file may be damaged")

    def _column(self, rows: range, column: ColumnSource, cells: Values, following: Iterator[Values]) -> Column:
        if column.text:
            values = self._texts(rows, column, cells)
        else:
            values = np.ma.filled(cells.astype(np.float64), np.nan)
            if column.unparsed:
                self._parse_rest(rows, column, values, next(following))
            for code in column.format.missing:
                values[values == column.format.parse_number(code)] = np.nan
            infinite = np.isinf(values)
            if infinite.any():
                self._mistake(rows, column, np.flatnonzero(infinite), values)
                values[infinite] = np.nan
        is_integer = column.is_integer and not (values % 1 > 0).any()
        return Column(column.name, column.kind, values, is_integer, column.format, column.order)

    def _mistake(self, rows: range, column: ColumnSource, wrong: Any, cells: Values) -> None:
        count, first = self.mistakes.get(column.name, (0, ""))
        first = first or f"{short_repr(cells[wrong[0]])} ({row_place(rows.start + int(wrong[0]))})"
        self.mistakes[column.name] = (count + len(wrong), first)

    def _parse_rest(self, rows: range, column: ColumnSource, values: Floats, texts: Values) -> None:
        """Fill in the numbers that DuckDB could not read, by the rules of the column's format."""
        wrong = []
        for row in np.flatnonzero(~np.ma.getmaskarray(texts)):
            number = column.format.parse_number(texts[row])
            values[row] = np.nan if number is None else number
            if number is None:
                wrong.append(row)
        if wrong:
            self._mistake(rows, column, wrong, texts)

    def _texts(self, rows: range, column: ColumnSource, cells: Values) -> Values:
        """The values of a column of texts: categories, truth values or dates."""
        texts = np.array(np.ma.getdata(cells), dtype=object)
        texts[np.ma.getmaskarray(cells)] = None
        if column.kind == "date":
            read = [math.nan if text is None else parse_date(text, column.format.date) for text in texts]
        else:
            parse = _parse_category if column.kind == "category" else _parse_truth
            cache = self.caches.setdefault(
                column.name, TextCache(self.source, column.name, lambda text: parse(text, column.format))
            )
            read = list(map(cache.__getitem__, texts))
        if column.kind == "category":
            values = np.empty(len(texts), dtype=object)
            values[:] = read
            return values
        wrong = [row for row, value in enumerate(read) if value is None and not column.format.is_missing(texts[row])]
        if wrong:
            self._mistake(rows, column, wrong, texts)
        return np.array([math.nan if value is None else value for value in read], dtype=np.float64)


def _parse_category(text: str | None, format: CellFormat) -> str | None:
    plain = " ".join((text or "").split())
    return None if format.is_missing(plain, MISSING_CLASSES) else plain


def _parse_truth(text: str | None, format: CellFormat) -> float | None:
    return math.nan if text is None or format.is_missing(text.strip()) else parse_bool(text)


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
        name = quote_identifier(alias)
        is_date = kind.startswith(DATES) and not kind.endswith("]")
        text = not is_date and (not kind.startswith(NUMBERS) or kind.endswith("]"))
        cell = f"epoch({name})" if is_date else f"{name}::{'VARCHAR' if text else 'DOUBLE'}"
        is_integer = not text and not kind.startswith(("FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN", *DATES))
        unparsed = None
        if text and column.kind == "number":
            cell, text = f"try_cast({name} AS DOUBLE)", False
            unparsed = f"CASE WHEN {cell} IS NULL THEN {name} END"
        sources.append(
            ColumnSource(column.name, column.kind, cell, unparsed, text, is_integer, column.format, column.order)
        )
    return ChunkReader(path.name, n_rows, tuple(sources), duck_path(path))
