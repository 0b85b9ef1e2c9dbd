"""Type inference: from cells to a typed column of numbers, booleans, dates or categories.

Every column is read by itself: its decimal and thousands separators, currency and percent signs, date format and words
for missing values are its own. A column is of a kind if at least 90 % of its cells are; the others count as missing,
and a note says so.
"""

import datetime
import math
import numbers
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np

from nnplay.data.cell_format import MISSING_CLASSES, MISSING_WORDS, PLAIN, PLAIN_NUMBER, CellFormat, find_numbers
from nnplay.data.column_options import INFERRED, ColumnOption
from nnplay.data.columns import EXACT_INTEGERS, FALSE_WORDS, TRUE_WORDS, Column, Floats, Values
from nnplay.data.date_format import ISO, date_text, infer_date_format, parse_date, seconds_since_1970
from nnplay.data.number_format import infer_number_format
from nnplay.data.number_matrix import MatrixColumn, NumberMatrix
from nnplay.data.readers.table import Table
from nnplay.errors import DataError, UnreadableColumnError
from nnplay.utils.text import format_list, plural, short_repr

INTEGER = re.compile(r"[+-]?[0-9]+")
LEADING_ZERO = re.compile(r"0[0-9]+")
COMPACT_DATE = re.compile(r"(?:19|20)[0-9]{6}")

TRUE_AND_FALSE = frozenset({"true", "false"})
BOOLEAN_WORDS = TRUE_WORDS | FALSE_WORDS

MIN_SHARE = 0.9
"""With at least this share of numbers, a column that also holds other texts is a numeric column with mistakes."""

FEW_LEVELS = 20
"""Numbers that are stored as text in a typed table stay categories up to this many different ones."""

MIN_MATRIX_COLUMNS = 16
"""So many columns of numbers of one type become a matrix."""

MISSING_CODES = frozenset({-9, -99, -999, -9999, -99999, -999999, 999, 9999, 99999, 999999})
"""Numbers that some data use for a missing value."""

MIN_GAP = 3.0
"""A code is suspicious if it is this many times the range of the other values away from them."""

DATE_TYPES = (datetime.date, datetime.time, np.datetime64)
DURATIONS = (datetime.timedelta, np.timedelta64)


def typed_column(table: Table, name: str, option: ColumnOption = INFERRED, *, target: bool = False) -> Column:
    """A column of a table, its kind inferred from all of its cells unless the user says what it is.

    As the target, only the words true and false are booleans, so that the classes "yes" and "no" keep their names.

    Raises:
        DataError: nested values, or no cell of the kind that the user asked for.
    """
    cells = table.column(name)
    if cells.dtype.kind in "mM":
        column = _from_datetimes(name, cells)
    elif cells.dtype.kind in "biuf":
        column = _finite(table, number_column(table, name, cells.dtype, cells.astype(np.float64)))
        if option.missing:
            column = _without_codes(column, option.missing)
    else:
        column = _from_objects(table, name, cells, option, target)
    if option.kind is not None and (option.kind != column.kind or option.order):
        column = _converted(table, column, option)
    if column.kind == "number" and not option.missing:
        column = _with_notes(column, _suspicious_codes(column))
    return replace(column, encoding=option.encoding)


def label_column(table: Table, name: str, option: ColumnOption) -> Column:
    """A target whose values are classes, from a text table: 1.10 and 1.1, or 007 and 7, are different labels.

    It is `typed_column`'s, but categories if that makes one number of several texts.
    """
    column = typed_column(table, name, option, target=True)
    if column.kind != "number" or table.typed or option.kind is not None:
        return column
    texts = [cell_to_text(cell) for cell in table.column(name)]
    labels = {text: value for text, value in zip(texts, column.values.tolist(), strict=True) if not math.isnan(value)}
    if len(labels) == len(set(labels.values())):
        return column
    first = {value: text for text, value in reversed(labels.items())}
    pairs = [f"{first[value]!r} and {text!r}" for text, value in labels.items() if first[value] != text]
    return _with_notes(
        typed_column(table, name, replace(option, kind="category"), target=True),
        [f"labels that are one number but written in several ways are different classes: {format_list(pairs, 2)}"],
    )


def matrix_columns(table: Table, names: Collection[str]) -> dict[str, Column]:
    """Those of the columns that are numbers of one type, without missing and infinite values, as columns of a matrix.

    They are what `typed_column` makes of them, but for where their values are stored.
    """
    columns: dict[str, Column] = {}
    for matrix, members in number_matrices(table, names):
        finite = np.isfinite(matrix.low) & np.isfinite(matrix.high)
        for position, name in members:
            if finite[position]:
                column = number_column(table, name, matrix.values.dtype, MatrixColumn(matrix, position))
                columns[name] = _with_notes(column, _suspicious_codes(column)) if column.kind == "number" else column
    return columns


def number_matrices(table: Table, names: Collection[str]) -> Iterator[tuple[NumberMatrix, list[tuple[int, str]]]]:
    """The numbers of a table with many columns as matrices, one for each type, with the columns of each."""
    if table.array is not None:
        members = [(place, name) for place, name in enumerate(table.names[: table.array.shape[1]]) if name in names]
        if members and table.n_rows:
            yield NumberMatrix.of_array(table.array), members
        return
    if len(table.numbers.intersection(names)) < MIN_MATRIX_COLUMNS:
        return
    by_type: dict[np.dtype[Any], dict[str, Values]] = {}
    for name in names:
        if name in table.numbers and (cells := table.column(name)).dtype.kind in "biuf":
            by_type.setdefault(cells.dtype, {})[name] = cells
    for cells_of in by_type.values():
        if len(cells_of) >= MIN_MATRIX_COLUMNS and table.n_rows:
            yield NumberMatrix.of_columns(list(cells_of.values())), list(enumerate(cells_of))


def number_column(table: Table, name: str, dtype: np.dtype[Any], stored: Values | MatrixColumn) -> Column:
    """A column whose cells are numbers or booleans of this type."""
    integers = dtype.kind in "iu" or name in table.integers
    return Column(name, "boolean" if dtype.kind == "b" else "number", stored, is_integer=integers)


def cell_to_text(cell: Any) -> str | None:
    """A cell as text without surrounding and repeated spaces; None for empty cells and types without a plain text."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    if isinstance(cell, numbers.Integral):
        return str(int(cell))
    if isinstance(cell, numbers.Real | Decimal):
        if math.isnan(cell):
            return None
        number = float(cell)
        if abs(number) < EXACT_INTEGERS and number.is_integer():
            return str(int(number))
        return str(cell) if isinstance(cell, Decimal) else repr(number)
    return None


def parse_bool(text: str) -> float | None:
    """1 for true and yes, 0 for false and no, None for anything else."""
    word = text.strip().lower()
    return 1.0 if word in TRUE_WORDS else 0.0 if word in FALSE_WORDS else None


def is_missing(cell: Any) -> bool:
    """Whether a cell is empty in any library: None, NaN, pandas.NA or NaT."""
    return cell is None or str(cell) in ("nan", "<NA>", "NaT")


def exceeds_exact_integers(column: Column) -> bool:
    """Whether an integer column has values of 2**53 or more, which float64 may round."""
    if not column.is_integer or not isinstance(column.stored, MatrixColumn):
        return column.is_integer and bool((np.abs(column.values) >= EXACT_INTEGERS).any())
    return max(-column.stored.low, column.stored.high) >= EXACT_INTEGERS


def parse_all_numbers(cells: Values) -> Floats | None:
    """Fast path: texts that are all plain numbers as floats, shape (n,); None if any is anything else."""
    try:
        if "".join(cells).strip("0123456789.+-eE"):
            return None
        return cells.astype(np.float64)
    except (TypeError, ValueError):
        return None


def date_values(cells: Values) -> Floats:
    """datetime64 values as seconds since 1970 (n,), NaN where missing."""
    microseconds = cells.astype("datetime64[us]")
    return np.where(np.isnat(microseconds), np.nan, microseconds.astype(np.int64) / 1e6)


def _from_datetimes(name: str, cells: Values) -> Column:
    if cells.dtype.kind == "M":
        return Column(name, "date", date_values(cells), format=CellFormat(date=ISO))
    missing = np.isnat(cells)
    seconds = cells.astype("timedelta64[us]").astype(np.int64) / 1e6
    return Column(name, "number", np.where(missing, np.nan, seconds), notes=("durations are read in seconds",))


def _from_objects(table: Table, name: str, cells: Values, option: ColumnOption, target: bool) -> Column:
    """Infer the kind by looking at each distinct text once."""
    plain = not table.typed and not table.decimal_comma and option == INFERRED
    if plain and (values := parse_all_numbers(cells)) is not None:
        integers = not "".join(cells).strip("0123456789+-")
        if not (integers and any(LEADING_ZERO.fullmatch(text) for text in cells)):
            column = Column(name, "number", values, is_integer=integers)
            return _finite(table, _compact_dates(column) if integers and len(column) and not target else column)
    if _holds_dates(cells):
        return _from_date_objects(table, name, cells)
    if any(isinstance(cell, DURATIONS) for cell in cells):
        durations = [None if is_missing(cell) else np.timedelta64(cell, "us") for cell in cells]
        return _from_datetimes(name, np.array(durations, dtype="timedelta64[us]"))
    texts = [_text(table, name, row, cell) for row, cell in enumerate(cells)]
    counts = Counter(text for text in texts if text is not None)
    return _from_texts(table, name, cells, texts, counts, option, target)


def _from_texts(
    table: Table,
    name: str,
    cells: Values,
    texts: list[str | None],
    counts: Counter[str],
    option: ColumnOption,
    target: bool,
) -> Column:
    words = MISSING_CLASSES if target else MISSING_WORDS
    own = CellFormat(missing=option.missing)
    present = Counter({text: n for text, n in counts.items() if not own.is_missing(text, words)})
    if option.kind == "category":
        return _categories(name, texts, present, option, own)
    if present and option.kind in (None, "boolean"):
        boolean = all(text.lower() in BOOLEAN_WORDS for text in present)
        if len({parse_bool(text) for text in present}) == 1 and option.kind is None:
            boolean = boolean and all(own.is_missing(text, MISSING_CLASSES) for text in counts.keys() - present.keys())
        if boolean and (not target or all(text.lower() in TRUE_AND_FALSE for text in present)):
            return Column(name, "boolean", _map(texts, {text: parse_bool(text) for text in present}), format=own)
        if boolean and option.kind is None:
            return _categories(name, texts, _same_case(present), option, own, _spelling(present))
    if option.kind in (None, "number"):
        stored_as_text = table.typed and all(isinstance(cell, str) for cell in cells if not is_missing(cell))
        column = _number_column(table, name, texts, present, option, stored_as_text)
        if column is not None:
            return column
    if option.kind in (None, "date"):
        column = _date_column(table, name, texts, present, option)
        if column is not None:
            return column
    if option.kind is not None:
        raise DataError(
            f"{table.source}: column {name!r} cannot be read as a {option.kind}: its values are "
            f"{format_list(map(short_repr, present), 3)}"
        )
    if not target:  # "none" and the like are levels of their own among texts
        present = Counter({text: n for text, n in counts.items() if not own.is_missing(text, MISSING_CLASSES)})
    return _categories(name, texts, present, option, own)


def _number_column(
    table: Table, name: str, texts: list[str | None], present: Counter[str], option: ColumnOption, stored_as_text: bool
) -> Column | None:
    """The column as numbers; None if fewer than 90 % of its cells are."""
    n_present = sum(present.values())
    if not n_present:
        return None
    format, note = infer_number_format(present, table.decimal_comma or None)
    format = CellFormat(format.decimal, format.thousands, missing=option.missing)
    number = {text: format.parse_number(text) for text in present}
    if n_present - _rows_without(present, number) < MIN_SHARE * n_present and option.kind is None:
        bounds = Counter(bound for text in present for bound in find_numbers(text))
        format, _ = infer_number_format(bounds, table.decimal_comma or None)
        format = CellFormat(format.decimal, format.thousands, intervals=True, missing=option.missing)
        number = {text: format.parse_number(text) for text in present}
        two_sided = sum(format.parse_interval(text) is not None for text in present)
        if _rows_without(present, number) or two_sided < 2:
            return None
        note = f"intervals such as {next(iter(present))} are read as their midpoints"
    if option.kind is None:
        digits = [text for text in present if INTEGER.fullmatch(text)]
        if len(digits) == len(present) and any(LEADING_ZERO.fullmatch(text) for text in digits):
            return None  # zip codes and ids
        plain = all(PLAIN_NUMBER.fullmatch(text) for text in present)
        if stored_as_text and plain and len(present) <= FEW_LEVELS:
            return None
    is_integer = all(INTEGER.fullmatch(text) for text in present)
    notes = (note,) if note else ()
    column = Column(name, "number", _map(texts, number), is_integer, format, notes=notes)
    column = _with_notes(column, _mistakes(table, texts, present, number, "a number"))
    if is_integer and option.kind is None and not stored_as_text:
        column = _compact_dates(column)
    return _finite(table, column)


def _rows_without(present: Counter[str], values: Mapping[str, float | None]) -> int:
    return sum(count for text, count in present.items() if values[text] is None)


def _date_column(
    table: Table, name: str, texts: list[str | None], present: Counter[str], option: ColumnOption
) -> Column | None:
    """The column as dates; None if fewer than 90 % of its cells are."""
    format, note = (option.date, "") if option.date else infer_date_format(present, MIN_SHARE)
    if not format:
        return None
    seconds = {text: parse_date(text, format) for text in present}
    if all(value is None for value in seconds.values()):
        return None
    how = CellFormat(date=format, missing=option.missing)
    column = Column(name, "date", _map(texts, seconds), format=how, notes=(note,) if note else ())
    return _with_notes(column, _mistakes(table, texts, present, seconds, "a date"))


def _compact_dates(column: Column) -> Column:
    """Integers such as 20141231 as dates, if all of them are."""
    values = column.values[~np.isnan(column.values)]
    if not len(values) or values.min() < 19000101 or values.max() > 20991231:
        return column
    texts = [str(int(value)) for value in np.unique(values)]
    seconds = [parse_date(text, "%Y%m%d") for text in texts if COMPACT_DATE.fullmatch(text)]
    if len(texts) < 2 or len(seconds) < len(texts) or None in seconds:
        return column
    known = dict(zip(np.unique(values).tolist(), seconds, strict=True))
    dates = np.array([known.get(value, np.nan) for value in column.values.tolist()], dtype=np.float64)
    return Column(column.name, "date", dates, format=CellFormat(date="%Y%m%d"))


def _categories(
    name: str,
    texts: list[str | None],
    present: Mapping[str, int],
    option: ColumnOption,
    format: CellFormat,
    spelling: Mapping[str, str] | None = None,
) -> Column:
    """The column as categories; with `spelling`, texts that differ only in case are one."""
    spelling = spelling or {}
    level = {text: spelling.get(text, text) for text in {*present, *spelling}}
    values = np.array([None if text is None else level.get(text) for text in texts], dtype=object)
    return Column(name, "category", values, format=format, order=option.order)


def _spelling(present: Counter[str]) -> dict[str, str]:
    """The most frequent spelling of each word, whatever its case."""
    groups: dict[str, list[str]] = {}
    for text in present:
        groups.setdefault(text.lower(), []).append(text)
    return {text: max(group, key=present.__getitem__) for group in groups.values() for text in group}


def _same_case(present: Counter[str]) -> Counter[str]:
    spelling, merged = _spelling(present), Counter[str]()
    for text, count in present.items():
        merged[spelling[text]] += count
    return merged


def _holds_dates(cells: Values) -> bool:
    """Whether there are date and time objects, and hardly any numbers, among the cells."""
    n_dates = sum(isinstance(cell, DATE_TYPES) for cell in cells)
    n_numbers = sum(isinstance(cell, numbers.Real) and not is_missing(cell) for cell in cells)
    return n_dates > 0 and n_dates >= MIN_SHARE * (n_dates + n_numbers)


def _from_date_objects(table: Table, name: str, cells: Values) -> Column:
    """Date and time objects, with texts between them where a workbook could not read one."""
    seconds: list[float | None] = []
    wrong: dict[str, None] = {}
    for cell in cells:
        value: float | None = None
        if isinstance(cell, np.datetime64):
            value = float(date_values(np.array([cell]))[0])
        elif isinstance(cell, datetime.date | datetime.time) and str(cell) != "NaT":
            value = seconds_since_1970(cell)
        elif not is_missing(cell) and (text := cell_to_text(cell)) and not PLAIN.is_missing(text):
            value = parse_date(text, ISO)
            if value is None:
                wrong[text] = None
        seconds.append(value)
    values = np.array([math.nan if value is None else value for value in seconds])
    column = Column(name, "date", values, format=CellFormat(date=ISO))
    if wrong:
        column = _with_notes(column, [f"{format_list(map(short_repr, wrong), 3)} is no date and counts as missing"])
    return column


def _converted(table: Table, column: Column, option: ColumnOption) -> Column:
    """The column as the kind that the user asks for."""
    if option.order:
        unknown = sorted({value for value in column.values.tolist() if value is not None} - set(option.order))
        if column.kind != "category" or unknown:
            held = format_list(map(repr, unknown), 3) if unknown else f"{column.kind}s"
            raise DataError(
                f"{table.source}: column {column.name!r} has {held}, which is not among the levels "
                f"{'<'.join(option.order)}; list every level"
            )
        return column
    if option.kind == "category":
        labels = [None if math.isnan(value) else _label(column, value) for value in column.values.tolist()]
        return Column(column.name, "category", np.array(labels, dtype=object), notes=column.notes)
    if option.kind == "number" and column.kind == "boolean":
        return Column(column.name, "number", column.values, True, notes=column.notes)
    if option.kind == "date" and column.kind == "number":
        texts = [None if math.isnan(value) else _label(column, value) for value in column.values.tolist()]
        dated = _date_column(table, column.name, texts, Counter(text for text in texts if text), option)
        if dated is not None:
            return dated
    held = "dates" if column.kind == "date" else f"{column.kind} values"
    raise DataError(f"{table.source}: column {column.name!r} holds {held}, which cannot be read as a {option.kind}")


def _label(column: Column, value: float) -> str:
    if column.kind == "boolean":
        return "true" if value else "false"
    if column.kind == "date":
        return date_text(value)
    return str(int(value)) if column.is_integer or value.is_integer() else repr(value)


def _text(table: Table, name: str, row: int, cell: Any) -> str | None:
    text = cell_to_text(cell)
    if text is not None or is_missing(cell):
        return text
    if isinstance(cell, list | dict | tuple | set | np.ndarray | bytes | complex) or " object at 0x" in str(cell):
        raise UnreadableColumnError(
            f"{table.source}, {table.place(row)}: column {name!r} holds a {type(cell).__name__}, not a number or a text"
        )
    return " ".join(str(cell).split())  # such as an interval of pandas


def _map(texts: Iterable[str | None], values: Mapping[str, float | None]) -> Floats:
    """The value of each text, shape (n,), NaN where there is none."""
    known: dict[str | None, float] = {text: math.nan if v is None else v for text, v in values.items()}
    return np.array([known.get(text, math.nan) for text in texts], dtype=np.float64)


def _mistakes(
    table: Table, texts: list[str | None], present: Counter[str], values: Mapping[str, float | None], noun: str
) -> list[str]:
    """A note on cells that are not of their column's kind."""
    wrong = [text for text in present if values[text] is None]
    if not wrong:
        return []
    count, row = sum(present[text] for text in wrong), texts.index(wrong[0])
    verb = "counts" if count == 1 else "count"
    where = f"{short_repr(wrong[0])} ({table.place(row)})"
    return [f"{plural(count, 'cell')} such as {where} cannot be read as {noun} and {verb} as missing"]


def _finite(table: Table, column: Column) -> Column:
    """The column with infinities as missing values, and a note."""
    infinite = np.isinf(column.values)
    if not infinite.any():
        return column
    count, row = int(infinite.sum()), int(infinite.argmax())
    note = f"{plural(count, 'infinite value')} ({table.place(row)} first) counted as missing"
    return _with_notes(column.replace_values(np.where(infinite, np.nan, column.values)), [note])


def _without_codes(column: Column, codes: Iterable[str]) -> Column:
    values = column.values.copy()
    for code in codes:
        number = PLAIN.parse_number(code)
        if number is not None:
            values[values == number] = np.nan
    return column.replace_values(values)


def _suspicious_codes(column: Column) -> list[str]:
    """A note on a number such as −999 that is far from all the others and may mean a missing value."""
    if len(column) < 10 or (column.has_missing and column.missing.all()):
        return []
    if isinstance(column.stored, MatrixColumn):
        extremes = column.stored.low, column.stored.high
    else:
        extremes = float(np.nanmin(column.values)), float(np.nanmax(column.values))
    for code in extremes:
        if code in MISSING_CODES:
            values = column.values[~column.missing]
            others = values[values != code]
            count = len(values) - len(others)
            if count < 2 or not len(others):
                continue
            gap = min(abs(code - others.min()), abs(code - others.max()))
            if gap > MIN_GAP * max(float(np.ptp(others)), 1.0):
                return [
                    f"{code:g} in {plural(count, 'row')} is far from all other values; if it means missing, pass "
                    f"columns={{{column.name!r}: 'missing={code:g}'}}"
                ]
    return []


def _with_notes(column: Column, notes: Iterable[str]) -> Column:
    return Column(
        column.name, column.kind, column.stored, column.is_integer, column.format, column.order,
        (*column.notes, *notes),
    )  # fmt: skip
