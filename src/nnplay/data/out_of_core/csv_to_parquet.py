"""Convert a CSV file larger than memory to a temporary Parquet file, after detecting its dialect and column types."""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from nnplay.data.columns import Column
from nnplay.data.out_of_core.chunks import ChunkReader, ColumnSource
from nnplay.data.readers.decoding import decode
from nnplay.data.readers.delimited import read_text_table
from nnplay.data.readers.dialect import SPACES, Dialect
from nnplay.data.readers.duckdb import PARQUET, connect, duck_path, keyboard_interrupts
from nnplay.data.readers.table import Table, row_place
from nnplay.errors import DataError
from nnplay.utils.tempfiles import ScratchFile, check_free_space, disk_full_error
from nnplay.utils.text import plural

HEAD_BYTES = 3_900_000
"""How much of the file is read to detect the delimiter, the header and the column types."""

GROUP_BYTES = 16 << 20
"""Memory for the cells of one row group of the Parquet file."""

POLL_SECONDS = 0.1
"""Between two updates of the progress."""

ADVICE = "write it again as comma-separated UTF-8 text, or pass out_of_core=False if it fits into memory"


def read_head(path: Path, header: bool | None = None) -> tuple[Table, Dialect]:
    """The table in the first part of a file, and the file's dialect.

    Raises:
        DataError: whatever `delimited_table` raises, text that is not UTF-8, or fields separated by spaces.
    """
    with path.open("rb") as file:
        data = file.read(HEAD_BYTES)
        partial = bool(file.read(1))
    if partial:
        data = _complete_records(data)
    _, notes = decode(path.name, data)
    if notes or b"\0" in data:
        raise DataError(f"{path.name} is not UTF-8 text, which a file larger than memory must be; {ADVICE}")
    table, dialect = read_text_table(path, data, header)
    if dialect.delimiter == SPACES:
        raise DataError(f"{path.name} is separated by spaces, so it cannot be read in batches; {ADVICE}")
    return replace(table, place=row_place, partial=partial), dialect


def _complete_records(data: bytes) -> bytes:
    """The data up to the last line end outside quotes."""
    end = data.rfind(b"\n") + 1
    while end and data.count(b'"', 0, end) % 2:
        end = data.rfind(b"\n", 0, end - 1) + 1
    return data[: end or len(data)]


def convert_csv(
    path: Path, head: Table, dialect: Dialect, columns: Sequence[Column], on_progress: Callable[[float], None]
) -> ChunkReader:
    """The chunks of a CSV file, from a temporary Parquet file.

    Args:
        path: the file.
        head: the table in its first part.
        dialect: how it is written.
        columns: the columns to convert, typed from the head.
        on_progress: called with the fraction that is done.

    Raises:
        DataError: a record of another length, text that is not UTF-8, or no space for the temporary file.
    """
    import duckdb

    check_free_space(path.stat().st_size, f"Reading {path.name} in batches")
    scratch = ScratchFile()
    sources, selected = _sources(head, columns)
    fields = "{" + ", ".join(f"'c{k}': 'VARCHAR'" for k in range(dialect.n_fields)) + "}"
    group = min(122_880, max(2_048, GROUP_BYTES // (8 * len(selected))))
    query = f"""COPY (SELECT {", ".join(selected)} FROM read_csv(?, auto_detect=false, delim=?, header=false, skip=?,
        columns={fields}, quote='"', escape='"', strict_mode=true, null_padding=false, ignore_errors=false,
        hive_partitioning=false, nullstr='')) TO '{duck_path(Path(scratch.path))}'
        (FORMAT parquet, ROW_GROUP_SIZE {group}, USE_TMP_FILE false)"""
    parameters = [duck_path(path), dialect.delimiter, dialect.skipped_lines + dialect.header_lines]
    try:
        n_rows = _run(query, parameters, on_progress)
        sources = _without_empty(scratch.path, sources)
    except (duckdb.Error, UnicodeError) as problem:
        _refuse(path.name, str(problem), dialect)
    return ChunkReader(head.source, n_rows, sources, scratch.path, scratch)


@keyboard_interrupts()
def _without_empty(path: str, sources: tuple[ColumnSource, ...]) -> tuple[ColumnSource, ...]:
    """The same sources, without the columns of unparsed texts that are empty, so that they are not read."""
    unparsed = [source.unparsed for source in sources if source.unparsed]
    if not unparsed:
        return sources
    query = f"SELECT {', '.join(f'count({column})' for column in unparsed)} FROM {PARQUET}"
    counts = dict(zip(unparsed, connect(bounded=True).execute(query, [path]).fetchall()[0], strict=True))
    return tuple(replace(s, unparsed=s.unparsed if s.unparsed and counts[s.unparsed] else None) for s in sources)


def _sources(head: Table, columns: Sequence[Column]) -> tuple[tuple[ColumnSource, ...], list[str]]:
    """Where each column will be in the Parquet file, and the SQL that puts it there."""
    sources, selected = [], []
    for column in columns:
        k = head.names.index(column.name)
        if column.kind == "number":
            selected += _number(f"c{k}", f"n{k}", f"o{k}", column.format.decimal == ",")
            sources.append(
                ColumnSource(column.name, "number", f"n{k}", f"o{k}", False, column.is_integer, column.format)
            )
        else:
            selected.append(f"c{k}")
            sources.append(
                ColumnSource(column.name, column.kind, f"c{k}", None, True, False, column.format, column.order)
            )
    return tuple(sources), selected


def _number(cell: str, number: str, unparsed: str, decimal_comma: bool) -> list[str]:
    """SQL for the numbers of a column, and for the few texts that DuckDB reads differently from `CellFormat`."""
    text = f"replace({cell}, ',', '.')" if decimal_comma else cell
    suspicious = f"contains({cell}, '_') OR contains({cell}, '+-')"
    suspicious += f" OR contains({cell}, '.')" if decimal_comma else ""
    value = f"try_cast({text} AS DOUBLE)"
    return [
        f"{value} AS {number}",
        f"CASE WHEN {cell} IS NOT NULL AND ({value} IS NULL OR NOT isfinite({value}) OR {suspicious}) "
        f"THEN {cell} END AS {unparsed}",
    ]


def _run(query: str, parameters: Sequence[object], on_progress: Callable[[float], None]) -> int:
    """Run a COPY in a thread, so that Ctrl-C and progress work; returns the number of rows written."""
    connection = connect(bounded=True)
    connection.execute("SET enable_progress_bar = true")
    results: list[int] = []
    errors: list[Exception] = []

    def work() -> None:
        try:
            results.append(connection.execute(query, parameters).fetchall()[0][0])
        except Exception as problem:
            errors.append(problem)

    thread = threading.Thread(target=work, name="nnplay-csv", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(POLL_SECONDS)
            on_progress(max(0.0, float(connection.query_progress()) / 100))
    except BaseException:
        connection.interrupt()
        thread.join()
        raise
    if errors:
        raise errors[0]
    return results[0]


def _refuse(source: str, problem: str, dialect: Dialect) -> NoReturn:
    """Raise the error for a message of DuckDB's."""
    if "No space left" in problem:
        raise disk_full_error(f"Reading {source} in batches")
    line = re.search(r"on Line: (\d+)", problem)
    place = f"{source}, line {line[1]}" if line else source
    fields = re.search(r"Columns: (\d+) Found: (\d+)", problem)
    if fields:
        first = "the header" if dialect.header else "the first line"
        short = int(fields[2]) < int(fields[1])
        advice = "add what is missing" if short else "put quotes around a text that holds the delimiter"
        raise DataError(f"{place}: {plural(int(fields[2]), 'field')} where {first} has {fields[1]}; {advice}")
    if "unterminated quote" in problem:
        raise DataError(
            f"{place}: a quote is opened but never closed; close it, or double it if it belongs to the text"
        )
    if "unicode" in problem or "utf-8" in problem:
        raise DataError(f"{place}: this is not UTF-8 text, which a file larger than memory must be; {ADVICE}")
    raise DataError(f"{place} is not a regular text table, so it cannot be read in batches; {ADVICE}")
