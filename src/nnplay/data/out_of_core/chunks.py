"""A table larger than memory, read in ranges of rows as typed columns; it stands in a Parquet file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.data.columns import MISSING_WORDS, Column, Floats, Kind, Values
from nnplay.data.out_of_core.summaries import MOST_LEVELS
from nnplay.data.readers.duckdb import NUMBERED, between, connect, ctrl_c_is_ctrl_c, duck_path, quoted
from nnplay.data.readers.table import Table, row_place
from nnplay.data.type_inference import parse_number, parse_truth, refuse_cell, refuse_infinite
from nnplay.errors import DataError

CHUNK_BYTES = 12 << 20
"""What the cells of one chunk may take, so that wide tables are read fewer rows at a time."""

TEXT_BYTES = 80
"""What a text takes as a Python object."""


@dataclass(frozen=True)
class Source:
    """Where a column stands in the Parquet file, and what its cells become.

    Attributes:
        name: the user's name of the column.
        kind: the kind its cells must have.
        cell: the column, as SQL writes it.
        odd: for numbers of a CSV file, the column with the texts that DuckDB did not take for numbers.
        text: its cells are texts, which spell categories or truths.
        whole: its numbers are integers.
    """

    name: str
    kind: Kind
    cell: str
    odd: str | None = None
    text: bool = False
    whole: bool = False


class Memory(dict[Any, Any]):
    """What each different text means, worked out when it is first seen.

    Raises:
        DataError: more different texts than MOST_LEVELS.
    """

    def __init__(self, source: str, name: str, meaning: Any) -> None:
        super().__init__()
        self.source, self.name, self.meaning = source, name, meaning

    def __missing__(self, text: Any) -> Any:
        if len(self) >= MOST_LEVELS:
            raise DataError(
                f"{self.source}: the text column {self.name!r} has more than {MOST_LEVELS:,} different values, too "
                "many for the categories of a file larger than memory; leave it out with features="
            )
        self[text] = found = self.meaning(text)
        return found


@dataclass(eq=False)
class Chunks:
    """The rows of a large file, a chunk at a time.

    Attributes:
        source: what a sentence calls it.
        n_rows: how many rows.
        sources: the columns that are needed.
        path: the Parquet file.
        decimal_comma: whether its texts write numbers so.
        kept: the temporary file behind the path, which lives as long as this.
    """

    source: str
    n_rows: int
    sources: tuple[Source, ...]
    path: str
    decimal_comma: bool = False
    kept: object = None
    memories: dict[str, Memory] = field(default_factory=dict)

    @property
    def rows_at_once(self) -> int:
        """How many rows a chunk has."""
        row = sum(TEXT_BYTES if source.text else 8 for source in self.sources)
        return max(64, CHUNK_BYTES // row)

    def __iter__(self) -> Iterator[tuple[range, dict[str, Column]]]:
        """Each chunk: which rows, and their columns by name.

        Raises:
            DataError: a cell that is not of its column's kind, or a file that cannot be read.
        """
        import duckdb

        connection = connect(bounded=True)
        wanted = [cell for source in self.sources for cell in (source.cell, source.odd) if cell]
        listed = ", ".join(f"{cell} AS v{k}" for k, cell in enumerate(wanted))
        for first in range(0, self.n_rows, self.rows_at_once):
            rows = range(first, min(first + self.rows_at_once, self.n_rows))
            try:
                question = f"SELECT {listed} FROM {NUMBERED} WHERE {between(rows)}"
                with ctrl_c_is_ctrl_c():
                    answer = connection.execute(question, [self.path]).fetchnumpy()
            except (duckdb.Error, UnicodeError) as problem:
                raise self._unreadable(problem) from None
            cells = iter(answer[f"v{k}"] for k in range(len(wanted)))
            place = self._place(rows)
            yield rows, {source.name: self._column(place, source, next(cells), cells) for source in self.sources}

    def _unreadable(self, problem: Exception) -> DataError:
        if "Out of Memory" in str(problem):
            return DataError(
                f"{self.source} cannot be read in batches, because a piece of it that must be read at once is too "
                "big; write it again with row groups of at most 100,000 rows, or choose fewer columns with features="
            )
        return DataError(f"{self.source} cannot be read to its end; the file may be damaged")

    def _place(self, rows: range) -> Table:
        """An empty table that knows where a row of this chunk stands, for sentences."""
        return Table(
            self.source, (), len(rows), lambda name: np.empty(0), lambda row: row_place(rows.start + row),
            decimal_comma=self.decimal_comma,
        )  # fmt: skip

    def _column(self, table: Table, source: Source, cells: Values, more: Iterator[Values]) -> Column:
        if source.text:
            return self._of_texts(table, source, cells)
        values: Floats = np.ma.filled(cells.astype(np.float64), np.nan)
        if source.odd:
            self._mend(table, source, values, next(more))
        infinite = np.isinf(values)
        if infinite.any():
            row = int(infinite.argmax())
            refuse_infinite(table, source.name, row, values[row])
        return Column(source.name, source.kind, values, source.whole and not (values % 1 > 0).any())

    def _mend(self, table: Table, source: Source, values: Floats, texts: Values) -> None:
        """Read the cells that DuckDB did not take for numbers as `kinds` would."""
        for row in np.flatnonzero(~np.ma.getmaskarray(texts)):
            number = parse_number(texts[row], self.decimal_comma)
            if number is None:
                expected = "numbers with a decimal comma" if self.decimal_comma else "numbers"
                refuse_cell(table, source.name, int(row), texts[row].strip(), expected)
            if np.isinf(number):
                refuse_infinite(table, source.name, int(row), texts[row])
            values[row] = number

    def _of_texts(self, table: Table, source: Source, cells: Values) -> Column:
        texts = np.array(np.ma.getdata(cells), dtype=object)
        texts[np.ma.getmaskarray(cells)] = None
        meaning = _category if source.kind == "category" else _truth
        known = self.memories.setdefault(source.name, Memory(self.source, source.name, meaning))
        found = np.empty(len(texts), dtype=object)
        found[:] = list(map(known.__getitem__, texts))
        if source.kind == "category":
            return Column(source.name, source.kind, found)
        strange = found == STRANGE
        if strange.any():
            row = int(strange.argmax())
            refuse_cell(table, source.name, row, texts[row], "true and false in the rows that were looked at first")
        return Column(source.name, source.kind, found.astype(np.float64))


STRANGE = "neither true nor false"


def _category(text: str | None) -> str | None:
    return None if text is None else text.strip() or None


def _truth(text: str | None) -> Any:
    if text is None or text.strip().lower() in MISSING_WORDS:
        return np.nan
    found = parse_truth(text)
    return STRANGE if found is None else found


NUMBERS = ("FLOAT", "DOUBLE", "DECIMAL", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
           "UINTEGER", "UBIGINT", "UHUGEINT", "BOOLEAN")  # fmt: skip


def of_parquet(path: Path, n_rows: int, types: dict[str, tuple[str, str]], columns: Sequence[Column]) -> Chunks:
    """The chunks of the user's own Parquet file; `columns` are the needed ones, typed from some of their rows."""
    sources = []
    for column in columns:
        alias, kind = types[column.name]
        text = not kind.startswith(NUMBERS) or kind.endswith("]")
        cell = f"{quoted(alias)}::{'VARCHAR' if text else 'DOUBLE'}"
        whole = not text and not kind.startswith(("FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN"))
        sources.append(Source(column.name, column.kind, cell, text=text, whole=whole))
    return Chunks(path.name, n_rows, tuple(sources), duck_path(path))
