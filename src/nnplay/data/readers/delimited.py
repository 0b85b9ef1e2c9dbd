"""Read delimited text: CSV, TSV and their relatives.

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
from nnplay.data.readers.dialect import find_delimiter, find_header, has_decimal_commas, is_blank
from nnplay.data.readers.duckdb import fast_columns
from nnplay.data.readers.table import Table
from nnplay.errors import DataError
from nnplay.utils.text import plural

FAST_FROM_BYTES = 4_000_000
"""Smaller files are read before DuckDB is even imported."""

FAST_MAX_COLUMNS = 1_000
"""In wider tables DuckDB takes too long per column."""


def delimited_table(path: Path, data: bytes) -> Table:
    """The table in a text file.

    Raises:
        DataError: a file that is empty or not text, a header with blank or repeated names, a record with more or fewer
            fields than the header, an unclosed quote, no rows.
    """
    source = path.name
    text, notes = decode(source, data)
    text = text.rstrip("\r\n")
    if not text.strip():
        raise DataError(f"{source} is empty; it needs a header and rows")
    delimiter = find_delimiter(text)
    names, has_header, header_notes = find_header(source, text, delimiter)
    comma = has_decimal_commas(text, delimiter)
    if len(data) >= FAST_FROM_BYTES and len(names) <= FAST_MAX_COLUMNS:
        fast = fast_columns(path, data, delimiter, len(names), has_header)
        if fast is not None:
            n_rows, column_at, line_of = fast
            index = {name: position for position, name in enumerate(names)}
            return Table(
                source, names, n_rows, lambda name: column_at(index[name]), lambda row: f"line {line_of(row)}",
                typed=False, decimal_comma=comma, notes=(*notes, *header_notes),
            )  # fmt: skip
    return _read_strictly(source, text, delimiter, names, has_header, comma, (*notes, *header_notes))


def _read_strictly(
    source: str,
    text: str,
    delimiter: str,
    names: tuple[str, ...],
    has_header: bool,
    comma: bool,
    notes: tuple[str, ...],
) -> Table:
    rows: list[list[str]] = []
    lines: list[int] = []
    blank, first_blank, pending, first_pending = 0, 0, 0, 0
    for line, fields in _records(source, text, delimiter):
        if is_blank(fields) and not (rows and fields and len(names) == 1):
            pending, first_pending = pending + 1, first_pending if pending else line
            continue
        if len(fields) != len(names):
            _refuse_ragged(source, line, fields, names, has_header)
        if pending and (rows or not has_header):  # blank lines above the header and at the end are not reported
            blank, first_blank = blank + pending, first_blank if blank else first_pending
        pending = 0
        rows.append(fields)
        lines.append(line)
    if not rows:
        raise DataError(f"{source} is empty; it needs a header and rows")
    if has_header:
        del rows[0], lines[0]
    if not rows:
        raise DataError(f"{source} has a header but no rows; add rows below it")
    if blank:
        more = f" and {blank - 1:,} more" if blank > 1 else ""
        notes = (*notes, f"blank lines were skipped: line {first_blank}{more}")
    index = {name: position for position, name in enumerate(names)}

    def column(name: str) -> Values:
        position = index[name]
        cells = np.empty(len(rows), dtype=object)
        cells[:] = [fields[position] for fields in rows]
        return cells

    return Table(
        source,
        names,
        len(rows),
        column,
        lambda row: f"line {lines[row]}",
        typed=False,
        decimal_comma=comma,
        notes=notes,
    )


def _records(source: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record's first line and its fields.

    Raises:
        DataError: a quote that is never closed, or is closed in the middle of a field.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    while True:
        line = reader.line_num + 1
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
        yield line, fields


def _refuse_ragged(source: str, line: int, fields: list[str], names: tuple[str, ...], has_header: bool) -> None:
    first = "the header" if has_header else "the first line"
    advice = "add what is missing" if len(fields) < len(names) else "put quotes around a text that holds the delimiter"
    raise DataError(f"{source}, line {line}: {plural(len(fields), 'field')} where {first} has {len(names)}; {advice}")
