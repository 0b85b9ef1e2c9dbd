"""DuckDB's one door: large text tables that look clean, and Parquet files."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from nnplay.data.columns import Values
from nnplay.data.readers.table import Table, row_place
from nnplay.data.type_inference import refuse_dates
from nnplay.errors import DataError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FastColumns: TypeAlias = tuple[int, Callable[[int], Values], Callable[[int], int]]

NEWLINE, RETURN, QUOTE = b'\n\r"'

PARQUET = "read_parquet(?, hive_partitioning=false)"
NUMBERED = "read_parquet(?, hive_partitioning=false, file_row_number=true)"
"""The same with its rows numbered from 0, in the column file_row_number."""

DATES = ("DATE", "TIME", "INTERVAL")

COLUMNS_AT_ONCE, CELLS_AT_ONCE = 500, 2_000_000
"""How much of a Parquet file is read with one question."""

MOST_ROWS, MOST_CELLS = 20_000_000, 500_000_000
"""What is read into memory; a Parquet file of a few kilobytes may hold a thousand million rows."""

MEMORY = "256MB"
"""What DuckDB may take for itself while a large file is read."""


@contextmanager
def ctrl_c_is_ctrl_c() -> Iterator[None]:
    """DuckDB makes a RuntimeError of Ctrl-C; here it becomes KeyboardInterrupt again."""
    try:
        yield
    except RuntimeError as problem:
        if str(problem) == "Query interrupted":
            raise KeyboardInterrupt from None
        raise


@ctrl_c_is_ctrl_c()
def fast_columns(path: Path, data: bytes, delimiter: str, width: int, has_header: bool) -> FastColumns | None:
    """How many rows, the cells of the column at a position, and the line of a row.

    None unless the file is plain UTF-8 with quotes only around fields, no blank lines and no lone carriage returns,
    and DuckDB, told everything and allowed to guess nothing, finds exactly the records that are counted here.
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

    @ctrl_c_is_ctrl_c()
    def column_at(position: int) -> Values:
        cells = connection.execute(f"SELECT c{position} FROM cells").fetchnumpy()[f"c{position}"]
        values = np.array(np.ma.getdata(cells), dtype=object)
        values[np.ma.getmaskarray(cells)] = None
        return values

    return n_rows, column_at, lambda row: int(lines[row])


def _records(data: bytes, delimiter: str, width: int) -> Values | None:
    """The line on which each record starts, or None when the file needs the careful road.

    Also when a record has not width - 1 delimiters outside quotes: DuckDB overlooks a delimiter at the end of a line.
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


@ctrl_c_is_ctrl_c()
def parquet_layout(path: Path) -> tuple[int, dict[str, tuple[str, str]]]:
    """How many rows a Parquet file has, and for each column its name in DuckDB and its type.

    Raises:
        DataError: a damaged file, or two columns of the same name.
    """
    import duckdb

    connection = connect()
    place = [duck_path(path)]
    try:
        columns = connection.execute(f"DESCRIBE SELECT * FROM {PARQUET}", place).fetchall()
        counted = connection.execute(f"SELECT count(*) FROM {PARQUET}", place).fetchone()
        written = connection.execute("SELECT name FROM parquet_schema(?)", place).fetchall()[1:]
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
    """The table in a Parquet file, with its own types; only these rows of it if they are given.

    Raises:
        DataError: a damaged file; on reading a column, one that holds dates.
    """
    import duckdb

    source = path.name
    n_rows, types = parquet_layout(path)
    if rows is None and (n_rows > MOST_ROWS or n_rows * len(types) > MOST_CELLS):
        raise DataError(
            f"{source} has {n_rows:,} rows and {len(types):,} columns, too much to be held in memory; "
            "train with out_of_core=True, or bring fewer"
        )
    connection = connect(bounded=rows is not None)
    order = tuple(types)
    places = {name: place for place, name in enumerate(order)}
    numbers = np.arange(n_rows) if rows is None else np.concatenate([np.arange(part.start, part.stop) for part in rows])

    @ctrl_c_is_ctrl_c()
    def read(names: Sequence[str]) -> dict[str, Values]:
        """The cells of some columns, all of them floats or none."""
        plain = is_plain(types[names[0]][1])
        found = {name: np.empty(len(numbers), dtype=np.float64 if plain else object) for name in names}
        wanted = ", ".join(f"{_cell(*types[name])} AS c{k}" for k, name in enumerate(names))
        first = 0
        for part in [range(n_rows)] if rows is None else rows:
            table = PARQUET if rows is None else f"{NUMBERED} WHERE {between(part)}"
            answer = connection.execute(f"SELECT {wanted} FROM {table}", [duck_path(path)])
            if plain:
                for k, cells in enumerate(answer.fetchnumpy().values()):
                    found[names[k]][first : first + len(part)] = np.ma.filled(cells.astype(float), np.nan)
            else:
                for row, values in enumerate(answer.fetchall(), start=first):
                    for name, value in zip(names, values, strict=True):
                        found[name][row] = value
            first += len(part)
        return found if plain else {name: _compact(cells) for name, cells in found.items()}

    ahead: dict[str, Values] = {}  # columns are mostly asked for in order, and each question takes as long as many

    def column(name: str) -> Values:
        kind = types[name][1]
        if kind.startswith(DATES):
            refuse_dates(source, row_place(0), name, kind)
        if name not in ahead:
            ahead.clear()
            most = max(1, min(COLUMNS_AT_ONCE, CELLS_AT_ONCE // max(len(numbers), 1)))
            place = places[name]
            near = [other for other in order[place : place + most] if not types[other][1].startswith(DATES)]
            for names in (near, [name]):
                floats = [other for other in names if is_plain(types[other][1])]
                others = [other for other in names if not is_plain(types[other][1])]
                try:
                    for alike in filter(None, (floats, others)):
                        ahead.update(read(alike))
                    break
                except (duckdb.Error, UnicodeError):
                    continue  # perhaps another one is damaged
            else:
                raise DataError(f"{source}: column {name!r} cannot be read; the file may be damaged")
        return ahead[name]

    partial = len(numbers) < n_rows
    return Table(source, order, len(numbers), column, lambda row: row_place(int(numbers[row])), partial=partial)


def is_plain(kind: str) -> bool:
    """Whether a column of this type of DuckDB's is read as floats."""
    return kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL")


def _cell(alias: str, kind: str) -> str:
    """How a cell is asked for. DuckDB ignores case and renames the second of "A" and "a", so the alias is its own."""
    as_type = "::DOUBLE" if kind.startswith("DECIMAL") else "::VARCHAR" if kind.startswith("ENUM") else ""
    return quoted(alias) + as_type


def between(rows: range) -> str:
    """The condition for a range of rows, by which DuckDB also skips the row groups outside."""
    return f"file_row_number >= {rows.start} AND file_row_number < {rows.stop}"


def quoted(name: str) -> str:
    """A column's name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def _compact(cells: Values) -> Values:
    """Integers and booleans without gaps as a numeric array; everything else as it is."""
    kinds = set(map(type, cells))
    if kinds == {bool} or (kinds == {int} and max(map(abs, cells)) < 2**63):
        return np.array(cells.tolist())
    return cells


def connect(*, bounded: bool = False) -> "DuckDBPyConnection":
    """A database in memory that loads no extensions; a bounded one keeps to little memory and one thread."""
    import duckdb

    settings: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    if bounded:
        settings |= {"memory_limit": MEMORY, "threads": 1, "temp_directory": ""}
    connection = duckdb.connect(config=settings)
    connection.execute("SET enable_progress_bar_print = false")  # else a long query draws one on standard output
    if not bounded:
        return connection
    with suppress(duckdb.Error):  # else a whole row group is read at once; early versions do not know the setting
        connection.execute("LOAD parquet")
        connection.execute("SET disable_parquet_prefetching = true")
    return connection


def duck_path(path: Path) -> str:
    """The path for DuckDB, which would take *, ? and [ for a pattern of several files."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path.absolute()))
