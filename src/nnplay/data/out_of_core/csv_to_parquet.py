"""A CSV file larger than memory: its first rows tell what it holds, then DuckDB writes it once more as Parquet."""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from nnplay.data.columns import Column
from nnplay.data.out_of_core.chunks import Chunks, Source
from nnplay.data.readers.decoding import decode
from nnplay.data.readers.delimited import delimited_table
from nnplay.data.readers.dialect import find_delimiter, find_header
from nnplay.data.readers.duckdb import PARQUET, connect, ctrl_c_is_ctrl_c, duck_path
from nnplay.data.readers.table import Table, row_place
from nnplay.errors import DataError
from nnplay.utils.tempfiles import Scratch, disk_full, refuse_full

HEAD_BYTES = 3_900_000
"""How much of the file tells its delimiter, its header and the kinds of its columns."""

GROUP_BYTES = 16 << 20
"""What the cells of one row group of the Parquet file may take."""

PATIENCE = 0.1
"""Seconds between two looks at how far DuckDB is."""

ProgressCallback = Callable[[float], None]

INSTEAD = "write it again as plain UTF-8 text, or pass out_of_core=False if it fits into memory"


@dataclass(frozen=True)
class Dialect:
    """How a large text file is written: what the first part of it shows."""

    delimiter: str
    header: bool
    blank_lines_above: int


def read_head(path: Path) -> tuple[Table, Dialect]:
    """The table in the first part of a file, and how the file is written.

    Raises:
        DataError: what `delimited_table` refuses, and text that is not UTF-8.
    """
    with path.open("rb") as file:
        data = file.read(HEAD_BYTES)
        partial = bool(file.read(1))
    if partial:
        data = _whole_records(data)
    text, notes = decode(path.name, data)
    if notes or b"\0" in data:
        raise DataError(f"{path.name} is not UTF-8 text, which a file larger than memory must be; {INSTEAD}")
    table = replace(delimited_table(path, data), place=row_place, partial=partial)
    delimiter = find_delimiter(text)
    blank = len(re.findall(r"\r\n|\r|\n", text[: len(text) - len(text.lstrip("\r\n"))]))
    return table, Dialect(delimiter, find_header(path.name, text, delimiter)[1], blank)


def _whole_records(data: bytes) -> bytes:
    """The data up to the last line end that is not within quotes."""
    end = data.rfind(b"\n") + 1
    while end and data.count(b'"', 0, end) % 2:
        end = data.rfind(b"\n", 0, end - 1) + 1
    return data[: end or len(data)]


def of_text(
    path: Path, head: Table, dialect: Dialect, columns: Sequence[Column], on_progress: ProgressCallback
) -> Chunks:
    """The chunks of a CSV file; `columns` are the needed ones, typed from its head.

    Raises:
        DataError: a record of another length, text that is not UTF-8, or no room for the temporary file.
    """
    import duckdb

    refuse_full(path.stat().st_size, f"Reading {path.name} in batches")
    scratch = Scratch()
    sources, selected = _sources(head, columns)
    fields = "{" + ", ".join(f"'c{k}': 'VARCHAR'" for k in range(len(head.names))) + "}"
    group = min(122_880, max(2_048, GROUP_BYTES // (8 * len(selected))))
    question = f"""COPY (SELECT {", ".join(selected)} FROM read_csv(?, auto_detect=false, delim=?, header=?, skip=?,
        columns={fields}, quote='"', escape='"', strict_mode=true, null_padding=false, ignore_errors=false,
        hive_partitioning=false, nullstr='')) TO '{duck_path(Path(scratch.path))}'
        (FORMAT parquet, ROW_GROUP_SIZE {group}, USE_TMP_FILE false)"""
    settings = [duck_path(path), dialect.delimiter, dialect.header, dialect.blank_lines_above]
    try:
        n_rows = _run(question, settings, on_progress)
        sources = _with_odd_texts(scratch.path, sources)
    except (duckdb.Error, UnicodeError) as problem:
        _refuse(path.name, str(problem), head, dialect)
    return Chunks(head.source, n_rows, sources, scratch.path, head.decimal_comma, scratch)


@ctrl_c_is_ctrl_c()
def _with_odd_texts(path: str, sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """The same, but without the columns of odd texts that are empty, so that nobody needs to read them."""
    odd = [source.odd for source in sources if source.odd]
    if not odd:
        return sources
    counted = connect(bounded=True).execute(
        f"SELECT {', '.join(f'count({column})' for column in odd)} FROM {PARQUET}", [path]
    )
    counts = dict(zip(odd, counted.fetchall()[0], strict=True))
    return tuple(replace(s, odd=s.odd if s.odd and counts[s.odd] else None) for s in sources)


def _sources(head: Table, columns: Sequence[Column]) -> tuple[tuple[Source, ...], list[str]]:
    """Where each column will stand in the Parquet file, and the SQL that puts it there."""
    sources, selected = [], []
    for column in columns:
        k = head.names.index(column.name)
        if column.kind == "number":
            selected += _number(f"c{k}", f"n{k}", f"o{k}", head.decimal_comma)
            sources.append(Source(column.name, "number", f"n{k}", f"o{k}", whole=column.whole))
        else:
            selected.append(f"c{k}")
            sources.append(Source(column.name, column.kind, f"c{k}", text=True))
    return tuple(sources), selected


def _number(cell: str, number: str, odd: str, comma: bool) -> list[str]:
    """The numbers of a column, and apart from them the few texts that DuckDB reads otherwise than `kinds` does."""
    text = f"replace({cell}, ',', '.')" if comma else cell
    strange = f"contains({cell}, '_') OR contains({cell}, '+-')" + (f" OR contains({cell}, '.')" if comma else "")
    value = f"try_cast({text} AS DOUBLE)"
    return [
        f"{value} AS {number}",
        f"CASE WHEN {cell} IS NOT NULL AND ({value} IS NULL OR NOT isfinite({value}) OR {strange}) "
        f"THEN {cell} END AS {odd}",
    ]


def _run(question: str, settings: Sequence[object], on_progress: ProgressCallback) -> int:
    """Let DuckDB work in a thread of its own, so that Ctrl-C is answered and progress can be told: the rows written."""
    connection = connect(bounded=True)
    connection.execute("SET enable_progress_bar = true")
    answer: list[int] = []
    failed: list[Exception] = []

    def work() -> None:
        try:
            answer.append(connection.execute(question, settings).fetchall()[0][0])
        except Exception as problem:
            failed.append(problem)

    thread = threading.Thread(target=work, name="nnplay-csv", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(PATIENCE)
            on_progress(max(0.0, float(connection.query_progress()) / 100))
    except BaseException:
        connection.interrupt()
        thread.join()
        raise
    if failed:
        raise failed[0]
    return answer[0]


def _refuse(source: str, said: str, head: Table, dialect: Dialect) -> NoReturn:
    """DuckDB's complaint in a sentence that says what to do."""
    if "No space left" in said:
        raise disk_full(f"Reading {source} in batches")
    found = re.search(r"on Line: (\d+)", said)
    place = f"{source}, line {found[1]}" if found else source
    fields = re.search(r"Columns: (\d+) Found: (\d+)", said)
    if fields:
        first = "the header" if dialect.header else "the first line"
        short = int(fields[2]) < int(fields[1])
        advice = "add what is missing" if short else "put quotes around a text that holds the delimiter"
        raise DataError(f"{place}: {fields[2]} fields where {first} has {fields[1]}; {advice}")
    if "unterminated quote" in said:
        raise DataError(
            f"{place}: a quote is opened but never closed; close it, or double it if it belongs to the text"
        )
    if "unicode" in said or "utf-8" in said:
        raise DataError(f"{place}: this is not UTF-8 text, which a file larger than memory must be; {INSTEAD}")
    raise DataError(f"{place} is not a regular text table all through, so it cannot be read in batches; {INSTEAD}")
