"""Read delimited text: CSV, TSV and their relatives, and fields separated by spaces.

There are two readers with the same result. The strict one reads record by record with Python's csv module and knows the
line of every problem. The fast one, for large files that look clean, is DuckDB's; if it finds anything unusual, the
strict one reads the file instead.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nnplay.data.columns import Values
from nnplay.data.readers.decoding import decode
from nnplay.data.readers.dialect import (
    SPACES,
    Dialect,
    drop_lines,
    find_dialect,
    is_blank,
    without_last_blank,
    without_tabs,
)
from nnplay.data.readers.duckdb import TextColumns, fast_columns
from nnplay.data.readers.names import ColumnNames, column_names, numbered_names
from nnplay.data.readers.table import Table
from nnplay.errors import DataError
from nnplay.utils.text import plural

FAST_FROM_BYTES = 4_000_000
"""Smaller files are read before DuckDB is even imported."""

FAST_MAX_COLUMNS = 1_000
"""In wider tables DuckDB takes too long per column."""

MIN_FIELDS = 4
"""Of a line whose last field is missing; in a narrower table it may as well be any other field."""


def delimited_table(path: Path, data: bytes, header: bool | None = None, source: str | None = None) -> Table:
    """The table in a text file.

    Args:
        path: the file.
        data: its bytes.
        header: whether the first record is a header; found out if None.
        source: what messages call the file; its name by default.

    Raises:
        DataError: a file that is empty or not text, a record with more or fewer fields than the header, an unclosed
            quote, no rows.
    """
    return read_text_table(path, data, header, source)[0]


def read_text_table(
    path: Path, data: bytes, header: bool | None = None, source: str | None = None
) -> tuple[Table, Dialect]:
    """The table in a text file, as `delimited_table`, and how the file is written."""
    source = path.name if source is None else source
    text, notes = decode(source, data)
    text = text.rstrip("\r\n")
    if not text.strip():
        raise DataError(f"{source} is empty; it needs a header and rows")
    dialect = find_dialect(text, header)
    columns: TextColumns | None = None
    if len(data) >= FAST_FROM_BYTES and dialect.n_fields <= FAST_MAX_COLUMNS and dialect.delimiter != SPACES:
        columns = fast_columns(path, data, dialect)
    if columns is None:
        columns, more = _read_with_quotes(source, text, dialect)
        notes = (*notes, *more)
    names, empty = _names(dialect, columns)
    index = {name: position for position, name in enumerate(names.names)}
    cells_of, line_of = columns.cells, columns.line
    table = Table(
        source, names.names, columns.n_rows, lambda name: cells_of(index[name]), lambda row: f"line {line_of(row)}",
        typed=False, decimal_comma=dialect.decimal_comma, notes=(*notes, *dialect.notes, *empty, *names.notes),
        unnamed=names.unnamed,
    )  # fmt: skip
    return table, dialect


def _names(dialect: Dialect, columns: TextColumns) -> tuple[ColumnNames, list[str]]:
    """The names of the columns that stay, and a note if some of the last ones, which are empty, do not."""
    width = dialect.n_fields
    for _ in range(dialect.empty_at_end):
        cells = columns.cells(width - 1)
        if cells.dtype != object or any(cell and cell.strip() for cell in cells):
            break
        width -= 1
    empty = dialect.n_fields - width
    notes = []
    if empty:
        what = "the last column has neither a name nor a cell and was" if empty == 1 else (
            f"the last {empty} columns have neither names nor cells and were"
        )  # fmt: skip
        notes.append(f"{what} left out")
    if dialect.header_cells is None:
        return ColumnNames(numbered_names(width)), notes
    return column_names(dialect.header_cells[:width]), notes


def _read_with_quotes(source: str, text: str, dialect: Dialect) -> tuple[TextColumns, list[str]]:
    """The columns of a text table whose quotes may have a backslash before them, and notes."""
    try:
        return _read_strictly(source, text, dialect)
    except DataError as problem:
        if '\\"' not in text:
            raise
        try:
            columns, notes = _read_strictly(source, text, dialect, escape="\\")
        except DataError:
            raise problem from None
    return columns, [*notes, "a backslash before a quote was taken to mean that the quote belongs to the text"]


def _read_strictly(
    source: str, text: str, dialect: Dialect, escape: str | None = None
) -> tuple[TextColumns, list[str]]:
    """The columns of a text table, and notes."""
    skipped = dialect.skipped_lines
    body = drop_lines(text, skipped)
    rows: list[list[str]] = []
    lines: list[int] = []
    short: list[int] = []  # lines without the last field
    blank, first_blank, pending, first_pending = 0, 0, 0, 0
    waits_for_header = dialect.header
    for line, fields in _records(source, body, dialect.delimiter, skipped, escape):
        if is_blank(fields) and not (
            fields and dialect.n_fields == 1 and not waits_for_header and (rows or dialect.header)
        ):
            pending, first_pending = pending + 1, first_pending if pending else line
            continue
        if waits_for_header:  # blank lines above the header and at the end are not reported
            waits_for_header, pending = False, 0
            continue
        if len(fields) > dialect.n_fields and not any(field.strip() for field in fields[dialect.n_fields :]):
            fields = fields[: dialect.n_fields]
        if _lacks_the_last_field(fields, dialect):
            fields = [*fields, ""]
            short.append(line)
        if len(fields) != dialect.n_fields:
            _refuse_ragged(source, line, fields, dialect)
        if pending:
            blank, first_blank = blank + pending, first_blank if blank else first_pending
        pending = 0
        rows.append(fields)
        lines.append(line)
    if not rows:
        raise DataError(f"{source} has a header but no rows; add rows below it")
    notes = []
    if blank:
        more = f" and {blank - 1:,} more" if blank > 1 else ""
        notes.append(f"blank lines were skipped: line {first_blank}{more}")
    if short:
        which = f"line {short[0]}" + (f" and {len(short) - 1:,} more" if len(short) > 1 else "")
        notes.append(f"one field too few, so the last one counts as missing: {which}")

    def cells(position: int) -> Values:
        column = np.empty(len(rows), dtype=object)
        column[:] = [fields[position] for fields in rows]
        return column

    return TextColumns(len(rows), cells, lines.__getitem__), notes


def _records(
    source: str, text: str, delimiter: str, skipped: int, escape: str | None
) -> Iterator[tuple[int, list[str]]]:
    """Each record's first line and its fields.

    Raises:
        DataError: a quote that is never closed, or is closed in the middle of a field.
    """
    spaces = delimiter == SPACES
    stream = io.StringIO(without_tabs(text) if spaces else text, newline="")
    reader = csv.reader(
        stream, delimiter=delimiter, skipinitialspace=True, strict=True, escapechar=escape, doublequote=escape is None
    )
    while True:
        line = skipped + reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            if "field larger" in str(problem):
                reason = f"a field has more than {csv.field_size_limit():,} characters; its quote may never be closed"
            elif "unexpected end" in str(problem):
                reason = "a quote is opened but never closed; close it, or double it if it belongs to the text"
            else:
                reason = "text follows a closing quote; double the quotes that belong to the text"
            raise DataError(f"{source}, line {line}: {reason}") from None
        yield line, without_last_blank(fields) if spaces else fields


def _lacks_the_last_field(fields: list[str], dialect: Dialect) -> bool:
    """Whether a line of a wide table has one field too few: editors strip delimiters at the end of a line."""
    return dialect.delimiter != SPACES and len(fields) == dialect.n_fields - 1 >= MIN_FIELDS


def _refuse_ragged(source: str, line: int, fields: list[str], dialect: Dialect) -> None:
    expected = dialect.n_fields
    if dialect.header and dialect.header_cells is not None:
        first = "the header"
    else:
        first = "the first line"
    if dialect.delimiter == SPACES:
        advice = "put quotes around a text that holds spaces, and write NA where a cell is empty"
    elif len(fields) < expected:
        advice = "add what is missing, or delete the line"
    else:
        advice = "put quotes around a text that holds the delimiter, or delete the line"
    raise DataError(f"{source}, line {line}: {plural(len(fields), 'field')} where {first} has {expected}; {advice}")
