"""From cells to a typed column: a number, a boolean, a category, or something to refuse."""

import datetime
import math
import numbers
import re
from collections import Counter
from decimal import Decimal
from typing import Any, NoReturn

import numpy as np

from nnplay.data.columns import (
    EXACT_INTEGERS,
    FALSE_WORDS,
    MISSING_WORDS,
    TRUE_WORDS,
    Column,
    Floats,
    Values,
    shortened,
)
from nnplay.data.readers.table import Table
from nnplay.errors import DataError

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
NUMBER_WITH_COMMA = re.compile(r"[+-]?(?:[0-9]+,?[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?")
INTEGER = re.compile(r"[+-]?[0-9]+")
INFINITY = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
CLOCK = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s?(?:Z|[AaPp][Mm]|[+-][0-9]{2}:?[0-9]{2})?"
DAY = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,4}([/.-])[0-9]{1,2}\1[0-9]{2,4}"
DATE = re.compile(rf"(?:{DAY})(?:[T\s]\s?{CLOCK})?|{CLOCK}")

TRUE_AND_FALSE = frozenset({"true", "false"})
TRUTHS = TRUE_WORDS | FALSE_WORDS

MOSTLY = 0.9
"""The share of numbers from which a column with a few texts counts as a numeric column with mistakes."""

DATE_TYPES = (datetime.date, datetime.time, datetime.timedelta, np.datetime64, np.timedelta64)


def typed_column(table: Table, name: str, truths: frozenset[str] = TRUTHS) -> Column:
    """The column of this name, its kind decided by all of its cells.

    Texts are boolean when all of them are among `truths`; a target passes only true and false, so that the classes
    "yes" and "no" keep their names.

    Raises:
        DataError: an infinite number, a text in a column of numbers, dates, nested values, or no values at all.
    """
    cells = table.column(name)
    if cells.dtype.kind in "mM":
        refuse_dates(table.source, table.place(0), name, cells[0] if len(cells) else cells.dtype)
    if cells.dtype.kind in "biuf":
        kind = cells.dtype.kind
        column = Column(name, "boolean" if kind == "b" else "number", cells.astype(np.float64), whole=kind in "iu")
    else:
        column = _column_of_texts(table, name, cells, truths)
    if column.kind != "category":
        infinite = np.isinf(column.values)
        if infinite.any():
            row = int(infinite.argmax())
            refuse_infinite(table, name, row, cells[row])
    if len(column) and column.missing.all():
        none = f"no value in the {len(column):,} rows that tell its kind" if table.partial else "no values at all"
        raise DataError(f"{table.source}: column {name!r} has {none}; leave it out with features=")
    return column


def parse_number(text: str, decimal_comma: bool = False) -> float | None:
    """The number a text spells: NaN for a word that means missing, ±inf for an infinity, None for anything else."""
    text = text.strip()
    if decimal_comma:
        if NUMBER_WITH_COMMA.fullmatch(text):
            return float(text.replace(",", "."))
    elif NUMBER.fullmatch(text):
        return float(text)
    if text.lower() in MISSING_WORDS:
        return math.nan
    return float(text) if INFINITY.fullmatch(text) else None


def parse_truth(text: str) -> float | None:
    """1 for true and yes, 0 for false and no, None for anything else."""
    word = text.strip().lower()
    return 1.0 if word in TRUE_WORDS else 0.0 if word in FALSE_WORDS else None


def as_text(cell: Any) -> str | None:
    """A cell as its text, stripped; None where there is nothing, and for a cell that has no plain text."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    if isinstance(cell, numbers.Integral):
        return str(int(cell))
    if isinstance(cell, numbers.Real | Decimal):
        return None if math.isnan(cell) else str(cell) if isinstance(cell, Decimal) else repr(float(cell))
    return None


def is_nothing(cell: Any) -> bool:
    """Whether a cell of any library is empty: None, NaN, pandas.NA or NaT."""
    return cell is None or str(cell) in ("nan", "<NA>", "NaT")


def beyond_exact(column: Column) -> bool:
    """Whether the column has whole numbers of 2**53 or more, where float64 skips some."""
    return column.whole and bool((np.abs(column.values) >= EXACT_INTEGERS).any())


def only_numbers(cells: Values) -> Floats | None:
    """The fast road for texts that are all plain numbers, shape (n,); None when they are anything else."""
    try:
        if "".join(cells).strip("0123456789.+-eE"):
            return None
        return cells.astype(np.float64)
    except (TypeError, ValueError):
        return None


def _column_of_texts(table: Table, name: str, cells: Values, truths: frozenset[str]) -> Column:
    """Decide by looking at each different text once."""
    plain = None if table.typed or table.decimal_comma else only_numbers(cells)
    if plain is not None:
        return Column(name, "number", plain, whole=not "".join(cells).strip("0123456789+-"))
    texts = [_text(table, name, row, cell) for row, cell in enumerate(cells)]
    counts = Counter(text for text in texts if text is not None)
    present = [text for text in counts if text.lower() not in MISSING_WORDS]
    n_present = sum(counts[text] for text in present)

    if present and all(text.lower() in truths for text in present):
        meaning: dict[str | None, float | None] = {text: parse_truth(text) for text in counts}
        return Column(name, "boolean", np.array([meaning.get(text) for text in texts], dtype=np.float64))

    text_on_purpose = table.typed and all(isinstance(cell, str) for cell in cells if not is_nothing(cell))
    if not text_on_purpose:
        spelled: dict[str | None, float | None] = {text: parse_number(text, table.decimal_comma) for text in counts}
        wrong = {text for text in present if spelled[text] is None}
        if n_present - sum(counts[text] for text in wrong) >= MOSTLY * n_present:
            if wrong:
                _refuse_text(table, name, texts, wrong)
            whole = all(INTEGER.fullmatch(text) for text in present)
            return Column(name, "number", np.array([spelled.get(t) for t in texts], dtype=np.float64), whole=whole)
        pointed = {text for text in wrong if NUMBER.fullmatch(text)}
        if pointed and n_present - sum(counts[text] for text in wrong - pointed) >= MOSTLY * n_present:
            _refuse_text(table, name, texts, pointed)
    if sum(counts[text] for text in present if DATE.fullmatch(text)) >= MOSTLY * n_present > 0:
        row = next(row for row, text in enumerate(texts) if text in present)
        refuse_dates(table.source, table.place(row), name, cells[row])
    return Column(name, "category", np.array([text or None for text in texts], dtype=object))


def _text(table: Table, name: str, row: int, cell: Any) -> str | None:
    text = as_text(cell)
    if text is not None or is_nothing(cell):
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
    """Say which cell is not of its column's kind."""
    raise DataError(
        f"{table.source}, {table.place(row)}: column {name!r} holds {expected}, but this cell is "
        f"{shortened(cell)}; correct that cell, empty it, or leave the column out with features="
    )


def refuse_infinite(table: Table, name: str, row: int, cell: Any) -> NoReturn:
    """Say which cell is no finite number."""
    raise DataError(
        f"{table.source}, {table.place(row)}: column {name!r} has the value {shortened(cell)}, "
        "which is not a finite number; correct that cell or empty it"
    )


def refuse_dates(source: str, place: str, name: str, example: Any) -> NoReturn:
    """Say what to do with a column of dates."""
    raise DataError(
        f"{source}, {place}: column {name!r} holds dates or times ({shortened(example)}); derive a number from it, "
        "such as the days since the first date, or leave it out with features="
    )
