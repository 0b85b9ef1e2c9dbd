"""Type inference: from cells to a typed column of numbers, booleans or categories."""

import datetime
import math
import numbers
import re
from collections import Counter
from decimal import Decimal
from typing import Any, NoReturn

import numpy as np

from nnplay.data.columns import EXACT_INTEGERS, FALSE_WORDS, MISSING_WORDS, TRUE_WORDS, Column, Floats, Values
from nnplay.data.readers.table import Table
from nnplay.errors import DataError
from nnplay.utils.text import plural, short_repr

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
NUMBER_WITH_COMMA = re.compile(r"[+-]?(?:[0-9]+,?[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?")
INTEGER = re.compile(r"[+-]?[0-9]+")
INFINITY = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
TIME = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s?(?:Z|[AaPp][Mm]|[+-][0-9]{2}:?[0-9]{2})?"
DAY = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,4}([/.-])[0-9]{1,2}\1[0-9]{2,4}"
DATE = re.compile(rf"(?:{DAY})(?:[T\s]\s?{TIME})?|{TIME}")

TRUE_AND_FALSE = frozenset({"true", "false"})
BOOLEAN_WORDS = TRUE_WORDS | FALSE_WORDS

MIN_NUMERIC_SHARE = 0.9
"""With at least this share of numbers, a column that also holds texts is a numeric column with mistakes."""

DATE_TYPES = (datetime.date, datetime.time, datetime.timedelta, np.datetime64, np.timedelta64)


def typed_column(table: Table, name: str, boolean_words: frozenset[str] = BOOLEAN_WORDS) -> Column:
    """A column of a table, its kind inferred from all of its cells.

    Texts are boolean if all of them are among `boolean_words`. For a target these are only true and false, so that the
    classes "yes" and "no" keep their names.

    Raises:
        DataError: an infinite number, a text in a column of numbers, dates, nested values, or no values at all.
    """
    cells = table.column(name)
    if cells.dtype.kind in "mM":
        refuse_dates(table.source, table.place(0), name, cells[0] if len(cells) else cells.dtype)
    if cells.dtype.kind in "biuf":
        kind = cells.dtype.kind
        integers = kind in "iu" or name in table.integers
        column = Column(name, "boolean" if kind == "b" else "number", cells.astype(np.float64), is_integer=integers)
    else:
        column = _column_of_texts(table, name, cells, boolean_words)
    if column.kind != "category":
        infinite = np.isinf(column.values)
        if infinite.any():
            row = int(infinite.argmax())
            refuse_infinite(table, name, row, cells[row])
    if len(column) and column.missing.all():
        scope = f"the {plural(len(column), 'row')} read to infer its type" if table.partial else "any row"
        raise DataError(f"{table.source}: column {name!r} has no value in {scope}; leave it out with features=")
    return column


def parse_number(text: str, decimal_comma: bool = False) -> float | None:
    """The number in a text: NaN for a word that means missing, ±inf for an infinity, None for anything else."""
    text = text.strip()
    if decimal_comma:
        if NUMBER_WITH_COMMA.fullmatch(text):
            return float(text.replace(",", "."))
    elif NUMBER.fullmatch(text):
        return float(text)
    if text.lower() in MISSING_WORDS:
        return math.nan
    return float(text) if INFINITY.fullmatch(text) else None


def parse_bool(text: str) -> float | None:
    """1 for true and yes, 0 for false and no, None for anything else."""
    word = text.strip().lower()
    return 1.0 if word in TRUE_WORDS else 0.0 if word in FALSE_WORDS else None


def cell_to_text(cell: Any) -> str | None:
    """A cell as stripped text; None for an empty cell and for types that have no plain text."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    if isinstance(cell, numbers.Integral):
        return str(int(cell))
    if isinstance(cell, numbers.Real | Decimal):
        return None if math.isnan(cell) else str(cell) if isinstance(cell, Decimal) else repr(float(cell))
    return None


def is_missing(cell: Any) -> bool:
    """Whether a cell is empty in any library: None, NaN, pandas.NA or NaT."""
    return cell is None or str(cell) in ("nan", "<NA>", "NaT")


def exceeds_exact_integers(column: Column) -> bool:
    """Whether an integer column has values of 2**53 or more, which float64 may round."""
    return column.is_integer and bool((np.abs(column.values) >= EXACT_INTEGERS).any())


def parse_all_numbers(cells: Values) -> Floats | None:
    """Fast path: texts that are all plain numbers as floats, shape (n,); None if any is anything else."""
    try:
        if "".join(cells).strip("0123456789.+-eE"):
            return None
        return cells.astype(np.float64)
    except (TypeError, ValueError):
        return None


def _column_of_texts(table: Table, name: str, cells: Values, boolean_words: frozenset[str]) -> Column:
    """Infer the kind by looking at each distinct text once."""
    values = None if table.typed or table.decimal_comma else parse_all_numbers(cells)
    if values is not None:
        return Column(name, "number", values, is_integer=not "".join(cells).strip("0123456789+-"))
    texts = [_text(table, name, row, cell) for row, cell in enumerate(cells)]
    counts = Counter(text for text in texts if text is not None)
    present = [text for text in counts if text.lower() not in MISSING_WORDS]
    n_present = sum(counts[text] for text in present)

    if present and all(text.lower() in boolean_words for text in present):
        truth: dict[str | None, float | None] = {text: parse_bool(text) for text in counts}
        return Column(name, "boolean", np.array([truth.get(text) for text in texts], dtype=np.float64))

    stored_as_text = table.typed and all(isinstance(cell, str) for cell in cells if not is_missing(cell))
    if not stored_as_text:
        number: dict[str | None, float | None] = {text: parse_number(text, table.decimal_comma) for text in counts}
        wrong = {text for text in present if number[text] is None}
        if n_present - sum(counts[text] for text in wrong) >= MIN_NUMERIC_SHARE * n_present:
            if wrong:
                _refuse_text(table, name, texts, wrong)
            integers = all(INTEGER.fullmatch(text) for text in present)
            return Column(
                name, "number", np.array([number.get(text) for text in texts], dtype=np.float64), is_integer=integers
            )
        with_point = {text for text in wrong if NUMBER.fullmatch(text)}
        others = sum(counts[text] for text in wrong - with_point)
        if with_point and n_present - others >= MIN_NUMERIC_SHARE * n_present:
            _refuse_text(table, name, texts, with_point)
    if sum(counts[text] for text in present if DATE.fullmatch(text)) >= MIN_NUMERIC_SHARE * n_present > 0:
        row = next(row for row, text in enumerate(texts) if text in present)
        refuse_dates(table.source, table.place(row), name, cells[row])
    return Column(name, "category", np.array([text or None for text in texts], dtype=object))


def _text(table: Table, name: str, row: int, cell: Any) -> str | None:
    text = cell_to_text(cell)
    if text is not None or is_missing(cell):
        return text
    if isinstance(cell, DATE_TYPES):
        refuse_dates(table.source, table.place(row), name, cell)
    raise DataError(
        f"{table.source}, {table.place(row)}: column {name!r} holds a {type(cell).__name__}, not a number or a text; "
        "leave it out with features="
    )


def _refuse_text(table: Table, name: str, texts: list[str | None], wrong: set[str]) -> NoReturn:
    row = next(row for row, text in enumerate(texts) if text in wrong)
    refuse_cell(table, name, row, texts[row], "numbers with a decimal comma" if table.decimal_comma else "numbers")


def refuse_cell(table: Table, name: str, row: int, cell: Any, expected: str) -> NoReturn:
    """Raise the error for a cell that is not of its column's kind."""
    raise DataError(
        f"{table.source}, {table.place(row)}: column {name!r} holds {expected}, but this cell is "
        f"{short_repr(cell)}; correct that cell, empty it, or leave the column out with features="
    )


def refuse_infinite(table: Table, name: str, row: int, cell: Any) -> NoReturn:
    """Raise the error for a number that is not finite."""
    raise DataError(
        f"{table.source}, {table.place(row)}: column {name!r} has the value {short_repr(cell)}, "
        "which is not a finite number; correct that cell or empty it"
    )


def refuse_dates(source: str, place: str, name: str, example: Any) -> NoReturn:
    """Raise the error for a column of dates or times."""
    raise DataError(
        f"{source}, {place}: column {name!r} holds dates or times ({short_repr(example)}); derive a number from it, "
        "such as the days since the first date, or leave it out with features="
    )
