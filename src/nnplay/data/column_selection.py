"""Choose columns: the targets, the features, and which columns cannot be features and why.

Unless the user names the features, every column but the target is one, except row numbers, identifiers, free text and
columns without values. They are left out, and the reason is recorded.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np

from nnplay.data.columns import Column, Floats
from nnplay.data.expressions import Expression, parse_expression, quoted
from nnplay.data.readers.table import Table
from nnplay.errors import DataError
from nnplay.utils.text import did_you_mean, format_list

Names: TypeAlias = str | Sequence[str] | None

MANY_LEVELS = 100
"""A text column with more distinct values than this, in over half of the rows, holds free text and no categories."""

IDENTIFIER_SHARE = 0.9
"""A text column in which more than this share of the values differ names its rows."""

MIN_IDENTIFIERS = 20
"""Fewer different texts than this are categories in any case."""

IDENTIFIER_NAME = re.compile(
    r"(?:.*[\s_.-])?(?:id|uuid|guid|index|rownames?|row[\s_.-]?(?:id|no|nr|num(?:ber)?))|unnamed.*", re.IGNORECASE
)
COUNTER_NAME = re.compile(r"X|#|no|nr|num(?:ber)?|obs(?:ervation)?|case|record|serial|s[\s_.-]?no", re.IGNORECASE)
MIN_COUNTED = 3  # further columns beside a first column that only counts
CAMEL_CASE_ID = re.compile(r".*[a-z]I[dD]")
SECONDS_PER_DAY = 86_400


def as_names(names: Any) -> str | list[str] | None:
    """One name, or a list of names, as text; the names of a DataFrame may be numbers."""
    if names is None or isinstance(names, str):
        return names
    return [str(name) for name in names] if isinstance(names, Iterable) else str(names)


def choose_targets(table: Table, target: Names) -> tuple[tuple[str, ...], list[str]]:
    """The names of the targets, and a note if the default was used.

    Raises:
        DataError: no name, an unknown one, or one twice.
    """
    if target is None:
        last = table.names[-1]
        return (last,), [f"the last column, {last!r}, is the target; choose another with target="]
    names = (target,) if isinstance(target, str) else tuple(target)
    if not names:
        raise DataError(f"{table.source}: target= names no column; the columns are {format_list(table.names)}")
    for name in names:
        if name not in table.names:
            raise DataError(
                f"{table.source} has no column {name!r} to use as the target{did_you_mean(name, table.names)}; "
                f"the columns are {format_list(table.names)}"
            )
    _refuse_repeats(table, names, "target")
    return names, []


def choose_features(
    table: Table, features: Names, targets: tuple[str, ...], exclude: Names = None, hidden: Sequence[str] = ()
) -> list[str | Expression]:
    """The features as column names, or as expressions over columns.

    Args:
        table: the table.
        features: the columns and expressions to use; None is every column but the targets.
        targets: the names of the targets.
        exclude: columns not to use.
        hidden: columns that are features only if they are named, such as the groups of a split.

    Raises:
        DataError: an unknown column, a name twice, or a feature that uses a target.
    """
    excluded = _excluded(table, exclude, targets)
    if features is None:
        rest: list[str | Expression] = [name for name in table.names if name not in (*targets, *excluded, *hidden)]
        if not rest:
            others = f"the target {format_list(targets)}" + "".join(f" and {name!r}" for name in (*excluded, *hidden))
            raise DataError(f"{table.source} has no column besides {others}; add a feature")
        return rest
    texts = (features,) if isinstance(features, str) else tuple(features)
    if not texts:
        raise DataError(f"{table.source}: features= names no column; the columns are {format_list(table.names)}")
    _refuse_repeats(table, texts, "features")
    known = set(table.names)
    result: list[str | Expression] = []
    for text in texts:
        if text not in known and text.startswith("-") and text[1:].strip() in known:
            raise DataError(
                f"{table.source}: features= names {text!r}; to leave out the column {text[1:].strip()!r}, pass exclude="
            )
        item = text if text in known else _expression(table, text)
        for name in source_columns([item]):
            if name in targets:
                raise DataError(
                    f"{table.source}: {name!r} is the target, so the feature {text!r} would give the answer away; "
                    "leave it out of features= or choose another target="
                )
            if name in excluded:
                raise DataError(f"{table.source}: {name!r} is in features= and in exclude=; name it in one of them")
        result.append(item)
    return result


def source_columns(features: Iterable[str | Expression]) -> tuple[str, ...]:
    """The table's columns that these features need, each once."""
    return tuple(
        dict.fromkeys(name for item in features for name in (item.names if isinstance(item, Expression) else [item]))
    )


def reason_to_leave_out(table: Table, column: Column) -> str:
    """Why a column is no feature unless the user names it; "" if it is one."""
    if not len(column) or (column.has_missing and column.missing.all()):
        return "no values"
    if column.kind == "number" and column.is_integer and _numbers_rows(table, column):
        return "row numbers"
    if column.kind != "category" or column.order:
        return ""
    values = [value for value in column.values.tolist() if value is not None]
    distinct = len(set(values))
    if distinct == 1 and len(values) == len(column) > 1:
        return "the same value in every row"
    if distinct < MIN_IDENTIFIERS:
        return ""
    if distinct > IDENTIFIER_SHARE * len(values) or (distinct > MANY_LEVELS and distinct > len(values) / 2):
        noun = "an identifier" if _is_identifier_name(column.name) else "free text or an identifier"
        return f"{noun}: {distinct:,} different values in {len(values):,} rows"
    return ""


def date_features(column: Column) -> list[Expression]:
    """The parts of a date column that differ between its rows, as expressions.

    The time that has passed and the year are numbers; month, day of the year, weekday and hour are positions on a
    circle, as a sine and a cosine.
    """
    name = quoted(column.name)
    texts = [f"days({name})", f"year({name})"]
    for period, part in ((12, "month"), (366, "dayofyear"), (7, "weekday"), (24, "hour")):
        texts += [f"{function}(2*pi*{part}({name})/{period})" for function in ("sin", "cos")]
    expressions = [parse_expression(text, [column.name]) for text in texts]
    present = {column.name: column.values[~column.missing]}
    if not len(present[column.name]):
        return expressions[:1]
    spans = [float(np.ptp(expression(present))) for expression in expressions]
    varying = [expression for expression, span in zip(expressions, spans, strict=True) if span > 1e-9]
    only_days = bool((present[column.name] % SECONDS_PER_DAY == 0).all())
    return [each for each in varying if not (only_days and "hour(" in each.text)] or expressions[:1]


def _excluded(table: Table, exclude: Names, targets: tuple[str, ...]) -> tuple[str, ...]:
    names = () if exclude is None else (exclude,) if isinstance(exclude, str) else tuple(exclude)
    for name in names:
        if name not in table.names:
            raise DataError(
                f"{table.source} has no column {name!r} to exclude{did_you_mean(name, table.names)}; "
                f"the columns are {format_list(table.names)}"
            )
        if name in targets:
            raise DataError(f"{table.source}: exclude= names the target {name!r}; choose another target=")
    return names


def _numbers_rows(table: Table, column: Column) -> bool:
    """Whether whole numbers only number the rows: 1, 2, 3 …, or different ones in a column called id."""
    named_id = _is_identifier_name(column.name)
    first = column.name == table.names[0] and len(table.names) > MIN_COUNTED
    counts = column.name in table.unnamed or (first and COUNTER_NAME.fullmatch(column.name.rstrip(".")))
    if len(column) < 3 or not (named_id or counts):
        return False
    values: Floats = column.values
    if column.missing.any() or len(np.unique(values)) < len(values):
        return False
    return named_id or (values[0] in (0, 1) and bool((np.diff(values) == 1).all()))


def _is_identifier_name(name: str) -> bool:
    return bool(IDENTIFIER_NAME.fullmatch(name) or CAMEL_CASE_ID.fullmatch(name))


def _expression(table: Table, text: str) -> Expression:
    """Parse a feature that is not a column; a plain word is reported as a mistyped column name."""
    if re.fullmatch(r"[^\W²³]+( [^\W²³]+)*", text):
        raise DataError(
            f"{table.source} has no column {text!r} to use as a feature{did_you_mean(text, table.names)}; "
            f"the columns are {format_list(table.names)}"
        )
    return parse_expression(text, table.names)


def _refuse_repeats(table: Table, names: Sequence[str], option: str) -> None:
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise DataError(f"{table.source}: {option}= names {repeated[0]!r} twice; name it once")
