"""Read Parquet files and large, clean text tables, through DuckDB."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from nnplay.data.columns import Values
from nnplay.data.readers.table import Table, row_place
from nnplay.errors import DataError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FastColumns: TypeAlias = tuple[int, Callable[[int], Values], Callable[[int], int]]

NEWLINE, RETURN, QUOTE = b'\n\r"'

PARQUET = "read_parquet(?, hive_partitioning=false)"
NUMBERED = "read_parquet(?, hive_partitioning=false, file_row_number=true)"
"""The same with row numbers from 0 in the column file_row_number."""

DATES = ("DATE", "TIME", "INTERVAL")

MAX_QUERY_COLUMNS, MAX_QUERY_CELLS = 500, 2_000_000
"""How much of a Parquet file one query reads."""

MAX_ROWS, MAX_CELLS = 20_000_000, 500_000_000
"""Limits on what is read into memory; a Parquet file of a few kilobytes may hold a billion rows."""

MEMORY_LIMIT = "256MB"
"""Limit on DuckDB's own memory while a large file is read."""


@contextmanager
def keyboard_interrupts() -> Iterator[None]:
    """Raise KeyboardInterrupt on Ctrl-C, where DuckDB raises RuntimeError."""
    try:
        yield
    except RuntimeError as problem:
        if str(problem) == "Query interrupted":
            raise KeyboardInterrupt from None
        raise


@keyboard_interrupts()
def fast_columns(path: Path, data: bytes, delimiter: str, width: int, has_header: bool) -> FastColumns | None:
    """The number of rows, a function from a position to that column's cells, and one from a row to its line.

    None unless the file is plain UTF-8 with quotes only around fields, no blank lines and no lone carriage returns,
    and DuckDB, with all guessing turned off, reads exactly the records that are counted here.
    """
    records = _records(data, delimiter, width)
    if records is None:
        return None
    n_rows, lines = len(records) - has_header, records[int(has_header) :]
    import duckdb  # 130 ms

    connection = connect()
    columns = "{" + ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width)) + "}"
    try:
        connection.execute(
            f"""CREATE TABLE cells AS SELECT * FROM read_csv(?, auto_detect=false, delim=?, header=?, columns={columns},
                quote='"', escape='"', strict_mode=true, null_padding=false, ignore_errors=false,
                hive_partitioning=false, nullstr='')""",
            [duck_path(path), delimiter, has_header],
        )
        counted = connection.execute("SELECT count(*) FROM cells").fetchone()
    except (duckdb.Error, UnicodeError):
        return None
    if counted is None or counted[0] != n_rows or n_rows == 0:
        return None

    @keyboard_interrupts()
    def column_at(position: int) -> Values:
        cells = connection.execute(f"SELECT c{position} FROM cells").fetchnumpy()[f"c{position}"]
        values = np.array(np.ma.getdata(cells), dtype=object)
        values[np.ma.getmaskarray(cells)] = None
        return values

    return n_rows, column_at, lambda row: int(lines[row])


def _records(data: bytes, delimiter: str, width: int) -> Values | None:
    """The line on which each record starts, or None if the file needs the strict reader.

    Every record must have width - 1 delimiters outside quotes, since DuckDB ignores a delimiter at the end of a line.
    """
    if data.startswith(b"\xef\xbb\xbf") or b' "' in data or b'" ' in data or data.count(b"\r") != data.count(b"\r\n"):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    letters = np.frombuffer(data.rstrip(b"\r\n") + b"\n", dtype=np.uint8)
    newlines = np.flatnonzero(letters == NEWLINE)
    ends, delimiters = newlines, np.flatnonzero(letters == ord(delimiter))
    if b'"' in data:
        inside = np.cumsum(letters == QUOTE, dtype=np.uint8) & 1
        if inside[-1]:
            return None
        ends, delimiters = ends[inside[ends] == 0], delimiters[inside[delimiters] == 0]
    if (np.diff(np.searchsorted(delimiters, ends), prepend=0) != width - 1).any():
        return None
    starts = np.concatenate([[0], ends[:-1] + 1])
    first = letters[starts]
    if ((first == NEWLINE) | (first == RETURN)).any():
        return None
    return np.searchsorted(newlines, starts, side="left") + 1


@keyboard_interrupts()
def parquet_layout(path: Path) -> tuple[int, dict[str, tuple[str, str]]]:
    """The number of rows of a Parquet file, and for each column its name in DuckDB and its type.

    Raises:
        DataError: a damaged file, or two columns of the same name.
    """
    import duckdb

    connection = connect()
    parameters = [duck_path(path)]
    try:
        columns = connection.execute(f"DESCRIBE SELECT * FROM {PARQUET}", parameters).fetchall()
        counted = connection.execute(f"SELECT count(*) FROM {PARQUET}", parameters).fetchone()
        written = connection.execute("SELECT name FROM parquet_schema(?)", parameters).fetchall()[1:]
    except (duckdb.Error, UnicodeError):
        raise DataError(
            f"{path.name} cannot be read as a Parquet file; it may be damaged, or another kind of file"
        ) from None
    names = [name for name, *_ in (written if len(written) == len(columns) else columns)]
    types = {str(name): (str(alias), str(kind)) for name, (alias, kind, *_) in zip(names, columns, strict=True)}
    if len(types) < len(columns):
        raise DataError(f"{path.name}: two columns have the same name; rename one of them")
    return 0 if counted is None else counted[0], types


def parquet_table(path: Path, rows: Sequence[range] | None = None) -> Table:
    """The table in a Parquet file; only the given ranges of rows unless `rows` is None.

    Raises:
        DataError: a damaged file. Reading a column raises it if the column holds dates.
    """
    import duckdb

    source = path.name
    n_rows, types = parquet_layout(path)
    if rows is None and (n_rows > MAX_ROWS or n_rows * len(types) > MAX_CELLS):
        raise DataError(
            f"{source} has {n_rows:,} rows and {len(types):,} columns, too much for memory; "
            "train with out_of_core=True, or use fewer"
        )
    connection = connect(bounded=rows is not None)
    order = tuple(types)
    positions = {name: position for position, name in enumerate(order)}
    numbers = np.arange(n_rows) if rows is None else np.concatenate([np.arange(part.start, part.stop) for part in rows])

    @keyboard_interrupts()
    def read(names: Sequence[str]) -> dict[str, Values]:
        """The cells of some columns, which are all read as floats or all not."""
        floats = read_as_floats(types[names[0]][1])
        result = {name: np.empty(len(numbers), dtype=np.float64 if floats else object) for name in names}
        selected = ", ".join(f"{_cell(*types[name])} AS c{k}" for k, name in enumerate(names))
        first = 0
        for part in [range(n_rows)] if rows is None else rows:
            table = PARQUET if rows is None else f"{NUMBERED} WHERE {between(part)}"
            query = connection.execute(f"SELECT {selected} FROM {table}", [duck_path(path)])
            if floats:
                for k, cells in enumerate(query.fetchnumpy().values()):
                    result[names[k]][first : first + len(part)] = np.ma.filled(cells.astype(float), np.nan)
            else:
                for row, values in enumerate(query.fetchall(), start=first):
                    for name, value in zip(names, values, strict=True):
                        result[name][row] = value
            first += len(part)
        return result if floats else {name: _compact(cells) for name, cells in result.items()}

    prefetched: dict[
        str, Values
    ] = {}  # columns are mostly read in order, and a query for many costs as much as for one

    def column(name: str) -> Values:
        if name not in prefetched:
            prefetched.clear()
            count = max(1, min(MAX_QUERY_COLUMNS, MAX_QUERY_CELLS // max(len(numbers), 1)))
            start = positions[name]
            block = [other for other in order[start : start + count] if not types[other][1].startswith(DATES)]
            for names in (block, [name]):
                floats = [other for other in names if read_as_floats(types[other][1])]
                others = [other for other in names if not read_as_floats(types[other][1])]
                try:
                    for group in filter(None, (floats, others)):
                        prefetched.update(read(group))
                    break
                except (duckdb.Error, UnicodeError):
                    continue  # another column of the block may be the damaged one
            else:
                raise DataError(f"{source}: column {name!r} cannot be read; the file may be damaged")
        return prefetched[name]

    partial = len(numbers) < n_rows
    return Table(source, order, len(numbers), column, lambda row: row_place(int(numbers[row])), partial=partial)


def read_as_floats(kind: str) -> bool:
    """Whether a column of this DuckDB type is read as floats."""
    return kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL")


def _cell(alias: str, kind: str) -> str:
    """SQL for a column. DuckDB ignores case and renames the second of "A" and "a": the alias is DuckDB's name."""
    as_type = "::DOUBLE" if kind.startswith("DECIMAL") else "::VARCHAR" if kind.startswith("ENUM") else ""
    return quote_identifier(alias) + as_type


def between(rows: range) -> str:
    """SQL condition for a range of rows; DuckDB skips row groups outside of it."""
    return f"file_row_number >= {rows.start} AND file_row_number < {rows.stop}"


def quote_identifier(name: str) -> str:
    """A column name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def _compact(cells: Values) -> Values:
    """Integers or booleans without missing values as a numeric array; other cells unchanged."""
    kinds = set(map(type, cells))
    if kinds == {bool} or (kinds == {int} and max(map(abs, cells)) < 2**63):
        return np.array(cells.tolist())
    return cells


def connect(*, bounded: bool = False) -> "DuckDBPyConnection":
    """An in-memory database that loads no extensions; a bounded one uses little memory and one thread."""
    import duckdb

    settings: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    if bounded:
        settings |= {"memory_limit": MEMORY_LIMIT, "threads": 1, "temp_directory": ""}
    connection = duckdb.connect(config=settings)
    connection.execute("SET enable_progress_bar_print = false")  # a long query would print one to standard output
    if not bounded:
        return connection
    with suppress(duckdb.Error):  # old versions lack this setting, without which a whole row group is read at once
        connection.execute("LOAD parquet")
        connection.execute("SET disable_parquet_prefetching = true")
    return connection


def duck_path(path: Path) -> str:
    """The path with *, ? and [ escaped, which DuckDB would expand to several files."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path.absolute()))
