"""Detect the dialect of a text table: its delimiter, its header and its decimal sign."""

import csv
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import filterfalse, islice

from nnplay.data.cell_format import MISSING_WORDS, PLAIN_NUMBER
from nnplay.errors import DataError
from nnplay.utils.text import format_list

DELIMITERS = ("\t", ";", "|", ",")
"""In order of preference if several fit equally well; the comma is last because it may be a decimal sign."""

SAMPLE_CHARACTERS = 1_000_000
SAMPLE_RECORDS = 50


def find_delimiter(text: str) -> str:
    """The delimiter for which most of the first records have as many fields as the header.

    It is a comma if the first line has no delimiter at all.
    """
    best, best_agreement = ",", 0.0
    for delimiter in DELIMITERS:
        records = _sample(text, delimiter)
        width = len(records[0]) if records else 0
        agreement = (1 + sum(len(record) == width for record in records[1:])) / max(len(records), 1)
        if width > 1 and agreement > best_agreement:
            best, best_agreement = delimiter, agreement
    return best


def find_header(source: str, text: str, delimiter: str) -> tuple[tuple[str, ...], bool, list[str]]:
    """The column names, whether they are in the first record, and notes.

    The first record is data if all its cells are numbers, or if some are and every other cell appears again further
    down in its column. The columns are then called column1, column2 …

    Raises:
        DataError: a name that is blank or appears twice.
    """
    records = _sample(text, delimiter)
    first, below = (records[0], records[1:]) if records else ([], [])
    numeric = [_is_number(cell, delimiter) for cell in first]
    looks_like_data = [
        number or cell.strip().lower() in MISSING_WORDS or any(cell in record[i : i + 1] for record in below)
        for i, (cell, number) in enumerate(zip(first, numeric, strict=True))
    ]
    if any(numeric) and all(looks_like_data):
        names = tuple(f"column{i + 1}" for i in range(len(first)))
        return names, False, [f"the first line holds data, so the columns are called {format_list(names, 3)}"]
    blank_above = len(re.findall(r"\r\n|\r|\n", text[: len(text) - len(text.lstrip())]))
    return check_names(source, f"line {blank_above + 1}", first), True, _number_names(first, numeric)


def check_names(source: str, place: str, cells: Sequence[str]) -> tuple[str, ...]:
    """The header's names, stripped.

    Raises:
        DataError: a name that is blank or appears twice.
    """
    names = tuple(cell.strip() for cell in cells)
    previous: set[str] = set()
    for position, name in enumerate(names):
        if not name:
            raise DataError(f"{source}, {place}: column {position + 1} has no name; name it in the header")
        if name in previous:
            raise DataError(f"{source}, {place}: the column name {name!r} appears twice; rename one of them")
        previous.add(name)
    return names


def is_blank(fields: Sequence[str]) -> bool:
    """Whether a record is a blank line: empty, or only spaces (which the reader skips)."""
    return len(fields) < 2 and not any(fields)


def has_decimal_commas(text: str, delimiter: str) -> bool:
    """Whether some field is a number such as 1,5 (only if the delimiter is not a comma)."""
    if delimiter == ",":
        return False
    edge = rf"[{re.escape(delimiter)}\r\n]"
    return re.search(rf'(?:^|{edge}) *"?[+-]?[0-9]+,[0-9]+"? *(?:$|{edge})', text) is not None


def _sample(text: str, delimiter: str) -> list[list[str]]:
    """The first records that are not blank, read leniently; without the last one of a truncated text."""
    sample = text.lstrip("\r\n")[:SAMPLE_CHARACTERS]
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True)
    records: list[list[str]] = []
    with suppress(csv.Error):  # reported by the strict reader, with the line
        records.extend(islice(filterfalse(is_blank, reader), SAMPLE_RECORDS))
    return records[:-1] if len(text) > SAMPLE_CHARACTERS and 1 < len(records) < SAMPLE_RECORDS else records


def _is_number(cell: str, delimiter: str) -> bool:
    text = cell.strip()
    comma = delimiter != "," and re.fullmatch(r"[+-]?[0-9]+,[0-9]*", text)
    return bool(comma or PLAIN_NUMBER.fullmatch(text))


def _number_names(first: Sequence[str], numeric: Sequence[bool]) -> list[str]:
    names = [cell.strip() for cell, number in zip(first, numeric, strict=True) if number]
    if not names:
        return []
    return [
        f"the header has names that are numbers ({format_list(names, 3)}); "
        "if the first line is data, put a header above it"
    ]
