"""Read Parquet files and large, clean text tables, through DuckDB."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.data.columns import Values
from nnplay.data.readers.dialect import Dialect
from nnplay.data.readers.names import ColumnNames, column_names
from nnplay.data.readers.table import Table, row_place
from nnplay.errors import DataError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PLAIN_NUMBER = r"[+-]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
"""Numbers that do not begin with a zero, as codes such as 03456 do."""

NEWLINE, RETURN, QUOTE = b'\n\r"'

PARQUET = "read_parquet(?, hive_partitioning=false)"
NUMBERED = "read_parquet(?, hive_partitioning=false, file_row_number=true)"
"""The same with row numbers from 0 in the column file_row_number."""

INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT",
            "UHUGEINT")  # fmt: skip

MANY_ROWS, FEW_TEXTS = 200_000, 1_000
"""From so many rows on, equal texts of a column are one object, if there are about so few different ones."""

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


@dataclass(frozen=True, eq=False)
class TextColumns:
    """The columns of a text table.

    Attributes:
        n_rows: number of rows.
        cells: function from a column's position to its cells.
        line: function from a row to the line on which it starts.
    """

    n_rows: int
    cells: Callable[[int], Values]
    line: Callable[[int], int]


@keyboard_interrupts()
def fast_columns(path: Path, data: bytes, dialect: Dialect) -> TextColumns | None:
    """The columns of a text table: numbers if all cells of a column are plain numbers, else texts.

    None unless the file is plain UTF-8 with quotes only around fields, no blank lines and no lone carriage returns,
    and DuckDB, with all guessing turned off, reads exactly the records that are counted here.
    """
    records = _records(data, dialect)
    if records is None or len(records) <= dialect.header:
        return None
    lines = records[int(dialect.header) :]
    import duckdb  # 130 ms

    connection = connect()
    columns = "{" + ", ".join(f"'c{i}': 'VARCHAR'" for i in range(dialect.n_fields)) + "}"
    try:
        connection.execute(
            f"""CREATE TABLE cells AS SELECT * FROM read_csv(?, auto_detect=false, delim=?, header=false, skip=?,
                columns={columns}, quote='"', escape='"', strict_mode=true, null_padding=false, ignore_errors=false,
                hive_partitioning=false, nullstr='')""",
            [duck_path(path), dialect.delimiter, int(lines[0]) - 1],
        )
        counted = connection.execute("SELECT count(*) FROM cells").fetchone()
    except (duckdb.Error, UnicodeError):
        return None
    if counted is None or counted[0] != len(lines):
        return None

    prefetched: dict[int, Values] = {}

    @keyboard_interrupts()
    def cells(position: int) -> Values:
        if position not in prefetched:
            prefetched.clear()
            size = max(1, min(MAX_QUERY_COLUMNS, MAX_QUERY_CELLS // len(lines)))
            prefetched.update(_cells(connection, range(position, min(position + size, dialect.n_fields))))
        return prefetched[position]

    return TextColumns(len(lines), cells, lambda row: int(lines[row]))


def _cells(connection: "DuckDBPyConnection", positions: Sequence[int]) -> dict[int, Values]:
    """The cells of some columns: int64, float64 with NaN where a cell is empty, or texts with None.

    Numbers that begin with a zero, such as 03456, may be codes and stay texts. So do integers with empty cells, because
    as floats they would not be known as integers.
    """
    kinds = dict.fromkeys(positions, "VARCHAR")
    n_rows, *counts = _row(
        connection, [f"count(c{k}), count(*) FILTER (try_cast(c{k} AS BIGINT)::VARCHAR = c{k})" for k in positions]
    )
    present, integers = dict(zip(positions, counts[::2], strict=True)), dict(zip(positions, counts[1::2], strict=True))
    rest = [k for k in positions if present[k] and integers[k] < present[k]]
    if rest:
        _, *floats = _row(connection, [f"count(*) FILTER (regexp_full_match(c{k}, '{PLAIN_NUMBER}'))" for k in rest])
        kinds |= {k: "DOUBLE" for k, count in zip(rest, floats, strict=True) if count == present[k]}
    kinds |= {k: "BIGINT" for k in positions if integers[k] == n_rows}
    selected = ", ".join(f"try_cast(c{k} AS {kinds[k]}) AS c{k}" for k in positions)
    arrays = connection.execute(f"SELECT {selected} FROM cells").fetchnumpy()
    result = {k: fill_missing(arrays[f"c{k}"]) for k in positions}
    for k in positions:
        if kinds[k] == "DOUBLE" and np.isfinite(result[k]).sum() != present[k]:  # 1e999, or more digits than it reads
            result[k] = fill_missing(connection.execute(f"SELECT c{k} FROM cells").fetchnumpy()[f"c{k}"])
    return result


def _row(connection: "DuckDBPyConnection", aggregates: Sequence[str]) -> tuple[int, ...]:
    """The number of rows of a text table, and the values of some aggregates over them."""
    row = connection.execute(f"SELECT count(*), {', '.join(aggregates)} FROM cells").fetchone()
    return (0,) if row is None else row


def _records(data: bytes, dialect: Dialect) -> Values | None:
    """The line on which each record starts, the header's included, or None if the file needs the strict reader.

    Every record below the header must have n_fields - 1 delimiters outside quotes, since DuckDB ignores a delimiter at
    the end of a line.
    """
    if data.startswith(b"\xef\xbb\xbf") or b' "' in data or b'" ' in data or data.count(b"\r") != data.count(b"\r\n"):
        return None
    if b"\0" in data:  # UTF-16 without a byte-order mark may be valid UTF-8
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    start = 0
    for _ in range(dialect.skipped_lines):
        start = data.find(b"\n", start) + 1
    letters = np.frombuffer(data.rstrip(b"\r\n") + b"\n", dtype=np.uint8)[start:]
    newlines = np.flatnonzero(letters == NEWLINE)
    ends, delimiters = newlines, np.flatnonzero(letters == ord(dialect.delimiter))
    if b'"' in data:
        inside = np.cumsum(letters == QUOTE, dtype=np.uint8) & 1
        if inside[-1]:
            return None
        ends, delimiters = ends[inside[ends] == 0], delimiters[inside[delimiters] == 0]
    counts = np.diff(np.searchsorted(delimiters, ends), prepend=0)
    if (counts[int(dialect.header) :] != dialect.n_fields - 1).any():
        return None
    starts = np.concatenate([[0], ends[:-1] + 1])
    first = letters[starts]
    if ((first == NEWLINE) | (first == RETURN)).any():
        return None
    lines: Values = np.searchsorted(newlines, starts, side="left") + 1 + dialect.skipped_lines
    return None if dialect.header and len(lines) > 1 and lines[1] - lines[0] > 1 else lines


@keyboard_interrupts()
def parquet_layout(path: Path, source: str | None = None) -> tuple[int, dict[str, tuple[str, str]], ColumnNames]:
    """The number of rows of a Parquet file; for each column its name in DuckDB and its type; and the names.

    Raises:
        DataError: a damaged file.
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
            f"{source or path.name} cannot be read as a Parquet file; it may be damaged, or another kind of file"
        ) from None
    names = column_names([str(name) for name, *_ in (written if len(written) == len(columns) else columns)])
    types = {name: (str(alias), str(kind)) for name, (alias, kind, *_) in zip(names.names, columns, strict=True)}
    return 0 if counted is None else counted[0], types, names


def parquet_table(path: Path, rows: Sequence[range] | None = None, source: str | None = None) -> Table:
    """The table in a Parquet file; only the given ranges of rows unless `rows` is None.

    Numbers and times are arrays of their own type, with NaN and NaT where a cell is missing.

    Raises:
        DataError: a damaged file. Reading a column raises it if that column is damaged.
    """
    import duckdb

    source = path.name if source is None else source
    n_rows, types, layout = parquet_layout(path, source)
    if rows is None and (n_rows > MAX_ROWS or n_rows * len(types) > MAX_CELLS):
        raise DataError(
            f"{source} has {n_rows:,} rows and {len(types):,} columns, too much for memory; "
            "train with out_of_core=True, or use fewer"
        )
    connection = connect(bounded=rows is not None)
    order = tuple(types)
    positions = {name: position for position, name in enumerate(order)}
    numbers = None if rows is None else np.concatenate([np.arange(part.start, part.stop) for part in rows])
    count = n_rows if numbers is None else len(numbers)

    @keyboard_interrupts()
    def read(names: Sequence[str]) -> dict[str, Values]:
        """The cells of some columns, which are all nested or all not."""
        nested = is_nested(types[names[0]][1])
        if rows is None and n_rows >= MANY_ROWS and (texts := [name for name in names if types[name][1] == "VARCHAR"]):
            read_shared = {name: _shared_texts(connection, path, types[name][0]) for name in texts}
            shared = {name: cells for name, cells in read_shared.items() if cells is not None}
            rest = [name for name in names if name not in shared]
            if shared:
                return shared | (read(rest) if rest else {})
        selected = ", ".join(f"{_cell(*types[name])} AS c{k}" for k, name in enumerate(names))
        parts: list[list[Values]] = [[] for _ in names]
        for part in [None] if rows is None else rows:
            table = PARQUET if part is None else f"{NUMBERED} WHERE {between(part)}"
            query = connection.execute(f"SELECT {selected} FROM {table}", [duck_path(path)])
            if nested:
                for cells, values in zip(parts, zip(*query.fetchall(), strict=True), strict=True):
                    cells.append(_objects(values))
            else:
                for cells, array in zip(parts, query.fetchnumpy().values(), strict=True):
                    cells.append(fill_missing(array))
        return {name: _joined(cells) for name, cells in zip(names, parts, strict=True)}

    prefetched: dict[str, Values] = {}
    # Columns are mostly read in order, and a query for many costs as much as for one.

    def column(name: str) -> Values:
        if name not in prefetched:
            prefetched.clear()
            block_size = max(1, min(MAX_QUERY_COLUMNS, MAX_QUERY_CELLS // max(count, 1)))
            start = positions[name]
            block = order[start : start + block_size]
            for names in (block, (name,)):
                plain = [other for other in names if not is_nested(types[other][1])]
                nested = [other for other in names if is_nested(types[other][1])]
                try:
                    for group in filter(None, (plain, nested)):
                        prefetched.update(read(group))
                    break
                except (duckdb.Error, UnicodeError, ValueError, OverflowError):
                    prefetched.clear()
                    continue  # another column of the block may be the damaged one
            else:
                raise DataError(f"{source}: column {name!r} cannot be read; the file may be damaged")
        return prefetched[name]

    return Table(
        source, order, count, column, lambda row: row_place(row if numbers is None else int(numbers[row])),
        notes=layout.notes, partial=count < n_rows, unnamed=layout.unnamed,
        integers=frozenset(name for name, (_, kind) in types.items() if is_integer_type(kind)),
    )  # fmt: skip


def _shared_texts(connection: "DuckDBPyConnection", path: Path, alias: str) -> Values | None:
    """The texts of a column, equal ones as one object, or None if there are many different ones.

    Twenty million copies of a short text take more than a gigabyte, and may take a few kilobytes in a file.
    """
    cell, parameters = quote_identifier(alias), [duck_path(path)]
    query = f"SELECT approx_count_distinct({cell}), count(*) FILTER (length({cell}) > 1000) FROM {PARQUET}"
    different, long = connection.execute(query, parameters).fetchone() or (0, 0)
    if different > FEW_TEXTS or long:
        return None
    query = f"SELECT DISTINCT {cell} FROM {PARQUET} WHERE {cell} IS NOT NULL"
    texts = [text for (text,) in connection.execute(query, parameters).fetchall()]
    if not texts:
        return None
    names = ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
    query = f"SELECT coalesce(enum_code({cell}::ENUM({names})), {len(texts)})::USMALLINT FROM {PARQUET}"
    (codes,) = connection.execute(query, parameters).fetchnumpy().values()
    return _objects([*texts, None])[np.ma.getdata(codes)]


def is_integer_type(kind: str) -> bool:
    """Whether a DuckDB type holds whole numbers only: an integer type, or a DECIMAL without places after the point."""
    return kind in INTEGERS or (kind.startswith("DECIMAL") and kind.endswith(",0)"))


def is_nested(kind: str) -> bool:
    """Whether the cells of a column of this DuckDB type are lists, structures or bytes."""
    return kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION", "BLOB", "BIT", "TIME WITH", "INTERVAL"))


def fill_missing(values: Values) -> Values:
    """An array of a query's result without a mask: NaN, NaT or None where a cell is missing; times in microseconds."""
    if values.dtype.kind == "M":
        values = values.astype("datetime64[us]")
        return np.ma.filled(values, np.datetime64("NaT"))
    if not np.ma.is_masked(values):
        return np.ma.getdata(values)
    if values.dtype.kind in "iuf":
        return np.ma.filled(values.astype(np.float64), np.nan)
    cells = np.array(np.ma.getdata(values), dtype=object)
    cells[np.ma.getmaskarray(values)] = None
    return cells


def _objects(values: Sequence[Any]) -> Values:
    cells = np.empty(len(values), dtype=object)
    cells[:] = values
    return cells


def _joined(parts: Sequence[Values]) -> Values:
    """The cells of several ranges of rows as one array."""
    if not parts:
        return np.empty(0, dtype=object)
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


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
