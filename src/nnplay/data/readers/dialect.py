"""Detect the dialect of a text table: comments above it, its delimiter, its header and its decimal sign."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import filterfalse, islice, pairwise

from nnplay.data.cell_format import MISSING_WORDS, PLAIN_NUMBER as NUMBER
from nnplay.utils.text import format_list, plural, short_repr

DELIMITERS = ("\t", ";", "|", ",")
"""In order of preference if several fit equally well; the comma is last because it may be a decimal sign."""

SPACES = " "
"""The delimiter of fields that are separated by any number of spaces or tabs."""

SAMPLE_CHARACTERS = 1_000_000
SAMPLE_RECORDS = 50
MIN_RECORDS = 3
"""How many records below titles are needed to tell them from a table with a ragged line."""

HEADER_RECORDS = 1_000
"""How many records are compared with the first one to find out whether it is a header."""

MIN_SPACES_AGREEMENT = 0.9
COMMENT = re.compile(r"[ \t]*(?P<mark>#+|%+|//+)(?P<text>.*)")
INTEGER = re.compile(r"[0-9]{1,18}")
DATE = re.compile(r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}(?:[T ].*)?")
SEVERAL_NUMBERS = re.compile(r"\s*[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?(?:\s+[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)+\s*")
GROUPED_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?\s*")


@dataclass(frozen=True)
class Dialect:
    """How a text table is written.

    Attributes:
        delimiter: the character between two fields; a space stands for any number of spaces or tabs.
        skipped_lines: blank lines and comments above the first record.
        header: whether the first record is the header.
        header_cells: the names as written: the header's, or those in the last comment; None without any.
        header_lines: number of lines of the header, 0 if there is none.
        n_fields: number of fields of a record below the header.
        empty_at_end: how many of the last columns have no name and no cell in the records that were looked at.
        decimal_comma: whether a field is a number such as 1,5.
        notes: what was decided.
    """

    delimiter: str
    skipped_lines: int
    header: bool
    header_cells: tuple[str, ...] | None
    header_lines: int
    n_fields: int
    empty_at_end: int
    decimal_comma: bool
    notes: tuple[str, ...]


def find_dialect(text: str, header: bool | None = None) -> Dialect:
    """The dialect of a text table.

    Args:
        text: the table, not blank.
        header: whether the first record is a header; found out if None.
    """
    comments, body = split_comments(text)
    delimiter = find_delimiter(body)
    titles = _count_title_lines(body, delimiter) if header is None else 0
    title = next((line for line in body.splitlines() if line.strip()), "").strip()
    if titles:
        body = drop_lines(body, titles)
    records = sample_records(body, delimiter, HEADER_RECORDS)
    first, below = (records[0], records[1:]) if records else ([], [])
    cells = None if titles else _names_in_comment(comments, delimiter, first, below, header)
    notes: list[str] = []
    n_comments = sum(bool(comment.strip()) for comment in comments) - (cells is not None)
    if n_comments:
        notes.append(
            f"{plural(n_comments, 'comment line')} above the table {'was' if n_comments == 1 else 'were'} skipped"
        )
    if titles:
        notes.append(f"{plural(titles, 'line')} above the table skipped, such as {short_repr(title)}")
    has_header = False
    if cells is None:
        has_header = looks_like_header(first, below, delimiter) if header is None else header
    else:
        notes.append(f"the names are those of the last comment: {format_list(cells, 3)}")
    width = len(first)
    if has_header:
        cells, width = _fit_header(first, below, delimiter)
        if header is None:
            notes += _number_names(cells, delimiter)
    elif cells is None and header is None:
        names = [f"column{i + 1}" for i in range(width)]
        notes.append(
            f"the first line holds data, so the columns are called {format_list(names, 3)}; header=True overrides it"
        )
    header_lines = has_header + sum(len(re.findall(r"\r\n|\r|\n", cell)) for cell in first) * has_header
    return Dialect(
        delimiter, len(comments) + titles, has_header, None if cells is None else tuple(cells), header_lines, width,
        _empty_at_end(cells, below if has_header else records, width), has_decimal_commas(body, delimiter),
        tuple(notes),
    )  # fmt: skip


def split_comments(text: str) -> tuple[list[str], str]:
    """The blank lines and comments above a table, and the rest of the text.

    A comment starts with #, % or //.
    """
    above, position = [], 0
    for match in re.finditer(r"([^\r\n]*)(\r\n|\r|\n|\Z)", text):
        line = match[1]
        if line.strip() and not COMMENT.fullmatch(line):
            break
        position = match.end()
        above.append(line)
        if position == len(text):
            break
    body = text[position:]
    if body.strip():
        return above, body
    blank = next((k for k, line in enumerate(above) if line.strip()), 0)  # nothing but comments: they are the table
    return above[:blank], text.lstrip("\r\n") if blank else text


def _count_title_lines(text: str, delimiter: str) -> int:
    """How many lines above a table hold titles: records with less than half of its fields.

    0 unless all records below them have equally many fields, but for a header with one more or less.
    """
    records = sample_records(text, delimiter)
    width = len(records[-1]) if records else 0
    titles = next((k for k, record in enumerate(records) if len(record) > max(1, width / 2)), 0)
    below = records[titles:]
    if not titles or width < 3 or len(below) < MIN_RECORDS or any(len(record) != width for record in below[1:]):
        return 0
    if abs(len(below[0]) - width) > 1:
        return 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    for _ in range(titles):
        while is_blank(next(reader)):
            pass
    lines = reader.line_num
    while is_blank(next(reader)):
        lines = reader.line_num
    return lines


def drop_lines(text: str, count: int) -> str:
    """The text below its first lines."""
    position = 0
    for match in islice(re.finditer(r"\r\n|\r|\n", text), count):
        position = match.end()
    return text[position:]


def find_delimiter(text: str) -> str:
    """The delimiter for which most of the first records have equally many fields.

    Spaces, if no other delimiter divides the records but spaces do, or if they divide numbers that tabs do not. A comma
    if nothing divides them.
    """
    best, best_agreement, best_records = ",", 0.0, sample_records(text, ",")
    for delimiter in DELIMITERS:
        records = sample_records(text, delimiter)
        width, agreement = _common_width(records)
        has_titles = len(records) > MIN_RECORDS and width > 2
        if width > 1 and agreement > best_agreement and (len(records[0]) > 1 or has_titles):
            best, best_agreement, best_records = delimiter, agreement, records
    if best_agreement == 0 or (best == "\t" and _has_several_numbers(best_records)):
        width, agreement = _common_width(sample_records(text, SPACES))
        if width > 1 and agreement >= MIN_SPACES_AGREEMENT:
            return SPACES
    return best


def _common_width(records: Sequence[Sequence[str]]) -> tuple[int, float]:
    """The most frequent number of fields, and the share of the records that have it or, as a header may, one less."""
    if not records:
        return 0, 0.0
    counts = Counter(map(len, records))
    width, _ = max(counts.items(), key=lambda item: (item[1], item[0]))
    agreeing = counts[width] + (len(records[0]) == width - 1 and len(records) > 1)
    return width, agreeing / len(records)


def _has_several_numbers(records: Sequence[Sequence[str]]) -> bool:
    """Whether most records have a field of several numbers between spaces, other than 1 000 000."""
    several = sum(
        any(SEVERAL_NUMBERS.fullmatch(cell) and not GROUPED_NUMBER.fullmatch(cell) for cell in record)
        for record in records
    )
    return several > len(records) / 2


def looks_like_header(first: Sequence[str], below: Sequence[Sequence[str]], delimiter: str) -> bool:
    """Whether a record holds names and not data.

    It is data if its cells are like those below them: numbers where the column has numbers, texts that occur again. If
    there are numbers beside texts that do not occur again, it is a header only if the numbers read like a series of
    names: years, or numbers at equal distances.
    """
    numbers = [is_number(cell, delimiter) for cell in first]
    missing = [cell.strip().lower() in MISSING_WORDS for cell in first]
    if not any(numbers):
        return not _all_recur(first, below, missing)
    rest = [cell.strip() for cell in first[1:]]
    if first and not first[0].strip() and _is_ascending(rest):
        return True  # the index of a table whose columns are numbered
    if len(first) > 2 and [cell.strip() for cell in first] == [str(i) for i in range(len(first))]:
        return True
    others = [i for i in range(len(first)) if not numbers[i] and not missing[i]]
    if not others:
        return False
    columns = {i: [record[i].strip() for record in below if len(record) > i] for i in others}
    if any(_all_numbers(columns[i], delimiter) for i in others):
        return True  # a word above nothing but numbers
    if all(_recurs(first[i].strip(), columns[i]) for i in others):
        return False
    return _is_series([cell.strip() for cell, number in zip(first, numbers, strict=True) if number])


def _all_numbers(cells: Sequence[str], delimiter: str) -> bool:
    present = [cell for cell in cells if cell.lower() not in MISSING_WORDS]
    return len(present) > 0 and all(is_number(cell, delimiter) for cell in present)


def _recurs(cell: str, below: Sequence[str]) -> bool:
    """Whether a text is found below, or is a date above dates."""
    return cell in below or bool(DATE.fullmatch(cell) and below and all(DATE.fullmatch(each) for each in below if each))


def _all_recur(first: Sequence[str], below: Sequence[Sequence[str]], missing: Sequence[bool]) -> bool:
    """Whether every text of a record occurs again, in other records, below its place: then none is a name."""
    texts = [i for i in range(len(first)) if not missing[i]]
    others = [record for record in below if list(record) != list(first)]
    return len(texts) > 1 and all(
        _recurs(first[i].strip(), [record[i].strip() for record in others if len(record) > i]) for i in texts
    )


def _is_ascending(cells: Sequence[str]) -> bool:
    if not cells or not all(NUMBER.fullmatch(cell) for cell in cells):
        return False
    values = [float(cell) for cell in cells]
    return all(before < after for before, after in pairwise(values))


def _is_series(cells: Sequence[str]) -> bool:
    """Whether numbers could be names: years, 0, or ascending whole numbers at equal distances."""
    if not cells or not all(INTEGER.fullmatch(cell) for cell in cells):
        return False
    values = [int(cell) for cell in cells]
    steps = {after - before for before, after in pairwise(values)}
    years = all(1000 <= value < 3000 for value in values)
    if len(values) == 1:
        return years or values[0] == 0
    ascending = all(step > 0 for step in steps) or all(step < 0 for step in steps)
    return ascending and (years or len(steps) == 1)


def _fit_header(first: Sequence[str], below: Sequence[Sequence[str]], delimiter: str) -> tuple[list[str], int]:
    """The header's cells, one for each field of the records below, and how many fields these have.

    A header may be one field shorter, because the row numbers of R have no name or because only the records end with a
    delimiter, or one longer, because only the header ends with one.
    """
    cells = [cell.strip() for cell in first]
    widths = {len(record) for record in below}
    if len(widths) != 1:
        return cells, len(cells)
    width = widths.pop()
    if len(cells) == width + 1 and not cells[-1].strip():
        return cells[:-1], width
    if len(cells) != width - 1 or (len(cells) < 2 and delimiter in (",", SPACES)):
        return cells, len(cells)
    at_end = not any(record[-1].strip() for record in below)
    return ([*cells, ""] if at_end else ["", *cells]), width


def _empty_at_end(cells: Sequence[str] | None, records: Sequence[Sequence[str]], width: int) -> int:
    """How many of the last columns have neither a name nor a cell."""
    count = 0
    for i in range(width - 1, 0, -1):
        named = cells is not None and i < len(cells) and cells[i].strip()
        if named or not records or any(len(record) > i and record[i].strip() for record in records):
            break
        count += 1
    return count


def _names_in_comment(
    comments: Sequence[str], delimiter: str, first: Sequence[str], below: Sequence[Sequence[str]], header: bool | None
) -> list[str] | None:
    """The cells of the last comment if they are the header, else None.

    They are if there are as many as fields, and either the first record holds data or the comment is the only one and
    has no space behind its mark.
    """
    comment = COMMENT.fullmatch(comments[-1]) if comments else None
    if comment is None or header is not None or len(first) < 2:
        return None
    text = comment["text"]
    records = sample_records(text.strip() if delimiter == SPACES else text, delimiter) if text.strip() else []
    cells = [cell.strip() for cell in records[0]] if records else []
    if len(cells) != len(first):
        return None
    only = sum(bool(line.strip()) for line in comments) == 1
    if not (only and text[:1] not in (" ", "\t")) and looks_like_header(first, below, delimiter):
        return None
    return [cells[0] or comment["mark"], *cells[1:]]


def is_blank(fields: Sequence[str]) -> bool:
    """Whether a record is a blank line: empty, or only spaces (which the reader skips)."""
    return len(fields) < 2 and not any(fields)


def has_decimal_commas(text: str, delimiter: str) -> bool:
    """Whether some field is a number such as 1,5 (only if the delimiter is not a comma)."""
    if delimiter == ",":
        return False
    edge = rf"[{re.escape(delimiter)}\r\n]"
    return re.search(rf'(?:^|{edge}) *"?[+-]?[0-9]+,(?![0-9]{{3}}(?![0-9]))[0-9]+"? *(?:$|{edge})', text) is not None


def sample_records(text: str, delimiter: str, count: int = SAMPLE_RECORDS) -> list[list[str]]:
    """The first records that are not blank, read leniently; without the last one of a truncated text."""
    sample = text.lstrip("\r\n")[:SAMPLE_CHARACTERS]
    if delimiter == SPACES:
        sample = without_tabs(sample)
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True)
    records: list[list[str]] = []
    with suppress(csv.Error):  # reported by the strict reader, with the line
        records.extend(islice(filterfalse(is_blank, reader), count))
    if delimiter == SPACES:
        records = [without_last_blank(record) for record in records]
    return records[:-1] if len(text) > SAMPLE_CHARACTERS and 1 < len(records) < count else records


def without_tabs(text: str) -> str:
    """A table that is separated by spaces, with spaces in place of its tabs."""
    return text.replace("\t", " ")


def without_last_blank(fields: list[str]) -> list[str]:
    """The fields of a record that is separated by spaces, without the empty one behind spaces at its end."""
    return fields[:-1] if len(fields) > 1 and not fields[-1] else fields


def is_number(cell: str, delimiter: str = ",") -> bool:
    """Whether a cell is a number; where the comma is not the delimiter, it may be the decimal sign."""
    text = cell.strip()
    comma = delimiter != "," and re.fullmatch(r"[+-]?[0-9]+,[0-9]*", text)
    return bool(comma or NUMBER.fullmatch(text))


def _number_names(cells: Sequence[str], delimiter: str) -> list[str]:
    names = [cell.strip() for cell in cells if is_number(cell, delimiter)]
    if not names:
        return []
    return [
        f"the header has names that are numbers ({format_list(names, 3)}); if the first line is data, pass header=False"
    ]
