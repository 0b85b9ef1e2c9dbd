"""The setting `split`: how it is written, and the column of the data that it names.

`split` is None (or "auto"), "random", "stratified", "time:COLUMN", "group:COLUMN", or a column whose values say train,
validation or test: COLUMN, or "column:COLUMN" where the name alone would mean something else.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from nnplay.data.columns import Column, Integers, Values
from nnplay.data.readers.table import Table
from nnplay.data.type_inference import cell_to_text, is_missing, typed_column
from nnplay.errors import DataError
from nnplay.utils.text import did_you_mean, format_list, plural, short_repr

SplitMethod: TypeAlias = Literal["auto", "random", "stratified", "time", "group", "column"]

FORMS = "auto, random, stratified, time:COLUMN, group:COLUMN or a column that says train, validation and test"
PART_WORDS = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("validation", "val", "valid", "dev", "development", "eval"), "validation"),
    **dict.fromkeys(("test", "testing"), "test"),
}
"""What the rows of a split column may say, in lower case, and the part that it means."""

FLAG_WORDS = {**dict.fromkeys(("true", "yes", "1", "1.0"), True), **dict.fromkeys(("false", "no", "0", "0.0"), False)}


@dataclass(frozen=True)
class SplitSetting:
    """A parsed setting `split`: the method, and the column that it needs."""

    method: SplitMethod
    column: str | None = None


def parse_split(text: str | None) -> SplitSetting:
    """Parse the setting.

    Raises:
        DataError: anything but a text, an empty text, or a method without its column.
    """
    if text is None:
        return SplitSetting("auto")
    if not isinstance(text, str) or not text.strip():
        raise DataError(f"split is {text!r}, but it must be {FORMS}")
    text = text.strip()
    match text.lower():
        case "auto":
            return SplitSetting("auto")
        case "random":
            return SplitSetting("random")
        case "stratified":
            return SplitSetting("stratified")
    prefix, colon, name = (part.strip() for part in text.partition(":"))
    methods: dict[str, SplitMethod] = {"time": "time", "group": "group", "column": "column"}
    if not colon or prefix.lower() not in methods:
        return SplitSetting("column", text)
    if not name:
        raise DataError(f"split is {text!r}, which names no column; write {prefix.lower()}:COLUMN")
    return SplitSetting(methods[prefix.lower()], name)


@dataclass(frozen=True, eq=False)
class SplitColumn:
    """What the setting `split`, and test and validation files, say about the rows of a table.

    Attributes:
        split: the setting.
        column: the times or groups of the rows, for those methods.
        row_parts: shape (n,): "train", "validation" or "test" where that is fixed, None where it is drawn; or None.
        notes: what the user should know.
    """

    split: str | None
    column: Column | None = None
    row_parts: Values | None = None
    notes: tuple[str, ...] = ()

    @property
    def required(self) -> tuple[Column, ...]:
        """The column that must have a value in each row."""
        return (self.column,) if self.column is not None and parse_split(self.split).method == "time" else ()

    def fields(self, rows: Integers, place: Callable[[int], str], source: str) -> dict[str, Any]:
        """The fields of a `Dataset` with only these rows of the table.

        Raises:
            DataError: a missing time, fewer than two groups, or no training rows.
        """
        column = None if self.column is None else self.column.take(rows)
        row_parts = None if self.row_parts is None else self.row_parts[rows]
        method = parse_split(self.split).method
        if column is not None:
            check_split_column(source, column, method, place)
        if row_parts is not None:
            check_row_parts(source, row_parts)
        return {"split": self.split, "split_column": column, "row_parts": row_parts}


def split_column(
    table: Table, split: str | None, targets: Sequence[str], row_parts: Values | None = None
) -> SplitColumn:
    """Find and read the column of a table that the setting names.

    Args:
        table: the table.
        split: the setting.
        targets: the names of the targets, which cannot be the column.
        row_parts: the parts of the rows of test and validation files.

    Raises:
        DataError: an invalid setting, a column that is missing or that cannot be used.
    """
    setting = parse_split(split)
    if setting.method == "auto":
        return SplitColumn(None, None, row_parts)
    split = str(split).strip()
    if setting.column is None:
        return SplitColumn(split, None, row_parts)
    name = setting.column
    check_column_name(table.source, table.names, name, split, targets)
    if setting.method == "column":
        if row_parts is not None:
            raise DataError(
                f"the column {name!r} says which rows test, and so does a file of its own; leave out split= or "
                "test_data= and validation_data="
            )
        parts, notes = read_parts(table.source, name, table.column(name), table.place)
        return SplitColumn(split, None, parts, notes)
    if setting.method == "time":
        seconds = seconds_of_dates(table.column(name))
        column = typed_column(table, name) if seconds is None else Column(name, "number", seconds)
    else:
        column = _group_column(table, name)
    return SplitColumn(split, column, row_parts, split_notes(setting))


def split_notes(setting: SplitSetting) -> tuple[str, ...]:
    """What the user should know about a split by time or by groups."""
    if setting.method == "time":
        return (f"the rows are split in the order of {setting.column!r}: the latest ones test",)
    if setting.method == "group":
        return (f"the column {setting.column!r} is not a feature: it groups the rows, and no group is in two splits",)
    return ()


def split_exclusions(features: str | Sequence[str] | None, split: str | None) -> tuple[str, ...]:
    """The column that is not a feature because it names groups or parts; () if there is none.

    Args:
        features: the features that the user lists; a column of groups may be among them.
        split: the setting.

    Raises:
        DataError: a listed feature that says which rows test.
    """
    setting = parse_split(split)
    if setting.method not in ("group", "column") or setting.column is None:
        return ()
    listed = () if features is None else (features,) if isinstance(features, str) else tuple(features)
    if setting.column not in listed:
        return (setting.column,)
    if setting.method == "column":
        raise DataError(
            f"{setting.column!r} says which rows test, so it cannot be a feature; leave it out of features="
        )
    return ()


def check_column_name(source: str, names: Iterable[str], name: str, split: str, targets: Sequence[str]) -> None:
    """Check that the column exists and is not a target.

    Raises:
        DataError: it does not exist, or is a target.
    """
    known = list(names)
    if name not in known:
        raise DataError(
            f"{source} has no column {name!r} to split by{did_you_mean(name, known)}; split={split!r} must be {FORMS}, "
            f"and the columns are {format_list(known)}"
        )
    if name in targets:
        raise DataError(f"{source}: {name!r} is the target, so it cannot decide the split; choose another column")


# ── time ────────────────────────────────────────────────────────────────────────────────────────────────────────


def seconds_of_dates(cells: Values) -> Values | None:
    """Dates and times as seconds since 1970, shape (n,), NaN where missing; None if any cell is something else.

    Dates and texts in ISO 8601 ("2024-12-31", "2024-12-31T18:00:00+01:00") count; without a time zone they are in UTC.
    """
    if cells.dtype.kind == "M":
        seconds = cells.astype("datetime64[us]").astype(np.float64) / 1e6
        return np.where(np.isnat(cells), np.nan, seconds)
    if cells.dtype.kind != "O":
        return None
    known: dict[Any, float] = {}
    for cell in cells:
        if not isinstance(cell, str | datetime.date) and not is_missing(cell):
            return None
        if cell not in known:
            seconds_of_cell = _seconds_of_date(cell)
            if seconds_of_cell is None:
                return None
            known[cell] = seconds_of_cell
    if all(np.isnan(value) for value in known.values()):
        return None
    return np.array([known[cell] for cell in cells], dtype=np.float64)


def _seconds_of_date(cell: Any) -> float | None:
    """A date as seconds since 1970; NaN for a missing cell, None for a text that is not a date."""
    if is_missing(cell) or (isinstance(cell, str) and not cell.strip()):
        return np.nan
    if isinstance(cell, str):
        try:
            cell = datetime.datetime.fromisoformat(cell.strip())
        except ValueError:
            return None
    if isinstance(cell, datetime.datetime):
        aware = cell if cell.tzinfo else cell.replace(tzinfo=datetime.UTC)
        return (aware - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)).total_seconds()
    return float((cell - datetime.date(1970, 1, 1)).days * 86_400)


# ── groups ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _group_column(table: Table, name: str) -> Column:
    """The groups of the rows: a typed column, or else the cells as texts."""
    try:
        return typed_column(table, name)
    except DataError:
        cells = table.column(name)
    texts = np.empty(len(cells), dtype=object)
    texts[:] = [None if is_missing(cell) else str(cell).strip() or None for cell in cells.tolist()]
    return Column(name, "category", texts)


def group_codes(column: Column) -> Integers:
    """The number of each row's group, shape (n,); rows without a value are one group."""
    if column.kind == "category":
        numbers: dict[Any, int] = {}
        return np.array([numbers.setdefault(value, len(numbers)) for value in column.values], dtype=np.int64)
    _, codes = np.unique(column.values, return_inverse=True)
    return codes.astype(np.int64)


def check_split_column(source: str, column: Column, method: str, place: Callable[[int], str]) -> None:
    """Check that the rows can be ordered by a column of times, or that there are groups.

    Raises:
        DataError: a time that is missing or that is a text, or fewer than two different times or groups.
    """
    missing, name = column.missing, column.name
    if method == "time" and column.kind == "category":
        row = int((~missing).argmax())
        raise DataError(
            f"{source}, {place(row)}: column {name!r} holds {short_repr(column.values[row])}, which is no date and no "
            "number, so the rows have no order in time; write dates as 2024-12-31, or choose another column"
        )
    if method == "time" and missing.any():
        row, count = int(missing.argmax()), int(missing.sum())
        rows = "1 row" if count == 1 else f"{count:,} rows, this one first"
        raise DataError(
            f"{source}, {place(row)}: column {name!r} has no value (missing in {rows}), so the rows have no order in "
            "time; fill it in, or pass missing='drop'"
        )
    if len(np.unique(group_codes(column))) < 2:
        what = "time" if method == "time" else "group"
        raise DataError(f"{source}: column {name!r} has only one {what}, so it cannot split the rows; use another one")


# ── a column of parts ───────────────────────────────────────────────────────────────────────────────────────────


def read_parts(source: str, name: str, cells: Values, place: Callable[[int], str]) -> tuple[Values, tuple[str, ...]]:
    """The part that each row names, and notes.

    Raises:
        DataError: an empty cell, or a word that names no part.
    """
    words = [(cell_to_text(cell) or "").lower() for cell in cells.tolist()]
    meaning: dict[str, str] = dict(PART_WORDS)
    notes = []
    if set(words) <= set(FLAG_WORDS):
        yes = _flagged_part(name)
        meaning = {word: yes if flag else "test" if yes == "train" else "train" for word, flag in FLAG_WORDS.items()}
        notes.append(f"in the column {name!r}, true (or 1) means {yes}, and false (or 0) {meaning['false']}")
    for row, word in enumerate(words):
        if word not in meaning:
            what = f"the value {short_repr(cells[row])}" if word else "no value"
            raise DataError(
                f"{source}, {place(row)}: column {name!r} has {what}, but the column of a split says train, validation "
                "or test"
            )
    parts = np.empty(len(words), dtype=object)
    parts[:] = [meaning[word] for word in words]
    return parts, (f"the column {name!r} is not a feature: it says which rows train, validate and test", *notes)


def _flagged_part(name: str) -> str:
    """The part that true stands for in a column of this name: is_train, is_valid, is_test."""
    lower = name.lower()
    return "train" if "train" in lower else "validation" if "val" in lower or "dev" in lower else "test"


def check_row_parts(source: str, row_parts: Values) -> None:
    """Check that some rows train and others do not.

    Raises:
        DataError: no training rows, or only training rows.
    """
    counts = Counter(row_parts.tolist())
    if not counts["train"] + counts[None]:
        raise DataError(
            f"{source}: none of the {plural(len(row_parts), 'row')} says train, so there is nothing to learn from"
        )
    if counts["train"] == len(row_parts):
        raise DataError(f"{source}: all rows say train; mark some as test, or leave out split=")
